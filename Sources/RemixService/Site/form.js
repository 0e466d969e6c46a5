import { askJSON, remember, remembered } from './api.js';
import { $, announce, bytes, clock, element, setText, tempo } from './text.js';
import { titleOf, upload } from './upload.js';
import { Wave, pretendedPeaks } from './waveform.js';

// The page of a new remix: choosing, options, sending.

let file = null;
let styles = [];
let limits = null;
let sending = null;
let onSent = () => {};

export function startForm(sent) {
  onSent = sent;
  const wave = new Wave($('drop-wave'), { colour: '--remix', isBare: true });
  wave.set({ seconds: 1, peaks: pretendedPeaks(220), bands: [], beats: [], bars: [] });

  $('file').addEventListener('change', () => choose($('file').files[0]));
  $('form').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  $('upload-again').addEventListener('click', send);
  $('upload-cancel').addEventListener('click', () => sending?.cancel());
  $('wub').addEventListener('input', () => {
    $('wub-style').checked = false;
    showWub();
  });
  $('wub-style').addEventListener('change', showWub);
  $('format').addEventListener('change', () => { $('bitrate').disabled = $('format').value !== ''; });
  $('token').addEventListener('change', () => remember('token', $('token').value.trim()));
  $('advanced').addEventListener('input', (event) => event.target.removeAttribute('aria-invalid'));
  startDropping();

  $('styles').append(...Array.from({ length: 6 }, () => element('div', { className: 'card waiting' })));
  loadStyles(1);
}

async function loadStyles(wait) {
  try {
    ({ styles, limits } = await askJSON('/v1/styles'));
  } catch (problem) {
    $('file-error').textContent = `${problem.title}. ${problem.message}`;
    setTimeout(() => loadStyles(Math.min(wait * 2, 30)), wait * 1000);
    return;
  }
  $('file-error').textContent = '';
  const liked = remembered('style', 'dubstep');
  const chosen = styles.some((style) => style.name === liked) ? liked : styles[0]?.name;
  $('styles').replaceChildren(...styles.map((style, index) => card(style, index, style.name === chosen)));
  $('styles').setAttribute('aria-busy', 'false');
  if (limits.needsToken) askForToken();
  if (file) check();
  else setText($('file-facts'), `WAV, AIFF, FLAC, Ogg, Opus or MP3, up to ${bytes(limits.uploadBytes)} and ${Math.round(limits.minutes)} minutes`);
  showWub();
}

function card(style, index, isChosen) {
  const input = element('input', { type: 'radio', name: 'style', value: style.name, id: `style-${index}`, 'aria-describedby': `style-${index}-text` });
  input.checked = isChosen;
  input.addEventListener('change', () => {
    remember('style', style.name);
    showWub();
  });
  const speed = style.beatsPerMinute === null ? 'the song’s tempo' : tempo(style.beatsPerMinute);
  return element('label', { className: 'card', for: input.id }, [
    input,
    element('span', { className: 'card-head' }, [
      element('span', { className: 'card-name', text: style.name }),
      element('span', { className: 'muted small', text: speed }),
    ]),
    element('span', { className: 'card-text', id: `style-${index}-text`, text: `${style.description.replace(/\.$/, '')}.` }),
  ]);
}

const chosenStyle = () => styles.find((style) => style.name === $('form').elements.style?.value) ?? styles[0];

function showWub() {
  const own = chosenStyle()?.wub;
  if ($('wub-style').checked) {
    if (own !== undefined) $('wub').value = Math.round(own * 100);
  }
  setText($('wub-value'), `${$('wub').value} %`);
  $('wub').setAttribute('aria-valuetext', `${$('wub').value} %${$('wub-style').checked ? ', as the style has it' : ''}`);
}

function askForToken() {
  $('token-field').hidden = false;
  $('token').value = remembered('token', '');
}

/** What was dropped or picked; asks nothing of the server yet. */
export function choose(chosen) {
  if (!chosen || sending) return;
  file = chosen;
  $('upload-error').hidden = true;
  $('drop').classList.add('has-file');
  setText($('file-name'), file.name);
  setText($('file-facts'), bytes(file.size));
  setText($('file-label'), 'Choose another');
  if (check()) measure(file);
  announce(`${file.name} is chosen.`);
}

