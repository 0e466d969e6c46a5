"""picture.py RESULTS.json PICTURE.png: latency and success over time, faults marked. Needs matplotlib."""
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


def draw(document, path):
    figure, (latency, success) = plt.subplots(
        2, 1, figsize=(13, 8), sharex=True, layout="constrained", height_ratios=[3, 1])
    results = sorted(document["results"], key=lambda result: result["start"])
    for number, fault in enumerate(sorted({result["fault"] for result in results})):
        some = [result for result in results if result["fault"] == fault]
        latency.scatter(
            [result["start"] for result in some], [max(result["seconds"], 1e-3) for result in some], s=14,
            marker="x" if fault else "o", color=plt.cm.tab20(number), label=fault or "undisturbed")
    latency.set_yscale("log")
    latency.set_ylabel("seconds from start to end")
    figure.legend(loc="outside right upper")
    done, right, times = 0, 0, []
    for result in results:
        if result["accepted"]:
            done += 1
            right += result["correct"]
            times.append((result["start"], 100 * right / done))
    success.plot([time for time, _ in times], [share for _, share in times])
    success.set_ylim(min([90, *(share for _, share in times)]), 100.5)
    success.set_ylabel("right remixes, %")
    success.set_xlabel("seconds since the test began")
    figures = document["all"]
    figure.suptitle(f"{figures['jobs']} jobs, {document['concurrent']} at once: {figures['correct']} of "
                    f"{figures['accepted']} accepted ones right, {figures['struck']} struck by a fault")
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        draw(json.load(file), sys.argv[2])
