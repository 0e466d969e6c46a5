"""Bands in many styles: which tempo, drums, basses and accompaniments go together, and how a song unfolds."""

import numpy as np

from . import patterns as pat
from .harmony import PROGRESSIONS, Harmony, Melody, Riff, anticipated, write_arpeggio, write_bass, write_comp
from .score import Song, smooth_noise, swung

# tempo: range in the level the composer writes; feel: drums of verse and chorus; comp and bass: names of patterns.
STYLES = {
    "rock": dict(tempo=(88, 152), feel=["rock", "rock", "rock", "half", "four"], bass=["eighths", "rock", "roots"], comp=["eighths", "hold", "synco", "beats"], band="rock", drive=(2, 12)),
    "poprock": dict(tempo=(76, 136), feel=["rock", "motown", "four", "half"], bass=["rock", "eighths", "beats"], comp=["synco", "eighths", "hold", "halves"], band="pop"),
    "ballad": dict(tempo=(56, 84), feel=["rock", "half"], bass=["roots", "rock", "halves"], comp=["hold", "arp", "eighths", "halves"], band="pop", slow=True),
    "metal": dict(tempo=(90, 200), feel=["gallop", "rock", "double", "half", "dbeat"], bass=["gallop", "eighths", "sixteenths"], comp=["gallop", "eighths", "sixteenths", "hold"], band="rock", drive=(10, 40)),
    "thrash": dict(tempo=(150, 215), feel=["dbeat", "punk", "blast", "half"], bass=["eighths", "gallop"], comp=["gallop", "eighths", "hold"], band="rock", drive=(15, 40)),
    "blast": dict(tempo=(96, 135), feel=["blast", "double", "rock"], bass=["sixteenths", "eighths"], comp=["sixteenths", "hold"], band="rock", drive=(15, 40)),
    "punk": dict(tempo=(158, 212), feel=["punk", "punk", "dbeat", "half"], bass=["eighths", "eighths"], comp=["eighths", "eighths", "beats"], band="rock", drive=(8, 25)),
    "doublemetal": dict(tempo=(76, 118), feel=["double", "blast", "double", "gallop", "rock"], bass=["sixteenths", "eighths", "gallop"], comp=["sixteenths", "gallop", "eighths", "hold"], band="rock", drive=(6, 40)),
    "halfrock": dict(tempo=(126, 196), feel=["half"], bass=["eighths", "roots", "rock"], comp=["hold", "eighths", "halves", "synco"], band="rock", drive=(3, 30)),
    "doom": dict(tempo=(52, 78), feel=["rock", "half"], bass=["roots", "rock"], comp=["hold", "halves", "eighths"], band="rock", drive=(10, 40), slow=True),
    "country": dict(tempo=(96, 132), feel=["train", "rock"], bass=["two", "oompah"], comp=["backs", "oompah", "eighths"], band="folk"),
    "house": dict(tempo=(118, 130), feel=["four"], bass=["offbeat", "octaves", "tresillo", "hip"], comp=["offhouse", "synco", "hold"], band="electro"),
    "disco": dict(tempo=(108, 128), feel=["disco"], bass=["octaves", "funk", "eighths"], comp=["offhouse", "sixteenths", "skank", "hold"], band="pop"),
    "techno": dict(tempo=(122, 148), feel=["techno"], bass=["offbeat", "acid", "sixteenths", "roots"], comp=["offhouse", "rest", "synco", "hold"], band="electro", keyless=0.4),
    "trance": dict(tempo=(130, 145), feel=["four"], bass=["offbeat", "offbeat", "octaves"], comp=["arp", "hold", "synco"], band="electro"),
    "dnb": dict(tempo=(160, 180), feel=["dnb", "jungle"], bass=["reese", "hip", "roots"], comp=["hold", "synco", "rest"], band="electro"),
    "dubstep": dict(tempo=(136, 144), feel=["dubstep"], bass=["wobble", "reese", "hip"], comp=["hold", "rest", "synco"], band="electro"),
    "breakbeat": dict(tempo=(118, 142), feel=["breakbeat", "jungle"], bass=["hip", "acid", "rock"], comp=["synco", "hold", "offhouse"], band="electro"),
    "electro": dict(tempo=(100, 135), feel=["breakbeat", "four", "hiphop"], bass=["acid", "octaves", "sixteenths"], comp=["synco", "arp", "hold"], band="electro"),
    "reggaeton": dict(tempo=(86, 102), feel=["reggaeton"], bass=["tresillo", "roots", "hip"], comp=["clave", "hold", "offhouse", "arp"], band="electro"),
    "hiphop": dict(tempo=(78, 104), feel=["hiphop"], bass=["hip", "roots"], comp=["hold", "synco", "beats", "arp"], band="electro", swing16=0.5),
    "trap": dict(tempo=(126, 156), feel=["trap"], bass=["hip", "roots", "reese"], comp=["hold", "arp", "synco"], band="electro"),
    "chip": dict(tempo=(110, 195), feel=["rock", "four", "punk", "half", "disco", "oompah"], bass=["eighths", "octaves", "oompah", "tresillo"], comp=["chiparp", "eighths", "oompah", "rest"], band="chip"),
    "chipfast": dict(tempo=(160, 210), feel=["punk", "oompah", "march"], bass=["eighths", "oompah", "beats"], comp=["chiparp", "oompah", "eighths"], band="chip"),
    "reggae": dict(tempo=(66, 92), feel=["onedrop"], bass=["dub"], comp=["skank"], band="pop", skank=True),
    "ska": dict(tempo=(132, 182), feel=["ska"], bass=["walk", "beats", "eighths"], comp=["oompah"], band="pop"),
    "bossa": dict(tempo=(116, 150), feel=["bossa"], bass=["bossa"], comp=["clave", "synco"], band="jazz"),
    "samba": dict(tempo=(88, 116), feel=["samba"], bass=["samba", "two"], comp=["clave", "synco"], band="jazz"),
    "tango": dict(tempo=(106, 132), feel=["tango"], bass=["beats", "tresillo"], comp=["tango"], band="folk"),
    "march": dict(tempo=(100, 130), feel=["march"], bass=["oompah", "two"], comp=["oompah", "backs"], band="brass"),
    "polka": dict(tempo=(104, 138), feel=["oompah"], bass=["oompah"], comp=["oompah"], band="folk"),
    "quickpolka": dict(tempo=(170, 225), feel=["punk", "march"], bass=["two", "beats"], comp=["backs"], band="folk"),
    "funk": dict(tempo=(92, 122), feel=["funk"], bass=["funk"], comp=["sixteenths", "synco", "skank"], band="pop", swing16=0.3),
    "soul": dict(tempo=(84, 132), feel=["motown", "rock"], bass=["rock", "funk", "walk"], comp=["backs", "synco", "hold"], band="pop"),
    "shuffle": dict(tempo=(84, 144), feel=["shuffle", "halfshuffle"], triplet=True, bass=["beats", "walk", "two"], comp=["beats", "hold", "backs"], band="pop"),
    "swing": dict(tempo=(112, 210), feel=["swing"], triplet=True, bass=["walk"], comp=["synco", "backs", "hold"], band="jazz"),
    "twelve": dict(tempo=(50, 84), feel=["twelve"], triplet=True, bass=["roots", "beats"], comp=["triarp", "hold", "beats"], band="pop", slow=True),
    "game": dict(tempo=(76, 180), feel=["rock", "half", "punk", "breakbeat", "march", "gallop", "double"], bass=["eighths", "rock", "roots", "gallop", "beats"], comp=["eighths", "hold", "arp", "synco", "gallop"], band="game"),
}

