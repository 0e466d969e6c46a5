"""The sound of each part in figures: loudness, spectrum, crest, width, and who is heard."""
import numpy as np
import scipy.signal

from . import loudness, sound

BANDS = {"sub": (20, 60), "bass": (60, 120), "low mid": (120, 500), "mid": (500, 2_000), "presence": (2_000, 6_000),
         "air": (6_000, 20_000)}
# Where a listener recognises a song: voices and melodies.
SPEAKING = (300, 4_000)


def spectrum(samples):
    """Power in dB of each band, of the whole."""
    frequencies, left = scipy.signal.welch(samples[:, 0], sound.RATE, nperseg=8192)
    _, right = scipy.signal.welch(samples[:, 1], sound.RATE, nperseg=8192)
    power = left + right
    total = power.sum() + 1e-30
    return {name: float(sound.decibels(power[(frequencies >= low) & (frequencies < high)].sum() / total))
            for name, (low, high) in BANDS.items()}


def correlation(samples, low, high):
    left, right = (sound.band(samples[:, channel].astype(np.float64), low, high) for channel in (0, 1))
    power = np.sqrt(np.sum(left**2) * np.sum(right**2))
    return float(np.sum(left * right) / power) if power > 1e-9 else None


def of(samples):
    """Figures of a stretch of sound."""
    power = float(np.mean(samples.astype(np.float64) ** 2))
    peak = float(np.max(np.abs(samples), initial=1e-9))
    share = spectrum(samples)
    return {
        "rms_db": float(sound.decibels(power)), "crest_db": float(20 * np.log10(peak) - sound.decibels(power)),
        "below_120_hz": float(10 ** (share["sub"] / 10) + 10 ** (share["bass"] / 10)), "bands_db": share,
        "correlation_below_120_hz": correlation(samples, None, 120),
        "correlation_above_120_hz": correlation(samples, 120, None)}


def by_part(form, samples, momentary):
    """One row for each part of the form."""
    rows = []
    for part in form.parts:
        first, last = form.times(part)
        stretch = samples[int(first * sound.RATE): int(last * sound.RATE)]
        if len(stretch) < sound.RATE:
            continue
        rows.append({"part": part.kind, "bars": [part.first, part.end], "loudness": loudness.mean(momentary, first, last),
                     **of(stretch)})
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
    """For each part, each stem's level against the sum (dB), whole and where voices lie, and when the song is audible."""
    names = [n for n in ("source", "bass", "drums", "fx") if n in stems]
    speaking = {n: sound.band(sound.mono(stems[n]).astype(np.float64), *SPEAKING) for n in names}
    total = sum(speaking.values())
    everything = sum(sound.mono(stems[n]).astype(np.float64) for n in names)
    block = int(0.1 * sound.RATE)
    rows = []
    for part in form.parts:
        first, last = (int(t * sound.RATE) for t in form.times(part))
        if last - first < sound.RATE:
            continue
        row = {"part": part.kind}
        whole = np.mean(everything[first:last] ** 2) + 1e-20
        voices = np.mean(total[first:last] ** 2) + 1e-20
        for name in names:
            row[name] = float(sound.decibels(np.mean(sound.mono(stems[name][first:last]).astype(np.float64) ** 2) / whole))
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
