"""What a council's result may rest on only when somebody says why, and another person has read it.

Nothing of this makes a result wrong by itself; a province may still go on (a product's code is
given late, a round was held on paper). But nobody goes on without a word: each ask is answered by
a reason at concluding, kept with who gave it and when, and confirmed by the approver.
Source: 26/2026/QĐ-TTg: báo cáo của cấp xã (Mẫu 03), minh chứng of the dossier, mã sản phẩm; the
quorum and its exception are the province's own rules (quy chế).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from certifications.law.scoring import STOP, WRITTEN, CouncilRules

PAPER, QUORUM, RULES, COUNCIL = "paper", "quorum", "rules", "council"
REPORT, EVIDENCE, CODE, COMMUNE = "report", "evidence", "code", "commune"
# What a dossier lacks that would be certified all the same: the approver says how many lack it.
LACKS = frozenset({REPORT, EVIDENCE, CODE, COMMUNE})
# What a commune's report says that must be answered.
NO_REPORT, NEGATIVE, TOPICS_NOT_MET = "missing", "negative", "topics"

_REPORTS = {
    NO_REPORT: "Chưa có báo cáo của cấp xã (Mẫu 03).",
    NEGATIVE: "Báo cáo của cấp xã (Mẫu 03) không đề nghị đánh giá.",
    TOPICS_NOT_MET: "Báo cáo của cấp xã (Mẫu 03) ghi có nội dung không đạt.",
}
_RULES = {
    "members": "số thành viên",
    "quorum": "mức họp",
    "spread_limit": "chênh lệch tối đa",
    "marks": "cách đạt dấu sao",
    "written_opinion": "lấy ý kiến bằng văn bản",
    "below_quorum": "hồ sơ dưới mức họp",
    "double_keying": "nhập phiếu hai lần",
    "staff_keys": "văn phòng nhập phiếu của thành viên",
}
_VALUES = {
    None: "theo hội đồng",
    True: "có",
    False: "không",
    "mean": "điểm trung bình",
    "majority": "quá nửa thành viên",
    "all": "mọi thành viên",
    STOP: "dừng",
    WRITTEN: "ý kiến bằng văn bản",
}
Facts = dict[str, Any]


@dataclass(frozen=True)
class Dossier:
    """What is known of one dossier when its round is concluded.

    `certifies`: its result gives a certificate. `on_paper`: no closed sheet of a member gives that
    result. `members`, `present`: scoring seats of the council, those present (None: attendance not
    taken). `short`: the seats filled for this dossier, where these are below the quorum and the
    round's rules let the rest answer in writing. `report`: what its commune's report wants answered.
    `papers`: codes of missing evidence, out of `papers_asked` kinds.
    """

    certifies: bool
    on_paper: bool = False
    members: int = 0
    present: int | None = None
    short: Mapping[str, Any] | None = None
    report: str = ""
    papers: Sequence[str] = ()
    papers_asked: int = 0
    has_code: bool = True
    has_commune: bool = True


def asks(dossier: Dossier) -> Iterator[tuple[str, Facts]]:
    """(kind, facts) of everything that wants a reason. What is missing from a dossier is asked only
    where it would be certified."""
    if dossier.on_paper:
        yield PAPER, {"members": dossier.members, "present": dossier.present}
    if dossier.short is not None:
        yield QUORUM, dict(dossier.short)
    if not dossier.certifies:
        return
    if dossier.report:
        yield REPORT, {"report": dossier.report}
    if dossier.papers:
        yield EVIDENCE, {"missing": list(dossier.papers), "of": dossier.papers_asked}
    if not dossier.has_code:
        yield CODE, {}
    if not dossier.has_commune:
        yield COMMUNE, {}


def report_asks(reported: bool, proposes: bool | None, topics_met: Sequence[bool | None]) -> str:
    """What of a commune's report must be answered; "" of one that proposes and finds every topic
    met."""
    if not reported:
        return NO_REPORT
    if not proposes:
        return NEGATIVE
    return TOPICS_NOT_MET if False in topics_met else ""


def sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """What an ask says, for the officer who answers it and the approver who reads the answer."""
    if kind == PAPER:
        return f"Kết quả ghi từ giấy, sổ không có phiếu chấm; {_council(facts)}."
    if kind == QUORUM:
        chair = "có chủ tịch" if facts["chair"] else "không có chủ tịch"
        return (
            f"Hội đồng của hồ sơ này dưới mức họp: {facts['present']}/{facts['members']} thành viên"
            f" không xung đột lợi ích (cần {facts['needed']}), {chair}."
        )
    if kind == REPORT:
        return _REPORTS[facts["report"]]
    if kind == EVIDENCE:
        return f"Thiếu {len(facts['missing'])}/{facts['of']} loại minh chứng."
    if kind == RULES:
        return f"Quy chế hội đồng đổi sau khi đã chấm: {_difference(facts)}."
    if kind == COUNCIL:
        return f"Hội đồng đổi sau khi đã chấm: {'; '.join(facts['changes'])}."
    return {CODE: "Chưa có mã sản phẩm.", COMMUNE: "Chưa rõ xã của chủ thể."}[kind]


def _council(facts: Mapping[str, Any]) -> str:
    if not facts["members"]:
        return "hội đồng chưa ghi thành viên nào"
    if facts["present"] is None:
        return f"hội đồng {facts['members']} người, chưa điểm danh"
    return f"điểm danh có mặt {facts['present']}/{facts['members']} thành viên"


def _difference(facts: Mapping[str, Any]) -> str:
    """Each rule that was changed, as it was and as it is: "chênh lệch tối đa 10 → 100"."""
    before, after = (_whole(facts[side]) for side in ("before", "after"))
    changed = [name for name in _RULES if before[name] != after[name]]
    return "; ".join(
        f"{_RULES[name]} {_value(before[name])} → {_value(after[name])}" for name in changed
    )


def _whole(rules: Mapping[str, Any]) -> dict[str, Any]:
    others = {name: rules.get(name) is True for name in ("double_keying", "staff_keys")}
    return asdict(CouncilRules.from_data(rules)) | others


def _value(value: Any) -> str:
    known = value is None or isinstance(value, bool | str)
    return _VALUES[value] if known else f"{Decimal(value).normalize():f}".replace(".", ",")
