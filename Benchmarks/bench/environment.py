"""Throwaway environments: virtual environments from PyPI, unpacked Debian packages. Nothing is installed in the system."""
import fcntl
import glob
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.environ.get("BENCH_FOLDER", f"{ROOT}/.build/bench-env")


class Unavailable(Exception):
    """Something that cannot be had here; says why."""


def say(line):
    print(f"bench: {line}", file=sys.stderr, flush=True)


def python(name, *installs):
    """The Python of the virtual environment `name`; each of `installs` is a list of arguments of `pip install`."""
    folder = f"{FOLDER}/{name}"
    # The list that was installed lies beside what it installed: another list installs anew.
    mark, wanted = f"{folder}/installed.txt", "\n".join(" ".join(install) for install in installs)
    os.makedirs(FOLDER, exist_ok=True)
    # Several may want it at the same time: one installs, the others wait.
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(mark) and open(mark).read() == wanted:
            return f"{folder}/bin/python"
        say(f"installing {installs[-1][-1]} into {folder}")
        checked([sys.executable, "-m", "venv", "--clear", folder])
        for install in installs:
            checked([f"{folder}/bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *install])
        with open(mark, "w") as file:
            file.write(wanted)
    return f"{folder}/bin/python"


def debian(package):
    """The folder that the contents of a Debian package are unpacked in."""
    folder = f"{FOLDER}/debian/{package}"
    if os.path.isdir(f"{folder}/files"):
        return f"{folder}/files"
    say(f"fetching the Debian package {package}")
    os.makedirs(folder, exist_ok=True)
    checked(["apt-get", "-q", "download", package], cwd=folder)
    for archive in glob.glob(f"{folder}/*.deb"):
        checked(["dpkg-deb", "-x", archive, f"{folder}/unpacking"])
    os.rename(f"{folder}/unpacking", f"{folder}/files")
    return f"{folder}/files"


def checked(command, cwd=None):
    """Runs a step of an installation; its last line of complaint is why it cannot be had."""
    try:
        done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1200)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{os.path.basename(command[0])}: {error}") from error
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        errors = [line for line in lines if "rror" in line or line.startswith("E:")] or lines or ["no reason given"]
        raise Unavailable(f"{' '.join(command[:2])} failed: {errors[-1][:200]}")
