"""Every recognition ever, each with its standing of today."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ocop_registry import clock, uids
from ocop_registry.api.document import in_path, query
from ocop_registry.api.errors import Fault, NotThere
from ocop_registry.api.views import json_answer, json_text, refuse
from ocop_registry.journal.merged import kept_uid
from products.api import filters, shapes
from products.api.base import FIELDS, PAGING, ListView, PublicView, columns_of
from products.api.lookup import sentence_of
from products.serving import CERTIFICATION, card_of, card_text, merged, states

ORDERINGS: dict[str, tuple[str, ...]] = {
    "-issued_on": ("-recognised_on", "entry__uid"),
    "issued_on": ("recognised_on", "entry__uid"),
    "-updated_at": ("-entry__updated_seq", "entry__uid"),
}
SERVED = ("entry__card", "entry__updated_at", "state")


class CertificationList(ListView):
    """Every recognition, those that ended too. Of some old ones the day of issue is not known: they
    come last."""

    summary = "All certifications"
    parameters = (
        query("product", "uid of the product."),
        query("producer", "uid of the producer."),
        query("province", "Code of one of today's provinces."),
        query("place", "Any unit, of today or before, by code or name."),
        query("stars", "Stars of the certification, several separated by commas."),
        query(
            "standing",
            "Words of standing separated by commas, or `valid`, or `all`.",
            default="all",
        ),
        query("scheme", "Criteria scheme, for example `26-2026`."),
        query("decision", "Number of the decision."),
        query("issued_after", "Issued on that day or later."),
        query("issued_before", "Issued on that day or earlier."),
        query("ordering", "Order of the rows.", enum=list(ORDERINGS), default="-issued_on"),
        FIELDS,
        *PAGING,
    )
    answers = shapes.CertificationCard

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet, str, Sequence[str]]:
        order = filters.ordering(request, ORDERINGS, "-issued_on", faults)
        found = filters.read(request, filters.CERTIFICATIONS, faults)
        matching = states(CERTIFICATION, clock.today()).filter(
            filters.keeping(filters.CERTIFICATIONS, found)
        )
        columns = ORDERINGS[order]
        return matching.values_list(*columns_of(*SERVED, order=columns), named=True), order, columns

    def card(self, row: Any) -> str:
        return card_of(row.entry__card, row.entry__updated_at, row.state)


class CertificationOne(PublicView):
    """One recognition with its decision, scheme, standing and the reason of its end."""

    summary = "One certification"
    path_parameters = (in_path("uid", "uid of the certification."),)
    answers = shapes.CertificationDetail

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        uid = uids.normalise(address["uid"])
        state = states(CERTIFICATION, clock.today()).filter(entry__uid=uid).first() if uid else None
        if state is None and (kept := kept_uid(CERTIFICATION, uid)):
            return HttpResponseRedirect(f"/api/v1/certifications/{kept}/", status=301)
        if state is None:
            raise NotThere(
                _("Không có chứng nhận nào có mã “%(code)s” trong sổ đăng ký công khai.")
                % {"code": address["uid"]}
            )
        if uid != address["uid"]:
            return HttpResponseRedirect(f"/api/v1/certifications/{uid}/", status=301)
        return json_answer(
            merged(card_text(state.entry, state), json_text({"sentence": sentence_of(state)}))
        )


def certification_texts(product_uid: str, on: date) -> list[str]:
    """The cards of all certifications of a product, the latest first, with their standings of the
    day. One query."""
    rows = (
        states(CERTIFICATION, on)
        .filter(entry__product_uid=product_uid)
        .order_by("-recognised_on", "entry__uid")
    )
    return [card_of(*row) for row in rows.values_list(*SERVED)]
