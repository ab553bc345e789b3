"""From the closed sheets of a council to the results of a round, one application or all of them in
one act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from certifications.council.attendance import quorum_of, quorums_of
from certifications.council.members import Council, Written, council_of
from certifications.council.sheets.access import FIRST, SECOND, cards_of, require_scoring, scheme_of
from certifications.council.sheets.closing import take_back_result
from certifications.council.sheets.content import Content, check, content_of
from certifications.law.points import PARTS
from certifications.law.rules import Conclusion, SchemeRules, conclude, explain, format_points
from certifications.law.scorecards import Scorecard
from certifications.law.scoring import (
    CouncilResult,
    Exclusion,
    average,
    council_result,
    spread_sentence,
)
from certifications.models import (
    Application,
    CouncilMember,
    MarksMet,
    Result,
    Round,
    ScoreSheet,
    SheetMode,
)
from certifications.results.typed import row_version
from certifications.rounds.access import Refused, active_applications, lock, require
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried

_STARS = ("stars_by_total", "stars_by_marks", "final_stars")


@dataclass(frozen=True)
class Typed:
    """What the council concluded beside the sheets: the marks where sheets give only parts, grounds
    against the dossier."""

    marks_met: int | None = None
    missed_criteria: str = ""
    grounds: tuple[str, ...] = ()


@dataclass
class Standing:
    """One application with everything that concluding needs. `sheets`: of the current scoring, by
    member id, conflicts left out."""

    application: Application
    scorers: list[CouncilMember]
    scoring: int
    sheets: dict[int, ScoreSheet]
    first_sheets: dict[int, ScoreSheet]
    card: Scorecard | None
    in_writing: bool = False

    @property
    def counted(self) -> list[ScoreSheet]:
        """The closed sheets of those who score, in the council's order."""
        found = (self.sheets.get(member.pk) for member in self.scorers)
        return [sheet for sheet in found if sheet and sheet.closed]

    @property
    def lacking(self) -> list[CouncilMember]:
        """Who scores and has not closed the sheet."""
        closed = {sheet.member_id for sheet in self.counted}
        return [member for member in self.scorers if member.pk not in closed]

    @property
    def started(self) -> bool:
        """Whether any sheet is closed: then the result comes from sheets and nowhere else."""
        return any(sheet.closed for sheet in (*self.sheets.values(), *self.first_sheets.values()))


@dataclass
class Concluded:
    """What became of one application: "concluded", "unchanged" or "refused" with its reasons;
    `why`: the sentence of the stars."""

    application: Application
    outcome: str
    reasons: list[str] = field(default_factory=list)
    why: str = ""


# --- reading a round ------------------------------------------------------------------------------
def standings(
    round_: Round, applications: Iterable[Application] | None = None, council: Council | None = None
) -> list[Standing]:
    """Where the scoring of each (active) application stands: a fixed number of queries for a whole
    round."""
    council = council or council_of(round_)
    wanted = list(applications if applications is not None else _active(round_))
    sheets = ScoreSheet.objects.filter(application__in=[one.pk for one in wanted]).select_related(
        "member", "keyed_by"
    )
    by_application: dict[int, list[ScoreSheet]] = {}
    for sheet in sheets:
        if (sheet.member_id, sheet.application_id) not in council.conflicts:
            by_application.setdefault(sheet.application_id, []).append(sheet)
    cards = cards_of(wanted)
    return [_standing(one, by_application.get(one.pk, []), council, cards) for one in wanted]


def _active(round_: Round) -> Any:
    return (
        active_applications(round_)
        .select_related("product__producer", "product_set", "result", "draft")
        .order_by("position")
    )


def _standing(
    application: Application,
    sheets: list[ScoreSheet],
    council: Council,
    cards: dict[int, Scorecard],
) -> Standing:
    scoring = max((sheet.scoring for sheet in sheets), default=FIRST)
    return Standing(
        application=application,
        scorers=council.scorers(application),
        scoring=scoring,
        sheets={sheet.member_id: sheet for sheet in sheets if sheet.scoring == scoring},
        first_sheets={sheet.member_id: sheet for sheet in sheets if sheet.scoring < scoring},
        card=cards.get(application.product_set_id or 0),
        in_writing=application.pk in council.written.applications,
    )


# --- what follows ---------------------------------------------------------------------------------
def outcome_of(
    standing: Standing, council: Council, scheme: SchemeRules, typed: Typed
) -> tuple[dict[str, Any], str]:
    """The values of the result that the closed sheets give, and why. Raises Refused with every
    reason why there is none yet."""
    _require_sheets(standing)
    contents = [content_of(sheet) for sheet in standing.counted]
    faults = [reason for one in contents for reason in check(one, standing.card, scheme).reasons()]
    if faults:
        raise Refused(*faults)
    if any(one.mode == SheetMode.TOTALS for one in contents):
        return _from_totals(standing, contents, council, scheme, typed)
    if standing.card is None:
        raise Refused("Chưa chọn bộ sản phẩm cho hồ sơ.")
    try:
        found = council_result(
            standing.card, [one.sheet() for one in contents], scheme, council.rules, typed.grounds
        )
    except (
        ValueError
    ) as problem:  # somebody found the product out and left the rest, but the council did not
        raise Refused(
            "Có thành viên đề nghị loại và chưa chấm hết phiếu, nhưng không quá nửa hội đồng cùng"
            " phát hiện: mở lại các phiếu đó để chấm tiếp, hoặc ghi kết luận loại của hội đồng."
        ) from problem
    if isinstance(found, Exclusion):
        return _excluded("; ".join(found.reasons)), found.why
    if not found.within_spread:
        _too_far_apart(standing, spread_sentence(found, council.rules))
    return _scored(found), found.why


