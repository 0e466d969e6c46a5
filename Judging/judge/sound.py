"""Sound files as arrays: shape (samples, 2), float32, at 44,100 Hz."""
import subprocess

import numpy as np
import scipy.signal
import soundfile

RATE = 44_100


def decode(path):
    """Any file that ffmpeg can read; for an MP3 this is what a listener hears."""
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-ac", "2", "-ar", str(RATE), "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, dtype=np.float32).reshape(-1, 2)


def read(path):
    """A lossless file as it is, without another program in between."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    if rate != RATE:
        raise ValueError(f"{path}: {rate} Hz where {RATE} Hz was expected")
    return samples if samples.shape[1] == 2 else np.repeat(samples[:, :1], 2, axis=1)


def mono(samples):
    return 0.5 * (samples[:, 0] + samples[:, 1])


def resampled(signal, rate):
    """A mono signal at a lower rate."""
    common = np.gcd(RATE, rate)
    return scipy.signal.resample_poly(signal, rate // common, RATE // common).astype(np.float32)


def decibels(power, floor=-120.0):
    """Ten times the logarithm of a power, or of an array of them."""
    return np.maximum(10 * np.log10(np.maximum(power, 1e-30)), floor)


def powers(samples, seconds):
    """Mean square of consecutive blocks, over both channels."""
    length = int(round(seconds * RATE))
    count = len(samples) // length
    blocks = samples[: count * length].reshape(count, length, -1).astype(np.float64)
    return np.mean(blocks * blocks, axis=(1, 2))


def band(signal, low, high):
    """A mono signal between two frequencies in Hz, 24 dB per octave; None leaves that side open."""
    if low is None:
        design = scipy.signal.butter(4, high, "lowpass", fs=RATE, output="sos")
    else:
        design = scipy.signal.butter(4, [low, high], "bandpass", fs=RATE, output="sos")
    return scipy.signal.sosfilt(design, signal)
