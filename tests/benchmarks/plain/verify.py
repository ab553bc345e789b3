"""May these stars be trusted? By product code, GTIN or uid; one, or up to a thousand."""

from collections import defaultdict
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from certifications.law import rules
from certifications.models import Certification
from ocop_registry import clock
from products.models import Product
from tests.benchmarks.plain import asked
from tests.benchmarks.plain.serializers import CertificationSerializer, ProducerSerializer


class Verify(APIView):
    def get(self, request: Request) -> Response:
        return Response({"results": verified([request.query_params["code"]])})

    def post(self, request: Request) -> Response:
        return Response({"results": verified(request.data["codes"][:1000])})


def verified(codes: list[str]) -> list[dict[str, Any]]:
    """One answer a code, in five queries whatever their number."""
    found: dict[str, set[int]] = defaultdict(set)
    bearing = Certification.objects.filter(code__in=codes).values_list("code", "product_id")
    for code, product in bearing:
        found[code].add(product)
    for column in ("gtin", "uid"):
        for code, product in Product.objects.filter(**{f"{column}__in": codes}).values_list(
            column, "pk"
        ):
            found[code].add(product)
    keys = set().union(*found.values()) if found else set()
    products = {one.pk: one for one in asked.whole().filter(pk__in=keys)}
    return [_answer(code, [products[key] for key in found[code]]) for code in codes]


def _answer(code: str, products: list[Product]) -> dict[str, Any]:
    if len(products) != 1:
        return {"code": code, "standing": "ambiguous" if products else "unknown", "product": None}
    product = products[0]
    standing, resting = rules.product_standing(list(product.certifications.all()), clock.today())
    return {
        "code": code,
        "standing": standing,
        "stars": resting.stars if resting and standing in rules.VALID else None,
        "product": {"uid": product.uid, "name": product.name},
        "producer": ProducerSerializer(product.producer).data,
        "certification": CertificationSerializer(resting).data if resting else None,
    }
