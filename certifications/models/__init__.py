"""How a product gets its stars: schemes, rounds, applications, results, decisions, certifications."""

from certifications.models.certification import Certification, EndedBy, Level, Origin, PreparedAct, PreparedKind, PreparedStatus
from certifications.models.decision import Decision, DecisionItem, FileState, Outcome
from certifications.models.historic import StagedOutcome, StagedRow
from certifications.models.result import MarksMet, Proposal, ProposalStatus, Result, ResultDraft
from certifications.models.round import Application, ApplicationStatus, ApplicationType, Round, RoundStatus
from certifications.models.scheme import Scheme
from certifications.models.scorecard import Scorecard

__all__ = [
    "Application",
    "ApplicationStatus",
    "ApplicationType",
    "Certification",
    "Decision",
    "DecisionItem",
    "EndedBy",
    "FileState",
    "Level",
    "MarksMet",
    "Origin",
    "Outcome",
    "PreparedAct",
    "PreparedKind",
    "PreparedStatus",
    "Proposal",
    "ProposalStatus",
    "Result",
    "ResultDraft",
    "Round",
    "RoundStatus",
    "Scheme",
    "Scorecard",
    "StagedOutcome",
    "StagedRow",
]
