"""What the kernels cost in instructions, counted by callgrind over one process that runs each of them once.

Instructions are the same on every run and every machine, as times never are. The program `kernel-costs`
(Benchmarks/KernelCosts) calls a function between kernels at which callgrind writes down what it has counted; a line of
its output says which kernel that was.
"""
import os
import re
import subprocess
import tempfile
from dataclasses import asdict, dataclass

from .environment import ROOT, Unavailable

BOUNDARY = "profilerBoundary"
# The C library has several variants of memcpy and sinf, and chooses by the processor: these are the oldest.
ENVIRONMENT = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=" + ",".join(
        "-" + feature for feature in (
            "AVX512F,AVX512VL,AVX512BW,AVX512DQ,AVX512CD,AVX2,AVX,FMA,FMA4,BMI1,BMI2,LZCNT,MOVBE,POPCNT,"
            "SSE4_2,SSE4_1,SSSE3,ERMS,FSRM,RTM").split(",")),
    # Hash tables would be laid out otherwise on every run, and symbols be looked up in whichever kernel is first.
    "SWIFT_DETERMINISTIC_HASHING": "1",
    "LD_BIND_NOW": "1",
}


@dataclass
class Cost:
    own: int
    """Instructions of our own code, with Swift's standard library, which is linked into it."""
    libraries: int
    """Instructions of the libraries that it called."""

    @property
    def total(self):
        return self.own + self.libraries


def build():
    """The program that runs the kernels."""
    # valgrind gives up on debug information that it does not know.
    command = ["swift", "build", "-c", "release", "-Xlinker", "--strip-debug", "--product", "kernel-costs"]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except OSError as error:
        raise Unavailable(f"swift: {error.strerror}") from error
    if done.returncode != 0:
        raise Unavailable(f"kernel-costs does not build:\n{done.stdout.strip()}")
    return f"{ROOT}/.build/release/kernel-costs"


def count(program, song, seconds, keep=None):
    """The cost of each kernel over the first `seconds` of `song`, in order; what callgrind wrote goes to `keep`."""
    with tempfile.TemporaryDirectory() as folder:
        folder = keep or folder
        os.makedirs(folder, exist_ok=True)
        for name in os.listdir(folder):
            if name.startswith("callgrind.out"):
                os.remove(f"{folder}/{name}")
        command = ["valgrind", "--tool=callgrind", "--quiet", "--dump-line=no", f"--dump-before=*{BOUNDARY}*",
                   f"--callgrind-out-file={folder}/callgrind.out", program, song, str(seconds)]
        try:
            done = subprocess.run(command, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True)
        except OSError as error:
            raise Unavailable(f"valgrind: {error.strerror}; on Debian: apt-get install valgrind") from error
        if done.returncode != 0:
            words = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
            raise Unavailable(f"kernel-costs ended with status {done.returncode} under valgrind: {words[-1]}")
        lines = [line for line in done.stdout.splitlines() if re.match("(begin|end) ", line)]
        costs = {}
        for number, line in enumerate(lines, start=1):
            word, name = line.split(" ", 1)
            path = f"{folder}/callgrind.out.{number}"
            if not os.path.exists(path):
                raise Unavailable(f"callgrind wrote no count for '{line}': is {BOUNDARY} still a function of its own?")
            if word == "end":
                with open(path) as file:
                    costs[name] = cost(file, os.path.basename(program))
        if not costs:
            raise Unavailable("kernel-costs named no kernels")
        return costs


def cost(lines, program):
    """The cost in one file of callgrind's, told apart by the object that each instruction lies in."""
    names, own, libraries = {}, 0, 0
    is_own = is_call = False
    for line in lines:
        match = re.match(r"c?ob=\((\d+)\)(?: (.*))?", line)
        if match:
            number, path = match.groups()
            if path is not None:
                names[number] = path.strip()
            if not line.startswith("c"):
                is_own = os.path.basename(names.get(number, "")) == program
        elif line.startswith("calls="):
            # The next line has what the call cost, which is counted where it was spent.
            is_call = True
        elif re.match(r"[0-9+*-]", line):
            if not is_call:
                spent = int(line.split()[1])
                own, libraries = (own + spent, libraries) if is_own else (own, libraries + spent)
            is_call = False
    return Cost(own, libraries)


def differences(found, expected, tolerance):
    """What is not as it was, in words; nothing if all is well. Libraries are not ours: what they cost is only told."""
    told = []
    for name in expected:
        if name not in found:
            told.append(f"{name}: kernel-costs has no kernel of this name")
    for name, cost in found.items():
        if name not in expected:
            told.append(f"{name}: a kernel without an entry")
            continue
        before = expected[name]["own"]
        change = cost.own - before
        if abs(change) > tolerance * before:
            word = "more" if change > 0 else "fewer"
            told.append(f"{name}: {cost.own:,} instructions, {abs(change) / max(before, 1):.1%} {word} than {before:,}")
    return told


def as_json(costs):
    return {name: asdict(cost) for name, cost in costs.items()}
