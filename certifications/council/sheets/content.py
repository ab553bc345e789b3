"""What stands on a score sheet: read as typed, never lost, and judged by the rules of scoring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from certifications.law.points import BadPoints, all_digits, parse_points
from certifications.law.rules import SchemeRules
from certifications.law.scorecards import DISQUALIFY, STOP, Scorecard
from certifications.law.sheet_score import Choice, Sheet, SheetScore, score_sheet
from certifications.models import ScoreSheet, SheetMode

PARTS = {"part_a": "A", "part_b": "B", "part_c": "C"}
FIELDS = ("mode", "choices", "findings", "disqualified_reason", *PARTS, "comment")
MOST_CODES, CODE_MAX, TEXT_MAX, REASON_MAX, COMMENT_MAX = 80, 12, 40, 300, 4000
_PLACES = Decimal("0.01")


class BadContent(ValueError):
    """What was sent is no sheet; the message says so. Nothing is saved then: the sender keeps what
    was typed."""


@dataclass(frozen=True)
class Content:
    """A sheet's content. `choices`: criterion → {"points", "case"}; text that is no number of
    points stays as {"typed": text}.

    In totals mode `choices` only holds the unreadable text of a part, under its field's name.
    """

    mode: str = SheetMode.CRITERIA
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    disqualified_reason: str = ""
    part_a: Decimal | None = None
    part_b: Decimal | None = None
    part_c: Decimal | None = None
    comment: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing at all is on the sheet."""
        return self == Content(mode=self.mode)

    def as_data(self) -> dict[str, Any]:
        """JSON-ready: parts as text with a comma, as typed on paper."""
        data = {name: getattr(self, name) for name in FIELDS}
        data |= {
            "choices": {code: dict(one) for code, one in self.choices.items()},
            "findings": dict(self.findings),
        }
        return data | {"mode": str(self.mode)} | {name: self.part_text(name) for name in PARTS}

    def part_text(self, name: str) -> str:
        value = getattr(self, name)
        return (
            all_digits(value)
            if value is not None
            else str(self.choices.get(name, {}).get("typed", ""))
        )

    def sheet(self) -> Sheet:
        """As the rules read it: only what is a number of points counts as scored."""
        read = {
            code: Choice(one["points"], one.get("case"))
            for code, one in self.choices.items()
            if "points" in one
        }
        return Sheet(read, self.findings)

    def put_on(self, sheet: ScoreSheet) -> None:
        for name in FIELDS:
            setattr(sheet, name, getattr(self, name))


def content_of(sheet: ScoreSheet | None) -> Content:
    """What stands on a stored sheet; an empty one when there is none."""
    return Content(**{name: getattr(sheet, name) for name in FIELDS}) if sheet else Content()


# --- reading --------------------------------------------------------------------------------------
def read_content(raw: Mapping[str, Any]) -> Content:
    """Read what a form, a grid or a script sent. Raises BadContent for what has not the shape of a
    sheet.

    Points may be numbers or text; empty text means not scored, text that is no whole number is kept
    as typed.
    """
    if not isinstance(raw, Mapping) or raw.keys() - set(FIELDS):
        raise BadContent("Không đọc được phiếu gửi lên: có trường lạ. Hãy tải lại trang.")
    mode = raw.get("mode") or SheetMode.CRITERIA
    if mode not in SheetMode.values:
        raise BadContent(f"Không có cách nhập “{mode}”.")
    reason, comment = (
        _text(raw, "disqualified_reason", REASON_MAX),
        _text(raw, "comment", COMMENT_MAX),
    )
    if mode == SheetMode.CRITERIA:
        read = _choices(raw.get("choices") or {}), _findings(raw.get("findings") or {})
        return Content(SheetMode.CRITERIA, *read, disqualified_reason=reason, comment=comment)
    unread: dict[str, dict[str, str]] = {}
    a, b, c = (_part(_text(raw, name, TEXT_MAX), name, unread) for name in PARTS)
    return Content(SheetMode.TOTALS, unread, {}, reason, a, b, c, comment)


def _text(raw: Mapping[str, Any], name: str, longest: int) -> str:
    text = raw.get(name)
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > longest or "\0" in text:
        raise BadContent(f"Ô “{_LABELS[name]}” phải là chữ, tối đa {longest} ký tự.")
    return text.strip()


_LABELS = {
    "disqualified_reason": "lý do đề nghị loại",
    "comment": "nhận xét",
    **{name: f"phần {one}" for name, one in PARTS.items()},
}


