"""The notes of the bass, and whether they belong to the key."""
import re

import numpy as np

from . import sound

RATE = 4_410
HOP = 44
# 116 ms: five periods of the lowest E, and short enough for sixteenths to have a middle.
FRAME = 512
LOWEST, HIGHEST = 28.0, 260.0
# A steady stretch: this long, within this many cents.
STEADY_SECONDS, STEADY_CENTS = 0.07, 15
# A note further than this from every tone of the scale is out of key.
IN_KEY_CENTS = 40

PITCHES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}


def scale(key):
    """The pitch classes of a key such as `F# minor`, `Ebm` or `C`; None if there is none."""
    found = re.match(r"^([A-G])(#|b|♯|♭)?\s*(major|maj|minor|min|m)?\s*$", key.strip())
    if not found:
        return None
    step = {"#": 1, "♯": 1, "b": -1, "♭": -1, None: 0}[found.group(2)]
    kind = "minor" if found.group(3) in ("minor", "min", "m") else "major"
    return {(PITCHES[found.group(1)] + step + tone) % 12 for tone in SCALES[kind]}


def steady_notes(stem):
    """Stretches of steady pitch in the bass: (start s, length s, MIDI number with cents, level dB).

    librosa's YIN on the bass below 400 Hz; parts more than 40 dB under the loudest are no notes.
    """
    import librosa
    low = sound.resampled(sound.band(sound.mono(stem), None, 400), RATE)
    pitch = librosa.yin(
        flattened(low), fmin=LOWEST, fmax=HIGHEST, sr=RATE, frame_length=FRAME, hop_length=HOP, trough_threshold=0.15)
    level = sound.decibels(librosa.feature.rms(y=low, frame_length=FRAME, hop_length=HOP)[0] ** 2)
    count = min(len(pitch), len(level))
    midi = 69 + 12 * np.log2(pitch[:count] / 440)
    heard = level[:count] > level.max(initial=-120) - 40
    notes, start = [], 0
    for frame in range(1, count + 1):
        middle = np.median(midi[start:frame])
        if frame < count and heard[frame] and heard[start] and abs(midi[frame] - middle) < STEADY_CENTS / 100:
            continue
        length = (frame - start) * HOP / RATE
        if heard[start] and length >= STEADY_SECONDS:
            notes.append((start * HOP / RATE, length, float(middle), float(np.median(level[start:frame]))))
        start = frame
    return without_glides(notes)


def flattened(low):
    """The same wave at an even level: where the level rises or falls, as under ducking, YIN hears a wrong pitch."""
    length = int(0.03 * RATE)
    window = np.hanning(length) / np.hanning(length).sum()
    level = np.sqrt(np.convolve(low.astype(np.float64) ** 2, window, mode="same"))
    return (low / np.maximum(level, 0.003 * level.max(initial=1e-9))).astype(np.float32)


def without_glides(notes):
    """Leaves out what a window that holds the end of one note and the start of the next makes of them.

    That is shorter than such a window, touches a note on either side, and lies between the two in pitch.
    """
    window = FRAME / RATE
    kept = []
    for index, (start, length, pitch, level) in enumerate(notes):
        if 0 < index < len(notes) - 1 and length < 1.15 * window:
            before, after = notes[index - 1], notes[index + 1]
            touches = start - (before[0] + before[1]) < window and after[0] - (start + length) < window
            if touches and min(before[2], after[2]) + 0.2 < pitch < max(before[2], after[2]) - 0.2:
                continue
        kept.append((start, length, pitch, level))
    return kept


def circular_offset(cents, weights):
    """The common distance from the semitones of equal temperament, -50...50 cents."""
    angle = np.angle(np.sum(weights * np.exp(2j * np.pi * cents / 100)))
    return float(angle / (2 * np.pi) * 100)


def judged(stem, song, key):
    """The share of bass notes in the key, once the bass's own tuning is taken off."""
    import librosa
    tones = scale(key)
    notes = steady_notes(stem)
    if not notes or tones is None:
        return {"notes": len(notes), "key": key, "in_key": None}
    midi = np.array([n[2] for n in notes])
    length = np.array([n[1] for n in notes])
    middle = song[max(len(song) // 2 - 30 * sound.RATE, 0):][:60 * sound.RATE]
    tuning = librosa.estimate_tuning(y=sound.resampled(sound.mono(middle), 22_050), sr=22_050)
    offset = circular_offset(100 * midi, length)
    if abs(offset) > 40:
        # Half-way between two semitones, the name is that of the one on the song's side.
        offset += 100 * round((100 * tuning - offset) / 100)
    tuned = midi - offset / 100
    # A stretch no longer than the window that lies between two semitones is the window's blur, not a note.
    blurred = (length < 1.15 * FRAME / RATE) & (np.abs(tuned - np.round(tuned)) > 0.25)
    unclear = float(length[blurred].sum())
    notes = [note for note, is_blurred in zip(notes, blurred) if not is_blurred]
    tuned, midi, length = tuned[~blurred], midi[~blurred], length[~blurred]
    if not notes:
        return {"notes": 0, "key": key, "in_key": None}
    distance = np.min([np.abs((tuned - tone + 6) % 12 - 6) for tone in sorted(tones)], axis=0) * 100
    good = distance <= IN_KEY_CENTS
    return {
        "key": key, "notes": len(notes), "seconds": float(length.sum()), "unclear_seconds": unclear,
        "in_key": float(good.mean()), "in_key_by_time": float(length[good].sum() / length.sum()),
        "spread_cents": float(np.sqrt(np.average((100 * (tuned - np.round(tuned))) ** 2, weights=length))),
        "bass_offset_cents": offset, "song_offset_cents": float(100 * tuning),
        "lowest_hz": float(440 * 2 ** ((np.quantile(midi, 0.02) - 69) / 12)),
        "highest_hz": float(440 * 2 ** ((np.quantile(midi, 0.98) - 69) / 12)),
        "pitch_classes": {str(p): round(float(length[np.round(tuned) % 12 == p].sum()), 2)
                          for p in sorted(set((np.round(tuned) % 12).astype(int).tolist()))},
        "offenders": [{"seconds": round(n[0], 2), "length": round(n[1], 2), "midi": round(n[2] - offset / 100, 2),
                       "level": round(n[3], 1)} for n, g in zip(notes, good) if not g][:40]}
