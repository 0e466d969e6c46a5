"""What one run of the rig was asked for."""
from dataclasses import dataclass


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

    def wants_picture(self, name):
        return "all" in self.pictures or any(wanted in name for wanted in self.pictures)
