// Waveforms on canvas, with what is known of their music.

const strip = 24;
const ticks = 20;
const closeUpSeconds = 12;

/** Something to look at before there is a song; always the same. */
export function pretendedPeaks(count) {
  return Array.from({ length: count }, (_, index) => {
    const place = index / count;
    const swell = 0.35 + 0.5 * Math.sin(Math.PI * place) ** 2;
    const wobble = Math.abs(Math.sin(place * 41) * Math.cos(place * 17 + 1)) * 0.7 + Math.abs(Math.sin(index * 2.3)) * 0.3;
    return swell * (0.12 + 0.88 * wobble);
  });
}

const placeholder = pretendedPeaks(300).map((peak) => peak * 0.6);

export class Wave {
  #canvas;
  #colour;
  #isBare;
  #layers = null;
  #data = { seconds: NaN, peaks: [], bands: [], beats: [], bars: [] };

  /** Where it plays, in seconds; null is nowhere. */
  cursor = null;
  #isActive = true;
  isCloseUp = false;
  onSeek = null;

  constructor(canvas, { colour, isBare = false }) {
    this.#canvas = canvas;
    this.#colour = colour;
    this.#isBare = isBare;
    new ResizeObserver(() => this.refresh()).observe(canvas);
    for (const query of ['(prefers-color-scheme: dark)', `(resolution: ${devicePixelRatio}dppx)`]) {
      matchMedia(query).addEventListener('change', () => this.refresh());
    }
    this.#followPointer();
  }

  get isActive() { return this.#isActive; }
  set isActive(isActive) {
    if (isActive === this.#isActive) return;
    this.#isActive = isActive;
    this.#layers = null;
  }

  set(data) {
    this.#data = data;
    this.#canvas.classList.toggle('waiting', data.peaks.length === 0 && !this.#isBare);
    this.refresh();
  }

  refresh() {
    this.#layers = null;
    this.draw();
  }

  get #window() {
    const { seconds } = this.#data;
    if (!this.isCloseUp || !(seconds > closeUpSeconds)) return [0, seconds];
    const start = Math.min(Math.max((this.cursor ?? 0) - closeUpSeconds / 2, 0), seconds - closeUpSeconds);
    return [start, start + closeUpSeconds];
  }

  #followPointer() {
    const canvas = this.#canvas;
    let window = null;
    const seek = (event) => {
      const box = canvas.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      this.onSeek?.(window[0] + share * (window[1] - window[0]));
    };
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !this.onSeek || !(this.#data.seconds > 0)) return;
      // A close-up moves beneath the pointer; its place is taken from where it was pressed.
      window = this.#window;
      canvas.setPointerCapture(event.pointerId);
      // Touch may become a scroll; only its end is a seek.
      if (event.pointerType !== 'touch') seek(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (window && event.pointerType !== 'touch') seek(event);
    });
    canvas.addEventListener('pointerup', (event) => {
      if (window && event.pointerType === 'touch') seek(event);
      window = null;
    });
    canvas.addEventListener('pointercancel', () => { window = null; });
  }

