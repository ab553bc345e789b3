"""The list of decisions: one row for each number, day and issuer."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from ocop_registry.lists.filtersets import ReadFilter
from products.models.register import PublicEntry
from products.queries import values
from products.queries.decisions import key_prefix
from products.queries.filters.register import RegisterFilters
from products.serving import CERTIFICATION


def _bearing(number: str) -> Q:
    prefix = key_prefix(number)
    return Q(decision_key__startswith=prefix) if prefix else Q(pk__in=[])


def _of_province(code: str) -> Q:
    same = PublicEntry.objects.filter(
        kind=CERTIFICATION, decision_key=OuterRef("decision_key"), province_code=code
    )
    return Q(Exists(same))


class DecisionFilters(RegisterFilters):
    """Its rows are of each decision the first of the recognitions that it made."""

    orders: ClassVar[Mapping[str, tuple[str, ...]]] = {"number": ("decision_key",)}
    usual: ClassVar[str] = "number"

    number = ReadFilter(
        values.short_text,
        keeps=_bearing,
        help_text="Number, whole (`386/QĐ-UBND`) or what stands before its sign (`386`).",
    )
    province = ReadFilter(
        values.province,
        keeps=_of_province,
        help_text="Code of one of today's provinces: decisions that recognised products of it.",
    )


def first_of_each() -> QuerySet[Any]:
    """Of each decision the recognition that stands for it, with the `count` of all of them."""
    recognitions = PublicEntry.objects.filter(kind=CERTIFICATION).exclude(decision_key="")
    same = recognitions.filter(decision_key=OuterRef("decision_key")).order_by()
    earlier = same.filter(
        Q(decision_uid__lt=OuterRef("decision_uid"))
        | Q(decision_uid=OuterRef("decision_uid"), uid__lt=OuterRef("uid"))
    )
    count = same.values("decision_key").annotate(rows=Count("pk")).values("rows")
    return recognitions.filter(~Exists(earlier)).annotate(count=Subquery(count))
