import { ask, askJSON } from './api.js';
import { closePlayer, giveJob, givePlan, openPlayer, setPictures, startControls } from './controls.js';
import { follow } from './follow.js';
import { forgetJob, noteState } from './mine.js';
import { partsInWords, remixPicture, sectionsInWords, songPicture, spokenPicture } from './music.js';
import { resetProgress, showProgress, startProgress } from './progress.js';
import { $, announce, bytes, clock, element, isOver, moment, setText, tempo } from './text.js';

// The page of one job.

const connected = 'You may close this page: the remix is made anyway.';

let id = null;
let job = null;
let unfollow = null;
let leaving = null;
let found = {};
let leave = () => {};
let shareTimer = 0;
let expiryTimer = 0;

export function startJob({ onLeave }) {
  leave = onLeave;
  startProgress();
  startControls();
  $('share').addEventListener('click', share);
  for (const button of ['cancel-job', 'delete-job', 'over-delete']) $(button).addEventListener('click', confirmDeletion);
  $('delete-no').addEventListener('click', () => $('delete-dialog').close());
  $('delete-yes').addEventListener('click', remove);
}

export function closeJob() {
  unfollow?.();
  leaving?.abort();
  clearInterval(expiryTimer);
  closePlayer();
  if ($('delete-dialog').open) $('delete-dialog').close();
  id = null;
  job = null;
}

/** @param known The job, if it was just sent. */
export function showJob(shown, known = null) {
  id = shown;
  job = null;
  found = {};
  leaving = new AbortController();
  setText($('job-title'), '…');
  setText($('job-facts'), '');
  setText($('remix-facts'), '');
  setText($('song-facts'), '');
  setText($('connection'), connected);
  $('warnings').hidden = true;
  $('cancel-job').hidden = true;
  $('parts-text').replaceChildren(element('li', { text: 'Not planned yet.' }));
  $('sections-text').replaceChildren(element('li', { text: 'Not heard yet.' }));
  face('progress');
  resetProgress();
  openPlayer();
  showPictures();
  if (known) take(known);
  unfollow = follow(id, {
    onJob: (next) => { if (shown === id) take(next); },
    onGone: () => { if (shown === id) gone(); },
    onConnection: (isThere) => {
      if (shown === id) setText($('connection'), isThere ? connected : 'The connection is lost; trying again. The remix is made anyway.');
    },
  });
  expiryTimer = setInterval(showExpiry, 30_000);
}

/** All faces but one are unseen, by screen readers and the tab key as well. */
function face(name) {
  for (const each of ['progress', 'done', 'over']) $(`panel-${each}`).classList.toggle('shown', each === name);
  $('job').classList.toggle('over', name === 'over');
}

function take(next) {
  const before = job;
  job = next;
  noteState(id, { state: job.state, title: job.title, style: job.style });
  setText($('job-title'), job.title || 'Untitled');
  showFacts();
  showWarnings();
  if (!isOver(job.state)) {
    face('progress');
    $('cancel-job').hidden = false;
    document.title = `${showProgress(job)} · ${job.title || 'Untitled'}`;
  } else {
    document.title = `${job.title || 'Untitled'} · wubremix`;
    if (job.state === 'done') showDone(before);
    else showOver();
  }
  giveJob(job);
  fetchWhatIsThere();
}

function showFacts() {
  const facts = [`Style ${job.style}`];
  if (job.tempo !== null) facts.push(`song ${tempo(job.tempo)}`);
  if (job.key !== null) facts.push(job.key);
  if (job.seconds !== null) facts.push(clock(job.seconds));
  if (job.bytes !== null) facts.push(bytes(job.bytes));
  setText($('job-facts'), facts.join(' · '));
}

function showWarnings() {
  $('warnings').hidden = job.warnings.length === 0;
  const lines = job.warnings.map((text) => element('li', { text }));
  if ($('warnings').children.length !== lines.length) $('warnings').replaceChildren(...lines);
}

function showDone(before) {
  face('done');
  $('download').href = `${job.links.audio}?download=true`;
  showExpiry();
  if (before && before.state !== 'done') announce('The remix is done.');
}

const endings = {
  failed: ['The remix could not be made', 'Something went wrong on the server. Send the song again.'],
  quarantined: ['This song was set aside', 'Making the remix failed again and again, so it is not tried any more.'],
  cancelled: ['This remix was cancelled', 'It was ended before it was done.'],
};

