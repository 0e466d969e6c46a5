"""Scores a network's activations: python -m network.evaluate WEIGHTS.pt FEATURES TRUTH

A plain bar-pointer model (Krebs, Boeck and Widmer 2015) reads the activations; its figures are a yardstick of the
activations, not of the program.
"""

import argparse
from collections import defaultdict

import mir_eval
import numpy as np
import torch

from . import data
from .model import BeatNetwork

RATE = 100.0
LOWEST, HIGHEST, STEP_COST = 45.0, 220.0, 60.0


def activations(network, song):
    frames = len(song.inputs)
    padded = -(-frames // 4) * 4
    x = np.zeros((padded, song.inputs.shape[1]), np.float32)
    x[:frames] = song.inputs
    with torch.no_grad():
        out = torch.sigmoid(network(torch.from_numpy(x.T.copy())[None]))[0].numpy()
    return out[:, :frames]


def track(beat, down, beats_per_bar):
    """Viterbi over beats (place in the bar, period); (beats, downbeats, log likelihood)."""
    lengths = np.arange(int(np.ceil(6_000 / HIGHEST)), int(6_000 / LOWEST) + 1)
    change = -STEP_COST * np.abs(lengths[None] / lengths[:, None] - 1)
    change = (change - np.log(np.exp(change).sum(axis=1, keepdims=True))).T.astype(np.float32)
    eps = 1e-6
    none = np.log(np.clip((1 - np.maximum(beat, down)) / 15, eps, 1))
    only_beat = np.log(np.clip(np.maximum(beat - down, 0.02 * beat), eps, 1)) - none
    is_down = np.log(np.clip(down, eps, 1)) - none
    around = lambda x: np.convolve(x, np.ones(3), "same")
    rewards = [around(is_down)] + [around(only_beat)] * (beats_per_bar - 1)
    frames, longest = len(beat), lengths[-1]
    # Row t + longest holds the best score of a beat at t for each place and period.
    score = np.zeros((frames + longest, beats_per_bar, len(lengths)), np.float32)
    back = np.zeros((frames, beats_per_bar, len(lengths)), np.int16)
    columns = np.arange(len(lengths))
    for t in range(frames):
        earlier = score[t + longest - lengths]  # periods x places x earlier periods
        candidates = earlier + change[:, None, :]
        best = candidates.argmax(axis=2)
        value = np.take_along_axis(candidates, best[:, :, None], 2)[:, :, 0]
        for b in range(beats_per_bar):
            score[t + longest, b] = value[:, b - 1] + rewards[b][t]
            back[t, b] = best[:, b - 1]
    tail = score[-longest:]
    t, b, tempo = np.unravel_index(tail.argmax(), tail.shape)
    t += frames - longest
    beats, downs = [], []
    while t >= 0:
        beats.append(t / RATE)
        if b == 0:
            downs.append(t / RATE)
        earlier = int(back[t, b, tempo])
        t, b, tempo = t - lengths[tempo], (b - 1) % beats_per_bar, earlier
    return np.array(beats[::-1]), np.array(downs[::-1]), tail.max()


def refine(times, activation):
    """Moves each beat to the peak nearby."""
    out = []
    for time in times:
        center = int(round(time * 100))
        low, high = max(center - 3, 0), min(center + 4, len(activation))
        if high <= low:
            continue
        k = low + int(activation[low:high].argmax())
        shift = 0.0
        if 0 < k < len(activation) - 1:
            a, m, c = activation[k - 1 : k + 2]
            shift = 0.5 * (a - c) / (a - 2 * m + c) if a - 2 * m + c < 0 else 0.0
        out.append((k + shift) / 100)
    return np.unique(out)


def scores(song, beat, down):
    best = max((track(beat, down, n) for n in (3, 4)), key=lambda r: r[2])
    beats, downs = refine(best[0], beat), refine(best[1], np.maximum(beat, down))
    trim = mir_eval.beat.trim_beats
    truth, answer = trim(song.beats), trim(beats)
    row = {}
    row["F"] = mir_eval.beat.f_measure(truth, answer)
    row["F25"] = mir_eval.beat.f_measure(truth, answer, 0.025)
    _, row["CMLt"], _, row["AMLt"] = mir_eval.beat.continuity(truth, answer) if len(answer) > 1 else (0, 0, 0, 0)
    tempo = 60 / np.median(np.diff(answer)) if len(answer) > 2 else 0
    row["acc1"] = float(abs(tempo / song.truth["bpm"] - 1) < 0.04)
    row["acc2"] = float(any(abs(tempo / song.truth["bpm"] / f - 1) < 0.04 for f in (1, 2, 3, 0.5, 1 / 3)))
    if song.downbeats is not None:
        row["dbF"] = mir_eval.beat.f_measure(trim(song.downbeats), trim(downs))
    return row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weights")
    parser.add_argument("features")
    parser.add_argument("truth")
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = BeatNetwork()
    network.load_state_dict(torch.load(options.weights))
    network.eval()
    groups, every = defaultdict(list), []
    for song in data.load(options.features, options.truth)[:: options.every]:
        beat, down = activations(network, song)
        row = scores(song, beat, down)
        groups[song.truth["corpus"]].append(row)
        every.append(row)
        print(f"{song.name:40}", *(f"{k} {v:.2f}" for k, v in row.items()), flush=True)
    for name, rows in [*groups.items(), ("all", every)]:
        print(f"{name:12} {len(rows):3}", *(f"{k} {np.mean([r[k] for r in rows if k in r]):.3f}" for k in ("F", "F25", "CMLt", "AMLt", "acc1", "acc2", "dbF")))


if __name__ == "__main__":
    main()
