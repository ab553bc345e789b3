"""Where the scoring of each application of a round stands: who scores it, on which sheets, and what
each sheet comes to."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from certifications.council.members import Council, council_of
from certifications.council.sheets.access import FIRST, cards_of, scheme_of
from certifications.council.sheets.content import Check, check, content_of
from certifications.law.rules import SchemeRules
from certifications.law.scorecards import Scorecard
from certifications.models import Application, CouncilMember, Round, ScoreSheet
from certifications.rounds.access import active_applications


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
    scheme: SchemeRules
    in_writing: bool = False
    _checks: dict[int, Check] = field(default_factory=dict)

    def checked(self, sheet: ScoreSheet) -> Check:
        """A stored sheet of this application as the rules see it: summed once, however often it is
        asked for."""
        if sheet.pk not in self._checks:
            self._checks[sheet.pk] = check(content_of(sheet), self.card, self.scheme)
        return self._checks[sheet.pk]

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


def sheets_of(applications: Iterable[Application]) -> QuerySet[ScoreSheet]:
    found = ScoreSheet.objects.filter(application__in=[one.pk for one in applications])
    return found.select_related("member", "keyed_by")


def standings(
    round_: Round,
    applications: Iterable[Application] | None = None,
    council: Council | None = None,
    sheets: Iterable[ScoreSheet] | None = None,
) -> list[Standing]:
    """Where the scoring of each (active) application stands: a fixed number of queries for a whole
    round."""
    council = council or council_of(round_)
    wanted = list(applications if applications is not None else active_in_order(round_))
    by_application: dict[int, list[ScoreSheet]] = {}
    for sheet in sheets_of(wanted) if sheets is None else sheets:
        if (sheet.member_id, sheet.application_id) not in council.conflicts:
            by_application.setdefault(sheet.application_id, []).append(sheet)
    cards, scheme = cards_of(wanted), scheme_of(round_)
    return [
        _standing(one, by_application.get(one.pk, []), council, cards, scheme) for one in wanted
    ]


def active_in_order(round_: Round) -> QuerySet[Application]:
    """The round's active applications with all that concluding reads of them."""
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
    scheme: SchemeRules,
) -> Standing:
    scoring = max((sheet.scoring for sheet in sheets), default=FIRST)
    return Standing(
        application=application,
        scorers=council.scorers(application),
        scoring=scoring,
        sheets={sheet.member_id: sheet for sheet in sheets if sheet.scoring == scoring},
        first_sheets={sheet.member_id: sheet for sheet in sheets if sheet.scoring < scoring},
        card=cards.get(application.product_set_id or 0),
        scheme=scheme,
        in_writing=application.pk in council.written.applications,
    )
