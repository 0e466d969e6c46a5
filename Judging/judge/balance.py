"""The sound of each part in figures: loudness, spectrum, crest, width, and who is heard."""
import numpy as np

from . import loudness, sound

BANDS = {"sub": (20, 60), "bass": (60, 120), "low mid": (120, 500), "mid": (500, 2_000), "presence": (2_000, 6_000),
         "air": (6_000, 20_000)}
# Where a listener recognises a song: voices and melodies.
SPEAKING = (300, 4_000)


def spectra(samples, length=8192):
    """Power of left, of right, and of what they share, for each frequency: sums over frames of `length` samples."""
    frames = (len(samples) - length) // (length // 2) + 1
    window = np.hanning(length).astype(np.float32)
    left, right, shared = (np.zeros(length // 2 + 1) for _ in range(3))
    for frame in range(max(frames, 1)):
        piece = samples[frame * length // 2:][:length]
        if len(piece) < length:
            piece = np.pad(piece, ((0, length - len(piece)), (0, 0)))
        both = np.fft.rfft(piece.T * window)
        left += np.abs(both[0]) ** 2
        right += np.abs(both[1]) ** 2
        shared += (both[0] * both[1].conj()).real
    return left, right, shared


def of(samples):
    """Figures of a stretch of sound."""
    power = float(np.mean(samples.astype(np.float64) ** 2))
    peak = float(np.max(np.abs(samples), initial=1e-9))
    left, right, shared = spectra(samples)
    frequencies = np.linspace(0, sound.RATE / 2, len(left))
    total = (left + right).sum() + 1e-30

    def share(low, high):
        chosen = (frequencies >= low) & (frequencies < high)
        return (left + right)[chosen].sum() / total

    def correlation(low, high):
        chosen = (frequencies >= low) & (frequencies < high)
        over = np.sqrt(left[chosen].sum() * right[chosen].sum())
        return float(shared[chosen].sum() / over) if over > 1e-6 else None

    return {
        "rms_db": float(sound.decibels(power)), "crest_db": float(20 * np.log10(peak) - sound.decibels(power)),
        "below_120_hz": float(share(20, 120)),
        "bands_db": {name: float(sound.decibels(share(*limits))) for name, limits in BANDS.items()},
        "correlation_below_120_hz": correlation(20, 120), "correlation_above_120_hz": correlation(120, 20_000)}


def by_part(form, samples, momentary):
    """One row for each part of the form."""
    rows = []
    for part in form.parts:
        first, last = form.times(part)
        stretch = samples[int(first * sound.RATE): int(last * sound.RATE)]
        if len(stretch) < sound.RATE:
            continue
        rows.append({"part": part.kind, "bars": [part.first, part.end],
                     "loudness": loudness.mean(momentary, first, last), **of(stretch)})
    return rows


def contrast(form, momentary):
    """LU by which the drops are louder than the breakdowns, the intro, and the two bars before each drop."""
    def level(chosen):
        powers = [10 ** (loudness.mean(momentary, *times) / 10) * (times[1] - times[0]) for times in chosen]
        seconds = sum(last - first for first, last in chosen)
        return 10 * np.log10(sum(powers) / seconds) if chosen else None

    drops = [form.times(p) for p in form.parts if "drop" in p.kind]
    others = {"breakdown": [form.times(p) for p in form.parts if "break" in p.kind],
              "intro": [form.times(p) for p in form.parts if p.kind == "intro"],
              "build": [(form.times(after)[0] - 2 * form.bar_seconds, form.times(after)[0])
                        for before, after in zip(form.parts, form.parts[1:])
                        if "drop" in after.kind and "drop" not in before.kind]}
    top = level(drops)
    if top is None:
        return {}
    return {name: float(top - level(times)) for name, times in others.items() if times}


def who_is_heard(form, stems):
    """For each part: each stem's level against the sum (dB), whole and where voices lie; when the song is audible."""
    names = [n for n in ("source", "bass", "drums", "fx") if n in stems]
    speaking = {n: sound.band(sound.mono(stems[n]).astype(np.float64), *SPEAKING) for n in names}
    total = sum(speaking.values())
    everything = sum(sound.mono(stems[n]).astype(np.float64) for n in names)
    block = int(0.1 * sound.RATE)
    rows = []
    for part in form.parts:
        # A tempo read from a table is rounded: the last part may seem to end a little later than the sound.
        first, last = (min(int(t * sound.RATE), len(total)) for t in form.times(part))
        if last - first < sound.RATE:
            continue
        row = {"part": part.kind}
        whole = np.mean(everything[first:last] ** 2) + 1e-20
        voices = np.mean(total[first:last] ** 2) + 1e-20
        for name in names:
            own = sound.mono(stems[name][first:last]).astype(np.float64)
            row[name] = float(sound.decibels(np.mean(own**2) / whole))
            row[f"{name}_speaking"] = float(sound.decibels(np.mean(speaking[name][first:last] ** 2) / voices))
        if "source" in names:
            count = (last - first) // block
            own = speaking["source"][first: first + count * block].reshape(count, block)
            others = (total - speaking["source"])[first: first + count * block].reshape(count, block)
            over = sound.decibels((own**2).mean(axis=1) + 1e-12) - sound.decibels((others**2).mean(axis=1) + 1e-12)
            # Under -12 dB in its own band a sound is masked most of the time.
            row["source_audible"] = float(np.mean((over > -12) & ((own**2).mean(axis=1) > 1e-8)))
        rows.append(row)
    return rows
