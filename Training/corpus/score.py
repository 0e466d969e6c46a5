"""Songs as notes: parts, a tempo map, bars and sections, and the truth that follows from them."""

from dataclasses import dataclass, field

import numpy as np

NAMES = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
SCALES = {"major": [0, 2, 4, 5, 7, 9, 11], "minor": [0, 2, 3, 5, 7, 8, 10]}


@dataclass
class Part:
    """Notes of one voice; a note is (beat, length in beats, MIDI pitch, velocity 1...127)."""

    voice: tuple  # ("gm", program), ("drums", kit), ("guitar", program, drive) or ("synth", kind)
    gain: float = 1.0
    pan: float = 0.0
    loose: float = 0.0  # standard deviation of the player's timing, seconds
    late: float = 0.0  # how far behind the beat the player sits, seconds
    notes: list = field(default_factory=list)

    def add(self, beat, length, pitch, velocity):
        self.notes.append((float(beat), float(length), int(pitch), int(np.clip(velocity, 1, 127))))


@dataclass
class Song:
    meter: str
    beats_per_bar: int
    bpm: float
    tonic: int
    mode: str
    kind: str
    bars: int = 0
    pickup: int = 0  # beats before the first bar
    lead_in: float = 0.0  # seconds of silence before the first beat
    parts: list = field(default_factory=list)
    sections: list = field(default_factory=list)  # (first bar, label)
    beat_times: np.ndarray = None  # of beats -pickup ... bars * beats_per_bar, seconds
    has_key: bool = True
    drifts: bool = False
    ducking: float = 0.0  # how deep the kick ducks the synthesizers

    def new_part(self, voice, **options):
        part = Part(voice, **options)
        self.parts.append(part)
        return part

    @property
    def first_beat(self):
        return -self.pickup

    def set_tempo(self, rng, drift="steady"):
        """Places all beats; `drift` is steady, human, wander, accelerate or rubato."""
        count = self.bars * self.beats_per_bar + self.pickup + 1
        period = np.full(count, 60.0 / self.bpm)
        if drift == "human":
            period *= 1 + 0.004 * smooth_noise(rng, count, 6) + 0.008 * smooth_noise(rng, count, 40)
        elif drift == "wander":
            period *= 1 + rng.uniform(0.01, 0.045) * smooth_noise(rng, count, rng.uniform(12, 60))
        elif drift == "accelerate":
            period *= np.linspace(1, 1 / rng.uniform(0.85, 1.3), count)
        elif drift == "rubato":
            phrase = self.beats_per_bar * 4
            beat = np.arange(count) - self.pickup
            depth = rng.uniform(0.01, 0.08)
            period *= 1 - depth * np.sin(np.pi * ((beat % phrase) / phrase)) + depth / 3 * smooth_noise(rng, count, 3)
            tail = min(self.beats_per_bar * 2, count)
            period[-tail:] *= np.linspace(1, rng.uniform(1.1, 1.6), tail)
        self.drifts = drift != "steady"
        self.beat_times = self.lead_in + np.concatenate([[0], np.cumsum(period[:-1])])

    def seconds(self, beat):
        """The time of a position in beats; beat 0 opens the first bar."""
        position = np.asarray(beat, dtype=float) + self.pickup
        times, last = self.beat_times, len(self.beat_times) - 1
        inside = np.interp(position, np.arange(last + 1), times)
        before = times[0] + position * (times[1] - times[0])
        after = times[-1] + (position - last) * (times[-1] - times[-2])
        return np.where(position < 0, before, np.where(position > last, after, inside))

    def timed(self, part, rng):
        """The part's notes as (seconds, seconds, pitch, velocity), played by a player."""
        if not part.notes:
            return []
        starts = np.array([note[0] for note in part.notes])
        ends = starts + np.array([note[1] for note in part.notes])
        begin = self.seconds(starts) + part.late
        if part.loose > 0:
            # Notes of one chord move together.
            shift = {beat: rng.normal(0, part.loose) for beat in sorted(set(starts.tolist()))}
            begin = begin + np.clip([shift[beat] for beat in starts.tolist()], -0.03, 0.03)
        finish = self.seconds(ends)
        return [
            (max(float(s), 0.0), max(float(e - s), 0.02), note[2], note[3])
            for s, e, note in zip(begin, finish, part.notes)
        ]

    def truth(self, name):
        beats = self.beat_times[:-1]
        downbeats = beats[self.pickup :: self.beats_per_bar]
        periods = np.diff(self.beat_times)
        edges = [[round(float(self.seconds(bar * self.beats_per_bar)), 4), label] for bar, label in self.sections]
        return {
            "id": name,
            "corpus": self.kind,
            "bpm": round(float(60 / np.median(periods)), 3),
            "meter": self.meter,
            "drift": self.drifts,
            "key": f"{NAMES[self.tonic % 12]} {self.mode}" if self.has_key else None,
            "beats": [round(float(t), 4) for t in beats],
            "downbeats": [round(float(t), 4) for t in downbeats],
            "sections": edges + [[round(float(self.beat_times[-1]), 4), "end"]] if edges else None,
        }


def smooth_noise(rng, count, reach):
    """Gaussian noise of unit variance, smoothed over about `reach` values."""
    width = int(4 * reach) + 1
    kernel = np.exp(-0.5 * (np.arange(-width, width + 1) / reach) ** 2)
    noise = np.convolve(rng.normal(size=count + 2 * width), kernel / np.sqrt((kernel**2).sum()), "valid")
    return noise[:count]


def swung(beat, share, unit=1.0):
    """Moves what lies halfway through each `unit` to `share` (0.5 straight, 0.667 triplet) of it."""
    whole = np.floor(beat / unit + 1e-9)
    part = beat / unit - whole
    moved = part * 2 * share if part < 0.5 else share + (part - 0.5) * 2 * (1 - share)
    return (whole + moved) * unit
