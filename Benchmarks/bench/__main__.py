"""scripts/bench [--quick] [--songs FILE...] [--runs N] [--jobs LIST] [--out DIR]"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

from . import kernels, measuring, peers, report, scaling, songs
from .environment import FOLDER, ROOT, Unavailable, checked, python, say
from .running import CommandFailed


def main():
    options = parsed()
    try:
        for program in ("ffmpeg", "ffprobe", "lame"):
            peers.needed(program)
        results = measured(options)
    except (Unavailable, CommandFailed, subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    os.makedirs(options.out, exist_ok=True)
    with open(f"{options.out}/bench.json", "w") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    try:
        draw(options)
    except Unavailable as reason:
        results["missing"].append(f"the picture: {reason}")
    with open(f"{options.out}/bench.txt", "w") as file:
        file.write(report.told(results) + "\n")
    print(report.rest(results))
    say(f"bench.json, bench.txt and bench.png are in {os.path.relpath(options.out)}")


def parsed():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measures wubremix beside lame and other programs. See docs/BENCHMARKS.md.")
    parser.add_argument("--quick", action="store_true", help="12 s of the demo, one run, nothing installed: a smoke test")
    parser.add_argument("--songs", nargs="+", metavar="FILE", help="these songs (default: three from Debian packages)")
    parser.add_argument("--runs", type=int, help="runs of each command (default: 5)")
    parser.add_argument("--jobs", help="numbers of workers, with commas (default: 1, 2, ... as many as cores)")
    parser.add_argument("--out", default=f"{ROOT}/.build/bench", metavar="DIR", help="(default: .build/bench)")
    options = parser.parse_args()
    options.runs = options.runs or (1 if options.quick else 5)
    try:
        jobs = [int(count) for count in options.jobs.split(",")] if options.jobs else []
    except ValueError:
        parser.error(f"--jobs takes numbers with commas, not {options.jobs}")
    options.jobs = sorted(set(jobs)) or scaling.job_counts(len(os.sched_getaffinity(0)))
    if options.runs < 1 or options.jobs[0] < 1:
        parser.error("--runs and --jobs are at least 1")
    options.out = os.path.abspath(options.out)
    return options


def measured(options):
    machine = measuring.machine()
    program = subprocess.run([f"{ROOT}/scripts/build"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="wubremix-bench-") as folder:
        chosen, missing = choose(options, folder)
        commands, reasons = peers.prepared(options.quick)
        bench = measuring.Bench(program, folder, options.jobs, options.runs, commands, reasons)
        found, good = [], []
        for song in chosen:
            try:
                found.append(measuring.measured(bench, song))
                good.append(song)
                print(report.song(found[-1]), flush=True)
            except (CommandFailed, subprocess.CalledProcessError) as failure:
                missing.append(f"the song {song.name}: {failure}")
                say(missing[-1])
        if not found:
            raise Unavailable("no song could be measured")
        say("songs per minute, start-up")
        results = {
            "machine": machine, "runs": options.runs, "jobs": options.jobs, "songs": found,
            "batch": measuring.batch(bench, good), "start_up": measuring.start_up(bench),
        }
    results["instructions"] = instructions(options)
    machine["load_after"] = os.getloadavg()[0]
    results["missing"] = missing + [f"{name}: {reason}" for name, reason in reasons.items()]
    return results


def choose(options, folder):
    if options.songs:
        return songs.given(options.songs, folder), []
    if options.quick:
        return songs.quick(folder), []
    found, missing = songs.real(folder)
    if not found:
        raise Unavailable("no song can be had; name some with --songs:\n  " + "\n  ".join(missing))
    return found, missing


def instructions(options):
    if options.quick:
        return {"reason": "not counted with --quick; scripts/kernel-costs does"}
    say("instructions")
    song, seconds = "Fixtures/demo.flac", 15
    try:
        costs = kernels.count(kernels.build(), f"{ROOT}/{song}", seconds, keep=f"{options.out}/callgrind")
    except Unavailable as reason:
        return {"reason": f"not counted: {reason}"}
    return {"song": song, "seconds": seconds, "kernels": kernels.as_json(costs)}


def draw(options):
    """The picture, by a Python that has matplotlib."""
    if options.quick and not os.path.exists(f"{FOLDER}/picture/installed.txt"):
        raise Unavailable("not drawn: --quick installs nothing")
    interpreter = python("picture", ["numpy", "matplotlib"])
    script = f"{ROOT}/Benchmarks/bench/picture.py"
    checked([interpreter, script, f"{options.out}/bench.json", f"{options.out}/bench.png"])


main()
