"""The network: a stem at 100 frames/s, dilated convolutions at 25 frames/s that see 20 s to either side, and a head.

After the temporal convolution networks of Davies and Boeck (2019) and Boeck and Davies (2020); the slower middle is
what makes a wide view cheap.
"""

import torch
from torch import nn
from torch.nn import functional as F

INPUTS, STEM, CORE, POOL = 56, 24, 48, 4
DILATIONS = [1, 2, 4, 8, 16, 32, 64, 128]


class Block(nn.Module):
    """Widely spaced taps, then a mix of channels, added to what came in."""

    def __init__(self, dilation, dropout):
        super().__init__()
        self.taps = nn.Conv1d(CORE, CORE, 5, dilation=dilation, padding=2 * dilation)
        self.mix = nn.Conv1d(CORE, CORE, 1)
        self.dropout = nn.Dropout1d(dropout)

    def forward(self, x):
        return x + self.mix(self.dropout(F.elu(self.taps(x))))


class BeatNetwork(nn.Module):
    def __init__(self, dropout=0.1):
        super().__init__()
        self.stem1 = nn.Conv1d(INPUTS, STEM, 5, padding=2)
        self.stem2 = nn.Conv1d(STEM, STEM, 5, padding=2)
        self.down = nn.Conv1d(STEM, CORE, POOL, stride=POOL)
        self.blocks = nn.ModuleList([Block(dilation, dropout) for dilation in DILATIONS])
        self.up = nn.Conv1d(CORE, STEM * POOL, 1)
        self.head1 = nn.Conv1d(STEM, STEM, 5, padding=2)
        self.head2 = nn.Conv1d(STEM, 2, 1)
        # The tempo of each stretch in classes, 18 to the octave from 40 beats per minute: the metrical level above all.
        self.tempo = nn.Conv1d(CORE, 48, 1)

    def forward(self, x, with_tempo=False):
        """(batch, inputs, frames), frames a multiple of POOL, to logits (batch, 2, frames)."""
        fine = F.elu(self.stem2(F.elu(self.stem1(x))))
        slow = F.elu(self.down(fine))
        for block in self.blocks:
            slow = block(slow)
        slow = F.elu(slow)
        up = self.up(slow)
        batch, _, frames = up.shape
        # Channel c of frame 4 t + p lies in row p * STEM + c.
        up = up.view(batch, POOL, STEM, frames).permute(0, 2, 3, 1).reshape(batch, STEM, frames * POOL)
        out = self.head2(F.elu(self.head1(F.elu(fine + up))))
        return (out, self.tempo(slow)) if with_tempo else out
