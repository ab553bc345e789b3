"""Questions about places: which unit of several, in words of which no two are alike; asked once for
all rows that mean the same."""

from collections import Counter
from collections.abc import Iterable, Sequence

from certifications.identity.places import with_day
from certifications.imports.contract import Option
from ocop_registry.places.models import Place
from ocop_registry.places.reading.meaning import meaning


def unit_options(units: Iterable[Place], *, today: bool = False) -> list[Option]:
    """An answer for each unit, by its code; of two with the same whole name each with its code.
    `today`: units of today, by their whole name alone."""
    found = list({unit.pk: unit for unit in units}.values())
    labels = [unit.path() if today else with_day(unit) for unit in found]
    times = Counter(labels)
    return [
        Option(unit.public_code, label if times[label] == 1 else f"{label}, mã {unit.public_code}")
        for unit, label in zip(found, labels, strict=True)
    ]


def key_of(texts: Sequence[str], options: Iterable[Option]) -> str:
    """What makes one question of several rows: what they mean, and what may be chosen."""
    return "|".join([meaning(", ".join(texts)), *sorted(one.value for one in options)])
