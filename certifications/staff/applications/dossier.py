"""The dossier page of an application, and the lists of dossiers: those that are late, and those of
a commune officer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from certifications.applications import as_judged, dossier, evidence
from certifications.applications.dossier import CheckedKind, KindShown
from certifications.applications.of_commune import applications_in_charge, communes_of
from certifications.applications.overdue import overdue
from certifications.council.sheets.access import card_of, scheme_of
from certifications.law import deadlines, rules
from certifications.law.deadlines import RESULT_DAYS, Deadline
from certifications.law.self_score import Assessment, assess, read_choices
from certifications.models import (
    Application,
    ApplicationType,
    CommuneReport,
    Evidence,
    EvidenceState,
    SelfScore,
)
from certifications.results.round_read import RoundRead
from certifications.rounds.access import Refused
from certifications.rounds.contents import UNFINISHED
from certifications.staff.list_columns import DOSSIERS
from certifications.staff.posted import whole_number
from certifications.staff.rounds.forms import DAY_FORMATS
from certifications.staff.rounds.grounds import told_by_application
from certifications.staff.rounds.page import application_actions
from certifications.staff.scoped import dossier_or_404
from ocop_registry import clock
from ocop_registry.accounts.permissions import scope
from ocop_registry.journal.kinds import label_of
from ocop_registry.journal.models import JournalLine
from ocop_registry.journal.privacy import states_of
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page
from ocop_registry.staff.site import QueueItem

SHOWN_ENTRIES = 50
PARTS = {CommuneReport.SUBJECT_KIND: "báo cáo của cấp xã", SelfScore.SUBJECT_KIND: "điểm tự chấm"}


def urls() -> list:
    return [
        path("ho-so/<str:uid>/", page, name="dossier_page"),
        path("ho-so/<str:uid>/du-ho-so/", set_complete, name="dossier_complete"),
        path("ho-so-qua-han/", late_list, name="dossier_late"),
        path("ho-so-cua-xa/", commune_list, name="commune_dossiers"),
    ]


# --- the page -------------------------------------------------------------------------------------
def page(request: HttpRequest, uid: str) -> HttpResponse:
    return show_dossier(request, dossier_or_404(request.user, uid))


@dataclass
class KindRow:
    """One line of the checklist, with what was typed over it."""

    kind: KindShown
    state: str
    note: str


def show_dossier(
    request: HttpRequest,
    application: Application,
    *,
    problems: list[str] | None = None,
    typed: dict[str, CheckedKind] | None = None,
    typed_day: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The dossier; after a refusal with its reasons, and with everything as it was typed."""
    user, closed = request.user, dossier.closed_because(application)
    office = scope(user, "view").covers(application.round.place)
    may = dossier.may_edit(user, application)
    kinds = dossier.checklist(application)
    complete = f"{application.complete_on:%d/%m/%Y}" if application.complete_on else ""
    context = {
        "application": application,
        "round": application.round,
        "producer": application.product.producer,
        "office": office,
        "closed": closed if may else "",
        "may_edit": may and not closed,
        "may_report": dossier.may_report(user, application) and not closed,
        "actions": application_actions(application.round, application) if may else [],
        "deadlines": deadlines_of(application) if office else [],
        "changes": as_judged.changes_since(application),
        "told": _told(application) if office else [],
        "report": report_of(application),
        "report_form": dossier.report_form(),
        "topics": topics_of(application),
        "kinds": [_row(kind, (typed or {}).get(kind.code)) for kind in kinds],
        "states": EvidenceState.choices,
        "counted": {
            state.label: sum(kind.state == state for kind in kinds) for state in EvidenceState
        },
        "accepted": evidence.ACCEPTED,
        "complete_on": complete if typed_day is None else typed_day,
        "result_days": application.round.scheme.data.get("deadlines", {}).get(RESULT_DAYS),
        "self_score": self_score_of(application),
        "assessment": assessment_of(application),
        "missing_kinds": [kind.label for kind in kinds if kind.state == EvidenceState.MISSING],
        "entries": journal_of(application, kinds) if office else [],
        "problems": problems or [],
        "province_dossier": (
            application.proposal.result.application if application.proposal else None
        ),
    }
    crumbs = _crumbs(application) if office else ()
    return staff_page(
        request,
        "certifications/applications/dossier_page.html",
        context,
        title=f"Hồ sơ {application}",
        crumbs=crumbs,
        status=status,
    )


def _told(application: Application) -> list[str]:
    """What its result rests on, or will have to."""
    read = RoundRead(application.round, application)
    return told_by_application(read, with_reasons=True).get(application.pk, [])


