"""What the centre returned below five stars, and the province's own recognition from the centre's
result.

Source: 26/2026/QĐ-TTg: when the ministry's council scores below 90, the province may recognise 3★
or 4★ from that result, or evaluate again. Evaluating again is an ordinary application in a round of
the province and needs nothing here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet

from certifications.decisions import recording
from certifications.decisions.plan import DecisionData, PlannedLine, data_problems
from certifications.decisions.plan import plan as planned
from certifications.law.rules import LOWEST_CERTIFIED
from certifications.models import (
    Application,
    ApplicationStatus,
    Decision,
    Outcome,
    Proposal,
    ProposalStatus,
    Result,
    Round,
    RoundStatus,
)
from certifications.rounds.access import Refused, lock
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import Scope, may, scope
from ocop_registry.journal.acts import Act, act
from ocop_registry.places.models import Place
from products.models import Product

FIVE_STARS = 5


class State(StrEnum):
    """What the province may do with a returned product, besides evaluating it again."""

    RECOGNISABLE = "recognisable"
    KEPT = "kept"  # an upgrade not above the stars it holds: they run on
    NOTHING = "nothing"  # withdrawn, disqualified or below three stars


@dataclass(frozen=True)
class Returned:
    """One returned proposal with the centre's result (None: withdrawn before there was one)."""

    proposal: Proposal
    result: Result | None
    state: State


# --- what came back -------------------------------------------------------------------------------
def returned_proposals(user: User, action: str = "view") -> list[Returned]:
    """Proposals that came back to the provinces where the user may do that action and were not
    settled since.

    A product that the province took into a round of its own after the centre's is being, or was,
    evaluated again.
    """
    found = list(_in_scope(scope(user, action)))
    kept = _kept_today([one for one in found if _recognisable(one)])
    return [Returned(one, result_of(one), _state(one, kept)) for one in found]


def _in_scope(seen: Scope) -> QuerySet[Proposal]:
    rows = _proposals().filter(status=ProposalStatus.RETURNED).exclude(Exists(_again()))
    return seen.limit(rows, "result__application__round__place").order_by(
        "application__round", "application__position"
    )


# What every question about returned proposals reads beside them.
BESIDE = (
    "result__application__round__place", "application__round__scheme", "application__round__place",
    "application__product__producer__place__province", "application__product_set", "application__result",
)  # fmt: skip


def _proposals() -> QuerySet[Proposal]:
    return Proposal.objects.select_related(*BESIDE)


def _again() -> QuerySet[Application]:
    """Applications of the same product in a round of a province that came after the central one."""
    return (
        Application.objects.filter(
            product=OuterRef("result__application__product"),
            round__place__isnull=False,
            pk__gt=OuterRef("application__pk"),
        )
        .exclude(status=ApplicationStatus.WITHDRAWN)
        .exclude(round__status=RoundStatus.CANCELLED)
    )


def _kept_today(proposals: Sequence[Proposal]) -> set[int]:
    """Those for which a decision of today would change nothing (ids)."""
    today = clock.today()
    rounds = {one.application.round_id: one.application.round for one in proposals}
    kept: set[int] = set()
    for pk, round_ in rounds.items():
        results = {
            one.application.result: one.pk for one in proposals if one.application.round_id == pk
        }
        lines = planned(round_, DecisionData("", today, "", today), list(results))
        kept |= {results[line.result] for line in lines if line.outcome == Outcome.KEPT}
    return kept


def _state(proposal: Proposal, kept: set[int]) -> State:
    if not _recognisable(proposal):
        return State.NOTHING
    return State.KEPT if proposal.pk in kept else State.RECOGNISABLE


def _recognisable(proposal: Proposal) -> bool:
    result = result_of(proposal)
    counted = result is not None and proposal.application.status == ApplicationStatus.ACTIVE
    return bool(result and counted and LOWEST_CERTIFIED <= (result.final_stars or 0) < FIVE_STARS)


def result_of(proposal: Proposal) -> Result | None:
    """What the centre's council concluded."""
    return getattr(proposal.application, "result", None)


def province_of(proposal: Proposal) -> Place:
    """The province that sent the product up."""
    place = proposal.result.application.round.place
    assert place is not None, "only a province proposes"
    return place