BANDS = {
    "rock": dict(bass=[33, 34, 35, 36], comp=[29, 30, 29, 30, 27], pad=[48, 18, 19, 50], lead=[29, 30, 81, 26, 56]),
    "pop": dict(bass=[33, 34, 35, 38], comp=[0, 4, 5, 25, 27, 26, 2, 16], pad=[48, 49, 50, 89, 90, 52, 18], lead=[53, 80, 65, 73, 56, 22, 11, 26, 0]),
    "folk": dict(bass=[32, 33, 43, 58], comp=[24, 25, 21, 105, 6, 0], pad=[48, 21, 40], lead=[40, 21, 22, 71, 105, 73, 110]),
    "jazz": dict(bass=[32, 33], comp=[0, 4, 26, 24], pad=[48, 52, 89], lead=[65, 66, 11, 73, 56, 26, 12]),
    "brass": dict(bass=[58, 57, 32], comp=[60, 61, 71], pad=[60, 48, 61], lead=[56, 72, 73, 71, 61]),
    "game": dict(bass=[33, 34, 38, 39, 87], comp=[29, 30, 48, 0, 62, 81, 27, 16], pad=[48, 50, 91, 95, 19, 52], lead=[80, 81, 29, 30, 56, 68, 73, 61, 48, 87]),
}
SYNTHS = dict(bass=["subbass", "sawbass", "acid"], comp=["stab", "supersaw", "pluck", "organ", "square"], pad=["pad", "supersaw"], lead=["supersaw", "saw", "square", "pluck", "bell"])
CHIP = dict(bass=["triangle", "triangle", "square"], comp=["pulse", "square"], pad=["pulse"], lead=["pulse", "square"])

