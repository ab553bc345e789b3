"""Bringing the table of places to what the reference files say, in one act; nothing happens when it
already is."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalLine
from ocop_registry.places.models import Place, PlaceLevel, Succession
from ocop_registry.places.names import DATA, name_key
from ocop_registry.places.reference import Key, Reference, Unit
from ocop_registry.places.text import sort_key

# Raise when keys or rows are built differently from the same files, so that the next load rewrites
# them.
FORMAT = 1

_LINE = ("places", "reference")
_PLAIN = (
    "kind",
    "name",
    "full_name",
    "name_en",
    "valid_until",
    "dates_exact",
    "decree",
    "lat",
    "lon",
)
_REFERENCES = ("parent_id", "successor_id", "province_id")
_UPDATED = [*_PLAIN, "parent", "successor", "province", "search_key", "sort_key"]


@dataclass(frozen=True)
class Loaded:
    """What a load did. `counts`: the table afterwards; `created`, `updated`, `removed`: rows of
    places."""

    counts: dict[str, int]
    created: int = 0
    updated: int = 0
    removed: int = 0
    changed: bool = False


def load(
    progress: Callable[[str], None] = lambda line: None, reference: Reference | None = None
) -> Loaded:
    """Load the reference files. Raises ProtectedError, changing nothing, when a unit in use is gone
    from the files."""
    reference = reference or Reference(DATA)
    recorded, wanted = _recorded(), {"format": FORMAT, "files": reference.checksums()}
    if recorded == {**wanted, "counts": counts()}:
        return Loaded(recorded["counts"])
    with act("places.load", by=None) as deed:
        table = _Table(progress)
        table.sync(reference)
        held = counts()
        deed.line(*_LINE, recorded or None, {**wanted, "counts": held})
    return Loaded(held, table.created, table.updated, table.removed, changed=True)


def counts() -> dict[str, int]:
    """How many units the table holds: in force by kind, ended by level."""
    ended = Q(valid_until__isnull=False)
    old, gone, retyped = (
        ended & Q(valid_from__isnull=True, dates_exact=True),
        ended & Q(valid_from__isnull=True, dates_exact=False),
        ended & Q(valid_from__isnull=False),
    )
    now = Q(valid_until__isnull=True)
    wanted = {
        f"current_{level}": now & Q(level=level)
        for level in (PlaceLevel.PROVINCE, PlaceLevel.COMMUNE)
    }
    wanted |= {
        f"current_{kind}": now & Q(level=PlaceLevel.COMMUNE, kind=kind)
        for kind in ("xa", "phuong", "dac_khu")
    }
    wanted |= {
        f"retyped_{level}": retyped & Q(level=level)
        for level in (PlaceLevel.PROVINCE, PlaceLevel.COMMUNE)
    }
    wanted |= {f"old_{level}": old & Q(level=level) for level in PlaceLevel.values}
    wanted |= {
        f"abolished_{level}": gone & Q(level=level)
        for level in (PlaceLevel.DISTRICT, PlaceLevel.COMMUNE)
    }
    found = Place.objects.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in wanted.items()}
    )
    return {**found, "successions": Succession.objects.count()}


def _recorded() -> dict[str, Any]:
    """What the journal says was loaded last; lines hold only what changed, so they add up."""
    kind, uid = _LINE
    state: dict[str, Any] = {}
    for text in (
        JournalLine.objects.filter(kind=kind, uid=uid).order_by("pk").values_list("text", flat=True)
    ):
        state |= json.loads(text)["after"]
    return state


class _Table:
    """The stored places by key, and what has been done to them."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.progress = progress
        self.stored: dict[Key, Place] = {
            (place.level, place.code, place.valid_from): place for place in Place.objects.all()
        }
        self.ids: dict[Key, int] = {}
        self.created = self.updated = self.removed = 0

    def sync(self, reference: Reference) -> None:
        layers = list(reference.layers())
        self._close([unit for _, units in layers for unit in units])
        for title, units in layers:
            self._sync_layer(units)
            self.progress(f"{title}: {len(units)}")
        self._sync_links(reference)
        self._remove_strangers()

    def _close(self, units: list[Unit]) -> None:
        """End the periods that ended first, so that a code never has two units in force, not even
        for a moment."""
        ending = []
        for unit in units:
            place = self.stored.get(unit.key)
            if place is not None and place.valid_until is None and unit.valid_until is not None:
                place.valid_until = unit.valid_until
                ending.append(place)
        Place.objects.bulk_update(ending, ["valid_until"], batch_size=200)

    def _sync_layer(self, units: list[Unit]) -> None:
        fresh, changed = [], []
        for unit in units:
            wanted, stored = self._place(unit), self.stored.get(unit.key)
            if stored is None:
                fresh.append(wanted)
            else:
                wanted.pk = self.ids[unit.key] = stored.pk
                if _state(wanted) != _state(stored):
                    changed.append(wanted)
        Place.objects.bulk_update(changed, _UPDATED, batch_size=50)
        for place in Place.objects.bulk_create(fresh, batch_size=1000):
            self.ids[place.level, place.code, place.valid_from] = place.pk
        self.created += len(fresh)
        self.updated += len(changed)

    def _place(self, unit: Unit) -> Place:
        plain = {name: getattr(unit, name) for name in ("level", "code", "valid_from", *_PLAIN)}
        return Place(
            **plain,
            parent_id=self.ids[unit.parent] if unit.parent else None,
            successor_id=self.ids[unit.successor] if unit.successor else None,
            province_id=self.ids[unit.province] if unit.province else None,
            search_key=name_key(unit.name),
            sort_key=sort_key(unit.name, limit=400),
        )

    def _sync_links(self, reference: Reference) -> None:
        wanted = {
            (self.ids[link.old], self.ids[link.new], str(link.extent), link.is_default)
            for link in reference.links
        }
        if wanted == set(
            Succession.objects.values_list("old_id", "new_id", "extent", "is_default")
        ):
            return
        Succession.objects.all().delete()
        rows = [
            Succession(old_id=old, new_id=new, extent=extent, is_default=default)
            for old, new, extent, default in sorted(wanted)
        ]
        Succession.objects.bulk_create(rows, batch_size=1000)
        self.progress(f"quan hệ kế thừa: {len(rows)}")

    def _remove_strangers(self) -> None:
        strangers = [place.pk for key, place in self.stored.items() if key not in self.ids]
        for level in (PlaceLevel.COMMUNE, PlaceLevel.DISTRICT, PlaceLevel.PROVINCE):
            self.removed += (
                Place.objects.filter(pk__in=strangers, level=level)
                .delete()[1]
                .get("places.Place", 0)
            )


def _state(place: Place) -> tuple:
    """Everything the files decide about a place, comparable across engines."""
    return (
        *(getattr(place, name) for name in (*_PLAIN, *_REFERENCES, "search_key")),
        bytes(place.sort_key),
    )
