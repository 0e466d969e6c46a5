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
    if document.get("service"):
        lines += service_lines(document["service"])
    if figures["silent_seconds"]["most"] is not None:
        lines.append(f"hanging workers were found after {figures['silent_seconds']['p50']:.1f} s (median), "
                     f"{figures['silent_seconds']['most']:.1f} s (most); "
                     f"{figures['stacks'][0]} of {figures['stacks'][1]} with their stacks")
    return "\n".join(lines)


def service_lines(service):
    """What there is to tell of a service besides its jobs."""
    clients = service["clients"]
    lines = ["killed: " + ", ".join(f"{role} {count}" for role, count in service["kills"].items()),
             f"connections lost {sum(clients['lost'].values())}, without a reason {len(clients['unexplained'])}; "
             f"put off {sum(clients['postponed'].values())}; heard while they were made {clients['heard']}; "
             f"ready again after {service['start_seconds']:.2f} s at most, "
             f"{len(service['refused_starts'])} starts came too early", *seen_off(service["slow_clients"])]
    for role, ((early_files, early_memory), (late_files, late_memory)) in service["halves"].items():
        idle = [holdings[role] for holdings in service["idle"]]
        lines.append(f"the {role} had at most {early_files} descriptors and {early_memory:.1f} MB in the first half of "
                     f"the undisturbed time, {late_files} and {late_memory:.1f} MB in the second; when idle "
                     f"{idle[0][0]} and {idle[0][1]:.1f} MB at first, {idle[1][0]} and {idle[1][1]:.1f} MB at last")
    return lines + [f"WRONG: {complaint}" for complaint in service["complaints"]]


def seen_off(clients):
    return [f"slow clients ({kind}): {figures['seen_off']} seen off, after {figures['most_seconds'] or 0:.0f} s at most"
            for kind, figures in clients.items()]


def latencies(milliseconds):
    """The figures of some requests of each kind."""
    return {kind: {"requests": len(some), "p50": percentile(some, 50), "p99": percentile(some, 99)}
            for kind, some in milliseconds.items()}


def ratios(quiet, slow):
    """How many times as long requests take beside slow clients."""
    return {kind: {share: slow[kind][share] / quiet[kind][share] for share in ("p50", "p99")} for kind in quiet}


def latency_table(document):
    lines = [f"{'request':8}  {'slow clients':>12}  {'n':>6}  {'p50 ms':>8}  {'p99 ms':>8}  {'p50 ratio':>9}  {'p99 ratio':>9}"]
    for kind, quiet in document["quiet"].items():
        slow, ratio = document["slow"][kind], document["ratios"][kind]
        for count, figures in [(0, quiet), (document["connected"], slow)]:
            lines.append(f"{kind:8}  {count:12}  {figures['requests']:6}  {figures['p50']:8.2f}  {figures['p99']:8.2f}"
                         + (f"  {ratio['p50']:9.2f}  {ratio['p99']:9.2f}" if count else ""))
    lines += seen_off(document["clients"])
    return "\n".join(lines + [f"WRONG: {complaint}" for complaint in document["complaints"]])
