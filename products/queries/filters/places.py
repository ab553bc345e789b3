"""The list of administrative units, of today and of before."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import DateField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from ocop_registry.lists.filtersets import ReadFilter
from ocop_registry.places.models import PlaceKind, PlaceLevel
from ocop_registry.places.search import named as by_name
from products.models.register import LAST_DAY
from products.queries import values
from products.queries.filters.register import RELEVANCE, RegisterFilters

# the bearers of one code are told apart by their last day
_NAME = ("sort_key", "code", "until")
IN_FORCE = {"true": True, "false": False, "all": None}


class _OnDay(ReadFilter):
    """Units that existed on a day."""

    def filter(self, qs: Any, value: Any) -> QuerySet:
        return qs.in_force(value)


class PlaceFilters(RegisterFilters):
    """Units in force, unless asked otherwise."""

    orders: ClassVar[Mapping[str, tuple[str, ...]]] = {"name": _NAME, RELEVANCE: ("fit", *_NAME)}

    q = ReadFilter(
        values.words,
        keeps=lambda text: by_name(text)[0],
        help_text="A part of the name, or the code; higher units may follow after a comma.",
    )
    level = ReadFilter(
        values.one_of(PlaceLevel.values),
        "level",
        choices=PlaceLevel.values,
        help_text="Level of the unit.",
    )
    kind = ReadFilter(
        values.one_of(PlaceKind.values),
        "kind",
        choices=PlaceKind.values,
        help_text="Kind of the unit.",
    )
    province = ReadFilter(
        values.province,
        keeps=lambda code: Q(province__code=code) | Q(code=code, valid_until__isnull=True),
        help_text="Code of one of today's provinces: the units that belong to it today, ended ones"
        " included.",
    )
    in_force = ReadFilter(
        values.one_of(IN_FORCE),
        keeps=lambda word: Q() if word == "all" else Q(valid_until__isnull=IN_FORCE[word]),
        default="true",
        choices=tuple(IN_FORCE),
        help_text="`true`, `false` or `all`.",
    )
    on = _OnDay(values.day, help_text="Units that existed on that day, in force today or not.")

    def _defaults(self) -> dict[str, str]:
        """A day asks for the units of that day, whatever became of them."""
        return {} if str(self.data.get("on", "")).strip() else super()._defaults()

    def ranked(self) -> QuerySet:
        found = self.matching().annotate(
            until=Coalesce("valid_until", Value(LAST_DAY), output_field=DateField())
        )
        if self.order == RELEVANCE:
            found = found.annotate(fit=by_name(self.values["q"])[1])
        return found
