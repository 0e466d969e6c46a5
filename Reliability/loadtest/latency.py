"""How long honest clients wait for a service, alone and beside many slow ones."""
import time

from . import leaks
from .client import Garbled, Lost, submission
from .loris import KINDS, LONGEST_SECONDS, Loris
from .report import latencies, ratios
from .service import Service

SECONDS = 15
"""For which each is measured."""


def run(program, sources, folder, chosen, say):
    """Measures, and returns the figures as they are reported."""
    service = Service(program, folder, f"{chosen.out}/service.log")
    source = next(source for source in sources if source.name == "good.mp3")
    complaints = []
    try:
        service.start()
        with open(source.path, "rb") as file:
            sending = submission(source.name, file.read(), False)
        # Made once and kept: whoever sends the same again waits for nothing but the service.
        job = service.client.ask("POST", *sending).json()["id"]
        # Two minutes of it are more than all buffers on the way hold.
        large = service.client.ask("POST", f"{sending[0]}&format=wav&length=2:00", *sending[1:]).json()["id"]
        service.rest()
        jobs = [job, large]
        idle = service.holdings()
        quiet = measure(service, job, sending, jobs, complaints)
        say(f"now beside {chosen.slow_clients} slow clients")
        deaf = Loris(service, chosen.slow_clients // 5, ["deaf"], f"/v1/jobs/{large}/audio")
        loris = Loris(service, chosen.slow_clients - deaf.count, KINDS, f"/v1/jobs/{large}/audio")
        deaf.start()
        loris.start()
        time.sleep(5)
        connected = loris.connected + deaf.connected
        slow = measure(service, job, sending, jobs, complaints)
        # Until all have been seen off that will be.
        time.sleep(0 if chosen.quick else LONGEST_SECONDS - SECONDS)
        oldest = loris.oldest
        loris.end()
        time.sleep(2)
        if not chosen.quick:
            complaints += [f"{complaint} ({deaf.count} clients take nothing)" for complaint in service.kept_descriptors(idle)]
        deaf.end()
        time.sleep(2)
        for each in jobs:
            service.client.ask("DELETE", f"/v1/jobs/{each}")
        after = service.holdings()
        complaints += service.kept_descriptors(idle)
        if oldest > LONGEST_SECONDS:
            complaints.append(f"a slow client was let be for {oldest:.0f} s")
        if left := service.forget():
            complaints.append(f"songs or works are left that no job is of: {left}")
        if (status := service.end()) != 0:
            complaints.append(f"SIGTERM ended it with status {status}")
    finally:
        service.kill()
    remains = leaks.look(program, [folder])
    if remains.processes or remains.temporary_files:
        complaints.append(f"left behind: {remains}")
    quiet, slow = latencies(quiet), latencies(slow)
    return {"target": chosen.target, "slow_clients": chosen.slow_clients, "connected": connected, "quiet": quiet, "slow": slow,
            "ratios": ratios(quiet, slow), "clients": loris.as_json(), "holdings": [idle, after],
            "complaints": service.complaints + complaints}


def measure(service, job, sending, jobs, complaints):
    """Milliseconds that requests of each kind take, one after the other."""
    times = {"job": [], "upload": []}
    begin = time.monotonic()
    while time.monotonic() - begin < SECONDS:
        for kind, question, wanted in [("job", ("GET", f"/v1/jobs/{job}"), 200), ("upload", ("POST", *sending), 202)]:
            start = time.monotonic()
            try:
                answer = service.client.ask(*question)
            except (Lost, Garbled) as failure:
                complaints.append(f"{kind}: {failure}")
                continue
            times[kind].append(1_000 * (time.monotonic() - start))
            if answer.status != wanted:
                complaints.append(f"{kind}: status {answer.status}: {answer.reason}")
            elif kind == "upload":
                jobs.append(answer.json()["id"])
    return times
