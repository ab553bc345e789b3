"""Those who make the products, as far as they are public."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ocop_registry import clock, uids
from ocop_registry.api.document import in_path, parameters_of
from ocop_registry.api.errors import Fault, NotThere
from ocop_registry.api.views import json_answer, refuse
from ocop_registry.journal.models import kept_uid
from products.api import shapes
from products.api.base import FIELDS, PAGING, PublicView, RegisterList, asked
from products.queries.filters.producers import ProducerFilters
from products.serving import PRODUCER, detail_text, entries
from products.today import reading


class ProducerList(RegisterList):
    """Every producer that has a recognised product, of today or before."""

    summary = "All producers"
    parameters = (*parameters_of(ProducerFilters), FIELDS, *PAGING)
    answers = shapes.ProducerCard

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet, str, Sequence[str]]:
        found = reading.rows(PRODUCER, clock.today())
        wanted = self.wanted = asked(ProducerFilters, request, found, faults)
        return wanted.ranked(), wanted.order, wanted.columns


class ProducerOne(PublicView):
    """One producer with what is public of it: contact of businesses, that of households only by
    written consent."""

    summary = "One producer"
    path_parameters = (in_path("uid", "uid of the producer."),)
    answers = shapes.ProducerDetail

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        uid = uids.normalise(address["uid"])
        entry = entries(PRODUCER).filter(uid=uid).first() if uid else None
        if entry is None and (kept := kept_uid(PRODUCER, uid)):
            return HttpResponseRedirect(f"/api/v1/producers/{kept}/", status=301)
        if entry is None:
            raise NotThere(
                _("Không có chủ thể nào có mã “%(code)s” trong sổ đăng ký công khai.")
                % {"code": address["uid"]}
            )
        if uid != address["uid"]:
            return HttpResponseRedirect(f"/api/v1/producers/{uid}/", status=301)
        return json_answer(detail_text(entry))
