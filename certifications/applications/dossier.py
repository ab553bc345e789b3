"""The dossier of an application: the commune's report, the evidence, the self-score. Each save is
one act, "dossier.edit".

Who may: staff of the round's province everything; a commune officer only the report, of the own
commune's producers; a council member looks while scoring, unless a conflict was declared; other
readers of the province look.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied

from certifications.applications.intake import warnings_for
from certifications.applications.of_commune import applications_in_charge
from certifications.council.sheets.access import own_seat
from certifications.models import (
    Application,
    ApplicationStatus,
    CommuneReport,
    Conflict,
    Evidence,
    EvidenceState,
    SelfScore,
)
from certifications.rounds import contents
from certifications.rounds.access import Refused, lock, may_in_round
from certifications.rounds.contents import Content
from certifications.rounds.scheme_of_day import handed_in_on
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import scope
from ocop_registry.journal.acts import Act, act, retried

REPORT_FORM = Path(__file__).resolve().parents[1] / "data" / "commune_report.json"
NOTE_MAX = 300


# --- who may --------------------------------------------------------------------------------------
def may_see(user: Any, application: Application) -> bool:
    """Whether the person may look at the whole dossier and open its files."""
    return scope(user, "view").covers(application.round.place) or scores_it(user, application)


def scores_it(user: Any, application: Application) -> bool:
    """Whether the person is a member of the council who scores this application now."""
    round_ = application.round
    if (
        not contents.is_open(Content.SHEETS, round_)
        or application.status != ApplicationStatus.ACTIVE
    ):
        return False
    members = round_.council.filter(user=user.pk)
    return any(
        own_seat(user, one)
        and not Conflict.objects.filter(member=one, application=application).exists()
        for one in members
    )


def may_edit(user: Any, application: Application) -> bool:
    return may_in_round(user, "application.edit", application.round)


def may_report(user: Any, application: Application) -> bool:
    """Whether the person may write the commune's report: the office, or the officer of the
    producer's commune."""
    return (
        may_edit(user, application)
        or applications_in_charge(user).filter(pk=application.pk).exists()
    )


def closed_because(application: Application, content: Content = Content.DOSSIER) -> str:
    """Why that content of the dossier cannot be changed any more; "" while it can."""
    if closed := contents.closed_because(content, application.round):
        return closed
    if application.status == ApplicationStatus.WITHDRAWN:
        return "Hồ sơ đã rút: không sửa được nữa."
    return ""


@contextmanager
def editing(
    application: Application, *, by: User, permitted: bool, content: Content = Content.DOSSIER
) -> Iterator[tuple[Act, Application]]:
    """One act on a dossier, its application locked. Raises PermissionDenied, or Refused when
    that content of the dossier is closed."""
    if not permitted:
        raise PermissionDenied("Bạn không có quyền sửa hồ sơ này.")
    with act("dossier.edit", by=by, province=application.round.place) as deed:
        round_ = lock(application.round)
        locked = (
            Application.objects.select_for_update(of=("self",))
            .select_related("product")
            .get(pk=application.pk)
        )
        locked.round = round_
        if reason := closed_because(locked, content):
            raise Refused(reason)
        yield deed, locked


