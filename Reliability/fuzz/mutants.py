"""Sound files that are almost right."""
import random
import struct
import subprocess

from loadtest.inputs import DEMO

# Seeds of a second and a half: name, and what ffmpeg is told.
SEEDS = [
    ("seed.wav", []), ("seed.aiff", []), ("seed.flac", []), ("seed.ogg", ["-c:a", "libvorbis"]),
    ("seed.opus", ["-c:a", "libopus"]), ("seed.mp3", ["-b:a", "128k"]), ("seed-24.caf", ["-c:a", "pcm_s24be"]),
    ("seed-float.w64", ["-c:a", "pcm_f32le"]),
]
EXTREMES = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]


def seeds(folder):
    """The seeds' endings and bytes, with tags and a picture's worth of metadata in some."""
    made = []
    for number, (name, options) in enumerate(SEEDS):
        path = f"{folder}/{name}"
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-ss", str(number), "-t", "1.5", "-i", DEMO, "-metadata",
                        "title=A title", "-metadata", "artist=Someone", *options, path], check=True)
        with open(path, "rb") as file:
            made.append((name.rsplit(".", 1)[1], file.read()))
    return made


def mutant(seeds, number, seed):
    """Mutant `number`: its ending and its bytes, the same whenever it is asked for."""
    chance = random.Random(f"{seed} {number}")
    ending, contents = seeds[number % len(seeds)]
    data = bytearray(contents)
    for _ in range(chance.choice([1, 1, 2, 4, 8, 32])):
        chance.choice(MUTATIONS)(data, chance, seeds)
    return ending, bytes(data)


def place(data, chance):
    """Half of the time in the headers, where most of what a parser believes stands."""
    if not data:
        return 0
    return chance.randrange(min(len(data), 512)) if chance.random() < 0.5 else chance.randrange(len(data))


def flip(data, chance, _):
    if data:
        data[place(data, chance)] ^= 1 << chance.randrange(8)


def overwrite(data, chance, _):
    at = place(data, chance)
    for index in range(at, min(len(data), at + chance.choice([1, 2, 4, 16, 256]))):
        data[index] = chance.randrange(256)


def extreme(data, chance, _):
    at, width = place(data, chance), chance.choice([1, 2, 4])
    value = chance.choice(EXTREMES) & ((1 << 8 * width) - 1)
    packed = struct.pack(chance.choice("<>") + {1: "B", 2: "H", 4: "I"}[width], value)
    data[at:at + width] = packed[:max(0, len(data) - at)]


def remove(data, chance, _):
    at = place(data, chance)
    del data[at:at + chance.choice([1, 4, 100, 4_000])]


def repeat(data, chance, _):
    at, length = place(data, chance), chance.choice([1, 4, 100, 4_000])
    data[at:at] = data[at:at + length] * chance.choice([1, 2, 8])


def zero(data, chance, _):
    at, length = place(data, chance), chance.choice([4, 64, 2_000])
    data[at:at + length] = bytes(len(data[at:at + length]))


def cut(data, chance, _):
    del data[place(data, chance):]


def splice(data, chance, seeds):
    _, other = chance.choice(seeds)
    start = chance.randrange(len(other))
    data[place(data, chance):] = other[start:]


MUTATIONS = [flip, flip, overwrite, extreme, extreme, remove, repeat, zero, cut, splice]
