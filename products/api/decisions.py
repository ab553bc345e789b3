"""Decisions by number, day and issuer, with what they recognised and what became of it."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from rest_framework import serializers

from ocop_registry import clock
from ocop_registry.api.document import in_path, parameters_of
from ocop_registry.api.errors import Fault, NotThere
from ocop_registry.api.views import json_answer, json_text, refuse
from products.api import shapes
from products.api.base import PAGING, ListView, PublicView, asked
from products.queries import decisions
from products.queries.filters.decisions import DecisionFilters, first_of_each
from products.serving import card_text
from products.today.texts import based


class DecisionRow(shapes.DecisionRef):
    """One decision: number, day and issuer together."""

    certification_count = serializers.IntegerField(help_text="Recognitions that it made.")


class DecisionCorrection(serializers.Serializer):
    on = serializers.DateField()
    text = serializers.CharField()
    text_en = serializers.CharField()


class DecisionDetail(DecisionRow):
    files = serializers.ListField(
        child=serializers.URLField(), help_text="Signed copies made public."
    )
    standings = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many of its recognitions stand how today, by word of standing.",
    )
    corrections = DecisionCorrection(
        many=True, help_text="What was corrected of the decision itself."
    )
    certifications = shapes.CertificationCard(many=True)


class DecisionList(ListView):
    """One row per decision with a known number. A number alone may be several decisions."""

    summary = "Decisions of recognition"
    parameters = (*parameters_of(DecisionFilters), *PAGING)
    answers = DecisionRow

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet, str, Sequence[str]]:
        wanted = asked(DecisionFilters, request, first_of_each(), faults)
        return wanted.ranked(), wanted.order, wanted.columns

    def served(self, found: QuerySet) -> tuple[str, ...]:
        return "decision_key", "card", "count"

    def card(self, row: Any) -> str:
        return based(json_text(_told(json.loads(row.card)["decision"], row.count)))


class DecisionOne(PublicView):
    """One decision whole: its recognitions with their standings of today, papers made public, what
    was corrected."""

    summary = "One decision"
    path_parameters = (in_path("uid", "uid of the decision."),)
    answers = DecisionDetail

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        found = decisions.decision(address["uid"], clock.today())
        if found is None:
            raise NotThere(
                _("Không có quyết định nào mang mã “%(code)s” trong sổ đăng ký công khai.")
                % {"code": address["uid"]}
            )
        if found.uid != address["uid"]:
            return HttpResponseRedirect(f"/api/v1/decisions/{found.uid}/", status=301)
        more = {
            **_told(found.ref, found.count),
            "files": list(found.files),
            "standings": dict(sorted(Counter(one.standing for one in found.rows).items())),
            "corrections": [
                {name: event[name] for name in ("on", "text", "text_en")}
                for event in decisions.corrected(found)
            ],
        }
        cards = ",".join(card_text(one.entry, one) for one in found.rows)
        return json_answer(f'{based(json_text(more))[:-1]},"certifications":[{cards}]}}')


def _told(ref: dict[str, Any], count: int) -> dict[str, Any]:
    names = ("uid", "url", "number", "issued_on", "issuer", "issue_words", "file")
    return {**{name: ref.get(name) for name in names}, "certification_count": count}