def _row(kind: KindShown, typed: CheckedKind | None) -> KindRow:
    head = kind.head
    return (
        KindRow(kind, typed.state, typed.note)
        if typed
        else KindRow(kind, kind.state, head.note if head else "")
    )


def _crumbs(application: Application) -> tuple:
    round_ = application.round
    return (
        ("Đợt đánh giá", reverse("admin:round_list")),
        (str(round_), reverse("admin:round_page", args=[round_.uid])),
    )


def crumbs_below(user: Any, application: Application) -> tuple:
    """The way down to a page of the dossier; a commune officer comes from the list of the
    commune."""
    if dossier.may_see(user, application):
        return (
            *_crumbs(application),
            (f"Hồ sơ {application}", reverse("admin:dossier_page", args=[application.uid])),
        )
    return (("Hồ sơ của xã", reverse("admin:commune_dossiers")),)


def report_of(application: Application) -> CommuneReport | None:
    return getattr(application, "commune_report", None)


def self_score_of(application: Application) -> SelfScore | None:
    return getattr(application, "self_score", None)


def topics_of(application: Application) -> list[dict[str, Any]]:
    """The topics of the report with their answers, in the order of the form."""
    report = report_of(application)
    answers = report.topics if report else {}
    words = {True: "Đạt", False: "Không đạt", None: "chưa trả lời"}
    return [
        {
            **topic,
            **{
                "meets": one.get("meets"),
                "note": one.get("note", ""),
                "answer": words[one.get("meets")],
            },
        }
        for topic in dossier.report_form()["topics"]
        for one in [answers.get(topic["code"], {})]
    ]


def assessment_of(application: Application) -> Assessment | None:
    """The self-score by the sheet of the application's set; None without a self-score or a
    sheet."""
    score, card = self_score_of(application), card_of(application)
    if score is None or card is None:
        return None
    return assess(card, scheme_of(application.round), read_choices(score.choices))


def deadlines_of(application: Application) -> list[Deadline]:
    """The deadlines that this dossier has today, the late ones first."""
    numbers, today, report = (
        application.round.scheme.data.get("deadlines", {}),
        clock.today(),
        report_of(application),
    )
    found = (
        [deadlines.commune_deadline(numbers, report.received_on, report.reported_on, today)]
        if report
        else []
    )
    if application.type == ApplicationType.RE_EVALUATION:
        standing, held = rules.product_standing(
            list(application.product.certifications.all()), today
        )
        if (
            held
            and held.in_force_until
            and held.issued_on
            and standing in {*rules.VALID, rules.Standing.EXPIRED}
        ):
            handed_in = report.received_on if report else None
            found.append(
                deadlines.window_deadline(
                    held.in_force_until, handed_in or application.complete_on, today
                )
            )
        concluded = hasattr(application, "result")
        found.append(deadlines.result_deadline(numbers, application.complete_on, concluded, today))
    return sorted((one for one in found if one), key=lambda one: not one.late)


# --- its journal ----------------------------------------------------------------------------------
@dataclass
class DossierEntry:
    """One act on any part of the dossier; `notes`: which parts it touched, which files came, went
    or gave way."""

    seq: int
    act: str
    who: str
    at: datetime
    reason: str
    notes: list[str] = field(default_factory=list)


def journal_of(application: Application, kinds_shown: list[KindShown]) -> list[DossierEntry]:
    """The newest acts on the application and the parts of its dossier: two queries."""
    parts = [report_of(application), self_score_of(application)]
    labels = {row.uid: kind.label for kind in kinds_shown for row in kind.rows}
    uids = [application.uid, *(part.uid for part in parts if part), *labels]
    kinds = [one.SUBJECT_KIND for one in (Application, CommuneReport, SelfScore, Evidence)]
    lines = (
        JournalLine.objects.filter(kind__in=kinds, uid__in=uids)
        .select_related("entry")
        .prefetch_related("private_changes")
        .order_by("-entry__seq", "pk")
    )
    found: dict[int, DossierEntry] = {}
    for line in lines[: SHOWN_ENTRIES * 4]:
        entry = line.entry
        told = DossierEntry(
            entry.seq, label_of(entry.act), entry.actor_name, entry.at, entry.reason
        )
        found.setdefault(entry.seq, told).notes.extend(_notes(line, labels))
    return list(found.values())[:SHOWN_ENTRIES]


