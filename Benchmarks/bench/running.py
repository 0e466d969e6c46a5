"""Runs a command and measures it: wall and CPU time, time to the first sound, memory of the whole tree."""
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass


class CommandFailed(Exception):
    """A command that did not end as it should; says which, how, and its last words."""


@dataclass
class Run:
    wall: float
    """Seconds."""
    cpu: float
    """Seconds of the command and of all that it waited for."""


@dataclass
class Spread:
    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values):
        return cls(statistics.median(values), min(values), max(values))


def run(command, limit=1800):
    """Runs to the end; throws `CommandFailed` for any other status than 0."""
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = started(command, subprocess.DEVNULL, errors)
        usage = ended(process, command, errors, start + limit)
        return Run(time.monotonic() - start, usage.ru_utime + usage.ru_stime)


def run_interleaved(commands, runs):
    """The runs of each of several commands, taken in turn so that all of them see the same weather on the machine.

    `commands` maps names to commands, `runs` maps names to numbers of runs. The value for a name is a list of runs, or
    the `CommandFailed` of its first failure.
    """
    results = {name: [] for name in commands}
    for turn in range(max(runs.values(), default=0)):
        for name, command in commands.items():
            if turn >= runs[name] or isinstance(results[name], CommandFailed):
                continue
            try:
                results[name].append(run(command))
            except CommandFailed as failure:
                results[name] = failure
    return results


def first_sound(command, byte_count=1 << 16):
    """Seconds to the first `byte_count` bytes on standard output, more than any tags, and to the end."""
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = started(command, subprocess.PIPE, errors)
        descriptor = process.stdout.fileno()
        count, wait = 0, None
        while block := os.read(descriptor, 1 << 16):
            count += len(block)
            if wait is None and count >= byte_count:
                wait = time.monotonic() - start
        ended(process, command, errors, start + 1800)
        if wait is None:
            raise CommandFailed(f"{told(command)} wrote only {count} bytes")
        return wait, time.monotonic() - start


def peak_memory(command, pause=0.02):
    """The largest sum of PSS over the tree, in bytes. Looking costs time: not for runs that are timed."""
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = started(command, subprocess.DEVNULL, errors)
        peak = 0
        while not has_ended(process):
            peak = max(peak, sum(map(pss, tree(process.pid))))
            time.sleep(pause)
        ended(process, command, errors, start + 1800)
        return peak


def tree(pid):
    """All processes under and with `pid`."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
    except OSError:
        return []
    return [pid] + [below for child in children for below in tree(int(child))]


def pss(pid):
    """The proportional share of `pid` in bytes; 0 if it is gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def told(command):
    """The command without the folders in it."""
    return " ".join(os.path.basename(str(part)) for part in command)


def started(command, output, errors):
    try:
        return subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
    except OSError as error:
        raise CommandFailed(f"{command[0]}: {error.strerror}") from error


def has_ended(process):
    """Without reaping it: what it has used is asked for by `wait4`."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def ended(process, command, errors, deadline):
    """The resources that the process and all its children used."""
    pause = 0.0005
    while not has_ended(process):
        if time.monotonic() > deadline:
            process.kill()
        # A pause is at most a thousandth of what is measured.
        pause = min(pause * 1.02, 0.005)
        time.sleep(pause)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stdout:
        process.stdout.close()
    if process.returncode != 0:
        errors.seek(0)
        words = errors.read().decode(errors="replace").strip().splitlines()
        last = words[-1] if words else "it said nothing"
        raise CommandFailed(f"{told(command)} ended with status {process.returncode}: {last}")
    return usage
