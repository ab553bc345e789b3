"""The register of products: the list, one product whole, and counts beside the list."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ocop_registry import clock, uids
from ocop_registry.api.document import in_path, parameters_of
from ocop_registry.api.errors import Fault, NotThere
from ocop_registry.api.views import json_answer, json_text, refuse
from ocop_registry.journal.models import kept_uid
from products.api import shapes
from products.api.base import FIELDS, PAGING, PublicView, RegisterList, asked
from products.api.lookup import uid_of_code
from products.queries import facets, sentences
from products.queries.filters.products import ProductFilters, ProductListFilters
from products.serving import PRODUCT
from products.today import reading
from products.today.texts import based, merged
from products.today.version import kept
from products.today.whole import whole


class ProductList(RegisterList):
    """One row per product with its current certification and its standing of today; by default
    those in force."""

    summary = "The register of products"
    parameters = (*parameters_of(ProductListFilters), FIELDS, *PAGING)
    answers = shapes.ProductCard

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet, str, Sequence[str]]:
        wanted = self.wanted = asked(
            ProductListFilters, request, reading.rows(PRODUCT, clock.today()), faults
        )
        return wanted.ranked(), wanted.order, wanted.columns


class ProductFacets(PublicView):
    """Counts by province, commune (within a province), stars, sector, set, producer kind and
    standing."""

    summary = "Counts beside the list of products"
    parameters = parameters_of(ProductFilters)
    answers = shapes.FacetAnswer

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        today, full = clock.today(), request.get_full_path()
        return json_answer(kept(("facets", full), today, lambda: self._counted(request, today)))

    def _counted(self, request: HttpRequest, today: date) -> str:
        faults = self.faults(request)
        wanted = asked(ProductFilters, request, reading.rows(PRODUCT, today), faults)
        refuse(faults)
        return json_text({"on": today.isoformat(), "facets": facets.facets(wanted, today)})


class ProductOne(PublicView):
    """One product whole. A product code, or any code it ever bore, leads here as well (302), as
    does a mistyped uid (301)."""

    summary = "One product"
    follows = "seq"  # the sentence tells how complete the province's register is
    path_parameters = (in_path("uid", "uid, or a product code."),)
    answers = shapes.ProductDetail

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        typed = address["uid"]
        uid = uids.normalise(typed)
        if uid is None:
            uid = uid_of_code(typed)
            if uid is None:
                raise NotThere(
                    _("Không có sản phẩm nào có mã “%(code)s” trong sổ đăng ký công khai.")
                    % {"code": typed}
                )
            return HttpResponseRedirect(_address(uid))
        today = clock.today()
        found = whole(uid, today)
        if found is None and (other := kept_uid(PRODUCT, uid)):
            return HttpResponseRedirect(_address(other), status=301)
        if found is None:
            raise NotThere(
                _("Không có sản phẩm nào có mã “%(code)s” trong sổ đăng ký công khai.")
                % {"code": typed}
            )
        if uid != typed:
            return HttpResponseRedirect(_address(uid), status=301)
        cards, sentence = ",".join(found.certifications), sentences.said_of(found, today)
        more = f'{{"certifications":[{cards}],"sentence":{json_text(sentence)}}}'
        return json_answer(based(merged(found.text, more)))


def _address(uid: str) -> str:
    return f"/api/v1/products/{uid}/"
