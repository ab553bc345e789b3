"""What the checks of a round ask of its applications, its council and its sheets, each read once,
however many of them ask."""

from collections.abc import Collection
from functools import cached_property

from certifications.council.members import Council, council_of
from certifications.council.sheets.closing import begun_on, result_from
from certifications.models import Application, Ground, GroundKind, Round, ScoreSheet
from certifications.results.scorings import Standing, sheets_of, standings
from certifications.rounds.access import active_applications

_READ_OF_AN_APPLICATION = (
    *("product__producer__place", "product_set", "result__entered_by", "result__approved_by"),
    *("draft__saved_by", "commune_report"),
    "proposal__result__application__commune_report",
)


class RoundRead:
    """A round as it stands now. Good for one page, or for the checks before a move: an act that
    writes makes another one afterwards. `only`: read no more than one of its applications."""

    def __init__(self, round_: Round, only: Application | None = None) -> None:
        self.round, self._only = round_, only

    @cached_property
    def applications(self) -> list[Application]:
        """Those that take part, in the round's order, with what is read of each."""
        found = active_applications(self.round).select_related(*_READ_OF_AN_APPLICATION)
        chosen = found.filter(pk=self._only.pk) if self._only else found
        return list(chosen.order_by("position"))

    @cached_property
    def council(self) -> Council:
        return council_of(self.round)

    @cached_property
    def sheets(self) -> Collection[ScoreSheet]:
        """The sheets of these applications, open and closed, of every scoring."""
        return list(sheets_of(self.applications))

    @cached_property
    def closed(self) -> set[int]:
        """Applications (ids) whose result comes from sheets."""
        return result_from(self.sheets, self.council.conflicts)

    @cached_property
    def begun(self) -> set[int]:
        """Applications (ids) that somebody has begun to score on sheets."""
        return begun_on(self.sheets)

    @cached_property
    def standings(self) -> list[Standing]:
        return standings(self.round, self.applications, self.council, self.sheets)

    @cached_property
    def rule_changes(self) -> list[Ground]:
        """The changes of the council's rules that a reason was given for, in their order."""
        return list(self.round.grounds.filter(kind=GroundKind.RULES).order_by("pk"))
