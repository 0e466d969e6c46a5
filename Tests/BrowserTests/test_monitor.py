"""The page for whoever runs the service."""
import unittest

from case import Case, InChromium, InFirefox


class Monitor:
  def test_it_tells_of_jobs(self):
    browser = self.browser()
    page = browser.page()
    page.send(self.service.address, self.songs.long("Watched.flac", times=4))
    watch = browser.page()
    watch.open(self.service.address + "/monitor")
    watch.until_seen("#running table")
    self.assertEqual(watch.text("#state"), "Up and taking songs.")
    self.assertIn("worker", watch.text("#running"))
    self.assertNotIn("Watched", watch.text("body"), "whose songs they are is nobody's business")
    watch.wait("return document.getElementById('running').textContent.includes('Nothing just now')", 90)
    watch.wait("return document.getElementById('ended').getAttribute('aria-label').includes('1 done, 0 failed')", 20)
    self.assertIn("100.0 %", watch.text("#figures"))
    self.assertQuiet(browser)


class MonitorInChromium(Monitor, InChromium, Case):
  pass


class MonitorInFirefox(Monitor, InFirefox, Case):
  pass


if __name__ == "__main__":
  unittest.main()
