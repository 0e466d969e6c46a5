"""Jobs outlive pages: reloads, other tabs, closed browsers, links given to others; and deletion."""
import unittest

from case import Case, InChromium, InFirefox


class Keeping:
  # One at a time, so that a job can be met while it waits.
  options = ("--jobs", "1")

  def test_a_job_outlives_its_page(self):
    first = self.browser()
    page = first.page()
    id = page.send(self.service.address, self.songs.long("Outlives.flac", times=5))
    page.reload()
    page.wait("return document.getElementById('job-title').textContent === 'Outlives'")

    # A second tab knows it from the list of this browser.
    second = first.page()
    second.open(self.service.address + "/")
    second.until_seen("#mine-list a")
    second.click("#mine-list a")
    second.wait("return document.getElementById('job-title').textContent === 'Outlives'")
    self.assertIn(self.service.job(id)["state"], ("queued", "running"))
    self.assertQuiet(first)
    first.close()

    # Nobody looks any more.
    job = self.service.wait(id, "done", "failed", "cancelled")
    self.assertEqual(job["state"], "done", job["error"])

    # Whoever has the link sees it, in a browser that knows nothing of it.
    guest = self.browser()
    page = guest.page()
    page.open(self.service.address + job["links"]["page"])
    page.until_done()
    self.assertEqual(page.text("#job-title"), "Outlives")
    self.assertFalse(page.is_seen("#mine"), "another's remix is not one's own")
    page.watch()
    page.click("#play")
    page.wait("return watched.playing.length > 0 && watched.sounds[0].currentTime > 0.5")
    self.assertQuiet(guest)

  def test_a_link_is_copied(self):
    browser = self.browser()
    page = browser.page()
    page.send(self.service.address, self.songs.demo("Shared.flac"))
    page.until_done()
    page.click("#share")
    page.wait("return document.getElementById('share-feedback').textContent.startsWith('Copied.')"
              " || document.getElementById('share-feedback').textContent.endsWith(location.href)")

  def test_deletion_asks_first(self):
    browser = self.browser()
    page = browser.page()
    id = page.send(self.service.address, self.songs.demo("Deleted.flac"))
    page.until_done()
    page.click("#delete-job")
    page.until_seen("#delete-dialog")
    page.press("Escape")
    page.wait("return !document.getElementById('delete-dialog').open")
    page.click("#delete-job")
    page.click("#delete-no")
    self.assertEqual(self.service.job(id)["state"], "done")
    page.click("#delete-job")
    page.click("#delete-yes")
    page.until_seen("#new")
    self.assertEqual(self.service.ask(f"/v1/jobs/{id}")[0], 404)
    self.assertFalse(page.is_seen("#mine"))
    self.assertQuiet(browser)
    page.open(f"{self.service.address}/jobs/{id}")
    page.until_seen("#panel-over")
    self.assertEqual(page.text("#over-title"), "This link leads nowhere any more")
    self.assertFalse(page.is_seen("#sound"))

  def test_a_running_job_is_cancelled(self):
    browser = self.browser()
    page = browser.page()
    id = page.send(self.service.address, self.songs.long("Cancelled.flac", times=6))
    self.service.wait(id, "running")
    other = browser.page()
    other.open(f"{self.service.address}/jobs/{id}")
    other.wait("return document.getElementById('job-title').textContent === 'Cancelled'")
    page.click("#cancel-job")
    page.click("#delete-yes")
    page.until_seen("#new")
    self.assertEqual(self.service.ask(f"/v1/jobs/{id}")[0], 404)
    # Who looked on is told.
    other.until_seen("#panel-over")


class KeepingInChromium(Keeping, InChromium, Case):
  pass


class KeepingInFirefox(Keeping, InFirefox, Case):
  pass


if __name__ == "__main__":
  unittest.main()