def _require_sheets(standing: Standing) -> None:
    if not standing.scorers:
        raise Refused(
            "Không có thành viên nào có mặt mà chấm được hồ sơ này: hãy điểm danh hội đồng."
        )
    # in writing, those who answered count
    if standing.lacking and not (standing.in_writing and standing.counted):
        raise Refused(f"Chưa khóa phiếu: {', '.join(member.name for member in standing.lacking)}.")


def _too_far_apart(standing: Standing, sentence: str) -> None:
    again = (
        " Lần chấm hai vẫn lệch: hội đồng thảo luận, mở lại phiếu cần sửa kèm lý do."
        if standing.scoring == SECOND
        else ""
    )
    raise Refused(sentence + again)


def _excluded(reason: str) -> dict[str, Any]:
    blank = dict.fromkeys(("total", *PARTS, "marks_met", *_STARS))
    return blank | {"missed_criteria": "", "disqualified": True, "disqualified_reason": reason}


def _scored(found: CouncilResult) -> dict[str, Any]:
    parts = {name: found.parts[part] for name, part in PARTS.items()}
    missed = ", ".join(found.missed.get(found.marks_met + 1, []))
    return _values(found.total, parts, found.marks_met, missed, found.conclusion)


def _values(
    total: Decimal, parts: dict[str, Decimal], marks: int, missed: str, conclusion: Conclusion
) -> dict[str, Any]:
    stars = {
        "stars_by_total": conclusion.by_total,
        "stars_by_marks": conclusion.by_marks,
        "final_stars": conclusion.final,
    }
    own = {"total": total, "marks_met": MarksMet(marks), "missed_criteria": missed}
    return own | parts | stars | {"disqualified": False, "disqualified_reason": ""}


def _from_totals(
    standing: Standing,
    contents: Sequence[Content],
    council: Council,
    scheme: SchemeRules,
    typed: Typed,
) -> tuple[dict[str, Any], str]:
    """Sheets that give only parts: average and spread come from them, the marks are what the
    council concluded."""
    if typed.grounds:
        return _excluded("; ".join(typed.grounds)), f"Hồ sơ bị loại: {'; '.join(typed.grounds)}."
    checks = [check(one, standing.card, scheme) for one in contents]
    totals = [one.total for one in checks]
    spread = max(totals) - min(totals)
    if spread > council.rules.spread_limit:
        _too_far_apart(standing, _spread_words(spread, council))
    if typed.marks_met not in MarksMet.values:
        raise Refused(
            "Phiếu chỉ có điểm ba phần: ghi hạng sao cao nhất mà mọi dấu sao đều đạt, như hội đồng"
            " kết luận."
        )
    total = average(totals)
    conclusion = conclude(total, typed.marks_met, scheme)
    if conclusion.lowered and not typed.missed_criteria:
        raise Refused(f"Ghi các tiêu chí chưa đạt dấu {typed.marks_met + 1} sao, ví dụ: 2.3, 6.1.")
    parts = {name: average([one.parts[part] for one in checks]) for name, part in PARTS.items()}
    values = _values(total, parts, typed.marks_met, typed.missed_criteria, conclusion)
    return values, explain(conclusion, total, typed.missed_criteria)


def _spread_words(spread: Decimal, council: Council) -> str:
    return (
        f"Điểm các thành viên lệch nhau {format_points(spread)}, quá"
        f" {format_points(council.rules.spread_limit)} điểm: hội đồng thảo luận và chấm lại; điểm"
        " lần đầu được giữ nguyên."
    )


# --- concluding -----------------------------------------------------------------------------------
@retried
def conclude_application(
    application: Application, *, by: User, typed: Typed | None = None
) -> Concluded:
    """Compute one application's result from its closed sheets. Raises Refused with every reason why
    it cannot be yet.

    `typed`: what the council concluded beside the sheets; None: what the stored result has of it
    stays.
    """
    return _conclude(
        application.round, {application.uid: typed} if typed else {}, by, only=application
    )[0]


@retried
def conclude_all(
    round_: Round, *, by: User, typed: dict[str, Typed] | None = None
) -> list[Concluded]:
    """Compute every active application's result in one act; those that cannot be yet are told with
    their reasons.

    `typed`: by application uid, what the council concluded beside the sheets; without it the marks
    stored before stay.
    """
    return _conclude(round_, typed or {}, by)


