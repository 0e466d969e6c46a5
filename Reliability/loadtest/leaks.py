"""What a load test may not leave behind."""
import glob
import os
import threading
from dataclasses import asdict, dataclass


@dataclass
class Remains:
    processes: int
    """Of the program."""
    shared_megabytes: int
    """Memory that is shared on the whole machine."""
    temporary_files: int

    def as_json(self):
        return asdict(self)


def look(program, folders):
    processes = 0
    for entry in glob.glob("/proc/[0-9]*/exe"):
        try:
            processes += os.path.realpath(entry) == os.path.realpath(program)
        except OSError:
            pass
    with open("/proc/meminfo") as file:
        shared = next(int(line.split()[1]) // 1024 for line in file if line.startswith("Shmem:"))
    temporary = sum(
        name.startswith(".wubremix-") and name.endswith(".tmp")
        for folder in folders for _, _, names in os.walk(folder) for name in names)
    return Remains(processes, shared, temporary)


def holdings(process):
    """Descriptors and megabytes of a process."""
    descriptors = len(os.listdir(f"/proc/{process}/fd"))
    with open(f"/proc/{process}/statm") as file:
        return descriptors, int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


class Watch:
    """What a process that goes on for long has of descriptors and memory, ten times a second until it ends."""

    def __init__(self, process):
        self.samples = []
        self.process = process
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.sample)
        self.thread.start()

    def sample(self):
        while not self.ended.wait(0.1):
            try:
                descriptors, megabytes = holdings(self.process)
            except (OSError, IndexError):
                return
            if descriptors:
                self.samples.append((descriptors, megabytes))

    def end(self):
        """The most descriptors and megabytes in the first half of the time, and in the second."""
        self.ended.set()
        self.thread.join()
        half = len(self.samples) // 2
        return [[max(column) for column in zip(*samples)] if samples else [0, 0]
                for samples in (self.samples[:half], self.samples[half:])]


def grows(halves, descriptors=4):
    """Whether the second half of the time had more than the first, by more than a song in work may."""
    (early_descriptors, early_megabytes), (late_descriptors, late_megabytes) = halves
    return late_descriptors > early_descriptors + descriptors or late_megabytes > early_megabytes + 8
