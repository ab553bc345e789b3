"""Who shaped the results of a round, in whatever way: none of them approves it.

Typing and closing sheets, typing totals, bringing or mending a file, keying a second time, taking
attendance, who sits on the council, conflicts of interest, the council's rules: each changes what
comes out, so each counts as having entered it. A row of results and a score sheet stop being
somebody's once another person emptied them and entered them anew (`authorship`). Source: domain §2
("Nobody alone").
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Prefetch, Q

from certifications.models import (
    Application,
    Conflict,
    CouncilMember,
    Import,
    ImportKind,
    ImportStatus,
    Result,
    Round,
    RoundStatus,
    ScoreSheet,
    SheetHistory,
)
from certifications.results.authorship import hands_in_results, hands_in_sheet
from certifications.rounds.access import may_in_round, some_of
from certifications.rounds.contents import Content, is_open
from ocop_registry.accounts.hands import Hands
from ocop_registry.accounts.models import User
from ocop_registry.journal.models import JournalLine

RESULTS, SHEETS, FILES = "nhập kết quả", "nhập hoặc khóa phiếu chấm", "nạp hoặc sửa tệp kết quả"
COUNCIL, RULES = "điểm danh, lập hội đồng, ghi hoặc bỏ xung đột lợi ích", "sửa quy chế hội đồng"
NOT_YET = {
    RESULTS: "chưa nhập kết quả nào của đợt",
    SHEETS: "chưa nhập phiếu nào của đợt",
    FILES: "chưa nạp hay sửa tệp kết quả nào của đợt",
    COUNCIL: "chưa làm việc đó ở đợt này",
    RULES: "chưa sửa quy chế của đợt này",
}


@dataclass(frozen=True)
class Shaped:
    """Somebody (id of the account) did something that shaped the results."""

    by: int
    what: str
    at: datetime


def refusals(round_: Round, user: User) -> Iterator[str]:
    """Why this person, or somebody who is no other person, does not approve the round: a sentence
    for each kind of thing that he shaped it by."""
    found = list(shaped(round_))
    if not found:
        return
    people = {one.pk: one for one in User.objects.filter(pk__in={one.by for one in found})}
    hands = Hands([user, *people.values()], since=min(one.at for one in found))
    same = {pk for pk, person in people.items() if hands.same(user, person)}
    told: set[str] = set()
    for one in found:
        if one.what in told or one.by not in same:
            continue
        told.add(one.what)
        rows = _ROWS[one.what](round_, same) if one.what in _ROWS else None
        if rows is None or rows:
            yield _sentence(one.what, user, people[one.by], hands) + _left(rows or [])


def _sentence(what: str, user: User, person: User, hands: Hands) -> str:
    another = f"của đợt này: người duyệt phải là người khác, {NOT_YET[what]}."
    if person.pk == user.pk:
        return f"Bạn đã {what} {another}"
    return f"“{person.username}” đã {what} {another} {hands.why(user, person)}"


def _left(rows: Sequence[str]) -> str:
    """What of theirs still stands, and how it would not."""
    if not rows:
        return ""
    return (
        f" Còn đứng tên: {some_of(rows)}. Khi một người khác đã xóa trắng các dòng ấy rồi nhập lại"
        " từ đầu thì không còn tính."
    )


def warning(round_: Round, user: User) -> str:
    """What a possible approver is told before his first key; "" to everybody else, and when nobody
    approves any more."""
    if not is_open(Content.SHEETS, round_) and round_.status != RoundStatus.CONCLUDED:
        return ""
    if not may_in_round(user, "round.approve", round_):
        return ""
    said = list(refusals(round_, user))
    if said:
        return f"Anh/chị không phê duyệt được đợt này. {' '.join(said)}"
    return "Nếu anh/chị gõ, khóa hay sửa điểm ở đây, anh/chị không phê duyệt được đợt này."


# --- rows that are still theirs -------------------------------------------------------------------
def _results_of(round_: Round, same: Collection[int]) -> list[str]:
    """The dossiers in whose result, or draft, a hand of these people (ids) stands."""
    applications = list(
        Application.objects.filter(round=round_).select_related("product").order_by("position")
    )
    hands = hands_in_results(applications)
    return [str(one) for one in applications if hands[one.uid] & set(same)]


def _sheets_of(round_: Round, same: Collection[int]) -> list[str]:
    """The sheets in which a hand of these people stands: who typed a cell, keyed it a second time,
    closed or reopened it last."""
    closed = _closed_by(round_, same)
    sheets = (
        ScoreSheet.objects.filter(
            Q(history__saved_by__in=same) | Q(uid__in=closed), application__round=round_
        )
        .select_related("member", "application__product")
        .prefetch_related(Prefetch("history", SheetHistory.objects.order_by("version")))
        .order_by("application__position", "member__position")
        .distinct()
    )
    return [
        f"{one.application}, phiếu của {one.member}"
        for one in sheets
        if one.uid in closed or hands_in_sheet(one, one.history.all()) & set(same)
    ]


def _closed_by(round_: Round, same: Collection[int]) -> set[str]:
    """The sheets (uids) whose last closing or reopening was these people's."""
    uids = ScoreSheet.objects.filter(application__round=round_).values("uid")
    lines = JournalLine.objects.filter(
        kind=ScoreSheet.SUBJECT_KIND, uid__in=uids, entry__act__in=_CLOSING
    )
    last = dict(lines.order_by("entry__seq", "pk").values_list("uid", "entry__actor"))
    return {uid for uid, by in last.items() if by in same}


