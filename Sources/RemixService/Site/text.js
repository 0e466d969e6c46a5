// Elements and words.

export const $ = (id) => document.getElementById(id);

/** Text is always text here: what users named their songs never becomes markup. */
export function element(name, { className = '', text = null, ...attributes } = {}, children = []) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== null) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Screen readers repeat what is set again, so only changes are set. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function announce(text) {
  setText($('live'), text);
}

export function clock(seconds) {
  if (!Number.isFinite(seconds)) return '–:––';
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

export function spokenTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function bytes(count) {
  if (count < 1000) return `${count} bytes`;
  if (count < 1e6) return `${(count / 1e3).toFixed(0)} kB`;
  if (count < 1e9) return `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

export function tempo(beatsPerMinute) {
  return `${Math.round(beatsPerMinute * 10) / 10} BPM`;
}

/** A date, and how far off it is. */
export function moment(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const at = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(date);
  const seconds = (date - Date.now()) / 1000;
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const [size, unit] = Math.abs(seconds) >= 86400 ? [86400, 'day'] : Math.abs(seconds) >= 3600 ? [3600, 'hour'] : [60, 'minute'];
  return `${at} (${relative.format(Math.round(seconds / size), unit)})`;
}

export const stateWords = {
  queued: 'waiting',
  running: 'in work',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  quarantined: 'set aside',
  expired: 'expired',
};

export const isOver = (state) => state !== 'queued' && state !== 'running';
