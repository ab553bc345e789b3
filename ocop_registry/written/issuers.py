"""Who issued a decision, within a text: "của UBND tỉnh Bắc Kạn", "do Chủ tịch UBND huyện ký"."""

import re
from dataclasses import dataclass

# How the name of a body begins that recognises or that lists name: committees, ministries, offices.
_BODY = r"""(?:
    (?:(?:phó[ ]+)?chủ[ ]+tịch[ ]+|pct[ ]+|ct[ ]+)?(?:UBND|U\.B\.N\.D\.?|[ủuUỦ]y[ ]+ban[ ]+nhân[ ]+dân|[uU][ỷỶ][ ]+ban[ ]+nhân[ ]+dân|[ủỦ]y[ ]+ban)\b
  | (?:phó[ ]+)?chủ[ ]+tịch[ ]+(?:tỉnh|huyện|thành[ ]+phố|thị[ ]+xã|hội[ ]+đồng)\b
  | (?:thứ[ ]+|bộ[ ]+)?trưởng[ ]+bộ\b | bộ[ ]+(?:nông|NN|NNPTNT|công|khoa)[\w&-]*\b | thủ[ ]+tướng\b | chính[ ]+phủ\b
  | hội[ ]+đồng\b | HĐ[ ]+(?:OCOP|đánh|cấp|tỉnh|trung|TW)\b | sở[ ]+(?:NN|nông)[\w&-]*\b | văn[ ]+phòng[ ]+điều[ ]+phối\b | trung[ ]+ương\b
)"""  # fmt: skip
# Where its name ends: at a sign, at another fact, at what the decision is about.
_STOP = r"(?=[ ]*(?:[;()|\n\x00]|$|[.](?:[ ]|$)|\b(?:ngày|năm|số|về|v/v|công nhận|phê duyệt|ban hành|cấp ngày|ký|đợt|cấp giấy)\b|,(?![ ]*(?:tỉnh|huyện|thành phố|TP|thị xã|TX)\b)|[ ]-[ ]|-\x00|đến\b))"  # fmt: skip
_ISSUER = re.compile(
    rf"(?:(?:^|(?<=[\s,;:(\x00-]))(?:của|do|bởi|từ)[ ]+)?(?<![\w/])(?<![ĐđDd]-)(?P<issuer>{_BODY}[^;()|\n\x00]*?){_STOP}",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
# "386/QĐ-UBND tỉnh Bắc Kạn": the committee stands in the number, its unit behind it.
_UNIT = re.compile(
    rf"[ ]*(?P<unit>(?:tỉnh|huyện|thành[ ]+phố|TP\.?|thị[ ]+xã|TX\.?|quận)(?=\W)[^;()|\n\x00]*?){_STOP}",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip


@dataclass(frozen=True)
class FoundIssuer:
    """A body named in a text, as it is written, and where it stands."""

    start: int
    end: int
    name: str


def find(text: str) -> list[FoundIssuer]:
    """Every body that a text names; other facts in it are masked by \\x00."""
    return [
        FoundIssuer(match.start(), match.end(), match["issuer"].strip(" ,.-"))
        for match in _ISSUER.finditer(text)
    ]


def unit_behind(text: str, at: int) -> FoundIssuer | None:
    """The unit of the committee whose decision's number ends there: "UBND tỉnh Bắc Kạn"."""
    match = _UNIT.match(text, at)
    if match is None:
        return None
    return FoundIssuer(match.start(), match.end(), f"UBND {match['unit'].strip(' ,.-')}")
