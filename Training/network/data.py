"""Songs as the network sees them: inputs of our own extractor, targets from the truth."""

import json
from pathlib import Path

import numpy as np

from .model import INPUTS

RATE = 100.0
TEMPO_LOW, TEMPO_STEPS_PER_OCTAVE, TEMPO_CLASSES = 40.0, 18.0, 48


class Song:
    def __init__(self, features: Path, truth: Path):
        self.name = truth.stem
        values = np.fromfile(features, dtype="<f4").reshape(-1, INPUTS)
        self.inputs = values.astype(np.float16)
        answer = json.loads(truth.read_text())
        self.truth = answer
        self.beats = np.array(answer["beats"])
        self.downbeats = np.array(answer["downbeats"]) if answer["downbeats"] else None


def load(feature_folder, truth_folder):
    songs = []
    for truth in sorted(Path(truth_folder).glob("*.json")):
        features = Path(feature_folder) / f"{truth.stem}.f32"
        if features.exists():
            songs.append(Song(features, truth))
    return songs


def targets(times, count, stretch=1.0, first=0):
    """1 at the frames nearest to `times`, 0.5 beside them."""
    out = np.zeros(count, np.float32)
    frames = np.round(times * RATE * stretch).astype(int) - first
    for offset, value in ((-1, 0.5), (1, 0.5), (0, 1.0)):
        inside = frames + offset
        inside = inside[(inside >= 0) & (inside < count)]
        out[inside] = np.maximum(out[inside], value)
    return out


def tempo_classes(beats, count, stretch, first):
    """The class of the tempo at every slow frame, -1 outside of the beats."""
    out = np.full(count // 4, -1, np.int64)
    if len(beats) < 3:
        return out
    times = (np.arange(count // 4) * 4 + 2 + first) / RATE / stretch
    index = np.clip(np.searchsorted(beats, times), 1, len(beats) - 1)
    period = (beats[index] - beats[index - 1]) * stretch
    classes = np.round(np.log2(60 / period / TEMPO_LOW) * TEMPO_STEPS_PER_OCTAVE)
    inside = (times >= beats[0]) & (times <= beats[-1]) & (classes >= 0) & (classes < TEMPO_CLASSES)
    out[inside] = classes[inside].astype(np.int64)
    return out


def excerpt(song, frames, rng, augment=True):
    """A random stretch of a song: (inputs, targets, tempo classes), at a slightly other speed."""
    stretch = float(np.exp(rng.normal(0, 0.06))) if augment and rng.random() < 0.6 else 1.0
    stretch = min(max(stretch, 0.84), 1.19)
    total = int(len(song.inputs) * stretch)
    first = int(rng.integers(-min(frames // 8, 200), max(total - frames * 3 // 4, 1)))
    position = (np.arange(frames) + first) / stretch
    whole = np.floor(position).astype(int)
    part = (position - whole)[:, None].astype(np.float32)
    valid = (whole >= 0) & (whole < len(song.inputs) - 1)
    at = np.clip(whole, 0, len(song.inputs) - 2)
    a, b = song.inputs[at].astype(np.float32), song.inputs[at + 1].astype(np.float32)
    if stretch == 1.0:
        values = a
    else:
        values = a + part * (b - a)
        # Rises are spikes: a weighted mean of two frames would blur them.
        nearest = song.inputs[np.clip(np.round(position).astype(int), 0, len(song.inputs) - 1)].astype(np.float32)
        values[:, 25:50] = 0.5 * values[:, 25:50] + 0.5 * nearest[:, 25:50]
    values = values * valid[:, None]
    if augment:
        values = _masked(values, rng)
    beat = targets(song.beats, frames, stretch, first)
    down = targets(song.downbeats, frames, stretch, first) if song.downbeats is not None else np.full(frames, -1, np.float32)
    return values.T, np.stack([beat, down]), tempo_classes(song.beats, frames, stretch, first)


def _masked(values, rng):
    """Takes away or weakens bands, tilts the spectrum, drops the harmony: what other mixes may lack."""
    if rng.random() < 0.4:
        low = int(rng.integers(0, 24))
        width = int(rng.integers(1, 9))
        gain = rng.choice([0.0, rng.uniform(0, 1)])
        values[:, low : min(low + width, 25)] *= gain
        values[:, 25 + low : 25 + min(low + width, 25)] *= gain
    if rng.random() < 0.5:
        values[:, :25] *= rng.uniform(0.7, 1.3)
        values[:, 25:50] *= rng.uniform(0.7, 1.4)
    if rng.random() < 0.5:
        tilt = np.exp(np.linspace(-1, 1, 25) * rng.normal(0, 0.3)).astype(np.float32)
        values[:, 25:50] *= tilt
    if rng.random() < 0.3:
        # A song whose level changes: the mean of the whole song is not that of this part.
        values[:, :25] += rng.normal(0, 0.4)
    if rng.random() < 0.1:
        values[:, 50:] = 0
    return values
