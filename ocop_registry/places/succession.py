"""From a unit of any time to the units of today that cover it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from ocop_registry.journal.batches import batches
from ocop_registry.places.models import Place, PlaceLevel, Succession

# Abolished before 2025 → merged in 2025 → retyped in 2026, plus room for the reorganisations to
# come.
_LONGEST_CHAIN = 8


def successors_today(place: Place) -> list[Place]:
    """The units in force that cover the place today, in alphabetical order; itself when it is in
    force.

    A district gives every commune that came from its communes; an abolished unit whose heir was
    split gives all it may lie in; a unit whose heir is not known gives nothing. Several for a
    commune: it was split, a person has to choose.
    """
    return units_today([place])[place.pk]


def units_today(places: Iterable[Place]) -> dict[int, list[Place]]:
    """`successors_today` of many places, by primary key, in a number of queries that grows with
    their batches only."""
    places = list(places)
    found: dict[int, set[int]] = {
        place.pk: {place.pk} if place.in_force else set() for place in places
    }
    open_ends: dict[int, set[int]] = {
        place.pk: {place.pk} for place in places if not place.in_force
    }
    for _ in range(_LONGEST_CHAIN):
        if not open_ends:
            break
        ahead = _next_units(set().union(*open_ends.values()))
        for pk, olds in list(open_ends.items()):
            reached = {link for old in olds for link in ahead[old]}
            found[pk] |= {new for new, in_force in reached if in_force}
            open_ends[pk] = {new for new, in_force in reached if not in_force}
            if not open_ends[pk]:
                del open_ends[pk]
    units = Place.objects.select_related("parent", "province").in_bulk(set().union(*found.values()))
    return {
        pk: sorted((units[unit] for unit in today), key=_alphabetically)
        for pk, today in found.items()
    }


def _next_units(olds: set[int]) -> dict[int, set[tuple[int, bool]]]:
    """Where each ended unit went and whether that is in force; for a district also where its
    communes went."""
    ahead: dict[int, set[tuple[int, bool]]] = defaultdict(set)
    for piece in batches(sorted(olds)):
        links = Succession.objects.filter(
            Q(old__in=piece) | Q(old__parent__in=piece, old__parent__level=PlaceLevel.DISTRICT)
        )
        for old, parent, new, until in links.values_list(
            "old_id", "old__parent_id", "new_id", "new__valid_until"
        ):
            for unit in olds & {old, parent}:
                ahead[unit].add((new, until is None))
    return ahead


def _alphabetically(place: Place) -> tuple[bytes, str]:
    return bytes(place.sort_key), place.code
