"""Chromium, driven by Playwright."""
import pathlib
import shutil

from playwright.sync_api import sync_playwright

from page import Page

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    shifts.push([entry.value, ...entry.sources.map(({ node }) => node?.id || node?.className || node?.nodeName)]);
  }
}).observe({ type: 'layout-shift', buffered: true });
"""


class ChromiumPage(Page):
  def __init__(self, context, noise):
    self.page = context.new_page()
    self.page.on("console", lambda line: noise.append(line.text) if line.type in ("error", "warning") else None)
    self.page.on("pageerror", lambda error: noise.append(str(error)))

  def run(self, script):
    return self.page.evaluate(f"() => {{ {script} }}")

  def open(self, address):
    self.page.goto(address)

  def reload(self):
    self.page.reload()

  def click(self, selector):
    self.page.click(selector, timeout=10_000)

  def give_file(self, selector, path):
    self.page.set_input_files(selector, path)

  def press(self, key):
    self.page.keyboard.press(key)

  def download(self, selector):
    with self.page.expect_download() as saved:
      self.page.click(selector)
    return saved.value.suggested_filename, pathlib.Path(saved.value.path()).read_bytes()

  def close(self):
    self.page.close()

  def shot(self, path, full=True):
    self.page.screenshot(path=path, full_page=full)


class Chromium:
  """A browser with a fresh profile."""

  name = "Chromium"
  _playwright = None
  _browser = None

  @classmethod
  def start(cls):
    """One process for all profiles; it is asked to follow the rules for users, such as no sound before a click."""
    if not cls._browser:
      cls._playwright = sync_playwright().start()
      program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
      cls._browser = cls._playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--mute-audio"])
    return cls._browser

  @classmethod
  def stop(cls):
    if cls._browser:
      cls._browser.close()
      cls._playwright.stop()
      cls._browser = None

  def __init__(self, width=1280, height=900, **options):
    self.noise = []
    self.context = self.start().new_context(viewport={"width": width, "height": height}, **options)
    self.context.add_init_script(SHIFTS)

  def page(self):
    return ChromiumPage(self.context, self.noise)

  def close(self):
    self.context.close()
