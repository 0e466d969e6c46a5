"""How well what sounds in a remix lies on its grid: beat k at k * 60 / tempo seconds."""
import mir_eval
import numpy as np

from . import sound, trackers

WINDOW = 0.07
# mir_eval's habit: a tracker needs a few seconds to find its feet.
SKIPPED = 5.0


def audible_beats(signal, beat_seconds):
    """Which beats of the grid have sound around them: above -50 dB of the loudest beat."""
    length = beat_seconds * sound.RATE
    count = int(len(signal) / length)
    power = np.array([np.mean(signal[int(k * length): int((k + 1) * length)].astype(np.float64) ** 2)
                      for k in range(count)])
    return power > max(power.max(initial=0) * 1e-5, 1e-12)


def source_beats(signal, beat_seconds):
    """F-measures of other trackers' beats of a mono signal against the grid.

    Beats count from five seconds after the first audible one to the last audible one, without those in pauses of more
    than two beats, on both sides alike.
    """
    audible = audible_beats(signal, beat_seconds)
    if audible.sum() < 16:
        return None
    places = np.flatnonzero(audible)
    first, last = places[0] * beat_seconds + SKIPPED, (places[-1] + 1) * beat_seconds
    # A beat with sound within two beats of it is no pause.
    near = np.convolve(audible, np.ones(5), mode="same") > 0

    def kept(times):
        times = np.asarray(times)
        beat = np.clip(np.round(times / beat_seconds).astype(int), 0, len(near) - 1)
        return times[(times >= first - 0.001) & (times < last) & near[beat]]

    beats = np.arange(len(audible)) * beat_seconds
    result = {}
    for name in trackers.NAMES:
        found = kept(trackers.beats(name, signal))
        distance = (found / beat_seconds * 2 + 0.5) % 1 - 0.5
        result[name] = {
            **f_measures(kept(beats), found),
            "offset_ms": float(np.median(distance) * beat_seconds * 500) if len(found) else None}
    return result


def f_measures(beats, found):
    """F at the beats' own level, and the best of it, of every second beat (either phase) and of eighths."""
    between = np.sort(np.concatenate([beats, (beats[1:] + beats[:-1]) / 2]))
    references = {"beats": beats, "half": beats[::2], "half, odd": beats[1::2], "eighths": between}
    scores = {level: float(mir_eval.beat.f_measure(reference, found, WINDOW))
              for level, reference in references.items()}
    level = max(scores, key=scores.get)
    return {"F": scores["beats"], "F_level": scores[level], "level": level, "found": len(found)}


def song_beats(signal, truth):
    """What the same trackers score on the song itself against its known beats: no stem can be expected to do better."""
    result = {}
    for name in trackers.NAMES:
        found = trackers.beats(name, signal)
        chosen = truth[(truth >= truth[0] + SKIPPED)]
        result[name] = f_measures(chosen, found[(found >= truth[0] + SKIPPED) & (found <= truth[-1] + WINDOW)])
    return result


def known_beats(truth, slices, beat_seconds):
    """Where the song's known beats come to lie in the remix, through the slices of a recipe: distances from eighths."""
    distances, speeds = [], []
    for source, output in slices:
        if not source or source[1] <= source[0] or output[1] <= output[0]:
            continue
        speed = (source[1] - source[0]) / (output[1] - output[0])
        # A slice starts at an attack: its first beat may be named a little earlier.
        inside = truth[(truth * sound.RATE >= source[0] - 1_300) & (truth * sound.RATE < source[1] - 1_300)]
        times = (output[0] + (inside * sound.RATE - source[0]) / speed) / sound.RATE
        eighth = beat_seconds / 2
        distances += ((times + eighth / 2) % eighth - eighth / 2).tolist()
        speeds.append(speed)
    if not distances:
        return None
    distances = np.array(distances)
    return {"beats": len(distances), "within_25ms": float(np.mean(np.abs(distances) <= 0.025)),
            "within_70ms": float(np.mean(np.abs(distances) <= 0.07)), "late_ms": float(1000 * np.median(distances)),
            "speed": [float(np.quantile(speeds, q)) for q in (0.05, 0.5, 0.95)]}


def attacks(signal, beat_seconds):
    """How sharply attacks of a mono signal gather on the grid, whatever its beats are.

    Attacks are rises of librosa's spectral flux, weighted by their size. For each division of the beat: the length
    of the mean vector of their phases, 1 if all fall on one phase and 0 if they are spread evenly, and how late that
    phase lies.
    `within_25ms` is the share (by weight) within 25 ms of an eighth.
    """
    import librosa
    hop = 128
    slow = sound.resampled(np.asarray(signal, dtype=np.float32), 22_050)
    strength = librosa.onset.onset_strength(y=slow, sr=22_050, hop_length=hop, n_fft=1024)
    frames = librosa.util.peak_pick(strength, pre_max=6, post_max=6, pre_avg=20, post_avg=20,
                                    delta=0.3 * float(np.std(strength)), wait=8)
    if len(frames) < 16:
        return None
    weight = strength[frames]
    # The strongest are the ones that carry the beat.
    strong = weight >= np.quantile(weight, 0.3)
    times, weight = frames[strong] * hop / 22_050 - flux_delay(), weight[strong]
    result = {}
    for name, division in {"beat": 1, "eighth": 2, "sixteenth": 4}.items():
        vector = np.sum(weight * np.exp(2j * np.pi * times * division / beat_seconds)) / weight.sum()
        result[name] = float(np.abs(vector))
        result[f"{name}_late_ms"] = float(np.angle(vector) / (2 * np.pi) * beat_seconds / division * 1000)
    eighth = beat_seconds / 2
    distance = np.abs((times + eighth / 2) % eighth - eighth / 2)
    result["within_25ms"] = float(weight[distance < 0.025].sum() / weight.sum())
    return result


_delay = None


def flux_delay():
    """How late the flux shows a click, in seconds; measured once."""
    global _delay
    if _delay is None:
        import librosa
        signal = np.zeros(10 * 22_050, dtype=np.float32)
        rng = np.random.default_rng(1)
        starts = np.arange(1, 9, 0.5)
        for start in starts:
            first = int(start * 22_050)
            signal[first: first + 800] += (rng.normal(size=800) * np.exp(-np.arange(800) / 200)).astype(np.float32)
        strength = librosa.onset.onset_strength(y=signal, sr=22_050, hop_length=128, n_fft=1024)
        first = [int(start * 22_050 / 128) - 10 for start in starts]
        frames = [frame + int(np.argmax(strength[frame: frame + 40])) for frame in first]
        _delay = float(np.median(np.array(frames) * 128 / 22_050 - starts))
    return _delay
