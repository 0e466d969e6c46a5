import { isOver } from './text.js';
import { Timeline } from './timeline.js';

/**
 * The sound of one job: the remix and the song, of which one is heard.
 *
 * A remix that is still made is a stream in which nothing can be sought ('live'); later it is a file ('whole'). The change
 * comes when nobody hears it: at a pause, at a jump, or where the stream ends or stalls.
 *
 * Tells 'change' whenever anything but the time may look different.
 */
export class Player extends EventTarget {
  #job = null;
  #mode = 'none';
  #pending = { remix: null, song: null };
  #isSwapping = false;
  #stallTimer = 0;
  #abort = new AbortController();

  timeline = new Timeline();
  which = 'remix';
  /** What the user wants; sound may still be on its way. */
  wantsPlay = false;
  isWaiting = false;
  notice = '';
  songProblem = '';

  constructor() {
    super();
    this.remix = new Audio();
    this.song = new Audio();
    this.remix.preload = 'none';
    this.song.preload = 'metadata';
    for (const name of ['remix', 'song']) this.#listen(name, this[name]);
  }

  #listen(name, element) {
    const on = (event, handler) => element.addEventListener(event, handler, { signal: this.#abort.signal });
    const isHeard = () => this.which === name;
    on('loadedmetadata', () => this.#arrive(name));
    on('durationchange', () => this.#tell());
    on('seeked', () => this.#tell());
    on('playing', () => {
      clearTimeout(this.#stallTimer);
      if (isHeard()) this.isWaiting = false;
      this.#tell();
    });
    for (const event of ['waiting', 'stalled']) {
      on(event, () => {
        if (!isHeard() || !this.wantsPlay) return;
        // Browsers say 'stalled' of a slow stream too, whose sound goes on.
        if (element.readyState < 3) this.isWaiting = true;
        if (name === 'remix' && this.isLive) this.#watchStall();
        this.#tell();
      });
    }
    on('pause', () => {
      // By the keys of a keyboard, a headset, the system: wanted as well.
      if (isHeard() && this.wantsPlay && !element.ended && !this.#isSwapping && element.readyState > 0) this.pause();
    });
    on('play', () => {
      if (isHeard() && !this.wantsPlay && !element.paused) {
        this.wantsPlay = true;
        this.#tell();
      }
    });
    on('ended', () => this.#end(name));
    on('error', () => this.#fail(name, element.error));
  }

  get isDone() { return this.#job?.state === 'done'; }
  get isLive() { return this.#mode === 'live'; }
  /** Whether the heard sound can be anywhere but where it is. */
  get canSeek() { return this.which === 'song' ? !this.songProblem : this.isDone && this.canHearRemix; }
  /** A stream that is heard goes on, whatever becomes of its link while lost work is done again. */
  get canHearRemix() {
    return this.isDone ? Boolean(this.#job.links.audio) : this.#job?.state === 'running' && (Boolean(this.#job.links.audio) || this.isLive);
  }
  get time() { return this.timeOf(this.which); }
  get duration() { return this.durationOf(this.which); }

  timeOf(name) {
    return this.#pending[name] ?? this[name].currentTime;
  }

  durationOf(name) {
    const own = this[name].duration;
    if (Number.isFinite(own) && !(name === 'remix' && this.isLive)) return own;
    return (name === 'remix' ? this.#job?.seconds ?? this.remixSeconds : this.songSeconds) ?? NaN;
  }

  setJob(job) {
    const old = this.#job;
    this.#job = job;
    if (!this.song.src && !this.songProblem) this.song.src = job.links.source;
    if (this.isDone && job.links.audio && this.#mode !== 'whole') {
      if (this.#mode === 'none') {
        this.#swap(this.#pending.remix ?? 0);
      } else if (this.remix.ended) {
        this.#end('remix');
      } else if (this.remix.paused) {
        this.#swap(this.timeOf('remix'));
      }
    }
    if (old?.state === 'running' && isOver(job.state) && !this.isDone && this.which === 'remix' && this.wantsPlay) {
      this.pause();
      this.notice = 'The remix ends here, because making it was ended.';
    }
    this.#tell();
  }

  play() {
    if (this.which === 'remix' && !this.canHearRemix) return;
    this.wantsPlay = true;
    this.notice = '';
    if (this.which === 'remix' && this.#mode === 'none') {
      this.#mode = 'live';
      this.remix.src = this.#job.links.audio;
      this.isWaiting = true;
    }
    this.#start(this.which);
    this.#tell();
  }

  pause() {
    this.wantsPlay = false;
    this.isWaiting = false;
    clearTimeout(this.#stallTimer);
    this[this.which].pause();
    if (this.which === 'remix' && this.isLive && this.isDone) this.#swap(this.timeOf('remix'));
    this.#tell();
  }

  seek(seconds) {
    const limit = Number.isFinite(this.duration) ? this.duration : seconds;
    const wanted = Math.min(Math.max(seconds, 0), Math.max(limit - 0.05, 0));
    if (!this.canSeek) {
      this.notice = 'You can jump around in the remix as soon as it is done.';
    } else if (this.which === 'remix' && this.isLive) {
      this.#swap(wanted);
    } else {
      this.notice = '';
      this.#place(this.which, wanted);
    }
    this.#tell();
  }

  /** The same music in the other sound. */
  switchTo(name, seconds = null) {
    if (name === this.which || (name === 'song' && this.songProblem) || (name === 'remix' && !this.canHearRemix && this.wantsPlay)) {
      if (name === this.which && seconds !== null) this.seek(seconds);
      this.#tell();
      return;
    }
    const before = this[this.which];
    const matching = name === 'song' ? this.timeline.songTime(this.time) : this.timeline.remixTime(this.time);
    this.which = name;
    this.notice = '';
    this.isWaiting = false;
    before.pause();
    if (name === 'remix' && !this.isDone) {
      // The stream knows one place only: where it was left.
      if (this.isLive) this.notice = 'While the remix is made, it goes on where you left it.';
    } else if (name === 'remix' && this.isLive) {
      this.#swap(seconds ?? matching);
    } else {
      this.#place(name, seconds ?? matching);
    }
    if (this.wantsPlay) this.play();
    this.#tell();
  }

  setVolume(volume) {
    this.remix.volume = volume;
    this.song.volume = volume;
  }

  close() {
    this.#abort.abort();
    clearTimeout(this.#stallTimer);
    for (const element of [this.remix, this.song]) {
      element.pause();
      // Without this the browser would go on loading the stream.
      element.removeAttribute('src');
      element.load();
    }
  }

  #place(name, seconds) {
    if (this[name].readyState >= 1) {
      this[name].currentTime = seconds;
      this.#pending[name] = null;
    } else {
      this.#pending[name] = seconds;
      // A file of which nothing was asked yet would never say where it starts.
      if (this[name].src && this[name].preload === 'none') this[name].preload = 'metadata';
    }
  }

  /** From the stream to the file, at the same place. */
  #swap(seconds) {
    this.#isSwapping = true;
    clearTimeout(this.#stallTimer);
    this.#mode = 'whole';
    this.#pending.remix = seconds;
    this.remix.preload = 'auto';
    // Another address than the stream's: browsers would take what they have kept of that for the file.
    this.remix.src = `${this.#job.links.audio}?download=false`;
    this.remix.load();
    if (this.which === 'remix' && this.wantsPlay) this.isWaiting = true;
  }

  #arrive(name) {
    const seconds = this.#pending[name];
    this.#pending[name] = null;
    if (seconds) this[name].currentTime = seconds;
    if (name === 'remix') this.#isSwapping = false;
    if (this.which === name && this.wantsPlay && this[name].paused) this.#start(name);
    this.#tell();
  }

  async #start(name) {
    // Started before it knows its place, it would be heard from its beginning for a moment.
    if (this.#pending[name]) {
      if (this[name].preload === 'none') this[name].preload = 'metadata';
      return;
    }
    try {
      await this[name].play();
    } catch (error) {
      // AbortError is a pause or another source that came in between.
      if (error.name === 'NotAllowedError' && this.which === name) {
        this.wantsPlay = false;
        this.isWaiting = false;
        this.notice = 'The browser wants you to press play once more.';
        this.#tell();
      }
    }
  }

  #watchStall() {
    clearTimeout(this.#stallTimer);
    const at = this.remix.currentTime;
    this.#stallTimer = setTimeout(() => {
      if (!this.isLive || !this.wantsPlay || this.remix.currentTime > at + 0.3) return;
      if (this.isDone) this.#swap(this.timeOf('remix'));
      else this.#watchStall();
      this.#tell();
    }, 1500);
  }

  #end(name) {
    if (name === 'remix' && this.isLive) {
      const at = this.remix.currentTime;
      const isWhole = !(at < this.durationOf('remix') - 1);
      if (!this.isDone) {
        // All of it was heard, or the stream was cut; the file will tell when it is there.
        this.isWaiting = this.wantsPlay && !isWhole;
      } else if (isWhole) {
        this.wantsPlay = false;
        this.#swap(0);
      } else {
        this.#swap(at);
      }
    } else if (this.which === name) {
      this.wantsPlay = false;
      this.isWaiting = false;
    }
    this.#tell();
  }

  async #fail(name, error) {
    if (!this[name].getAttribute('src')) return;
    const missing = await fetch(this[name].src, { headers: { Range: 'bytes=0-0' } })
      .then((response) => {
        // Only the status is of interest, not a stream without an end.
        response.body?.cancel();
        return response.status === 404 || response.status === 410;
      })
      .catch(() => true);
    if (this.#abort.signal.aborted) return;
    if (name === 'song') {
      this.songProblem = missing || error?.code !== 4
        ? 'The original could not be loaded.'
        : 'This browser cannot play the original’s kind of file, so only the remix can be heard.';
      if (this.which === 'song') {
        this.which = 'remix';
        this.wantsPlay = false;
      }
    } else if (this.isLive) {
      const at = this.remix.currentTime;
      if (this.isDone) {
        this.#swap(at);
      } else {
        this.#mode = 'none';
        this.#pending.remix = at || null;
        this.notice = 'The stream broke off. It goes on from here when the remix is done.';
        this.isWaiting = this.wantsPlay;
        this.remix.removeAttribute('src');
      }
    } else {
      this.wantsPlay = false;
      this.isWaiting = false;
      this.#isSwapping = false;
      this.#mode = 'none';
      this.notice = missing ? 'The remix cannot be loaded; it may have expired.' : 'This browser cannot play the remix. You can still download it.';
    }
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
