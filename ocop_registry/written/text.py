"""Text as it is read: signs and letters that only look different are made one."""

import re
import unicodedata
from functools import lru_cache

from ocop_registry.places.text import fold

# Signs that people and programs write for one another: dashes, oblique strokes, stars as wide as a
# Chinese letter, the Icelandic Ð of converted texts, blanks that do not break.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("\\∕⁄／", "/"),
        **dict.fromkeys("“”„«»″＂", '"'),
        **dict.fromkeys("‘’‚′´`", "'"),
        **dict.fromkeys("，、", ","),
        "：": ":", "；": ";", "（": "(", "）": ")", "［": "(", "］": ")", "[": "(", "]": ")", "＊": "*",
        "Ð": "Đ", "ð": "đ", "…": "...", "➔": "→", "➜": "→", "⇒": "→", "►": "→",
        "\ufe0f": "", "\u200b": "", "\ufeff": "", "\u00ad": "",
    }
)  # fmt: skip
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")

# What people write to say that they have nothing to write.
_NOTHING = frozenset((
    "", "chua co", "chua ro", "chua biet", "chua cap", "chua cap nhat", "chua co thong tin", "chua xac dinh", "chua co so",
    "chua co ma", "chua co ngay", "chua dang ky", "chua", "dang cap nhat", "dang bo sung", "cap nhat sau", "bo sung sau", "dang cho", "cho cap nhat",
    "khong", "khong co", "khong ro", "khong biet", "khong co thong tin", "khong co so lieu", "khong xac dinh", "khong ghi",
    "khong tim thay", "ko", "ko co", "k co", "k ro", "ko ro", "kg", "khg", "kxd", "kro", "kr", "0 co", "trong", "de trong", "bo trong",
    "null", "none", "nil", "na", "n a", "no", "x x", "xx", "xxx", "tbd", "tba",
))  # fmt: skip
_LONGEST_NOTHING = 30
_ONLY_SIGNS = re.compile(r"[\W_]+")
# A dash or a question mark says "nothing"; stars, ticks and crosses say something.
_TELLING = frozenset("*★⭐✶✭☆⋆✰✓✔☑√✗✘☐×")


def tidy(text: str) -> str:
    """Composed text with one sign for all that look alike; lines stay lines, blanks are single."""
    text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    return _LINES.sub("\n", _BLANKS.sub(" ", text.replace("\r", "\n"))).strip()


def says_nothing(text: str, *, may_be_a_name: bool = False) -> bool:
    """Whether a cell's text only says that there is nothing to say: "chưa có", "-", "n/a", "…".
    `may_be_a_name`: one word alone names something there (na, the fruit; trống, the drum)."""
    if may_be_a_name and text.strip().isalpha() and fold(text) != "khong":
        return False
    return len(text) <= _LONGEST_NOTHING and _says_nothing(text)


@lru_cache(4096)
def _says_nothing(text: str) -> bool:
    if _TELLING.intersection(text):
        return False
    text = text.strip()
    return not text or bool(_ONLY_SIGNS.fullmatch(text)) or fold(text) in _NOTHING


def short(text: str, most: int = 60) -> str:
    """As a sentence quotes it, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