# --- the commune's report -------------------------------------------------------------------------
def report_form() -> dict[str, Any]:
    """The topics of the commune's report: {"form", "checked", "note", "topics": [{"code",
    "label"}]}. Labels not yet compared with the law."""
    return json.loads(REPORT_FORM.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class ReportData:
    """The report as typed. `topics`: code → {"meets": True, False or None, "note": text};
    `proposes`: None while open."""

    received_on: date | None = None
    reported_on: date | None = None
    number: str = ""
    topics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    proposes: bool | None = None

    def problems(self) -> list[str]:
        """Everything wrong with it, each a sentence."""
        today, found = clock.today(), []
        for label, day in (
            ("Ngày cấp xã nhận hồ sơ", self.received_on),
            ("Ngày báo cáo", self.reported_on),
        ):
            if day and day > today:
                found.append(f"{label} {day:%d/%m/%Y} ở tương lai: ghi ngày đã qua hoặc hôm nay.")
        if self.reported_on and not self.received_on:
            found.append("Đã có ngày báo cáo: ghi cả ngày cấp xã nhận hồ sơ.")
        if self.reported_on and self.received_on and self.reported_on < self.received_on:
            found.append(
                f"Ngày báo cáo {self.reported_on:%d/%m/%Y} trước ngày nhận hồ sơ"
                f" {self.received_on:%d/%m/%Y}."
            )
        labels = {topic["code"]: topic["label"] for topic in report_form()["topics"]}
        if self.reported_on and self.proposes is None:
            found.append("Đã có ngày báo cáo: chọn cấp xã đề nghị hay không đề nghị đánh giá.")
        if self.reported_on:
            open_ = [
                label
                for code, label in labels.items()
                if self.topics.get(code, {}).get("meets") is None
            ]
            found.extend(f"Chưa trả lời nội dung “{label}”." for label in open_)
        for code, one in self.topics.items():
            if code not in labels or len(one.get("note", "")) > NOTE_MAX:
                found.append(
                    f"Nội dung “{labels.get(code, code)}”: ghi chú tối đa {NOTE_MAX} ký tự."
                )
        return found


@retried
def save_report(
    application: Application, data: ReportData, *, by: User, seen: int
) -> CommuneReport:
    """Write the commune's report. `seen`: the version looked at, 0 when there was none.

    Raises Refused with every reason, VersionConflict when somebody saved meanwhile,
    PermissionDenied for the wrong person.
    """
    with editing(application, by=by, permitted=may_report(by, application)) as (deed, locked):
        if problems := data.problems():
            raise Refused(*problems)
        report = CommuneReport.objects.filter(application=locked).first() or CommuneReport(
            application=locked
        )
        report.received_on, report.reported_on = data.received_on, data.reported_on
        report.number, report.proposes = data.number.strip(), data.proposes
        report.topics = {code: dict(one) for code, one in data.topics.items()}
        _put(deed, report, seen)
        locked.commune_report = report
        if _look_again(locked):
            deed.save(locked)
    return report


def _put(deed: Act, subject: Any, seen: int) -> None:
    """Create or save what a person has typed over version `seen`; 0, which no stored one has, says
    that there was nothing yet."""
    if subject.pk is None:
        deed.create(subject)
        return
    subject.version = seen
    deed.save(subject)


# --- complete -------------------------------------------------------------------------------------
@retried
def set_complete(application: Application, day: date | None, *, by: User, seen: int) -> Application:
    """Say since when the dossier is complete (None: it is not). The days that a
    re-evaluation may take run from there."""
    with editing(application, by=by, permitted=may_edit(by, application)) as (deed, locked):
        if day and day > clock.today():
            raise Refused(f"Ngày {day:%d/%m/%Y} ở tương lai: ghi ngày đã nhận đủ hồ sơ.")
        if day and locked.status == ApplicationStatus.RETURNED:
            raise Refused("Hồ sơ đang trả lại để bổ sung: nhận lại trước, rồi ghi ngày nhận đủ.")
        locked.complete_on, locked.version = day, seen
        _look_again(locked)
        deed.save(locked)
    return locked


def _look_again(application: Application) -> bool:
    """Note anew what is unusual, now by the day of handing in that is recorded; answers whether
    that changed anything."""
    noted = warnings_for(
        application.round, application.product, application.type, handed_in_on(application)
    )
    changed = noted != application.warnings
    application.warnings = noted
    return changed


# --- the checklist --------------------------------------------------------------------------------
@dataclass(frozen=True)
class CheckedKind:
    """One line of the checklist as typed over version `seen` (0: nothing was recorded yet)."""

    state: str
    note: str = ""
    seen: int = 0


@dataclass
class KindShown:
    """One kind of evidence of the scheme, and what the dossier has of it. `head`: the row with
    state and note."""

    code: str
    label: str
    rows: list[Evidence] = field(default_factory=list)

    @property
    def head(self) -> Evidence | None:
        return self.rows[0] if self.rows else None

    @property
    def files(self) -> list[Evidence]:
        return [row for row in self.rows if row.file]

    @property
    def state(self) -> str:
        return self.head.state if self.head else EvidenceState.MISSING


def checklist(application: Application) -> list[KindShown]:
    """The scheme's kinds of evidence in its order, with what is recorded: one query."""
    kinds = {
        kind["code"]: KindShown(kind["code"], kind["label"])
        for kind in application.round.scheme.data.get("evidence_kinds", [])
    }
    for row in Evidence.objects.filter(application=application).order_by("pk"):
        if row.kind in kinds:
            kinds[row.kind].rows.append(row)
    return list(kinds.values())


@retried
def save_checklist(application: Application, typed: Mapping[str, CheckedKind], *, by: User) -> None:
    """Record state and note of the kinds typed. Kinds that stay without any record and missing get
    no row.

    Raises Refused with every reason, VersionConflict when somebody changed one of them meanwhile.
    """
    with editing(application, by=by, permitted=may_edit(by, application)) as (deed, locked):
        shown = {kind.code: kind for kind in checklist(locked)}
        problems = [
            problem
            for code, one in typed.items()
            for problem in _checklist_problems(code, one, shown)
        ]
        if problems:
            raise Refused(*problems)
        for code, one in typed.items():
            head = shown[code].head
            note = one.note.strip()
            if head is None and one.state == EvidenceState.MISSING and not note:
                continue
            head = head or Evidence(application=locked, kind=code)
            head.state, head.note = EvidenceState(one.state), note
            _put(deed, head, one.seen)


def _checklist_problems(
    code: str, one: CheckedKind, shown: Mapping[str, KindShown]
) -> Iterator[str]:
    kind = shown.get(code)
    if kind is None or one.state not in EvidenceState.values:
        yield f"Không có loại minh chứng “{code}” hoặc tình trạng “{one.state}”: tải lại trang."
        return
    if len(one.note.strip()) > NOTE_MAX:
        yield f"{kind.label}: ghi chú tối đa {NOTE_MAX} ký tự."
    if kind.files and one.state != EvidenceState.PRESENT:
        yield (
            f"{kind.label}: đang có {len(kind.files)} tệp nên phải là “Có”. Muốn đổi, hãy bỏ tệp"
            " trước."
        )


# --- the self-score -------------------------------------------------------------------------------
@retried
def save_self_score(
    application: Application, choices: Mapping[str, Mapping[str, Any]], *, by: User, seen: int
) -> SelfScore:
    """Keep the producer's own score, whole or in part: criterion → {"points", "case"}. It is shown,
    and counts nowhere.

    The caller has judged it by the set's sheet (`self_scores.assess`). Raises as `save_report`
    does.
    """
    with editing(application, by=by, permitted=may_edit(by, application)) as (deed, locked):
        score = SelfScore.objects.filter(application=locked).first() or SelfScore(
            application=locked
        )
        score.choices = {code: dict(one) for code, one in choices.items()}
        score.entered_by = by
        _put(deed, score, seen)
    return score
