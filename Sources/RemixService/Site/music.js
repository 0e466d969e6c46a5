import { clock } from './text.js';

// What analysis and plan say, as what waveforms draw and as words.

const kinds = { intro: '--band-5', build: '--band-4', drop: '--band-1', breakdown: '--band-2', ending: '--band-6' };

export function remixPicture(plan, waveform) {
  const picture = { seconds: NaN, peaks: [], bands: [], beats: [], bars: [] };
  if (plan) {
    const { sampleRate: rate, beatsPerMinute, beatsPerBar } = plan;
    picture.seconds = plan.sampleCount / rate;
    picture.bands = plan.parts.map((part) => ({
      start: part.output[0] / rate,
      end: part.output[1] / rate,
      label: part.kind,
      colour: kinds[part.kind] ?? '--band-3',
    }));
    const beat = 60 / beatsPerMinute;
    const count = Math.min(Math.ceil(picture.seconds / beat), 50_000);
    picture.beats = Array.from({ length: count }, (_, index) => index * beat);
    picture.bars = picture.beats.filter((_, index) => index % beatsPerBar === 0);
  }
  return withPeaks(picture, waveform?.remix);
}

export function songPicture(analysis, waveform) {
  const picture = { seconds: NaN, peaks: [], bands: [], beats: [], bars: [] };
  if (analysis) {
    // The same label has the same colour, in the order in which they are met.
    const labels = [...new Set(analysis.sections.map((section) => section.label))];
    picture.seconds = analysis.duration;
    picture.bands = analysis.sections.map(({ start, end, label }) => ({
      start, end, label, colour: `--band-${(labels.indexOf(label) % 6) + 1}`,
    }));
    picture.beats = analysis.beats;
    picture.bars = analysis.downbeats;
  }
  return withPeaks(picture, waveform?.song);
}

function withPeaks(picture, waveform) {
  if (!waveform) return picture;
  return { ...picture, peaks: waveform.peaks, seconds: waveform.seconds > 0 ? waveform.seconds : picture.seconds };
}

export function partsInWords(plan) {
  const { sampleRate: rate } = plan;
  return plan.parts.map((part) => {
    const bars = part.bars === 1 ? '1 bar' : `${part.bars} bars`;
    const from = `song ${clock(part.songSeconds[0])} to ${clock(part.songSeconds[1])}`;
    return `${clock(part.output[0] / rate)} ${part.kind}, ${bars}, section ${part.label} (${from})`;
  });
}

export function sectionsInWords(analysis) {
  return analysis.sections.map(({ start, end, label, energyRank, isDropCandidate }) => {
    const loudest = energyRank === 1 ? ', the loudest' : isDropCandidate ? ', loud' : '';
    return `${clock(start)} to ${clock(end)}: section ${label}${loudest}`;
  });
}

export function spokenPicture(name, picture, unit) {
  const { seconds, bands, bars, peaks } = picture;
  if (!(seconds > 0)) return `The ${name} has no waveform yet.`;
  const listed = bands.map((band) => `${band.label} at ${clock(band.start)}`).join(', ');
  const facts = [`${clock(seconds)} long`];
  if (bars.length > 0) facts.push(`${bars.length} bars`);
  if (listed) facts.push(`${unit}: ${listed}`);
  return `${peaks.length > 0 ? 'Waveform' : 'Outline'} of the ${name}, ${facts.join(', ')}.`;
}
