"""Trains the network: python -m network.train --data FEATURES:TRUTH ... --out WEIGHTS.pt [--minutes M]"""

import argparse
import time

import numpy as np
import torch
from torch.nn import functional as F

from . import data
from .model import BeatNetwork

FRAMES, BATCH, SEED = 3_072, 8, 7


def loss_of(logits, target, tempo_logits, tempo):
    """Beats and downbeats by cross entropy; the few positive frames weigh more."""
    known = target >= 0
    weight = torch.where(target > 0, 3.0, 1.0) * known
    weight[:, 1] *= 1.5
    each = F.binary_cross_entropy_with_logits(logits, target.clamp(min=0), reduction="none")
    beat = (each * weight).sum() / known.sum()
    return beat + 0.03 * F.cross_entropy(tempo_logits, tempo, ignore_index=-1)


def plain_loss(logits, target):
    known = target >= 0
    each = F.binary_cross_entropy_with_logits(logits, target.clamp(min=0), reduction="none") * known
    return [(each[:, i].sum() / known[:, i].sum().clamp(min=1)).item() for i in (0, 1)]


def held_out_loss(network, songs):
    network.eval()
    sums, count = np.zeros(2), 0
    with torch.no_grad():
        for song in songs:
            frames = len(song.inputs) // 4 * 4
            x = torch.from_numpy(song.inputs[:frames].astype(np.float32).T.copy())[None]
            beat = data.targets(song.beats, frames)
            down = data.targets(song.downbeats, frames) if song.downbeats is not None else np.full(frames, -1, np.float32)
            sums += plain_loss(network(x), torch.from_numpy(np.stack([beat, down]))[None])
            count += 1
    network.train()
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
        mean += loss.item()
        if step % 200 == 0 or step == options.steps:
            beat, down = held_out_loss(network, held_out)
            print(f"{step} loss {mean / 200:.4f} held out {beat:.4f} {down:.4f}  {time.time() - begun:.0f} s", flush=True)
            mean = 0.0
            if best is None or beat + down < best:
                best = beat + down
                torch.save(network.state_dict(), options.out)


if __name__ == "__main__":
    main()
