"""A remix as a picture: parts, waveform, spectrum on a logarithmic scale, loudness, and the level of each stem."""
import numpy as np
import scipy.signal

from . import sound

COLOURS = {"intro": "#4c78a8", "drop": "#e45756", "breakdown": "#72b7b2", "build": "#f2a541", "ending": "#8c6bb1"}
STEMS = {"source": "#2a7f62", "bass": "#b5179e", "drums": "#333333", "fx": "#f4a261"}


def draw(path, title, form, samples, measured, stems):
    import matplotlib.pyplot as plt
    seconds = len(samples) / sound.RATE
    heights = [0.35, 1.2, 4, 1.2] + [0.55] * len(stems)
    figure, axes = plt.subplots(len(heights), 1, figsize=(18, 2 + 1.15 * sum(heights)), sharex=True,
                                gridspec_kw={"height_ratios": heights, "hspace": 0.06})
    parts(axes[0], form)
    axes[0].set_title(title, fontsize=11)
    waveform(axes[1], samples)
    spectrum(axes[2], samples)
    momentary = measured["momentary"]
    smooth = sound.decibels(np.convolve(10 ** (momentary / 10), np.ones(10) / 10, mode="same"))
    axes[3].plot(np.arange(len(momentary)) / 10, momentary, color="#bbbbbb", linewidth=0.6)
    axes[3].plot(np.arange(len(momentary)) / 10, smooth, color="black", linewidth=1)
    axes[3].set_ylim(-35, -5)
    axes[3].set_ylabel("LUFS")
    axes[3].grid(alpha=0.3)
    for axis, (name, stem) in zip(axes[4:], stems.items()):
        level = sound.decibels(sound.powers(stem, 0.05))
        axis.fill_between(np.arange(len(level)) * 0.05, -60, level, color=STEMS.get(name, "gray"), linewidth=0)
        axis.set_ylim(-60, 0)
        axis.set_yticks([-40, -20])
        axis.set_ylabel(name, fontsize=8)
    for axis in axes[1:]:
        for part in form.parts:
            axis.axvline(form.times(part)[0], color="black", linewidth=0.7, alpha=0.7)
    axes[-1].set_xlim(0, seconds)
    axes[-1].set_xlabel("seconds")
    figure.savefig(path, dpi=75, bbox_inches="tight")
    plt.close(figure)


def parts(axis, form):
    axis.set_yticks([])
    for part in form.parts:
        first, last = form.times(part)
        axis.axvspan(first, last, color=COLOURS.get(part.kind, "#bbbbbb"), ec="white")
        axis.text((first + last) / 2, 0.5, f"{part.kind} {part.first + 1}-{part.end}", ha="center", va="center",
                  fontsize=8, clip_on=True, transform=axis.get_xaxis_transform())


def waveform(axis, samples, columns=2400):
    signal = sound.mono(samples)
    length = max(len(signal) // columns, 1)
    blocks = signal[: len(signal) // length * length].reshape(-1, length)
    times = np.arange(len(blocks)) * length / sound.RATE
    axis.fill_between(times, blocks.min(axis=1), blocks.max(axis=1), color="#555555", linewidth=0)
    axis.set_ylim(-1, 1)
    axis.set_ylabel("wave")


def spectrum(axis, samples, bands=220):
    """Frames of 8192 samples, summed into bands of equal width on a logarithmic scale, 25 Hz to 18 kHz."""
    hop = max(2048, len(samples) // 1800)
    frequencies, times, power = scipy.signal.spectrogram(
        sound.mono(samples), sound.RATE, nperseg=8192, noverlap=8192 - hop, mode="psd")
    edges = np.geomspace(25, 18_000, bands + 1)
    first = np.searchsorted(frequencies, edges)
    rows = [power[low: max(high, low + 1)].sum(axis=0) for low, high in zip(first, first[1:])]
    # Equal power in each octave is drawn equally bright.
    image = sound.decibels(np.array(rows))
    top = np.quantile(image, 0.999)
    axis.pcolormesh(times, edges[:-1], image, cmap="magma", vmin=top - 65, vmax=top, shading="nearest", rasterized=True)
    axis.set_yscale("log")
    axis.set_ylim(25, 18_000)
    axis.set_yticks([50, 100, 200, 500, 1000, 2000, 5000, 10000], ["50", "100", "200", "500", "1k", "2k", "5k", "10k"])
    axis.set_ylabel("Hz")
