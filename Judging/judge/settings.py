"""What one run of the rig was asked for."""
import json
import os
from dataclasses import dataclass

import numpy as np


@dataclass
class Settings:
    program: str
    out: str
    options: list
    stems: bool
    recipe: bool
    pictures: list
    keep: bool
    # A song that takes longer is given up.
    seconds: int = 900
    # A folder of JSON files, named like the songs, with a list `beats` of seconds.
    truth: str | None = None
    # Measure what an earlier run kept.
    again: bool = False

    def known_beats(self, name):
        path = os.path.join(self.truth, f"{name}.json") if self.truth else None
        if not path or not os.path.exists(path):
            return None
        with open(path) as file:
            beats = json.load(file).get("beats") or []
        return np.array(beats) if len(beats) > 16 else None

    def wants_picture(self, name):
        return "all" in self.pictures or any(wanted in name for wanted in self.pictures)
