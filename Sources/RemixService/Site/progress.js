import { $, announce, element, setText } from './text.js';

// How far a job is: what is shown never goes back, and is never more than the server said.

const stages = ['reading', 'listening', 'planning', 'rendering', 'mastering', 'encoding', 'exporting'];

let shown = { percent: 0, stage: -1 };

export function startProgress() {
  $('stages').append(...stages.map((name) => element('li', { text: name })));
}

export function resetProgress() {
  shown = { percent: 0, stage: -1 };
  draw();
  $('progress-bar').removeAttribute('value');
  setText($('progress-text'), 'Looking it up…');
  setText($('progress-percent'), '');
}

/** @returns {string} For the page's title. */
export function showProgress(job) {
  if (job.state === 'queued') {
    const before = job.position ?? 0;
    const text = before === 0 ? 'Next in the queue' : before === 1 ? 'One song is before this one' : `${before} songs are before this one`;
    setText($('progress-text'), text);
    // A queued job that was running is one that is tried again.
    if (shown.stage < 0) $('progress-bar').value = 0;
    announce(`${text}.`);
    return 'waiting';
  }
  // Stages have names of several words too, of which the first is known.
  const stage = stages.indexOf((job.stage ?? '').split(' ')[0]);
  const isNew = stage > shown.stage;
  // Work that was lost with a process is done again; the bar waits until it is made up for.
  const isBehind = stage >= 0 && (stage < shown.stage || job.percent < shown.percent - 2);
  shown = { percent: Math.max(shown.percent, job.percent), stage: Math.max(shown.stage, stage) };
  const name = stages[shown.stage] ?? 'starting';
  setText($('progress-text'), isBehind ? `Doing a part again, now ${job.stage}` : sentence(name));
  $('progress-bar').value = shown.percent;
  // Less than a hundred until it is done, whatever rounding says.
  const percent = `${Math.min(99, Math.floor(shown.percent))} %`;
  setText($('progress-percent'), percent);
  draw();
  if (isNew) announce(`${sentence(name)}.`);
  return percent;
}

const sentences = {
  starting: 'Starting',
  reading: 'Reading the song',
  listening: 'Listening for beats and key',
  planning: 'Planning the arrangement',
  rendering: 'Rendering the remix',
  mastering: 'Mastering',
  encoding: 'Encoding',
  exporting: 'Writing the further files',
};

const sentence = (stage) => sentences[stage] ?? stage;

function draw() {
  for (const [index, item] of [...$('stages').children].entries()) {
    item.className = index < shown.stage ? 'past' : index === shown.stage ? 'now' : '';
    if (index === shown.stage) item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  }
}
