"""Closing a sheet (the journalled act) and reopening it. What the sheets had given is taken back
when one is reopened."""

from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, prefetch_related_objects

from certifications.council.members import council_of
from certifications.council.sheets.access import (
    FIRST,
    card_of,
    cards_of,
    require_key,
    require_scorer,
    require_scoring,
    scheme_of,
)
from certifications.council.sheets.content import check, content_of
from certifications.council.sheets.drafts import current_scoring
from certifications.council.sheets.second_keying import keying_problems
from certifications.models import (
    Application,
    Conflict,
    Result,
    Round,
    ScoreSheet,
)
from certifications.rounds.access import Refused, lock
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import UPDATE_BATCH, Act, act, retried


@retried
def close_sheet(sheet: ScoreSheet, version: int, *, by: User) -> ScoreSheet:
    """Close a complete sheet: from now on it counts and cannot be typed into. Closing a closed one
    changes nothing.

    `version`: what the person saw. Raises Refused with every unanswered criterion and every fault,
    or when somebody saved the sheet meanwhile; PermissionDenied for the wrong person.
    """
    round_ = sheet.application.round
    with act("sheet.close", by=by, province=round_.place) as deed:
        locked_round, locked = _locked(round_, sheet, by)
        if locked.closed:
            return locked
        if locked.version != version:
            raise Refused("Phiếu vừa được người khác sửa: xem lại bản mới rồi khóa.")
        found = check(content_of(locked), card_of(locked.application), scheme_of(locked_round))
        problems = found.reasons() or keying_problems(locked, locked_round)
        if problems:
            raise Refused(*problems)
        locked.closed_at = clock.now()
        _save(deed, locked, whole=True)
    return locked


@retried
def close_complete(
    round_: Round, versions: Mapping[str, int], *, by: User
) -> tuple[list[ScoreSheet], list[str]]:
    """Close, in one act, those of these sheets (by uid, with the version seen) that can be; the
    others stay as they are.

    Gives the sheets closed, and a sentence for each one that somebody changed meanwhile or that is
    not to be closed yet although it is complete. Incomplete ones are passed over: their page says
    what is open. Raises Refused when the round takes no sheets.
    """
    with act("sheet.close", by=by, province=round_.place) as deed:
        locked_round = lock(round_)
        require_scoring(locked_round)
        council, scheme = council_of(locked_round), scheme_of(locked_round)
        rows = ScoreSheet.objects.select_for_update(of=("self",)).filter(
            uid__in=versions, application__round=locked_round
        )
        sheets = list(
            rows.select_related("application__product", "member__user", "keyed_by").order_by("pk")
        )
        cards = cards_of([sheet.application for sheet in sheets])
        ready, told = [], []
        for sheet in sheets:
            card = cards.get(sheet.application.product_set_id or 0)
            if sheet.closed or not check(content_of(sheet), card, scheme).complete:
                continue
            try:
                require_key(by, sheet.member, locked_round)
                require_scorer(council, sheet.member, sheet.application)
                problems = keying_problems(sheet, locked_round)
            except (Refused, PermissionDenied) as problem:
                problems = [str(problem)]
            if sheet.version != versions[sheet.uid]:
                problems = ["phiếu vừa được người khác sửa: xem lại bản mới rồi khóa."]
            told += [f"{sheet.application}, {sheet.member}: {problem}" for problem in problems]
            if not problems:
                ready.append(sheet)
        _close_many(deed, ready)
    return ready, told


def _close_many(deed: Act, sheets: list[ScoreSheet]) -> None:
    now = clock.now()
    for sheet in sheets:
        sheet.closed_at = now
        sheet.version += 1
    ScoreSheet.objects.bulk_update(sheets, ["closed_at", "version"], batch_size=UPDATE_BATCH)
    prefetch_related_objects(sheets, "application", "member", "keyed_by", "second_keyed_by")
    for sheet in sheets:
        deed.line(ScoreSheet.SUBJECT_KIND, sheet.journal_key(), None, sheet.snapshot())


@retried
def reopen_sheet(sheet: ScoreSheet, *, by: User, reason: str) -> ScoreSheet:
    """Open a closed sheet again, with a reason. A result that it had given is taken back by the
    same act.

    Raises Refused when the sheet is open, frozen by a second scoring or by the round;
    ValidationError without a reason.
    """
    round_ = sheet.application.round
    with act("sheet.reopen", by=by, reason=reason, province=round_.place) as deed:
        _, locked = _locked(round_, sheet, by)
        if not locked.closed:
            raise Refused("Phiếu đang mở, không cần mở lại.")
        if locked.scoring != current_scoring(locked.application):
            raise Refused("Hội đồng đã chấm lần hai: phiếu lần đầu được giữ nguyên.")
        take_back_result(deed, locked.application)
        locked.closed_at = None
        _save(deed, locked)
    return locked


def take_back_result(deed: Act, application: Application) -> None:
    """Remove a result that the sheets of an application had given: what it rested on has
    changed."""
    result = Result.objects.select_for_update().filter(application=application).first()
    if result and scored_on_sheets([application.pk]):
        deed.delete(result)


def _locked(round_: Round, sheet: ScoreSheet, by: User) -> tuple[Round, ScoreSheet]:
    """Round and sheet as they are now, locked in that order, when this person may type this sheet
    now."""
    locked_round = lock(round_)
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related(
        "application", "member"
    )
    locked = rows.get(pk=sheet.pk)
    require_scoring(locked_round)
    require_key(by, locked.member, locked_round)
    require_scorer(council_of(locked_round), locked.member, locked.application)
    return locked_round, locked


def _save(deed: Act, sheet: ScoreSheet, *, whole: bool = False) -> None:
    """Save a sheet and its line. Drafts are not journalled, so a closing puts the whole sheet on
    record, not the difference."""
    before = None if whole else ScoreSheet.objects.get(pk=sheet.pk).snapshot()
    sheet.version += 1
    sheet.save(update_fields=["closed_at", "version"])
    deed.line(ScoreSheet.SUBJECT_KIND, sheet.journal_key(), before, sheet.snapshot())


def scored_on_sheets(applications: Iterable[int]) -> set[int]:
    """Those of the applications (ids) whose result comes from sheets: one is closed, by somebody
    without a conflict."""
    conflicts = Conflict.objects.filter(
        member=OuterRef("member"), application=OuterRef("application")
    )
    closed = ScoreSheet.objects.filter(application__in=list(applications), closed_at__isnull=False)
    return set(closed.exclude(Exists(conflicts)).values_list("application_id", flat=True))


def result_from(sheets: Iterable[ScoreSheet], conflicts: Collection[tuple[int, int]]) -> set[int]:
    """The same, of sheets that were read already. `conflicts`: (member id, application id)."""
    return {
        one.application_id
        for one in sheets
        if one.closed and (one.member_id, one.application_id) not in conflicts
    }


def with_sheets(applications: Iterable[int]) -> set[int]:
    """Those of the applications (ids) that somebody has begun to score on sheets."""
    return begun_on(ScoreSheet.objects.filter(application__in=list(applications)))


def begun_on(sheets: Iterable[ScoreSheet]) -> set[int]:
    """The applications (ids) of the sheets that were begun, open or closed, whoever scores. An open
    sheet that was emptied again says nothing."""
    return {
        one.application_id
        for one in sheets
        if one.closed or one.scoring > FIRST or not content_of(one).empty
    }
