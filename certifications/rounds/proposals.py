"""Proposals (*đề nghị công nhận 5 sao*) that provinces send up: what becomes of each, and the only
code that writes it.

pending → taken (by a central round) → recognised, or returned → recognised by the province
a central round that is cancelled, or that gives the application back, makes it pending again
"""

from collections.abc import Sequence

from certifications.models import Level, Proposal, ProposalStatus, Round
from ocop_registry.journal.acts import Act


def pending_proposals() -> list[Proposal]:
    """Products that provinces sent up for five stars and no central round has taken yet."""
    return list(
        Proposal.objects.filter(status=ProposalStatus.PENDING).select_related(
            "result__application__product__producer__place",
            "result__application__product_set",
            "decision",
        )
    )


def take(deed: Act, proposals: Sequence[Proposal]) -> None:
    """Mark proposals as taken by the central round that their applications go into."""
    for proposal in proposals:
        proposal.status = ProposalStatus.TAKEN
    deed.save_many(proposals)


def free(deed: Act, proposal: Proposal) -> None:
    """Put a proposal back into the queue: its application was entered by mistake."""
    _settle(deed, [proposal], ProposalStatus.PENDING)


def free_all(deed: Act, round_: Round) -> None:
    """Put what a cancelled central round had taken back into the queue."""
    _settle(deed, _taken_by(round_), ProposalStatus.PENDING)


def send_back(deed: Act, round_: Round) -> None:
    """Give back to their provinces the products that a central round took and did not recognise."""
    _settle(deed, _taken_by(round_), ProposalStatus.RETURNED)


def recognise(deed: Act, proposal: Proposal, level: str) -> None:
    """Close a proposal with a certificate: of the centre, or of the province from the centre's
    result."""
    by_province = level == Level.PROVINCE
    status = ProposalStatus.RECOGNISED_BY_PROVINCE if by_province else ProposalStatus.RECOGNISED
    _settle(deed, [proposal], status)


def _taken_by(round_: Round) -> list[Proposal]:
    return list(
        Proposal.objects.select_for_update()
        .filter(application__round=round_, status=ProposalStatus.TAKEN)
        .order_by("pk")
    )


def _settle(deed: Act, proposals: Sequence[Proposal], status: ProposalStatus) -> None:
    for proposal in proposals:
        proposal.status = status
        deed.save(proposal)
