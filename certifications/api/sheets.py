"""One sheet of a scheme: every criterion with its levels, flat, as the law prints it."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import serializers

from certifications.law.scorecards import Criterion, Option
from certifications.models import Scheme, Scorecard
from ocop_registry.api.document import in_path
from ocop_registry.api.errors import NotThere
from ocop_registry.api.views import json_answer, json_text, refuse
from products.api.base import PublicView

_SLUG, _NO = re.compile(r"[-\w]{1,20}"), re.compile(r"[1-9][0-9]{0,2}")


class SheetSection(serializers.Serializer):
    part = serializers.CharField()
    code = serializers.CharField(
        help_text="In part C a section of one criterion bears the same code as that criterion."
    )
    name = serializers.CharField()
    name_en = serializers.CharField()
    max_points = serializers.IntegerField()


class SheetCase(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()


class SheetOption(serializers.Serializer):
    points = serializers.IntegerField()
    stars = serializers.IntegerField(
        allow_null=True, help_text="Least level required on this criterion for that many stars."
    )
    label = serializers.CharField(help_text="In Vietnamese, in short form.")
    case = serializers.CharField(
        allow_null=True, help_text="Which case it belongs to, where a criterion has two."
    )
    implied = serializers.BooleanField(
        help_text="A level of 0 points that the sheet does not print."
    )


class SheetCondition(serializers.Serializer):
    criterion = serializers.CharField()
    more_than = serializers.IntegerField()


class SheetCriterion(serializers.Serializer):
    code = serializers.CharField()
    parent = serializers.CharField(allow_null=True, help_text="Code of the group it stands in.")
    section = serializers.CharField()
    part = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    max_points = serializers.IntegerField(
        help_text="Of a group: the sum of its criteria; never add it to a total."
    )
    note = serializers.CharField(allow_null=True)
    unverified = serializers.BooleanField(
        help_text="The transcript is doubtful here and nobody has compared it with the signed copy."
    )
    applies_if = SheetCondition(
        allow_null=True, help_text="Open only when that criterion has more points; else it has 0."
    )
    stops_scoring = serializers.CharField(
        allow_null=True, help_text="When found, the rest of the sheet is not scored."
    )
    disqualifies = serializers.CharField(
        allow_null=True, help_text="When found, the product is out."
    )
    cases = SheetCase(many=True, help_text="Two cases to choose from before a level; mostly none.")
    options = SheetOption(
        many=True, help_text="The levels; empty for a group, which is never scored itself."
    )


class Sheet(serializers.Serializer):
    scheme = serializers.SlugField()
    no = serializers.IntegerField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    sector = serializers.CharField()
    group = serializers.CharField()
    subgroup = serializers.CharField(allow_null=True)
    samples_required = serializers.BooleanField()
    agencies = serializers.ListField(child=serializers.CharField())
    disqualifications = serializers.ListField(
        child=serializers.CharField(),
        help_text="Grounds against the whole dossier; any one is enough.",
    )
    disqualifications_unverified = serializers.BooleanField(
        help_text="The words of these grounds have not been compared with the signed copy."
    )
    stop_at_zero = serializers.ListField(
        child=serializers.CharField(), help_text="Criteria where 0 points stops the sheet."
    )
    sections = SheetSection(many=True)
    criteria = SheetCriterion(many=True)


class SheetOne(PublicView):
    """The sheet of one product set. A score is the points of exactly one option; the total is the
    sum over criteria with options."""

    summary = "One sheet of a scheme"
    path_parameters = (
        in_path("id", "Slug of the scheme, for example `26-2026`."),
        in_path("no", "Number of the set."),
    )
    answers = Sheet
    follows = "seq"

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        return json_answer(json_text(sheet(_found(address["id"], address["no"]))))


def _found(slug: str, no: str) -> Scorecard:
    """The sheet at an address. Raises NotThere, saying which half of the address leads nowhere."""
    scheme = scheme_at(slug)
    number = int(no) if _NO.fullmatch(no) else 0
    found = (
        scheme.scorecards.select_related("scheme", "product_set")
        .filter(product_set__no=number)
        .first()
    )
    if found is None:
        raise NotThere(
            _("Bộ tiêu chí %(slug)s không có phiếu số “%(no)s”.") % {"slug": slug, "no": no}
        )
    return found


def scheme_at(slug: str) -> Scheme:
    """The scheme at an address. Raises NotThere."""
    found = Scheme.objects.filter(slug=slug).first() if _SLUG.fullmatch(slug) else None
    if found is None:
        raise NotThere(_("Không có bộ tiêu chí nào có mã “%(slug)s”.") % {"slug": slug})
    return found


def sheet(stored: Scorecard) -> dict[str, Any]:
    """A sheet as answered."""
    card, product_set = stored.card, stored.product_set
    return {
        "scheme": card.scheme,
        "no": card.no,
        "name": card.name,
        "name_en": card.name_en,
        "sector": product_set.sector,
        "group": product_set.group,
        "subgroup": product_set.subgroup or None,
        "samples_required": product_set.samples_required,
        "agencies": list(card.agencies),
        "disqualifications": list(card.disqualifications),
        "disqualifications_unverified": card.unverified_grounds,
        "stop_at_zero": sorted(card.stop_at_zero),
        "sections": [vars(section) for section in card.sections],
        "criteria": [_criterion(one) for one in card.criteria],
    }


def _criterion(one: Criterion) -> dict[str, Any]:
    condition = (
        {"criterion": one.applies_if[0], "more_than": one.applies_if[1]} if one.applies_if else None
    )
    return {
        "code": one.code,
        "parent": one.parent,
        "section": one.section,
        "part": one.part,
        "name": one.name,
        "name_en": one.name_en,
        "max_points": one.max_points,
        "note": one.note or None,
        "unverified": one.unverified,
        "applies_if": condition,
        "stops_scoring": one.stops_scoring or None,
        "disqualifies": one.disqualifies or None,
        "cases": [vars(case) for case in one.cases],
        "options": [_option(option) for option in one.options],
    }


def _option(one: Option) -> dict[str, Any]:
    return {
        "points": one.points,
        "stars": one.stars,
        "label": one.label,
        "case": one.case,
        "implied": one.implied,
    }
