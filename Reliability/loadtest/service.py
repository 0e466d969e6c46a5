"""The service under test: started, struck, and started again at the same place."""
import contextlib
import os
import random
import signal
import socket
import sqlite3
import subprocess
import time

from . import client, faults, leaks

ROLES = ["service", "controller", "supervisor", "worker", "stop-worker"]
JOBS = 2
"""Its capacity: jobs at the same time."""
WAITING = 1
"""More that it keeps: the last of twice as many clients as it does jobs at once is told to come later."""
START_SECONDS = 15
LAZY_DESCRIPTORS = 10
"""The store reads through up to five connections of two files each, and opens them when it first has so many readers."""


def free_port():
    """A port that nobody has, and that the system gives to no connection while the service is down."""
    for port in random.sample(range(20_000, 32_000), 100):
        with contextlib.closing(socket.socket()) as some, contextlib.suppress(OSError):
            some.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


def name_of(process):
    try:
        with open(f"/proc/{process}/comm") as file:
            return file.read().strip()
    except OSError:
        return ""


def role_of(name):
    """A process's role by its name; `None` for others."""
    return next((role for role in ("service", "supervisor", "worker") if name.startswith(f"wub-{role}")), None)


class Service:
    def __init__(self, program, folder, log):
        self.program = program
        self.data = f"{folder}/data"
        self.log = log
        open(log, "wb").close()
        self.port = free_port()
        self.client = client.Client(self.port)
        self.process = None
        self.last_blow = 0
        """When a process was last struck or missing: then connections may be lost."""
        self.kills = dict.fromkeys(ROLES, 0)
        self.complaints = []
        self.start_seconds = []
        self.refused_starts = []
        """Statuses of those that ended before they were ready."""

    def start(self, *options):
        """Starts it, and waits until it takes songs."""
        begin = time.monotonic()
        command = [self.program, "serve", "--data", self.data, "--port", str(self.port), "--jobs", str(JOBS),
                   "--per-hour", "0", "--waiting", str(WAITING), "--uploads-per-client", "1000", "--log-level", "warning", *options]
        self.process = None
        while not self.process or not self.is_ready():
            if time.monotonic() - begin > START_SECONDS:
                self.complaints.append(f"it was not ready after {START_SECONDS} s")
                raise RuntimeError(self.complaints[-1])
            if self.process and self.process.poll() is not None:
                # Some of those before may not be quite gone: whoever looks after a service tries again.
                self.refused_starts.append(self.process.returncode)
                self.process = None
                time.sleep(0.1)
            if not self.process:
                with open(self.log, "ab") as log:
                    self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            time.sleep(0.02)
        self.last_blow = time.monotonic()
        self.start_seconds.append(time.monotonic() - begin)

    def is_ready(self):
        try:
            return client.Client(self.port, patience=5).ask("GET", "/readyz").status == 200
        except (client.Lost, client.Garbled):
            return False

    def members(self, role):
        """The processes that have a role now."""
        if role == "controller":
            return [self.process.pid]
        wanted = role.removeprefix("stop-")
        return [member for member in faults.tree(self.process.pid) if role_of(name_of(member)) == wanted]

    def strike(self, role, chance):
        """Strikes a random process of a role; a controller is started again.

        Returns whether there was one.
        """
        victims = self.members(role)
        if not victims:
            return False
        self.last_blow = time.monotonic()
        if role == "controller":
            members = faults.tree(self.process.pid)
            self.process.kill()
            self.process.wait()
            death = time.monotonic()
            # Whoever looks after a service starts it again at once, or after a moment.
            time.sleep(chance.choice([0, 0, 0.1, 0.5]))
            self.start()
            while any(map(faults.is_there, members)):
                if time.monotonic() - death > 1:
                    self.complaints.append("processes outlived their controller by a second")
                    break
                time.sleep(0.01)
        else:
            try:
                os.kill(chance.choice(victims), signal.SIGSTOP if role == "stop-worker" else signal.SIGKILL)
            except ProcessLookupError:
                return False
        self.kills[role] += 1
        self.last_blow = time.monotonic()
        return True

    def end(self, seconds=75):
        """Has it end as its owner would; returns its exit status, `None` if it does not end."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def holdings(self):
        """What the controller and the service process have of descriptors and megabytes."""
        return {role: leaks.holdings(self.members(role)[0]) for role in ("controller", "service")}

    def kept_descriptors(self, idle):
        """What is wrong with the descriptors that are open when there is nothing to do, in words."""
        now = self.holdings()
        return [f"the {role} process keeps descriptors: {idle[role][0]} at first, {now[role][0]} at last"
                for role in idle if now[role][0] > idle[role][0] + LAZY_DESCRIPTORS]

    def watches(self):
        return {role: leaks.Watch(self.members(role)[0]) for role in ("controller", "service")}

    def leftovers(self):
        """Songs and folders of works in the data folder."""
        return [name for folder in ("songs", "works") for name in os.listdir(f"{self.data}/{folder}")]

    def jobs(self):
        """The names of all jobs that it knows."""
        with contextlib.closing(sqlite3.connect(f"file:{self.data}/jobs.sqlite?mode=ro", uri=True)) as store:
            return {name for name, in store.execute("SELECT id FROM jobs")}

    def forget(self, seconds=10):
        """Waits until no song and no folder of a work is left, and returns those that are."""
        begin = time.monotonic()
        while self.leftovers() and time.monotonic() - begin < seconds:
            time.sleep(0.1)
        return self.leftovers()

    def rest(self, seconds=120):
        """Waits until nothing is queued or in work; returns whether that came."""
        begin = time.monotonic()
        while time.monotonic() - begin < seconds:
            with contextlib.suppress(client.Lost):
                states = self.client.ask("GET", "/v1/monitor").json()["states"]
                if not states.get("queued") and not states.get("running"):
                    return True
            time.sleep(0.2)
        return False