def _part(text: str, name: str, unread: dict[str, dict[str, str]]) -> Decimal | None:
    if not text:
        return None
    try:
        points = parse_points(text)
    except BadPoints:
        points = None
    if points is None or points != points.quantize(_PLACES):
        unread[name] = {"typed": text}
        return None
    return points.quantize(_PLACES)


def _choices(raw: Any) -> dict[str, dict[str, Any]]:
    return {code: one for code, value in _codes(raw) if (one := _choice(value)) is not None}


def _choice(value: Any) -> dict[str, Any] | None:
    given = dict(value) if isinstance(value, Mapping) else {"points": value}
    points, case = given.get("points"), given.get("case") or None
    text = str(given.get("typed") or "" if points is None else points).strip()
    if (
        isinstance(points, bool)
        or len(text) > TEXT_MAX
        or not (case is None or isinstance(case, str) and len(case) <= CODE_MAX)
    ):
        raise BadContent("Không đọc được điểm của một tiêu chí: hãy tải lại trang.")
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return {"points": int(text), "case": case}
    if text:
        return {"typed": text, "case": case}
    return {"case": case} if case else None


def _findings(raw: Any) -> dict[str, str]:
    found = {code: value for code, value in _codes(raw) if value}
    if any(value not in (STOP, DISQUALIFY) for value in found.values()):
        raise BadContent("Không đọc được phát hiện ghi ở một tiêu chí: hãy tải lại trang.")
    return found


def _codes(raw: Any) -> list[tuple[str, Any]]:
    if (
        not isinstance(raw, Mapping)
        or len(raw) > MOST_CODES
        or any(not isinstance(c, str) or len(c) > CODE_MAX for c in raw)
    ):
        raise BadContent("Không đọc được phiếu gửi lên: hãy tải lại trang.")
    return sorted(raw.items())


# --- what the rules say ---------------------------------------------------------------------------
@dataclass
class Check:
    """A sheet as the rules see it. `faults`: field or criterion → sentence; `missing`: what is not
    filled in yet."""

    parts: dict[str, Decimal]
    missing: list[str]
    faults: dict[str, str]
    score: SheetScore | None = None

    @property
    def total(self) -> Decimal:
        return sum(self.parts.values(), Decimal(0))

    @property
    def complete(self) -> bool:
        return not self.faults and (self.score.complete if self.score else not self.missing)

    def reasons(self) -> list[str]:
        """Everything that keeps the sheet from being closed, each a sentence."""
        left = (
            [f"Chưa chấm {len(self.missing)} mục: {', '.join(self.missing)}."]
            if self.missing
            else []
        )
        return [*self.faults.values(), *left] if not self.complete else []


def check(content: Content, card: Scorecard | None, scheme: SchemeRules) -> Check:
    """Sum a sheet and name every fault. `card`: None where the scheme is kept without its sheets:
    then only parts can be typed."""
    if content.mode == SheetMode.TOTALS:
        return _check_parts(content, scheme)
    if card is None:
        return Check(
            {},
            [],
            {
                "mode": (
                    "Chưa có phiếu của bộ sản phẩm này: chọn bộ sản phẩm cho hồ sơ, hoặc nhập điểm"
                    " ba phần."
                )
            },
        )
    sheet = content.sheet()
    score = score_sheet(card, sheet.choices, sheet.findings)
    faults = dict(score.faults)
    for code, one in content.choices.items():
        if "typed" in one:
            faults[code] = (
                f"Tiêu chí {code}: “{one['typed']}” không phải số điểm. Ghi số nguyên của một mức"
                " trên phiếu."
            )
    missing = [code for code in score.missing if code not in faults]
    return Check(dict(score.parts), missing, faults, score)


def _check_parts(content: Content, scheme: SchemeRules) -> Check:
    found = Check({}, [], {})
    for name, part in PARTS.items():
        points, highest = getattr(content, name), scheme.part_maxima[part]
        if name in content.choices:
            found.faults[name] = (
                f"Phần {part}: “{content.part_text(name)}” không phải số điểm (tối đa 2 số lẻ), ví"
                " dụ 36,5."
            )
        elif points is None:
            found.missing.append(part)
        elif points > highest:
            found.faults[name] = (
                f"Phần {part}: {all_digits(points)} lớn hơn điểm tối đa {all_digits(highest)}."
            )
        else:
            found.parts[part] = points
    return found
