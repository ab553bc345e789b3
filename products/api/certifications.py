"""Every recognition ever, each with its standing of today."""

from collections.abc import Sequence

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
from products.queries import sentences
from products.queries.filters.certifications import CertificationFilters
from products.serving import CERTIFICATION, card_text, states
from products.today import reading
from products.today.texts import merged


class CertificationList(RegisterList):
    """Every recognition, those that ended too. Of some old ones the day of issue is not known: they
    come last."""

    summary = "All certifications"
    parameters = (*parameters_of(CertificationFilters), FIELDS, *PAGING)
    answers = shapes.CertificationCard

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet, str, Sequence[str]]:
        of_today = reading.rows(CERTIFICATION, clock.today())
        wanted = self.wanted = asked(CertificationFilters, request, of_today, faults)
        return wanted.ranked(), wanted.order, wanted.columns


class CertificationOne(PublicView):
    """One recognition with its decision, scheme, standing and the reason of its end."""

    summary = "One certification"
    path_parameters = (in_path("uid", "uid of the certification."),)
    answers = shapes.CertificationDetail

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        uid = uids.normalise(address["uid"])
        today = clock.today()
        state = states(CERTIFICATION, today).filter(entry__uid=uid).first() if uid else None
        if state is None and (kept := kept_uid(CERTIFICATION, uid)):
            return HttpResponseRedirect(f"/api/v1/certifications/{kept}/", status=301)
        if state is None:
            raise NotThere(
                _("Không có chứng nhận nào có mã “%(code)s” trong sổ đăng ký công khai.")
                % {"code": address["uid"]}
            )
        if uid != address["uid"]:
            return HttpResponseRedirect(f"/api/v1/certifications/{uid}/", status=301)
        sentence = sentences.said(state, today, {})
        return json_answer(merged(card_text(state.entry, state), json_text({"sentence": sentence})))
