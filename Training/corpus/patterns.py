"""Rhythms as composers write them: one character per step, x accented, o normal, g ghost, . silent."""

KICK, STICK, SNARE, CLAP, CLOSED, OPEN, CRASH, RIDE, TOM, PEDAL, SHAKER, COWBELL = 36, 37, 38, 39, 42, 46, 49, 51, 45, 44, 70, 56
LEVEL = {"x": 112, "o": 92, "g": 42}

BACKBEAT = "....x.......x..."
HATS = ["o.o.o.o.o.o.o.o.", "x...x...x...x...", "oooooooooooooooo", "x.o.x.o.x.o.x.o.", "o.ooo.ooo.ooo.oo", "................"]
EIGHTHS = HATS[:1] + HATS[3:4]

# Name: kicks, snares, cymbals; 16 steps make four beats, 12 steps four beats of triplets.
FEELS = {
    "rock": (
        ["x.......x.......", "x.......x.x.....", "x.....x.x.......", "x..x....x.x.....", "x.x.....x.x..o..", "x......ox.x.....", "x.....xox....o.."],
        [BACKBEAT, "....x.......x..g", "....x..g.g..x...", "....x.......x.x."],
        HATS[:4],
    ),
    "half": (["x...............", "x.....x.......x.", "x..x......x.....", "x.......o.x.....", "x.x.......x...o."], ["........x.......", "........x.....g."], HATS),
    "punk": (["x.......x.......", "x.......x.x.....", "x.....x.x.....x.", "x..x....x..x...."], [BACKBEAT], ["x.x.x.x.x.x.x.x.", "x...x...x...x..."]),
    "dbeat": (["x.....x.x.....x.", "x.....o.x.....o."], [BACKBEAT], ["x...x...x...x..."]),
    "double": (["x.o.x.o.x.o.x.o.", "x...x...x...x...", "x..ox..ox..ox..o"], ["..x...x...x...x."], ["x.x.x.x.x.x.x.x.", "x...x...x...x..."]),
    "gallop": (["x.xxx.xxx.xxx.xx", "x.xxx.xxx.xxx.x.", "x.oox.oox.oox.oo"], [BACKBEAT], ["x...x...x...x...", "x.x.x.x.x.x.x.x."]),
    "blast": (["x.x.x.x.x.x.x.x.", "xxxxxxxxxxxxxxxx"], [".x.x.x.x.x.x.x.x", "..x...x...x...x.", BACKBEAT], ["x...x...x...x...", "x.x.x.x.x.x.x.x."]),
    "train": (["x...x...x...x...", "x.......x......."], ["g.ggx.ggg.ggx.gg", "ggggxgggggggxggg"], ["................", "x...x...x...x..."]),
    "four": (["x...x...x...x..."], [BACKBEAT, "................", "....x.......x..x"], ["..x...x...x...x.", "o.x.o.x.o.x.o.x.", "oox.oox.oox.oox.", "................", "ooxoooxoooxoooxo"]),
    "techno": (["x...x...x...x...", "x...x...x..xx...", "x...x...x...x.o."], ["................", BACKBEAT, "...g..g....g..g."], ["..x...x...x...x.", "oooooooooooooooo", "..x...x...x...xo"]),
    "dnb": (["x.........x.....", "x.........x..o..", "x.x.......x.....", "x.....o...x....."], [BACKBEAT, "....x..g.g..x..g", "....x..g.o..x.g."], ["x.o.x.o.x.o.x.o.", "o.o.o.o.o.o.o.o.", "oooooooooooooooo"]),
    "jungle": (["x.x.......xx....", "x.x.......x.....", "x.........xx..x."], ["....x..o.o..x..o", "....x..g.x....o."], ["o.o.o.o.o.o.o.o."]),
    "dubstep": (["x...............", "x.....x.........", "x..x......x.....", "x.........x.....", "x.....x....x...."], ["........x......."], ["o.o.o.o.o.o.o.o.", "..o...o...o...o.", "o..o..o.o..o..o.", "................"]),
    "breakbeat": (["x.x.......x.....", "x......x..x.....", "x..x..x...x.....", "x.....x..x.x...."], [BACKBEAT, "....x..g....x..g", "....x.......x.g."], HATS[:4]),
    "reggaeton": (["x...x...x...x..."], ["...x..x....x..x."], ["................", "o.o.o.o.o.o.o.o.", "..o...o...o...o."]),
    "hiphop": (["x......x..x.....", "x..x...x.x......", "x.x.......x..x..", "x.....x...x.....", "x......ox......."], [BACKBEAT, "....x.......x..g"], ["o.o.o.o.o.o.o.o.", "oooooooooooooooo", "o.ooo.o.o.ooo.o."]),
    "trap": (["x......x........", "x.....x...x.....", "x..x......x....x", "x............x.."], ["........x......."], ["o.o.o.o.o.o.o.o.", "o.o.o.ooo.o.oooo", "oooooooooooooooo"]),
    "onedrop": (["........x.......", "x.......x.......", "x...x...x...x..."], ["........x.......", BACKBEAT], ["o.o.o.o.o.o.o.o.", "x.o.x.o.x.o.x.o."]),
    "ska": (["x...x...x...x...", "x.......x......."], [BACKBEAT], ["..x...x...x...x.", "o.x.o.x.o.x.o.x."]),
    "bossa": (["x.....x.x.....x.", "x.....o.x.....o."], [], ["o.o.o.o.o.o.o.o."]),
    "samba": (["x..xx..xx..xx..x", "o..xo..xo..xo..x"], ["..x..x..x.x..x.x", "................"], ["xooxxooxxooxxoox", "oooooooooooooooo"]),
    "tango": (["x...x...x...x.x.", "x...x...x...x..."], ["......x.......x.", "................"], ["................"]),
    "march": (["x.......x.......", "x...x...x...x..."], ["....x.......x...", "x.oox.oox.oox.oo", "..x...x...x.x.x."], ["................", "x.......x......."]),
    "oompah": (["x...x...x...x...", "x...x...x...x..."], ["..x...x...x...x."], ["................", "..o...o...o...o."]),
    "disco": (["x...x...x...x..."], [BACKBEAT], ["o.x.o.x.o.x.o.x.", "..x...x...x...x.", "oox.oox.oox.oox."]),
    "funk": (["x.x....x..x.....", "x..x..x...x..o..", "x......x.xx.....", "x.x.......x....o"], ["....x..g.g..x..g", "....xg.g.g..x.g.", "....x..g....x..."], ["oooooooooooooooo", "x.o.x.o.x.o.x.o.", "xoooxoooxoooxooo"]),
    "motown": (["x.....x.x.....x.", "x...x...x...x..."], ["x...x...x...x...", BACKBEAT], ["o.o.o.o.o.o.o.o.", "x...x...x...x..."]),
    "shuffle": (["x.....x.....", "x.....x.x...", "x....ox.....", "x..o..x..o.."], ["...x.....x..", "...x..g..x.g"], ["x.ox.ox.ox.o", "x..x..x..x.."]),
    "swing": (["o..o..o..o..", "............", "x..........."], [".....g.....g", "............", "..g......g.g"], ["x..x.ox..x.o", "x..x.ox..x.."]),
    "twelve": (["x.....x.....", "x....ox.....", "x.....x.oo.."], ["...x.....x.."], ["oooooooooooo", "xooxooxooxoo", "x..x..x..x.."]),
    "halfshuffle": (["x...........", "x.......o..."], ["......x.....", "..g..gx.g..g"], ["x.ox.ox.ox.o", "oooooooooooo"]),
}

