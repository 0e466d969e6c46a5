"""The same load by way of `wubremix batch`: one run over a folder, killed and gone on with."""
import os
import random
import shutil
import subprocess
import time

from . import faults, leaks
from .jobs import Result, digest


def run(program, sources, folder, count, seed, kills):
    """Remixes `count` songs in one folder, killing the controller `kills` times and striking its tree in between.

    Returns a `Result` for each song, how often the controller was killed, and what the last one had of descriptors and memory.
    """
    chance = random.Random(seed)
    songs, out = f"{folder}/songs", f"{folder}/out"
    os.makedirs(songs)
    chosen = []
    for number in range(count):
        source = chance.choice(sources)
        # A folder for each: a song without a title is called like its file, and so must be called as it was before.
        name = f"{number:04}/{source.name}"
        os.makedirs(f"{songs}/{number:04}")
        shutil.copy(source.path, f"{songs}/{name}")
        chosen.append((name, source))
    command = [program, "batch", songs, "-o", out, "-q", "--recursive", "--resume", "--retries", "3", "--log-level", "critical"]
    begin = time.monotonic()
    done = 0
    while True:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        watch = leaks.Watch(process.pid)
        if done < kills:
            time.sleep(chance.uniform(0.2, 1.5))
            if process.poll() is None:
                strike = chance.choice([faults.STRIKES["kill-worker"], faults.STRIKES["kill-supervisor"]])
                strike(process.pid, chance, process)
                time.sleep(chance.uniform(0, 0.3))
                process.kill()
                done += 1
        status = process.wait()
        halves = watch.end()
        if status != -9:
            break
    results = []
    seconds = time.monotonic() - begin
    for name, source in chosen:
        path = f"{out}/{os.path.splitext(name)[0]}.mp3"
        result = Result(input=name, fault="batch", struck=done > 0, seconds=seconds / count,
                        accepted=source.status == 0, attempts=done + 1)
        there = os.path.exists(path)
        result.correct = (there and digest(path) == source.digest) if result.accepted else not there
        result.complaint = "" if result.correct else ("no remix" if not there else "another remix")
        results.append(result)
    return results, done, halves