# --- recognising ----------------------------------------------------------------------------------
def plan(proposals: Sequence[Proposal], data: DecisionData) -> tuple[list[PlannedLine], list[str]]:
    """What the province's decision would do for each product, and everything that stands in its
    way. Changes nothing."""
    round_, _ = _one_round(proposals)
    problems = data_problems(round_, data, province_of(proposals[0]))
    problems += [_why_nothing(one) for one in proposals if not _recognisable(one)]
    results = [one.application.result for one in proposals if _recognisable(one)]
    lines = planned(round_, data, sorted(results, key=lambda result: result.application.position))
    for line in lines:
        problems += line.problems
        if line.outcome == Outcome.KEPT:
            problems.append(
                f"{line.product.name}: hồ sơ nâng hạng có kết quả {line.result.final_stars} sao,"
                " không cao hơn hạng đang có: giấy chứng nhận đang có giữ nguyên, không cần công"
                " nhận. Bỏ chọn sản phẩm này."
            )
    return lines, problems


def problems(proposals: Sequence[Proposal], data: DecisionData) -> list[str]:
    """Every reason why that decision may not be recorded now; asked within an act. Raises Refused
    for products that were settled meanwhile, or do not belong together."""
    _one_round(proposals)
    return plan(_still_returned(proposals), data)[1]


def write(deed: Act, proposals: Sequence[Proposal], data: DecisionData) -> Decision:
    """Write a province's decision, which two people stand for (`confirming`), that recognises
    returned products from the centre's result, all or none. Raises Refused with every reason, also
    when somebody settled one meanwhile."""
    round_, place = _one_round(proposals)
    locked = lock(round_)
    products = [one.application.product_id for one in proposals]
    list(Product.objects.select_for_update().filter(pk__in=products).order_by("pk"))
    lines, problems = plan(_still_returned(proposals), data)
    if problems:
        raise Refused(*problems)
    decision = recording.create_decision(deed, locked, data, place)
    for line in lines:
        recording.carry_out(deed, decision, locked, line)
    return decision


def rehearse(proposals: Sequence[Proposal], data: DecisionData, *, by: User) -> Decision:
    """The act itself, for a preview that takes everything back."""
    place = _one_round(proposals)[1]
    if not may(by, "decision.record", place):
        raise PermissionDenied("Bạn không có quyền ghi quyết định của tỉnh này.")
    with act("decision.record", by=by, province=place) as deed:
        return write(deed, proposals, data)


def _one_round(proposals: Sequence[Proposal]) -> tuple[Round, Place]:
    """The central round and the province that all these share: a decision is of one authority and
    rests on one round."""
    if not proposals:
        raise Refused("Chưa chọn sản phẩm nào cho quyết định này.")
    if len({(one.application.round_id, province_of(one).pk) for one in proposals}) > 1:
        raise Refused(
            "Mỗi quyết định chỉ gồm sản phẩm của một tỉnh, trả về từ cùng một đợt trung ương: hãy"
            " ghi từng quyết định."
        )
    return proposals[0].application.round, province_of(proposals[0])


def _still_returned(proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals as stored now. Raises Refused for those that were settled or taken into a new
    round meanwhile."""
    wanted = {one.pk for one in proposals}
    list(Proposal.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    stored = _proposals().filter(pk__in=wanted).annotate(again=Exists(_again())).order_by("pk")
    gone = [_why_gone(one) for one in stored if one.status != ProposalStatus.RETURNED or one.again]
    if gone:
        raise Refused(*gone)
    return list(stored)


def _why_gone(proposal: Proposal) -> str:
    name = proposal.application.product.name
    if proposal.status != ProposalStatus.RETURNED:
        return f"{name}: không còn chờ tỉnh xử lý ({proposal.get_status_display().lower()})."
    return (
        f"{name}: tỉnh đã đưa vào đợt đánh giá lại, nên không công nhận theo kết quả trung ương"
        " nữa."
    )


def _why_nothing(proposal: Proposal) -> str:
    name, result = proposal.application.product.name, result_of(proposal)
    if result is None or proposal.application.status != ApplicationStatus.ACTIVE:
        return f"{name}: trung ương chưa đánh giá (hồ sơ đã rút): tỉnh chỉ có thể đánh giá lại."
    if result.disqualified:
        return (
            f"{name}: bị trung ương loại ({result.disqualified_reason}): tỉnh chỉ có thể đánh giá"
            " lại."
        )
    return f"{name}: kết quả trung ương {result.final_stars} sao, tỉnh chỉ công nhận 3 hoặc 4 sao."
