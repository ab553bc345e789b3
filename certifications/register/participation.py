"""How many products take part in each province and hold no stars yet: they are only counted, never
listed."""

from django.db.models import Count, F
from django.db.models.functions import Coalesce

from certifications.models import Application, ApplicationStatus, RoundStatus
from certifications.register.rows import Row
from ocop_registry.journal.canonical import canonical
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold, sort_key

KIND = "participation"
# Acts on these may change a count.
SUBJECTS = ("application", "round", "certification", "product", "producer", "places")


def all_rows() -> list[Row]:
    """One row per province in which a product takes part without ever having been certified. Two
    queries."""
    counts = dict(
        Application.objects.exclude(status=ApplicationStatus.WITHDRAWN)
        .exclude(round__status=RoundStatus.CANCELLED)
        .filter(product__certifications=None)
        .annotate(
            province=Coalesce(
                F("product__producer__place__province__code"), F("product__producer__place__code")
            )
        )
        .order_by()
        .values_list("province")
        .annotate(products=Count("product", distinct=True))
    )
    provinces = Place.objects.current().provinces().filter(code__in=counts).order_by("code")
    return [_row(province, counts[province.code]) for province in provinces]


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
