"""Songs that are made, and files that only look like some."""
import array
import functools
import math
import random
import struct
import subprocess

RATE = 22_050


def wav(samples, rate=RATE):
    """A WAV file of one channel."""
    data = array.array("h", samples).tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16,
                       b"data", len(data))
    return head + data


@functools.cache
def beat(seconds=12, bpm=120, seed=1):
    """Kicks and hats over a chord: what a remix can be made of. Another seed makes another file."""
    random_numbers = random.Random(seed)
    period = 60 / bpm
    samples = []
    for index in range(int(seconds * RATE)):
        time = index / RATE
        phase = time % period
        value = 0.5 * math.exp(-phase * 18) * math.sin(2 * math.pi * 55 * phase)
        value += 0.15 * math.exp(-(time % (period / 2)) * 60) * random_numbers.uniform(-1, 1)
        value += 0.08 * sum(math.sin(2 * math.pi * tone * time) for tone in (220, 261.63, 329.63))
        samples.append(int(max(-1, min(1, value)) * 32_000))
    return wav(samples)


@functools.cache
def silence(seconds=12):
    return wav([0] * int(seconds * RATE))


@functools.cache
def flac_bomb(hours=8):
    """Hours of silence in few bytes."""
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", str(hours * 3_600),
               "-c:a", "flac", "-compression_level", "5", "-frame_size", "16384", "-f", "flac", "pipe:1"]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


TEXT = b"This is a letter, not a song.\n" * 100
PAGE = b"<!doctype html><html><title>No song</title><p>None at all.</html>" * 10
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + bytes(400)


def form(song, name="song.wav", fields=(), boundary="edge"):
    """A multipart form and the header that goes with it; `name` may be bytes."""
    name = name if isinstance(name, bytes) else name.encode()
    parts = b""
    for field, value in fields:
        parts += f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
    parts += f"--{boundary}\r\n".encode() + b'Content-Disposition: form-data; name="song"; filename="' + name + b'"\r\n'
    parts += b"Content-Type: application/octet-stream\r\n\r\n" + song + f"\r\n--{boundary}--\r\n".encode()
    return parts, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
