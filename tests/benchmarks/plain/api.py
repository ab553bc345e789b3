"""The list (filters, search, pages with their number), one product, and counts beside the list."""

from typing import Any

from django.db.models import Count, F, QuerySet
from rest_framework import generics, pagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from products.models import Product
from tests.benchmarks.plain import asked
from tests.benchmarks.plain.serializers import ProductSerializer, WholeProductSerializer

# facet → column; the own filter of a facet is left out
FACETS = {
    "province": asked.PROVINCE,
    "commune": "producer__place__code",
    "stars": "certifications__stars",
    "sector": "product_set__sector",
    "set": "product_set__no",
    "producer_kind": "producer__kind",
}


class Pages(pagination.PageNumberPagination):
    page_size = 50


class Products(generics.ListAPIView):
    serializer_class = ProductSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Product]:
        return asked.with_valid(asked.valid(self.request.query_params))


class OneProduct(generics.RetrieveAPIView):
    serializer_class = WholeProductSerializer
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[Product]:
        return asked.whole()


class Facets(APIView):
    def get(self, request: Request) -> Response:
        params = request.query_params
        names = [name for name in FACETS if name != "commune" or "province" in params]
        found = {name: _counts(asked.valid(params, [name]), FACETS[name]) for name in names}
        told = asked.ever(params).annotate(standing=asked.standing())
        return Response({"facets": {**found, "standing": _counts(told, "standing")}})


def _counts(rows: QuerySet[Product], column: str) -> dict[Any, int]:
    counted = rows.order_by().values(value=F(column)).annotate(rows=Count("pk"))
    return dict(counted.order_by("value").values_list("value", "rows"))
