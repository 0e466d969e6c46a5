"""Passes and failures, a line for each song, and the summary."""
import statistics

from . import loudness, stems

F_GOAL, TEMPO_GOAL = 0.90, 0.95


def checks(result):
    """Each promise by name: kept, broken, or None where it could not be looked at."""
    if "error" in result:
        return {"made": False}
    tempo, loud, health = result["tempo"], result["loudness"], result["health"]
    clicks, bass, sums = result["clicks"], result.get("bass"), result.get("stems")
    found = {
        "made": True,
        **{f"tempo by {name}": value["good"] for name, value in tempo.items()},
        "tempo by two trackers": sum(value["good"] for value in tempo.values()) >= 2,
        "loudness": abs(loud["integrated"] - loudness.TARGET) <= loudness.TOLERANCE,
        "true peak": loud["true_peak"] <= loudness.CEILING,
        # In the whole remix, drums hide what joins do.
        "no more clicks at joins": None if clicks["in"] == "remix" else (
            clicks["per_minute_at_joins"] <= clicks["per_minute_elsewhere"] or clicks["likelihood"] > 0.01),
        "finite": health["finite"] and (sums or {}).get("finite", True),
        "no silence": not health["silent"] and health["longest_silence"] <= 2,
        "no DC": health["dc"] < 0.001}
    if bass:
        found["bass in key"] = None if bass["in_key"] is None else bass["in_key"] == 1
    if sums:
        found["stems sum"] = None if sums["sum_error_db"] is None else sums["sum_error_db"] < stems.SUM_DB
    beats = result.get("source_beats")
    if beats:
        found["source beats F"] = max(b["F_level"] for b in beats.values()) >= F_GOAL
    return found


HEADER = (f"{'piece':34} {'style':>6} {'song':>6} {'librosa':>15} {'aubio':>15} {'essentia':>15} {'LUFS':>6} "
          f"{'dBTP':>6} {'F lib':>5} {'F aub':>5} {'F ess':>5} {'song':>5} {'clicks/min':>11} {'song':>5} {'bass':>5} "
          f"{'drop-bd':>7} {'heard':>5}  broken")


def number(value, form="5.2f", missing="-"):
    return format(value, form) if value is not None else missing.rjust(int(form.split(".")[0]))


def line(result):
    if "error" in result:
        return f"{result['name']:34.34} FAILED {result['error'][:120]}"

    def tempo(found):
        told = f"{found['tempo']:.2f}" if found["tempo"] else "none"
        return f"{told} {'ok' if found['good'] else ''}{'' if found['level'] == 'same' else ' ' + found['level']}"[:15]

    beats = result.get("source_beats") or {}
    clicks = result["clicks"]
    broken = [name for name, kept in checks(result).items() if kept is False]
    heard = [row["source_audible"] for row in result.get("heard", [])
             if "source_audible" in row and "drop" in row["part"]]
    return " ".join([
        f"{result['name']:34.34} {result['style_tempo']:6.1f} {result['song_tempo']:6.1f}",
        *(f"{tempo(value):>15}" for value in result["tempo"].values()),
        f"{result['loudness']['integrated']:6.2f} {result['loudness']['true_peak']:6.2f}",
        *(number(beats.get(name, {}).get("F_level")) for name in result["tempo"]),
        number(max((b["F_level"] for b in result.get("song_beats", {}).values()), default=None)),
        f"{clicks['per_minute_at_joins']:5.1f}/{clicks['per_minute_elsewhere']:5.1f} {clicks['song_per_minute']:5.1f}",
        number((result.get("bass") or {}).get("in_key")),
        number(result["contrast"].get("breakdown"), "7.1f"),
        number(statistics.mean(heard) if heard else None),
        " " + ", ".join(broken)])


def median(values):
    values = [v for v in values if v is not None]
    return statistics.median(values) if values else None


def spread(values):
    """Tenth, median and ninetieth of a hundred."""
    values = sorted(v for v in values if v is not None)
    if not values:
        return None
    return [round(values[int(share * (len(values) - 1))], 3) for share in (0.1, 0.5, 0.9)]


