"""Where slices of the song start and end in a remix."""
import json

from . import sound


def from_recipe(path):
    """Starts and ends (seconds) of the slices that a recipe lists, and the slices as (source, output) sample ranges.

    Looks for a list named `slices` anywhere in the file, of objects with `output: [start, end]` in samples, and maybe
    `source`. Returns None if the recipe lists none.
    """
    try:
        with open(path) as file:
            found = find(json.load(file), "slices")
    except (OSError, ValueError):
        return None
    slices = [(s.get("source"), s["output"]) for s in found or [] if isinstance(s, dict) and is_range(s.get("output"))]
    if not slices:
        return None
    times = sorted({place / sound.RATE for _, output in slices for place in output})
    return {"times": times, "slices": slices}


def from_grid(beat_seconds, seconds):
    """Every sixteenth: joins lie on some of them."""
    step = beat_seconds / 4
    return [k * step for k in range(int(seconds / step) + 1)]


def is_range(value):
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, (int, float)) for v in value)


def find(value, name):
    """The first list of that name, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get(name), list):
            return value[name]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            if isinstance(inner, (dict, list)):
                found = find(inner, name)
                if found is not None:
                    return found
    return None
