"""The songs that are measured."""
import os
import re
import subprocess
from dataclasses import dataclass

from .environment import ROOT, Unavailable, debian

# Three kinds of music at 44.1 kHz, several minutes each; free music, fetched when it is wanted.
METAL = "usr/share/games/fretsonfire/data/songs/muldjord"
LINCITY = "usr/share/games/lincity-ng/music/default"
REAL = [
    ("metal", "fretsonfire-songs-muldjord", f"{METAL}/internal_degeneration/song.ogg"),
    ("electronic", "lincity-ng-data", f"{LINCITY}/01 - pronobozo - lincity.ogg"),
    ("blues", "lincity-ng-data", f"{LINCITY}/02 - Robert van Herk - City Blues.ogg"),
]
QUICK_SECONDS = 12


@dataclass
class Song:
    name: str
    path: str
    seconds: float

    @property
    def minutes(self):
        return self.seconds / 60


def real(folder):
    """The real songs, and a line for each that cannot be had."""
    found, missing = [], []
    for name, package, path in REAL:
        try:
            file = f"{debian(package)}/{path}"
            if not os.path.exists(file):
                raise Unavailable(f"{package} does not hold {os.path.basename(path)}")
            # A name without spaces, for all programs and tables.
            link = f"{folder}/{name}{os.path.splitext(path)[1]}"
            os.symlink(file, link)
            found.append(measured(name, link))
        except Unavailable as reason:
            missing.append(f"the song {name}: {reason}")
    return found, missing


def quick(folder):
    """The start of the demo song, which needs no network."""
    path = f"{folder}/demo.flac"
    subprocess.run(["ffmpeg", "-v", "error", "-t", str(QUICK_SECONDS), "-i", f"{ROOT}/Fixtures/demo.flac", path],
                   check=True)
    return [measured("demo", path)]


def given(paths, folder):
    songs = []
    for path in paths:
        if not os.path.isfile(path):
            raise Unavailable(f"{path} is not a file")
        name = re.sub(r"[^\w.-]+", "-", os.path.splitext(os.path.basename(path))[0])
        link = f"{folder}/{len(songs)}-{name}{os.path.splitext(path)[1]}"
        os.symlink(os.path.abspath(path), link)
        songs.append(measured(name, link))
    return songs


def measured(name, path):
    return Song(name, path, duration(path))


def duration(path):
    """Seconds, as ffprobe sees them."""
    found = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path],
        capture_output=True, text=True)
    try:
        return float(found.stdout)
    except ValueError:
        raise Unavailable(f"ffprobe finds no duration in {path}: {found.stderr.strip()}") from None
