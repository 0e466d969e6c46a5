"""picture.py RESULTS.json PICTURE.png: draws what was measured. Needs matplotlib."""
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


def draw(results, path):
    figure, panels = plt.subplots(2, 2, figsize=(14, 9), layout="constrained")
    compare(panels[0][0], results["songs"])
    settings(panels[0][1], results["songs"])
    scale(panels[1][0], results)
    stages(panels[1][1], results["songs"])
    machine = results["machine"]
    figure.suptitle(f"wubremix beside others: {machine['cores']} cores, {machine['processor']}, medians of {results['runs']}")
    figure.savefig(path, dpi=110)


def compare(panel, songs):
    """Wall time of each program over that of lame."""
    names = [name for name in songs[0]["programs"] if any("reason" not in song["programs"][name] for song in songs)]
    height = 0.8 / len(songs)
    for number, song in enumerate(songs):
        rows = [(place, song["programs"][name]) for place, name in enumerate(names)
                if "reason" not in song["programs"][name]]
        base = song["programs"]["lame -b 192"]["wall"]["median"]
        panel.barh(
            [place + number * height for place, _ in rows], [row["of_lame"] for _, row in rows], height,
            label=song["name"],
            xerr=[[(row["wall"]["median"] - row["wall"]["least"]) / base for _, row in rows],
                  [(row["wall"]["most"] - row["wall"]["median"]) / base for _, row in rows]])
    panel.set_yticks([place + 0.4 - height / 2 for place in range(len(names))], names)
    panel.invert_yaxis()
    panel.set_xscale("log")
    panel.axvline(1, color="black", linewidth=0.8)
    panel.set_title("wall time / that of lame -b 192 on the remix (least to most)")
    panel.legend()


def settings(panel, songs):
    """The ratio to lame for each setting."""
    labels = [setting["setting"] for setting in songs[0]["settings"]]
    jobs = list(songs[0]["settings"][0]["of_lame"])
    shown = [jobs[0], jobs[-1]] if len(jobs) > 1 else jobs
    width = 0.8 / (len(songs) * len(shown))
    for number, (song, count) in enumerate((song, count) for song in songs for count in shown):
        panel.bar([place + number * width for place in range(len(labels))],
                  [setting["of_lame"][count] for setting in song["settings"]], width,
                  label=f"{song['name']} --jobs {count}")
    panel.set_xticks([place + 0.4 - width / 2 for place in range(len(labels))], labels)
    panel.axhline(1, color="black", linewidth=0.8)
    panel.axhline(0.75, color="grey", linewidth=0.8, linestyle="dashed")
    panel.set_title("wall time / that of lame, by setting (dashed: 0.75)")
    panel.legend(fontsize="small")


def scale(panel, results):
    """Measured and fitted wall times over workers."""
    for number, song in enumerate(results["songs"]):
        fit, colour = song["scaling"], f"C{number}"
        jobs = results["jobs"]
        walls = [song["programs"][f"wubremix --jobs {count}"]["wall"]["median"] for count in jobs]
        panel.plot(jobs, walls, "o", color=colour, label=song["name"])
        if fit:
            cores = [2 ** (step / 4) for step in range(25)]
            panel.plot(cores, [fit["serial_seconds"] + fit["parallel_seconds"] / count for count in cores], color=colour,
                       linewidth=1, label=f"{fit['serial_seconds']:.2f} s + {fit['parallel_seconds']:.2f} s / workers")
    panel.set_xscale("log", base=2)
    panel.set_xticks([1, 2, 4, 8, 16, 32, 64], [1, 2, 4, 8, 16, 32, 64])
    panel.set_ylim(bottom=0)
    panel.set_xlabel("workers (lines beyond the points are the fit's)")
    panel.set_ylabel("wall s")
    panel.set_title("scaling, after Amdahl")
    panel.legend(fontsize="small")


def stages(panel, songs):
    """When each stage ran, and when no worker was busy."""
    colours = {}
    for place, song in enumerate(songs):
        found = song["stages"]
        for name, stage in found["stages"].items():
            colour = colours.setdefault(name, f"C{len(colours)}")
            panel.barh(place, stage["end"] - stage["begin"], 0.5, left=stage["begin"], color=colour, alpha=0.8)
        for stretch in found["alone"]:
            panel.barh(place + 0.35, stretch["seconds"], 0.15, left=stretch["begin"], color="black")
        panel.plot(song["first_sound"]["median"], place, "v", color="black")
    panel.set_yticks(range(len(songs)), [song["name"] for song in songs])
    panel.invert_yaxis()
    handles = [plt.Rectangle((0, 0), 1, 1, color=colour) for colour in colours.values()]
    handles += [plt.Rectangle((0, 0), 1, 1, color="black"), plt.Line2D([], [], marker="v", color="black", linestyle="")]
    panel.legend(
        handles, [*colours, "no worker busy", "first sound of -o -"], fontsize="small", ncols=3, loc="upper center",
        bbox_to_anchor=(0.5, -0.12))
    panel.set_xlabel("s")
    panel.set_title(f"stages with {len(songs[0]['stages']['summary']['workerCPUSeconds'])} workers")


if __name__ == "__main__":
    with open(sys.argv[1]) as source:
        draw(json.load(source), sys.argv[2])
