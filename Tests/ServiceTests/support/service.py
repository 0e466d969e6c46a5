"""The service as a process, and all that is asked of it."""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAM = os.environ.get("WUBREMIX_PROGRAM", "")
SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Answer:
    """What came back: names of headers are in small letters."""

    def __init__(self, response, body=None):
        self.status = response.status
        self.fields = [(name.lower(), value) for name, value in response.getheaders()]
        self.headers = dict(self.fields)
        self.body = response.read() if body is None else body

    def json(self):
        return json.loads(self.body)


def wait_until(condition, what, seconds=30):
    """Waits for something that is sure to be."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


class Service:
    """Runs until `stop`; its folder and log go with `remove`."""

    def __init__(self, *options, data=None, environment=None, before=(), sandbox="strict", home=None):
        self.home = home or tempfile.mkdtemp(prefix="wub-service-")
        os.chmod(self.home, 0o755)
        self.data = data or os.path.join(self.home, "data")
        self.log = os.path.join(self.home, "log")
        self.options, self.before = options, before
        self.environment, self.sandbox = environment or {}, sandbox
        self.process = None

    def start(self):
        """Starts it on a free port and waits until it takes songs."""
        known = len(self.log_text()) if os.path.exists(self.log) else 0
        self.spawn()
        found = wait_until(lambda: self.process.poll() is not None
                           or re.findall(r"listening on http://\S+:(\d+)\n", self.log_text()[known:]), "listening")
        if found is True:
            raise AssertionError(f"not started: {self.process.poll()} {self.log_text()}")
        self.port = int(found[-1])
        wait_until(self.is_ready, "ready")
        return self

    def spawn(self):
        command = [*self.before, PROGRAM, "serve", "--sandbox", self.sandbox, "--port", "0"]
        command += [] if "WUBREMIX_DATA" in self.environment else ["--data", self.data]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("WUBREMIX_")}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*command, *self.options], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=clean | self.environment, start_new_session=True)

    def is_ready(self):
        try:
            return self.ask("GET", "/readyz").status == 200
        except OSError:
            return False

    def log_text(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def stop(self, number=signal.SIGTERM, seconds=30):
        """Ends it with a signal; returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise

    def remove(self):
        if self.process and self.process.poll() is None:
            self.stop(signal.SIGINT)
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.remove()

    def connect(self, timeout=40):
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def ask(self, method, path, body=None, headers=None, timeout=60):
        """One request on a connection of its own; an iterable body is sent in chunks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            chunked = body is not None and not isinstance(body, (bytes, str))
            if chunked:
                headers = {**(headers or {}), "Transfer-Encoding": "chunked"}
            connection.request(method, path, body, headers or {}, encode_chunked=chunked)
            return self.checked(Answer(connection.getresponse()))
        finally:
            connection.close()

    def raw(self, data, method="GET", timeout=40):
        """Sends bytes as they are; `None` if the connection is closed without an answer."""
        with self.connect(timeout) as connection:
            try:
                connection.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return self.read_answer(connection, method)

    def read_answer(self, connection, method="GET"):
        response = http.client.HTTPResponse(connection, method=method)
        try:
            response.begin()
            return self.checked(Answer(response))
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            return None

    def checked(self, answer):
        """What is true of every answer: it keeps browsers safe, and tells nothing of the server's disk."""
        for name, value in SAFE.items():
            assert answer.headers.get(name) == value, f"{name} of {answer.status}: {answer.headers}"
        assert "default-src 'none'" in answer.headers.get("content-security-policy", ""), answer.headers
        assert "camera=()" in answer.headers.get("permissions-policy", ""), answer.headers
        told = repr(answer.fields) + (answer.body.decode("latin-1") if len(answer.body) < 1 << 20 else "")
        for path in (self.home, self.data, "/songs/", "/works/", "jobs.sqlite"):
            assert path not in told, f"{path} in {told[:2000]}"
        return answer

    # Jobs.

    def submit(self, song, query="", headers=None):
        return self.ask("POST", f"/v1/jobs{query}", song, headers)

    def job(self, job_id):
        return self.ask("GET", f"/v1/jobs/{job_id}").json()

    def wait_over(self, job_id, seconds=90):
        """The job when it is done, or has failed."""
        return wait_until(lambda: (job := self.job(job_id))["state"] not in ("queued", "running") and job,
                          f"job over\n{self.log_text()[-2000:]}", seconds)

    def wait_running(self, job_id):
        return wait_until(lambda: self.job(job_id)["state"] != "queued", "running")

    def delete(self, job_id):
        return self.ask("DELETE", f"/v1/jobs/{job_id}")

    def tree(self):
        """Ids of the processes of the service."""
        parents = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/stat") as file:
                    parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
        tree = [self.process.pid]
        for process in tree:
            tree += [child for child, parent in parents.items() if parent == process]
        return tree

    def named(self, name):
        """Ids of those of its processes that are called so."""
        found = []
        for process in self.tree():
            try:
                with open(f"/proc/{process}/comm") as file:
                    if file.read().strip() == name:
                        found.append(process)
            except OSError:
                pass
        return found

    def resident(self):
        """Bytes of memory of all its processes; what they share counts once for each."""
        total = 0
        for process in self.tree():
            try:
                with open(f"/proc/{process}/statm") as file:
                    total += int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            except OSError:
                pass
        return total

    def open_songs(self):
        """Songs on their way in: files that have no name yet."""
        found = []
        for process in self.tree():
            try:
                found += [os.readlink(f"/proc/{process}/fd/{name}") for name in os.listdir(f"/proc/{process}/fd")]
            except OSError:
                pass
        return [path for path in found if path.startswith(f"{self.data}/songs/") and path.endswith("(deleted)")]

    def left(self):
        """As `kept`, once what is to go has had a moment for it."""
        deadline = time.monotonic() + 5
        while self.kept() and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.kept()

    def kept(self):
        """Names of what is kept on disk."""
        return [name for folder in ("songs", "works") for name in os.listdir(os.path.join(self.data, folder))]
