"""A client of the service: forms, answers and events, over connections that may be lost at any moment."""
import contextlib
import http.client
import json
import socket
import urllib.parse
from dataclasses import dataclass

PATIENCE_SECONDS = 60
"""After so long without a byte the server hangs."""


class Lost(Exception):
    """The connection ended before the answer did."""


class Silent(Lost):
    """Nothing came at all."""


class Garbled(Exception):
    """What came is no HTTP."""


@dataclass
class Answer:
    status: int
    headers: dict
    """With names in small letters."""
    body: bytes

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Garbled(f"no JSON: {self.body[:200]}") from error

    @property
    def reason(self):
        """What a problem says; empty for what is no problem in words."""
        if self.headers.get("content-type") != "application/problem+json":
            return ""
        problem = self.json()
        return problem["detail"] if problem.get("status") == self.status else ""


@contextlib.contextmanager
def losing():
    """Tells apart how a connection can end."""
    try:
        yield
    except TimeoutError as error:
        raise Silent("nothing came") from error
    except OSError as error:
        raise Lost(type(error).__name__) from error
    except http.client.IncompleteRead as error:
        raise Lost("IncompleteRead") from error
    except http.client.HTTPException as error:
        raise Garbled(repr(error)[:200]) from error


class Client:
    """Asks the server at a port of this machine, each time over a connection of its own."""

    def __init__(self, port, patience=PATIENCE_SECONDS):
        self.port = port
        self.patience = patience

    def connect(self, source="127.0.0.1"):
        return socket.create_connection(("127.0.0.1", self.port), self.patience, source_address=(source, 0))

    @contextlib.contextmanager
    def asking(self, method, path, body=b"", headers=None):
        """Gives the answer while it comes."""
        with losing(), contextlib.closing(self.connect()) as connection:
            # An answer may come before the question is over; the rest of that is not wanted then.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(head(method, path, len(body), headers) + body)
            response = http.client.HTTPResponse(connection, method=method)
            with contextlib.closing(response):
                response.begin()
                yield response

    def ask(self, method, path, body=b"", headers=None):
        with self.asking(method, path, body, headers) as response:
            return Answer(response.status, headers_of(response), response.read())


def head(method, path, length=0, headers=None):
    """The head of a request."""
    fields = {"Host": "localhost", **({"Content-Length": length} if length else {}), **(headers or {})}
    return "".join([f"{method} {path} HTTP/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in fields.items()),
                    "\r\n"]).encode()


def headers_of(response):
    return {name.lower(): value for name, value in response.getheaders()}


def form(name, contents, boundary="wubremix-load-test-7c1d"):
    """A form with a file, and its content type."""
    head = (f'--{boundary}\r\nContent-Disposition: form-data; name="song"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n")
    return head.encode() + contents + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def submission(name, contents, as_form):
    """Path, body and headers that send a song under the title that the command line gives it."""
    if as_form:
        body, kind = form(name, contents)
        return "/v1/jobs", body, {"Content-Type": kind}
    title = urllib.parse.quote(name.rpartition(".")[0])
    return f"/v1/jobs?title={title}", contents, {"Content-Type": "application/octet-stream"}


def events(lines):
    """The events of a stream: name, id and data of each. One that its stream breaks off in is none."""
    name, number, data = "message", "", []
    for line in lines:
        field, _, value = line.decode().rstrip("\r\n").partition(":")
        value = value.removeprefix(" ")
        if line.strip() == b"":
            if data:
                yield name, number, "\n".join(data)
            name, data = "message", []
        elif field == "event":
            name = value
        elif field == "id":
            number = value
        elif field == "data":
            data.append(value)


BITRATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]


def without_info(remix):
    """A remix without what its Info frame tells of the whole, which is not known before the end."""
    start = 0
    if remix[:3] == b"ID3":
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(remix[6:10], (21, 14, 7, 0)))
    head = remix[start:start + 4]
    # MPEG 1, layer 3, 44.1 kHz: as all remixes are.
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xFE != 0xFA or head[2] >> 4 not in range(1, 15):
        raise Garbled(f"no frame at {start}: {head.hex()}")
    length = 144_000 * BITRATES[head[2] >> 4] // 44_100 + (head[2] >> 1 & 1)
    if b"Info" not in remix[start + 4:start + length]:
        raise Garbled("the first frame is no Info frame")
    # Of its header two bits that mean nothing are not known either.
    return remix[:start + 3] + bytes(length - 3) + remix[start + length:]
