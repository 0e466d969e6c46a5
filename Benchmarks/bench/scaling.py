"""How wall time falls with workers: Amdahl's law, fitted and continued."""

CORES = [8, 32, 64]


def fit(seconds_by_jobs):
    """The serial and the parallel seconds s and p that explain s + p / jobs best (least squares, neither negative).

    `None` for less than two numbers of jobs.
    """
    points = [(1 / jobs, seconds) for jobs, seconds in seconds_by_jobs.items()]
    if len(points) < 2:
        return None
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    parallel = max(slope, 0)
    serial = mean_y - parallel * mean_x
    if serial < 0:
        serial = 0
        parallel = sum(x * y for x, y in points) / sum(x * x for x, _ in points)
    return {
        "serial_seconds": serial, "parallel_seconds": parallel, "serial_fraction": serial / (serial + parallel),
        "seconds_at": {cores: serial + parallel / cores for cores in CORES},
        "most_speedup": (serial + parallel) / serial if serial > 0 else None,
    }


def job_counts(cores):
    """1, 2, ... cores; beyond eight only some of them."""
    if cores <= 8:
        return list(range(1, cores + 1))
    return sorted({1, 2, 4, 8, cores} | {16 * n for n in range(1, cores // 16 + 1)})
