"""Runs many jobs while faults befall them, and tells how many came out right."""
import argparse
import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from bench.environment import ROOT, Unavailable, python

from . import batches, faults, inputs, latency, leaks, report, service, serving
from .jobs import Runner


def say(line):
    print(f"load-test: {line}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/load-test", description=__doc__)
    parser.add_argument("--jobs", type=int, default=500, help="jobs in all (500)")
    parser.add_argument("--concurrent", type=int, help="jobs at once (3); clients of a service (twice what it does at once)")
    parser.add_argument("--target", choices=["cli", "batch", "http"], default="cli",
                        help="a program for each job, one for all, or a service and its clients")
    parser.add_argument("--fault-rate", type=float, default=0.2, help="share of jobs that a fault befalls (0.2)")
    parser.add_argument("--faults", help=f"which: {','.join(faults.ALL)}; of a service {','.join(service.ROLES)} (all)")
    parser.add_argument("--kills", type=int, default=20,
                        help="times that the controller of a batch, or any process of a service, is killed (20)")
    parser.add_argument("--slow-clients", type=int, default=0,
                        help="of a service: measure only how long it takes to answer beside so many slow clients")
    parser.add_argument("--good-only", action="store_true", help="only songs that give a remix")
    parser.add_argument("--seed", type=int, default=1, help="of all chances (1)")
    parser.add_argument("--out", default=f"{ROOT}/.build/load-test", help="folder for results.json and results.png")
    parser.add_argument("--quick", action="store_true", help="60 jobs, half with faults: two minutes; a service, 20 kills: one")
    parser.add_argument("--program", help="the program under test (default: build it)")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.jobs, chosen.fault_rate, chosen.kills = 60, 0.5, 20 if chosen.target == "http" else 5
    known = service.ROLES if chosen.target == "http" else faults.ALL
    chosen.faults = chosen.faults or ",".join(known)
    chosen.concurrent = chosen.concurrent or (2 * service.JOBS if chosen.target == "http" else 3)
    unknown = set(chosen.faults.split(",")) - set(known)
    if unknown:
        parser.error(f"unknown faults: {', '.join(sorted(unknown))}")
    return chosen


def small_disk(folder):
    """A file system with room for nothing; `None` where none can be mounted."""
    place = f"{folder}/small"
    os.makedirs(place)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "tmpfs", place], capture_output=True)
    return place if done.returncode == 0 else None


def command_line_load(chosen, sources, runner):
    chance = random.Random(chosen.seed)
    kinds = chosen.faults.split(",")
    plan = []
    for number in range(chosen.jobs):
        fault = chance.choice(kinds) if chance.random() < chosen.fault_rate else None
        # A remix that cannot be is no measure of what a fault does.
        pool = [source for source in sources if source.status == 0] if fault else sources
        plan.append((number, chance.choice(pool), fault))
    results = []
    with concurrent.futures.ThreadPoolExecutor(chosen.concurrent) as pool:
        for result in pool.map(lambda job: runner.run(*job), plan):
            results.append(result)
            if not result.correct:
                say(f"{result.input}, {result.fault or 'undisturbed'}: {result.complaint}")
            if len(results) % 50 == 0:
                say(f"{len(results)} of {chosen.jobs}")
    return results


def write(chosen, document):
    with open(f"{chosen.out}/results.json", "w") as file:
        json.dump(document, file, indent=1)


def main():
    chosen = arguments()
    program = chosen.program or subprocess.run(
        [f"{ROOT}/scripts/build"], check=True, capture_output=True, text=True).stdout.strip()
    os.makedirs(chosen.out, exist_ok=True)
    # Where other users, for whom some jobs run, can get at it.
    folder = tempfile.mkdtemp(prefix="wubremix-load-")
    os.chmod(folder, 0o755)
    small = None
    try:
        # A copy: the program under test stays the same whatever is built meanwhile.
        copy = f"{folder}/wubremix"
        shutil.copy(program, copy)
        sources = inputs.make(f"{folder}/songs")
        small = small_disk(folder)
        runner = Runner(copy, folder, small, chosen.seed)
        if chosen.slow_clients:
            document = latency.run(copy, sources, folder, chosen, say)
            write(chosen, document)
            print(report.latency_table(document))
            return 1 if document["complaints"] else 0
        say("learning what each song gives when nothing disturbs it")
        for source in sources:
            runner.learn(source)
        if chosen.good_only:
            sources = [source for source in sources if source.status == 0]
        before, load = leaks.look(copy, [folder]), os.getloadavg()[0]
        runner.begin = start = time.monotonic()
        controller = facts = None
        if chosen.target == "cli":
            results = command_line_load(chosen, sources, runner)
        elif chosen.target == "http":
            results, facts = serving.run(copy, sources, folder, chosen, say)
        else:
            results, kills, controller = batches.run(copy, sources, f"{folder}/batch", chosen.jobs, chosen.seed, chosen.kills)
            say(f"the batch was killed {kills} times")
        seconds = time.monotonic() - start
        time.sleep(1)
        after = leaks.look(copy, [folder])
        kinds = sorted({result.fault for result in results})
        document = {
            "target": chosen.target, "concurrent": chosen.concurrent, "seed": chosen.seed, "seconds": seconds,
            "load": [load, os.getloadavg()[0]], "before": before.as_json(), "after": after.as_json(),
            "controller": controller, "service": facts,
            "all": report.summary(results, seconds),
            "faults": {kind or "undisturbed": report.summary([each for each in results if each.fault == kind], seconds)
                       for kind in kinds},
            "results": [result.as_json() for result in results],
        }
    finally:
        if small:
            subprocess.run(["umount", small], check=False)
        shutil.rmtree(folder, ignore_errors=True)
    write(chosen, document)
    try:
        subprocess.run([python("matplotlib", ["matplotlib"]), "-B", os.path.join(os.path.dirname(__file__), "picture.py"),
                        f"{chosen.out}/results.json", f"{chosen.out}/results.png"], check=True)
    except (Unavailable, subprocess.CalledProcessError) as failure:
        say(f"no picture: {failure}")
    print(report.table(document))
    clean = document["after"]["processes"] == 0 and document["after"]["temporary_files"] == 0
    clean = clean and not (controller and leaks.grows(controller)) and not (facts and facts["complaints"])
    return 0 if clean and all(result.correct for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
