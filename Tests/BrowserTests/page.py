"""What tests do to a page and see of it, the same in every browser."""
import time

# Sounds are not in the document, so those that are played are noted here, and when the song's last byte was sent.
WATCH = """
if (!window.watched) {
  window.watched = { sounds: [], playing: [], sent: null };
  const note = (sound) => {
    if (watched.sounds.includes(sound)) return;
    watched.sounds.push(sound);
    sound.addEventListener('playing', () => watched.playing.push([performance.now(), sound.currentTime]));
  };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { note(this); return play.call(this); };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    this.upload.addEventListener('load', () => { watched.sent = performance.now(); });
    return send.call(this, body);
  };
}
return true;
"""

# A real file comes from a field that only tests have.
FIELD = """
const field = document.createElement('input');
field.type = 'file';
field.id = 'field-of-tests';
document.body.append(field);
return true;
"""

DRAG = """
const field = document.getElementById('field-of-tests');
const dragged = new DataTransfer();
dragged.items.add(field.files[0]);
field.remove();
window.dragged = dragged;
for (const name of ['dragenter', 'dragover']) {
  document.body.dispatchEvent(new DragEvent(name, { dataTransfer: dragged, bubbles: true, cancelable: true }));
}
return document.documentElement.classList.contains('dragging');
"""

DROP = """
const event = new DragEvent('drop', { dataTransfer: window.dragged, bubbles: true, cancelable: true });
document.body.dispatchEvent(event);
return event.defaultPrevented && !document.documentElement.classList.contains('dragging');
"""


class Page:
  """One tab. What is different between browsers is in the classes made from it."""

  def run(self, script):
    """What the body of a function returns in the page."""
    raise NotImplementedError

  def open(self, address):
    raise NotImplementedError

  def click(self, selector):
    raise NotImplementedError

  def give_file(self, selector, path):
    raise NotImplementedError

  def press(self, key):
    raise NotImplementedError

  def download(self, selector):
    """Name and bytes of what a press on a link saves."""
    raise NotImplementedError

  def watch(self):
    self.run(WATCH)

  def wait(self, script, timeout=20, every=0.05):
    """What a script returns as soon as that is true."""
    deadline = time.monotonic() + timeout
    while not (found := self.run(script)):
      if time.monotonic() > deadline:
        raise AssertionError(f"in vain waited for: {script}\non a page that says: {self.text('body')[:1500]}")
      time.sleep(every)
    return found

  def text(self, selector):
    return self.run(f"return document.querySelector({selector!r}).innerText")

  def is_seen(self, selector):
    return self.run(f"return document.querySelector({selector!r}).checkVisibility({{visibilityProperty: true}})")

  def until_seen(self, selector, timeout=20):
    self.wait(f"return document.querySelector({selector!r})?.checkVisibility({{visibilityProperty: true}})", timeout)

  def start(self, address):
    """The page of a new remix, ready."""
    self.open(address + "/")
    self.until_seen("input[name=style]")
    self.watch()

  def drop(self, path):
    """Whether the page took a file that was dropped, and showed so while it was dragged."""
    self.run(FIELD)
    self.give_file("#field-of-tests", path)
    return self.run(DRAG) and self.run(DROP)

  def send(self, address, path):
    """Sends a song by the file picker; the job's number."""
    self.start(address)
    self.give_file("#file", path)
    self.click("#send")
    return self.sent()

  def sent(self, timeout=30):
    return self.wait("return /^\\/jobs\\/([0-9a-f]{32})$/.exec(location.pathname)?.[1]", timeout)

  def until_done(self, timeout=150):
    self.until_seen("#panel-done", timeout)

  def sound(self, index=0):
    """Place and state of the sound that was played first, second..."""
    return self.run(f"""const sound = watched.sounds[{index}];
      return sound && {{time: sound.currentTime, isPaused: sound.paused, address: sound.currentSrc, length: sound.duration}}""")
