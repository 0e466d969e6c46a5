"""Beat trackers that are not ours, with their defaults.

Each has a delay of its own, the same for every song: it is measured once on a click track and taken off.
"""
import functools
import os
import subprocess
import tempfile

import numpy as np
import soundfile

from . import sound

NAMES = ("librosa", "aubio", "essentia")


def beats(name, signal):
    """Times in seconds at which a tracker hears beats of a mono signal at 44,100 Hz, its delay taken off."""
    return raw_beats(name, signal) - delay(name)


def raw_beats(name, signal):
    trackers = {"librosa": librosa_beats, "aubio": aubio_beats, "essentia": essentia_beats}
    return trackers[name](np.asarray(signal, dtype=np.float32))


def librosa_beats(signal):
    import librosa
    slow = sound.resampled(signal, 22_050)
    _, times = librosa.beat.beat_track(y=slow, sr=22_050, units="time")
    return np.asarray(times)


def aubio_beats(signal):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sound.wav")
        peak = float(np.max(np.abs(signal), initial=1e-9))
        soundfile.write(path, signal * min(1, 0.99 / peak), sound.RATE, subtype="PCM_16")
        out = subprocess.run(["aubiotrack", path], capture_output=True, text=True, check=True).stdout
    return np.array([float(line) for line in out.split()])


def essentia_beats(signal):
    import essentia
    essentia.log.infoActive = essentia.log.warningActive = False
    import essentia.standard
    if not np.any(signal):
        return np.zeros(0)
    return np.asarray(essentia.standard.RhythmExtractor2013(method="multifeature")(signal)[1], dtype=np.float64)


@functools.cache
def delay(name):
    """The median distance of a tracker's beats from the clicks of a click track, in seconds."""
    period, seconds = 0.5, 40
    signal = np.zeros(seconds * sound.RATE, dtype=np.float32)
    time = np.arange(int(0.03 * sound.RATE)) / sound.RATE
    click = np.sin(2 * np.pi * 1000 * time) * np.exp(-time / 0.006)
    for start in np.arange(1, seconds - 1, period):
        first = int(round(start * sound.RATE))
        signal[first : first + len(click)] += click
    found = raw_beats(name, signal)
    found = found[(found > 8) & (found < seconds - 2)]
    distance = (found + period / 2) % period - period / 2
    return float(np.median(distance)) if len(distance) else 0.0
