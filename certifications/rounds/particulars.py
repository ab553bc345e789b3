"""Making an evaluation round and mending its particulars. Its moves are in `workflow.py`."""

from certifications.models import GroundKind, Round, RoundStatus
from certifications.rounds.access import Refused, require
from certifications.rounds.contents import Content, require_open
from certifications.rounds.rules_changes import keep_change
from certifications.rounds.scheme_of_day import scheme_problems
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act, retried
from ocop_registry.places.models import Place


def next_number(place: Place | None, year: int) -> int:
    """The lowest number that no round of the province (None: of the centre) bears in that year;
    cancelled ones do not count."""
    rounds = Round.objects.filter(place=place, year=year).exclude(status=RoundStatus.CANCELLED)
    taken = set(rounds.values_list("number", flat=True))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def title_of(number: int, year: int) -> str:
    """The title that offices give a round: "Đợt 2 năm 2026"."""
    return f"Đợt {number} năm {year}"


@retried
def create(round_: Round, *, by: User) -> Round:
    """Make a round, as a draft. Raises PermissionDenied for the wrong person, Refused for a scheme
    that does not apply, ValidationError when its number is taken."""
    require(by, "round.edit", round_)
    with act("round.create", by=by, province=round_.place) as deed:
        if problems := scheme_problems(round_):
            raise Refused(*problems)
        deed.create(round_)
    return round_


@retried
def edit(round_: Round, *, by: User, reason: str = "") -> Round:
    """Save mended particulars. `reason`: why the council's rules change after the first score.
    Raises Refused once the results are approved, VersionConflict when somebody was faster."""
    require(by, "round.edit", round_)
    with act("round.edit", by=by, reason=reason, province=round_.place) as deed:
        stored = Round.objects.select_for_update().get(pk=round_.pk)
        require_open(Content.PARTICULARS, stored)
        if round_.rules != stored.rules:
            require_open(Content.RULES, stored)
            facts = {"before": stored.rules, "after": round_.rules}
            keep_change(deed, stored, GroundKind.RULES, facts, reason, by=by)
        if round_.evaluated_on and (problems := scheme_problems(round_)):
            raise Refused(*problems)
        deed.save(round_)
    return round_
