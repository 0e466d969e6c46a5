"""One job of the load test: the program run as a user would, while something befalls it."""
import hashlib
import itertools
import json
import os
import random
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass, field

from . import faults

# Statuses that docs and --help promise for a job without a remix.
REFUSALS = {65, 66, 70, 73, 74}
LIMIT_SECONDS = 180
USERS = itertools.count(70_000)


@dataclass
class Result:
    """What became of a job."""
    input: str
    fault: str
    struck: bool = False
    start: float = 0
    """Seconds since the test began."""
    seconds: float = 0
    status: int = 0
    attempts: int = 1
    """Runs of the program, more than one if its controller was killed."""
    accepted: bool = True
    """Whether there has to be a remix."""
    correct: bool = False
    """Whether there is the right remix, or where there can be none, a word and nothing else."""
    complaint: str = ""
    restarts: int = 0
    replacement_seconds: float = None
    silent_seconds: float = None
    """How long a worker that hung was silent before it was found."""
    has_stack: bool = None

    def as_json(self):
        return asdict(self)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Runner:
    """Runs jobs of one program in a folder of its own."""

    def __init__(self, program, folder, small_folder, seed):
        self.program = program
        self.folder = folder
        self.small_folder = small_folder
        """A folder with almost no room; `None` if there is none, then files cannot grow."""
        self.seed = seed
        self.begin = time.monotonic()

    def command(self, source, output, *options):
        return [self.program, source, "-o", output, "-n", "--progress", "json", "--jobs", "2", *options]

    def learn(self, source):
        """Runs a job undisturbed, and keeps what comes of it."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            output = f"{folder}/out.mp3"
            start = time.monotonic()
            done = subprocess.run(self.command(source.path, output), capture_output=True, timeout=LIMIT_SECONDS)
            source.seconds = time.monotonic() - start
            source.status = done.returncode
            source.digest = digest(output) if done.returncode == 0 else ""

    def run(self, number, source, fault):
        """Runs job `number`, with `fault` befalling it (none if `None`)."""
        chance = random.Random(f"{self.seed} {number}")
        result = Result(input=source.name, fault=fault or "", accepted=source.status == 0)
        result.start = time.monotonic() - self.begin
        inside = self.small_folder if fault == "disk-full" and self.small_folder else self.folder
        with tempfile.TemporaryDirectory(dir=inside) as folder:
            os.chmod(folder, 0o777)
            output = f"{folder}/out.mp3"
            self.attempt(result, source, output, fault, chance)
            while result.status == -9 and result.attempts < 5:
                if os.listdir(folder) == ["out.mp3"] and digest(output) == source.digest:
                    # It was killed when all was done.
                    result.status = 0
                    break
                # As whoever started it would: once more.
                if os.listdir(folder):
                    result.complaint = f"left behind: {os.listdir(folder)}"
                    break
                result.attempts += 1
                self.attempt(result, source, output, None, chance)
            self.judge(result, source, folder, output)
        result.seconds = time.monotonic() - self.begin - result.start
        return result

    def attempt(self, result, source, output, fault, chance):
        options = ["--inject", faults.INJECTED[fault]] if fault in faults.INJECTED else []
        command = self.command(source.path, output, *options)
        if fault == "few-processes":
            # Room for controller, supervisor and a single worker, each time of another user.
            user = str(next(USERS))
            command = ["prlimit", "--nproc=3", "setpriv", "--reuid", user, "--regid", user, "--clear-groups", *command]
            result.struck = True
        if fault == "disk-full" and not self.small_folder:
            command = ["prlimit", "--fsize=65536", *command]
        if fault == "disk-full" or options:
            result.struck = True
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
            if fault in faults.STRIKES:
                # Some come too late all the same: those jobs have not been struck.
                time.sleep(chance.uniform(0.02, max(0.03, 0.9 * source.seconds)))
                if process.poll() is None:
                    blow = faults.STRIKES[fault](process.pid, chance, process)
                    result.struck = blow.struck
                    result.replacement_seconds = blow.replacement_seconds
                    self.see_off(result, blow)
            try:
                result.status = process.wait(LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                result.status, result.complaint = 124, "it hung"
            errors.seek(0)
            self.read(result, errors.read().decode(errors="replace"))

    @staticmethod
    def see_off(result, blow):
        """Nothing may outlive a killed controller by more than a second."""
        deadline = time.monotonic() + 1
        while blow.killed_controller and any(map(faults.is_there, blow.members)):
            if time.monotonic() > deadline:
                result.complaint = "processes outlived their controller"
                return
            time.sleep(0.005)

    @staticmethod
    def read(result, text):
        for line in text.splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                result.complaint = result.complaint or f"not a line of JSON: {line[:200]}"
                continue
            if event.get("event") == "finished":
                result.restarts += event["summary"]["workerRestarts"]
            message = event.get("message", "")
            if "silent for " in message:
                result.silent_seconds = float(message.split("silent for ")[1].split()[0])
                # What is stopped cannot tell where it is.
                if "is stopped" not in message:
                    result.has_stack = "; in " in message

    def judge(self, result, source, folder, output):
        names = os.listdir(folder)
        if result.complaint:
            return
        if result.fault == "disk-full":
            # There is no room for a remix, so there has to be none, and a reason.
            result.accepted = False
            result.correct = result.status in REFUSALS and not names
            result.complaint = "" if result.correct else f"status {result.status}, {names}"
        elif source.status == 0:
            result.correct = result.status == 0 and names == ["out.mp3"] and digest(output) == source.digest
            result.complaint = "" if result.correct else f"status {result.status}, {names}"
        else:
            result.correct = result.status == source.status and not names
            result.complaint = "" if result.correct else f"status {result.status} in place of {source.status}, {names}"
