"""A second scoring (*chấm lần hai*): when the members' totals of the first are too far apart."""

from dataclasses import replace

from certifications.council.attendance import quorum_of
from certifications.council.members import Council, Written, council_of
from certifications.council.sheets.access import SECOND, require_scoring
from certifications.council.sheets.closing import take_back_result
from certifications.law.points import all_digits
from certifications.models import Application, CouncilMember, ScoreSheet
from certifications.results.outcome import require_sheets
from certifications.results.scorings import Standing, active_in_order, standings
from certifications.rounds.access import Refused, lock, require
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act, retried


@retried
def open_second_scoring(application: Application, *, by: User, reason: str) -> list[ScoreSheet]:
    """Open an empty second sheet for everybody who scores this application; the first ones are
    frozen and stay visible.

    Only when the closed first sheets are more than the limit apart. Raises Refused otherwise,
    ValidationError without a reason.
    """
    round_ = application.round
    require(by, "round.edit", round_)
    with act("scoring.second", by=by, reason=reason, province=round_.place) as deed:
        locked = lock(round_)
        require_scoring(locked)
        council = council_of(locked)
        found = standings(locked, active_in_order(locked).filter(pk=application.pk), council)
        if not found:
            raise Refused("Hồ sơ đã rút hoặc tạm dừng: không chấm.")
        standing = found[0]
        _require_spread(standing, council)
        scorers = _who_meets(council, standing)
        take_back_result(deed, standing.application)
        sheets = [
            ScoreSheet(application=standing.application, member=one, scoring=SECOND, keyed_by=by)
            for one in scorers
        ]
        deed.create_many(sheets)
    return sheets


def _who_meets(council: Council, standing: Standing) -> list[CouncilMember]:
    """Who scores again: where opinions were asked for in writing, the council now meets and only
    the present score."""
    if not standing.in_writing:
        return standing.scorers
    quorum = quorum_of(council)
    if not quorum.reached:
        raise Refused(
            "Ý kiến bằng văn bản khác nhau nên hội đồng phải họp: điểm danh trước khi chấm lần"
            f" hai. {quorum.sentence}"
        )
    return replace(council, written=Written()).scorers(standing.application)


def _require_spread(standing: Standing, council: Council) -> None:
    if standing.scoring == SECOND:
        raise Refused("Đã mở chấm lần hai cho hồ sơ này.")
    require_sheets(standing)
    totals = [standing.checked(sheet).total for sheet in standing.counted]
    if max(totals) - min(totals) <= council.rules.spread_limit:
        limit = all_digits(council.rules.spread_limit)
        raise Refused(f"Điểm các thành viên không lệch quá {limit}: không cần chấm lần hai.")
