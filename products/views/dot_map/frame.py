"""Where degrees lie on a sheet: plate carrée with the scale of the country's middle latitude, which
keeps its shape within one part in a hundred."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_MIDDLE = math.cos(math.radians(16))  # a degree of longitude, in degrees of latitude
Degrees = tuple[float, float]  # north, east


@dataclass(frozen=True)
class Frame:
    """A sheet of `width` × `height` units whose upper left corner is `north`, `west`; `scale`: units
    a degree of latitude."""

    north: float
    west: float
    scale: float
    width: int
    height: int

    def place(self, spot: Degrees) -> tuple[int, int]:
        """Where a spot lies, in whole units from the upper left corner."""
        north, east = spot
        return round((east - self.west) * _MIDDLE * self.scale), round(
            (self.north - north) * self.scale
        )


def around(spots: Iterable[Degrees], longest: int, margin: int) -> Frame:
    """The sheet that holds all spots, with a margin in its units; its longer side is `longest`."""
    norths, easts = zip(*spots, strict=True)
    tall, wide = max(norths) - min(norths), (max(easts) - min(easts)) * _MIDDLE
    # Of one spot alone no scale follows: it stands in the middle of a quarter of a degree.
    scale = (longest - 2 * margin) / (max(tall, wide) or 0.25)
    return Frame(
        north=max(norths) + margin / scale,
        west=min(easts) - margin / scale / _MIDDLE,
        scale=scale,
        width=round(wide * scale) + 2 * margin,
        height=round(tall * scale) + 2 * margin,
    )
