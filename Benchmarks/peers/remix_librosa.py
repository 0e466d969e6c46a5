"""remix_librosa.py SONG OUTPUT FACTOR KILOBITS SOUNDSTRETCH"""
import os
import subprocess
import sys
import tempfile

import librosa
import soundfile

song, output, factor, kilobits, stretcher = sys.argv[1:]
sound, rate = librosa.load(song, sr=None, mono=False)
librosa.beat.beat_track(y=librosa.to_mono(sound), sr=rate)
with tempfile.TemporaryDirectory() as folder:
    plain, stretched = os.path.join(folder, "plain.wav"), os.path.join(folder, "stretched.wav")
    soundfile.write(plain, sound.T, rate, subtype="PCM_16")
    subprocess.run([stretcher, plain, stretched, f"-tempo={(float(factor) - 1) * 100:.2f}"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["lame", "--quiet", "--noreplaygain", "-b", kilobits, stretched, output], check=True)
