"""Everything measured about one song's remix: `python -m judge.song SONG SETTINGS_AS_JSON` prints it as JSON."""
import json
import os
import shutil
import sys

import numpy as np

from . import balance, clicks, grid, joins, loudness, notes, picture, program, sound, stems, tempo, trackers
from .settings import Settings


def judge(song, settings):
    """Renders a song and measures its remix; the result is ready for JSON."""
    name = os.path.splitext(os.path.basename(song))[0]
    folder = os.path.join(settings.out, "remixes")
    os.makedirs(folder, exist_ok=True)
    options = list(settings.options)
    recipe = os.path.join(folder, f"{name}.recipe.json") if settings.recipe else None
    try:
        remix = program.render(settings.program, song, folder, options, settings.stems, recipe, settings.again)
    except (program.ProgramFailed, TimeoutError) as error:
        return {"name": name, "song": os.path.basename(song), "error": str(error)}
    result = measure(remix, recipe, settings)
    if not settings.keep:
        if remix.stems:
            shutil.rmtree(remix.stems, ignore_errors=True)
        os.remove(remix.output)
    return result


def measure(remix, recipe, settings):
    form = remix.form
    final = sound.decode(remix.output)
    song = sound.decode(remix.song)
    layers = stems.load(remix.stems) if remix.stems else {}
    told = program.tags(remix.output)
    measured = loudness.measure(remix.output)
    listening = sound.mono(final)
    result = {
        "name": remix.name, "song": os.path.basename(remix.song),
        "render_seconds": remix.elapsed and round(remix.elapsed, 2),
        "style_tempo": form.tempo, "song_tempo": form.song_tempo, "key": told.get("TKEY") or form.key,
        "parts": [[p.kind, p.first, p.end] for p in form.parts],
        "tempo": {tracker: tempo.judged(trackers.beats(tracker, listening), form.tempo, form.song_tempo)
                  for tracker in trackers.NAMES},
        "loudness": {k: v for k, v in measured.items() if k != "momentary"},
        "health": stems.health(final),
        "balance": balance.of(final),
        "by_part": balance.by_part(form, final, measured["momentary"]),
        "contrast": balance.contrast(form, measured["momentary"])}
    # The plan, or whatever else beside the stems or in the recipe lists slices.
    plans = [os.path.join(remix.stems, "plan.json")] if remix.stems else []
    listed = next(filter(None, map(joins.from_recipe, plans + ([recipe] if recipe else []))), None)
    seconds = len(final) / sound.RATE
    places = listed["times"] if listed else joins.from_grid(form.beat_seconds, seconds)
    heard = layers.get("source", final)
    found = clicks.places(heard)
    own = clicks.places(song)
    everything = len(found)
    if listed and "source" in layers:
        found = clicks.without_the_songs(found, listed["slices"], heard, song)
    result["clicks"] = {
        "all": everything, "in": "source stem" if "source" in layers else "remix",
        "joins_from": "slices" if listed else "grid",
        **clicks.at_joins(found, places, len(heard)),
        "song_per_minute": 60 * len(own) * sound.RATE / max(len(song), 1),
        "where": [round(p / sound.RATE, 3) for p in found[:60].tolist()]}
    if "source" in layers:
        source = sound.mono(layers["source"])
        result["source_beats"] = grid.source_beats(source, form.beat_seconds)
        result["source_attacks"] = grid.attacks(source, form.beat_seconds)
    truth = settings.known_beats(remix.name)
    if truth is not None:
        result["song_beats"] = grid.song_beats(sound.mono(song), truth)
        if listed:
            result["known_beats"] = grid.known_beats(truth, listed["slices"], form.beat_seconds)
    if "bass" in layers:
        result["bass"] = notes.judged(layers["bass"], song, result["key"])
    if layers:
        result["stems"] = {"found": sorted(layers), "sum_error_db": stems.sum_error(layers),
                           "finite": bool(all(np.isfinite(s).all() for s in layers.values()))}
        result["heard"] = balance.who_is_heard(form, layers)
    if settings.wants_picture(remix.name):
        folder = os.path.join(settings.out, "pictures")
        os.makedirs(folder, exist_ok=True)
        title = (f"{remix.name}: {form.tempo:g} BPM, {result['key']}, {measured['integrated']:.1f} LUFS, "
                 f"{measured['true_peak']:.1f} dBTP")
        chosen = {n: s for n, s in layers.items() if n in stems.NAMES}
        picture.draw(os.path.join(folder, f"{remix.name}.png"), title, form, final, measured, chosen)
    return result


def plain(value):
    """numpy's numbers as Python's."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value)} is not for JSON")


if __name__ == "__main__":
    print(json.dumps(judge(sys.argv[1], Settings(**json.loads(sys.argv[2]))), default=plain))
