"""The results as tables."""


def told(results):
    """All of it."""
    return "\n".join([song(each) for each in results["songs"]] + [rest(results)])


def song(found):
    """What is told of one song."""
    return "\n".join([*programs(found), "", *stages(found), ""])


def rest(results):
    """What is told of all songs together."""
    machine = results["machine"]
    lines = [*settings(results["songs"]), "", *scaling(results["songs"]), "", *others(results), ""]
    lines += instructions(results["instructions"])
    if results["missing"]:
        lines += ["", "not measured:"] + [f"  {line}" for line in results["missing"]]
    lines += [
        "", f"{machine['cores']} cores, {machine['processor']}, load {machine['load_before']:.1f} before and "
        f"{machine['load_after']:.1f} after; medians of {results['runs']} interleaved runs (slow peers: fewer)"]
    return "\n".join(lines)


def programs(song):
    yield (f"{song['name']}: {clock(song['seconds'])}, remix {clock(song['remix_seconds'])}, tempo x "
           f"{song['tempo_factor']:.2f} for the peers")
    yield f"  {'':20}{'wall s':>8}{'spread':>15}{'CPU s':>8}{'of lame':>9}{'peak MB':>9}{'MB/min':>8}  runs"
    for name, row in song["programs"].items():
        if "reason" in row:
            yield f"  {name:20}{row['reason']}"
            continue
        wall, peak = row["wall"], row["peak_bytes"] / 1e6
        spread = f"{wall['least']:.2f}-{wall['most']:.2f}"
        yield (f"  {name:20}{wall['median']:8.2f}{spread:>15}{row['cpu']:8.2f}{row['of_lame']:9.2f}{peak:9.0f}"
               f"{peak / song['seconds'] * 60:8.1f}  {row['runs']:4}  {row.get('what', '')}")


def stages(song):
    found = song["stages"]
    summary = found["summary"]
    yield (f"  {song['name']}, stages of one job of {found['seconds']:.2f} s with {len(summary['workerCPUSeconds'])} "
           f"workers ({sum(summary['workerCPUSeconds']):.2f} s of CPU, supervisor {summary['supervisorCPUSeconds']:.2f} s), "
           f"encodings: {found['encodings']}")
    yield f"  {'':20}{'from s':>8}{'to s':>8}{'wall s':>8}{'tasks s':>9}{'tasks':>7}"
    for name, stage in found["stages"].items():
        yield (f"  {name:20}{stage['begin']:8.2f}{stage['end']:8.2f}{stage['end'] - stage['begin']:8.2f}"
               f"{stage['seconds']:9.2f}{stage['tasks']:7}")
    alone = sum(stretch["seconds"] for stretch in found["alone"])
    longest = sorted(found["alone"], key=lambda each: -each["seconds"])[:4]
    where = ", ".join(f"{each['seconds']:.2f} between {each['after']} and {each['before']}" for each in longest)
    yield (f"  {'no worker busy':20}{'':16}{alone:8.2f}  {alone / found['seconds']:.0%} of the wall time: {where}")
    first, last = song["first_sound"], song["last_sound"]
    yield (f"  {'-o -':20}first sound after {first['median']:.2f} s ({first['least']:.2f}-{first['most']:.2f}), "
           f"last after {last['median']:.2f} s")


def settings(songs):
    labels = [setting["setting"] for setting in songs[0]["settings"]]
    yield "wall time of wubremix / wall time of lame on its result"
    yield f"  {'':20}{'':10}" + "".join(f"{label:>12}" for label in labels)
    for song in songs:
        for jobs in song["settings"][0]["of_lame"]:
            ratios = "".join(f"{setting['of_lame'][jobs]:12.2f}" for setting in song["settings"])
            yield f"  {song['name']:20}{'--jobs ' + jobs:10}{ratios}"


def scaling(songs):
    yield "scaling: wall time fitted as serial + parallel / workers (-b 192)"
    fits = [(song["name"], song["scaling"]) for song in songs if song["scaling"]]
    if not fits:
        yield "  not fitted: that takes two numbers of workers"
        return
    cores = list(fits[0][1]["seconds_at"])
    heads = "".join(f"{f'at {count}':>8}" for count in cores)
    yield f"  {'':20}{'serial s':>10}{'parallel s':>12}{'serial':>8}{heads}  most speed-up"
    for name, fit in fits:
        seconds = "".join(f"{fit['seconds_at'][count]:8.2f}" for count in cores)
        most = f"{fit['most_speedup']:.1f}" if fit["most_speedup"] else "no limit"
        yield (f"  {name:20}{fit['serial_seconds']:10.2f}{fit['parallel_seconds']:12.2f}"
               f"{fit['serial_fraction']:8.1%}{seconds}  {most}")


def others(results):
    yield "songs per minute: " + "; ".join(f"{count:.1f} ({how})" for how, count in results["batch"].items())
    yield "start-up: " + "; ".join(
        f"{name}: {row['reason']}" if "reason" in row else
        f"{name} {row['median'] * 1000:.0f} ms ({row['least'] * 1000:.0f}-{row['most'] * 1000:.0f})"
        for name, row in results["start_up"].items())


def instructions(found):
    if "reason" in found:
        yield f"instructions: {found['reason']}"
        return
    costs, minutes = found["kernels"], found["seconds"] / 60
    total = sum(cost["own"] + cost["libraries"] for cost in costs.values())
    yield (f"instructions of each kernel in millions (callgrind, {found['seconds']} s of {found['song']}); instruments and "
           "drums are made once, whatever the song's length")
    yield f"  {'':20}{'own code':>10}{'libraries':>11}{'both':>9}{'share':>8}{'per minute':>12}"
    for name, cost in costs.items():
        both = cost["own"] + cost["libraries"]
        per_minute = "" if name in ("instruments", "drums") else f"{both / minutes / 1e6:.0f}"
        yield (f"  {name:20}{cost['own'] / 1e6:10.0f}{cost['libraries'] / 1e6:11.0f}{both / 1e6:9.0f}{both / total:8.1%}"
               f"{per_minute:>12}")


def clock(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
