"""A long song: dropped, heard while it is made, and what becomes of the sound when the remix is done."""
import hashlib
import json
import time
import unittest

from case import Case, InChromium, InFirefox
from service import WORK, remix_by_hand


class Listening:
  def test_sound_comes_before_the_remix_is_done(self):
    song = self.songs.long()
    browser = self.browser()
    page = browser.page()
    page.start(self.service.address)
    self.assertTrue(page.drop(song))
    self.assertEqual(page.text("#file-name"), "Long.flac")
    page.wait("return document.getElementById('file-facts').textContent.includes('11:47')")
    page.click("#send")
    id = page.sent(60)

    # Play, as soon as it can be pressed.
    page.wait("return !document.getElementById('play').disabled", 120)
    self.assertEqual(page.text("#play-text"), "Listen while it renders")
    page.click("#play")
    heard, place = page.wait("return watched.playing[0]", 20)
    page.wait("return watched.sounds[0].currentTime > 1", 20, every=0.1)
    # There is something to look at, too.
    for wave in ("remix", "song"):
      page.wait(f"return document.getElementById('{wave}-wave').classList.contains('ready')", 10)
    self.assertIn("Waveform", page.run("return document.getElementById('remix-wave').getAttribute('aria-label')"))
    job = self.service.job(id)
    self.assertIn("is made anyway", page.text("#connection"))
    self.assertEqual(job["state"], "running", "sound came only when all was done")
    self.assertLess(place, 1)
    self.assertTrue(page.run("return document.getElementById('time').disabled"), "what is not made yet cannot be sought")

    page.until_done()
    times = page.run("return {sent: watched.sent, done: performance.now()}")
    figures = {
      "browser": browser.name,
      "firstSound": (heard - times["sent"]) / 1000,
      "done": (times["done"] - times["sent"]) / 1000,
      "percentWhenHeard": job["percent"],
    }

    # The stream goes on when the file is there; a pause changes to it, at the same place.
    before = page.sound()
    time.sleep(1)
    self.assertGreater(page.sound()["time"], before["time"] + 0.5)
    page.click("#play")
    page.wait("return watched.sounds[0].currentSrc.includes('download=false') && watched.sounds[0].readyState > 0")
    page.wait("return !document.getElementById('time').disabled")
    after = page.sound()
    self.assertAlmostEqual(after["time"], before["time"] + 1.2, delta=1.5)
    self.assertAlmostEqual(after["length"], self.service.job(id)["seconds"], delta=0.2)

    # Seeking by keys and by the waveform.
    page.run("document.getElementById('time').focus(); return true")
    page.press("ArrowRight")
    self.assertAlmostEqual(page.sound()["time"], after["time"] + 5, delta=0.5)
    page.click("#remix-wave")
    self.assertAlmostEqual(page.sound()["time"], after["length"] / 2, delta=3)
    page.click("#play")
    page.wait(f"return watched.sounds[0].currentTime > {after['length'] / 2} && !watched.sounds[0].paused")

    # The original, and back.
    page.click("[name=which][value=song]")
    page.wait("return watched.sounds[1] && !watched.sounds[1].paused && watched.sounds[1].currentTime > 1")
    self.assertTrue(page.sound(0)["isPaused"])
    self.assertIn("/source", page.sound(1)["address"])
    page.click("[name=which][value=remix]")
    page.wait("return !watched.sounds[0].paused && watched.sounds[1].paused")
    self.assertAlmostEqual(page.sound()["time"], after["length"] / 2, delta=30)
    page.click("#play")

    # What is downloaded is what the command line makes.
    name, data = page.download("#download")
    self.assertRegex(name, r"^Long.*\.mp3$")
    self.assertQuiet(browser)
    expected, figures["commandLine"] = remix_by_hand(song)
    self.assertEqual(hashlib.sha256(data).hexdigest(), expected)
    self.assertEqual(self.service.job(id)["sha256"], expected)

    print(json.dumps({name: round(value, 1) if isinstance(value, float) else value for name, value in figures.items()}), flush=True)
    with open(WORK / "times.json", "a", encoding="utf-8") as file:
      file.write(json.dumps(figures) + "\n")


class ListeningInChromium(Listening, InChromium, Case):
  pass


class ListeningInFirefox(Listening, InFirefox, Case):
  pass


if __name__ == "__main__":
  unittest.main()
