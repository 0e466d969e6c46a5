import { askJSON, remember, remembered } from './api.js';
import { Chart } from './charts.js';
import { $, announce, element, setText } from './text.js';

// How the service fares, every two seconds, for as long as somebody looks.

const interval = 2000;
const ended = new Chart($('ended'));
const latency = new Chart($('latency'));
let timer = 0;
let isAsking = false;

async function look() {
  clearTimeout(timer);
  if (document.hidden || isAsking) return;
  isAsking = true;
  try {
    show(await askJSON('/v1/monitor'));
  } catch (problem) {
    fail(problem);
  }
  isAsking = false;
  // A token that is asked for is not helped by asking again.
  if ($('ask').hidden) timer = setTimeout(look, interval);
}

function fail(problem) {
  const needsToken = problem.status === 401 || problem.status === 403;
  $('problem').hidden = false;
  setText($('problem-title'), problem.status === 401 ? 'A token is needed'
    : problem.status === 403 ? 'This page is for the server’s own machine, or with its token' : problem.title);
  setText($('problem-text'), problem.message);
  if (needsToken && $('ask').hidden) {
    $('ask').hidden = false;
    $('token').value = remembered('token', '');
    $('token').focus();
  }
  // Old figures would be taken for those of now.
  $('figures-all').hidden = needsToken;
  setText($('state'), needsToken ? '' : 'No answer; asking again. Figures that are shown are old.');
  announce($('problem-title').textContent);
}

function show(figures) {
  $('problem').hidden = true;
  $('ask').hidden = true;
  $('figures-all').hidden = false;
  setText($('state'), figures.isDraining ? 'Up, but takes no new songs: it is about to end.' : 'Up and taking songs.');
  showFigures(figures);
  showRunning(figures.running);
  showFailures(figures.failures);
  const points = figures.minutes.map((minute) => ({ ...minute, time: Date.parse(minute.time) })).sort((a, b) => a.time - b.time);
  ended.set(points, {
    bars: [{ value: (point) => point.done, colour: '--good' }, { value: (point) => point.failed, colour: '--bad' }],
  });
  latency.set(points, {
    lines: [
      { value: (point) => point.slowestSeconds, colour: '--warm', dash: [5, 3] },
      { value: (point) => point.medianSeconds, colour: '--accent' },
    ],
  });
  const sum = (name) => points.reduce((all, point) => all + point[name], 0);
  $('ended').setAttribute('aria-label', `Jobs that ended in each minute of the last day: ${sum('done')} done, ${sum('failed')} failed.`);
  const last = points.at(-1);
  $('latency').setAttribute('aria-label', last?.medianSeconds == null ? 'Seconds from song to remix: none yet.'
    : `Seconds from song to remix; in the last minute median ${last.medianSeconds.toFixed(1)}, slowest ${last.slowestSeconds?.toFixed(1)}.`);
}

const stateNames = { queued: 'Waiting', running: 'In work', done: 'Done', failed: 'Failed', cancelled: 'Cancelled', quarantined: 'Set aside' };

function showFigures({ states, restarts, successRate, cpuPercent, upSeconds, workers }) {
  const known = Object.keys(stateNames);
  const names = [...known, ...Object.keys(states).filter((name) => !known.includes(name))];
  const lost = ['service', 'supervisor', 'worker'].map((role) => `${restarts[role] ?? 0}`).join(' / ');
  const entries = [
    ...names.map((name) => [stateNames[name] ?? name, String(states[name] ?? 0)]),
    ['Success', successRate === null ? '–' : `${(Math.floor(successRate * 1000) / 10).toFixed(1)} %`],
    ['CPU (of one core)', `${Math.round(cpuPercent)} %`],
    ['Workers', String(workers)],
    ['Up for', duration(upSeconds)],
    ['Restarts (service / supervisor / worker)', lost],
  ];
  const list = $('figures');
  // Made once: what is read out or selected must not vanish every two seconds.
  if (list.children.length !== entries.length) {
    list.replaceChildren(...entries.map(([name]) => element('div', { className: name.length > 24 ? 'wide' : '' }, [element('dt', { text: name }), element('dd')])));
  }
  entries.forEach(([name, value], index) => {
    setText(list.children[index].firstChild, name);
    setText(list.children[index].lastChild, value);
  });
}

function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

function table(names, rows) {
  const cell = (kind, text, isNumber) => element(kind, { text, ...(isNumber ? { className: 'n' } : {}) });
  const head = names.map((name) => {
    const made = cell('th', name.replace('#', ''), name.startsWith('#'));
    made.scope = 'col';
    return made;
  });
  const body = rows.map((row) => element('tr', {}, row.map((text, index) => cell('td', text, names[index].startsWith('#')))));
  return element('table', {}, [element('thead', {}, [element('tr', {}, head)]), element('tbody', {}, body)]);
}

function showRunning(running) {
  if (running.length === 0) {
    $('running').replaceChildren(element('p', { className: 'muted', text: 'Nothing just now.' }));
    return;
  }
  $('running').replaceChildren(...running.map((work) => {
    const name = `Number ${work.number}`;
    const rows = work.processes.map((process) => [
      process.role, String(process.process), process.work ?? '', silence(process), `${process.cpuSeconds.toFixed(1)} s`,
      `${process.megabytes} MB`, process.restarts > 0 ? String(process.restarts) : '',
    ]);
    return element('article', { className: 'panel', 'aria-label': name }, [
      element('div', { className: 'running-head' }, [
        element('strong', { text: name }),
        element('span', { text: `${work.stage}, ${Math.floor(work.percent)} %` }),
        element('span', { className: 'muted small', text: `attempt ${work.attempt}, for ${duration(work.seconds)}` }),
      ]),
      element('progress', { max: 100, value: work.percent, 'aria-label': `${name} done` }),
      table(['role', '#process', 'task', '#silent for', '#CPU', '#memory', '#replaced'], rows),
    ]);
  }));
}

// A worker says something many times a second; below that there is nothing to see.
const silence = ({ silentSeconds }) => (silentSeconds >= 0.5 ? `${silentSeconds.toFixed(1)} s` : '');

function showFailures(failures) {
  if (failures.length === 0) {
    $('failures').replaceChildren(element('p', { className: 'muted', text: 'None.' }));
    return;
  }
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const rows = failures.map(({ time, number, reason }) => [format.format(new Date(time)), String(number), reason]);
  $('failures').replaceChildren(table(['time', '#number', 'reason'], rows));
}

$('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  remember('token', $('token').value.trim());
  $('ask').hidden = true;
  look();
});
document.addEventListener('visibilitychange', look);
look();
