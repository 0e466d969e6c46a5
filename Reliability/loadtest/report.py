"""Figures of a load test, as a table and as JSON."""
import statistics


def percentile(values, share):
    """The value that `share` of the values do not exceed; `None` of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def summary(results, seconds):
    """The figures of some results together."""
    accepted = [result for result in results if result.accepted]
    times = [result.seconds for result in results]
    replacements = [result.replacement_seconds for result in results if result.replacement_seconds is not None]
    silences = [result.silent_seconds for result in results if result.silent_seconds is not None]
    stacks = [result.has_stack for result in results if result.has_stack is not None]
    return {
        "jobs": len(results),
        "accepted": len(accepted),
        "correct": sum(result.correct for result in accepted),
        "success_percent": 100 * sum(result.correct for result in accepted) / len(accepted) if accepted else None,
        "refused_rightly": sum(result.correct for result in results if not result.accepted),
        "refused_wrongly": sum(not result.correct for result in results if not result.accepted),
        "struck": sum(result.struck for result in results),
        "restarts": sum(result.restarts for result in results),
        "seconds": {"p50": statistics.median(times) if times else None, "p95": percentile(times, 95),
                    "p99": percentile(times, 99)},
        "replacement_seconds": {"p50": percentile(replacements, 50), "p99": percentile(replacements, 99)},
        "silent_seconds": {"p50": percentile(silences, 50), "most": max(silences, default=None)},
        "stacks": [sum(stacks), len(stacks)],
        "jobs_per_minute": 60 * len(results) / seconds if seconds else None,
    }


def table(document):
    rows = [("fault", "jobs", "struck", "accepted", "correct", "restarts", "p50 s", "p95 s", "p99 s", "replaced p99 ms")]
    for name, figures in [*document["faults"].items(), ("all", document["all"])]:
        replaced = figures["replacement_seconds"]["p99"]
        rows.append((
            name, figures["jobs"], figures["struck"], figures["accepted"], figures["correct"], figures["restarts"],
            *(f"{figures['seconds'][key]:.2f}" for key in ("p50", "p95", "p99")),
            "" if replaced is None else f"{1000 * replaced:.0f}"))
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(str(cell).rjust(width) if place else str(cell).ljust(width)
                       for place, (cell, width) in enumerate(zip(row, widths))) for row in rows]
    figures = document["all"]
    lines.append("")
    lines.append(f"success: {figures['correct']} of {figures['accepted']} accepted jobs have the right remix "
                 f"({figures['success_percent']:.2f} %)")
    lines.append(f"refused as they should be: {figures['refused_rightly']}, otherwise: {figures['refused_wrongly']}")
    lines.append(f"{figures['jobs_per_minute']:.0f} jobs a minute, {document['concurrent']} at once, "
                 f"load {document['load'][0]:.1f} before and {document['load'][1]:.1f} after")
    before, after = document["before"], document["after"]
    lines.append("left behind: " + ", ".join(f"{key.replace('_', ' ')} {before[key]} -> {after[key]}" for key in before))
    if document.get("controller"):
        (early_files, early_memory), (late_files, late_memory) = document["controller"]
        lines.append(f"the controller had at most {early_files} descriptors and {early_memory:.1f} MB in the first half "
                     f"of the time, {late_files} and {late_memory:.1f} MB in the second")
    if figures["silent_seconds"]["most"] is not None:
        lines.append(f"hanging workers were found after {figures['silent_seconds']['p50']:.1f} s (median), "
                     f"{figures['silent_seconds']['most']:.1f} s (most); "
                     f"{figures['stacks'][0]} of {figures['stacks'][1]} with their stacks")
    return "\n".join(lines)
