"""Music without a band: drums alone, compound time, and classical textures without drums."""

import numpy as np

from . import patterns as pat
from .harmony import PROGRESSIONS, Harmony, Melody, write_arpeggio, write_bass, write_comp
from .styles import drum_bar, fill, plan_form, start_song

STRINGS, PIANOS = [48, 49, 40, 44], [0, 1, 3, 6, 0]


def drum_loop(rng, seconds):
    """Drums alone: a few bars again and again, with fills."""
    triplet = rng.random() < 0.2
    odd = not triplet and rng.random() < 0.2
    if odd:
        meter = str(rng.choice(["3/4", "5/4", "7/4", "6/4"], p=[0.5, 0.2, 0.2, 0.1]))
        beats = int(meter[0])
    else:
        meter, beats = "4/4", 4
    name = str(rng.choice(["shuffle", "swing", "twelve", "halfshuffle"] if triplet else ["rock", "funk", "hiphop", "four", "breakbeat", "jungle", "dnb", "half", "train", "samba", "bossa", "disco", "punk", "double", "techno", "reggaeton", "motown"]))
    tempo = {"dnb": (160, 178), "jungle": (150, 178), "punk": (150, 200), "hiphop": (76, 105), "samba": (88, 118), "twelve": (52, 90), "swing": (110, 200), "halfshuffle": (120, 180)}.get(name, (80, 145))
    song = start_song(rng, "drums", tempo, meter, beats)
    song.has_key = False
    plan = plan_form(song, rng, seconds)
    loose = 0.0 if rng.random() < 0.5 else rng.uniform(0.002, 0.012)
    kit = ("synth", str(rng.choice(["kit808", "kit909"]))) if rng.random() < 0.35 else ("drums", int(rng.choice([0, 8, 16, 24, 25, 32, 40])))
    part = song.new_part(kit, loose=loose)
    percussion = song.new_part(("drums", 0), loose=loose, gain=0.8)
    per_beat = 3 if triplet else 4
    swing = (rng.uniform(0.52, 0.66), 0.5) if not triplet and rng.random() < 0.2 else (0.5, 1.0)
    scenes = {}
    for first, bars, label in plan:
        if label not in scenes:
            kicks, snares, hats = pat.FEELS[name]
            if odd:
                groups = {3: (3,), 5: (3, 2), 7: (4, 3), 6: (3, 3)}[beats]
                scenes[label] = (*pat.odd_feel(rng, groups), "." * 16)
            else:
                congas = "".join(str(c) for c in rng.choice([".", "o", "x"], 16, p=[0.6, 0.25, 0.15])) if rng.random() < 0.3 else "." * 16
                scenes[label] = (kicks[rng.integers(len(kicks))], snares[rng.integers(len(snares))] if snares else "." * 16, hats[rng.integers(len(hats))], congas)
        kick, snare, hat, congas = scenes[label]
        for bar in range(bars):
            start = (first + bar) * beats
            size = int(rng.choice([0, 1, 2])) if bar == bars - 1 else 0
            drum_bar(part, start, beats - size, kick, snare, hat, per_beat, swing, rng, 0.9, pat.SNARE, pat.CLOSED, rng.random() < 0.02)
            if size:
                fill(part, start + beats - size, size, per_beat, rng, 0.95, pat.SNARE)
            for index, token in enumerate(congas):
                if token != "." and not triplet:
                    percussion.add(start + index / 4, 0.2, 63 if token == "o" else 62, 85)
            if bar == 0 and rng.random() < 0.3:
                part.add(start, 1, pat.CRASH, 105)
    song.sections = []
    song.set_tempo(rng, "steady" if loose == 0 else str(rng.choice(["steady", "human", "wander"])))
    return song


