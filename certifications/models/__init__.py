"""How a product gets its stars: schemes, rounds, applications, results, decisions,
certifications."""

from certifications.models.certification import (
    IN_ORDER,
    Certification,
    EndedBy,
    Level,
    Origin,
)
from certifications.models.council import (
    SCORING_ROLES,
    Conflict,
    ConflictKind,
    CouncilMember,
    CouncilRole,
)
from certifications.models.decision import Decision, DecisionItem, FileState, Outcome
from certifications.models.dossier import CommuneReport, Evidence, EvidenceState, SelfScore
from certifications.models.imports import (
    ColumnMemory,
    Import,
    ImportKind,
    ImportRow,
    ImportStatus,
    MatterSection,
    RowMatter,
    RowOutcome,
    StagedOutcome,
    StagedRow,
)
from certifications.models.lists.name_answer import NameAnswer, Named
from certifications.models.lists.participation import LOW_STARS, Participation
from certifications.models.lists.word import Vocabulary, Word
from certifications.models.order import EvaluationOrder, OrderStatus
from certifications.models.prepared import PreparedAct, PreparedKind, PreparedStatus
from certifications.models.result import (
    Ground,
    GroundKind,
    MarksMet,
    Proposal,
    ProposalStatus,
    Result,
    ResultDraft,
)
from certifications.models.round import (
    Application,
    ApplicationStatus,
    ApplicationType,
    Round,
    RoundStatus,
)
from certifications.models.scheme import Comparison, Scheme, Scorecard
from certifications.models.sheet import ScoreSheet, SheetHistory, SheetMode
from certifications.models.target import Indicator, Target
from certifications.models.template import PaperTemplate

__all__ = [
    "Comparison",
    "Application",
    "ApplicationStatus",
    "ApplicationType",
    "Certification",
    "ColumnMemory",
    "CommuneReport",
    "Conflict",
    "ConflictKind",
    "CouncilMember",
    "CouncilRole",
    "Decision",
    "DecisionItem",
    "EndedBy",
    "EvaluationOrder",
    "Evidence",
    "EvidenceState",
    "FileState",
    "Ground",
    "GroundKind",
    "IN_ORDER",
    "Import",
    "ImportKind",
    "ImportRow",
    "ImportStatus",
    "Indicator",
    "LOW_STARS",
    "Level",
    "MarksMet",
    "MatterSection",
    "OrderStatus",
    "Origin",
    "NameAnswer",
    "Named",
    "Outcome",
    "PaperTemplate",
    "Participation",
    "PreparedAct",
    "PreparedKind",
    "PreparedStatus",
    "Proposal",
    "ProposalStatus",
    "Result",
    "ResultDraft",
    "Round",
    "RoundStatus",
    "RowMatter",
    "RowOutcome",
    "SCORING_ROLES",
    "Scheme",
    "ScoreSheet",
    "Scorecard",
    "SelfScore",
    "SheetHistory",
    "SheetMode",
    "StagedOutcome",
    "StagedRow",
    "Target",
    "Vocabulary",
    "Word",
]
