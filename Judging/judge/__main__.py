"""scripts/judge PROGRAM SONG_OR_FOLDER... [options]"""
import argparse
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from . import program, report
from .settings import Settings

SONGS = re.compile(r"\.(ogg|mp3|flac|wav|opus|aiff?)$", re.I)


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/judge", description="Remixes songs and measures the results with tools that are not ours.")
    parser.add_argument("program", help="the wubremix to judge")
    parser.add_argument("songs", nargs="+", help="songs, or folders of songs")
    parser.add_argument("--out", default="judged", help="folder for JSON, pictures, kept remixes (default: judged)")
    parser.add_argument("--options", default="", help="options for the program, such as '--style chill --seed 7'")
    parser.add_argument("--pictures", default="", help="parts of names of songs to draw, with commas; or all")
    parser.add_argument("--only", default="", help="only songs whose name holds one of these, with commas")
    parser.add_argument("--keep", action="store_true", help="keep remixes and stems")
    parser.add_argument("--no-stems", action="store_true", help="do not ask for stems, though the program offers them")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="songs at a time (default: 2)")
    parser.add_argument("--truth", help="folder of JSON files named like the songs, with a list `beats` of seconds")
    parser.add_argument("--again", action="store_true", help="measure the remixes that an earlier run kept")
    parser.add_argument("--seconds", type=int, default=900, help="give a song up after so long (default: 900)")
    arguments = parser.parse_args()

    own = os.path.abspath(arguments.program)
    chosen = [s for s in sorted(songs(arguments.songs))
              if not arguments.only or any(o in os.path.basename(s) for o in arguments.only.split(","))]
    if not chosen:
        sys.exit("judge: no songs")
    settings = Settings(
        program=own, out=os.path.abspath(arguments.out), options=arguments.options.split(),
        stems=not arguments.no_stems and program.offers(own, "--stems"), recipe=program.offers(own, "--recipe"),
        pictures=[p for p in arguments.pictures.split(",") if p], keep=arguments.keep, seconds=arguments.seconds,
        truth=os.path.abspath(arguments.truth) if arguments.truth else None, again=arguments.again)
    os.makedirs(settings.out, exist_ok=True)
    found = report.summary(run(chosen, settings, arguments.jobs))
    write(os.path.join(settings.out, "summary.json"), found)
    print(report.told(found))


def songs(paths):
    for path in paths:
        if os.path.isdir(path):
            yield from (os.path.join(path, name) for name in os.listdir(path) if SONGS.search(name))
        else:
            yield path


def run(chosen, settings, jobs):
    """Judges all songs, some at a time; prints a line for each as it is done, in the order given."""
    print(report.HEADER, flush=True)
    results = []
    # A process for each song: one that breaks or hangs hides no other.
    with ThreadPoolExecutor(jobs) as pool:
        for result in pool.map(lambda path: judged(path, settings), chosen):
            print(report.line(result), flush=True)
            results.append(result)
    return results


def judged(path, settings):
    """The result of one song, from a process of its own; also written as JSON."""
    name = os.path.splitext(os.path.basename(path))[0]
    result = {"name": name, "song": os.path.basename(path)}
    command = [sys.executable, "-m", "judge.song", os.path.abspath(path), json.dumps(asdict(settings))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=settings.seconds)
        result = json.loads(done.stdout) if done.returncode == 0 else {
            **result, "error": f"the rig, status {done.returncode}: {done.stderr.strip()[-600:]}"}
    except subprocess.TimeoutExpired:
        result["error"] = f"the rig: no answer within {settings.seconds} s"
    write(os.path.join(settings.out, f"{name}.json"), {**result, "checks": report.checks(result)})
    return result


def write(path, value):
    with open(path, "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
