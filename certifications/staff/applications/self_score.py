"""The producer's own score (Mẫu 02), ticked level by level on the set's sheet. Shown to the office,
counted nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from certifications.applications import dossier
from certifications.council.sheets.access import card_of, scheme_of
from certifications.law import self_score
from certifications.law.scorecards import Criterion, Scorecard
from certifications.law.self_score import Assessment, Level, levels_of, typed_choices, value_of
from certifications.law.sheet_score import Choice
from certifications.models import Application, SelfScore
from certifications.rounds.access import Refused
from certifications.staff.applications.dossier import crumbs_below, self_score_of
from certifications.staff.posted import whole_number
from certifications.staff.scoped import dossier_or_404
from ocop_registry.journal.acts import VersionConflict
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [path("ho-so/<str:uid>/tu-cham/", page, name="dossier_self_score")]


@dataclass
class Asked:
    """One criterion on the form. `cases`: (name of the case, its levels); one without a name where
    there are no cases."""

    criterion: Criterion
    cases: list[tuple[str, list[Level]]]
    value: str
    fault: str = ""


@dataclass
class AskedSection:
    part: str
    code: str
    name: str
    max_points: int
    rows: list[Asked]


def page(request: HttpRequest, uid: str) -> HttpResponse:
    """The sheet to tick. Saved as far as it is ticked; a tick that the sheet does not allow is
    refused and stays on the form."""
    application = dossier_or_404(request.user, uid)
    card, stored = card_of(application), self_score_of(application)
    may = dossier.may_edit(request.user, application) and not dossier.closed_because(application)
    typed = {
        code: value_of(one)
        for code, one in self_score.read_choices(stored.choices if stored else {}).items()
    }
    problems: list[str] = []
    faults: dict[str, str] = {}
    if request.method == "POST" and card:
        typed = {one.code: request.POST.get(f"c-{one.code}", "") for one in card.scored}
        problems, faults = _save(request, application, card, typed)
        if not problems:
            messages.success(request, "Đã lưu điểm tự chấm.")
            return redirect("admin:dossier_page", application.uid)
    context = {
        "application": application,
        "card": card,
        "sections": _sections(card, typed, faults) if card else [],
        "assessment": _assessed(application, card),
        "may_edit": may,
        "problems": problems,
        "seen": _seen(application) if problems else stored.version if stored else 0,
    }
    return staff_page(
        request, "certifications/applications/dossier_self_score.html", context, title=f"Tự chấm: {application.product.name}",
        crumbs=crumbs_below(request.user, application), status=409 if problems else 200,
    )  # fmt: skip


def _save(
    request: HttpRequest, application: Application, card: Scorecard, typed: dict[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Keep what was ticked; otherwise every reason, and the faults by criterion."""
    try:
        choices = dict(typed_choices(card, typed))
        faults = self_score.assess(card, scheme_of(application.round), choices).score.faults
        if faults:
            return list(faults.values()), faults
        dossier.save_self_score(
            application, _stored_form(choices), by=request.user, seen=_version(request)
        )
    except Refused as refused:
        return refused.reasons, {}
    except VersionConflict as conflict:
        return _conflict(conflict, choices)
    except ValidationError as problem:
        return problem.messages, {}
    except ValueError as problem:
        return [str(problem)], {}
    return [], {}


def _conflict(
    conflict: VersionConflict, choices: dict[str, Choice]
) -> tuple[list[str], dict[str, str]]:
    """Somebody saved meanwhile: their points beside each criterion that differs."""
    stored: Any = conflict.stored
    theirs = self_score.read_choices(stored.choices)
    differing = [
        code for code in theirs.keys() | choices.keys() if theirs.get(code) != choices.get(code)
    ]
    told = {
        code: f"Đang lưu: {theirs[code].points if code in theirs else 'chưa chấm'}."
        for code in differing
    }
    return [*conflict.messages, f"Khác nhau ở tiêu chí: {', '.join(sorted(told))}."], told


def _stored_form(choices: dict[str, Choice]) -> dict[str, dict[str, Any]]:
    return {code: {"points": one.points, "case": one.case} for code, one in choices.items()}


def _version(request: HttpRequest) -> int:
    text = request.POST.get("row_version", "")
    return whole_number(text)


def _seen(application: Application) -> int:
    """The version that the page tells about now: the next save is made knowing it."""
    return (
        SelfScore.objects.filter(application=application).values_list("version", flat=True).first()
        or 0
    )


def _assessed(application: Application, card: Scorecard | None) -> Assessment | None:
    stored = self_score_of(application)
    if card is None or stored is None:
        return None
    return self_score.assess(
        card, scheme_of(application.round), self_score.read_choices(stored.choices)
    )


def _sections(card: Scorecard, typed: dict[str, str], faults: dict[str, str]) -> list[AskedSection]:
    """The sheet in its order: sections with their criteria; a group stands as a heading within its
    section."""
    return [
        AskedSection(
            section.part,
            section.code,
            section.name,
            section.max_points,
            [
                Asked(
                    one,
                    list(_by_case(levels_of(one))),
                    typed.get(one.code, ""),
                    faults.get(one.code, ""),
                )
                for one in card.criteria
                if (one.part, one.section) == (section.part, section.code)
            ],
        )
        for section in card.sections
    ]


def _by_case(levels: list[Level]) -> Iterable[tuple[str, list[Level]]]:
    for case, found in groupby(levels, key=lambda level: level.case):
        yield case, list(found)
