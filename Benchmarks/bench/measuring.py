"""What is measured of each song, and of all of them."""
import os
import subprocess
from dataclasses import asdict, dataclass

from . import scaling, stages
from .environment import say
from .peers import PEERS, tempo_factor
from .running import CommandFailed, Spread, first_sound, peak_memory, run, run_interleaved
from .songs import duration

# What `wubremix` and `lame` are told for the same stream.
SETTINGS = [
    ("-b 192", ["--bitrate", "192"], ["-b", "192"]),
    ("-b 320", ["--bitrate", "320"], ["-b", "320"]),
    ("-V 2", ["--vbr", "2"], ["-V", "2"]),
    ("--abr 160", ["--abr", "160"], ["--abr", "160"]),
]
# Runs of programs that take many times as long as the others.
SLOW_RUNS = 2


@dataclass
class Bench:
    """What all measurements share."""
    program: str
    folder: str
    jobs: list
    runs: int
    peers: dict
    reasons: dict
    """Why the other peers are not measured."""

    def remix(self, song, jobs, settings=(), output=None):
        return [self.program, song.path, "-o", output or f"{self.folder}/remix-{song.name}.mp3", "-y", "-q", "--jobs",
                str(jobs), *settings]

    def lame(self, song, index):
        """The encoder alone, on what the remix with this setting decodes to."""
        _, ours, theirs = SETTINGS[index]
        remix, decoded = f"{self.folder}/{song.name}-{index}.mp3", f"{self.folder}/{song.name}-{index}.wav"
        run(self.remix(song, self.jobs[-1], ours, remix))
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", remix, decoded], check=True)
        return ["lame", "--quiet", "--noreplaygain", *theirs, decoded, f"{self.folder}/lame.mp3"], decoded


