"""The list of producers."""

from collections.abc import Mapping
from typing import ClassVar

from ocop_registry.lists.filtersets import OrderFilter, ReadFilter
from products.queries import values
from products.queries.filters.register import RELEVANCE, RegisterFilters, named, place, words
from products.queries.search import closeness

_NAME = ("sort_key", "uid")
ORDERS: dict[str, tuple[str, ...]] = {
    "name": _NAME,
    "-updated_at": ("-updated_seq", "uid"),
    RELEVANCE: closeness.COLUMNS,
}


class ProducerFilters(RegisterFilters):
    """Its rows are PublicEntry."""

    orders: ClassVar[Mapping[str, tuple[str, ...]]] = ORDERS

    q = words(
        help_text="Words of the name or place, without regard to diacritics; of the last one its"
        " beginning is enough."
    )
    province = ReadFilter(
        values.province, "province_code", help_text="Code of one of today's provinces."
    )
    commune = ReadFilter(
        values.commune, "commune_code", help_text="Code of one of today's communes."
    )
    place = place(help_text="Any unit, of today or before, by code or name.")
    kind = ReadFilter(
        values.producer_kinds,
        "producer_kind",
        "in",
        help_text="Kind of the producer, several separated by commas.",
    )
    ordering = OrderFilter(named(ORDERS), help_text="With `q` the closest first, else by name.")
