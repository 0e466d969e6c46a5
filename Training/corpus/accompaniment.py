"""Songs by Musical MIDI Accompaniment: hundreds of grooves on random charts, with exact bars and beats."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

import mido
import numpy as np

from . import render
from .harmony import PROGRESSIONS
from .score import SCALES
from .styles import ENERGY, plan_form, start_song

LIBRARY = Path("/usr/share/mma/lib")
SKIPPED = {"none", "ballad68", "afro-cuban", "blues34", "count", "ending", "intro", "ambient", "ambient1", "ambient2", "ambient3", "metronome", "metronome3", "metronome6", "metronome68", "mide", "desert"}

# Tempo ranges by what a groove's name says, the first match counts; in the notated level.
TEMPOS = [
    ("fastwaltz|fastjazzwaltz|vienese", (150, 200)), ("waltz|34|rock34", (84, 150)), ("68march", (100, 124)),
    ("68swing|arpeggio68|68ballad|blues68", (46, 84)), ("punk|thr", (160, 205)), ("mtl|metal|hrk", (110, 170)),
    ("dnb", (160, 178)), ("ballad128|blues128|rock-128|twelve|slowrock", (54, 84)),
    ("slow|ballad|bald|lullaby|hymn|oldie|serenade|mellow", (58, 92)), ("hip|trip|alexis", (80, 104)),
    ("techno|trance|rave|house|dance|tech", (118, 142)), ("fast|bebop|jive|charleston|dixie|twist|boggie|boogie", (140, 200)),
    ("ska", (130, 170)), ("reggae", (124, 160)), ("polka|quickstep|zydeco|bluegrass", (110, 190)), ("samba", (96, 124)), ("bossa|beguine|rhumba", (108, 144)),
    ("march", (104, 128)), ("tango", (108, 130)), ("merengue|salsa|mambo|calypso|son", (110, 170)), ("chacha", (104, 128)),
    ("shuffle|shfl", (92, 140)), ("swing|jazz|bigband|gypsy|foxtrot|combo|strut|softshoe|rag", (100, 190)), ("funk|fus|16beat|rb|rnb|r\\+b|soul", (84, 116)),
    ("folk|country|arpeggio|broadway|showtune", (84, 130)),
]


def library():
    """(file, grooves, beats per bar) of all usable style files."""
    out = []
    for path in sorted(LIBRARY.glob("*/*.mma")):
        text = path.read_text(errors="replace")
        time = re.search(r"^\s*Time\s+(\d+)", text, re.M)
        if path.stem in SKIPPED or not time or int(time[1]) not in (2, 3, 4, 5, 6):
            continue
        # Files whose authors ask for a doubled tempo are written on another level than they sound.
        if re.search(r"doubl\w* (up on )?the tempo|double (up|time)", text, re.I):
            continue
        grooves = re.findall(r"^\s*DefGroove\s+(\S+)", text, re.M)
        beats = int(time[1])
        main = [g for g in grooves if not re.search(r"intro|end|fill|break|metronome", g, re.I)]
        fills = [g for g in grooves if re.search(r"fill", g, re.I)]
        intros = [g for g in grooves if re.search(r"intro", g, re.I)]
        if main:
            out.append((path, beats, main, fills, intros))
    return out


def mma_song(rng, seconds):
    """A song whose accompaniment MMA plays and whose sound fluidsynth makes; returns the song and a MIDI file's bytes."""
    files = library()
    while True:
        path, beats, main, fills, intros = files[rng.integers(len(files))]
        if beats == 4 and rng.random() < 0.15:
            continue  # a little more of the rarer meters
        name = path.stem.lower()
        tempo = next((t for pattern, t in TEMPOS if re.search(pattern, name)), (80, 140))
        compound = beats == 6
        meter = {2: "6/8" if "68" in name else "2/4", 3: "3/4", 4: "4/4", 5: "5/4", 6: "6/8"}[beats]
        song = start_song(rng, "mma", tempo, meter, 2 if compound else beats)
        song.lead_in = 0.0
        plan = plan_form(song, rng, seconds)
        with tempfile.TemporaryDirectory() as folder:
            data = _perform(song, plan, rng, folder, path, beats, main, fills, intros, compound)
        if data is not None:
            return song, data, path.stem


