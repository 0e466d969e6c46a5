"""What one client of the service does: sends a song, follows or hears the remix, fetches it, and forgets the job."""
import contextlib
import hashlib
import json
import random
import socket
import struct
import threading
import time
from collections import Counter

from .client import Client, Lost, Silent, events, head, headers_of, submission, without_info
from .jobs import Result

MANNERS = ["follows", "asks", "listens", "drops-upload", "drops-events", "drops-download", "cancels"]
FINAL = {"done", "failed", "cancelled", "quarantined"}
LIMIT_SECONDS = 180
REASON_SECONDS = 3
"""For so long after a process was struck a connection may be lost because of that."""
HEARING_SECONDS = 30
KEPT = 6
"""Jobs that nobody deletes for a while: whoever sends such a song finds it made."""


class Complaint(Exception):
    """What the service may not do."""


class Tally:
    """What happened to all clients together."""

    def __init__(self):
        self.lock = threading.Lock()
        self.lost = Counter()
        self.unexplained = []
        self.postponed = Counter()
        """Answers 429 and 503."""
        self.lost_uploads = 0
        self.heard = 0
        """Remixes that were heard while they were made, to their end."""
        self.kept = []

    def as_json(self):
        return {"lost": dict(self.lost), "unexplained": self.unexplained, "postponed": dict(self.postponed),
                "lost_uploads": self.lost_uploads, "heard": self.heard}


class Visitor:
    def __init__(self, service, tally, begin):
        self.service = service
        self.client = service.client
        self.tally = tally
        self.begin = begin

    def visit(self, source, chance, manner):
        result = Result(input=source.name, fault=manner, start=time.monotonic() - self.begin)
        result.accepted = source.status == 0 and manner != "cancels"
        try:
            Visit(self, source, chance, result).go()
        except Complaint as complaint:
            result.complaint = str(complaint)
        except Exception as error:
            result.complaint = repr(error)[:300]
        result.correct = not result.complaint
        result.struck = result.attempts > 1
        result.seconds = time.monotonic() - self.begin - result.start
        return result


