"""The stems of a remix: source, bass, drums, fx, and the mix that they sum to."""
import os

import numpy as np

from . import sound

NAMES = ("source", "bass", "drums", "fx")
SUM_DB = -90.0


def load(folder):
    """The stems that are there, by name; also `mix`."""
    found = {}
    for name in (*NAMES, "mix"):
        for ending in ("flac", "wav"):
            path = os.path.join(folder, f"{name}.{ending}")
            if os.path.exists(path):
                found[name] = sound.read(path)
                break
    return found


def sum_error(stems):
    """The largest difference of the mix from the sum of its stems, in dB of full scale; None if one is missing."""
    if "mix" not in stems or any(name not in stems for name in NAMES):
        return None
    if len({len(s) for s in stems.values()}) != 1:
        return 0.0
    rest = stems["mix"].astype(np.float64)
    for name in NAMES:
        rest = rest - stems[name]
    return float(20 * np.log10(max(np.max(np.abs(rest)), 1e-9)))


def health(samples):
    """What no finished sound may have: broken numbers, holes, a constant offset."""
    block = 0.05
    quiet = sound.powers(samples, block) < 1e-6
    longest = run = 0
    inside = np.flatnonzero(~quiet)
    if len(inside):
        for is_quiet in quiet[inside[0]: inside[-1] + 1]:
            run = run + 1 if is_quiet else 0
            longest = max(longest, run)
    return {
        "finite": bool(np.isfinite(samples).all()), "longest_silence": longest * block,
        "silent": bool(len(inside) == 0), "seconds": len(samples) / sound.RATE,
        "lead_silence": float(inside[0] * block) if len(inside) else None,
        "tail_silence": float((len(quiet) - 1 - inside[-1]) * block) if len(inside) else None,
        "dc": float(np.max(np.abs(samples.mean(axis=0, dtype=np.float64))))}
