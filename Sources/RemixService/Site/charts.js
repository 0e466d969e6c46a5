// Figures over time on canvas.

const margin = { left: 40, right: 12, top: 12, bottom: 24 };

export class Chart {
  #canvas;
  #data = { points: [], bars: [], lines: [] };

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /**
   * @param {object[]} points Each with a time in milliseconds.
   * @param bars Stacked, and lines: `{value, colour}`, value giving the figure of a point, or null.
   */
  set(points, { bars = [], lines = [] }) {
    this.#data = { points, bars, lines };
    this.draw();
  }

  draw() {
    const canvas = this.#canvas;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (width === 0) return;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext('2d');
    context.scale(ratio, ratio);
    const styles = getComputedStyle(canvas);
    const colour = (name) => styles.getPropertyValue(name).trim();
    context.font = '12px system-ui, sans-serif';

    const { points, bars, lines } = this.#data;
    if (points.length === 0) {
      context.fillStyle = colour('--muted');
      context.textAlign = 'center';
      context.fillText('Nothing has ended yet.', width / 2, height / 2);
      return;
    }
    const end = Date.now();
    // At least a quarter of an hour, so that the first minutes of a service are not one fat bar.
    const start = Math.min(points[0].time, end - 900_000);
    const figures = points.flatMap((point) => [
      bars.reduce((sum, bar) => sum + bar.value(point), 0),
      ...lines.map((line) => line.value(point) ?? 0),
    ]);
    const step = roundStep(Math.max(1, ...figures) / 3.5);
    const most = Math.ceil(Math.max(1, ...figures) / step) * step;
    const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
    const x = (time) => margin.left + ((time - start) / (end - start)) * inner.width;
    const y = (value) => margin.top + (1 - value / most) * inner.height;

    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (let value = 0; value <= most + step / 2; value += step) {
      context.fillStyle = colour('--line');
      context.fillRect(margin.left, Math.round(y(value)), inner.width, 1);
      context.fillStyle = colour('--muted');
      context.fillText(String(value), margin.left - 8, y(value));
    }
    this.#drawTimes(context, x, start, end, width, height, colour('--muted'));

    const barWidth = Math.max(2, Math.min(10, (60_000 / (end - start)) * inner.width * 0.8));
    for (const point of points) {
      let below = 0;
      for (const bar of bars) {
        const value = bar.value(point);
        context.fillStyle = colour(bar.colour);
        context.fillRect(x(point.time) - barWidth / 2, y(below + value), barWidth, y(below) - y(below + value));
        below += value;
      }
    }
    for (const line of lines) this.#drawLine(context, points, line, x, y, colour(line.colour));
  }

  #drawLine(context, points, line, x, y, colour) {
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = 1.75;
    context.lineJoin = 'round';
    if (line.dash) context.setLineDash(line.dash);
    context.beginPath();
    const known = points.filter((point) => line.value(point) !== null);
    for (const [index, point] of known.entries()) {
      if (index === 0) context.moveTo(x(point.time), y(line.value(point)));
      else context.lineTo(x(point.time), y(line.value(point)));
    }
    context.stroke();
    context.setLineDash([]);
    if (known.length > 60) return;
    for (const point of known) {
      context.beginPath();
      context.arc(x(point.time), y(line.value(point)), 2.25, 0, 7);
      context.fill();
    }
  }

  #drawTimes(context, x, start, end, width, height, colour) {
    const minutes = (end - start) / 60_000;
    const wanted = minutes / (width < 500 ? 3 : 6);
    const every = [5, 10, 15, 30, 60, 120, 180, 240, 360, 720].find((candidate) => candidate >= wanted) ?? 1440;
    const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
    context.fillStyle = colour;
    context.textAlign = 'center';
    // Whole hours are those of the clock on the wall, not of UTC.
    const zone = new Date(end).getTimezoneOffset() * 60_000;
    const size = every * 60_000;
    for (let time = Math.ceil((start - zone) / size) * size + zone; time < end; time += size) {
      if (x(time) > margin.left + 14 && x(time) < width - 20) context.fillText(format.format(time), x(time), height - margin.bottom / 2);
    }
  }
}

function roundStep(value) {
  const size = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].find((factor) => factor * size >= value) * size;
}