def compound(rng, seconds):
    """6/8 in two dotted beats, with or without drums."""
    song = start_song(rng, "compound", (46, 116), "6/8", 2)
    plan = plan_form(song, rng, seconds)
    fast = song.bpm > 80
    loose = rng.uniform(0, 0.01)
    harmony = Harmony(song, rng)
    drums = song.new_part(("drums", int(rng.choice([0, 8, 48, 40]))), loose=loose) if rng.random() < 0.65 else None
    bass = song.new_part(("gm", int(rng.choice([32, 33, 43, 58]))), loose=loose)
    comp = song.new_part(("gm", int(rng.choice([0, 24, 25, 46, 4, 21, 27]))), loose=loose, gain=0.8, pan=rng.uniform(-0.5, 0.5))
    lead = song.new_part(("gm", int(rng.choice([73, 40, 68, 75, 22, 0, 110]))), loose=loose)
    scenes = {}
    for first, bars, label in plan:
        if label not in scenes:
            choose = lambda options: options[rng.integers(len(options))]
            progressions = PROGRESSIONS[song.mode]
            scenes[label] = (
                choose(progressions), choose(pat.COMPOUND["kick"]), choose(pat.COMPOUND["snare"]), choose(pat.COMPOUND["hat"]),
                int(rng.integers(4)), Melody(rng, 2, 3, rng.uniform(0.6, 1.2), 0.15), choose([[0, 1, 2], [0, 2, 1], [0, 1, 2, 3, 2, 1], [0, 2, 3, 4, 3, 2]]), rng.random(),
            )
        progression, kick, snare, hat, texture, tune, shape, use = scenes[label]
        harmony.section(first, bars, progression, float(rng.choice([2, 2, 4])))
        for bar in range(bars):
            start = (first + bar) * 2
            if drums and label != "intro":
                drum_bar(drums, start, 2, kick, snare, hat, 3, (0.5, 1), rng, 0.9, pat.SNARE, pat.CLOSED, False)
                if bar == bars - 1 and rng.random() < 0.6:
                    fill(drums, start + 1, 1, 3, rng, 0.9, pat.SNARE)
            write_bass(bass, harmony, ["r.....", "r..f..", "r..r..", "r....r"][texture], start, 2, 3, (0.5, 1), 92, rng=rng)
            if texture == 0 or use < 0.4:
                write_arpeggio(comp, harmony, shape, start, 2, 3, (0.5, 1), 82, 50, 1, rng)
            else:
                write_comp(comp, harmony, ["x..x..", ".oo.oo", "x.ox.o", "x....."][texture], [3, 1, 1, 6][texture], start, 2, 3, (0.5, 1), 84, rng=rng)
        if label != "intro" and use < 0.8:
            tune.write(lead, harmony, first, bars, (0.5, 1), 5)
    song.set_tempo(rng, str(rng.choice(["steady", "human", "wander", "rubato"], p=[0.5, 0.2, 0.15, 0.15])) if not fast else "steady")
    return song


def classical(rng, seconds):
    """Textures of the eighteenth and nineteenth centuries: no drums, harmony and accents carry the beat."""
    texture = str(rng.choice(["chorale", "quartet", "alberti", "arpeggio", "waltz", "minuet", "pizzicato", "homophony", "fugato"]))
    meters = {"chorale": ["4/4", "4/4", "3/4"], "waltz": ["3/4"], "minuet": ["3/4"], "alberti": ["4/4", "2/4", "3/4"], "arpeggio": ["4/4", "3/4"]}.get(texture, ["4/4", "3/4", "2/4"])
    meter = str(rng.choice(meters))
    beats = int(meter[0])
    tempo = {"chorale": (58, 96), "waltz": (120, 200), "minuet": (96, 150), "alberti": (84, 160), "arpeggio": (58, 120), "fugato": (70, 130)}.get(texture, (66, 160))
    song = start_song(rng, "classical", tempo, meter, beats)
    plan = plan_form(song, rng, seconds)
    if rng.random() < 0.3:
        song.pickup = int(rng.choice([1, 1, beats - 1]))
    loose = rng.choice([0.0, rng.uniform(0.003, 0.014)])
    harmony = Harmony(song, rng)
    harmony.section(-4, 4, [0], beats)
    piano = texture in ("alberti", "arpeggio") or rng.random() < 0.3
    names = PIANOS if piano else STRINGS if rng.random() < 0.6 else [19, 68, 71, 73, 52, 46, 24, 60]
    if texture == "pizzicato":
        names = [45, 45, 46, 12, 24]
    voices = [song.new_part(("gm", int(rng.choice(names))), loose=loose, gain=g, pan=p) for g, p in ((1.0, -0.3), (0.8, -0.1), (0.8, 0.15), (0.95, 0.35))]
    if piano or rng.random() < 0.5:
        for voice in voices[1:]:
            voice.voice = voices[0].voice
    scenes = {}
    for first, bars, label in plan:
        if label not in scenes:
            progressions = PROGRESSIONS[song.mode]
            scenes[label] = (progressions[rng.integers(len(progressions))], float(rng.choice([beats, beats, 1 if texture == "chorale" else beats / 2 if beats % 2 == 0 else beats])), Melody(rng, beats, int(rng.choice([2, 2, 4] if song.bpm < 110 else [1, 2, 2])), rng.uniform(0.5, 1.2), 0.12), Melody(rng, beats, 2, rng.uniform(0.4, 0.9), 0.1), int(rng.choice([2, 3, 4] if song.bpm < 100 else [2, 2, 3])), rng.uniform(0.8, 1.1))
        progression, chord_beats, tune, second, rate, level = scenes[label]
        harmony.section(first, bars, progression, chord_beats)
        _texture(texture, song, voices, harmony, tune, second, rate, level, first, bars, rng)
    for beat in range(-song.pickup, 0):
        voices[0].add(beat, 0.9, harmony.pitch(int(rng.choice([2, 4, 1])), 5), 80)
        if texture in ("chorale", "homophony"):
            for voice, pitch in zip(voices[1:], harmony.chord(-1, 50)):
                voice.add(beat, 0.95, pitch, 75)
    song.sections = []
    song.set_tempo(rng, str(rng.choice(["steady", "human", "rubato", "wander"], p=[0.4, 0.2, 0.25, 0.15])))
    return song