def summary(results):
    made = [r for r in results if "error" not in r]
    names = []
    for result in results:
        names += [n for n in checks(result) if n not in names]
    passes = {}
    for name in names:
        kept = [checks(r).get(name) for r in results]
        known = [k for k in kept if k is not None]
        passes[name] = {"kept": sum(known), "of": len(known)}
    beats = [r["source_beats"] for r in made if r.get("source_beats")]
    songs = [r["song_beats"] for r in made if r.get("song_beats")]
    parts = [row for r in made for row in r["by_part"]]
    heard = [row for r in made for row in r.get("heard", [])]
    kinds = list(dict.fromkeys(row["part"] for row in parts))
    return {
        "pieces": len(results), "passes": passes,
        "median_F": {name: {**{key: median(b[name][key] for b in beats) for key in ("F", "F_level", "offset_ms")},
                            "F_song": median(s[name]["F_level"] for s in songs)}
                     for name in (beats[0] if beats else {})},
        "median_best_F": median(max(b["F_level"] for b in found.values()) for found in beats),
        "known_beats": {key: spread((r.get("known_beats") or {}).get(key) for r in made)
                        for key in ("within_25ms", "within_70ms", "late_ms")},
        "attacks": {key: spread((r.get("source_attacks") or {}).get(key) for r in made)
                    for key in ("beat", "eighth", "sixteenth", "eighth_late_ms", "within_25ms")},
        "clicks": {key: spread(r["clicks"][key] for r in made)
                   for key in ("per_minute_at_joins", "per_minute_elsewhere", "song_per_minute")},
        "bass": {key: spread((r.get("bass") or {}).get(key) for r in made)
                 for key in ("in_key", "spread_cents", "bass_offset_cents", "song_offset_cents")},
        "contrast": {name: spread(r["contrast"].get(name) for r in made) for name in ("breakdown", "intro", "build")},
        "parts": {kind: part_summary(kind, parts, heard) for kind in kinds},
        "render_seconds": spread(r["render_seconds"] for r in made)}


def part_summary(kind, parts, heard):
    rows = [r for r in parts if r["part"] == kind]
    keys = ("loudness", "crest_db", "below_120_hz", "correlation_below_120_hz", "correlation_above_120_hz")
    found = {key: spread(r[key] for r in rows) for key in keys}
    found["bands_db"] = {band: median(r["bands_db"][band] for r in rows) for band in rows[0]["bands_db"]}
    own = [r for r in heard if r["part"] == kind]
    keys = [k for k in (own[0] if own else {}) if k != "part"]
    return {**found, "heard": {key: spread(r.get(key) for r in own) for key in keys}}


def told(found):
    """The summary as text."""
    lines = ["", f"{found['pieces']} pieces"]
    for name, share in found["passes"].items():
        percent = 100 * share["kept"] / share["of"] if share["of"] else 0
        lines.append(f"  {name:26} {share['kept']:3} of {share['of']:3}  {percent:5.1f} %")
    for name, values in found["median_F"].items():
        lines.append(f"  source beats by {name:10} median F {number(values['F'], '4.3f')} on beats, "
                     f"{number(values['F_level'], '4.3f')} at its level, {number(values['offset_ms'], '5.1f')} ms "
                     f"late; on the songs themselves {number(values['F_song'], '4.3f')}")
    lines.append(f"  source beats, the best of the trackers: median F {number(found['median_best_F'], '4.3f')}")
    for title in ("known_beats", "attacks", "clicks", "bass", "contrast"):
        lines.append(f"  {title}: tenth, median and ninetieth of a hundred")
        lines += [f"    {key:26} {values}" for key, values in found[title].items() if values]
    for kind, values in found["parts"].items():
        lines.append(f"  {kind}")
        for key, value in values.items():
            if key == "bands_db":
                lines.append("    bands dB  " + ", ".join(f"{n} {v:.1f}" for n, v in value.items()))
            elif key == "heard":
                lines += [f"    {n:26} {v}" for n, v in value.items()]
            else:
                lines.append(f"    {key:26} {value}")
    lines.append(f"  seconds to render: {found['render_seconds']}")
    return "\n".join(lines)
