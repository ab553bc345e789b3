"""Rows that are no product: headings between the rows ("I. Thực phẩm", "Huyện Na Rì", "Sản phẩm 4
sao"), a producer above its products, sums, a header printed again, notes and signatures below.

What such a row says of the rows beneath it is a hint (`Hint`): it fills what they leave blank.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from certifications.imports.shape.layout import PRODUCER
from ocop_registry.places.text import fold


class LineKind(StrEnum):
    """What a row of a sheet is."""

    DATA = "data"
    GROUP = "group"  # a heading between the rows
    PRODUCER = "producer"  # a producer above its products
    SUM = "sum"
    HEADER = "header"  # the header printed again, on the next page
    BELOW = "below"  # notes and signatures after the last product


@dataclass(frozen=True)
class Hint:
    """What a row, a title or a sheet's name says of other rows. `name`: the column that it fills."""

    name: str
    value: str


ORDINAL = re.compile(r"^\s*(?:[IVXLC]{1,6}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.):\-–/]+\s*")
_MARKED = re.compile(r"^\s*[-–+•*●▪]+\s*")
ROMAN = re.compile(r"(?:[IVXLC]{1,6}|[A-ZĐ])\.?\)?")
COUNTED = re.compile(r"\s*[(:\-–]*\s*\d+\s*(?:sản phẩm|SP|sp|chủ thể)\b.*$|\s*\(\s*\d+\s*\)\s*$")
_SUM = re.compile(r"(tong( so| cong)?|cong|tong cong .*|tong so .*|tong .*san pham.*|cong .*|tc)")
_SECTORS = (
    "thuc pham", "do uong", "duoc lieu", "thao duoc", "vai may mac", "vai va may mac",
    "hang thu cong my nghe", "thu cong my nghe", "luu niem", "noi that", "sinh vat canh",
    "dich vu du lich", "du lich",
)  # fmt: skip
_GROUP = re.compile(r"(nhom|nganh|linh vuc)\b")
_STARS = re.compile(
    r"(?:(?:cac|danh|sach|san|pham|sp|hang|dat|duoc|cong|nhan|ocop|xep|loai|nhom|tieu|chuan|chung)\s)*"
    r"(?:0?([1-5])|(mot|hai|ba|bon|nam)) sao(?: ocop)?"
)
_COUNTS = {"mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5"}
_YEAR = re.compile(
    r"(?:(?:dot \d+|ket qua|cong nhan|san pham|ocop|danh gia|cac)\s)*nam (20[1-4]\d)|(20[1-4]\d)"
)
_DECISION = re.compile(r"\d[\w./]*\s*/?\s*Q[ĐÐD]\s*[-–]\s*\w+", re.IGNORECASE)
_PLACES = (
    ("province", re.compile(r"(tinh)\s\S")),
    ("district", re.compile(r"(huyen|quan|thi xa|thanh pho|tp|tx)\s\S")),
    ("commune", re.compile(r"(xa|phuong|thi tran|dac khu)\s\S")),
)
_SIGNED = re.compile(
    r"(nguoi lap|lap bieu|ky ten|ky ghi|kt|tm|tl|tuq|chu tich|pho chu tich|giam doc|thu truong|ghi chu|noi nhan"
    r"|luu y|xac nhan|dong dau|da ky|nguon|bieu nay|chu thich|truong phong|chanh van phong|uy ban nhan dan"
    r"|can bo|ke toan)\b"
)
_DATED = re.compile(r".*\bngay\b.*\bthang\b.*\bnam\b.*")


def clean(text: str) -> str:
    """A group's text without its number and count: "II. Đồ uống (12 sản phẩm)" → "Đồ uống"."""
    return COUNTED.sub("", _MARKED.sub("", ORDINAL.sub("", text))).strip(" :.;,-–")


def unmarked(text: str) -> str:
    """A name without the dash or number that lists put before it: "- Tép chua" → "Tép chua"."""
    bare = _MARKED.sub("", text)
    return re.sub(r"^\s*(?:\d{1,3}[.)]|[IVX]{1,5}[.)])\s+", "", bare).strip() or text


def is_sum(text: str) -> bool:
    """ "Tổng cộng: 18 sản phẩm", "Cộng", "Tổng số"."""
    return bool(_SUM.fullmatch(re.sub(r"[\d ]+$", "", fold(text)).strip()))


def is_signature(text: str) -> bool:
    """ "Người lập biểu", "KT. CHỦ TỊCH", "Ghi chú: …", "Bắc Kạn, ngày … tháng … năm …"."""
    folded = fold(text)
    return bool(_SIGNED.match(folded) or _DATED.fullmatch(folded))


def hint_of(text: str) -> Hint | None:
    """What a heading between the rows says of those beneath it; None when nothing that is known."""
    bare = clean(text)
    folded = fold(bare)
    if found := _STARS.fullmatch(folded):
        return Hint("stars", found[1] or _COUNTS[found[2]])
    if found := _YEAR.fullmatch(folded):
        return Hint("year", found[1] or found[2])
    if _DECISION.search(bare) and re.search(r"quyet dinh|qd", folded):
        return Hint("number", bare)
    for name, pattern in _PLACES:
        if pattern.match(folded):
            return Hint(name, bare)
    if any(folded.startswith(sector) for sector in _SECTORS) or _GROUP.match(folded):
        return Hint(
            "group", re.sub(r"^(?:nhóm|ngành|lĩnh vực)\s+(?:hàng\s+)?", "", bare, flags=re.I)
        )
    if PRODUCER.match(folded):
        return Hint("producer", bare)
    return None


# Of what a hint of the key speaks no longer once another of the same key comes; and what it ends.
ENDS: Mapping[str, tuple[str, ...]] = {
    "province": ("district", "commune", "producer"),
    "district": ("commune", "producer"),
    "commune": ("producer",),
    "group": ("producer",),
    "stars": ("producer",),
    "year": ("number", "producer"),
    "number": ("producer",),
}
