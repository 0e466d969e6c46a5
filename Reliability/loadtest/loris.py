"""Clients that keep a connection for as long as they can: byte by byte, or without a word."""
import contextlib
import random
import socket
import threading
import time

from .client import head

KINDS = ["head", "body", "mute", "reader"]
"""Heads and bodies that drip in, connections without a word, answers that are taken byte by byte; "deaf" takes nothing."""
BYTE_SECONDS = 0.5
LONGEST_SECONDS = 75
"""For so long a service may put up with a client that wants nothing."""


class Loris(threading.Thread):
    """So many slow clients, each of another kind than the one before; whoever is seen off comes again.

    They come from other addresses than honest clients, a few from each.
    """

    def __init__(self, service, count, kinds=KINDS[:3], remix=None):
        super().__init__(daemon=True)
        self.service = service
        self.count = count
        self.kinds = kinds
        self.remix = remix
        """The path of something large, for readers and the deaf."""
        self.ended = threading.Event()
        self.lives = {kind: [] for kind in kinds}
        """Seconds until the service saw them off, of those that it did."""
        self.connected = 0
        self.clients = [SlowClient(self, number) for number in range(count)]

    def run(self):
        while not self.ended.wait(BYTE_SECONDS):
            for each in self.clients:
                each.go_on()
            self.connected = sum(each.socket is not None for each in self.clients)
        for each in self.clients:
            each.leave()

    def end(self):
        self.ended.set()
        self.join()

    @property
    def oldest(self):
        """Seconds that the oldest connection has been there, but for those of readers, who do take what they want."""
        return max((time.monotonic() - each.begin for each in self.clients if each.socket and each.kind not in ("reader", "deaf")),
                   default=0)

    def as_json(self):
        return {kind: {"seen_off": len(lives), "most_seconds": max(lives, default=None)} for kind, lives in self.lives.items()}


class SlowClient:
    def __init__(self, loris, number):
        self.loris = loris
        self.kind = loris.kinds[number % len(loris.kinds)]
        self.address = f"127.0.1.{1 + number % 200}"
        self.socket = None
        self.begin = 0
        self.chance = random.Random(number)

    def go_on(self):
        try:
            if self.socket is None:
                self.come()
            elif self.is_over():
                if self.begin > self.loris.service.last_blow:
                    self.loris.lives[self.kind].append(time.monotonic() - self.begin)
                self.leave()
            elif self.kind in ("head", "body"):
                self.socket.send(b"x")
        except OSError:
            self.leave()

    def come(self):
        self.socket = socket.socket()
        # Little room, so that what is not read stays with the server.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        self.socket.settimeout(1)
        self.socket.bind((self.address, 0))
        self.socket.connect(("127.0.0.1", self.loris.service.port))
        self.begin = time.monotonic()
        if self.kind == "head":
            self.socket.sendall(b"GET /v1/styles HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        elif self.kind == "body":
            self.socket.sendall(head("POST", "/v1/jobs", 500_000, {"Content-Type": "application/octet-stream"}) + b"RIFF")
        elif self.kind in ("reader", "deaf"):
            self.socket.sendall(head("GET", self.loris.remix))
        self.socket.setblocking(False)

    def is_over(self):
        try:
            if self.kind == "deaf":
                # The end of what is not taken is not seen: only the service can tell.
                return False
            return self.socket.recv(1 if self.kind == "reader" else 4_096) == b""
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    def leave(self):
        if self.socket:
            with contextlib.suppress(OSError):
                self.socket.close()
        self.socket = None
