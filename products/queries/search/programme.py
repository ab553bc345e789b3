"""Words about the programme in a search: they say of which products it is ("đạt ocop 4 sao"), and
are no part of any name."""

import re
import unicodedata
from dataclasses import dataclass

STARS = (3, 4, 5)
_SIGNS = re.compile(r"[\u2605\u2606\u2b50\u272d\U0001f31f]\ufe0f?")
_NUMBERS = {"ba": 3, "bốn": 4, "bon": 4, "tư": 4, "năm": 5, "nam": 5}
_WRITTEN = "|".join(_NUMBERS)
_STAR = r"(?:sao|stars?)\b"
_MORE = r"(?:\s+(?:trở\s+lên|tro\s+len))?"
_FROM = r"(?:(?:từ|tu|ít\s+nhất|it\s+nhat|trên|tren)\s+)?"
_OCOP = r"(?:sản\s+phẩm\s+|san\s+pham\s+|sp\s+)?o\.?c\.?o\.?p(?![^\W\d_])\.?"
_LEVEL = (
    r"(?:(?:được\s+|duoc\s+)?(?:đạt|dat|chuẩn|chuan|hạng|hang|xếp\s+hạng|xep\s+hang|công\s+nhận"
    r"|cong\s+nhan|chứng\s+nhận|chung\s+nhan|tiêu\s+chuẩn|tieu\s+chuan)\s+)"
)
_WHERE = r"(?:\s+(?:cấp\s+|cap\s+)?(?:quốc\s+gia|quoc\s+gia|tỉnh|tinh|huyện|huyen)(?=\s*$))?"
# the name of a producer: Công ty 5 Sao
_NAMED = re.compile(r"(?:htx|hợp tác xã|hop tac xa|tnhh|cty|công ty|cong ty|cp|dntn)\s*$", re.I)
# 4 sao, 4*, 4-sao, 4sao, 3, 4 sao, từ 4 sao trở lên; after "ocop" also a bare number
_DIGIT = re.compile(
    rf"(?<![\w.,/-]){_LEVEL}*{_FROM}(?:(?P<first>[1-5])\s*(?:,|-|–|và|va|hoặc|hoac|đến|den)\s*)?"
    rf"(?P<no>[1-5])\s*-?\s*(?:{_STAR}|\*+){_MORE}{_WHERE}(?![\w])",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\b{_LEVEL}*{_OCOP}\s*(?:{_LEVEL})*(?P<no>[345])(?:\s*-?\s*(?:{_STAR}|\*+))?{_MORE}{_WHERE}"
    r"(?![\w/.,-])",
    re.IGNORECASE,
)
# "ba sao" may be a name (xã Ba Sao): only behind a word that says what it is
_SPELT = re.compile(
    rf"(?:{_OCOP}\s+|{_LEVEL})+(?P<no>{_WRITTEN})\s+{_STAR}{_MORE}(?!\w)"
    rf"|(?<!\w)(?P<before>{_WRITTEN})\s+{_STAR}(?=\s+{_OCOP})",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"{_LEVEL}*(?<![\w*])(?P<signs>\*{{3,5}})(?![\w*])")
_FROM_ON = re.compile(r"trở\s+lên|tro\s+len|\b(?:từ|tu|ít nhất|it nhat|trên|tren)\b", re.IGNORECASE)
_TAKEN = re.compile(
    rf"(?<!\w)(?:(?:chương\s+trình|chuong\s+trinh)\s+)?(?:mỗi\s+xã\s+(?:một|1)\s+sản\s+phẩm"
    rf"|moi\s+xa\s+(?:mot|1)\s+san\s+pham)(?!\w)|(?<!\w){_LEVEL}*(?:(?:chương\s+trình|chuong\s+trinh)\s+)?{_OCOP}{_WHERE}(?!\w)",
    re.IGNORECASE,
)
_PRODUCTS = re.compile(
    r"^\s*(?:các\s+|cac\s+|những\s+|nhung\s+)?(?:sản\s+phẩm|san\s+pham|sp)(?!\w)\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Asked:
    """`rest`: the text without those words, "" when nothing else was typed. `stars`: those that it
    asks for, none: any."""

    rest: str
    stars: tuple[int, ...] = ()


def asked(text: str) -> Asked:
    """What the words about the programme ask; a text without any stays as it is."""
    typed = unicodedata.normalize("NFC", _SIGNS.sub("*", text))
    stars: tuple[int, ...] = ()
    for pattern in (_AFTER, _DIGIT, _SPELT, _COUNTED):
        found = pattern.search(typed)
        if found and not _NAMED.search(typed[: found.start()]):
            stars = _stars(found)
            typed = f"{typed[: found.start()]} {typed[found.end() :]}"
            break
    rest = _TAKEN.sub(" ", typed)
    named = _PRODUCTS.sub("", rest)
    if rest != typed or stars or named.strip():
        rest = named
    return Asked(" ".join(rest.split()) if rest != text else text, stars)


def _stars(found: re.Match[str]) -> tuple[int, ...]:
    groups = found.groupdict()
    if signs := groups.get("signs"):
        return (len(signs),)
    written = (groups.get("before") or groups["no"]).lower()
    least = int(written) if written.isdigit() else _NUMBERS[written]
    if first := groups.get("first"):
        return tuple(range(int(first), least + 1))
    if _FROM_ON.search(found[0]):
        return tuple(one for one in STARS if one >= least)
    return (least,)
