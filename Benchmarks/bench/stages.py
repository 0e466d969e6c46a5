"""What the stages of a job take, from what the program tells while it runs.

`--progress json --log-level debug` has a record for each task of a worker: when it ended, how long it took, and its
stage. Where no task runs, the supervisor works alone: that part of a job does not shrink with more workers.
"""
import json
import re
import subprocess
import time
from datetime import datetime

from .running import CommandFailed

RECORD = re.compile(r"(?P<stage>[a-z ]+): (?P<milliseconds>[\d.e+-]+) ms, attempt \d+")
ENCODING = re.compile(r"encoding (\d+): .* decoded, .*")


def measure(program, song, output, jobs):
    """The stages of one job: see `read`."""
    command = [program, song, "-o", output, "-y", "--jobs", str(jobs), "--progress", "json", "--log-level", "debug"]
    start = time.time()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise CommandFailed(f"wubremix ended with status {done.returncode}: {done.stderr.strip()[-300:]}")
    return read(done.stderr.splitlines(), start, time.time())


def read(lines, start, end):
    """The stages in the order of their first tasks, from the lines of a job that ran from `start` to `end` (seconds).

    For each stage: when its first task began and its last ended, seconds since the start; seconds of all of its tasks
    together; the number of tasks. `alone` has the stretches without any task. `encodings` is how often the remix or parts
    of it were encoded and listened to. `summary` is the program's own.
    """
    tasks, summary, encodings = [], None, 0
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        match = RECORD.fullmatch(record.get("message", ""))
        if match and "time" in record:
            finish = datetime.fromisoformat(record["time"].replace("Z", "+00:00")).timestamp() - start
            tasks.append((finish - float(match["milliseconds"]) / 1000, finish, match["stage"]))
        elif ENCODING.fullmatch(record.get("message", "")):
            encodings += 1
        elif record.get("event") == "finished":
            summary = record["summary"]
    if summary is None or not tasks:
        raise CommandFailed("wubremix told nothing of its tasks: has its log changed?")
    tasks.sort()
    stages = {}
    for begin, finish, stage in tasks:
        found = stages.setdefault(stage, {"begin": begin, "end": finish, "seconds": 0.0, "tasks": 0})
        found["end"] = max(found["end"], finish)
        found["seconds"] += finish - begin
        found["tasks"] += 1
    return {"seconds": end - start, "stages": stages, "alone": alone(tasks, end - start), "encodings": encodings,
            "summary": summary}


def alone(tasks, seconds):
    """The stretches of a job in which no worker has a task: when each began, its length, and what came before."""
    stretches, busy_until, last = [], 0.0, "start"
    for begin, finish, stage in sorted(tasks) + [(seconds, seconds, "end")]:
        if begin > busy_until:
            stretches.append({"begin": busy_until, "seconds": begin - busy_until, "after": last, "before": stage})
        if finish > busy_until:
            busy_until, last = finish, stage
    return stretches