function showOver() {
  const [title, text] = endings[job.state] ?? [`The remix is ${job.state}`, ''];
  setText($('over-title'), title);
  setText($('over-text'), job.error || text);
  $('over-delete').hidden = false;
  face('over');
  announce(`${title}. ${job.error || text}`);
}

function gone() {
  noteState(id, { state: 'expired' });
  job = null;
  setText($('job-title'), 'No remix here');
  setText($('over-title'), 'This link leads nowhere any more');
  setText($('over-text'), 'The remix was deleted or has expired, or the link is not whole.');
  $('over-delete').hidden = true;
  face('over');
  closePlayer();
  announce('This link leads nowhere any more.');
}

function showExpiry() {
  if (job?.state !== 'done') return;
  setText($('expiry'), job.expiresAt ? `Forgotten on ${moment(job.expiresAt)}.` : '');
}

// Each of these is asked for once, as soon as its link is there.
function fetchWhatIsThere() {
  for (const [name, show] of [['analysis', showAnalysis], ['plan', showPlan], ['waveform', () => {}]]) {
    const link = job.links[name];
    if (link && !found[name]) {
      found[name] = 'asked';
      fetchOne(name, link, show, 1);
    }
  }
  for (const name of ['analysis', 'plan', 'plot']) {
    const link = $(`link-${name}`);
    if (job.links[name]) link.href = job.links[name];
    else link.removeAttribute('href');
  }
}

async function fetchOne(name, link, show, attempt) {
  const { signal } = leaving;
  try {
    found[name] = await askJSON(link, { signal });
    show(found[name]);
    showPictures();
  } catch (problem) {
    if (signal.aborted) return;
    // What it cannot show is left out; the sound does not depend on it.
    if (attempt < 6 && (problem.isPassing || problem.status === 409)) {
      setTimeout(() => { if (!signal.aborted) fetchOne(name, link, show, attempt + 1); }, 1000 * 2 ** attempt);
    }
  }
}

function showAnalysis(analysis) {
  setText($('song-facts'), `${tempo(analysis.bpm)} · ${analysis.key} · ${analysis.meter} · ${clock(analysis.duration)}`);
  $('sections-text').replaceChildren(...sectionsInWords(analysis).map((text) => element('li', { text })));
}

function showPlan(plan) {
  setText($('remix-facts'), `${tempo(plan.beatsPerMinute)} · ${plan.key} · ${clock(plan.sampleCount / plan.sampleRate)}`);
  $('parts-text').replaceChildren(...partsInWords(plan).map((text) => element('li', { text })));
  givePlan(plan);
}

function showPictures() {
  const there = (name) => (typeof found[name] === 'object' ? found[name] : null);
  const remix = remixPicture(there('plan'), there('waveform'));
  const song = songPicture(there('analysis'), there('waveform'));
  setPictures(remix, song);
  $('remix-wave').setAttribute('aria-label', spokenPicture('remix', remix, 'parts'));
  $('song-wave').setAttribute('aria-label', spokenPicture('original', song, 'sections'));
}

async function share() {
  const link = new URL(job.links.page, location.origin).href;
  let text;
  try {
    await navigator.clipboard.writeText(link);
    text = 'Copied. Whoever has this link can hear and delete it.';
  } catch {
    // Without HTTPS there is no clipboard: it is shown to be copied by hand.
    text = `Copy it by hand: ${link}`;
  }
  const line = $('share-feedback');
  setText(line, text);
  line.parentElement.classList.add('told');
  announce(text);
  clearTimeout(shareTimer);
  if (!text.startsWith('Copied')) return;
  shareTimer = setTimeout(() => {
    setText(line, 'Whoever has this link can hear and delete it.');
    line.parentElement.classList.remove('told');
  }, 4000);
}

function confirmDeletion() {
  const isWaiting = job && !isOver(job.state);
  setText($('delete-title'), isWaiting ? 'Cancel and delete this remix?' : 'Delete this remix?');
  $('delete-error').textContent = '';
  $('delete-yes').disabled = false;
  $('delete-dialog').showModal();
}

async function remove() {
  const removed = id;
  $('delete-yes').disabled = true;
  try {
    await ask(`/v1/jobs/${removed}`, { method: 'DELETE' });
  } catch (problem) {
    // Someone else was quicker: it is gone, as was wanted.
    if (problem.status !== 404) {
      $('delete-error').textContent = `${problem.title}. ${problem.message}`;
      $('delete-yes').disabled = false;
      return;
    }
  }
  forgetJob(removed);
  if (removed === id) leave();
  announce('It is deleted.');
}