# Two beats of three steps.
COMPOUND = {
    "kick": ["x.....", "x..o..", "x....o", "x..x.."],
    "snare": ["...x..", "......", "...x.g"],
    "hat": ["oooooo", "xooxoo", "x..x..", "x.ox.o", "......"],
}


def odd_feel(rng, groups):
    """Kick, snare and cymbal for groups of beats such as (3, 2), four steps a beat."""
    beats = sum(groups)
    kick, snare = ["."] * (4 * beats), ["."] * (4 * beats)
    start = 0
    for size in groups:
        kick[4 * start] = "x" if start == 0 else "o"
        style = rng.integers(3)
        if size == 2 or style == 0:
            snare[4 * (start + 1)] = "x"
        elif size == 3:
            snare[4 * (start + (2 if style == 1 else 1))] = "x"
        else:
            snare[4 * (start + 1)] = snare[4 * (start + 3)] = "x"
        if rng.random() < 0.4:
            kick[4 * start + int(rng.choice([2, 6, 3]))] = "o"
        start += size
    hat = (["o.o.", "x...", "oooo", "x.o.", "...."][rng.choice(5, p=[0.35, 0.25, 0.15, 0.2, 0.05])]) * beats
    if rng.random() < 0.3:
        hat = "x" + hat[1:].replace("x", "o")
    return "".join(kick), "".join(snare), hat