def _conclude(
    round_: Round, typed: dict[str, Typed], by: User, only: Application | None = None
) -> list[Concluded]:
    require(by, "result.enter", round_)
    with act("scoring.conclude", by=by, province=round_.place) as deed:
        locked = lock(round_)
        require_scoring(locked)
        council, scheme = council_of(locked), scheme_of(locked)
        wanted = _active(locked).filter(pk=only.pk) if only else _active(locked)
        found: list[Concluded] = []
        new: list[Result] = []
        changed: list[Result] = []
        for standing in standings(locked, list(wanted), council):
            told, result = _one(standing, council, scheme, typed.get(standing.application.uid), by)
            found.append(told)
            if result:
                (changed if result.pk else new).append(result)
        if only and not found:
            raise Refused("Hồ sơ đã rút hoặc tạm dừng: không tổng hợp.")
        if only and found[0].outcome == "refused":
            raise Refused(*found[0].reasons)
        _store(deed, new, changed)
    return found


def _one(
    standing: Standing, council: Council, scheme: SchemeRules, typed: Typed | None, by: User
) -> tuple[Concluded, Result | None]:
    application = standing.application
    stored: Result | None = getattr(application, "result", None)
    try:
        values, why = outcome_of(
            standing, council, scheme, typed or stored_conclusion(stored, standing.card)
        )
    except Refused as refused:
        return Concluded(application, "refused", refused.reasons), None
    if stored and all(getattr(stored, name) == value for name, value in values.items()):
        return Concluded(application, "unchanged", why=why), None
    result = stored or Result(
        application=application, version=row_version(None, getattr(application, "draft", None)) + 1
    )
    for name, value in values.items():
        setattr(result, name, value)
    result.entered_by = by
    return Concluded(application, "concluded", why=why), result


def stored_conclusion(result: Result | None, card: Scorecard | None) -> Typed:
    """What the council concluded beside the sheets, as the stored result has it: grounds that no
    sheet can have given."""
    if result is None:
        return Typed()
    if not result.disqualified:
        return Typed(result.marks_met, result.missed_criteria)
    ground = result.disqualified_reason
    for criterion in card.scored if card else ():
        if criterion.disqualifies:
            ground = ground.replace(f"tiêu chí {criterion.code}: {criterion.disqualifies}", "")
    ground = ground.strip("; ")
    return Typed(grounds=(ground,) if ground else ())


def _store(deed: Act, new: list[Result], changed: list[Result]) -> None:
    for result in (*new, *changed):
        # each would ask the database
        result.clean_fields(exclude={"application", "entered_by", "approved_by"})
    deed.create_many(new)
    deed.save_many(changed)
    for result in (*new, *changed):
        draft = getattr(result.application, "draft", None)
        if draft:
            draft.delete()


# --- a second scoring -----------------------------------------------------------------------------
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
        found = standings(locked, _active(locked).filter(pk=application.pk), council)
        if not found:
            raise Refused("Hồ sơ đã rút hoặc tạm dừng: không chấm.")
        standing = found[0]
        _require_spread(standing, council, scheme_of(locked))
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


def _require_spread(standing: Standing, council: Council, scheme: SchemeRules) -> None:
    if standing.scoring == SECOND:
        raise Refused("Đã mở chấm lần hai cho hồ sơ này.")
    _require_sheets(standing)
    totals = [check(content_of(sheet), standing.card, scheme).total for sheet in standing.counted]
    if max(totals) - min(totals) <= council.rules.spread_limit:
        limit = format_points(council.rules.spread_limit)
        raise Refused(f"Điểm các thành viên không lệch quá {limit}: không cần chấm lần hai.")


# --- checks of the round's lifecycle --------------------------------------------------------------
def sheet_problems(round_: Round) -> list[str]:
    """Why a round whose council scored on sheets cannot be concluded: no quorum, or a result that
    its sheets do not give."""
    council, scheme = council_of(round_), scheme_of(round_)
    scored = [one for one in standings(round_, council=council) if one.started]
    if not scored:
        return []
    short = [quorum.sentence for quorum in quorums_of(council) if not quorum.reached]
    problems = [f"Hội đồng chưa đủ điều kiện họp. {sentence}" for sentence in short]
    stale = [str(one.application) for one in scored if not _still_holds(one, council, scheme)]
    if stale:
        names = "; ".join(stale[:10]) + (
            f" và {len(stale) - 10} hồ sơ khác" if len(stale) > 10 else ""
        )
        problems.append(f"Kết quả không khớp phiếu chấm đã khóa: {names}. Tổng hợp lại phiếu.")
    return problems


def _still_holds(standing: Standing, council: Council, scheme: SchemeRules) -> bool:
    result: Result | None = getattr(standing.application, "result", None)
    if result is None:
        return True  # named by the check for missing results
    try:
        values, _ = outcome_of(standing, council, scheme, stored_conclusion(result, standing.card))
    except Refused:
        return False
    return all(getattr(result, name) == value for name, value in values.items())
