"""Writes the corpus: python -m corpus.generate FOLDER --count N [--first I] [--seconds S]"""

import argparse
import json
from pathlib import Path

import numpy as np
import soundfile

from . import accompaniment, degrade, render, styles, textures

# What share of the songs is of which kind.
SHARES = {"band": 0.46, "mma": 0.27, "classical": 0.14, "drums": 0.08, "compound": 0.05}
SEED = 20_240_501
# Styles that real collections hold more of.
WEIGHTS = {"rock": 4, "poprock": 3, "ballad": 2.5, "metal": 2.5, "doublemetal": 1.5, "halfrock": 1.5, "punk": 1.5, "game": 3.5, "chip": 2, "house": 1.5, "dnb": 1.5, "dubstep": 1.5, "electro": 1.5}


def make(index, seconds):
    """Song number `index`: (name, samples, truth). Depends on nothing but the number and the length."""
    rng = np.random.default_rng([SEED, index])
    kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    if seconds is None:
        seconds = rng.uniform(58, 95)
    if kind == "mma":
        song, data, style = accompaniment.mma_song(rng, seconds)
        mix = accompaniment.played(song, data, rng)
    else:
        if kind == "band":
            names = list(styles.STYLES)
            weights = np.array([WEIGHTS.get(name, 1.0) for name in names])
            style = names[rng.choice(len(names), p=weights / weights.sum())]
            song = styles.band_song(rng, style, seconds)
        else:
            style = kind
            song = {"classical": textures.classical, "drums": textures.drum_loop, "compound": textures.compound}[kind](rng, seconds)
        mix = render.mixed(song, rng)
    name = f"{index:04d}_{style}"
    truth = song.truth(name)
    truth["corpus"], truth["style"] = kind, style
    samples = degrade.degraded(mix, rng)
    truth["duration"] = round(samples.shape[1] / render.RATE, 2)
    return name, samples, truth


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seconds", type=float)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for index in range(options.first, options.first + options.count):
        if list(options.folder.glob(f"{index:04d}_*.json")):
            continue
        name, samples, truth = make(index, options.seconds)
        if np.abs(samples).max() < 1e-3:
            continue
        soundfile.write(options.folder / f"{name}.flac", samples.T, render.RATE, subtype="PCM_16")
        (options.folder / f"{name}.json").write_text(json.dumps(truth))
        print(name, truth["meter"], truth["bpm"], truth["key"], truth["duration"], flush=True)


if __name__ == "__main__":
    main()