def _perform(song, plan, rng, folder, path, beats, main, fills, intros, compound):
    bpm = song.bpm * (3 if compound else 1)
    lines = [f"Tempo {bpm:.4f}", f"Use {path.parent.name}/{path.stem}", "RndSeed %d" % rng.integers(1_000_000)]
    scenes = {}
    groups = [g for g in main]
    family = [g for g in groups if g.lower().startswith(groups[rng.integers(len(groups))].lower()[:5])] or groups
    drifting = rng.random() < 0.2
    for first, bars, label in plan:
        if label not in scenes:
            pool = family if rng.random() < 0.7 else groups
            progressions = PROGRESSIONS[song.mode]
            groove = str(rng.choice(pool))
            if label == "intro" and intros and rng.random() < 0.3:
                groove = str(rng.choice(intros))
            scenes[label] = (groove, progressions[rng.integers(len(progressions))], rng.random() < 0.25, str(rng.choice(["", "", "7"])), int(rng.integers(-4, 5)))
        groove, progression, split, colour, softer = scenes[label]
        lines.append(f"Groove {groove}")
        lines.append(f"Volume {'mp' if ENERGY[label] < 0.5 else 'mf' if ENERGY[label] < 0.9 else 'f'}")
        for bar in range(bars):
            if bar == bars - 1 and fills and rng.random() < 0.6:
                lines.append(f"Groove {rng.choice(fills)}")
            chords = [_chord(song, progression[(bar * (2 if split else 1) + k) % len(progression)], colour) for k in range(2 if split else 1)]
            if len(chords) == 2 and beats % 2 == 0:
                lines.append(f"{first + bar + 1} {chords[0]} " + "/ " * (beats // 2 - 1) + chords[1])
            else:
                lines.append(f"{first + bar + 1} {chords[0]}")
    source, target = os.path.join(folder, "song.mma"), os.path.join(folder, "song.mid")
    Path(source).write_text("\n".join(lines) + "\n")
    environment = dict(os.environ, HOME=folder)
    done = subprocess.run(["mma", source, "-f", target], capture_output=True, text=True, env=environment)
    if done.returncode != 0 or not os.path.exists(target):
        if os.environ.get("CORPUS_VERBOSE"):
            print(path, done.stdout[-300:])
        return None
    midi = mido.MidiFile(target)
    song.set_tempo(rng, str(rng.choice(["human", "wander", "accelerate"])) if drifting else "steady")
    return _retimed(midi, song, 3 if compound else 1, rng)


def _chord(song, degree, colour):
    names = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
    scale = SCALES[song.mode]
    pitch = lambda step: scale[(degree + step) % 7] + 12 * ((degree + step) // 7)
    root, third, fifth = pitch(0), pitch(2) - pitch(0), pitch(4) - pitch(0)
    if song.mode == "minor" and degree == 4:
        third = 4
    name = names[(song.tonic + root) % 12]
    if fifth == 6:
        return name + "dim"
    kind = "" if third == 4 else "m"
    if colour:
        kind = "7" if third == 4 and degree == 4 else "M7" if third == 4 else "m7"
    return name + kind


def _retimed(midi, song, beats_per_beat, rng):
    """Writes MMA's notes again on the song's own beats, at 20,000 ticks per second."""
    out = mido.MidiFile(type=1, ticks_per_beat=20_000)
    drop = rng.random() < 0.35
    channels = sorted({m.channel for t in midi.tracks for m in t if not m.is_meta})
    muted = {c for c in channels if c != 9 and drop and rng.random() < 0.25}
    if drop and rng.random() < 0.12 and len(channels) > 2:
        muted.add(9)
    for index, track in enumerate(midi.tracks):
        events, now = [], 0
        for message in track:
            now += message.time
            if message.is_meta or message.type == "sysex" or getattr(message, "channel", -1) in muted:
                continue
            beat = now / midi.ticks_per_beat / beats_per_beat
            events.append((int(round(max(float(song.seconds(beat)), 0) * 20_000)), message))
        target = mido.MidiTrack()
        out.tracks.append(target)
        if index == 0:
            target.append(mido.MetaMessage("set_tempo", tempo=1_000_000, time=0))
        last = 0
        for time, message in events:
            target.append(message.copy(time=max(time - last, 0)))
            last = max(time, last)
    with tempfile.NamedTemporaryFile(suffix=".mid") as file:
        out.save(file.name)
        return Path(file.name).read_bytes()


def played(song, data, rng):
    """The sound of a song that MMA made."""
    length = int((song.beat_times[-1] + 1.5) * render.RATE)
    with tempfile.NamedTemporaryFile(suffix=".mid") as file:
        Path(file.name).write_bytes(data)
        return render.fitted(render.play_midi(file.name, render.choose_soundfont(rng)), length)
