"""Firefox, driven by its own Marionette."""
import atexit
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from marionette_driver import By
from marionette_driver.marionette import Marionette

from page import Page

SETTINGS = {
  "marionette.port": 0,
  "browser.shell.checkDefaultBrowser": False,
  "browser.startup.page": 0,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": False,
  "app.update.enabled": False,
  "toolkit.cosmeticAnimations.enabled": False,
  "media.volume_scale": "0.0",
  "devtools.console.stdout.content": True,
}

KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "Escape": "\ue00c", "ArrowRight": "\ue014", "ArrowLeft": "\ue012"}

# Whatever came to the console from pages, errors of scripts, of styles and of the content policy among it; what the browser
# says of itself is left out.
CONSOLE = """
const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
const said = storage.getEvents()
  .filter(({ level, filename }) => (level === "error" || level === "warn") && filename.startsWith("http"))
  .map((event) => event.arguments.join(" "));
const errors = Services.console.getMessageArray()
  .filter((message) => message instanceof Ci.nsIScriptError && message.sourceName.startsWith("http"))
  .map((message) => message.category + ": " + message.errorMessage);
return said.concat(errors);
"""



class Loudspeaker:
  """A sound server that plays into the void: without any, Firefox gives up playing after a while."""

  _process = None
  _folder = None

  @classmethod
  def address(cls):
    if not cls._process:
      atexit.register(cls.stop)
      cls._folder = tempfile.TemporaryDirectory(prefix="wubremix-sound-", ignore_cleanup_errors=True)
      socket = os.path.join(cls._folder.name, "socket")
      cls._process = subprocess.Popen(
        ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disallow-exit",
         "-L", "module-null-sink", "-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": cls._folder.name, "XDG_RUNTIME_DIR": cls._folder.name})
      deadline = time.monotonic() + 20
      while not os.path.exists(socket):
        if cls._process.poll() is not None or time.monotonic() > deadline:
          cls.stop()
          raise RuntimeError("pulseaudio does not start")
        time.sleep(0.1)
    return "unix:" + os.path.join(cls._folder.name, "socket")

  @classmethod
  def stop(cls):
    if cls._process:
      cls._process.terminate()
      cls._process.wait()
      cls._folder.cleanup()
      cls._process = None


class FirefoxPage(Page):
  def __init__(self, browser, handle):
    self.browser = browser
    self.handle = handle

  @property
  def driver(self):
    driver = self.browser.driver
    if self.browser.current != self.handle:
      driver.switch_to_window(self.handle)
      self.browser.current = self.handle
    return driver

  def run(self, script):
    # Without a sandbox of its own, what a script leaves is there for the page and for the next script.
    return self.driver.execute_script(script, sandbox=None, new_sandbox=False)

  def open(self, address):
    self.driver.navigate(address)

  def reload(self):
    self.driver.refresh()

  def find(self, selector):
    return self.driver.find_element(By.CSS_SELECTOR, selector)

  def click(self, selector):
    self.until_seen(selector)
    self.find(selector).click()

  def give_file(self, selector, path):
    self.find(selector).send_keys(path)

  def press(self, key):
    text = KEYS.get(key, key)
    self.driver.actions.sequence("key", "keyboard").key_down(text).key_up(text).perform()

  def download(self, selector):
    self.click(selector)
    deadline = time.monotonic() + 30
    while True:
      time.sleep(0.2)
      # While it is saved there is a file whose name ends in .part.
      saved = list(self.browser.downloads.iterdir())
      if len(saved) == 1 and saved[0].suffix != ".part" and saved[0].stat().st_size > 0:
        return saved[0].name, saved[0].read_bytes()
      if time.monotonic() > deadline:
        raise AssertionError(f"nothing is saved but {saved}")

  def close(self):
    self.driver.close()
    self.browser.current = None


class Firefox:
  """A browser with a fresh profile, a process of its own."""

  name = "Firefox"

  @classmethod
  def stop(cls):
    """Each ends by itself; what they share is ended here."""
    Loudspeaker.stop()

  def __init__(self):
    self.profile = tempfile.TemporaryDirectory(prefix="wubremix-firefox-", ignore_cleanup_errors=True)
    self.downloads = pathlib.Path(self.profile.name) / "downloads"
    self.downloads.mkdir()
    settings = {**SETTINGS, "browser.download.folderList": 2, "browser.download.dir": str(self.downloads)}
    with open(os.path.join(self.profile.name, "user.js"), "w", encoding="utf-8") as file:
      file.writelines(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items())
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    self.process = subprocess.Popen(
      [program, "--marionette", "--headless", "--no-remote", "--remote-allow-system-access", "--profile", self.profile.name],
      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
      env={**os.environ, "HOME": self.profile.name, "PULSE_SERVER": Loudspeaker.address()})
    told = os.path.join(self.profile.name, "MarionetteActivePort")
    deadline = time.monotonic() + 60
    while not (os.path.exists(told) and os.path.getsize(told)):
      if self.process.poll() is not None or time.monotonic() > deadline:
        self.close()
        raise RuntimeError("Firefox does not start")
      time.sleep(0.1)
    with open(told, encoding="utf-8") as file:
      self.driver = Marionette(host="127.0.0.1", port=int(file.read()))
    self.driver.start_session()
    self.driver.timeout.script = 30
    self.driver.set_window_rect(width=1280, height=900)
    self.current = self.driver.current_window_handle
    self.first = FirefoxPage(self, self.current)

  @property
  def noise(self):
    with self.driver.using_context("chrome"):
      return self.driver.execute_script(CONSOLE)

  def page(self):
    page, self.first = self.first, None
    return page or FirefoxPage(self, self.driver.open(type="tab")["handle"])

  def close(self):
    if self.process.poll() is None:
      # All its processes are in a group of their own.
      os.killpg(self.process.pid, signal.SIGTERM)
      try:
        self.process.wait(15)
      except subprocess.TimeoutExpired:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
    self.profile.cleanup()
