"""Criteria schemes: the law that stars were given by."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework import serializers

from certifications.models import Scheme
from ocop_registry import clock
from ocop_registry.api.errors import Fault
from ocop_registry.api.views import json_text
from products.api.base import PAGING, ListView

ORDER, _COLUMNS = "-effective_from", ("-effective_from", "slug")


class Band(serializers.Serializer):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    min = serializers.DecimalField(
        max_digits=5, decimal_places=2, help_text="Least average total of points, never rounded up to."
    )


class Part(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    max_points = serializers.DecimalField(max_digits=5, decimal_places=2)


class SchemeCard(serializers.Serializer):
    id = serializers.SlugField()
    code = serializers.CharField()
    issued_on = serializers.DateField()
    effective_from = serializers.DateField()
    effective_until = serializers.DateField(allow_null=True, help_text="Last day on which it may be applied.")
    in_force = serializers.BooleanField(help_text="Whether it may be applied today. Two may for a time.")
    validity_months = serializers.IntegerField()
    parts = Part(many=True)
    bands = Band(many=True)


class SchemeList(ListView):
    """All schemes, the latest first. Points of different schemes are not comparable."""

    summary = "Criteria schemes"
    parameters = PAGING
    answers = SchemeCard
    version = "seq"

    def rows(self, request: HttpRequest, faults: list[Fault]) -> tuple[QuerySet[Scheme], str, Sequence[str]]:
        return Scheme.objects.all(), ORDER, _COLUMNS

    def card(self, row: Scheme) -> str:
        return json_text(scheme_card(row))


def scheme_card(scheme: Scheme) -> dict[str, Any]:
    """A scheme as answered; its sheets stay with its sets. Points are texts with two places."""
    today, until = clock.today(), scheme.effective_until
    return {
        "id": scheme.slug,
        "code": scheme.code,
        "issued_on": scheme.issued_on.isoformat(),
        "effective_from": scheme.effective_from.isoformat(),
        "effective_until": until.isoformat() if until else None,
        "in_force": scheme.effective_from <= today and (until is None or today <= until),
        "validity_months": scheme.validity_months,
        "parts": [
            {"code": one["code"], "name": one["name"], "name_en": one["name_en"], "max_points": f"{one['max_points']:.2f}"}
            for one in scheme.data["parts"]
        ],
        "bands": [{"stars": one["stars"], "min": f"{one['min']:.2f}"} for one in scheme.data["bands"]],
    }