function refuse(text) {
  $('file-error').textContent = text;
  return false;
}

function check() {
  if (file.size === 0) return refuse('This file is empty.');
  if (limits && file.size > limits.uploadBytes) {
    return refuse(`This file has ${bytes(file.size)}; the server takes up to ${bytes(limits.uploadBytes)}. Choose a smaller one, such as an MP3 of it.`);
  }
  return refuse('') || true;
}

/** Its length, where this browser can tell; where not, the server will. */
function measure(measured) {
  const address = URL.createObjectURL(measured);
  const probe = new Audio();
  const end = () => {
    probe.removeAttribute('src');
    URL.revokeObjectURL(address);
  };
  probe.preload = 'metadata';
  probe.addEventListener('loadedmetadata', () => {
    const seconds = probe.duration;
    end();
    if (measured !== file || !Number.isFinite(seconds)) return;
    setText($('file-facts'), `${bytes(file.size)}, ${clock(seconds)}`);
    if (limits && seconds > limits.minutes * 60) {
      refuse(`This song has ${clock(seconds)}; the server takes up to ${Math.round(limits.minutes)} minutes.`);
    }
  });
  probe.addEventListener('error', end, { once: true });
  probe.src = address;
}

function startDropping() {
  const page = document.documentElement;
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  // Entering a child leaves the parent, so they are counted.
  let depth = 0;
  addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    depth += 1;
    page.classList.add('dragging');
  });
  addEventListener('dragleave', (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) page.classList.remove('dragging');
  });
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    page.classList.remove('dragging');
    dispatchEvent(new CustomEvent('song', { detail: event.dataTransfer.files[0] }));
  });
}

/** The query; null, with the field pointed at, where a value makes no sense. */
function options() {
  const query = { style: chosenStyle()?.name ?? 'dubstep' };
  if (!$('wub-style').checked) query.wub = String(Number($('wub').value) / 100);
  for (const field of document.querySelectorAll('[data-option]')) {
    if (field.disabled) continue;
    if (!field.validity.valid) {
      $('advanced').open = true;
      field.setAttribute('aria-invalid', 'true');
      field.reportValidity();
      return null;
    }
    const value = field.value.trim();
    if (value !== '') query[field.dataset.option] = value;
  }
  query.title = titleOf(file.name);
  return query;
}

async function send() {
  if (sending) return;
  if (!file) {
    refuse('Choose a song first.');
    $('file').focus();
    return;
  }
  if (!check()) {
    $('file').focus();
    return;
  }
  const query = options();
  if (!query) return;
  $('upload-error').hidden = true;
  showSending(true);
  announce('Sending the song.');
  sending = upload(file, query, showUpload);
  try {
    const job = await sending.done;
    sending = null;
    if (job) {
      announce('The song has arrived.');
      onSent(job);
    } else {
      announce('Sending was cancelled.');
      $('send').focus();
    }
  } catch (problem) {
    sending = null;
    fail(problem);
  }
  showSending(false);
}

function showSending(isSending) {
  $('send-idle').hidden = isSending;
  $('send-busy').hidden = !isSending;
  $('file').disabled = isSending;
  if (!isSending) return;
  showUpload(0, file.size);
  $('upload-cancel').focus();
}

function showUpload(sent, all) {
  if (sent >= all) {
    $('upload-bar').removeAttribute('value');
    setText($('upload-text'), 'All is sent; the server puts it away…');
  } else {
    $('upload-bar').value = sent / all;
    setText($('upload-text'), `Sending: ${bytes(sent)} of ${bytes(all)}`);
  }
}

function fail(problem) {
  const wait = problem.retryAfter ? ` It asks to wait ${problem.retryAfter < 90 ? `${problem.retryAfter} seconds` : `${Math.ceil(problem.retryAfter / 60)} minutes`}.` : '';
  const kept = problem.status === 0 ? ' The song is still chosen.' : '';
  $('upload-error-title').textContent = problem.status === 0 ? 'The song did not get through' : problem.title;
  $('upload-error-text').textContent = problem.message + wait + kept;
  $('upload-again').hidden = !problem.isPassing;
  $('upload-error').hidden = false;
  if (problem.status === 401) {
    askForToken();
    $('token').focus();
  } else {
    $('upload-error').focus();
  }
}
