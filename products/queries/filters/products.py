"""The list of products: what its page, its files, its counts and the API may be asked."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import Q

from ocop_registry.lists.filtersets import OrderFilter, ReadFilter
from products.queries import values
from products.queries.filters.register import (
    RELEVANCE,
    RegisterFilters,
    certain,
    expiring,
    named,
    place,
    since,
    standing_among,
    until,
    words,
)
from products.queries.search import closeness
from products.standings import VALID

_NAME = ("sort_key", "uid")
ORDERS: dict[str, tuple[str, ...]] = {
    "name": _NAME,
    "-stars": ("-stars", *_NAME),
    "-recognised_on": ("-recognised_on", "uid"),
    "expires_on": ("expires_on", "uid"),
    "-updated_at": ("-updated_seq", "uid"),
    RELEVANCE: closeness.COLUMNS,
}


def _standing(words: Sequence[str]) -> Q:
    return Q(valid=1) if set(words) == VALID else standing_among(words, values.STANDINGS)


class ProductFilters(RegisterFilters):
    """Products of a day, those that are valid unless asked otherwise. Its rows are those of
    ProductToday, or the same of another day."""

    orders: ClassVar[Mapping[str, tuple[str, ...]]] = ORDERS

    q = words(
        help_text="Words of name, producer, place or code, without regard to diacritics; of the"
        " last one its beginning is enough.",
    )
    province = ReadFilter(
        values.province, "province_code", help_text="Code of one of today's provinces."
    )
    commune = ReadFilter(
        values.commune, "commune_code", help_text="Code of one of today's communes."
    )
    place = place(
        help_text="Any unit, of today or before, by code (`19@2025-06-30`) or name (`huyện Na Rì,"
        " tỉnh Bắc Kạn`).",
    )
    stars = ReadFilter(
        values.stars,
        "stars",
        "in",
        help_text="Stars that count today: `3`, `4`, `5`, several separated by commas.",
    )
    stars__gte = ReadFilter(
        values.least_stars, "stars", "gte", help_text="At least so many stars that count today."
    )
    held_stars = ReadFilter(
        values.stars,
        "held_stars",
        "in",
        help_text="Stars of the certification shown, whatever its standing.",
    )
    set = ReadFilter(
        values.sets,
        "set_no",
        "in",
        help_text="Number of the product set, several separated by commas.",
    )
    sector = ReadFilter(values.sector, "sector", help_text="Sector, as in the cards.")
    group = ReadFilter(values.group, "group", help_text="Group, as in the cards.")
    producer = ReadFilter(values.uid, "producer_uid", help_text="uid of the producer.")
    producer_kind = ReadFilter(
        values.producer_kinds,
        "producer_kind",
        "in",
        help_text="Kind of the producer, several separated by commas.",
    )
    standing = ReadFilter(
        values.standings,
        keeps=_standing,
        default="valid",
        help_text="Words of standing separated by commas, or `valid`, or `all`.",
    )
    recognised_after = since(
        "recognised_on", "recognised_last", help_text="Recognised on that day or later."
    )
    recognised_before = until(
        "recognised_on", "recognised_last", help_text="Recognised on that day or earlier."
    )
    expires_before = expiring(help_text="Expires on that day or earlier.")
    certain = certain()
    updated_after = ReadFilter(
        values.instant,
        "updated_at",
        "gt",
        help_text="Changed after that instant (RFC 3339) or day.",
    )
    has_image = ReadFilter(values.yes_or_no, "has_image", help_text="`true` or `false`.")


class ProductListFilters(ProductFilters):
    """The same with the order of the list, which counts have no use for."""

    ordering = OrderFilter(named(ORDERS), help_text="With `q` the closest first, else by name.")
