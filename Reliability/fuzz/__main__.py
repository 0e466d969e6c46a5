"""Remixes thousands of damaged sound files with the real program: none may end it, hang it or leave anything behind."""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from bench.environment import ROOT
from loadtest import leaks

from . import mutants

# Files of one run of the program.
BATCH = 250
# A second and a half of sound takes a tenth of a second.
LIMIT_SECONDS = 600


def say(line):
    print(f"fuzz: {line}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="damaged files in all (10000)")
    parser.add_argument("--seed", type=int, default=1, help="of the damage (1)")
    parser.add_argument("--keep", default=f"{ROOT}/.build/fuzz", help="folder for files that did harm")
    parser.add_argument("--program", help="the program under test (default: build it)")
    return parser.parse_args()


def batch(program, seeds, numbers, seed, keep):
    """Remixes the mutants `numbers`; returns the statuses of the songs, and how many did harm."""
    with tempfile.TemporaryDirectory(prefix="wubremix-fuzz-") as folder:
        songs, out = f"{folder}/songs", f"{folder}/out"
        os.makedirs(songs)
        for number in numbers:
            ending, contents = mutants.mutant(seeds, number, seed)
            with open(f"{songs}/{number:06}.{ending}", "wb") as file:
                file.write(contents)
        command = [program, "batch", songs, "-o", out, "-q", "--retries", "0", "--log-level", "warning"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, errors="replace")
        except subprocess.TimeoutExpired:
            say(f"mutants {numbers[0]} to {numbers[-1]} of seed {seed}: the program hung")
            shutil.copytree(songs, f"{keep}/hung-{seed}-{numbers[0]}", dirs_exist_ok=True)
            return collections.Counter(hung=1), len(numbers)
        statuses, harmful = collections.Counter(), 0
        if done.returncode not in (0, 1) or not os.path.exists(f"{out}/report.json"):
            say(f"mutants {numbers[0]} to {numbers[-1]} of seed {seed}: status {done.returncode}: {done.stderr[-500:]}")
            shutil.copytree(songs, f"{keep}/ended-{seed}-{numbers[0]}", dirs_exist_ok=True)
            return collections.Counter(ended=1), len(numbers)
        # Whatever befell a process stands in the log, even if another attempt went well.
        for line in done.stderr.splitlines():
            if " warning " in line:
                say(line)
                harmful += 1
        with open(f"{out}/report.json") as file:
            report = json.load(file)
        for song in report["songs"]:
            status = song.get("exitStatus", 0)
            statuses[status] += 1
            # A damaged file is no song, or not readable: never an internal failure.
            if status not in (0, 65, 66, 74) or song["status"] == "pending":
                harmful += 1
                say(f"{song['input']}: {song.get('reason')}")
                os.makedirs(keep, exist_ok=True)
                shutil.copy(song["input"], f"{keep}/{seed}-{os.path.basename(song['input'])}")
        return statuses, harmful


def main():
    chosen = arguments()
    program = chosen.program or subprocess.run(
        [f"{ROOT}/scripts/build"], check=True, capture_output=True, text=True).stdout.strip()
    statuses, harmful = collections.Counter(), 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wubremix-fuzz-") as folder:
        # A copy: the program under test stays the same whatever is built meanwhile.
        copy = shutil.copy(program, f"{folder}/wubremix")
        seeds = mutants.seeds(folder)
        for first in range(0, chosen.count, BATCH):
            some, harm = batch(copy, seeds, range(first, min(first + BATCH, chosen.count)), chosen.seed, chosen.keep)
            statuses += some
            harmful += harm
            if first // BATCH % 10 == 9:
                say(f"{first + BATCH} of {chosen.count}")
        time.sleep(1)
        left = leaks.look(copy, [folder])
    names = {0: "remixed", 65: "no usable audio", 66: "not readable", 74: "reading failed"}
    told = ", ".join(f"{count} {names.get(status, status)}" for status, count in sorted(statuses.items(), key=str))
    print(f"{chosen.count} damaged files in {time.monotonic() - start:.0f} s: {told}; {harmful} did harm; "
          f"{left.processes} processes left")
    return 0 if harmful == 0 and left.processes == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
