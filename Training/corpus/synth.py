"""Our own synthesizer: electronic drums, oscillators with decaying filters, game console voices."""

import numpy as np
from scipy.signal import butter, sosfilt

RATE = 44_100
DRUM_KITS = {"kit808", "kit909", "kitchip", "kitbreak"}
_TABLE = 2_048


def play(kind, notes, length, rng):
    """Renders notes to mono samples; also returns the times of the kicks."""
    out = np.zeros(length, np.float32)
    if kind in DRUM_KITS:
        sounds, hits = _kit(kind, rng), []
        for start, _, pitch, velocity in notes:
            sound = sounds.get(pitch)
            if sound is None:
                continue
            if pitch in (35, 36):
                hits.append(start)
            _place(out, sound * (velocity / 110) ** 1.5, start)
        return out, hits
    voice = _Voice(kind, rng)
    for start, size, pitch, velocity in notes:
        _place(out, voice.note(pitch, size, velocity), start)
    return out, []


def _place(out, sound, start):
    first = int(round(start * RATE))
    end = min(first + len(sound), len(out))
    if end > first:
        out[first:end] += sound[: end - first]


class _Voice:
    """A band-limited oscillator, bright at the start of a note and darker later."""

    # Envelope: attack, decay, sustain level, release; then wave, bright and dark cut-off in harmonics, detuned copies.
    SHAPES = {
        "pulse": (0.002, 0.3, 0.6, 0.02, "pulse", 60, 40, 1),
        "square": (0.002, 0.4, 0.5, 0.02, "square", 60, 40, 1),
        "triangle": (0.002, 0.5, 0.8, 0.02, "triangle", 20, 20, 1),
        "saw": (0.004, 0.4, 0.5, 0.08, "saw", 40, 12, 2),
        "supersaw": (0.006, 0.8, 0.7, 0.15, "saw", 40, 20, 5),
        "pad": (0.25, 1.0, 0.8, 0.4, "saw", 10, 8, 4),
        "pluck": (0.002, 0.18, 0.05, 0.1, "saw", 40, 3, 1),
        "stab": (0.003, 0.25, 0.2, 0.06, "saw", 50, 8, 3),
        "subbass": (0.004, 0.6, 0.8, 0.03, "sine", 1, 1, 1),
        "sawbass": (0.003, 0.25, 0.6, 0.03, "saw", 25, 5, 1),
        "acid": (0.002, 0.15, 0.5, 0.02, "saw", 40, 5, 1),
        "reese": (0.01, 1.0, 0.9, 0.05, "saw", 12, 8, 3),
        "wobble": (0.005, 1.0, 0.9, 0.03, "saw", 30, 3, 2),
        "organ": (0.008, 1.0, 0.9, 0.04, "organ", 10, 10, 1),
        "bell": (0.001, 0.8, 0.0, 0.3, "bell", 16, 4, 1),
        "voice": (0.05, 2.0, 0.8, 0.08, "vowel", 40, 40, 1),
    }

    def __init__(self, kind, rng):
        self.shape = self.SHAPES[kind]
        self.kind = kind
        self.duty = rng.choice([0.125, 0.25, 0.5])
        self.decay = rng.uniform(0.6, 1.6)
        self.detune = rng.uniform(0.004, 0.012)
        self.phases = rng.uniform(size=8)
        self.tables, self.cache = {}, {}
        self.rate = rng.choice([2, 3, 4, 6])
        self.formants = [(800, 1_200), (500, 1_800), (320, 2_300), (450, 900)][rng.integers(4)]
        self.vibrato, self.scoop = rng.uniform(0.002, 0.012), rng.uniform(0, 0.06)

    def _table(self, pitch, cutoff):
        key = (pitch, cutoff)
        if key not in self.tables:
            frequency = 440 * 2 ** ((pitch - 69) / 12)
            count = max(1, min(int(16_000 / frequency), 3 * cutoff))
            n = np.arange(1, count + 1)
            wave = self.shape[4]
            if wave == "saw":
                level = 1 / n
            elif wave == "square":
                level = (n % 2) / n
            elif wave == "pulse":
                level = np.sin(np.pi * n * self.duty) / n
            elif wave == "triangle":
                level = (n % 2) / n**2
            elif wave == "vowel":
                # Two formants of a sung vowel over a glottal slope.
                first, second = self.formants
                f = n * frequency
                level = (np.exp(-(((f - first) / 120) ** 2)) + 0.6 * np.exp(-(((f - second) / 200) ** 2)) + 0.05) / n**0.4
            elif wave == "organ":
                level = np.isin(n, [1, 2, 3, 4, 6, 8]) / n**0.5
            elif wave == "bell":
                level = np.isin(n, [1, 3, 4, 7, 11, 16]) / n
            else:
                level = (n == 1) * 1.0
            level = level / np.sqrt(1 + (n / cutoff) ** 4)
            phase = np.arange(_TABLE) / _TABLE
            self.tables[key] = (np.sin(2 * np.pi * np.outer(phase, n)) @ level).astype(np.float32)
        return self.tables[key], 440 * 2 ** ((pitch - 69) / 12)

    def note(self, pitch, seconds, velocity):
        key = (pitch, round(seconds, 3), velocity // 8)
        if key not in self.cache:
            self.cache[key] = self._render(pitch, seconds)
        return self.cache[key] * (0.22 * (velocity / 110) ** 1.3)

    def _render(self, pitch, seconds):
        attack, decay, sustain, release, _, bright, dark, copies = self.shape
        count = int((seconds + release) * RATE)
        t = np.arange(count) / RATE
        envelope = np.minimum(t / attack, 1) * (sustain + (1 - sustain) * np.exp(-t / (decay * self.decay)))
        envelope *= np.clip((seconds + release - t) / release, 0, 1)
        open_table, frequency = self._table(pitch, bright)
        dark_table, _ = self._table(pitch, dark)
        if self.kind == "wobble":
            blend = 0.5 + 0.5 * np.sin(2 * np.pi * self.rate * t)
        else:
            blend = np.exp(-t / (0.5 * decay * self.decay))
        out = np.zeros(count, np.float32)
        if self.kind == "voice":
            # Sung notes slide in from below and tremble once they stand.
            bend = self.vibrato * np.sin(2 * np.pi * 5.3 * t) * np.minimum(t / 0.3, 1) - self.scoop * np.exp(-t / 0.05)
            t = np.cumsum(1 + bend) / RATE
        for copy in range(copies):
            ratio = 1 + self.detune * (copy - (copies - 1) / 2) / max(copies - 1, 1)
            index = ((t * frequency * ratio + (self.phases[copy] if copies > 1 else 0)) * _TABLE).astype(np.int64) % _TABLE
            out += blend * open_table[index] + (1 - blend) * dark_table[index]
        return (out / copies**0.6 * envelope).astype(np.float32)


def _noise(rng, seconds, decay, low=None, high=None):
    count = int(seconds * RATE)
    noise = rng.normal(size=count)
    if low and high:
        noise = sosfilt(butter(2, [low, high], "band", fs=RATE, output="sos"), noise)
    elif low:
        noise = sosfilt(butter(2, low, "high", fs=RATE, output="sos"), noise)
    noise /= np.abs(noise).max() + 1e-9
    return noise * np.exp(-np.arange(count) / RATE / decay)


def _tone(seconds, decay, start, end, sweep):
    t = np.arange(int(seconds * RATE)) / RATE
    frequency = end + (start - end) * np.exp(-t / sweep)
    return np.sin(2 * np.pi * np.cumsum(frequency) / RATE) * np.exp(-t / decay)


def _mixed(*sounds):
    out = np.zeros(max(len(sound) for sound in sounds))
    for sound in sounds:
        out[: len(sound)] += sound
    # No click where the sound is cut off.
    out[-200:] *= np.linspace(1, 0, 200)
    return out


def _kit(kind, rng):
    u = rng.uniform
    if kind == "kitchip":
        return {
            36: 0.7 * _mixed(_tone(0.12, 0.05, 300, 60, 0.03), 0.2 * _noise(rng, 0.03, 0.01)),
            38: 0.5 * _mixed(_noise(rng, 0.18, u(0.04, 0.09), 800, 9_000)),
            42: 0.25 * _mixed(_noise(rng, 0.05, 0.015, 6_000)),
            46: 0.25 * _mixed(_noise(rng, 0.2, 0.08, 6_000)),
            49: 0.3 * _mixed(_noise(rng, 0.8, 0.3, 3_000)),
            45: 0.5 * _mixed(_tone(0.15, 0.08, 200, 80, 0.08)),
        }
    decay = u(0.25, 0.7) if kind == "kit808" else u(0.12, 0.25)
    kick = _mixed(_tone(decay * 2, decay, u(150, 400), u(42, 58), u(0.01, 0.03)), u(0.05, 0.4) * _noise(rng, 0.02, 0.004))
    snare = _mixed(
        u(0.3, 0.7) * _tone(0.2, 0.06, 260, u(160, 210), 0.02),
        u(0.5, 1) * _noise(rng, 0.35, u(0.06, 0.14), 1_000, 12_000),
    )
    burst = _noise(rng, 0.3, u(0.07, 0.12), 900, 6_000)
    clap = np.zeros(len(burst) + 1_400)
    for delay, gain in ((0, 0.5), (440, 0.6), (900, 0.7), (1_300, 1)):
        clap[delay : delay + len(burst)] += gain * burst * (1 if delay == 1_300 else np.exp(-np.arange(len(burst)) / 300))
    return {
        36: 0.9 * kick,
        38: 0.6 * snare,
        39: 0.5 * _mixed(clap),
        37: 0.4 * _mixed(_tone(0.06, 0.015, 1_700, 1_600, 0.01)),
        42: 0.22 * _mixed(_noise(rng, 0.1, u(0.015, 0.03), 7_000)),
        46: 0.22 * _mixed(_noise(rng, 0.4, u(0.1, 0.2), 7_000)),
        49: 0.4 * _mixed(_noise(rng, 1.6, 0.6, 3_000)),
        45: 0.5 * _mixed(_tone(0.4, 0.15, 180, 90, 0.05)),
        70: 0.2 * _mixed(_noise(rng, 0.05, 0.02, 4_000, 11_000)),
        56: 0.25 * _mixed(_tone(0.15, 0.05, 560, 545, 0.01), 0.7 * _tone(0.15, 0.05, 845, 840, 0.01)),
    }
