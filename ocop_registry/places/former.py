"""The districts of before 01/07/2025: to which of them a unit of any time belonged, where that is
certain."""

from collections import defaultdict
from collections.abc import Iterable

from ocop_registry.places.models import Place, PlaceLevel, Succession

# retyped in 2026 ← merged in 2025 ← …, with room for the reorganisations to come
_LONGEST_CHAIN = 8


class FormerDistricts:
    """All districts that ever were, read once (one query). A district renamed or retyped meanwhile
    is its last self."""

    def __init__(self) -> None:
        found = (
            Place.objects.filter(level=PlaceLevel.DISTRICT)
            .select_related("parent")
            .defer("lat", "lon", "parent__lat", "parent__lon")
        )
        self._by_pk = {district.pk: district for district in found}
        self.by_code = {district.public_code: district for district in self._by_pk.values()}

    def last(self, pk: int) -> Place:
        """The district by its key, under its last name and kind."""
        district, seen = self._by_pk[pk], {pk}
        while (following := district.successor_id) in self._by_pk and following not in seen:
            seen.add(following)
            district = self._by_pk[following]
        return district

    def keys_of(self, code: str) -> list[int]:
        """Every district (ids) whose last self bears this public code."""
        return sorted(pk for pk in self._by_pk if self.last(pk).public_code == code)

    def of_communes(self, codes: Iterable[str]) -> dict[str, Place]:
        """For communes of today by code: the one district all of whose area they come from.

        A commune joined from several districts is left out: which one a maker sat in cannot be told
        from today's name.
        """
        ends = dict(
            Place.objects.current().communes().filter(code__in=set(codes)).values_list("pk", "code")
        )
        origins: dict[int, set[str]] = {pk: {code} for pk, code in ends.items()}
        districts: dict[str, set[int]] = defaultdict(set)
        for _ in range(_LONGEST_CHAIN):
            if not origins:
                break
            before: dict[int, set[str]] = defaultdict(set)
            links = Succession.objects.filter(new__in=origins).values_list(
                "new_id", "old_id", "old__parent_id"
            )
            for new, old, parent in links:
                district = next((pk for pk in (old, parent) if pk in self._by_pk), None)
                for code in origins[new]:
                    if district is None:
                        before[old].add(code)
                    else:
                        districts[code].add(self.last(district).pk)
            origins = before
        return {
            code: self._by_pk[next(iter(found))]
            for code, found in districts.items()
            if len(found) == 1
        }
