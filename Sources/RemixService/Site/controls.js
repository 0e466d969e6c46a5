import { remember, remembered } from './api.js';
import { Player } from './player.js';
import { $, clock, setText, spokenTime } from './text.js';
import { Timeline } from './timeline.js';
import { Wave } from './waveform.js';

// Buttons, sliders and waveforms of the player.

const icons = { play: 'M7 4.5v15l12-7.5z', pause: 'M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z' };

let player = null;
let job = null;
let waves = null;
let frame = 0;
let isDragging = false;

export function startControls() {
  waves = {
    remix: new Wave($('remix-wave'), { colour: '--remix' }),
    song: new Wave($('song-wave'), { colour: '--song' }),
  };
  for (const [name, wave] of Object.entries(waves)) {
    wave.onSeek = (seconds) => player?.switchTo(name, seconds);
  }
  $('play').addEventListener('click', () => (player.wantsPlay ? player.pause() : player.play()));
  for (const input of document.querySelectorAll('[name=which]')) {
    input.addEventListener('change', () => {
      player.switchTo(input.value);
      show();
    });
  }
  const time = $('time');
  time.addEventListener('input', () => {
    isDragging = true;
    showTime(Number(time.value));
  });
  // Only where it is let go: each step would be a request.
  time.addEventListener('change', () => {
    isDragging = false;
    player.seek(Number(time.value));
  });
  time.addEventListener('keydown', (event) => {
    const steps = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 };
    if (!(event.key in steps)) return;
    // The browser's own steps are too small to get anywhere.
    event.preventDefault();
    player.seek(player.time + steps[event.key]);
  });
  $('volume').value = remembered('volume', 100);
  $('volume').addEventListener('input', () => {
    remember('volume', Number($('volume').value));
    setVolume();
  });
  $('closeup').addEventListener('change', () => {
    for (const wave of Object.values(waves)) {
      wave.isCloseUp = $('closeup').checked;
      wave.refresh();
    }
  });
}

// Ears hear ratios: a square comes near to that.
const setVolume = () => player?.setVolume((Number($('volume').value) / 100) ** 2);

export function openPlayer() {
  closePlayer();
  player = new Player();
  setVolume();
  player.addEventListener('change', show);
  setPictures(null, null);
  show();
}

export function closePlayer() {
  cancelAnimationFrame(frame);
  frame = 0;
  isDragging = false;
  player?.close();
  player = null;
  job = null;
}

export function giveJob(next) {
  job = next;
  player?.setJob(next);
}

export function givePlan(plan) {
  if (!player) return;
  player.timeline = new Timeline(plan);
  player.remixSeconds = plan.sampleCount / plan.sampleRate;
  show();
}

export function setPictures(remix, song) {
  const none = { seconds: NaN, peaks: [], bands: [], beats: [], bars: [] };
  waves.remix.set(remix ?? none);
  waves.song.set(song ?? none);
  $('remix-wave').classList.toggle('ready', remix?.seconds > 0);
  $('song-wave').classList.toggle('ready', song?.seconds > 0);
  if (player && song?.seconds > 0) player.songSeconds = song.seconds;
  showTime();
}

function show() {
  if (!player) return;
  const { which, wantsPlay } = player;
  const canHear = which === 'song' ? !player.songProblem : player.canHearRemix;
  // Never disabled while it plays: it must be possible to stop.
  $('play').disabled = !canHear && !wantsPlay;
  $('play-icon').setAttribute('d', wantsPlay ? icons.pause : icons.play);
  setText($('play-text'), wantsPlay ? 'Pause' : which === 'remix' && !player.isDone && canHear ? 'Listen while it renders' : 'Play');
  for (const input of document.querySelectorAll('[name=which]')) {
    input.checked = input.value === which;
    input.disabled = input.value === 'song' ? Boolean(player.songProblem) : which === 'song' && wantsPlay && !player.canHearRemix;
  }
  $('time').disabled = !player.canSeek || !(player.duration > 0);
  setText($('play-note'), note(canHear));
  waves.remix.isActive = which === 'remix';
  waves.song.isActive = which === 'song';
  showTime();
  if (wantsPlay && frame === 0) frame = requestAnimationFrame(tick);
}

function note(canHear) {
  const { which, wantsPlay } = player;
  const notes = [];
  if (player.isWaiting) notes.push(which === 'remix' && !player.isDone ? 'Waiting for more of the remix…' : 'Loading…');
  if (player.notice) {
    notes.push(player.notice);
  } else if (which === 'remix' && !canHear) {
    notes.push(whySilent());
  } else if (which === 'remix' && !player.isDone && canHear) {
    notes.push(wantsPlay ? 'You hear it while it renders; jumping around works once it is done.' : 'The first bars are ready. Jumping around works once it is done.');
  } else if (!player.songProblem && player.canSeek) {
    notes.push('Press on a waveform to hear it from there; switch to compare the same place.');
  }
  if (player.songProblem) notes.push(player.songProblem);
  return notes.join(' ');
}

function whySilent() {
  if (!job) return '';
  if (job.state === 'queued') return 'The remix can be heard once its turn has come. Until then, there is the original.';
  if (job.state === 'running') return 'An MP3 can be heard from its first bars on, a FLAC or WAV when it is done.';
  return 'There is no remix to hear.';
}

function tick() {
  frame = 0;
  if (!player) return;
  showTime();
  if (player.wantsPlay) frame = requestAnimationFrame(tick);
}

function showTime(dragged = null) {
  if (!player) return;
  if (isDragging && dragged === null) return;
  const { which, duration } = player;
  const now = dragged ?? player.time;
  const time = $('time');
  if (duration > 0 && Number(time.max) !== duration) time.max = duration;
  if (dragged === null) time.value = duration > 0 ? Math.min(now, duration) : 0;
  setText($('time-now'), clock(now));
  setText($('time-all'), clock(duration));
  const spoken = `${spokenTime(now)} of ${Number.isFinite(duration) ? spokenTime(duration) : 'an unknown length'}`;
  if (time.getAttribute('aria-valuetext') !== spoken) time.setAttribute('aria-valuetext', spoken);
  const hasRemix = player.durationOf('remix') > 0;
  waves[which].cursor = now;
  if (which === 'remix') waves.song.cursor = player.timeline.songTime(now);
  else waves.remix.cursor = hasRemix ? player.timeline.remixTime(now, dragged === null) : null;
  if (!hasRemix) waves.song.cursor = which === 'song' ? now : null;
  waves.remix.draw();
  waves.song.draw();
}
