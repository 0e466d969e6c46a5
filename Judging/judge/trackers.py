"""Beat trackers that are not ours, with their defaults.

Each has a delay of its own: it is measured once on made music of two tempi, and taken off.
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
    """How late a tracker hears the beats of made music, in seconds: the mean of its medians at two tempi."""
    late = []
    for tempo in (120, 140):
        first, period = 1.0, 60 / tempo
        found = raw_beats(name, made_music(first, period, seconds=60))
        found = found[(found > 8) & (found < 55)]
        # A tracker may hear eighths or off-beats.
        distance = (found - first + period / 4) % (period / 2) - period / 4
        if len(distance):
            late.append(np.median(distance))
    return float(np.mean(late)) if late else 0.0


def made_music(first, period, seconds):
    """Kick, snare, hats on eighths and two chords in turn, exactly on a grid."""
    noise = np.random.default_rng(5)
    time = np.arange(int(0.4 * sound.RATE)) / sound.RATE
    kick = np.sin(2 * np.pi * (50 * time + 3 * (1 - np.exp(-time / 0.03)))) * np.exp(-time / 0.15)
    snare = 0.3 * noise.normal(size=len(time)) * np.exp(-time / 0.08)
    hat = 0.1 * np.diff(noise.normal(size=len(time) + 1)) * np.exp(-time / 0.02)
    chords = [sum(np.sin(2 * np.pi * note * partial * time) / partial for note in notes for partial in (1, 2, 3))
              * 0.05 * np.exp(-time / 0.3) for notes in ((220, 277, 330), (196, 247, 294))]
    signal = np.zeros(int(seconds * sound.RATE), dtype=np.float32)
    for eighth, start in enumerate(np.arange(first, seconds - 1, period / 2)):
        place = int(round(start * sound.RATE))
        heard = hat + (kick if eighth % 4 == 0 else 0) + (snare if eighth % 4 == 2 else 0)
        heard = heard + (chords[eighth // 8 % 2] if eighth % 2 == 0 else 0)
        signal[place: place + len(time)] += (0.5 * heard).astype(np.float32)
    return signal
