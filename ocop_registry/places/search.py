"""The search behind every place field: units by a part of their name, those in force first."""

from django.db.models import Case, IntegerField, Q, Value, When

from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.names import Segment
from ocop_registry.places.reading.ways import split


def find(query: str, limit: int = 20, *, within: Q | None = None) -> list[Place]:
    """Units whose name contains the query: in force before ended, whole names before parts,
    provinces before communes.

    Higher units may follow after a comma ("kim lu, na ri"); a code finds its bearers, of today and
    before. `today_units` is filled in for all; `within` narrows the units looked through. At most
    six queries, however many units.
    """
    matching, fit = named(query)
    places: list[Place] = list(
        Place.objects.filter(matching, within or Q())
        .annotate(
            ended=Case(
                When(valid_until__isnull=True, then=0), default=1, output_field=IntegerField()
            ),
            fit=fit,
            rank=Case(
                When(level=PlaceLevel.PROVINCE, then=0),
                When(level=PlaceLevel.DISTRICT, then=1),
                default=2,
            ),
        )
        .select_related("parent__parent", "province", "successor")
        .order_by("ended", "fit", "rank", "sort_key", "code", "-valid_until")[:limit]
    )
    today = Place.objects.units_today(places)
    for place in places:
        place.today_units = today[place.pk]
    return places


def named(query: str) -> tuple[Q, Value | Case]:
    """Units whose name contains the query or whose code it is, and how well they fit: 0 whole, 1
    beginning, 2 inside."""
    return _by_code(query.strip()) or _by_name(query)


def _by_code(query: str) -> tuple[Q, Value] | None:
    code, _, last_day = query.partition("@")
    if not (code.isascii() and code.isdigit() and len(code) in {2, 3, 5}):
        return None
    # A short number may also be a name: phường 10.
    return Q(code=code) | Q(search_key=code.lstrip("0"), level=PlaceLevel.COMMUNE), Value(0)


def _by_name(query: str) -> tuple[Q, Case]:
    """Units that match, and how well: 0 the whole name, 1 its beginning, 2 inside. A query without
    a name matches none."""
    ways = split(query)
    if not ways:
        return Q(pk__in=[]), Case(default=Value(2))
    first, *higher = ways[0]
    matching = _named(first)
    for segment in higher:
        matching &= _under(segment)
    keys = [reading.key for reading in first.readings]
    beginning = Q(*[("search_key__startswith", key) for key in keys], _connector=Q.OR)
    return matching, Case(
        When(search_key__in=keys, then=Value(0)), When(beginning, then=Value(1)), default=Value(2)
    )


def _named(segment: Segment) -> Q:
    named = Q()
    for reading in segment.readings:
        named |= Q(
            search_key__contains=reading.key,
            **({"kind__in": sorted(reading.kinds)} if reading.kinds else {}),
        )
    return named


def _under(segment: Segment) -> Q:
    """Below a unit of that name, or in what is today a province of that name."""
    above = Q()
    for reading in segment.readings:
        for relation in ("parent", "parent__parent", "province"):
            above |= Q(**{f"{relation}__search_key__contains": reading.key})
    return above
