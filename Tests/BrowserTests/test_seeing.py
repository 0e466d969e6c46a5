"""What can be read, named, reached by keys alone, and stays where it is. In Chromium, whose tools tell it."""
import unittest

from case import Case, InChromium
from seeing import CONTRAST, EDGES, FOCUS, nameless

SIZES = {"desktop": {"width": 1280, "height": 900},
         "phone": {"width": 390, "height": 844, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}}


class Seeing(InChromium, Case):
  def assertSeen(self, page, where):
    """Contrast, names, and nothing that is cut off at the side."""
    # Buttons fade from one colour to the other.
    page.page.wait_for_timeout(400)
    contrast = page.run(CONTRAST)
    self.assertEqual(contrast["found"], [], where)
    self.assertGreater(contrast["seen"], 5, where)
    self.assertEqual(page.run(EDGES), [], where)
    found, named = nameless(page)
    self.assertEqual(found, [], where)
    self.assertGreaterEqual(named, 3, where)
    self.assertTrue(page.run("return document.documentElement.scrollWidth <= innerWidth"), f"{where}: scrolls sideways")

  def assertStill(self, page, where):
    shifts = page.run("return shifts")
    self.assertLess(sum(shift[0] for shift in shifts), 0.02, f"{where}: {shifts}")

  def test_every_page_in_light_and_dark_on_desktop_and_phone(self):
    job = None
    for size, options in SIZES.items():
      for scheme in ("light", "dark"):
        with self.subTest(size=size, scheme=scheme):
          where = f"{size}, {scheme}"
          browser = self.browser(color_scheme=scheme, **options)
          page = browser.page()
          page.start(self.service.address)
          page.click("summary")
          self.assertSeen(page, f"form, {where}")
          page.click("summary")
          page.give_file("#file", self.songs.text())
          page.click("#send")
          page.until_seen("#upload-error")
          self.assertSeen(page, f"refused, {where}")
          if job is None:
            job = page.send(self.service.address, self.songs.long("Seen.flac", times=3))
          else:
            page.open(f"{self.service.address}/jobs/{job}")
          page.until_done()
          page.wait("return document.getElementById('song-wave').getAttribute('aria-label').startsWith('Waveform')")
          page.click("#as-text summary")
          self.assertSeen(page, f"done, {where}")
          page.click("#delete-job")
          self.assertSeen(page, f"dialog, {where}")
          page.open(self.service.address + "/jobs/" + "0" * 32)
          page.until_seen("#panel-over")
          self.assertSeen(page, f"gone, {where}")
          self.assertStill(page, f"gone, {where}")
          page.open(self.service.address + "/monitor")
          page.until_seen("#figures-all")
          self.assertSeen(page, f"monitor, {where}")
          browser.close()

  def test_nothing_moves(self):
    for number, (size, options) in enumerate(SIZES.items()):
      with self.subTest(size=size):
        browser = self.browser(**options)
        page = browser.page()
        page.start(self.service.address)
        page.page.wait_for_timeout(500)
        self.assertStill(page, "form")
        page.give_file("#file", self.songs.long(f"Still {number}.flac", times=3 + number))
        page.click("#send")
        page.sent()
        page.wait("return !document.getElementById('play').disabled", 60)
        self.assertSeen(page, f"running, {size}")
        page.click("#play")
        page.until_done()
        page.page.wait_for_timeout(1000)
        self.assertStill(page, "a job from its upload to its end")
        page.reload()
        page.until_done()
        page.page.wait_for_timeout(700)
        self.assertStill(page, "a job that is done")
        page.open(self.service.address + "/")
        page.until_seen("input[name=style]")
        page.page.wait_for_timeout(500)
        self.assertStill(page, "form with remixes")
        page.open(self.service.address + "/monitor")
        page.until_seen("#figures-all")
        page.page.wait_for_timeout(2500)
        self.assertStill(page, "monitor")

  def walk(self, page, until, limit=60):
    """Names of what Tab reaches, up to one of them."""
    names = []
    for _ in range(limit):
      page.press("Tab")
      focus = page.run(FOCUS)
      self.assertIsNotNone(focus, f"the focus is lost after {names}")
      self.assertTrue(focus["isOutlined"], f"{focus['name']} does not show that it has the focus")
      self.assertTrue(focus["isInView"], f"{focus['name']} is out of view")
      names.append(focus["name"])
      if focus["name"] == until:
        return names
    self.fail(f"{until} is not reached: {names}")

  def test_by_keys_alone(self):
    browser = self.browser()
    page = browser.page()
    page.start(self.service.address)
    names = self.walk(page, "file")
    self.assertEqual(names, ["Skip to the content", "wubremix", "New remix", "file"])
    # The picker itself belongs to the browser; Space opens it.
    with page.page.expect_file_chooser() as chosen:
      page.press("Space")
    chosen.value.set_files(self.songs.demo("By keys.flac"))
    page.wait("return document.getElementById('file-name').textContent === 'By keys.flac'")
    self.walk(page, "style=dubstep")
    page.press("ArrowDown")
    self.assertTrue(page.run("return document.querySelector('[value=electrohouse]').checked"))
    self.walk(page, "wub")
    page.press("ArrowRight")
    self.assertFalse(page.run("return document.getElementById('wub-style').checked"))
    self.walk(page, "More options")
    page.press("Enter")
    self.assertTrue(page.run("return document.getElementById('advanced').open"))
    names = self.walk(page, "send")
    self.assertEqual(names, ["length", "target-bpm", "preview", "seed", "loudness", "bpm", "key", "downbeat-offset", "format", "bitrate", "send"])
    page.press("Enter")
    page.sent()
    self.assertEqual(page.run("return document.activeElement.id"), "job-title")
    page.until_done()
    names = self.walk(page, "play")
    self.assertEqual(names, ["download", "share", "delete-job", "link-analysis", "link-plan", "link-plot", "play"])
    page.watch()
    page.press("Space")
    page.wait("return watched.playing.length > 0")
    self.assertEqual(page.text("#play-text"), "Pause")
    self.walk(page, "which=remix")
    page.press("ArrowRight")
    page.wait("return document.querySelector('[name=which][value=song]').checked && watched.sounds[1] && !watched.sounds[1].paused")
    self.walk(page, "time")
    before = page.sound(1)["time"]
    page.press("ArrowRight")
    page.wait(f"return watched.sounds[1].currentTime > {before + 4}")
    names = self.walk(page, "How the service fares")
    self.assertIn("volume", names)
    self.assertIn("closeup", names)
    # Deleting: the dialog keeps the focus, and begins at what does no harm.
    page.run("document.getElementById('share').focus(); return true")
    self.walk(page, "delete-job")
    page.press("Enter")
    page.wait("return document.activeElement.id === 'delete-no'")
    page.press("Escape")
    page.wait("return document.activeElement.id === 'delete-job'")
    page.press("Enter")
    page.wait("return document.activeElement.id === 'delete-no'")
    page.press("Shift+Tab")
    self.assertEqual(page.run("return document.activeElement.id"), "delete-yes")
    page.press("Enter")
    page.until_seen("#new")
    self.assertEqual(page.run("return document.activeElement.id"), "new-title")
    self.assertQuiet(browser)


if __name__ == "__main__":
  unittest.main()
