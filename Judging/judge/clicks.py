"""Clicks: single samples that break a wave's course.

The second difference of a wave is large at a click and at an attack; but after an attack it stays large, and around a
click it is small on either side. The ratio counts: the largest second difference within 0.1 ms over the larger of the
medians of the 4 ms before and of the 4 ms after.
"""
import numpy as np
import scipy.ndimage

from . import sound

# Of hard cuts through a dense rock song it hears nine in ten, of those through a harp piece one in seven (a cut where
# the wave happens to go on evenly is no click); neither song has clicks of its own by it.
RATIO = 12.0
# Second differences smaller than this share of the sound's root mean square are no clicks that anybody hears.
QUIETEST = 0.05
SIDE = int(0.004 * sound.RATE)
# One event, however many samples of it stand out.
APART = int(0.005 * sound.RATE)
# Up to here, a slice is as good as unstretched; its place in the song is known to about as much as `SHIFT`.
NEAR_START = int(0.02 * sound.RATE)
SHIFT = int(0.003 * sound.RATE)
# What a bend of the wave is compared with.
FOLLOWING = int(0.02 * sound.RATE)
# Where a join may be heard: in the crossfade before its place, and just after.
BEFORE, AFTER = 0.006, 0.003


def places(samples):
    """The sample numbers of clicks in either channel."""
    found = [channel_places(samples[:, channel]) for channel in range(samples.shape[1])]
    merged = np.unique(np.concatenate(found))
    if len(merged) == 0:
        return merged
    return merged[np.concatenate([[True], np.diff(merged) > APART])]


def channel_places(signal):
    second = np.abs(np.diff(signal.astype(np.float32), n=2))
    candidates = np.flatnonzero(second > QUIETEST * np.sqrt(np.mean(signal.astype(np.float64) ** 2)))
    if len(candidates) == 0:
        return candidates
    # A cheap look first: only what stands out of its block's mean can stand out of the medians.
    largest = scipy.ndimage.maximum_filter1d(second, 5)
    candidates = candidates[second[candidates] == largest[candidates]]
    usual = scipy.ndimage.uniform_filter1d(second, 2 * SIDE + 1)
    candidates = candidates[second[candidates] > 6 * usual[candidates]]
    return np.array([place + 1 for place in candidates if sharpness(second, place) > RATIO], dtype=int)


def sharpness(second, place):
    """How far one second difference stands out of those before and after it."""
    before = second[max(place - 4 - SIDE, 0): max(place - 4, 0)]
    after = second[place + 5: place + 5 + SIDE]
    level = max(np.median(before) if len(before) else 0, np.median(after) if len(after) else 0, 1e-6)
    return second[place] / level


def bend(samples, centre, reach):
    """The largest second difference within `reach` samples of a place, in either channel, over the median of what follows.

    What follows a slice's start is the slice alone, in the song as in the stem, whatever its level: before it, there
    may be another slice.
    """
    largest = 0.0
    for channel in range(samples.shape[1]):
        second = np.abs(np.diff(samples[max(centre - reach - 1, 0): centre + FOLLOWING, channel], n=2))
        usual = np.median(second[2 * reach:]) if len(second) > 2 * reach else 0
        largest = max(largest, np.max(second[: 2 * reach], initial=0) / max(usual, 1e-6))
    return largest


def without_the_songs(found, slices, stem, song):
    """The clicks of a source stem that are not the song's own at the same place of a slice.

    Only clicks near a slice's start are compared: it may start a few milliseconds beside where the plan says (at its
    attack), and is stretched after that. The song's own bends at least half as sharply there: filters may sharpen an
    attack, and so may the song's faintest noise that is lost in the stem.
    """
    starts = np.array([output[0] for _, output in slices])
    kept = []
    for place in found:
        near = np.flatnonzero(np.abs(starts - place) < NEAR_START)
        own = max((bend(song, int(slices[i][0][0] + place - starts[i]), SHIFT) for i in near if slices[i][0]),
                  default=0)
        if len(near) == 0 or 2 * own < bend(stem, place, 4):
            kept.append(place)
    return np.array(kept, dtype=int)


def at_joins(clicks, joins, length):
    """Clicks per minute at joins (seconds) and elsewhere, over the length of the sound in samples."""
    joins = np.sort(np.asarray(joins))
    times = np.asarray(clicks) / sound.RATE
    seconds = length / sound.RATE
    covered = min(len(joins) * (BEFORE + AFTER), seconds)
    index = np.searchsorted(joins, times - AFTER)
    near = np.zeros(len(times), dtype=bool)
    inside = index < len(joins)
    near[inside] = joins[index[inside]] <= times[inside] + BEFORE
    here, elsewhere = int(near.sum()), int((~near).sum())
    return {
        "joins": len(joins), "clicks_at_joins": here, "clicks_elsewhere": elsewhere,
        "per_minute_at_joins": 60 * here / max(covered, 1e-9),
        "per_minute_elsewhere": 60 * elsewhere / max(seconds - covered, 1e-9),
        "likelihood": likelihood(here, here + elsewhere, covered / seconds)}


def likelihood(here, total, share):
    """How likely so many clicks or more would fall on joins by chance."""
    from scipy.stats import binom
    return float(binom.sf(here - 1, total, share)) if here else 1.0
