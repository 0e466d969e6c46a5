"""Songs of many kinds, most good, some odd, some broken: cut from the repository's own demo, the same each time."""
import os
import random
import subprocess
from dataclasses import dataclass

from bench.environment import ROOT

DEMO = f"{ROOT}/Fixtures/demo.flac"

# Name, seconds, and what ffmpeg is told besides.
GOOD = [
    ("good-16.wav", 12, []), ("good-24.flac", 10, ["-sample_fmt", "s32"]), ("good.mp3", 14, ["-b:a", "128k"]),
    ("good.ogg", 11, ["-c:a", "libvorbis", "-q:a", "4"]), ("good.opus", 9, ["-c:a", "libopus"]),
    ("good.aiff", 13, []), ("good-long.mp3", 40, ["-b:a", "192k"]), ("good-float.wav", 8, ["-c:a", "pcm_f32le"]),
]
ODD = [
    ("odd-mono-8000.wav", 10, ["-ac", "1", "-ar", "8000"]), ("odd-96000.flac", 6, ["-ar", "96000"]),
    ("odd-5.1.wav", 8, ["-ac", "6"]), ("odd-second.wav", 1, []), ("odd-22050-mono.mp3", 12, ["-ac", "1", "-ar", "22050"]),
    ("odd-u8.wav", 7, ["-c:a", "pcm_u8"]),
]


@dataclass
class Input:
    path: str
    status: int = 0
    """What the program ends with when nothing disturbs it."""
    digest: str = ""
    """SHA-256 of the remix that it then makes."""
    seconds: float = 0
    """How long that takes."""

    @property
    def name(self):
        return os.path.basename(self.path)


def make(folder):
    """Writes all of them; returns them, with nothing known of their remixes yet."""
    os.makedirs(folder, exist_ok=True)
    paths = []
    for number, (name, seconds, options) in enumerate(GOOD + ODD):
        path = f"{folder}/{name}"
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-ss", str(number % 5), "-t", str(seconds), "-i", DEMO,
                        *options, path], check=True)
        paths.append(path)
    paths += broken(folder)
    for path in paths:
        os.chmod(path, 0o644)
    return [Input(path) for path in paths]


def broken(folder):
    chance = random.Random(1)
    whole = {ending: open(f"{folder}/good{ending}", "rb").read() for ending in ("-16.wav", "-24.flac", ".mp3", ".ogg")}
    files = {
        "broken-empty.wav": b"",
        "broken-text.mp3": b"This is no song at all.\n" * 50,
        "broken-noise.flac": bytes(chance.randrange(256) for _ in range(20_000)),
        "broken-header.wav": whole["-16.wav"][:44],
        "broken-cut.flac": whole["-24.flac"][:len(whole["-24.flac"]) // 3],
        "broken-cut.ogg": whole[".ogg"][:len(whole[".ogg"]) // 2],
        "broken-start.flac": whole["-24.flac"][100:20_000],
        "broken-holes.mp3": b"".join(whole[".mp3"][at:at + 900] for at in range(0, len(whole[".mp3"]), 1_000)),
    }
    for name, contents in files.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(contents)
    return [f"{folder}/{name}" for name in files]
