"""The list of recognitions."""

from collections.abc import Mapping
from typing import ClassVar

from django.db.models import Q

from ocop_registry import uids
from ocop_registry.lists.filtersets import OrderFilter, ReadFilter
from products.models.register import PublicEntry
from products.queries import values
from products.queries.decisions import bare_number
from products.queries.filters.register import RegisterFilters, certain, place, since, until
from products.serving import code_key

ORDERS: dict[str, tuple[str, ...]] = {
    "-issued_on": ("-recognised_on", "entry__uid"),
    "issued_on": ("recognised_on", "entry__uid"),
    "-updated_at": ("-entry__updated_seq", "entry__uid"),
}


def _of_scheme(slug: str) -> Q:
    """The card is canonical JSON: within it only the certificate has a member "scheme", and quotes
    in texts are escaped."""
    return Q(entry__card__contains=f'"scheme":"{slug}"')


def _of_decision(text: str) -> Q:
    """By number every decision that bears it; by uid that one alone."""
    number, uid = bare_number(text), uids.normalise(text)
    if uid and "/" not in number:
        keys = PublicEntry.objects.filter(decision_uid=uid).exclude(decision_key="")
        return Q(entry__decision_key__in=keys.values("decision_key"))
    return Q(entry__codes__contains=f"|{code_key(number).replace('|', '')}|")


class CertificationFilters(RegisterFilters):
    """Every recognition, those that ended too. Its rows are PublicState joined to their entries."""

    entry: ClassVar[str] = "entry__"
    orders: ClassVar[Mapping[str, tuple[str, ...]]] = ORDERS
    usual: ClassVar[str] = "-issued_on"

    product = ReadFilter(values.uid, "entry__product_uid", help_text="uid of the product.")
    producer = ReadFilter(values.uid, "entry__producer_uid", help_text="uid of the producer.")
    province = ReadFilter(
        values.province, "entry__province_code", help_text="Code of one of today's provinces."
    )
    place = place("entry", help_text="Any unit, of today or before, by code or name.")
    stars = ReadFilter(
        values.stars,
        "held_stars",
        "in",
        help_text="Stars of the certification, several separated by commas.",
    )
    standing = ReadFilter(
        values.standings_ever,
        "standing",
        "in",
        default="all",
        help_text="Words of standing separated by commas, or `valid`, or `all`.",
    )
    scheme = ReadFilter(
        values.scheme, keeps=_of_scheme, help_text="Criteria scheme, for example `26-2026`."
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