  draw() {
    const canvas = this.#canvas;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (width === 0 || height === 0) return;
    const ratio = Math.min(devicePixelRatio || 1, 3);
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      this.#layers = null;
    }
    const context = canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const [from, to] = this.#window;
    if (!this.#layers || this.isCloseUp) {
      this.#layers = [false, true].map((isPlayed) => this.#layer(width, height, ratio, from, to, isPlayed));
    }
    const has = this.cursor !== null && to > from;
    const x = has ? Math.round(((this.cursor - from) / (to - from)) * canvas.width) : 0;
    context.drawImage(this.#layers[0], 0, 0);
    if (!has) return;
    const edge = Math.min(canvas.width, Math.max(0, x));
    if (edge > 0) {
      context.clearRect(0, 0, edge, canvas.height);
      context.drawImage(this.#layers[1], 0, 0, edge, canvas.height, 0, 0, edge, canvas.height);
    }
    context.fillStyle = this.#style('--ink');
    const thick = Math.max(2, Math.round((this.isActive ? 2 : 1) * ratio));
    context.fillRect(Math.min(canvas.width - thick, Math.max(0, x - thick / 2)), 0, thick, canvas.height);
  }

  #style(name) {
    return getComputedStyle(this.#canvas).getPropertyValue(name).trim();
  }

  #layer(width, height, ratio, from, to, isPlayed) {
    const layer = document.createElement('canvas');
    layer.width = Math.round(width * ratio);
    layer.height = Math.round(height * ratio);
    const context = layer.getContext('2d');
    context.scale(ratio, ratio);
    const place = (seconds) => ((seconds - from) / (to - from)) * width;
    const top = this.#isBare ? 0 : strip;
    const bottom = height - (this.#isBare ? 0 : ticks);
    if (to > from) this.#drawBands(context, place, width, height);
    context.globalAlpha = (isPlayed || this.#isBare ? 1 : 0.45) * (this.#isActive ? 1 : 0.65);
    this.#drawPeaks(context, from, to, width, top, bottom);
    context.globalAlpha = 1;
    if (to > from) this.#drawTicks(context, place, width, height);
    return layer;
  }

  #drawBands(context, place, width, height) {
    context.font = '600 12px system-ui, sans-serif';
    context.textBaseline = 'middle';
    for (const band of this.#data.bands) {
      const left = Math.max(0, place(band.start));
      const right = Math.min(width, place(band.end));
      if (right <= left) continue;
      context.fillStyle = this.#style(band.colour);
      context.globalAlpha = 0.1;
      context.fillRect(left, strip, right - left, height - strip);
      context.globalAlpha = 0.32;
      context.fillRect(left, 0, right - left, strip);
      context.globalAlpha = 0.8;
      context.fillRect(left, 0, 1.5, height);
      context.globalAlpha = 1;
      context.fillStyle = this.#style('--ink');
      const room = right - left - 12;
      // A word that does not fit says more by its first letter than by its first half.
      const word = [band.label, band.label.slice(0, 1)].find((text) => context.measureText(text).width <= room);
      if (word) context.fillText(word, left + 7, strip / 2 + 0.5);
    }
  }

  #drawPeaks(context, from, to, width, top, bottom) {
    // Where nothing is known there is something to wait for; where places are known, a made-up shape would lie.
    const isPlaceholder = !(this.#data.seconds > 0);
    if (isPlaceholder) [from, to] = [0, 1];
    const { peaks, seconds } = isPlaceholder ? { peaks: placeholder, seconds: 1 } : this.#data;
    const middle = (top + bottom) / 2;
    const reach = (bottom - top) / 2 - 5;
    context.fillStyle = this.#style(isPlaceholder ? '--edge' : peaks.length > 0 ? this.#colour : '--edge');
    const [bar, step] = width < 500 ? [2, 3] : [3, 4.5];
    // Older browsers draw square ends.
    const rounded = context.roundRect ?? context.rect;
    context.beginPath();
    for (let x = step / 2; x < width; x += step) {
      let peak = 0;
      if (peaks.length > 0) {
        const at = (pixel) => ((from + (pixel / width) * (to - from)) / seconds) * peaks.length;
        const first = Math.min(peaks.length - 1, Math.floor(at(x - step / 2)));
        const end = Math.max(first + 1, Math.min(peaks.length, Math.floor(at(x + step / 2))));
        for (let index = first; index < end; index += 1) peak = Math.max(peak, peaks[index]);
      }
      const half = Math.max(1, Math.min(1, peak) * reach);
      rounded.call(context, x - bar / 2, middle - half, bar, half * 2, bar / 2);
    }
    context.fill();
  }

  #drawTicks(context, place, width, height) {
    const { beats, bars } = this.#data;
    // Ticks that touch each other would be a line: of too many, every second, fourth... is drawn.
    const thinned = (times) => {
      const across = times.length > 1 ? (place(times.at(-1)) - place(times[0])) / (times.length - 1) : width;
      let every = 1;
      while (across * every < 3.5) every *= 2;
      return every === 1 ? times : times.filter((_, index) => index % every === 0);
    };
    context.fillStyle = this.#style('--muted');
    const rows = [[bars, 13, 1.5]];
    const beatDistance = beats.length > 1 ? (place(beats.at(-1)) - place(beats[0])) / (beats.length - 1) : width;
    // Beats of which some are missing would look like another meter.
    if (beatDistance >= 2.4) rows.push([beats, 6, 1]);
    for (const [times, length, thick] of rows) {
      for (const time of times === bars ? thinned(times) : times) {
        const x = place(time);
        if (x >= 0 && x <= width) context.fillRect(x - thick / 2, height - length - 1, thick, length);
      }
    }
  }
}
