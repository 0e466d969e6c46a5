"""Trains the network: python -m network.train --data FEATURES:TRUTH ... --out WEIGHTS.pt [--steps N]"""

import argparse
import copy
import time

import numpy as np
import torch
from torch.nn import functional as F

from . import data
from .model import BeatNetwork

FRAMES, BATCH, SEED = 3_072, 8, 7
# How much of the running mean of the weights stays at each step: the mean generalises better than any one step.
KEPT = 0.998
TEMPO_WEIGHT = 0.08


def loss_of(logits, target, tempo_logits, tempo):
    """Beats, downbeats and tempo by cross entropy; the few positive frames weigh more."""
    known = target >= 0
    weight = torch.where(target > 0, 3.0, 1.0) * known
    weight[:, 1] *= 1.5
    each = F.binary_cross_entropy_with_logits(logits, target.clamp(min=0), reduction="none")
    beat = (each * weight).sum() / known.sum()
    return beat + TEMPO_WEIGHT * F.cross_entropy(tempo_logits, tempo, ignore_index=-1)


def plain_loss(logits, target):
    known = target >= 0
    each = F.binary_cross_entropy_with_logits(logits, target.clamp(min=0), reduction="none") * known
    return [(each[:, i].sum() / known[:, i].sum().clamp(min=1)).item() for i in (0, 1)]


def held_out_loss(network, songs):
    """Mean losses of whole songs: beats, downbeats, tempo."""
    network.eval()
    sums, count = np.zeros(3), 0
    with torch.no_grad():
        for song in songs:
            frames = len(song.inputs) // 4 * 4
            x = torch.from_numpy(song.inputs[:frames].astype(np.float32).T.copy())[None]
            beat = data.targets(song.beats, frames)
            down = data.targets(song.downbeats, frames) if song.downbeats is not None else np.full(frames, -1, np.float32)
            tempo = torch.from_numpy(data.tempo_classes(song.beats, frames, 1.0, 0))[None]
            logits, tempo_logits = network(x, with_tempo=True)
            sums[:2] += plain_loss(logits, torch.from_numpy(np.stack([beat, down]))[None])
            sums[2] += F.cross_entropy(tempo_logits, tempo, ignore_index=-1).item()
            count += 1
    return sums / max(count, 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--start")
    parser.add_argument("--steps", type=int, default=6_000)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(options.threads)
    rng = np.random.default_rng(SEED)
    songs = [song for pair in options.data for song in data.load(*pair.split(":"))]
    held_out = songs[::10]
    songs = [song for index, song in enumerate(songs) if index % 10]
    weights = np.array([min(len(song.inputs), 9_000) for song in songs], dtype=float)
    weights /= weights.sum()
    print(f"{len(songs)} songs to learn from, {len(held_out)} held out", flush=True)
    network = BeatNetwork()
    if options.start:
        network.load_state_dict(torch.load(options.start))
    print(sum(p.numel() for p in network.parameters()), "weights", flush=True)
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, options.steps, pct_start=0.1)
    averaged = copy.deepcopy(network)
    best, mean, begun = None, 0.0, time.time()
    for step in range(1, options.steps + 1):
        picks = rng.choice(len(songs), BATCH, p=weights)
        batch = [data.excerpt(songs[pick], FRAMES, rng) for pick in picks]
        x, y, tempo = (torch.from_numpy(np.stack(column)) for column in zip(*batch))
        logits, tempo_logits = network(x, with_tempo=True)
        loss = loss_of(logits, y, tempo_logits, tempo)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        # The first steps are forgotten sooner.
        kept = min(KEPT, step / (step + 10))
        with torch.no_grad():
            for running, weight in zip(averaged.parameters(), network.parameters()):
                running.lerp_(weight, 1 - kept)
        mean += loss.item()
        if step % 200 == 0 or step == options.steps:
            beat, down, tempo = held_out_loss(averaged, held_out)
            print(
                f"{step} loss {mean / 200:.4f} held out {beat:.4f} {down:.4f} {tempo:.4f}  {time.time() - begun:.0f} s",
                flush=True,
            )
            mean = 0.0
            total = beat + down + TEMPO_WEIGHT * tempo
            if best is None or total < best:
                best = total
                torch.save(averaged.state_dict(), options.out)


if __name__ == "__main__":
    main()