FORMS = [
    ["intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro"],
    ["verse", "chorus", "verse", "chorus", "bridge", "chorus"],
    ["intro", "verse", "verse", "chorus", "verse", "chorus", "outro"],
    ["verse", "verse", "bridge", "verse"],
    ["intro", "verse", "chorus", "break", "verse", "chorus", "chorus", "outro"],
    ["verse", "chorus"],
    ["intro", "chorus", "verse", "chorus", "bridge", "chorus"],
]
ENERGY = {"intro": 0.45, "verse": 0.65, "chorus": 1.0, "bridge": 0.6, "break": 0.3, "outro": 0.5}


def plan_form(song, rng, seconds):
    """Sections of 4, 8 or 16 bars that last about `seconds`; returns (first bar, bars, label)."""
    total = seconds * song.bpm / 60 / song.beats_per_bar
    form = FORMS[rng.integers(len(FORMS))]
    unit = min((2, 4, 8, 16), key=lambda size: abs(size * len(form) - total))
    plan, bar = [], 0
    while True:
        for label in form:
            bars = unit
            if label in ("intro", "outro", "break") and rng.random() < 0.5:
                bars = max(unit // 2, 2)
            elif rng.random() < 0.06:
                bars += int(rng.choice([-1, 1, 2]))
            plan.append((bar, max(bars, 1), label))
            bar += max(bars, 1)
            if bar > total * 1.25:
                break
        if bar > total * 0.8:
            break
    song.bars = bar
    song.sections = [(first, label) for first, _, label in plan]
    return plan


def choose_meter(rng, style):
    odd_friendly = style in ("rock", "metal", "game", "poprock", "chip", "ballad", "electro", "doom", "soul")
    if odd_friendly and rng.random() < 0.33:
        meter = rng.choice(["3/4", "5/4", "7/4", "6/4", "2/4"], p=[0.48, 0.19, 0.14, 0.12, 0.07])
        groups = {"3/4": [(3,)], "5/4": [(3, 2), (2, 3)], "7/4": [(4, 3), (3, 4), (2, 2, 3)], "6/4": [(3, 3), (4, 2)], "2/4": [(2,)]}[meter]
        return str(meter), int(meter[0]), groups[rng.integers(len(groups))]
    return "4/4", 4, None


def start_song(rng, kind, tempo, meter="4/4", beats_per_bar=4):
    low, high = tempo
    bpm = rng.uniform(low, high)
    if rng.random() < 0.75:
        bpm = float(round(bpm))
    song = Song(meter, beats_per_bar, bpm, int(rng.integers(12)), "minor" if rng.random() < 0.5 else "major", kind)
    if rng.random() < 0.45:
        song.lead_in = float(rng.choice([rng.uniform(0.005, 0.1), rng.uniform(0.1, 3)]))
    return song


def drum_bar(part, start, beats, kick, snare, hat, per_beat, swing, rng, level, snare_pitch, hat_pitch, ride):
    for pattern, pitch in ((kick, pat.KICK), (snare, snare_pitch), (hat, hat_pitch)):
        for index in range(int(round(beats * per_beat))):
            token = pattern[index % len(pattern)]
            if token == ".":
                continue
            step = index / per_beat
            strength = pat.LEVEL[token] * level
            if pitch == hat_pitch:
                strength *= 0.8
                sound = pat.RIDE if ride else pat.OPEN if token == "x" and hat.count("x") * 4 <= len(hat) and not ride and rng.random() < 0.7 else pat.CLOSED
            else:
                sound = pitch
            part.add(start + swung(step, *swing), 0.2, sound, strength + rng.normal(0, 2 + 250 * part.loose * part.loose * 100))
            if pitch == snare_pitch and token == "x" and part.loose > 0.004 and rng.random() < 0.03:
                part.add(start + swung(step, *swing) - 0.03, 0.1, sound, strength * 0.5)


def fill(part, start, beats, per_beat, rng, level, snare_pitch):
    """A fill over the last beats of a bar."""
    kind = rng.integers(4)
    count = int(beats * per_beat)
    for index in range(count):
        if rng.random() < (0.95, 0.7, 0.5, 0.85)[kind]:
            pitch = snare_pitch if kind in (0, 2) or index < count / 3 else int(rng.choice([48, 47, 45, 43, 41])) if kind != 3 else snare_pitch
            part.add(start + index / per_beat, 0.2, pitch, (70 + 45 * index / count) * level)


def band_song(rng, style, seconds):
    s = STYLES[style]
    meter, per_bar, groups = choose_meter(rng, style)
    song = start_song(rng, style, s["tempo"], meter, per_bar)
    triplet = s.get("triplet", False)
    per_beat = 3 if triplet else 4
    plan = plan_form(song, rng, seconds)
    swing = (0.5, 1.0)
    if not triplet:
        if rng.random() < s.get("swing16", 0.04):
            swing = (rng.uniform(0.53, 0.66), 0.5)
        elif s["band"] in ("pop", "folk", "game", "jazz") and song.bpm < 150 and rng.random() < 0.12:
            swing = (rng.uniform(0.56, 0.67), 1.0)
    elif rng.random() < 0.4:
        swing = (0.5, 1.0)
    electronic = s["band"] in ("electro", "chip")
    loose = 0.0 if electronic or rng.random() < 0.35 else rng.uniform(0.002, 0.011)
    voices = Voices(song, rng, s, loose)
    harmony = Harmony(song, rng)
    if rng.random() < s.get("keyless", 0.0):
        song.has_key = False
    per_section, energy_bias = {}, rng.uniform(-0.1, 0.15)
    chord_beats = float(rng.choice([per_bar, per_bar, per_bar * 2, per_bar / 2 if per_bar % 2 == 0 else per_bar, per_bar * 4 if electronic else per_bar]))
    if s.get("slow"):
        chord_beats = float(rng.choice([per_bar, per_bar / 2 if per_bar % 2 == 0 else per_bar]))
    if rng.random() < 0.12:
        song.pickup = int(rng.integers(1, per_bar)) if per_bar > 1 else 0
    for first, bars, label in plan:
        if label not in per_section:
            per_section[label] = Scene(song, rng, s, groups, label, per_section, chord_beats)
        scene = per_section[label]
        harmony.section(first, bars, scene.progression, scene.chord_beats)
        scene.play(voices, harmony, first, bars, per_beat, swing, ENERGY[label] + energy_bias)
    if song.pickup:
        harmony.section(-1, 1, [0], 1)
        pickup(song, rng, voices, harmony)
    drift = "steady" if electronic else rng.choice(["steady", "human", "wander", "accelerate"], p=[0.6, 0.2, 0.15, 0.05])
    song.set_tempo(rng, drift)
    return song


def pickup(song, rng, voices, harmony):
    for beat in range(-song.pickup, 0):
        which = rng.integers(3)
        if which == 0 and voices.drums:
            for half in (0, 0.5):
                voices.drums.add(beat + half, 0.2, pat.SNARE, 90)
        elif which == 1:
            voices.lead.add(beat, 0.9, harmony.pitch(int(rng.integers(0, 5)), 5), 90)
        else:
            voices.bass.add(beat, 0.9, harmony.root(0, 28), 90)
            voices.lead.add(beat, 0.45, harmony.pitch(int(rng.integers(0, 5)), 5), 90)
    if voices.drums and rng.random() < 0.3:
        for beat in range(-song.pickup, 0):
            voices.drums.add(beat, 0.1, 37, 90)


class Voices:
    """The instruments of a song."""

    def __init__(self, song, rng, style, loose):
        band = style["band"]
        self.band, self.power = band, False
        electronic = band == "electro"
        loud = lambda low=0.55, high=1.0: rng.uniform(low, high)
        if band == "chip" and rng.random() < 0.8:
            make = lambda role: ("synth", CHIP[role][rng.integers(len(CHIP[role]))])
            kit = ("synth", "kitchip")
        elif band == "chip":
            make = lambda role: ("gm", int(rng.choice([80, 81, 80, 87])) if role != "bass" else int(rng.choice([38, 39, 87])))
            kit = ("drums", 25)
        elif electronic:
            gm = BANDS["game"]
            real = rng.random() < 0.35
            make = lambda role: ("gm", int(rng.choice(gm[role]))) if real and role in ("pad", "lead", "comp") and rng.random() < 0.5 else ("synth", str(rng.choice(SYNTHS[role])))
            kit = ("synth", str(rng.choice(["kit808", "kit909"]))) if rng.random() < 0.8 else ("drums", int(rng.choice([24, 25])))
            song.ducking = rng.uniform(0.3, 0.9) if rng.random() < 0.5 else 0.0
        else:
            gm = BANDS[band]
            make = lambda role: ("gm", int(rng.choice(gm[role])))
            kits = {"rock": [0, 16, 0, 8], "jazz": [32, 40, 0], "brass": [48, 0], "folk": [0, 40], "game": [0, 16, 24, 25], "pop": [0, 8, 0, 24]}[band]
            kit = ("drums", int(rng.choice(kits)))
        late = rng.normal(0, 0.004) if loose else 0.0
        self.drums = song.new_part(kit, gain=loud(0.75, 1.15), loose=loose * 0.6)
        self.bass = song.new_part(make("bass"), gain=loud(0.6, 1.1), loose=loose, late=late)
        comp_voice = make("comp")
        if band == "rock" and rng.random() < 0.75:
            comp_voice = ("guitar", int(rng.choice([27, 28, 25])), rng.uniform(*style.get("drive", (3, 15))))
            self.power = True
        elif band == "rock" or (band == "game" and comp_voice[1] in (29, 30)):
            self.power = True
        self.comp = song.new_part(comp_voice, gain=loud(0.4, 0.95), pan=rng.uniform(-0.6, 0.6), loose=loose, late=late)
        # Two takes of one guitar, left and right.
        self.doubled = self.power and comp_voice[0] == "guitar" and rng.random() < 0.5
        if self.doubled:
            self.comp.pan = -0.7
        self.comp2 = song.new_part(comp_voice if self.doubled else make("comp"), gain=loud(0.3, 0.7), pan=rng.uniform(-0.8, 0.8), loose=loose)
        self.pad = song.new_part(make("pad"), gain=loud(0.25, 0.7), pan=rng.uniform(-0.4, 0.4), loose=loose)
        self.lead = song.new_part(make("lead"), gain=loud(0.45, 1.0), pan=rng.uniform(-0.3, 0.3), loose=loose * 1.3, late=late)
        if band in ("rock", "pop", "electro") and rng.random() < 0.5:
            self.lead.voice = ("synth", "voice")
        if style["band"] == "electro" and style["bass"][0] == "wobble":
            self.bass.voice = ("synth", str(rng.choice(["wobble", "reese", "sawbass"])))
        elif "reese" in style["bass"] and rng.random() < 0.4:
            self.bass.voice = ("synth", "reese")


class Scene:
    """What the band plays in all sections of one name."""

    def __init__(self, song, rng, style, groups, label, others, chord_beats):
        self.song, self.rng, self.style, self.label = song, rng, style, label
        self.beats = song.beats_per_bar
        choices = PROGRESSIONS[song.mode]
        self.progression = choices[rng.integers(len(choices))]
        if others and rng.random() < 0.3:
            self.progression = next(iter(others.values())).progression
        self.chord_beats = chord_beats * (0.5 if rng.random() < 0.1 and chord_beats % 2 == 0 else 1)
        self.triplet = style.get("triplet", False)
        self._choose_drums(groups, others)
        self.bass_name = str(rng.choice(style["bass"]))
        self.comp_name = str(rng.choice(style["comp"]))
        self.bass_rhythm = self._bass()
        self.comp_rhythm = self._comp(self.comp_name)
        self.second = self._comp(str(rng.choice(style["comp"])))
        self.melody = Melody(rng, self.beats, 3 if self.triplet else int(rng.choice([2, 2, 4])), rng.uniform(0.4, 1.1), 0.35)
        self.use = {role: rng.random() for role in ("comp", "comp2", "pad", "lead", "bass", "drums")}
        self.arp_shape = [list(shape) for shape in ([0, 1, 2, 3], [0, 2, 1, 2], [0, 1, 2, 1], [0, 2, 3, 2], [2, 1, 0, 1], [0, 1, 2, 3, 4, 3, 2, 1], [0, 2, 4, 3, 2, 1])][rng.integers(7)]
        riffing = {"rock": 0.45, "game": 0.35, "chip": 0.2, "pop": 0.08}.get(style["band"], 0.0)
        self.riff = Riff(rng, self.beats, 4 if song.bpm < 150 or rng.random() < 0.3 else 2) if not self.triplet and rng.random() < riffing else None
        self.riff_kick = self.riff is not None and rng.random() < 0.4
        # Pushed chord changes: how far ahead, and in which bars.
        pushing = {"pop": 0.3, "rock": 0.22, "jazz": 0.3, "game": 0.15, "electro": 0.1, "folk": 0.08}.get(style["band"], 0.0)
        self.push = float(rng.choice([0.5, 0.5, 0.25])) if rng.random() < pushing and not self.triplet else 0.0
        self.push_bars = [bool(rng.random() < 0.6) for _ in range(4)]
        self.arp_rate = int(rng.choice([2, 4, 4] if song.bpm < 150 else [2, 2, 4]))

    def _choose_drums(self, groups, others):
        rng, style = self.rng, self.style
        if groups is not None:
            self.kick, self.snare, self.hat = pat.odd_feel(rng, groups)
            self.kick2 = self.kick
        else:
            feel = style["feel"][0] if self.label == "verse" else str(rng.choice(style["feel"]))
            kicks, snares, hats = pat.FEELS[feel]
            self.kick = kicks[rng.integers(len(kicks))]
            self.kick2 = kicks[rng.integers(len(kicks))] if rng.random() < 0.5 else self.kick
            self.snare = snares[rng.integers(len(snares))] if snares else "." * 16
            self.hat = hats[rng.integers(len(hats))]
            if feel == "bossa":
                self.snare = ["x.....x.....x.......x.....x.....", "....x.......x..."][rng.integers(2)]
        self.snare_pitch = int(rng.choice([pat.SNARE, pat.SNARE, 40, pat.CLAP])) if style["band"] != "chip" else pat.SNARE
        if style["band"] in ("jazz",):
            self.snare_pitch = int(rng.choice([37, 37, pat.SNARE]))
        self.ride = style["band"] in ("rock", "jazz", "pop", "game") and rng.random() < (0.8 if "swing" in style["feel"] else 0.3)

    def _bass(self):
        names = pat.BASSES.get(self.bass_name) or pat.BASSES["roots"]
        pattern = names[self.rng.integers(len(names))]
        return self._fitted(pattern)

    def _comp(self, name):
        if name in ("arp", "chiparp", "triarp"):
            return name, 0
        rhythm, length = (pat.COMPS.get(name) or pat.COMPS["eighths"])[0 if self.rng.random() < 0.5 else -1]
        if name == "gallop":
            rhythm, length = "x.xxx.xxx.xxx.xx", 1
        return self._fitted(rhythm), length

    def _fitted(self, pattern):
        """Cuts a pattern of four beats to the bar's beats, or turns it into triplets."""
        if self.triplet:
            beats = [pattern[4 * i : 4 * i + 4] for i in range(len(pattern) // 4)]
            return "".join(b[0] + "." + (b[2] if b[2] != "." else b[3]) for b in beats)
        if self.beats in (3, 5, 6, 7):
            return (pattern * 2)[: 4 * self.beats]
        return pattern

    def play(self, voices, harmony, first, bars, per_beat, swing, energy):
        rng, beats = self.rng, self.beats
        level = 0.75 + 0.25 * energy
        drums_on = energy > 0.42 or self.use["drums"] < 0.4
        thin = energy < 0.55 and self.use["drums"] < 0.6
        for bar in range(bars):
            start = (first + bar) * beats
            last = bar == bars - 1
            silent = last and rng.random() < 0.12
            if drums_on and voices.drums:
                kick = self.kick if bar % 2 == 0 else self.kick2
                fill_beats = int(rng.choice([0, 1, 2, beats], p=[0.35, 0.25, 0.25, 0.15])) if last or (bar % 4 == 3 and rng.random() < 0.2) else 0
                fill_beats = beats if silent else min(fill_beats, beats)
                if self.riff_kick and self.riff is not None:
                    kick = self._kick_with_riff(bar, beats, per_beat)
                drum_bar(voices.drums, start, beats - fill_beats, kick, "." if thin else self.snare, self.hat, per_beat, swing, rng, level, self.snare_pitch, pat.CLOSED, self.ride)
                if fill_beats and not silent:
                    fill(voices.drums, start + beats - fill_beats, fill_beats, per_beat, rng, level, self.snare_pitch)
                if bar == 0 and energy > 0.5 and rng.random() < 0.65 or (bar % 4 == 0 and rng.random() < 0.15):
                    voices.drums.add(start, 1, pat.CRASH, 100 * level)
            playing = beats if not silent else max(1, beats - 2)
            if self.riff is not None:
                parts = [(voices.comp, voices.power, 0), (voices.bass, False, -12)] + ([(voices.comp2, voices.power, 0)] if voices.doubled else [])
                self.riff.write(parts, harmony, start, playing, (bar * beats) % self.riff.beats, swing, 92 * level, rng)
            else:
                if self.use["bass"] < 0.55 + energy:
                    write_bass(voices.bass, harmony, self.bass_rhythm, start, playing, per_beat, swing, 92 * level, rng=rng)
                if self.use["comp"] < 0.5 + energy:
                    self._accompany(voices.comp, self.comp_rhythm, harmony, start, playing, per_beat, swing, 88 * level, voices.power)
                    if voices.doubled:
                        self._accompany(voices.comp2, self.comp_rhythm, harmony, start, playing, per_beat, swing, 88 * level, voices.power)
                if self.push and bar > 0 and self.push_bars[bar % 4]:
                    for part in (voices.bass, voices.comp):
                        anticipated(part, max(0, len(part.notes) - 200), start, self.push)
                    if drums_on and rng.random() < 0.6:
                        voices.drums.add(start - self.push, 0.2, pat.KICK, 105 * level)
            if self.use["comp2"] < 0.75 * energy and not voices.doubled:
                self._accompany(voices.comp2, self.second, harmony, start, playing, per_beat, swing, 80 * level, False)
            if self.use["pad"] < 0.75 * energy + 0.1:
                borders = harmony.changes(start, start + beats)
                if bar == 0 and (not borders or borders[0] > start):
                    borders = [start] + borders
                for border in borders:
                    for pitch in harmony.chord(border, 54):
                        voices.pad.add(border, self.chord_beats * 0.98, pitch, 78 * level)
        if self.use["lead"] < 0.8 * energy + 0.15:
            self.melody.write(voices.lead, harmony, first, bars, swing, octave=int(rng.choice([4, 5, 5])), velocity=95 * level)

    def _kick_with_riff(self, bar, beats, per_beat):
        """Kicks where the riff has long or strong notes."""
        steps = ["."] * (beats * per_beat)
        offset = (bar * beats) % self.riff.beats
        for position, length, _, _ in self.riff.notes:
            index = round((position - offset) * per_beat)
            if 0 <= index < len(steps) and (length >= 0.5 or index % per_beat == 0):
                steps[index] = "x"
        return "".join(steps)

    def _accompany(self, part, rhythm, harmony, start, beats, per_beat, swing, velocity, power):
        pattern, length = rhythm
        if pattern in ("arp", "chiparp", "triarp"):
            if pattern == "chiparp" and self.arp_rate == 4:
                write_arpeggio(part, harmony, [0, 1, 2], start, beats, 12 if self.song.bpm < 130 else 8, (0.5, 1.0), velocity, 60, 0, self.rng)
            else:
                rate = 3 if self.triplet else self.arp_rate
                write_arpeggio(part, harmony, self.arp_shape if rate != 3 else [0, 1, 2], start, beats, rate, swing if rate != 3 else (0.5, 1), velocity, 55, 1, self.rng)
        else:
            strum = 0.0 if self.style["band"] in ("electro", "chip") else 0.01
            write_comp(part, harmony, pattern, length, start, beats, per_beat, swing, velocity, 55, power, strum, self.rng)
