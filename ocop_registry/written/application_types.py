"""Types of applications as lists name them. Source: 26/2026/QĐ-TTg (domain §2)."""

import re

from ocop_registry.places.text import fold
from ocop_registry.written.words import ClosedList, table

# The value is the one that `certifications.models.ApplicationType` keeps.
LABELS = {"first": "Lần đầu", "upgrade": "Nâng hạng", "re_evaluation": "Đánh giá lại"}
SURE = table({
    "first": """lần đầu, đánh giá lần đầu, mới, đăng ký mới, lần 1, lần một, lần thứ nhất, đánh giá mới, công nhận mới, cấp mới, hồ sơ mới,
                sản phẩm mới, sp mới, công nhận lần đầu, lần đầu tiên, đăng ký lần đầu, phát triển mới""",
    "upgrade": """nâng hạng, nâng sao, nâng hạng sao, nâng cấp, nâng cấp sao, đánh giá nâng hạng, đăng ký nâng hạng, nâng hạng sản phẩm, nâng hạng sp, hồ sơ nâng hạng""",
    "re_evaluation": """đánh giá lại, đánh giá phân hạng lại, công nhận lại, phân hạng lại, tái đánh giá, cấp lại, tái công nhận,
                        đăng ký lại, đánh giá và phân hạng lại, hồ sơ đánh giá lại, đg lại, đgl, hết hạn đánh giá lại, tái cấp, xét lại""",
})  # fmt: skip
PERHAPS = table({
    "re_evaluation": "gia hạn, duy trì, lần 2, lần hai, lần thứ hai, lần 3, lần ba, lại, hết hạn, duy trì hạng, giữ hạng, chuẩn hóa, cũ, sản phẩm cũ, sp cũ",
    "upgrade": "nâng, lên sao, lên hạng, tăng sao, tăng hạng, nâng chất lượng",
    "first": "lần, chính thức, bổ sung, đăng ký",
})  # fmt: skip
# "nâng hạng từ 3 sao lên 4 sao", "đánh giá lại sau 36 tháng"
_BEGINNINGS = (
    (re.compile(r"(?:danh gia |dang ky |de nghi )?nang (?:hang|sao|cap)\b"), "upgrade"),
    (re.compile(r"(?:(?:danh gia|phan hang|cong nhan|xep hang|cap) )+lai\b"), "re_evaluation"),
    (re.compile(r"(?:(?:danh gia|cong nhan|dang ky|phan hang) )+(?:lan dau|moi)\b"), "first"),
)
# The same anywhere in a longer text; "mới" alone may be of a telephone number.
_WITHIN = (
    (re.compile(r"\bnang (?:hang|sao|cap (?:len )?[3-5] sao|len [3-5] sao)\b"), "upgrade"),
    (re.compile(r"\b(?:(?:danh gia|phan hang|cong nhan|xep hang) )+lai\b|\btai (?:danh gia|cong nhan)\b"), "re_evaluation"),
    (re.compile(r"\b(?:danh gia|cong nhan|dang ky|tham gia|phan hang) (?:lan dau|moi)\b|\b(?:san pham|sp|ho so) moi\b|\blan dau\b"), "first"),
)  # fmt: skip
_DENIED = re.compile(
    r"\b(?:khong|chua|ko|k) (?:dang ky |de nghi |xin )?(?:nang|danh gia|cong nhan)\b[^,;.]*"
)
_UP = re.compile(r"(?:tu )?[1-5](?: sao)? (?:len|sang) [3-5](?: sao)?")


def _rule(word: str) -> str:
    """Two types in one cell are a choice that nobody made."""
    if _UP.fullmatch(word):
        return "upgrade"
    begun = [kind for beginning, kind in _BEGINNINGS if beginning.match(word)]
    return begun[0] if begun and len(_named(word)) == 1 else ""


def _named(word: str) -> set[str]:
    return {kind for words, kind in _BEGINNINGS if words.search(word)}


def told_within(text: str) -> tuple[str, ...]:
    """The types that a note names somewhere: "SĐT mới; đề nghị nâng hạng 4 sao". What it denies is
    not named."""
    folded = _DENIED.sub(" ", fold(text))
    found = {kind for words, kind in _WITHIN if words.search(folded)}
    return tuple(kind for kind in LABELS if kind in found)


def _guess(word: str) -> str | None:
    return None if len(_named(word)) > 1 else ""


TYPES = ClosedList("application_type", "loại hồ sơ", LABELS, SURE, PERHAPS, _rule, _guess)
read = TYPES.read
