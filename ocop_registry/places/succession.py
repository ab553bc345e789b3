"""From a unit of any time to the units of today that cover it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from ocop_registry.places.models import Place, Succession

# Abolished before 2025 → merged in 2025 → retyped in 2026, plus room for the reorganisations to come.
_LONGEST_CHAIN = 8


def successors_today(place: Place) -> list[Place]:
    """The units in force that cover the place today, in alphabetical order; itself when it is in force.

    A district gives every commune that came from its communes; an abolished unit whose heir was split gives all it may lie
    in; a unit whose heir is not known gives nothing. Several for a commune: it was split, a person has to choose.
    """
    return units_today([place])[place.pk]


def units_today(places: Iterable[Place]) -> dict[int, list[Place]]:
    """`successors_today` of many places, by primary key, in a number of queries that does not grow with them."""
    reached: dict[int, set[int]] = {place.pk: {place.pk} for place in places}
    found: dict[int, set[int]] = {pk: set() for pk in reached}
    for _ in range(_LONGEST_CHAIN):
        waiting = set().union(*reached.values())
        if not waiting:
            break
        in_force = set(Place.objects.current().filter(pk__in=waiting).values_list("pk", flat=True))
        ahead = _next_units(waiting - in_force)
        for pk, units in reached.items():
            found[pk] |= units & in_force
            reached[pk] = set().union(*(ahead[unit] for unit in units - in_force))
    units = Place.objects.select_related("parent", "province").in_bulk(set().union(*found.values()))
    return {
        pk: sorted((units[unit] for unit in today), key=lambda unit: (bytes(unit.sort_key), unit.code))
        for pk, today in found.items()
    }


def _next_units(olds: set[int]) -> dict[int, set[int]]:
    """Where each ended unit went; a district, which has no heir of its own, where its communes went."""
    ahead: dict[int, set[int]] = defaultdict(set)
    links = Succession.objects.filter(Q(old__in=olds) | Q(old__parent__in=olds, old__parent__level="district"))
    for old, parent, new in links.values_list("old_id", "old__parent_id", "new_id"):
        for unit in olds & {old, parent}:
            ahead[unit].add(new)
    return ahead
