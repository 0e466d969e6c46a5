"""Keys, progressions, chords, basses, accompaniments and melodies."""

import numpy as np

from .score import SCALES, swung

PROGRESSIONS = {
    "major": [[0, 4, 5, 3], [0, 5, 3, 4], [0, 3, 4, 0], [0, 3, 0, 4], [0, 5, 1, 4], [0, 3], [3, 4, 0, 5], [0, 2, 3, 4], [0, 0, 3, 4], [0, 4, 3, 0], [0, 1, 4, 0], [5, 3, 0, 4]],
    "minor": [[0, 5, 2, 6], [0, 3, 4, 0], [0, 6, 5, 4], [0, 5, 3, 4], [0, 3, 0, 4], [0, 5], [0, 6, 5, 6], [0, 0, 5, 6], [0, 2, 6, 3], [0, 3, 6, 2], [0], [0, 6]],
}


class Harmony:
    """The chord at every beat."""

    def __init__(self, song, rng):
        self.song, self.rng = song, rng
        self.scale = np.array(SCALES[song.mode])
        self.spans = []  # (first beat, end beat, degrees, beats per chord)

    def section(self, first_bar, bars, progression, beats_per_chord):
        per_bar = self.song.beats_per_bar
        self.spans.append((first_bar * per_bar, (first_bar + bars) * per_bar, progression, beats_per_chord))

    def degree(self, beat):
        for first, end, progression, length in self.spans:
            if first <= beat + 1e-6 < end:
                return progression[int((beat - first + 1e-6) // length) % len(progression)]
        return 0

    def changes(self, beat, end):
        """Chord borders in [beat, end)."""
        out = []
        for first, last, _, length in self.spans:
            position = first
            while position < last - 1e-6:
                if beat - 1e-6 <= position < end - 1e-6:
                    out.append(position)
                position += length
        return out

    def pitch(self, degree, octave):
        """The MIDI pitch of a scale degree, 0 the tonic, in an octave (4 starts at the tonic near middle C)."""
        return 12 * (octave + 1) + self.song.tonic + int(self.scale[degree % 7]) + 12 * (degree // 7)

    def chord(self, beat, low):
        """Pitches of the triad at a beat, the lowest at or over `low`."""
        degree = self.degree(beat)
        pitches = [self.pitch(degree + step, 3) for step in (0, 2, 4)]
        if self.song.mode == "minor" and degree == 4:
            pitches[1] += 1
        return sorted(low + (pitch - low) % 12 for pitch in pitches)

    def root(self, beat, low):
        return low + (self.pitch(self.degree(beat), 1) - low) % 12

    def third(self, beat):
        return self.chord_steps(beat)[1]

    def chord_steps(self, beat):
        root = self.pitch(self.degree(beat), 3)
        third = self.pitch(self.degree(beat) + 2, 3) - root
        return 0, third + (1 if self.song.mode == "minor" and self.degree(beat) == 4 else 0), 7


def steps(pattern, beats, per_beat):
    """(beat, character) of a pattern repeated or cut to `beats`."""
    return [(i / per_beat, pattern[i % len(pattern)]) for i in range(int(round(beats * per_beat))) if pattern[i % len(pattern)] != "."]


def write_bass(part, harmony, pattern, start, beats, per_beat, swing, velocity=96, low=28, rng=None):
    length_steps = [step for step, _ in steps(pattern, beats, per_beat)] + [beats]
    for (step, token), following in zip(steps(pattern, beats, per_beat), length_steps[1:]):
        beat = start + step
        root = harmony.root(beat, low)
        _, third, fifth = harmony.chord_steps(beat)
        pitch = root + {"r": 0, "f": fifth if root + fifth < low + 14 else fifth - 12, "t": third, "O": 12, "a": -1}.get(token, 0)
        accent = 8 if step == 0 else 0
        first = start + swung(step, *swing)
        part.add(first, max((following - step) * 0.92, 0.1), pitch, velocity + accent + (rng.integers(-8, 8) if rng else 0))


def write_comp(part, harmony, pattern, length, start, beats, per_beat, swing, velocity=84, low=55, power=False, strum=0.0, rng=None):
    for step, token in steps(pattern, beats, per_beat):
        beat = start + step
        if power:
            root = harmony.root(beat, 40)
            pitches = [root, root + 7, root + 12]
        else:
            pitches = harmony.chord(beat, low)
        accent = {"x": 6, "o": -8, "g": -40}[token]
        for index, pitch in enumerate(pitches):
            first = start + swung(step, *swing) + strum * index
            part.add(first, max(length / per_beat * 0.95, 0.08), pitch, velocity + accent + (rng.integers(-6, 6) if rng else 0))


def write_arpeggio(part, harmony, shape, start, beats, per_beat, swing, velocity=84, low=55, octaves=1, rng=None, legato=0.9):
    """Broken chords: `shape` lists chord tones, 0 the lowest."""
    for index in range(int(round(beats * per_beat))):
        tone = shape[index % len(shape)]
        if tone is None:
            continue
        step = index / per_beat
        chord = harmony.chord(start + step, low)
        chord = [p + 12 * o for o in range(octaves + 1) for p in chord]
        accent = 10 if index % len(shape) == 0 else 0
        part.add(start + swung(step, *swing), legato / per_beat, chord[tone % len(chord)], velocity + accent + (rng.integers(-6, 6) if rng else 0))


def anticipated(part, first_note, border, early):
    """Moves what starts on a border (a downbeat) ahead of it, as players push a chord change."""
    for index in range(first_note, len(part.notes)):
        beat, length, pitch, velocity = part.notes[index]
        if abs(beat - border) < 0.05:
            part.notes[index] = (beat - early, length + early, pitch, velocity)
        elif border - early <= beat < border:
            # The note that the push cuts off.
            part.notes[index] = (beat, max(border - early - beat, 0.05), pitch, velocity if beat < border - early - 0.01 else 1)


class Riff:
    """A figure of one or two bars on the low strings, played again and again."""

    def __init__(self, rng, beats, per_beat):
        self.beats = beats * int(rng.choice([1, 1, 2]))
        count = self.beats * per_beat
        self.per_beat = per_beat
        starts, position = [], 0
        sizes = [[2, 2, 4], [3, 3, 2], [1, 1, 2], [2, 1, 1], [4, 2, 2], [3, 1, 2], [1, 1, 1, 1]][rng.integers(7)]
        while position < count:
            starts.append(position)
            position += int(rng.choice(sizes))
        if rng.random() < 0.15:
            starts = starts[1:]
        self.notes = []
        degree = 0
        for start, end in zip(starts, starts[1:] + [count]):
            strong = start % per_beat == 0
            degree = int(rng.choice([0, 0, 0, 1, 2, 3, 4, 6, -1])) if strong or rng.random() < 0.3 else 0
            muted = rng.random() < 0.5 and degree == 0
            self.notes.append((start / per_beat, (end - start) / per_beat, degree, muted))

    def write(self, parts, harmony, start, beats, offset, swing, velocity, rng):
        """Writes the part of the figure that lies in a bar; `offset` is the bar's place in the figure."""
        for position, length, degree, muted in self.notes:
            step = position - offset
            if not 0 <= step < beats:
                continue
            root = harmony.root(start + step, 38) + harmony.pitch(degree, 2) - harmony.pitch(0, 2)
            for part, power, low in parts:
                first = start + swung(step, *swing)
                for pitch in ([root, root + 7, root + 12] if power and not muted else [root]):
                    part.add(first, length * (0.35 if muted else 0.92), pitch + low, velocity - (14 if muted else 0) + rng.integers(-6, 6))


class Melody:
    """A tune built of one or two motifs that come back over changing chords."""

    def __init__(self, rng, beats_per_bar, per_beat, density, syncopation):
        self.rng = rng
        self.bar = beats_per_bar
        self.motifs = [self._rhythm(per_beat, density, syncopation) for _ in range(2)]
        self.contours = [rng.integers(-2, 3, size=len(motif)) for motif in self.motifs]
        self.form = [[0, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 0]][rng.integers(4)]

    def _rhythm(self, per_beat, density, syncopation):
        """Notes of one bar as (beat, length): strong positions first, with tied-over ones if syncopated."""
        count = self.bar * per_beat
        weights = np.array([1.0 if i == 0 else 0.8 if i % per_beat == 0 else 0.5 if (2 * i) % per_beat == 0 else 0.25 for i in range(count)])
        if self.rng.random() < syncopation:
            weights = 0.35 * weights + 0.65 * weights[::-1] * self.rng.uniform(0.3, 1, count)
        chosen = [i for i in range(count) if self.rng.random() < weights[i] * density]
        if not chosen:
            chosen = [0]
        ends = chosen[1:] + [count]
        return [(i / per_beat, (end - i) / per_beat) for i, end in zip(chosen, ends)]

    def write(self, part, harmony, first_bar, bars, swing, octave=5, velocity=92, rest=0.1):
        rng, degree = self.rng, int(self.rng.integers(0, 5))
        for bar in range(bars):
            which = self.form[bar % 4]
            if rng.random() < rest:
                continue
            for (step, length), move in zip(self.motifs[which], self.contours[which]):
                beat = (first_bar + bar) * self.bar + step
                degree = int(np.clip(degree + move, -3, 9))
                if step == 0 or length >= 1:
                    # On strong or long notes the nearest chord tone.
                    root = harmony.degree(beat)
                    degree = min((root + tone + 7 * shift for tone in (0, 2, 4) for shift in (-1, 0, 1)), key=lambda d: abs(d - degree))
                start = (first_bar + bar) * self.bar + swung(step, *swing)
                accent = 8 if step == 0 else 0
                part.add(start, max(length * 0.92, 0.1), harmony.pitch(degree, octave), velocity + accent + rng.integers(-8, 8))
