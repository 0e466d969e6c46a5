"""A song by the file picker and by drag-and-drop, and what the form refuses by itself."""
import pathlib
import unittest

from case import Case, InChromium, InFirefox


class Sending:
  def test_by_the_file_picker(self):
    song = self.songs.demo("By hand.flac")
    browser = self.browser()
    page = browser.page()
    id = page.send(self.service.address, song)
    self.assertEqual(page.text("#job-title"), "By hand")
    self.assertEqual(self.service.job(id)["title"], "By hand")
    page.until_done()
    # Analysis and plan are fetched when it is known that they are there.
    page.wait("return document.getElementById('remix-facts').textContent.includes('140 BPM')")
    page.wait("return document.getElementById('song-facts').textContent.includes('112 BPM')")
    self.assertQuiet(browser)

  def test_by_drag_and_drop_with_options(self):
    song = self.songs.demo("Dropped + <b>bold.flac")
    browser = self.browser()
    page = browser.page()
    page.start(self.service.address)
    self.assertTrue(page.drop(song))
    self.assertEqual(page.text("#file-name"), "Dropped + <b>bold.flac")
    page.click(".card:has([value=chill])")
    page.click("summary")
    page.run("document.getElementById('preview').value = '20'; return true")
    page.click("#send")
    job = self.service.wait(page.sent(), "done", "failed")
    page.until_done()
    self.assertEqual((job["title"], job["style"]), ("Dropped + <b>bold", "chill"))
    self.assertLess(job["seconds"], 40)
    self.assertEqual(page.text("#job-title"), "Dropped + <b>bold")
    self.assertQuiet(browser)

  def test_a_song_dropped_on_another_page_goes_to_the_form(self):
    browser = self.browser()
    page = browser.page()
    page.open(self.service.address + "/jobs/" + "0" * 32)
    page.until_seen("#panel-over")
    self.assertTrue(page.drop(self.songs.demo()))
    page.until_seen("#file-name")
    self.assertEqual(page.text("#file-name"), "Demo.flac")

  def test_options_are_those_of_the_service(self):
    """Every value that can be chosen is taken."""
    page = self.browser().page()
    page.start(self.service.address)
    bitrates = page.run("return [...document.getElementById('bitrate').options].map((option) => option.value || option.text)")
    formats = page.run("return [...document.getElementById('format').options].map((option) => option.value)")
    song = pathlib.Path(self.songs.text()).read_bytes()
    for query in [f"bitrate={rate}" for rate in bitrates] + [f"format={format or 'mp3'}" for format in formats]:
      # A letter is refused only after its options were read.
      self.assertEqual(self.service.ask("/v1/jobs?" + query, "POST", song)[0], 415, query)

  def test_nothing_is_sent_without_a_song_or_with_a_senseless_option(self):
    page = self.browser().page()
    page.start(self.service.address)
    page.click("#send")
    self.assertEqual(page.text("#file-error"), "Choose a song first.")
    page.give_file("#file", self.songs.demo())
    page.click("summary")
    page.run("document.getElementById('target-bpm').value = '300'; return true")
    page.click("#send")
    self.assertEqual(page.run("return document.getElementById('target-bpm').getAttribute('aria-invalid')"), "true")
    self.assertEqual(page.run("return location.pathname"), "/")


class SendingInChromium(Sending, InChromium, Case):
  pass


class SendingInFirefox(Sending, InFirefox, Case):
  pass


if __name__ == "__main__":
  unittest.main()
