"""Runs the program under judgement and reads what it says about its own plan."""
import json
import os
import re
import subprocess
import time
from dataclasses import dataclass, field


@dataclass
class Part:
    """One line of the arrangement: bars from 0, the end not included."""
    kind: str
    first: int
    end: int


@dataclass
class Form:
    """What --dry-run tells."""
    tempo: float
    song_tempo: float
    key: str
    bars: int
    parts: list = field(default_factory=list)

    @property
    def beat_seconds(self):
        return 60 / self.tempo

    @property
    def bar_seconds(self):
        return 240 / self.tempo

    def times(self, part):
        return part.first * self.bar_seconds, part.end * self.bar_seconds


@dataclass
class Remix:
    """One song's remix: its files and its form."""
    song: str
    name: str
    output: str
    stems: str | None
    form: Form
    elapsed: float | None


class ProgramFailed(Exception):
    """The program ended with an error; the text is what it wrote."""


def run(command, timeout=600):
    result = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    if result.returncode != 0:
        raise ProgramFailed(f"status {result.returncode}: {result.stderr.strip()[-500:]}")
    return result.stdout


def offers(program, option):
    """Whether the program's help knows an option."""
    result = subprocess.run([program, "help", "remix"], capture_output=True, text=True)
    return option in result.stdout


def form(program, song, options):
    return parse_form(run([program, song, "--dry-run", "-q", *options]))


def parse_form(text):
    """Reads the table of the arrangement: lines of `bars, time, part`, after lines of tempo, key and length."""
    tempo = re.search(r"^tempo\s+([\d.]+) BPM(?:.*?song\D*([\d.]+) BPM)?", text, re.M)
    key = re.search(r"^key\s+([A-G](?:#|b|♯|♭)?)\s*(major|minor)", text, re.M)
    bars = re.search(r"^length\s.*?(\d+) bars", text, re.M)
    if not tempo:
        raise ProgramFailed("--dry-run told no tempo")
    parts = [Part(kind, int(first) - 1, int(last))
             for first, last, kind in re.findall(r"^\s+(\d+)-(\d+)\s+\d+:\d+\S*\s+(\w[\w-]*)", text, re.M)]
    return Form(
        tempo=float(tempo.group(1)), song_tempo=float(tempo.group(2) or tempo.group(1)),
        key=f"{key.group(1)} {key.group(2)}" if key else "",
        bars=int(bars.group(1)) if bars else max((p.end for p in parts), default=0), parts=parts)


def tags(path):
    """The file's tags as ffprobe reads them, names in capitals."""
    out = run(["ffprobe", "-v", "error", "-show_entries", "format_tags:stream_tags", "-of", "json", path])
    found = json.loads(out)
    every = [found.get("format", {}), *found.get("streams", [])]
    return {name.upper(): value for part in every for name, value in part.get("tags", {}).items()}


def render(program, song, folder, options, with_stems, recipe=None, again=False):
    """Makes the remix of a song into a folder; raises ProgramFailed."""
    name = os.path.splitext(os.path.basename(song))[0]
    output = os.path.join(folder, f"{name}.mp3")
    stems = os.path.join(folder, name) if with_stems else None
    command = [program, song, "-y", "-q", "-o", output, *options]
    if stems:
        os.makedirs(stems, exist_ok=True)
        command += ["--stems", stems]
    if recipe:
        command += ["--recipe", recipe]
    plan = form(program, song, options)
    start = time.monotonic()
    if not (again and os.path.exists(output)):
        run(command)
    else:
        start = None
    elapsed = time.monotonic() - start if start else None
    return Remix(song=song, name=name, output=output, stems=stems, form=plan, elapsed=elapsed)
