"""What two texts of a place have in common when they mean the same, however they are written: one
question, and one answer, serves them all."""

from functools import lru_cache

from ocop_registry.places.models import PlaceKind
from ocop_registry.places.names import Segment
from ocop_registry.places.reading.ways import split

_USUAL = frozenset({PlaceKind.COMMUNE})  # "xã", which is often left out


@lru_cache(8192)
def meaning(text: str) -> str:
    """ "Xã Hồng Thái, huyện Na Hang", "Hồng Thái - Na Hang" and "hong thai, h. na hang" are one;
    "thị trấn Hồng Thái" is another."""
    ways = split(text)
    if not ways:
        return text
    units = max(ways, key=len)
    return ", ".join([_first(units[0]), *(one.readings[0].key for one in units[1:])])


def _first(unit: Segment) -> str:
    reading = unit.readings[0]
    if not reading.kinds or reading.kinds == _USUAL:
        return reading.key
    return f"{'/'.join(sorted(reading.kinds))} {reading.key}"
