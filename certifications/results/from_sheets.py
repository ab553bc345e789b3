"""From the closed sheets of a council to the results of a round, one application or all of them in
one act."""

from dataclasses import dataclass, field

from certifications.council.attendance import quorum_problems, quorums_of_dossiers
from certifications.council.members import Council, council_of
from certifications.council.sheets.access import require_scoring
from certifications.models import Application, Result, Round
from certifications.results.outcome import Typed, outcome_of, stored_conclusion
from certifications.results.round_read import RoundRead
from certifications.results.scorings import Standing, active_in_order, standings
from certifications.results.typed_row import row_version
from certifications.rounds.access import Refused, lock, require, some_of
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried


@dataclass
class Concluded:
    """What became of one application: "concluded", "unchanged" or "refused" with its reasons;
    `why`: the sentence of the stars."""

    application: Application
    outcome: str
    reasons: list[str] = field(default_factory=list)
    why: str = ""


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
        council = council_of(locked)
        wanted = active_in_order(locked).filter(pk=only.pk) if only else active_in_order(locked)
        found: list[Concluded] = []
        new: list[Result] = []
        changed: list[Result] = []
        for standing in standings(locked, list(wanted), council):
            told, result = _one(standing, council, typed.get(standing.application.uid), by)
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
    standing: Standing, council: Council, typed: Typed | None, by: User
) -> tuple[Concluded, Result | None]:
    application = standing.application
    stored: Result | None = getattr(application, "result", None)
    try:
        values, why = outcome_of(
            standing, council, typed or stored_conclusion(stored, standing.card)
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


# --- checks of the round's lifecycle --------------------------------------------------------------
def sheet_problems(read: RoundRead, *, asks_quorum: bool = True) -> list[str]:
    """Why a round whose council scored on sheets cannot be concluded: a dossier without a quorum,
    or a result that its sheets do not give. What lies on paper is `typed.on_paper_problems`."""
    council = read.council
    scored = [one for one in read.standings if one.started]
    on_sheets = {one.application.pk for one in scored}
    quorums = quorums_of_dossiers(council, (one.application for one in scored), on_sheets)
    problems = quorum_problems(quorums) if asks_quorum else []
    stale = [str(one.application) for one in scored if not _still_holds(one, council)]
    if stale:
        problems.append(
            f"Kết quả không khớp phiếu chấm đã khóa: {some_of(stale)}. Tổng hợp lại phiếu."
        )
    return problems


def _still_holds(standing: Standing, council: Council) -> bool:
    result: Result | None = getattr(standing.application, "result", None)
    if result is None:
        return True  # named by the check for missing results
    try:
        values, _ = outcome_of(
            standing, council, stored_conclusion(result, standing.card), asks_quorum=False
        )
    except Refused:
        return False
    return all(getattr(result, name) == value for name, value in values.items())
