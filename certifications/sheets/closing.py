"""Closing a sheet (the journalled act) and reopening it. What the sheets had given is taken back when one is reopened."""

from certifications.council import council_of
from certifications.models import Application, Result, Round, ScoreSheet
from certifications.results import scored_on_sheets
from certifications.sheets.content import check, content_of
from certifications.sheets.drafts import current_scoring
from certifications.sheets.keys import card_of, require_key, require_scorer, require_scoring, scheme_of
from certifications.sheets.second_keying import keying_problems
from certifications.workflow import Refused, lock
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried


@retried
def close_sheet(sheet: ScoreSheet, version: int, *, by: User) -> ScoreSheet:
    """Close a complete sheet: from now on it counts and cannot be typed into. Closing a closed one changes nothing.

    `version`: what the person saw. Raises Refused with every unanswered criterion and every fault, or when somebody
    saved the sheet meanwhile; PermissionDenied for the wrong person.
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
def reopen_sheet(sheet: ScoreSheet, *, by: User, reason: str) -> ScoreSheet:
    """Open a closed sheet again, with a reason. A result that it had given is taken back by the same act.

    Raises Refused when the sheet is open, frozen by a second scoring or by the round; ValidationError without a reason.
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
    """Remove a result that the sheets of an application had given: what it rested on has changed."""
    result = Result.objects.select_for_update().filter(application=application).first()
    if result and scored_on_sheets([application.pk]):
        deed.delete(result)


def _locked(round_: Round, sheet: ScoreSheet, by: User) -> tuple[Round, ScoreSheet]:
    """Round and sheet as they are now, locked in that order, when this person may type this sheet now."""
    locked_round = lock(round_)
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related("application", "member")
    locked = rows.get(pk=sheet.pk)
    require_scoring(locked_round)
    require_key(by, locked.member, locked_round)
    require_scorer(council_of(locked_round), locked.member, locked.application)
    return locked_round, locked


def _save(deed: Act, sheet: ScoreSheet, *, whole: bool = False) -> None:
    """Save a sheet and its line. Drafts are not journalled, so a closing puts the whole sheet on record, not the difference."""
    before = None if whole else ScoreSheet.objects.get(pk=sheet.pk).snapshot()
    sheet.version += 1
    sheet.save(update_fields=["closed_at", "version"])
    deed.line(ScoreSheet.SUBJECT_KIND, sheet.journal_key(), before, sheet.snapshot())
