"""A service and songs for each class of tests, and browsers that are closed whatever happens."""
import unittest

from chromium import Chromium
from firefox import Firefox
from service import Service, Songs


class Case(unittest.TestCase):
  """To be used with InChromium or InFirefox."""

  options = ()

  @classmethod
  def setUpClass(cls):
    cls.songs = Songs()
    cls.addClassCleanup(cls.songs.close)
    cls.service = Service(*cls.options)
    cls.addClassCleanup(cls.service.stop)
    cls.addClassCleanup(cls.kind.stop)

  def browser(self, **options):
    """A browser with a fresh profile."""
    browser = self.kind(**options)
    self.addCleanup(browser.close)
    return browser

  def assertQuiet(self, browser, *allowed):
    """Nothing came to the console: no error, no warning, nothing that the content policy forbids."""
    noise = [line for line in browser.noise if not any(known in line for known in allowed)]
    self.assertEqual(noise, [])


class InChromium:
  kind = Chromium


class InFirefox:
  kind = Firefox