# Where chords sound, in 16ths of four beats, and how long (in steps).
COMPS = {
    "hold": [("x...............", 16)],
    "halves": [("x.......x.......", 8)],
    "beats": [("x...x...x...x...", 3), ("xo..xo..xo..xo..", 1)],
    "eighths": [("x.o.x.o.x.o.x.o.", 2), ("x.o.o.o.x.o.o.o.", 2)],
    "sixteenths": [("xoooxoooxoooxooo", 1), ("x.oox.oox.oox.oo", 1)],
    "skank": [("..x...x...x...x.", 1), ("....x.......x...", 2), ("..xo..xo..xo..xo", 1)],
    "synco": [("x..x..x...x.x...", 2), ("x..x..x.........", 3), ("x.....x...x.....", 4), ("..x..x....x..x..", 2), ("x...x..x....x..x", 2), ("x..x...x..x.....", 2)],
    "clave": [("x..x..x...x.x...", 2), ("x..x...x..x.x...", 2), ("..x.x...x..x..x.", 2)],
    "offhouse": [("...x..x...x..x..", 2), ("..x...x...x...x.", 2), ("x..x..x..x..x...", 2)],
    "oompah": [("..x...x...x...x.", 1)],
    "backs": [("....x.......x...", 3)],
    "tango": [("x...x...x...x...", 2), ("x.....x.x...x...", 2)],
    "rest": [("................", 1)],
}

# Bass: r root, f fifth, t third, O octave, a approach from below; 16 steps.
BASSES = {
    "roots": ["r...............", "r.......r......."],
    "beats": ["r...r...r...r...", "r...r...f...r..."],
    "eighths": ["r.r.r.r.r.r.r.r.", "r.r.r.r.r.r.f.a."],
    "rock": ["r.....r.r.......", "r..r....r.r.....", "r.......r.r...a.", "r.....rrr.....f."],
    "gallop": ["r.rrr.rrr.rrr.rr", "r.rrr.rrr.rrr.r."],
    "offbeat": ["..r...r...r...r.", ".rrr.rrr.rrr.rrr", "..rr..rr..rr..rr"],
    "octaves": ["r.O.r.O.r.O.r.O.", "r..Or..Or..Or..O"],
    "two": ["r.......f......."],
    "oompah": ["r...f...r...f..."],
    "walk": ["r...t...f...a...", "r...f...O...a...", "r...t...f...t..."],
    "tresillo": ["r.....r.f.......", "r.....f.....r...", "r..r..r.r..r..r.", "r.....r.r.....f."],
    "bossa": ["r.....f.f.....r.", "r.....f.r.....f."],
    "samba": ["r..fr..fr..fr..f"],
    "hip": ["r......r..r.....", "r..r......f.....", "r.........r..a..", "r......O..r....."],
    "dub": ["r.....r.....f...", "....r.r.....f.r.", "r..r..r.........", "r...........O.r."],
    "acid": ["rrOrrrrOrrOrrrOr", "r.rr.rOr.rr.r.Or", "rrrrOrrrrrrrOrfr"],
    "reese": ["r...............", "r.........r.....", "r.....O...r....."],
    "sixteenths": ["rrrrrrrrrrrrrrrr", "rOrOrOrOrOrOrOrO"],
    "funk": ["r..r..O...r.r...", "r.....rO..r..a..", "r.r....r..O..r.."],
}