def measured(bench, song):
    """All figures of one song."""
    say(f"{song.name}: stages")
    found = [stages.measure(bench.program, song.path, f"{bench.folder}/stages.mp3", bench.jobs[-1])
             for _ in range(min(bench.runs, 3))]
    stage = sorted(found, key=lambda each: each["seconds"])[len(found) // 2]
    factor = tempo_factor(stage["summary"]["song"]["beatsPerMinute"])
    say(f"{song.name}: {', '.join(bench.peers)} beside lame and wubremix")
    programs, decoded = compared(bench, song, factor)
    walls = {jobs: programs[f"wubremix --jobs {jobs}"]["wall"]["median"] for jobs in bench.jobs}
    say(f"{song.name}: other settings, first sound")
    settings = [setting(bench, song, index) for index in range(1, len(SETTINGS))]
    base = {name: programs[name] for name in programs if name.startswith(("wubremix", "lame"))}
    settings.insert(0, as_setting(SETTINGS[0][0], base, bench.jobs))
    heard = [first_sound(bench.remix(song, bench.jobs[-1], output="-") + ["--mp3"]) for _ in range(bench.runs)]
    return {
        "name": song.name, "seconds": song.seconds, "remix_seconds": duration(decoded), "tempo_factor": factor,
        "programs": programs, "settings": settings, "stages": stage, "scaling": scaling.fit(walls),
        "first_sound": asdict(Spread.of([first for first, _ in heard])),
        "last_sound": asdict(Spread.of([last for _, last in heard])),
    }


def compared(bench, song, factor):
    """wubremix with each number of workers, lame, and all peers, in turn; and the decoded remix."""
    lame, decoded = bench.lame(song, 0)
    commands = {f"wubremix --jobs {jobs}": bench.remix(song, jobs, SETTINGS[0][1]) for jobs in bench.jobs}
    commands["lame -b 192"] = lame
    runs = dict.fromkeys(commands, bench.runs)
    for peer in PEERS:
        if peer.name in bench.peers:
            commands[peer.name] = bench.peers[peer.name](song.path, f"{bench.folder}/{peer.name}.mp3", factor)
            runs[peer.name] = min(bench.runs, SLOW_RUNS) if peer.is_slow else bench.runs
    # The first run of some peers compiles what later runs find in a cache.
    run_interleaved({name: commands[name] for name in bench.peers}, dict.fromkeys(bench.peers, 1))
    results = run_interleaved(commands, runs)
    base = failing(results["lame -b 192"])
    programs = {}
    for name, found in results.items():
        if name.startswith("wubremix"):
            failing(found)
        programs[name] = row(found, base)
        if "reason" not in programs[name]:
            programs[name]["peak_bytes"] = peak_memory(commands[name])
    for peer in PEERS:
        programs.setdefault(peer.name, {"reason": bench.reasons.get(peer.name)})
        programs[peer.name]["what"] = peer.what
    return programs, decoded


def setting(bench, song, index):
    """The ratio to lame for another setting."""
    label, ours, _ = SETTINGS[index]
    lame, _ = bench.lame(song, index)
    commands = {f"wubremix --jobs {jobs}": bench.remix(song, jobs, ours) for jobs in bench.jobs}
    commands[f"lame {label}"] = lame
    results = run_interleaved(commands, dict.fromkeys(commands, bench.runs))
    base = failing(results[f"lame {label}"])
    return as_setting(label, {name: row(failing(found), base) for name, found in results.items()}, bench.jobs)


def as_setting(label, rows, jobs):
    return {
        "setting": label, "lame": rows[f"lame {label}"]["wall"]["median"],
        "of_lame": {str(count): rows[f"wubremix --jobs {count}"]["of_lame"] for count in jobs},
    }


def row(found, base):
    """The figures of one program, or why there are none."""
    if isinstance(found, CommandFailed):
        return {"reason": str(found)}
    walls = Spread.of([each.wall for each in found])
    return {
        "runs": len(found), "wall": asdict(walls), "cpu": Spread.of([each.cpu for each in found]).median,
        "of_lame": walls.median / Spread.of([each.wall for each in base]).median,
    }


def failing(found):
    """What we cannot do without."""
    if isinstance(found, CommandFailed):
        raise found
    return found


def batch(bench, songs):
    """Songs per minute: one after the other on all cores, and as many at a time as there are cores."""
    queue = [f"{number}\0{song.path}\0" for number, song in enumerate(songs * 2)]
    todo = f"{bench.folder}/batch"
    with open(todo, "w") as file:
        file.write("".join(queue))
    found = {}
    for at_once, jobs in {(1, bench.jobs[-1]), (bench.jobs[-1], 1)}:
        work = (f'xargs -0 -n 2 -P {at_once} sh -c \'"$0" "$2" -o "$1" -y -q --jobs {jobs}\' {bench.program} '
                f'< {todo}')
        # xargs puts number and song behind the program; the number names the output.
        command = ["sh", "-c", f"cd {bench.folder} && {work}"]
        walls = Spread.of([run(command).wall for _ in range(min(bench.runs, 2))])
        found[f"{at_once} at a time, --jobs {jobs}"] = 60 * len(queue) / walls.median
    return dict(sorted(found.items()))


def start_up(bench):
    """Seconds for the version, and for a song of one second."""
    second = f"{bench.folder}/second.wav"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "sine=440:r=44100:d=1", second], check=True)
    commands = {
        "--version": [bench.program, "--version"],
        "1 s of sound": [bench.program, second, "-o", f"{bench.folder}/second.mp3", "-y", "-q"],
    }
    results = run_interleaved(commands, dict.fromkeys(commands, 3 * bench.runs))
    return {
        name: {"reason": str(found)} if isinstance(found, CommandFailed)
        else asdict(Spread.of([each.wall for each in found]))
        for name, found in results.items()}


def machine():
    """What the figures belong to."""
    model = "unknown processor"
    try:
        with open("/proc/cpuinfo") as file:
            model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), model)
    except OSError:
        pass
    return {"cores": len(os.sched_getaffinity(0)), "processor": model, "load_before": os.getloadavg()[0]}
