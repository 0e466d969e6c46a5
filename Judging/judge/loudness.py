"""Loudness and true peak as ffmpeg's ebur128 filter measures them."""
import re
import subprocess

import numpy as np

TARGET, TOLERANCE, CEILING = -14.0, 0.3, -1.0


def measure(path):
    """Integrated loudness, true peak, loudness range, and momentary loudness (400 ms) every 100 ms."""
    # Printed per frame, the values have three decimals; the filter's summary has one.
    command = ["ffmpeg", "-nostats", "-hide_banner", "-v", "error", "-i", path, "-af",
               "ebur128=peak=true:metadata=1,ametadata=print:file=-", "-f", "null", "-"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def values(name):
        return [float(v) for v in re.findall(rf"lavfi\.r128\.{name}=(\S+)", out)]

    # The filter gives the peak as a linear factor.
    peak = 20 * np.log10(max(values("true_peak")[-1], 1e-6))
    return {"integrated": values("I")[-1], "true_peak": float(peak), "range": values("LRA")[-1],
            "momentary": np.nan_to_num(values("M"), nan=-120, neginf=-120)}


def mean(momentary, first, last):
    """The loudness of a stretch (seconds) as one figure: the mean of the momentary powers."""
    chosen = momentary[int(first * 10) + 3: max(int(last * 10), int(first * 10) + 4)]
    power = np.mean(10 ** (chosen / 10)) if len(chosen) else 0
    return float(10 * np.log10(max(power, 1e-12)))
