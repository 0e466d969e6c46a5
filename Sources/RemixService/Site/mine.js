import { askJSON, remember, remembered } from './api.js';
import { $, element, isOver, stateWords } from './text.js';

// "Your remixes": what this browser has sent.

const most = 50;
let timer = 0;
// When each was last asked for: what is over changes only by expiring.
const asked = new Map();
const overInterval = 300_000;

const all = () => {
  const list = remembered('jobs', []);
  return Array.isArray(list) ? list.filter((entry) => /^[0-9a-f]{32}$/.test(entry?.id)) : [];
};

export function remembersJob(id) {
  return all().some((entry) => entry.id === id);
}

export function rememberJob({ id, title, style, state }) {
  remember('jobs', [{ id, title, style, state }, ...all().filter((entry) => entry.id !== id)].slice(0, most));
  showMine();
}

/** Only if it is known: a link that was sent by someone is not one's own remix. */
export function noteState(id, changes) {
  const list = all();
  const entry = list.find((candidate) => candidate.id === id);
  if (!entry || Object.entries(changes).every(([key, value]) => entry[key] === value)) return;
  Object.assign(entry, changes);
  remember('jobs', list);
  showMine();
}

export function forgetJob(id) {
  remember('jobs', all().filter((entry) => entry.id !== id));
  showMine();
}

export function startMine() {
  addEventListener('storage', showMine);
  document.addEventListener('visibilitychange', refresh);
  showMine();
  refresh();
}

/** Those that are not over are looked after every few seconds, all of them once. */
async function refresh() {
  clearTimeout(timer);
  if (document.hidden) return;
  for (const { id, state } of all()) {
    if (state === 'expired' || (isOver(state) && Date.now() - (asked.get(id) ?? -Infinity) < overInterval)) continue;
    asked.set(id, Date.now());
    try {
      const job = await askJSON(`/v1/jobs/${id}`);
      noteState(id, { title: job.title, style: job.style, state: job.state });
    } catch (problem) {
      if (problem.status === 404) noteState(id, { state: 'expired' });
      // Without a network, one failure is enough.
      if (problem.status === 0) break;
    }
  }
  const isWaiting = all().some((entry) => !isOver(entry.state));
  timer = setTimeout(refresh, isWaiting ? 8000 : overInterval);
}

function showMine() {
  const list = all();
  $('mine').hidden = list.length === 0;
  // Focus must survive that the list is made anew.
  const focused = document.activeElement?.closest?.('#mine-list') ? document.activeElement.dataset.key : null;
  $('mine-list').replaceChildren(...list.map(item));
  if (focused) document.querySelector(`#mine-list [data-key="${focused}"]`)?.focus();
}

function item({ id, title, style, state }) {
  const isExpired = state === 'expired';
  const name = title || 'Untitled';
  const main = isExpired
    ? element('span', { className: 'mine-title muted', text: name })
    : element('a', { text: name, href: `/jobs/${id}`, 'data-route': '', 'data-key': `${id}-link` });
  const made = element('li', {}, [
    main,
    element('span', { className: 'mine-style small', text: style }),
    element('span', { className: `mine-state small ${state}`, text: stateWords[state] ?? state }),
  ]);
  if (isExpired) {
    const button = element('button', { className: 'button plain', type: 'button', text: 'Dismiss', 'aria-label': `Dismiss ${name}`, 'data-key': `${id}-dismiss` });
    button.addEventListener('click', () => forgetJob(id));
    made.append(button);
  }
  return made;
}
