"""stretch_pedalboard.py SONG OUTPUT FACTOR KILOBITS"""
import sys

from pedalboard import time_stretch
from pedalboard.io import AudioFile

song, output, factor, kilobits = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
with AudioFile(song) as file:
    rate, sound = file.samplerate, file.read(file.frames)
stretched = time_stretch(sound, rate, stretch_factor=factor)
with AudioFile(output, "w", rate, stretched.shape[0], quality=f"{kilobits} kbps") as file:
    file.write(stretched)
