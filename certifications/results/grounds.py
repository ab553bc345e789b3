"""The grounds (*căn cứ*) of a round's conclusion: what wants a reason today, taking the reasons in
when the round is concluded, and the approver's word that they were read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from certifications.council.attendance import DossierQuorum, quorums_of_dossiers
from certifications.council.members import Council
from certifications.law import grounds as law
from certifications.law.rules import LOWEST_CERTIFIED
from certifications.law.scoring import WRITTEN
from certifications.models import (
    Application,
    CommuneReport,
    Evidence,
    EvidenceState,
    Ground,
    GroundKind,
    Round,
)
from certifications.results.round_read import RoundRead
from certifications.rounds.access import Refused, some_of
from ocop_registry import clock
from ocop_registry.accounts.hands import counted_as
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act
from ocop_registry.places.models import PlaceLevel

REASON_MAX = 500
Reasons = Mapping[tuple[str, str], str]
_NO_REASONS: dict[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Answers:
    """What a person answers to what a move of the round asks. `reasons`, at concluding: (kind,
    application uid, or "" for all of that kind) → why; `read`, at approving: the kinds whose
    reasons were read; `lacking`: how many dossiers lack something, as the approver typed it."""

    reasons: Reasons = field(default_factory=lambda: _NO_REASONS)
    read: Collection[str] = ()
    lacking: int | None = None


class Unanswered(Refused):
    """The move is possible, but a reason or a confirmation is missing. `at`: of what, as the keys
    of `Answers.reasons`, each with what is to be done there; LACKING for the number to be typed."""

    def __init__(self, *reasons: str, at: Mapping[tuple[str, str], str]):
        super().__init__(*reasons)
        self.at = dict(at)


LACKING = ("lacking", "")


@dataclass(frozen=True)
class Asked:
    """One thing that wants a reason, as it stands now."""

    application: Application
    kind: str
    facts: law.Facts

    @property
    def told(self) -> str:
        return law.sentence(self.kind, self.facts)

    @property
    def key(self) -> tuple[int, str]:
        return self.application.pk, self.kind


# --- what wants a reason --------------------------------------------------------------------------
def asks_of(read: RoundRead) -> list[Asked]:
    """Everything about the round's active applications that wants a reason: a fixed number of
    queries."""
    quorums = quorums_of_dossiers(read.council, read.applications, read.closed)
    papers = _papers(read.round, read.applications)
    return [
        Asked(one, kind, facts)
        for one in read.applications
        for kind, facts in law.asks(
            _dossier(one, read.council, quorums.get(one), one.pk in read.closed, papers)
        )
    ]


def told_now(read: RoundRead) -> dict[int, list[str]]:
    """Application (id) → what stands in the way of its council as things are, and what will want a
    reason: a fixed number of queries."""
    found: dict[int, list[str]] = defaultdict(list)
    for one, quorum in quorums_of_dossiers(read.council, read.applications, read.begun).items():
        if quorum.refusal:
            found[one.pk].append(quorum.refusal)
    for asked in asks_of(read):
        found[asked.application.pk].append(asked.told)
    return found


def _dossier(
    application: Application,
    council: Council,
    quorum: DossierQuorum | None,
    on_sheets: bool,
    papers: "_Papers",
) -> law.Dossier:
    result = getattr(application, "result", None)
    stars = (result.final_stars or 0) if result else 0
    frozen_place = application.frozen.get("place_code", "").partition("@")[0]
    level = application.product.producer.place.level
    return law.Dossier(
        certifies=stars >= LOWEST_CERTIFIED,
        on_paper=result is not None and not on_sheets,
        members=len(council.seats),
        present=sum(bool(council.sits(one)) for one in council.seats) if council.attended else None,
        short=quorum.facts if quorum and quorum.below == WRITTEN else None,
        report=_report_asks(application),
        papers=papers.missing(application),
        papers_asked=len(papers.kinds),
        has_code=bool(application.product_code),
        # of five digits, as it was when the council judged it
        has_commune=len(frozen_place) == 5 if frozen_place else level == PlaceLevel.COMMUNE,
    )


def _report_asks(application: Application) -> str:
    report = _report(application)
    met = [topic.get("meets") for topic in report.topics.values()] if report else []
    reported = report is not None and report.reported_on is not None
    return law.report_asks(reported, report.proposes if report else None, met)


def _report(application: Application) -> CommuneReport | None:
    """Its own report, else that of the province's dossier which was sent up."""
    own = getattr(application, "commune_report", None)
    proposal = application.proposal
    return own or (_report(proposal.result.application) if proposal else None)


@dataclass
class _Papers:
    """The kinds of evidence that the scheme asks for, and of which dossier which is there."""

    kinds: Sequence[str]
    there: Mapping[int, set[str]]

    def missing(self, application: Application) -> list[str]:
        sent_up = application.proposal.result.application_id if application.proposal else 0
        there = self.there.get(application.pk, set()) | self.there.get(sent_up, set())
        return [kind for kind in self.kinds if kind not in there]


