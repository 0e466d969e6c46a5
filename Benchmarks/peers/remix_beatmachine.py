"""remix_beatmachine.py SONG OUTPUT KILOBITS"""
import collections
import collections.abc
import subprocess
import sys
import tempfile

# madmom was written for older releases of Python.
collections.MutableSequence = collections.abc.MutableSequence
import beatmachine  # noqa: E402

song, output, kilobits = sys.argv[1:]
with tempfile.NamedTemporaryFile(suffix=".wav") as wave:
    # madmom reads WAV; for other formats it calls ffmpeg just so.
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", song, "-vn", wave.name], check=True)
    beats = beatmachine.Beats.from_song(wave.name)
beats.apply(beatmachine.effects.RemoveEveryNth(period=4)).save(output, extra_ffmpeg_args=["-b:a", f"{kilobits}k"])
