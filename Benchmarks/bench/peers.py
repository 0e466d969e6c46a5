"""Other programs that do a part of what a remix takes: each turns the song into an MP3 of another tempo."""
import os
import shutil
from dataclasses import dataclass
from typing import Callable

from .environment import ROOT, Unavailable, debian, python

SCRIPTS = f"{ROOT}/Benchmarks/peers"
KILOBITS = 192


@dataclass
class Peer:
    name: str
    what: str
    """What it does, in a few words."""
    is_slow: bool
    """Takes so much longer than the others that few runs tell enough."""
    prepare: Callable
    """Gives a function (song, output, tempo factor) -> command, or throws `Unavailable`."""


def needed(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        raise Unavailable(f"not installed: {', '.join(missing)}")


def ffmpeg():
    needed("ffmpeg")
    return lambda song, output, factor: [
        "ffmpeg", "-v", "error", "-y", "-i", song, "-vn", "-af", f"atempo={factor:.4f}", "-c:a", "libmp3lame",
        "-b:a", f"{KILOBITS}k", output]


def installed_or_fetched(program, libraries):
    """The program and the folders of the libraries that it needs; fetched from Debian if it is not installed."""
    found = shutil.which(program)
    if found:
        return found, ""
    folders = [f"{debian(library)}/usr/lib/x86_64-linux-gnu" for library in libraries]
    return f"{debian(program)}/usr/bin/{program}", ":".join(folders)


def sox():
    # Debian's sox reads and writes no MP3 unless libsox-fmt-mp3 is there, too: these do that for it.
    needed("lame", "ffmpeg")
    stretcher, libraries = installed_or_fetched("sox", ["libsox3", "libltdl7", "libgsm1", "libgomp1"])
    line = ('ffmpeg -v error -i "$1" -f wav - | '
            f'LD_LIBRARY_PATH={libraries} {stretcher} -V1 --ignore-length -t wav - -t wav - tempo -m "$3" | '
            f'lame --quiet --noreplaygain -b {KILOBITS} - "$2"')
    return lambda song, output, factor: [
        "bash", "-c", "set -o pipefail; " + line, "sox", song, output, f"{factor:.4f}"]


def pedalboard():
    interpreter = python("pedalboard", ["pedalboard"])
    return lambda song, output, factor: [
        interpreter, f"{SCRIPTS}/stretch_pedalboard.py", song, output, f"{factor:.4f}", str(KILOBITS)]


def beatmachine():
    needed("ffmpeg", "gcc")
    # madmom, which it needs, is of 2018: it wants these while it is built.
    interpreter = python(
        "beatmachine", ["cython", "numpy<1.24", "scipy<1.12", "setuptools<70", "wheel"],
        ["--no-build-isolation", "numpy<1.24", "scipy<1.12", "beatmachine"])
    return lambda song, output, factor: [interpreter, f"{SCRIPTS}/remix_beatmachine.py", song, output, str(KILOBITS)]


def librosa():
    needed("lame")
    interpreter = python("librosa", ["librosa"])
    stretcher, libraries = installed_or_fetched("soundstretch", ["libsoundtouch1"])
    return lambda song, output, factor: [
        "env", f"LD_LIBRARY_PATH={libraries}", interpreter, f"{SCRIPTS}/remix_librosa.py", song, output,
        f"{factor:.4f}", str(KILOBITS), stretcher]


PEERS = [
    Peer("ffmpeg", "decode, atempo, MP3", False, ffmpeg),
    Peer("sox", "decode, tempo -m, lame, in a pipe", False, sox),
    Peer("pedalboard", "decode, time_stretch, MP3", True, pedalboard),
    Peer("beatmachine", "beats, every 4th removed, MP3", True, beatmachine),
    Peer("librosa", "beats, soundstretch, lame", True, librosa),
]


def prepared(is_quick):
    """The commands of the peers that can be had, by name, and the reasons for the others."""
    commands, reasons = {}, {}
    for peer in PEERS:
        if is_quick and peer.is_slow:
            reasons[peer.name] = "not measured: --quick installs nothing"
            continue
        try:
            commands[peer.name] = peer.prepare()
        except Unavailable as reason:
            reasons[peer.name] = f"cannot be installed: {reason}"
        except OSError as error:
            reasons[peer.name] = f"cannot be installed: {os.path.basename(error.filename or '')} {error.strerror}"
    return commands, reasons


def tempo_factor(beats_per_minute, wanted=140):
    """What brings a song to the tempo of a remix, or to half or double of it: 0.71 to 1.41."""
    factor = wanted / beats_per_minute
    while factor > 2 ** 0.5:
        factor /= 2
    while factor < 0.5 ** 0.5:
        factor *= 2
    return factor