_ROWS = {RESULTS: _results_of, SHEETS: _sheets_of}
_CLOSING = ("sheet.close", "sheet.reopen", "import.apply", "import.undo")


# --- everything that was done ---------------------------------------------------------------------
def shaped(round_: Round) -> Iterator[Shaped]:
    """Everything that shaped the round's results, as the journal, the history of sheets and the
    files tell it."""
    applications = Application.objects.filter(round=round_)
    acts = ("result.enter", "scoring.conclude", "scoring.second", "import.apply", "import.undo")
    yield from _lines(RESULTS, Result.SUBJECT_KIND, Q(uid__in=applications.values("uid")), acts)
    sheets = ScoreSheet.objects.filter(application__round=round_)
    yield from _lines(SHEETS, ScoreSheet.SUBJECT_KIND, Q(uid__in=sheets.values("uid")), _CLOSING)
    saved = SheetHistory.objects.filter(sheet__application__round=round_).order_by("saved_by")
    first = saved.values_list("saved_by").annotate(first=Min("saved_at"))
    yield from (Shaped(by, SHEETS, at) for by, at in first)
    yield from _council(round_)
    yield from _lines(
        RULES, Round.SUBJECT_KIND, Q(uid=round_.uid, text__contains='"rules":'), ("round.edit",)
    )
    files = Import.objects.filter(
        round=round_,
        kind=ImportKind.RESULTS,
        status__in=(ImportStatus.APPLIED, ImportStatus.UNDONE),
    )
    for file in files.prefetch_related("mended_by"):
        for person in {file.staged_by_id, *(one.pk for one in file.mended_by.all())} - {None}:
            yield Shaped(person, FILES, file.staged_at)


def _council(round_: Round) -> Iterator[Shaped]:
    """Who sits, who was there, who has a conflict. Seats are known by what once made them, so that
    those of who left the council count too. Lifting a conflict counts like declaring one: with
    it a sheet more decides."""
    told = JournalLine.objects.filter(
        kind=CouncilMember.SUBJECT_KIND, text__contains=f'"round":"{round_.uid}"'
    )
    seats = set(told.values_list("uid", flat=True))
    seats.update(CouncilMember.objects.filter(round=round_).values_list("uid", flat=True))
    acts = ("council.edit", "council.attendance")
    yield from _lines(COUNCIL, CouncilMember.SUBJECT_KIND, Q(uid__in=seats), acts)
    declared = Q(uid__in=Conflict.objects.filter(application__round=round_).values("uid"))
    for seat in seats:
        declared |= Q(text__contains=f'"member":"{seat}"')
    yield from _lines(
        COUNCIL, Conflict.SUBJECT_KIND, declared, ("conflict.declare", "conflict.lift")
    )


def _lines(what: str, kind: str, which: Q, acts: tuple[str, ...]) -> Iterator[Shaped]:
    lines = JournalLine.objects.filter(
        which, kind=kind, entry__act__in=acts, entry__actor__isnull=False
    ).order_by("entry__at")
    for by, at in lines.values_list("entry__actor", "entry__at").distinct():
        yield Shaped(by, what, at)
