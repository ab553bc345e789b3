"""Criteria schemes: the law that stars were given by."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers

from certifications.api.sheets import scheme_at
from certifications.models import Scheme
from ocop_registry import clock
from ocop_registry.api.document import in_path
from ocop_registry.api.errors import Fault
from ocop_registry.api.views import json_answer, json_text, refuse
from products.api.base import PAGING, ListView, PublicView
from products.models import ProductSet

ORDER, _COLUMNS = "-effective_from", ("-effective_from", "slug")


class Band(serializers.Serializer):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    min = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        help_text="Least average total of points, never rounded up to.",
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
    effective_until = serializers.DateField(
        allow_null=True, help_text="Last day on which it may be applied."
    )
    in_force = serializers.BooleanField(
        help_text="Whether it may be applied today. Two may for a time."
    )
    validity_months = serializers.IntegerField()
    parts = Part(many=True)
    bands = Band(many=True)


class SheetRef(serializers.Serializer):
    no = serializers.IntegerField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    sector = serializers.CharField()
    group = serializers.CharField()
    subgroup = serializers.CharField(allow_null=True)
    url = serializers.URLField(help_text="Address of its sheet.")


class Recogniser(serializers.Serializer):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    authority = serializers.CharField(
        allow_null=True,
        help_text="`district`, `province` or `central`; null: no decision, no certificate.",
    )
    since = serializers.DateField(
        allow_null=True, help_text="null: from the first day of the scheme."
    )


class RevocationGround(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    label_en = serializers.CharField()


class SchemeDetail(SchemeCard):
    authorities = Recogniser(many=True, help_text="Who recognises how many stars, since when.")
    revocation_grounds = RevocationGround(many=True)
    sets = SheetRef(
        many=True,
        help_text=(
            "The product sets with their sheets; none for schemes that are only kept to be read."
        ),
    )


class SchemeList(ListView):
    """All schemes, the latest first. Points of different schemes are not comparable."""

    summary = "Criteria schemes"
    parameters = PAGING
    answers = SchemeCard
    follows = "seq"

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet[Scheme], str, Sequence[str]]:
        return Scheme.objects.all(), ORDER, _COLUMNS

    def card(self, row: Scheme) -> str:
        return json_text(scheme_card(row))


class SchemeOne(PublicView):
    """One scheme with its product sets, and who recognises how many stars since when."""

    summary = "One criteria scheme"
    path_parameters = (in_path("id", "Slug of the scheme, for example `26-2026`."),)
    answers = SchemeDetail
    follows = "seq"

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        return json_answer(json_text(scheme_detail(scheme_at(address["id"]))))


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
            {
                "code": one["code"],
                "name": one["name"],
                "name_en": one["name_en"],
                "max_points": f"{one['max_points']:.2f}",
            }
            for one in scheme.data["parts"]
        ],
        "bands": [
            {"stars": one["stars"], "min": f"{one['min']:.2f}"} for one in scheme.data["bands"]
        ],
    }


def scheme_detail(scheme: Scheme) -> dict[str, Any]:
    sheets = scheme.scorecards.select_related("product_set")
    grounds = scheme.data["revocation_grounds"]
    return {
        **scheme_card(scheme),
        "authorities": [one for band in scheme.data["bands"] for one in _authorities(band)],
        "revocation_grounds": [
            {name: one[name] for name in ("code", "label", "label_en")} for one in grounds
        ],
        "sets": [_set(one.product_set) for one in sheets],
    }


def _authorities(band: dict[str, Any]) -> list[dict[str, Any]]:
    changes = [(change["from"], change["authority"]) for change in band["authority_changes"]]
    return [
        {"stars": band["stars"], "authority": who, "since": since}
        for since, who in [(None, band["authority"]), *changes]
    ]


def _set(one: ProductSet) -> dict[str, Any]:
    return {
        "no": one.no,
        "name": one.name,
        "name_en": one.name_en,
        "sector": one.sector,
        "group": one.group,
        "subgroup": one.subgroup or None,
        "url": f"{settings.PUBLIC_URL}/api/v1/schemes/{one.scheme}/sets/{one.no}/",
    }