class Visit:
    def __init__(self, visitor, source, chance, result):
        self.service, self.client, self.tally = visitor.service, visitor.client, visitor.tally
        self.source = source
        self.chance = chance
        self.result = result
        self.deadline = time.monotonic() + LIMIT_SECONDS
        # A remix takes some seconds: a stream that says nothing for longer hangs.
        self.listener = Client(self.client.port, HEARING_SECONDS)
        self.path = None
        self.final = None

    def go(self):
        with open(self.source.path, "rb") as file:
            song = file.read()
        if self.result.fault == "drops-upload":
            self.drop_upload(song)
        view = self.send(song)
        if view is None:
            return
        if self.result.fault == "cancels":
            time.sleep(self.chance.uniform(0, 0.6))
            return self.delete()
        heard = self.hear() if self.result.fault == "listens" else None
        if self.result.fault in ("asks", "listens"):
            view = self.ask_until_over()
        else:
            view = self.follow()
        if self.source.status == 0:
            self.fetch(view, heard)
        elif view["state"] != "failed" or not view["error"]:
            raise Complaint(f"{view['state']}, though the command line refuses it: {view['error']}")
        self.leave()

    # Asking, whatever becomes of the connection.

    def persist(self, ask):
        """Asks again while connections are lost."""
        while True:
            try:
                return ask()
            except Lost as loss:
                self.note(loss)
                time.sleep(self.chance.uniform(0.02, 0.3))

    def note(self, loss, reason=""):
        """Takes note of a lost connection, for which there may be another reason than a process that was struck."""
        self.result.attempts += 1
        now = time.monotonic()
        is_explained = now - self.service.last_blow < REASON_SECONDS and not isinstance(loss, Silent)
        with self.tally.lock:
            self.tally.lost[f"{type(loss).__name__}: {loss}"] += 1
            if not is_explained and not reason:
                self.tally.unexplained.append(f"{self.result.input}, {self.result.fault}, {self.path}: {loss}")
        if now > self.deadline:
            raise Complaint(f"not served for {LIMIT_SECONDS} s: {loss}")

    def ask(self, method, path, body=b"", headers=None):
        """Asks until there is an answer that is not about later."""
        while True:
            answer = self.persist(lambda: self.client.ask(method, path, body, headers))
            if answer.status not in (429, 503):
                return answer
            with self.tally.lock:
                self.tally.postponed[str(answer.status)] += 1
            if not answer.reason or "retry-after" not in answer.headers:
                raise Complaint(f"{answer.status} without a reason or a time: {answer.headers} {answer.body[:200]}")
            if time.monotonic() > self.deadline:
                raise Complaint(f"postponed for {LIMIT_SECONDS} s: {answer.reason}")
            time.sleep(float(answer.headers["retry-after"]))

    # Sending.

    def send(self, song):
        """Returns the job, `None` if there is none because the song is refused."""
        path, body, headers = submission(self.source.name, song, self.chance.random() < 0.5)
        before = self.result.attempts
        answer = self.ask("POST", path, body, headers)
        if self.result.attempts > before:
            # Some of those may have been taken, and nobody learnt of what.
            with self.tally.lock:
                self.tally.lost_uploads += self.result.attempts - before
        if answer.status == 202:
            view = answer.json()
            self.path = f"/v1/jobs/{view['id']}"
            if answer.headers.get("location") != self.path:
                raise Complaint(f"Location is {answer.headers.get('location')}")
            return self.observe(view)
        if not 400 <= answer.status < 500 or not answer.reason:
            raise Complaint(f"status {answer.status} to a song: {answer.body[:200]}")
        if self.source.status == 0:
            raise Complaint(f"refused ({answer.status}): {answer.reason}")
        return None

    def drop_upload(self, song):
        """Sends almost all of the song, and is gone."""
        path, body, headers = submission(self.source.name, song, self.chance.random() < 0.5)
        with contextlib.suppress(OSError), contextlib.closing(self.client.connect()) as connection:
            connection.sendall(head("POST", path, len(body) + 1, headers) + body[:99 * len(body) // 100])
            if self.chance.random() < 0.5:
                # With a reset in place of an end.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    # Following.

    def observe(self, view):
        """Takes note of a job as it is told: what is over stays as it is."""
        if self.final and view["state"] != self.final:
            raise Complaint(f"it was {self.final}, and then {view['state']}")
        if view["state"] in FINAL:
            self.final = view["state"]
        if time.monotonic() > self.deadline:
            raise Complaint(f"{view['state']} ({view['stage']}, {view['percent']} %) after {LIMIT_SECONDS} s")
        return view

    def job(self):
        answer = self.ask("GET", self.path)
        if answer.status != 200:
            raise Complaint(f"an accepted job is forgotten: {answer.status} {answer.body[:200]}")
        return self.observe(answer.json())

    def ask_until_over(self):
        while True:
            view = self.job()
            if view["state"] in FINAL:
                return view
            time.sleep(0.1)

    def follow(self):
        """Follows the job's events to the last, from where it lost them."""
        last, view, drops = "", None, self.chance.randrange(1, 4) if self.result.fault == "drops-events" else 0
        while self.final is None:
            drops -= 1
            last, view = self.persist(lambda: self.follow_once(last, view, drops >= 0))
        # Of what is over nothing more is told, and no event is told twice.
        return view or self.job()

    def follow_once(self, last, view, drops):
        first = True
        left = self.chance.randrange(0, 4) if drops else -1
        try:
            with self.client.asking("GET", f"{self.path}/events", headers={"Last-Event-ID": last} if last else {}) as stream:
                if stream.status != 200:
                    raise Complaint(f"no events of an accepted job: {stream.status} {stream.read()[:200]}")
                for name, number, data in events(stream):
                    if name != "job":
                        raise Complaint(f"an event that is called {name}")
                    if first and number == last:
                        raise Complaint(f"the event {number} was told again")
                    first, last, view = False, number, self.observe(json.loads(data))
                    if left == 0:
                        return last, view
                    left -= 1
                if self.final is None and time.monotonic() - self.service.last_blow > REASON_SECONDS:
                    raise Complaint("the events ended before the job")
        except Lost as loss:
            # What was heard until then is known.
            self.note(loss)
            time.sleep(self.chance.uniform(0.02, 0.3))
        return last, view

    # Hearing and fetching.

    def hear(self):
        """Listens while the remix is made; returns what was heard, `None` if it was finished before, or there is none."""
        while True:
            try:
                status, kind, body = self.hear_once()
            except Lost as loss:
                view = self.job()
                # What is made anew has no sound for a while; what fails never has one.
                is_taken_back = view["state"] == "running" and not view["links"]["audio"] and not isinstance(loss, Silent)
                self.note(loss, "made anew" if is_taken_back or self.source.status else "")
                time.sleep(self.chance.uniform(0.02, 0.3))
                continue
            if status == 200:
                return body if kind == "chunked" else None
            if status != 409:
                raise Complaint(f"status {status} to a listener: {body[:200]}")
            if self.job()["state"] in FINAL - {"done"}:
                return None
            time.sleep(0.05)

    def hear_once(self):
        with self.listener.asking("GET", f"{self.path}/audio") as stream:
            return stream.status, stream.headers.get("Transfer-Encoding"), stream.read()

    def fetch(self, view, heard):
        if view["state"] != "done":
            raise Complaint(f"{view['state']}: {view['error']}")
        remix = self.drop_download(view) if self.result.fault == "drops-download" else None
        if remix is None:
            answer = self.ask("GET", f"{self.path}/audio")
            if answer.status != 200:
                raise Complaint(f"status {answer.status} in place of a remix: {answer.body[:200]}")
            remix = answer.body
        digest = hashlib.sha256(remix).hexdigest()
        if digest != self.source.digest:
            raise Complaint(f"another remix: {len(remix)} bytes")
        if (view["sha256"], view["bytes"]) != (digest, len(remix)):
            raise Complaint(f"the job tells of {view['bytes']} bytes and {view['sha256']}")
        if heard is not None:
            if len(heard) != len(remix) or without_info(heard) != without_info(remix):
                raise Complaint(f"what was heard ended properly and is not the remix: {len(heard)} of {len(remix)} bytes")
            with self.tally.lock:
                self.tally.heard += 1

    def drop_download(self, view):
        """Fetches some of the remix, is gone, and comes for the rest."""
        with contextlib.suppress(Lost):
            with self.client.asking("GET", f"{self.path}/audio") as stream:
                headers = headers_of(stream)
                begun = stream.read(self.chance.randrange(1, view["bytes"]))
            rest = self.ask("GET", f"{self.path}/audio", headers={
                "Range": f"bytes={len(begun)}-", "If-Range": headers["etag"]})
            if rest.status != 206 or not rest.headers.get("content-range", "").startswith(f"bytes {len(begun)}-"):
                raise Complaint(f"status {rest.status} in place of a range: {rest.headers}")
            return begun + rest.body
        return None

    # Leaving.

    def leave(self):
        """Deletes the job, or now and then leaves it for a while, and deletes another one that was left."""
        if self.chance.random() < 0.2:
            with self.tally.lock:
                self.tally.kept.append(self.path)
                if len(self.tally.kept) <= KEPT:
                    return
                self.path = self.tally.kept.pop(self.chance.randrange(KEPT))
        self.delete()

    def delete(self):
        before = self.result.attempts
        answer = self.ask("DELETE", self.path)
        if answer.status != 204 and not (answer.status == 404 and self.result.attempts > before):
            raise Complaint(f"status {answer.status} in place of deletion: {answer.body[:200]}")
        answer = self.ask("GET", self.path)
        if answer.status != 404:
            raise Complaint(f"a deleted job is still there: {answer.status} {answer.body[:200]}")
