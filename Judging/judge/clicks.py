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


def sharpest(samples, centre, reach):
    """The largest sharpness within `reach` samples of a place, in either channel."""
    start = max(centre - reach - 2 * SIDE, 0)
    largest = 0.0
    for channel in range(samples.shape[1]):
        second = np.abs(np.diff(samples[start: centre + reach + 2 * SIDE, channel], n=2))
        first = max(centre - reach - start, 0)
        # Few places can stand out most: the largest ones.
        inside = np.argsort(second[first: first + 2 * reach])[-8:] + first
        largest = max([largest, *(sharpness(second, place) for place in inside)])
    return largest


def without_the_songs(found, slices, stem, song):
    """The clicks of a source stem that are not the song's own at the same place of a slice.

    Only clicks near a slice's start are compared: it may start a few milliseconds beside where the plan says (at its
    attack), and is stretched after that. Half as sharp in the song is the song's own: filters may sharpen an attack.
    """
    starts = np.array([output[0] for _, output in slices])
    reach = int(0.02 * sound.RATE)
    kept = []
    for place in found:
        near = np.flatnonzero(np.abs(starts - place) < reach)
        own = max((sharpest(song, int(slices[i][0][0] + place - starts[i]), reach) for i in near if slices[i][0]),
                  default=0)
        if len(near) == 0 or 2 * own < sharpest(stem, place, 3):
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
