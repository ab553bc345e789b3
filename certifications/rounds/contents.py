"""What a round holds, and in which of its statuses each of it may change: one table, asked by every
act, page, import and paper.

A round is frozen step by step: applications come in while it is open, results while it is being
evaluated, and once the results are approved only the decision is left to record. What is found
wrong later is mended by going one step back (`workflow.py`) or by a correction.
"""

from collections.abc import Collection
from enum import StrEnum

from certifications.models import Round, RoundStatus
from certifications.rounds.access import Refused


class Content(StrEnum):
    """What a round holds."""

    PARTICULARS = "particulars"  # title, number, days, the decision that set up the council
    RULES = "rules"  # quorum, spread limit, how marks are met
    COUNCIL = "council"
    APPLICATIONS = "applications"  # taking in
    REMOVALS = "removals"  # taking out what was entered by mistake
    PARTICIPATION = "participation"  # withdrawn, held back, sent back, and back again
    KINDS = "kinds"  # type and product set: they decide what is judged
    CODES = "codes"  # they only name it: often given after the council has met
    DOSSIER = "dossier"  # checklist, commune's report, self-score, day of completeness
    EVIDENCE = "evidence"
    CONFLICTS = "conflicts"
    ATTENDANCE = "attendance"
    SHEETS = "sheets"  # keyed once or twice, closed, reopened, concluded
    RESULTS = "results"
    DECISION = "decision"
    PAPERS = "papers"  # annex and table of results: made, not changed


S = RoundStatus
# Content → the statuses of the round in which it may change.
OPEN_IN: dict[Content, frozenset[RoundStatus]] = {
    content: frozenset(statuses)
    for content, statuses in {
        Content.PARTICULARS:   {S.DRAFT, S.OPEN, S.EVALUATING, S.CONCLUDED},
        Content.RULES:         {S.DRAFT, S.OPEN, S.EVALUATING, S.CONCLUDED},
        Content.COUNCIL:       {S.DRAFT, S.OPEN, S.EVALUATING},
        Content.APPLICATIONS:  {         S.OPEN},
        Content.REMOVALS:      {         S.OPEN},
        Content.PARTICIPATION: {         S.OPEN, S.EVALUATING},
        Content.KINDS:         {S.DRAFT, S.OPEN, S.EVALUATING},
        Content.CODES:         {S.DRAFT, S.OPEN, S.EVALUATING, S.CONCLUDED},
        Content.DOSSIER:       {S.DRAFT, S.OPEN, S.EVALUATING},
        Content.EVIDENCE:      {S.DRAFT, S.OPEN, S.EVALUATING},
        Content.CONFLICTS:     {         S.OPEN, S.EVALUATING},
        Content.ATTENDANCE:    {                 S.EVALUATING},
        Content.SHEETS:        {                 S.EVALUATING},
        Content.RESULTS:       {                 S.EVALUATING},
        Content.DECISION:      {                                           S.APPROVED},
        Content.PAPERS:        {                                           S.APPROVED, S.DECIDED},
    }.items()
}  # fmt: skip

# What to say when it may not; `{status}` is where the round stands.
REFUSALS: dict[Content, str] = {
    Content.PARTICULARS: "thông tin đợt không sửa được nữa.",
    Content.RULES: "quy chế hội đồng của đợt không sửa được nữa.",
    Content.COUNCIL: "hội đồng không sửa được nữa.",
    Content.APPLICATIONS: "chỉ nhận hồ sơ khi đợt đang mở.",
    Content.REMOVALS: "chỉ bỏ được hồ sơ khi đợt đang nhận hồ sơ. Sau đó, hãy cho rút hồ sơ.",
    Content.PARTICIPATION: "hồ sơ không đổi được nữa. Muốn đổi, hãy lùi một bước.",
    Content.KINDS: (
        "chỉ còn sửa được mã sản phẩm. Muốn đổi loại hồ sơ hay bộ sản phẩm, hãy lùi một bước."
    ),
    Content.CODES: "mã sản phẩm không sửa được nữa. Sai sót được sửa bằng đính chính.",
    Content.DOSSIER: "hồ sơ không sửa được nữa.",
    Content.EVIDENCE: "minh chứng không sửa được nữa.",
    Content.CONFLICTS: "không khai hay bỏ xung đột lợi ích được.",
    Content.ATTENDANCE: "chỉ điểm danh khi đợt đang đánh giá.",
    Content.SHEETS: "phiếu chấm chỉ nhập khi đợt đang đánh giá.",
    Content.RESULTS: "chỉ nhập kết quả khi đợt đang đánh giá.",
    Content.DECISION: ("chỉ ghi quyết định sau khi kết quả được duyệt và trước khi đợt kết thúc."),
    Content.PAPERS: "bảng kết quả và phụ lục có sau khi kết quả được duyệt.",
}


def is_open(content: Content, round_: Round) -> bool:
    """Whether that content of the round may change now."""
    return round_.status in OPEN_IN[content]


def closed_because(content: Content, round_: Round) -> str:
    """Why that content of the round may not change now, as a sentence; "" while it may."""
    if is_open(content, round_):
        return ""
    return f"Đợt đang ở trạng thái “{round_.get_status_display()}”: {REFUSALS[content]}"


def require_open(content: Content, round_: Round) -> None:
    """Raise Refused unless that content of the (locked) round may change now."""
    if reason := closed_because(content, round_):
        raise Refused(reason)


# --- how far a round is ---------------------------------------------------------------------------
# In the order of the work; a cancelled round stands nowhere on it.
STEPS = (S.DRAFT, S.OPEN, S.EVALUATING, S.CONCLUDED, S.APPROVED, S.DECIDED)


def reached(step: RoundStatus) -> frozenset[RoundStatus]:
    """The statuses of a round that has come to that step or further."""
    return frozenset(STEPS[STEPS.index(step) :])


def before(step: RoundStatus) -> frozenset[RoundStatus]:
    """The statuses of a round that has not come to that step yet and still may."""
    return frozenset(STEPS[: STEPS.index(step)])


UNFINISHED: Collection[RoundStatus] = before(S.DECIDED)
