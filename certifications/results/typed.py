"""What the council concluded on paper, row by row: read as typed, checked whole, computed, saved,
and never lost.

A row that is complete and right becomes a `Result` (an act, journalled). Any other row is kept as a
`ResultDraft` exactly as typed, with every fault named, until somebody mends it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from certifications.council.attendance import quorum_problems, quorums_of_dossiers
from certifications.council.members import Council, council_of
from certifications.council.sheets.closing import scored_on_sheets, with_sheets
from certifications.law.points import PARTS
from certifications.law.rules import SchemeRules
from certifications.models import (
    Application,
    ApplicationStatus,
    Result,
    ResultDraft,
    Round,
)
from certifications.results.round_read import RoundRead
from certifications.results.typed_row import (
    CheckedRow,
    band_sentence,
    check_row,
    columns_of,
    row_version,
    says_what_stands,
    typed_row,
)
from certifications.rounds.access import Refused, lock, require, some_of
from certifications.rounds.contents import Content, require_open
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried


@dataclass
class SavedRow:
    """What became of one row: "saved", "draft" (kept as typed, with errors), "cleared", "stale" or
    "unchanged"."""

    uid: str
    outcome: str
    row: CheckedRow
    version: int
    theirs: dict[str, str] | None = None


@retried
def enter(
    round_: Round, rows: Mapping[str, Mapping[str, Any]], versions: Mapping[str, int], *, by: User
) -> list[SavedRow]:
    """Save typed rows, keyed by application uid; `versions`: the row versions that the typist saw
    (0: nothing there).

    Raises Refused when the round takes no results now or a row names an application that is not
    active in it.
    """
    require(by, "result.enter", round_)
    with act("result.enter", by=by, province=round_.place) as deed:
        return enter_within(deed, lock(round_), rows, versions, by=by)


def enter_within(
    deed: Act,
    locked: Round,
    rows: Mapping[str, Mapping[str, Any]],
    versions: Mapping[str, int],
    *,
    by: User,
    parts_optional: bool = False,
) -> list[SavedRow]:
    """`enter` within an open act, for a round that is locked already. `parts_optional`: as
    `check_row` takes it."""
    require_open(Content.RESULTS, locked)
    applications = _locked_applications(locked, rows)
    scheme = SchemeRules.from_data(locked.scheme.slug, locked.scheme.data)
    checked = {
        uid: check_row(raw, scheme, parts_optional=parts_optional) for uid, raw in rows.items()
    }
    return [
        _save_row(deed, applications[uid], row, versions.get(uid, 0), by)
        for uid, row in checked.items()
    ]


def _locked_applications(round_: Round, rows: Mapping[str, Any]) -> dict[str, Application]:
    found = {
        application.uid: application
        for application in (
            Application.objects.select_for_update(of=("self",))
            .select_related("result", "draft__saved_by")
            .filter(round=round_, uid__in=rows.keys())
            .order_by("pk")
        )
    }
    unknown = [uid for uid in rows if uid not in found]
    if unknown:
        raise Refused(f"Không có hồ sơ {', '.join(unknown)} trong đợt này.")
    idle = [
        str(application)
        for application in found.values()
        if application.status != ApplicationStatus.ACTIVE
    ]
    if idle:
        raise Refused(f"Hồ sơ đã rút hoặc tạm dừng thì không nhập kết quả: {'; '.join(idle)}.")
    # what was typed before a sheet was begun, or before attendance was taken, may be emptied
    closed = scored_on_sheets([one.pk for one in found.values()])
    typed = [
        one for uid, one in found.items() if one.pk in closed or any(map(_says, rows[uid].values()))
    ]
    begun = with_sheets(one.pk for one in typed)
    if refused := typing_problems(typed, council_of(round_), begun):
        raise Refused(*refused)
    return found


def _says(value: object) -> bool:
    return bool(str(value or "").strip())


def _save_row(
    deed: Any, application: Application, row: CheckedRow, seen: int, by: User
) -> SavedRow:
    result, draft = getattr(application, "result", None), getattr(application, "draft", None)
    version = row_version(result, draft)
    stored = typed_row(result, draft)
    if (
        row.raw == stored
        and not (draft and row.complete)
        or draft is None
        and says_what_stands(row, result)
    ):
        return SavedRow(application.uid, "unchanged", row, version)
    if seen != version:
        return SavedRow(application.uid, "stale", row, version, theirs=stored)
    if row.complete:
        version = _save_result(deed, application, row, result, version, by)
        if draft:
            draft.delete()
        return SavedRow(application.uid, "saved", row, version)
    return _keep_draft(deed, application, row, result, draft, by)


def _save_result(
    deed: Any,
    application: Application,
    row: CheckedRow,
    result: Result | None,
    version: int,
    by: User,
) -> int:
    subject = result or Result(application=application)
    for name, value in columns_of(row).items():
        setattr(subject, name, value)
    conclusion = row.conclusion
    subject.stars_by_total = conclusion.by_total if conclusion else None
    subject.stars_by_marks = conclusion.by_marks if conclusion else None
    subject.final_stars = conclusion.final if conclusion else None
    subject.entered_by = by
    if result:
        deed.save(subject)
    else:
        subject.version = version + 1
        deed.create(subject)
    return subject.version


def _keep_draft(
    deed: Any,
    application: Application,
    row: CheckedRow,
    result: Result | None,
    draft: ResultDraft | None,
    by: User,
) -> SavedRow:
    """Keep an unfinished (or emptied) row as typed. A result that it replaces is taken back, or an
    old conclusion would stand unseen."""
    version = row_version(result, draft) + 1
    typist = draft.saved_by.get_username() if draft and any(draft.raw.values()) else None
    if result:
        typist = result.entered_by.get_username()
        deed.delete(result)
    if not result or row.empty:
        # Who typed a part of a result may not approve it, also when another completes the row: the
        # journal must know, and know when the row was emptied, so that nothing of it is his any
        # more. It keeps no line where it was the same person.
        deed.line(
            Result.SUBJECT_KIND,
            application.uid,
            {"typed_by": typist},
            {"typed_by": None if row.empty else by.get_username()},
        )
    ResultDraft.objects.update_or_create(
        application=application, defaults={"raw": row.raw, "saved_by": by, "version": version}
    )
    return SavedRow(application.uid, "cleared" if row.empty else "draft", row, version)


# --- what the council left -----------------------------------------------------------------------
def typing_problems(
    applications: Sequence[Application], council: Council, on_sheets: Collection[int]
) -> list[str]:
    """Why the results of these applications may not be typed: somebody scores them on sheets
    (`on_sheets`: ids), or attendance says that the council had no quorum for them. Asked by the
    grid, pasted rows, files and, before the round goes on, of what stands there already."""
    scored = [one for one in applications if one.pk in on_sheets]
    problems = (
        [
            f"Kết quả tính từ phiếu chấm, không gõ được: {some_of(scored)}. Muốn đổi, hãy mở lại"
            " phiếu kèm lý do rồi tổng hợp lại; phiếu mở nhầm thì xóa trắng."
        ]
        if scored
        else []
    )
    unscored = [one for one in applications if one.pk not in on_sheets]
    met = quorums_of_dossiers(council, unscored, ())
    return [*problems, *quorum_problems(met)]


# --- checks of the round's lifecycle --------------------------------------------------------------
def on_paper_problems(read: RoundRead) -> list[str]:
    """Why a round with results that no closed sheet gives cannot go on: sheets lie open beside
    them, or the council had no quorum for them."""
    on_paper = [one for one in read.applications if one.pk not in read.closed]
    held = [one for one in on_paper if getattr(one, "result", None)]
    return typing_problems(held, read.council, read.begun)


def band_problems(read: RoundRead) -> Iterator[str]:
    """Why paper totals of a round cannot be taken: another band than their parts."""
    results = [getattr(one, "result", None) for one in read.applications]
    for application, why in paper_problems(one for one in results if one):
        yield f"{application}: {why}"


def stored_paper_problems(results: QuerySet[Result]) -> Iterator[tuple[Application, str]]:
    """The same of results of many rounds."""
    return paper_problems(
        results.select_related("application__product", "application__round__scheme").iterator()
    )


def parts_of(result: Result) -> list[Decimal]:
    """The points of the three parts; none where the paper prints only the total."""
    values = [getattr(result, name) for name in PARTS]
    return [value for value in values if value is not None]


def paper_problems(results: Iterable[Result]) -> Iterator[tuple[Application, str]]:
    """(application, why its paper total cannot be taken); of the averages of sheets, which are
    exact, nothing."""
    found = []
    schemes: dict[int, SchemeRules] = {}
    for result in results:
        if result.disqualified:
            continue
        scheme = result.application.round.scheme
        rules = schemes.setdefault(scheme.pk, SchemeRules.from_data(scheme.slug, scheme.data))
        parts = parts_of(result)
        if (
            result.total is not None
            and parts
            and (why := band_sentence(result.total, parts, rules))
        ):
            found.append((result.application, why))
    exact = scored_on_sheets(application.pk for application, _ in found) if found else set()
    yield from ((one, why) for one, why in found if one.pk not in exact)
