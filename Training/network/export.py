"""Writes the weights for the program, and what the program's network must answer.

python -m network.export WEIGHTS.pt BIN --reference FEATURES.f32 SWIFT
"""

import argparse

import numpy as np
import torch

from .model import INPUTS, POOL, BeatNetwork


def layers(network):
    yield network.stem1
    yield network.stem2
    yield network.down
    for block in network.blocks:
        yield block.taps
        yield block.mix
    yield network.up
    yield network.head1
    yield network.head2
    yield network.tempo


def packed(layer):
    """Outputs in eights; of each eight all taps, of each tap all inputs, of each input eight outputs; then biases."""
    weight = layer.weight.detach().numpy()
    bias = layer.bias.detach().numpy()
    missing = -len(bias) % 8
    weight = np.concatenate([weight, np.zeros((missing, *weight.shape[1:]), weight.dtype)])
    bias = np.concatenate([bias, np.zeros(missing, bias.dtype)])
    outputs, inputs, taps = weight.shape
    weight = weight.reshape(outputs // 8, 8, inputs, taps).transpose(0, 3, 2, 1)
    return np.concatenate([weight.ravel(), bias])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weights")
    parser.add_argument("bin")
    parser.add_argument("--reference", nargs=2)
    options = parser.parse_args()
    network = BeatNetwork()
    network.load_state_dict(torch.load(options.weights))
    network.eval()
    # What is written has 16 bits, and so has the network that the reference is of.
    network = network.half().float()
    np.concatenate([packed(layer) for layer in layers(network)]).astype("<f2").tofile(options.bin)
    if not options.reference:
        return
    features, swift = options.reference
    values = np.fromfile(features, dtype="<f4").reshape(-1, INPUTS)
    frames = len(values)
    x = np.zeros((-(-frames // 4) * 4, INPUTS), np.float32)
    x[:frames] = values
    with torch.no_grad():
        beats, tempo = network(torch.from_numpy(x.T.copy())[None], with_tempo=True)
    out = torch.sigmoid(beats)[0].numpy()[:, :frames]
    # The tempo of the whole song: the mean over all slow frames.
    tempo = torch.softmax(tempo, 1)[0, :, : -(-frames // POOL)].numpy().mean(axis=1)
    step = max(frames // 160, 1)
    lines = ["/// What the trained network answers to the demo song in PyTorch; written by `scripts/train`.", "enum ActivationReference {"]
    lines += ["  /// Frames from one value to the next.", f"  static let stride = {step}"]
    for name, row in (("beat", out[0, ::step]), ("downbeat", out[1, ::step]), ("tempo", tempo)):
        lines.append(f"  static let {name}: [Float] = [")
        text = [f"{value:.5f}" for value in row]
        lines += ["    " + ", ".join(text[i : i + 10]) + "," for i in range(0, len(text), 10)]
        lines.append("  ]")
    lines.append("}")
    open(swift, "w").write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
