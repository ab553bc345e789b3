"""The register of products: the list, one product whole, and counts beside the list."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ocop_registry import clock, uids
from ocop_registry.api.document import in_path, query
from ocop_registry.api.errors import Fault, NotThere
from ocop_registry.api.views import json_answer, json_text, refuse
from ocop_registry.journal.merged import kept_uid
from products.api import shapes
from products.api.base import FIELDS, PAGING, ListView, PublicView, columns_of, told
from products.api.certifications import SERVED, certification_texts
from products.api.lookup import sentence_of, uid_of_code
from products.queries import facets, filters, ordering, search
from products.serving import PRODUCT, card_of, detail_text, merged, states

FILTERS = (
    query("q", "Words of name, producer, place or code, without regard to diacritics."),
    query("province", "Code of one of today's provinces."),
    query("commune", "Code of one of today's communes."),
    query(
        "place",
        "Any unit, of today or before, by code (`19@2025-06-30`) or name (`huyện Na Rì, tỉnh Bắc"
        " Kạn`).",
    ),
    query("stars", "Stars that count today: `3`, `4`, `5`, several separated by commas."),
    query("stars__gte", "At least so many stars that count today."),
    query("held_stars", "Stars of the certification shown, whatever its standing."),
    query("set", "Number of the product set, several separated by commas."),
    query("sector", "Sector, as in the cards."),
    query("group", "Group, as in the cards."),
    query("producer", "uid of the producer."),
    query("producer_kind", "Kind of the producer, several separated by commas."),
    query(
        "standing", "Words of standing separated by commas, or `valid`, or `all`.", default="valid"
    ),
    query("recognised_after", "Recognised on that day or later."),
    query("recognised_before", "Recognised on that day or earlier."),
    query("expires_before", "Expires on that day or earlier."),
    query("updated_after", "Changed after that instant (RFC 3339) or day."),
    query("has_image", "`true` or `false`."),
)
ORDERING = query(
    "ordering", "With `q` the closest first, else by name.", enum=list(ordering.ORDERINGS)
)


class ProductList(ListView):
    """One row per product with its current certification and its standing of today; by default
    those in force."""

    summary = "The register of products"
    parameters = (*FILTERS, ORDERING, FIELDS, *PAGING)
    answers = shapes.ProductCard

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet, str, Sequence[str]]:
        selection = selected(self, request, faults)
        columns = ordering.columns(selection.order)
        matching = selection.matching()
        if selection.order == ordering.RELEVANCE:
            matching = matching.annotate(rank=search.rank(selection.values["q"]))
        # Only what is served: details are several times the size of cards, and rows need not become
        # objects.
        return (
            matching.values_list(*columns_of(*SERVED, order=columns), named=True),
            selection.order,
            columns,
        )

    def card(self, row: Any) -> str:
        return card_of(row.entry__card, row.entry__updated_at, row.state)


class ProductFacets(PublicView):
    """Counts by province, commune (within a province), stars, sector, set, producer kind and
    standing."""

    summary = "Counts beside the list of products"
    parameters = FILTERS
    answers = shapes.FacetAnswer

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        faults = self.faults(request)
        selection = selected(self, request, faults)
        refuse(faults)
        return json_answer(
            json_text({"on": selection.on.isoformat(), "facets": facets.facets(selection)})
        )


class ProductOne(PublicView):
    """One product whole. A product code, or any code it ever bore, leads here as well (302), as
    does a mistyped uid (301)."""

    summary = "One product"
    path_parameters = (in_path("uid", "uid, or a product code."),)
    answers = shapes.ProductDetail

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        asked = address["uid"]
        uid = uids.normalise(asked)
        if uid is None:
            uid = uid_of_code(asked)
            if uid is None:
                raise NotThere(
                    _("Không có sản phẩm nào có mã “%(code)s” trong sổ đăng ký công khai.")
                    % {"code": asked}
                )
            return HttpResponseRedirect(_address(uid))
        today = clock.today()
        state = states(PRODUCT, today).filter(entry__uid=uid).first()
        if state is None and (kept := kept_uid(PRODUCT, uid)):
            return HttpResponseRedirect(_address(kept), status=301)
        if state is None:
            raise NotThere(
                _("Không có sản phẩm nào có mã “%(code)s” trong sổ đăng ký công khai.")
                % {"code": asked}
            )
        if uid != asked:
            return HttpResponseRedirect(_address(uid), status=301)
        certifications = ",".join(certification_texts(uid, today))
        more = f'{{"certifications":[{certifications}],"sentence":{json_text(sentence_of(state))}}}'
        return json_answer(merged(detail_text(state.entry, state), more))


def selected(view: PublicView, request: HttpRequest, faults: list[Fault]) -> filters.Selection:
    """What the address asks for, of the products of today; what cannot be read is added to the
    faults."""
    params: dict[str, Any] = {name: request.GET[name] for name in request.GET}
    also = [parameter.name for parameter in view.parameters]
    selection = filters.read(params, clock.today(), also)
    told(selection.problems, faults)
    return selection


def _address(uid: str) -> str:
    return f"/api/v1/products/{uid}/"
