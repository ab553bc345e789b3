"""The list of recognitions."""

from collections.abc import Mapping
from typing import ClassVar

from django.db.models import Exists, OuterRef, Q

from ocop_registry import uids
from ocop_registry.lists.filtersets import OrderFilter, ReadFilter
from products.codes import bare_number, writings_of
from products.models.register import PublicEntry
from products.models.today import PublicCode
from products.queries import values
from products.queries.filters.register import (
    RegisterFilters,
    certain,
    place,
    since,
    standing_among,
    until,
)
from products.serving import code_key
from products.standings import Standing

ORDERS: dict[str, tuple[str, ...]] = {
    "-issued_on": ("-recognised_on", "uid"),
    "issued_on": ("recognised_on", "uid"),
    "-updated_at": ("-updated_seq", "uid"),
}


def _of_decision(text: str) -> Q:
    """By number every decision that bears it; by uid that one alone."""
    number, uid = bare_number(text), uids.normalise(text)
    if uid and "/" not in number:
        keys = PublicEntry.objects.filter(decision_uid=uid).exclude(decision_key="")
        return Q(decision_key__in=keys.values("decision_key"))
    bearing = PublicCode.objects.filter(
        entry=OuterRef("listed_id"),
        code__in=[code_key(one).replace("|", "") for one in writings_of(number)],
    )
    return Q(Exists(bearing))


class CertificationFilters(RegisterFilters):
    """Every recognition, those that ended too. Its rows are those of CertificationToday, or the
    same of another day."""

    orders: ClassVar[Mapping[str, tuple[str, ...]]] = ORDERS
    usual: ClassVar[str] = "-issued_on"

    product = ReadFilter(values.uid, "product_uid", help_text="uid of the product.")
    producer = ReadFilter(values.uid, "producer_uid", help_text="uid of the producer.")
    province = ReadFilter(
        values.province, "province_code", help_text="Code of one of today's provinces."
    )
    place = place(help_text="Any unit, of today or before, by code or name.")
    stars = ReadFilter(
        values.stars,
        "held_stars",
        "in",
        help_text="Stars of the certification, several separated by commas.",
    )
    standing = ReadFilter(
        values.standings_ever,
        keeps=lambda words: standing_among(words, tuple(Standing)),
        default="all",
        help_text="Words of standing separated by commas, or `valid`, or `all`.",
    )
    scheme = ReadFilter(
        values.scheme, "scheme", help_text="Criteria scheme, for example `26-2026`."
    )
    decision = ReadFilter(
        values.short_text,
        keeps=_of_decision,
        help_text="Number of the decision, or its uid (a number alone may be several decisions').",
    )
    issued_after = since(
        "recognised_on", "recognised_last", help_text="Issued on that day or later."
    )
    issued_before = until(
        "recognised_on", "recognised_last", help_text="Issued on that day or earlier."
    )
    certain = certain()
    ordering = OrderFilter(ORDERS, default="-issued_on", help_text="Order of the rows.")
