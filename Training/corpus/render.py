"""Sound from notes: fluidsynth with Debian's soundfonts, our own synthesizer, amplifiers and a mixing desk."""

import os
import subprocess
import tempfile

import mido
import numpy as np
import soundfile
from scipy.signal import butter, oaconvolve, sosfilt

from . import synth

RATE = 44_100
SOUNDFONTS = [
    ("/usr/share/sounds/sf2/FluidR3_GM.sf2", 5),
    ("/usr/share/sounds/sf2/TimGM6mb.sf2", 4),
    ("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3", 3),
    ("/usr/share/sounds/sf2/OPL-3_FM_128M.sf2", 2),
]


def choose_soundfont(rng, kind=""):
    fonts = [(path, weight) for path, weight in SOUNDFONTS if os.path.exists(path)]
    if kind == "chip":
        fonts = [font for font in fonts if "OPL" in font[0]] or fonts
    weights = np.array([weight for _, weight in fonts], dtype=float)
    return fonts[rng.choice(len(fonts), p=weights / weights.sum())][0]


def write_midi(path, tracks):
    """Tracks of ([(seconds, seconds, pitch, velocity)], channel, program, volume, pan)."""
    # One tick is 1 / 20,000 s.
    file = mido.MidiFile(type=1, ticks_per_beat=20_000)
    for notes, channel, program, volume, pan in tracks:
        track = mido.MidiTrack()
        file.tracks.append(track)
        if not file.tracks[1:]:
            track.append(mido.MetaMessage("set_tempo", tempo=1_000_000, time=0))
        track.append(mido.Message("program_change", channel=channel, program=program, time=0))
        track.append(mido.Message("control_change", channel=channel, control=7, value=volume, time=0))
        track.append(mido.Message("control_change", channel=channel, control=10, value=pan, time=0))
        events = []
        for start, length, pitch, velocity in notes:
            pitch = int(np.clip(pitch, 0, 127))
            first = round(start * 20_000)
            events.append((first, 1, pitch, velocity))
            events.append((max(round((start + length) * 20_000) - 20, first + 100), 0, pitch, 0))
        events.sort()
        now = 0
        for time, _, pitch, velocity in events:
            track.append(mido.Message("note_on", channel=channel, note=pitch, velocity=velocity, time=time - now))
            now = time
    file.save(path)


def play_midi(midi_path, font, reverb=False, gain=0.4):
    """Renders a MIDI file to stereo float samples."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.wav")
        command = ["fluidsynth", "-ni", "-q", "-g", str(gain), "-r", str(RATE), "-R", "1" if reverb else "0", "-C", "0"]
        command += ["-o", "synth.dynamic-sample-loading=1", "-o", "audio.file.format=s16"]
        command += ["-F", out, font, midi_path]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        samples, _ = soundfile.read(out, dtype="float32", always_2d=True)
    return samples.T.astype(np.float32)


def amplified(clean, drive, rng):
    """A guitar through an overdriven amplifier and a cabinet."""
    signal = clean.mean(axis=0)
    tight = sosfilt(butter(1, 120, "high", fs=RATE, output="sos"), signal)
    driven = np.tanh(drive * tight / (np.abs(tight).max() + 1e-6))
    driven = np.tanh(2 * driven + 0.2) - np.tanh(0.2)
    cabinet = butter(2, [90, rng.uniform(3_500, 6_000)], "band", fs=RATE, output="sos")
    out = sosfilt(cabinet, driven).astype(np.float32)
    delay = int(rng.integers(200, 900))
    return np.stack([out, np.concatenate([np.zeros(delay, np.float32), out])[: len(out)]])


def mixed(song, rng):
    """The dry mix of all parts of a song, stereo."""
    length = int((song.beat_times[-1] + 1.5) * RATE)
    mix = np.zeros((2, length), np.float32)
    duck = np.ones(length, np.float32)
    font = choose_soundfont(rng, song.kind)
    tracks, channel = [], 0
    stems = []
    for part in song.parts:
        notes = song.timed(part, rng)
        if not notes:
            continue
        if part.voice[0] == "synth":
            stem, hits = synth.play(part.voice[1], notes, length, rng)
            for hit in hits if song.ducking > 0 else []:
                start, size = int(hit * RATE), int(0.22 * RATE)
                curve = 1 - song.ducking * np.linspace(1, 0, size) ** 1.5
                end = min(start + size, length)
                duck[start:end] = np.minimum(duck[start:end], curve[: end - start])
            stems.append((panned(stem, part.pan), part.gain, part.voice[1] not in synth.DRUM_KITS))
        else:
            volume = int(np.clip(100 * part.gain, 1, 127))
            pan = int(np.clip(64 + 60 * part.pan, 0, 127))
            if part.voice[0] == "guitar":
                stem = midi_stem([(notes, 0, part.voice[1], 110, 64)], font, length)
                stem = amplified(stem, part.voice[2], rng)
                if abs(part.pan) > 0.6:
                    stem = panned(stem.mean(axis=0), part.pan)
                stems.append((stem, 0.5 * part.gain, False))
            elif part.voice[0] == "drums":
                tracks.append((notes, 9, part.voice[1], volume, 64))
            else:
                if channel == 9:
                    channel += 1
                tracks.append((notes, channel % 16, part.voice[1], volume, pan))
                channel += 1
    if tracks:
        stems.append((midi_stem(tracks, font, length), 1.0, False))
    for stem, gain, ducked in stems:
        mix += gain * stem * (duck if ducked else 1)
    return mix


def midi_stem(tracks, font, length):
    with tempfile.NamedTemporaryFile(suffix=".mid") as file:
        write_midi(file.name, tracks)
        stem = play_midi(file.name, font)
    return fitted(stem, length)


def fitted(stem, length):
    out = np.zeros((2, length), np.float32)
    count = min(length, stem.shape[1])
    out[:, :count] = stem[:, :count]
    return out


def panned(mono, pan):
    angle = (pan + 1) * np.pi / 4
    return np.stack([mono * np.cos(angle), mono * np.sin(angle)]).astype(np.float32) * 1.414


def reverberated(mix, seconds, wet, rng):
    size = int(seconds * RATE)
    decay = np.exp(-6.9 * np.arange(size) / size)
    out = []
    for channel in mix:
        tail = rng.normal(size=size) * decay
        tail = sosfilt(butter(1, rng.uniform(2_500, 7_000), "low", fs=RATE, output="sos"), tail)
        tail[: int(rng.uniform(0.002, 0.02) * RATE)] = 0
        tail /= np.sqrt((tail**2).sum())
        out.append(channel + wet * oaconvolve(channel, tail.astype(np.float32))[: len(channel)])
    return np.stack(out).astype(np.float32)
