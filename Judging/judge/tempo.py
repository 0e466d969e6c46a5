"""An exact tempo from tracked beats, and what a wrong one might come from."""
import numpy as np

TOLERANCE = 0.005
LEVELS = {"double": 2.0, "same": 1.0, "half": 0.5}
CONFUSIONS = {"2/3": 2 / 3, "4/3": 4 / 3, "3/4": 3 / 4, "3/2": 3 / 2, "1/3": 1 / 3, "4/5": 4 / 5, "8/9": 8 / 9,
              "7/8": 7 / 8, "3/8": 3 / 8, "5/8": 5 / 8, "6/7": 6 / 7}


def usual_interval(times):
    """The most frequent interval between beats, in seconds: the densest place on a logarithmic scale."""
    intervals = np.diff(times)
    intervals = intervals[(intervals > 0.15) & (intervals < 3)]
    if len(intervals) < 4:
        return None
    logs = np.log(intervals)
    closeness = np.exp(-0.5 * ((logs[:, None] - logs[None, :]) / 0.03) ** 2).sum(axis=1)
    best = logs[np.argmax(closeness)]
    return float(np.exp(np.median(logs[np.abs(logs - best) < 0.05])))


def exact_tempo(times):
    """Beats per minute, and the share of beats that it explains.

    Beats are numbered along runs in which each comes one usual interval, or a whole number of them, after the one
    before; one slope is fitted to all runs of eight beats and more, each with a start of its own. What lies more than
    60 ms off is left out and the fit done again. Some trackers drift within a run and jump back between runs: the last
    word has the period, within 2 % of the slope, at which all beats line up best.
    """
    times = np.asarray(times)
    interval = usual_interval(times)
    if interval is None:
        return None, 0.0
    explained = 0
    for _ in range(4):
        runs = number_beats(times, interval)
        pairs = [fit_line(numbers, values, interval) for numbers, values in runs if len(numbers) >= 8]
        under = sum(p[1] for p in pairs)
        if under == 0:
            break
        interval = sum(p[0] for p in pairs) / under
        explained = sum(p[2] for p in pairs)
    return 60 / lined_up(times, interval), explained / len(times)


def lined_up(times, interval):
    """The period near `interval` at which the beats' phases, or those of half beats, agree best."""
    periods = interval * (1 + np.linspace(-0.02, 0.02, 1601))
    turns = np.exp(2j * np.pi * times[None, :] / periods[:, None])
    agreement = np.abs(turns.sum(axis=1)) + np.abs((turns**2).sum(axis=1))
    best = int(np.argmax(agreement))
    # Beats that agree on nothing say no more than their slope.
    return float(periods[best]) if agreement[best] > 0.6 * len(times) else interval


def number_beats(times, interval):
    runs, numbers, values = [], [0], [times[0]]
    for before, now in zip(times, times[1:]):
        step = (now - before) / interval
        whole = round(step)
        if 1 <= whole <= 4 and abs(step - whole) < 0.15:
            numbers.append(numbers[-1] + whole)
            values.append(now)
        else:
            runs.append((np.array(numbers), np.array(values)))
            numbers, values = [0], [now]
    runs.append((np.array(numbers), np.array(values)))
    return runs


def fit_line(numbers, values, interval):
    """The sums that make a slope (to be added over runs), and how many beats they hold."""
    rest = values - interval * numbers
    kept = np.abs(rest - np.median(rest)) < 0.06
    numbers, values = numbers[kept], values[kept]
    if len(numbers) < 2:
        return 0.0, 0.0, 0
    centred = numbers - numbers.mean()
    return float(np.sum(centred * (values - values.mean()))), float(np.sum(centred**2)), len(numbers)


def judged(times, style_tempo, song_tempo):
    """How a tracker's tempo compares with the style's."""
    tempo, explained = exact_tempo(times)
    if tempo is None:
        return {"tempo": None, "good": False, "level": "none", "explained": 0.0}
    ratio = tempo / style_tempo
    for level, factor in LEVELS.items():
        if abs(ratio / factor - 1) <= TOLERANCE:
            return {"tempo": tempo, "good": True, "level": level, "explained": explained}
    level = next((n for n, f in CONFUSIONS.items() if abs(ratio / f - 1) < 0.012), f"x{ratio:.3f}")
    near = min(LEVELS.values(), key=lambda f: abs(np.log(ratio / f)))
    if abs(ratio / near - 1) < 0.03:
        level = f"off {100 * (ratio / near - 1):+.1f}%"
    song = next((f for f in LEVELS.values() if abs(tempo / (song_tempo * f) - 1) < 0.01), None)
    if song and abs(song_tempo / style_tempo - 1) > 0.02:
        level += " (song's)"
    return {"tempo": tempo, "good": False, "level": level, "explained": explained}