def _texture(texture, song, voices, harmony, tune, second, rate, level, first, bars, rng):
    beats, straight = song.beats_per_bar, (0.5, 1.0)
    soft = 74 * level
    if texture == "chorale":
        degrees = [int(rng.integers(0, 5)) for _ in range(4)]
        for index in range(bars * beats):
            beat = first * beats + index
            chord = harmony.chord(beat, 48)
            for number, voice in enumerate(voices):
                pitch = [p + 12 for p in chord][(index + degrees[number]) % 3] if number == 0 else chord[(number + index) % 3] if number < 3 else harmony.root(beat, 36)
                long = index % beats == beats - 1 and rng.random() < 0.15
                if rng.random() < 0.25 and number != 3 and not long:
                    voice.add(beat, 0.48, pitch, soft)
                    voice.add(beat + 0.5, 0.48, pitch + int(rng.choice([-2, 2])), soft - 6)
                else:
                    voice.add(beat, 0.97, pitch, soft + (6 if index % beats == 0 else 0))
        return
    if texture == "fugato":
        for number, voice in enumerate(voices):
            (tune if number % 2 == 0 else second).write(voice, harmony, first, bars, straight, (5, 4, 4, 3)[number], soft + 6, rest=0.15)
        return
    if rng.random() < 0.92:
        tune.write(voices[0], harmony, first, bars, straight, 5, soft + 16, rest=0.08)
    for bar in range(bars):
        start = (first + bar) * beats
        if texture == "alberti":
            write_arpeggio(voices[1], harmony, [0, 2, 1, 2], start, beats, 2 if rate == 3 else rate, straight, soft, 48, 0, rng)
        elif texture == "arpeggio":
            shape = [[0, 1, 2, 3, 4, 3, 2, 1], [0, 2, 3, 4], [0, 1, 2, 3]][bar * 0 + int(rate) % 3]
            write_arpeggio(voices[1], harmony, shape, start, beats, rate, straight, soft, 45, 1, rng)
            voices[3].add(start, beats, harmony.root(start, 36), soft)
        elif texture in ("waltz", "minuet"):
            voices[3].add(start, 0.9 if texture == "waltz" else beats * 0.9, harmony.root(start, 36), soft + 8)
            if texture == "waltz" or rng.random() < 0.5:
                for beat in range(1, beats):
                    for pitch in harmony.chord(start + beat, 52):
                        voices[1].add(start + beat, 0.6, pitch, soft - 8)
        elif texture == "pizzicato":
            write_bass(voices[3], harmony, "r...f...r...f..."[: 4 * beats], start, beats, 4, straight, soft, 36, rng)
            write_comp(voices[1], harmony, "..x...x...x...x."[: 4 * beats] if rate != 4 else "x...x...x...x...", 1, start, beats, 4, straight, soft, rng=rng)
        else:
            rhythm = ["x...............", "x...x...x...x...", "x.o.x.o.x.o.x.o.", "..o.x.o...o.x.o."][int(rate) - 1]
            write_comp(voices[2], harmony, rhythm[: 4 * beats], 16 if rate == 1 else 4 if rate == 2 else 2, start, beats, 4, straight, soft, rng=rng)
            if rate != 3:
                second.write(voices[1], harmony, first + bar, 1, straight, 4, soft, rest=0.3)
            write_bass(voices[3], harmony, ["r...............", "r...r...f...r...", "r.r.r.r.r.r.r.r."][int(rate) % 3][: 4 * beats], start, beats, 4, straight, soft, 36, rng)
