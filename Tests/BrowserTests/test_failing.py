"""What cannot be remixed is told in clear words."""
import unittest

from case import Case, InChromium, InFirefox

# Browsers note by themselves that an answer was an error, and that a letter cannot be played.
ANSWERED = ("status of 4", "Event Source: Firefox can’t establish a connection", "could not be decoded")


class Failing:
  options = ("--upload-bytes", "20000000", "--max-minutes", "3")

  def refused(self, song):
    browser = self.browser()
    page = browser.page()
    page.start(self.service.address)
    page.give_file("#file", song)
    page.click("#send")
    page.until_seen("#upload-error")
    self.assertTrue(page.is_seen("#send"), "another can be sent")
    self.assertEqual(page.run("return document.activeElement.id"), "upload-error")
    self.assertQuiet(browser, *ANSWERED)
    return page

  def test_a_letter_is_no_song(self):
    page = self.refused(self.songs.text())
    self.assertEqual(page.text("#upload-error-title"), "This is not a song that can be read")
    self.assertIn("send a WAV, AIFF, FLAC, Ogg, Opus or MP3 file", page.text("#upload-error-text"))
    self.assertFalse(page.is_seen("#upload-again"), "the same letter is refused again")
    # And then a song.
    page.give_file("#file", self.songs.demo())
    self.assertFalse(page.is_seen("#upload-error"))
    page.click("#send")
    page.sent()

  def over(self, song):
    """The page of a song that was taken, when nothing is done any more."""
    browser = self.browser()
    page = browser.page()
    page.send(self.service.address, song)
    page.wait("""const seen = (id) => document.getElementById(id).checkVisibility({visibilityProperty: true});
      return seen('panel-over') || seen('panel-done')""", 60)
    self.assertQuiet(browser, *ANSWERED)
    return page

  def test_a_song_without_sound(self):
    page = self.over(self.songs.hollow())
    self.assertEqual(page.text("#over-title"), "The remix could not be made")
    self.assertIn("damaged", page.text("#over-text"))
    self.assertFalse(page.is_seen("#sound"), "there is nothing to hear")
    page.click("#over-delete")
    page.click("#delete-yes")
    page.until_seen("#new")

  def test_a_damaged_song_is_remixed_as_far_as_it_goes(self):
    page = self.over(self.songs.broken())
    self.assertTrue(page.is_seen("#panel-done"))
    self.assertIn("cut off or damaged", page.text("#warnings"))

  def test_silence(self):
    page = self.over(self.songs.silence())
    self.assertTrue(page.is_seen("#panel-done"))
    self.assertIn("silent", page.text("#warnings"))

  def test_a_long_song_is_refused_before_it_is_sent(self):
    browser = self.browser()
    page = browser.page()
    page.start(self.service.address)
    page.give_file("#file", self.songs.long("Four.flac", times=4))
    page.wait("return document.getElementById('file-error').textContent.includes('takes up to 3 minutes')")
    self.assertQuiet(browser)
    # Sent all the same, as by a browser that cannot tell its length, it is refused in words too.
    page.click("#send")
    page.sent()
    page.until_seen("#panel-over")
    self.assertRegex(page.text("#over-text"), "longer than 3.* minutes")

  def test_a_large_song_is_refused_before_it_is_sent(self):
    browser = self.browser()
    page = browser.page()
    page.start(self.service.address)
    page.give_file("#file", self.songs.long("Large.flac", times=9))
    page.click("#send")
    self.assertIn("takes up to 20 MB", page.text("#file-error"))
    self.assertEqual(page.run("return location.pathname"), "/")
    self.assertQuiet(browser)

  def test_a_link_that_leads_nowhere(self):
    browser = self.browser()
    page = browser.page()
    page.open(self.service.address + "/jobs/" + "f" * 32)
    page.until_seen("#panel-over")
    self.assertEqual(page.text("#over-title"), "This link leads nowhere any more")
    self.assertIn("deleted or has expired", page.text("#over-text"))
    self.assertQuiet(browser, *ANSWERED)


class FailingInChromium(Failing, InChromium, Case):
  pass


class FailingInFirefox(Failing, InFirefox, Case):
  pass


if __name__ == "__main__":
  unittest.main()