def _papers(round_: Round, applications: Iterable[Application]) -> _Papers:
    kinds = [kind["code"] for kind in round_.scheme.data.get("evidence_kinds", [])]
    pks = [one.pk for one in applications]
    pks += [one.proposal.result.application_id for one in applications if one.proposal]
    rows = Evidence.objects.filter(application__in=pks).exclude(state=EvidenceState.MISSING)
    there: dict[int, set[str]] = defaultdict(set)
    for application, kind in rows.values_list("application", "kind"):
        there[application].add(kind)
    return _Papers(kinds, there)


# --- what was answered ----------------------------------------------------------------------------
def unanswered(read: RoundRead) -> list[Asked]:
    """What wants a reason and has none that speaks of it as it stands now."""
    given = {
        (one.application_id, one.kind): one.facts
        for one in Ground.objects.filter(round=read.round).exclude(application=None)
    }
    return [one for one in asks_of(read) if given.get(one.key) != one.facts]


GIVE = "Ghi lý do vẫn trình duyệt."
TOO_LONG = f"Lý do tối đa {REASON_MAX} ký tự."
GO_BACK = "Chưa có lý do cho tình trạng hiện nay. Lùi một bước, rồi kết thúc đánh giá kèm lý do."


def sentences_of(asked: Iterable[Asked], what_to_do: str = GIVE) -> list[str]:
    """One sentence per kind, with the applications that it is about."""
    by_kind: dict[str, list[Application]] = defaultdict(list)
    for one in asked:
        by_kind[one.kind].append(one.application)
    return [
        f"{GroundKind(kind).label}: {some_of(found)}. {what_to_do}"
        for kind, found in by_kind.items()
    ]


def give(deed: Act, round_: Round, reasons: Reasons, *, by: User) -> None:
    """Keep a reason for everything that wants one, within the act that concludes the (locked)
    round; what wants none any more is dropped.

    Raises Unanswered with every ask that has no reason.
    """
    stored = {
        (one.application_id, one.kind): one
        for one in Ground.objects.select_for_update().filter(round=round_).exclude(application=None)
    }
    asked = asks_of(RoundRead(round_))
    said = {one.key: _reason(one, reasons) for one in asked}
    if silent := [one for one in asked if not said[one.key]]:
        raise Unanswered(
            *sentences_of(silent), at={(one.kind, one.application.uid): GIVE for one in silent}
        )
    if long := [key for key, reason in reasons.items() if len(reason.strip()) > REASON_MAX]:
        raise Unanswered(TOO_LONG, at=dict.fromkeys(long, TOO_LONG))
    deed.delete_many([one for key, one in stored.items() if key not in said])
    new: list[Ground] = []
    changed: list[Ground] = []
    for one in asked:
        ground = stored.get(one.key) or Ground(
            round=round_, application=one.application, kind=one.kind
        )
        if (ground.facts, ground.reason) != (one.facts, said[one.key]) or not ground.pk:
            ground.facts, ground.reason = one.facts, said[one.key]
            ground.given_by, ground.given_at = by, clock.now()
            (changed if ground.pk else new).append(ground)
    deed.create_many(new)
    deed.save_many(changed)


def _reason(asked: Asked, reasons: Reasons) -> str:
    own = reasons.get((asked.kind, asked.application.uid), "").strip()
    return own or reasons.get((asked.kind, ""), "").strip()


# --- what the approver read -----------------------------------------------------------------------
def lacking(grounds: Iterable[Ground]) -> int:
    """How many dossiers lack something, by the grounds of their round."""
    return len({one.application_id for one in grounds if one.kind in law.LACKS})


def confirm(deed: Act, round_: Round, answers: Answers, *, by: User) -> None:
    """The approver's word that the reasons were read, kind by kind, and that he knows how many
    dossiers lack something, within the act that approves the (locked) round. Raises Unanswered
    with all that he did not say."""
    grounds = list(Ground.objects.select_for_update().filter(round=round_))
    unsaid = {
        (one.kind, ""): f"Đọc lý do rồi đánh dấu đã đọc: {one.get_kind_display()}."
        for one in sorted(grounds, key=Ground.get_kind_display)
        if one.kind not in answers.read
    }
    if (count := lacking(grounds)) and answers.lacking != count:
        unsaid[LACKING] = f"Gõ số {count}: {count} hồ sơ còn thiếu vẫn được duyệt."
    if unsaid:
        raise Unanswered(*unsaid.values(), at=unsaid)
    for one in grounds:
        one.confirmed_by, one.confirmed_at = by, clock.now()
    deed.save_many(grounds)


def take_back_confirmation(deed: Act, round_: Round) -> None:
    """The results are no longer approved: neither were the reasons read."""
    grounds = list(Ground.objects.select_for_update().filter(round=round_))
    for one in grounds:
        one.confirmed_by = one.confirmed_at = None
    deed.save_many(grounds)


def gave_one(round_: Round, user: User) -> bool:
    """Whether the person, or one who is no other person, gave a reason in this round: then somebody
    else reads them."""
    given = Ground.objects.filter(round=round_).order_by().values_list("given_by", flat=True)
    return not counted_as(user, given).isdisjoint(given)
