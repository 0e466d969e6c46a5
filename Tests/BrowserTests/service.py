"""The service under test, and the songs that are sent to it."""
import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("WUBREMIX_PROGRAM", str(ROOT / ".build/release/wubremix"))
DEMO = ROOT / "Fixtures/demo.flac"
WORK = pathlib.Path(os.environ.get("WUBREMIX_BROWSER_TESTS", ROOT / ".build/browser-tests"))
SHOTS = WORK / "shots"


class Service:
  """A service of its own, on a free port, with a data folder that goes with it."""

  def __init__(self, *options):
    self.folder = tempfile.TemporaryDirectory(prefix="wubremix-browsers-")
    self.log = open(os.path.join(self.folder.name, "log"), "w+", encoding="utf-8")
    with socket.socket() as free:
      free.bind(("127.0.0.1", 0))
      port = free.getsockname()[1]
    self.address = f"http://127.0.0.1:{port}"
    self.process = subprocess.Popen(
      [PROGRAM, "serve", "--data", os.path.join(self.folder.name, "data"), "--port", str(port), "--per-hour", "0", *options],
      stdout=self.log, stderr=self.log)
    deadline = time.monotonic() + 30
    while True:
      try:
        if self.ask("/readyz")[0] == 200:
          return
      except OSError:
        pass
      if self.process.poll() is not None or time.monotonic() > deadline:
        self.log.seek(0)
        told = self.log.read()
        self.stop()
        raise RuntimeError(f"the service does not start: {told}")
      time.sleep(0.1)

  def ask(self, path, method="GET", body=None):
    """Status and body of an answer, whatever its status."""
    request = urllib.request.Request(self.address + path, data=body, method=method)
    if body is not None:
      request.add_header("Content-Type", "application/octet-stream")
    try:
      with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, answer.read()
    except urllib.error.HTTPError as error:
      return error.code, error.read()

  def job(self, id):
    """The job as the service tells it."""
    status, body = self.ask(f"/v1/jobs/{id}")
    if status != 200:
      raise AssertionError(f"job {id} is answered by {status}")
    return json.loads(body)

  def wait(self, id, *states, timeout=120):
    """The job once it is in one of these states."""
    deadline = time.monotonic() + timeout
    while (job := self.job(id))["state"] not in states:
      if time.monotonic() > deadline:
        raise AssertionError(f"job {id} is still {job['state']}, {job['percent']} %")
      time.sleep(0.2)
    return job

  def stop(self):
    """Ends it at once."""
    if self.process.poll() is None:
      self.process.send_signal(signal.SIGINT)
      try:
        self.process.wait(20)
      except subprocess.TimeoutExpired:
        self.process.kill()
        self.process.wait()
    self.log.close()
    self.folder.cleanup()


class Songs:
  """Songs in a folder of their own, each made when it is first wanted."""

  def __init__(self):
    self.folder = tempfile.TemporaryDirectory(prefix="wubremix-songs-")

  def path(self, name, make):
    """Where it is; its name in the folder is the one that a page sees."""
    path = os.path.join(self.folder.name, name)
    if not os.path.exists(path):
      make(path)
    return path

  def close(self):
    self.folder.cleanup()

  def demo(self, name="Demo.flac"):
    """A song of 79 seconds."""
    return self.path(name, lambda path: pathlib.Path(path).write_bytes(DEMO.read_bytes()))

  def long(self, name="Long.flac", times=9):
    """The demo again and again: twelve minutes, which take a while to be remixed."""
    def make(path):
      listed = path + ".txt"
      pathlib.Path(listed).write_text(f"file '{DEMO}'\n" * times, encoding="utf-8")
      ffmpeg("-f", "concat", "-safe", "0", "-i", listed, "-c:a", "flac", path)
    return self.path(name, make)

  def text(self, name="Letter.mp3"):
    """A letter that is called a song."""
    return self.path(name, lambda path: pathlib.Path(path).write_text("Dear Sir or Madam,\n" * 200, encoding="utf-8"))

  def broken(self, name="Broken.flac"):
    """A song that begins well and is nothing from its middle on."""
    data = DEMO.read_bytes()
    return self.path(name, lambda path: pathlib.Path(path).write_bytes(data[:len(data) // 2] + bytes(len(data) // 2)))

  def hollow(self, name="Hollow.flac"):
    """A FLAC that says of itself what songs say, and has no sound."""
    data = DEMO.read_bytes()
    place, is_last = 4, False
    while not is_last:
      is_last = data[place] >= 128
      place += 4 + int.from_bytes(data[place + 1:place + 4], "big")
    return self.path(name, lambda path: pathlib.Path(path).write_bytes(data[:place] + bytes(200_000)))

  def silence(self, name="Silence.flac"):
    """Half a minute of nothing."""
    return self.path(name, lambda path: ffmpeg("-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo", "-t", "30", path))


def ffmpeg(*arguments):
  subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments], check=True)


def remix_by_hand(song):
  """SHA-256 of the remix that the command line makes, and how many seconds it took."""
  with tempfile.TemporaryDirectory(prefix="wubremix-cli-") as folder:
    made = os.path.join(folder, "remix.mp3")
    start = time.monotonic()
    subprocess.run([PROGRAM, song, "-o", made], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.monotonic() - start
    return hashlib.sha256(pathlib.Path(made).read_bytes()).hexdigest(), took
