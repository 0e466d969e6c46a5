"""What happens to music on its way to a listener: rooms, equalizers, compressors, noise, lossy coding, gain."""

import os
import subprocess
import tempfile

import numpy as np
import soundfile
from scipy import fft
from scipy.signal import butter, lfilter, sosfilt

from .render import RATE, reverberated


def degraded(mix, rng):
    mix = mix / (np.abs(mix).max() + 1e-9)
    if rng.random() < 0.75:
        mix = reverberated(mix, rng.uniform(0.3, 2.2), rng.uniform(0.03, 0.35), rng)
    if rng.random() < 0.6:
        mix = equalized(mix, rng)
    if rng.random() < 0.5:
        mix = compressed(mix, rng)
    if rng.random() < 0.25:
        drive = rng.uniform(1, 5)
        mix = np.tanh(drive * mix / np.abs(mix).max()) / np.tanh(drive)
    mix = mix / (np.abs(mix).max() + 1e-9)
    if rng.random() < 0.25:
        mix = mix + noise(mix.shape, rng) * 10 ** (rng.uniform(-70, -36) / 20)
    width = rng.choice([0.0, 1.0, rng.uniform(0, 1)], p=[0.12, 0.68, 0.2])
    middle = mix.mean(axis=0)
    mix = middle + width * (mix - middle)
    if rng.random() < 0.2:
        mix = mix * np.array([[1.0], [rng.uniform(0.4, 1)]])
    peak = 10 ** (-rng.choice([rng.uniform(0.1, 1.5), rng.uniform(1.5, 20)]) / 20)
    mix = (mix / (np.abs(mix).max() + 1e-9) * peak).astype(np.float32)
    if rng.random() < 0.35:
        mix = coded(mix, rng)
    return np.clip(mix, -1, 1)


def equalized(mix, rng):
    """A smooth random curve of +-8 dB over the octaves, sometimes a high or low cut."""
    count = mix.shape[1]
    size = fft.next_fast_len(count, real=True)
    frequencies = fft.rfftfreq(size, 1 / RATE)
    octaves = np.linspace(np.log2(30), np.log2(18_000), 9)
    gains = rng.normal(0, 3, 9) + rng.normal(0, 0.9) * np.linspace(-2, 2, 9)
    curve = 10 ** (np.interp(np.log2(np.maximum(frequencies, 20)), octaves, gains) / 20)
    if rng.random() < 0.15:
        curve /= np.sqrt(1 + (frequencies / rng.uniform(3_000, 9_000)) ** 6)
    if rng.random() < 0.1:
        curve /= np.sqrt(1 + (rng.uniform(80, 200) / np.maximum(frequencies, 1)) ** 6)
    spectrum = fft.rfft(mix.astype(np.float32), size) * curve.astype(np.float32)
    return fft.irfft(spectrum, size)[:, :count].astype(np.float32)


def compressed(mix, rng):
    """A feed-forward compressor with a fast attack and the usual release."""
    power = (mix**2).mean(axis=0)
    pole = np.exp(-1 / (RATE * rng.uniform(0.005, 0.03)))
    level = np.sqrt(lfilter([1 - pole], [1, -pole], power) + 1e-9)
    threshold = np.quantile(level, rng.uniform(0.3, 0.8)) + 1e-6
    ratio = rng.uniform(0.3, 0.85)
    gain = np.maximum(level / threshold, 1) ** (-ratio)
    release = np.exp(-1 / (RATE * rng.uniform(0.03, 0.2)))
    gain = lfilter([1 - release], [1, -release], gain - 1) + 1
    return (mix * gain).astype(np.float32)


def noise(shape, rng):
    white = rng.normal(size=shape)
    if rng.random() < 0.5:
        white = sosfilt(butter(1, 500, "low", fs=RATE, output="sos"), white) * 4
    if rng.random() < 0.3:
        white += np.sin(2 * np.pi * 50 * np.arange(shape[1]) / RATE) * 2
    return white.astype(np.float32)


def coded(mix, rng):
    """There and back through Ogg Vorbis or MP3."""
    with tempfile.TemporaryDirectory() as folder:
        if rng.random() < 0.5:
            path = os.path.join(folder, "a.ogg")
            with soundfile.SoundFile(path, "w", RATE, 2, format="OGG", subtype="VORBIS", compression_level=float(rng.uniform(0.2, 0.9))) as file:
                # libsndfile's Vorbis encoder overflows its stack on long blocks.
                for start in range(0, mix.shape[1], 16_384):
                    file.write(mix.T[start : start + 16_384])
            out, _ = soundfile.read(path, dtype="float32", always_2d=True)
        else:
            wave, path = os.path.join(folder, "a.wav"), os.path.join(folder, "a.mp3")
            soundfile.write(wave, mix.T, RATE)
            rate = str(int(rng.choice([64, 96, 128, 160, 192, 320])))
            subprocess.run(["lame", "--quiet", "-b", rate, wave, path], check=True)
            # lame's decoder takes its own delay away again.
            subprocess.run(["lame", "--quiet", "--decode", path, wave], check=True)
            out, rate = soundfile.read(wave, dtype="float32", always_2d=True)
            if rate != RATE:
                return mix
    result = np.zeros_like(mix)
    count = min(len(out), mix.shape[1])
    result[:, :count] = out[:count].T
    return result
