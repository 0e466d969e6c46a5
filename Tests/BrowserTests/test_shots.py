"""Pictures of the pages as they are met, to be looked at by people."""
import unittest

from case import Case, InChromium
from service import SHOTS

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}


class Shots(InChromium, Case):
  def shot(self, page, name, full=True):
    page.page.wait_for_timeout(500)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.shot(SHOTS / f"{name}.png", full)

  def through(self, prefix, song, **options):
    browser = self.browser(**options)
    page = browser.page()
    page.start(self.service.address)
    self.shot(page, f"{prefix}-form")
    page.click("summary")
    page.give_file("#file", song)
    self.shot(page, f"{prefix}-options")
    page.click("#send")
    page.sent()
    page.wait("return document.getElementById('progress-bar').value > 2", 60)
    self.shot(page, f"{prefix}-early")
    page.wait("return !document.getElementById('play').disabled", 60)
    page.click("#play")
    page.page.wait_for_timeout(1000)
    self.shot(page, f"{prefix}-live")
    monitor = browser.page()
    monitor.open(self.service.address + "/monitor")
    monitor.until_seen("#figures-all")
    self.shot(monitor, f"{prefix}-monitor")
    monitor.close()
    page.until_done()
    page.wait("return document.getElementById('song-wave').getAttribute('aria-label').startsWith('Waveform')")
    page.click("#remix-wave")
    self.shot(page, f"{prefix}-done")
    page.click("#closeup")
    page.click("#as-text summary")
    self.shot(page, f"{prefix}-close")
    page.click("#delete-job")
    self.shot(page, f"{prefix}-delete", full=False)
    page.click("#delete-no")
    page.send(self.service.address, self.songs.hollow(f"Hollow {prefix}.flac"))
    page.until_seen("#panel-over")
    self.shot(page, f"{prefix}-failed")
    page.start(self.service.address)
    page.give_file("#file", self.songs.text())
    page.click("#send")
    page.until_seen("#upload-error")
    self.shot(page, f"{prefix}-refused")
    browser.close()

  def test_desktop(self):
    self.through("desktop", self.songs.long("Midnight Train.flac", times=6), **DESKTOP)

  def test_dark(self):
    self.through("dark", self.songs.long("Night Bus.flac", times=5), color_scheme="dark", **DESKTOP)

  def test_phone(self):
    name = "A song with a rather long name that needs two lines or three (Live at the End of the World).flac"
    self.through("phone", self.songs.long(name, times=4), **PHONE)


if __name__ == "__main__":
  unittest.main()