def _notes(line: JournalLine, labels: dict[str, str]) -> Iterator[str]:
    """Which part of the dossier a line is about; for evidence also what became of its file."""
    if line.kind in PARTS:
        yield PARTS[line.kind]
    if line.kind != Evidence.SUBJECT_KIND:
        return
    kind = labels.get(line.uid, "minh chứng")
    before, after = (state.get("file_name", "") for state in states_of(line, Evidence))
    if before and after:
        yield f"{kind}: thay tệp “{before}” bằng “{after}”"
    elif before or after:
        yield f"{kind}: bỏ tệp “{before}”" if before else f"{kind}: thêm tệp “{after}”"
    else:
        yield kind


# --- complete -------------------------------------------------------------------------------------
@require_POST
def set_complete(request: HttpRequest, uid: str) -> HttpResponse:
    """Since when the dossier is complete; an empty day says that something is missing."""
    application = dossier_or_404(request.user, uid)
    text, seen = request.POST.get("complete_on", "").strip(), request.POST.get("row_version", "")
    day = read_day(text)
    problems = (
        []
        if day or not text
        else ["Ngày nhận đủ hồ sơ phải ghi dạng ngày/tháng/năm, ví dụ 20/10/2026."]
    )
    if not problems:
        try:
            dossier.set_complete(application, day, by=request.user, seen=whole_number(seen))
        except Refused as refused:
            problems = refused.reasons
        except ValidationError as problem:
            problems = problem.messages
    if problems:
        return show_dossier(request, application, problems=problems, typed_day=text, status=409)
    messages.success(
        request, f"Đã ghi: đủ hồ sơ ngày {day:%d/%m/%Y}." if day else "Đã ghi: hồ sơ chưa đủ."
    )
    return redirect("admin:dossier_page", application.uid)


def read_day(text: str) -> date | None:
    """A day as offices write it; None for anything else."""
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


# --- lists ----------------------------------------------------------------------------------------
def late_list(request: HttpRequest) -> HttpResponseBase:
    """Dossiers of the person's provinces whose deadline has passed."""
    seen = scope(request.user, "view")
    if not seen:
        raise Http404
    late = overdue(seen.limit(Application.objects.all(), "round__place"), clock.today())
    return _list(
        request, late, "Hồ sơ quá hạn xử lý", "admin:dossier_page", "Không có hồ sơ nào quá hạn."
    )


def commune_list(request: HttpRequest) -> HttpResponseBase:
    """The applications on which this commune officer reports, those in unfinished rounds first."""
    if not communes_of(request.user):
        raise Http404
    title = "Hồ sơ của " + ", ".join(commune.full_name for commune in communes_of(request.user))
    return _list(
        request,
        applications_in_charge(request.user),
        title,
        "admin:dossier_report",
        "Chưa có hồ sơ nào của xã.",
    )


def _list(
    request: HttpRequest, found: QuerySet[Application], title: str, target: str, empty: str
) -> HttpResponseBase:
    listed = (
        found.select_related(
            "round__place", "round__scheme", "product__producer__place", "commune_report", "result"
        )
        .prefetch_related("product__certifications")
        .order_by("-round__year", "-round__number", "position")
    )
    rows = [
        (application, deadlines_of(application), reverse(target, args=[application.uid]))
        for application in listed
    ]
    rows.sort(key=lambda row: row[0].round.status not in UNFINISHED)
    if file := twin(request, title, DOSSIERS, rows):
        return file
    return staff_page(
        request,
        "certifications/applications/dossier_list.html",
        {"rows": rows, "empty": empty},
        title=title,
    )


def queue(user: Any) -> Iterator[QueueItem]:
    """What is late in the person's provinces; for a commune officer what waits for the commune's
    report."""
    seen, today = scope(user, "view"), clock.today()
    if seen:
        late = overdue(seen.limit(Application.objects.all(), "round__place"), today)
        yield QueueItem("hồ sơ quá hạn xử lý", late.count(), reverse("admin:dossier_late"), "late")
    if communes_of(user):
        mine = applications_in_charge(user).filter(round__status__in=UNFINISHED, status="active")
        late_here = overdue(mine, today).count()
        waiting = mine.filter(commune_report__reported_on=None).count() - late_here
        yield QueueItem(
            "hồ sơ của xã quá hạn báo cáo", late_here, reverse("admin:commune_dossiers"), "late"
        )
        yield QueueItem("hồ sơ của xã chờ báo cáo", waiting, reverse("admin:commune_dossiers"))


def is_commune_officer(user: Any) -> bool:
    return bool(communes_of(user))
