"""The same load by way of `wubremix serve`: many clients at once, among them bad ones, while processes are struck."""
import itertools
import random
import threading
import time

from . import leaks
from .client import submission
from .loris import LONGEST_SECONDS, Loris
from .service import LAZY_DESCRIPTORS, Service
from .visits import MANNERS, Tally, Visitor

SLOW_CLIENTS = 12


class Striker(threading.Thread):
    """Strikes the service's processes so many times, one after the other."""

    def __init__(self, service, roles, kills, seed):
        super().__init__(daemon=True)
        self.service = service
        self.roles = roles
        self.left = kills
        self.chance = random.Random(seed)
        self.ended = threading.Event()
        self.failure = None

    def run(self):
        misses = 0
        while self.left > 0 and misses < 1_000 and not self.ended.is_set():
            time.sleep(self.chance.uniform(0.2, 1.2) if misses == 0 else 0.02)
            try:
                # A supervisor is not always there: another one is waited for, and then another role is chosen.
                hit = self.service.strike(self.chance.choice(self.roles), self.chance)
            except RuntimeError as failure:
                self.failure = failure
                return
            misses = 0 if hit else misses + 1
            self.left -= hit


class Load:
    """Clients that come one after the other, some at the same time."""

    def __init__(self, service, sources, seed, clients, say):
        self.visitor = Visitor(service, Tally(), time.monotonic())
        self.sources = sources
        self.seed = seed
        self.clients = clients
        self.say = say
        self.numbers = itertools.count()
        self.lock = threading.Lock()
        self.results = []

    @property
    def tally(self):
        return self.visitor.tally

    def run(self, goes_on):
        """Has clients come as long as `goes_on` says so of the number of visits until then."""
        threads = [threading.Thread(target=self.come, args=[goes_on], daemon=True) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def come(self, goes_on):
        while True:
            with self.lock:
                if not goes_on(len(self.results)):
                    return
                number = next(self.numbers)
            chance = random.Random(f"{self.seed} {number}")
            source, manner = chance.choice(self.sources), chance.choice(MANNERS)
            result = self.visitor.visit(source, chance, manner)
            with self.lock:
                self.results.append(result)
                if not result.correct:
                    self.say(f"{result.input}, {result.fault}, {result.start:.1f}: {result.complaint}")
                if len(self.results) % 50 == 0:
                    self.say(f"{len(self.results)} jobs, struck {sum(self.visitor.service.kills.values())} times")


def run(program, sources, folder, chosen, say):
    """Has clients send songs until there were enough of them and the service was struck often enough.

    Returns a `Result` for each client, and what there is to tell of the service.
    """
    service = Service(program, folder, f"{chosen.out}/service.log")
    striker = Striker(service, chosen.faults.split(","), chosen.kills, chosen.seed)
    load = Load(service, sources, chosen.seed, chosen.concurrent, say)
    loris = Loris(service, SLOW_CLIENTS)
    watches = {}
    try:
        service.start()
        idle = service.holdings()
        loris.start()
        striker.start()
        calm = max(24, chosen.jobs // 4)
        load.run(lambda count: not striker.failure and (striker.is_alive() or count < chosen.jobs - calm))
        striker.join()
        if striker.failure:
            raise striker.failure
        say(f"struck {sum(service.kills.values())} times; now undisturbed")
        watches = service.watches()
        end = len(load.results) + calm
        load.run(lambda count: count < end)
        halves = {role: watch.end() for role, watch in watches.items()}
        oldest = loris.oldest
        loris.end()
        facts = farewell(service, load, sources, idle)
    finally:
        striker.ended.set()
        loris.ended.set()
        for watch in watches.values():
            watch.end()
        service.kill()
    complaints = service.complaints + facts["complaints"]
    if set(service.refused_starts) - {73}:
        complaints.append(f"it ended when it was started: {service.refused_starts}")
    if striker.left > 0:
        complaints.append(f"{striker.left} kills found nothing to kill")
    if load.tally.unexplained:
        complaints.append(f"connections were lost without a reason: {len(load.tally.unexplained)}")
    if oldest > LONGEST_SECONDS:
        complaints.append(f"a slow client was let be for {oldest:.0f} s")
    for role, sizes in halves.items():
        if leaks.grows(sizes, LAZY_DESCRIPTORS):
            complaints.append(f"the {role} process grows: {sizes}")
    return load.results, {
        "kills": service.kills, "clients": load.tally.as_json(), "slow_clients": loris.as_json(), "halves": halves,
        "idle": [idle, facts["idle"]], "start_seconds": max(service.start_seconds),
        "refused_starts": service.refused_starts, "complaints": complaints}


def farewell(service, load, sources, idle):
    """Ends the service as its owner would, and sees that nothing is left: no job, no song, no folder, no word of a crash."""
    complaints = []
    if not service.rest():
        complaints.append("jobs are queued or in work though nobody waits for any")
    # Connections that the service ends take a second.
    time.sleep(2)
    complaints += service.kept_descriptors(idle)
    last = service.holdings()
    # Of a job whose acceptance was lost on its way nobody knows the name.
    unknown = service.jobs() - {path.rpartition("/")[2] for path in load.tally.kept}
    if len(unknown) > load.tally.lost_uploads:
        complaints.append(f"{len(unknown)} jobs that nobody sent, {load.tally.lost_uploads} answers were lost")
    for job in service.jobs():
        answer = service.client.ask("DELETE", f"/v1/jobs/{job}")
        if answer.status != 204:
            complaints.append(f"status {answer.status} in place of deletion: {answer.body[:200]}")
    if left := service.forget():
        complaints.append(f"songs or works are left that no job is of: {left}")
    job, source = last_job(service, sources)
    if (status := service.end()) != 0:
        complaints.append(f"SIGTERM ended it with status {status}")
    service.start()
    view = service.client.ask("GET", f"/v1/jobs/{job}").json()
    if view.get("state") != "done" or view.get("sha256") != source.digest:
        complaints.append(f"a job in work when SIGTERM came is {view.get('state')} after it: {view.get('error')}")
    service.client.ask("DELETE", f"/v1/jobs/{job}")
    if left := service.forget():
        complaints.append(f"songs or works are left that no job is of: {left}")
    if (status := service.end()) != 0:
        complaints.append(f"SIGTERM ended it with status {status} when it had nothing to do")
    return {"complaints": complaints, "idle": last}


def last_job(service, sources):
    """Sends the longest song, and returns its job's name when it is in work."""
    source = max((source for source in sources if source.status == 0), key=lambda source: source.seconds)
    with open(source.path, "rb") as file:
        job = service.client.ask("POST", *submission(source.name, file.read(), True)).json()["id"]
    while service.client.ask("GET", f"/v1/jobs/{job}").json()["state"] == "queued":
        time.sleep(0.02)
    return job, source
