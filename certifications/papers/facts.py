"""Everything that the papers of one round say, read once: a fixed number of queries whatever the
round's size."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from certifications.council.members import Council, council_of
from certifications.council.sheets.access import Reader, reader_of, scheme_of
from certifications.council.sheets.content import content_of
from certifications.law.rules import SchemeRules
from certifications.law.scoring import missed_marks
from certifications.models import (
    Application,
    Certification,
    Conflict,
    CouncilMember,
    Decision,
    PaperTemplate,
    Result,
    Round,
    RoundStatus,
    ScoreSheet,
    SheetMode,
)
from certifications.papers.word.office_templates import in_use, own_templates
from certifications.papers.word.template import WordTemplate
from certifications.results.scorings import Standing, standings
from certifications.rounds.access import active_applications, undecided_results
from certifications.rounds.contents import Content, is_open, reached
from ocop_registry.accounts.models import Office, User


@dataclass(frozen=True)
class Slip:
    """One member's slip of one application. `sheet`: the closed one; None: to be scored by hand."""

    application: Application
    member: CouncilMember
    scoring: int
    sheet: ScoreSheet | None


@dataclass
class Facts:
    """A round with its active applications in order, its council, sheets and decisions."""

    round: Round
    office: Office | None
    applications: list[Application]
    council: Council
    conflicts: list[Conflict]
    standings: dict[int, Standing]
    decisions: list[Decision]
    undecided: frozenset[int]
    scheme: SchemeRules
    # Who asks for the papers: single members' slips are made for few. None: for nobody in particular.
    reader: Reader | None = None

    @property
    def concluded(self) -> bool:
        return self.round.status in reached(RoundStatus.CONCLUDED)

    @property
    def approved(self) -> bool:
        return is_open(Content.PAPERS, self.round)

    @property
    def results(self) -> list[Result]:
        """The results that there are, in the order of the applications."""
        found = (result_of(application) for application in self.applications)
        return [result for result in found if result]

    @property
    def certified(self) -> list[tuple[Certification, Decision]]:
        """The certifications that the round's decisions gave, each with its decision, in the order
        of the applications."""
        return [
            (one.certification, one.decision_item.decision)
            for one in self.results
            if hasattr(one, "certification")
        ]

    def template(self, kind: str) -> WordTemplate:
        """What a Word paper of that kind is made from: the province's own template, or the
        project's."""
        return in_use(self._own_templates.get(kind), kind)

    @cached_property
    def _own_templates(self) -> dict[str, PaperTemplate]:
        return own_templates(self.round.place)

    @cached_property
    def slips(self) -> list[Slip]:
        """A slip for every closed sheet, and one to score by hand for everybody who has none yet,
        in the council's order."""
        return [slip for application in self.applications for slip in self._slips_of(application)]

    def _slips_of(self, application: Application) -> list[Slip]:
        standing = self.standings[application.pk]
        sheets = {
            (one.member_id, one.scoring): one
            for one in (*standing.first_sheets.values(), *standing.sheets.values())
        }
        found = []
        for member in self.council.members:
            closed = [
                one for key, one in sorted(sheets.items()) if key[0] == member.pk and one.closed
            ]
            found += [
                Slip(application, member, one.scoring, one)
                for one in closed
                if self.reader is None or self.reader.may_read(member, closed=True)
            ]
            if self._scores(member, application) and standing.scoring not in {
                one.scoring for one in closed
            }:
                found.append(Slip(application, member, standing.scoring, None))
        return found

    def _scores(self, member: CouncilMember, application: Application) -> bool:
        """Whether a slip is laid out for the member: as attendance says, or before it is taken, for
        every seat."""
        if member in self.council.scorers(application):
            return True
        waiting = member.present is None and member.scores and member.substitute_for_id is None
        return waiting and not self.council.conflicted(member, application)

    def missed(self, application: Application) -> dict[int, list[str]]:
        """Star → criteria whose mark the council missed, as its closed sheets say; empty where they
        give only parts."""
        standing = self.standings[application.pk]
        contents = [content_of(sheet) for sheet in standing.counted]
        if (
            standing.card is None
            or not contents
            or any(one.mode != SheetMode.CRITERIA for one in contents)
        ):
            return {}
        return missed_marks(
            standing.card, [one.sheet().choices for one in contents], self.council.rules
        )

    def totals(self, application: Application, scoring: int) -> list[Decimal]:
        """The members' totals of one scoring, in no order; empty without closed sheets."""
        standing = self.standings[application.pk]
        wanted = standing.counted if scoring == standing.scoring else standing.first_sheets.values()
        return [standing.checked(one).total for one in wanted if one.closed]


def result_of(application: Application) -> Result | None:
    return getattr(application, "result", None)


def facts_of(round_: Round, by: User | None = None) -> Facts:
    """Read a round for its papers, `by` whom they are asked for."""
    applications = list(
        active_applications(round_)
        .select_related(
            "product__producer__place__province", "product_set", "result__decision_item__decision",
            "result__certification__place__parent",
        )
        .order_by("position", "pk")
    )  # fmt: skip
    for application in applications:
        application.round = round_
        certification = getattr(result_of(application), "certification", None)
        if certification:
            certification.product = application.product
    council = council_of(round_)
    undecided = undecided_results(round_).values_list("application_id", flat=True)
    return Facts(
        round=round_,
        office=Office.objects.filter(place=round_.place).first() if round_.place else None,
        applications=applications,
        council=council,
        conflicts=list(
            Conflict.objects.filter(application__in=applications).select_related(
                "member", "application__product"
            )
        ),
        standings={one.application.pk: one for one in standings(round_, applications, council)},
        decisions=list(Decision.objects.filter(round=round_).order_by("signed_on", "pk")),
        undecided=frozenset(undecided) if is_open(Content.PAPERS, round_) else frozenset(),
        scheme=scheme_of(round_),
        reader=reader_of(by, council, round_) if by else None,
    )
