"""What befalls a job from outside, and what the job may do about it."""
import os
import signal
import time
from dataclasses import dataclass, field


def children(process):
    try:
        with open(f"/proc/{process}/task/{process}/children") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def is_there(process):
    """Whether it runs; one that has ended and was not reaped yet does not."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return ") Z " not in file.read()
    except OSError:
        return False


def tree(controller):
    """All processes under the controller."""
    supervisors = children(controller)
    return supervisors + [worker for supervisor in supervisors for worker in children(supervisor)]


@dataclass
class Blow:
    """What a fault did to a job."""
    struck: bool = False
    replacement_seconds: float = None
    """From the end of a worker to the start of the next one in its place."""
    killed_controller: bool = False
    members: list = field(default_factory=list)
    """The processes that were there, which all have to end with the controller."""


def signal_worker(number):
    def strike(controller, chance, _):
        supervisors = children(controller)
        workers = [worker for supervisor in supervisors for worker in children(supervisor)]
        if not workers:
            return Blow()
        victim = chance.choice(workers)
        before = set(workers)
        start = time.monotonic()
        try:
            os.kill(victim, number)
        except ProcessLookupError:
            return Blow()
        if number == signal.SIGSTOP:
            return Blow(struck=True)
        while time.monotonic() - start < 2 and children(controller):
            now = [worker for supervisor in children(controller) for worker in children(supervisor)]
            if set(now) - before:
                return Blow(struck=True, replacement_seconds=time.monotonic() - start)
            time.sleep(0.0005)
        return Blow(struck=True)
    return strike


def signal_supervisor(number):
    def strike(controller, chance, _):
        supervisors = children(controller)
        if not supervisors:
            return Blow()
        try:
            os.kill(chance.choice(supervisors), number)
        except ProcessLookupError:
            return Blow()
        return Blow(struck=True)
    return strike


def kill_controller(controller, chance, process):
    members = tree(controller)
    process.kill()
    return Blow(struck=True, killed_controller=True, members=members)


# Faults by name: what strikes a running job. The others are part of the command (see jobs.py).
STRIKES = {
    "kill-worker": signal_worker(signal.SIGKILL),
    "crash-worker": signal_worker(signal.SIGSEGV),
    "stop-worker": signal_worker(signal.SIGSTOP),
    "kill-supervisor": signal_supervisor(signal.SIGKILL),
    "stop-supervisor": signal_supervisor(signal.SIGSTOP),
    "kill-controller": kill_controller,
}
INJECTED = {"spin": "spin", "deadlock": "deadlock", "crash": "crash"}
SURROUNDINGS = ["disk-full", "few-processes"]
ALL = [*STRIKES, *INJECTED, *SURROUNDINGS]
