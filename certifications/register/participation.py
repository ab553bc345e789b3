"""How many products take part in each province and hold no stars yet: they are only counted, never
listed."""

from collections import Counter
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from certifications.models import (
    Application,
    ApplicationStatus,
    Participation,
    RoundStatus,
)
from certifications.register.rows import Row
from ocop_registry.journal.canonical import canonical
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold, sort_key

KIND = "participation"
# Acts on these may change a count.
SUBJECTS = (
    *("application", "round", "certification", "participation", "product", "producer", "places"),
)


def all_rows() -> list[Row]:
    """One row per province in which a product takes part without ever having been certified: an
    office took it into a round, or a register of before names it. Three queries."""
    applied = Application.objects.exclude(status=ApplicationStatus.WITHDRAWN).exclude(
        round__status=RoundStatus.CANCELLED
    )
    told = Participation.objects.exclude(Exists(applied.filter(product=OuterRef("product"))))
    counts = _by_province(applied) + _by_province(told)
    provinces = Place.objects.current().provinces().filter(code__in=counts).order_by("code")
    return [_row(province, counts[province.code]) for province in provinces]


def _by_province(rows: QuerySet[Any]) -> Counter[str]:
    """Today's province (code) → how many products of these rows hold nothing."""
    found = (
        rows.filter(product__certifications=None)
        .annotate(
            province=Coalesce(
                F("product__producer__place__province__code"), F("product__producer__place__code")
            )
        )
        .order_by()
        .values_list("province")
        .annotate(products=Count("product", distinct=True))
    )
    return Counter(dict(found))


def _row(province: Place, products: int) -> Row:
    columns = {
        "kind": KIND,
        "uid": province.code,
        "name": province.name,
        "name_key": fold(province.name),
        "search_key": "",
        "sort_key": sort_key(province.name),
        "province_code": province.code,
        "commune_code": "",
        "producer_uid": "",
        "producer_kind": "",
        "product_uid": "",
        "decision_uid": "",
        "decision_key": "",
        "scheme": "",
        "set_no": 0,
        "sector": "",
        "group": "",
        "codes": "",
        "has_image": False,
        "is_demo": False,
        "card": canonical({"province": province.code, "products": products}),
        "detail": "{}",
    }
    return Row(columns, [], frozenset())
