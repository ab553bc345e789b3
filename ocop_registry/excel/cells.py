"""How officers write years, numbers, money and yes or no, and what they mean by it. Days, stars,
decisions and words of closed lists: `ocop_registry.written`.

Each function takes a value as `reading` gives it, answers None for a blank one, and raises Unclear
with a Vietnamese sentence (what is wrong, what to write) rather than guess.
"""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

from ocop_registry.excel.values import CellError, Shown, Value
from ocop_registry.places.text import fold

FIRST_YEAR, LAST_YEAR = 1800, 2100
# what 1900–2100 show in a cell formatted as a day
_YEARS_AS_DAYS = (date(1905, 3, 14), date(1905, 9, 30))

_GROUPED = re.compile(r"\d{1,3}(?:(?:\.\d{3})+|(?: \d{3})+|(?:,\d{3}){2,})")
_MONEY = re.compile(r"(\d[\d.,]*) ?(tỷ|tỉ|triệu|tr|nghìn|ngàn) ?")
_UNITS = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "tr": 10**6, "nghìn": 1000, "ngàn": 1000}
_CURRENCY = re.compile(r" ?(?:đồng|đ|vnđ|vnd|₫)$", re.IGNORECASE)

_YES = {"co", "x", "true", "1", "yes", "y", "dung", "roi", "da co"}
_NO = {"khong", "false", "0", "no", "n", "sai", "chua", "khong co", "chua co"}


class Unclear(Exception):
    """A cell that cannot be taken as what its column holds; `sentence` says why and what to
    write."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def text(value: Value) -> str:
    """Any value as one line of composed text: "  HTX \\n Tài Hoan" → "HTX Tài Hoan", 2021 → "2021",
    a day as dd/mm/yyyy. Blank: ""."""
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if value is None:
        return ""
    if isinstance(value, CellError):
        raise Unclear(value.sentence)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}" if value.time() != time() else f"{value:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, Shown):
        return value.text
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def year(value: Value) -> int | None:
    """A year: 2021, "2021", "năm 2021", or the year of a date cell."""
    if isinstance(value, date):
        found = value.date() if isinstance(value, datetime) else value
        if _YEARS_AS_DAYS[0] <= found <= _YEARS_AS_DAYS[1]:
            year_meant = (found - date(1899, 12, 30)).days
            raise Unclear(
                f"Ô hiện ngày {found:%d/%m/%Y} vì gõ năm {year_meant} vào ô kiểu ngày: đặt định"
                " dạng Số cho ô."
            )
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found.year
        raise Unclear(
            f"Năm {found.year} trong ngày {found:%d/%m/%Y} không hợp lý: kiểm tra lại năm."
        )
    shown = text(value)
    if not shown:
        return None
    parts = re.fullmatch(r"(?:năm )?(\d{4})(?:[.,]0)?", shown.lower())
    if parts and FIRST_YEAR <= int(parts[1]) <= LAST_YEAR:
        return int(parts[1])
    raise Unclear(f"“{_short(shown)}” không phải một năm: viết bốn chữ số, ví dụ 2021.")


def whole(value: Value) -> int | None:
    """A whole number: 1600, "1.600.000.000", "1 600 000", "2021.0"."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    shown = text(value).replace("−", "-")
    if not shown:
        return None
    sign, digits = (-1, shown[1:].strip()) if shown.startswith("-") else (1, shown)
    if _GROUPED.fullmatch(digits):
        return sign * int(re.sub(r"[., ]", "", digits))
    if re.fullmatch(r"\d{1,3},\d{3}", digits):
        joined = digits.replace(",", "")
        raise Unclear(f"“{shown}” có thể là {joined} hoặc số lẻ: viết {joined} nếu là số nguyên.")
    if parts := re.fullmatch(r"(\d{1,30})(?:[.,]0{1,2})?", digits):
        return sign * int(parts[1])
    if re.fullmatch(r"\d+[.,]\d+", digits):
        raise Unclear(f"“{shown}” là số lẻ: viết một số nguyên.")
    raise Unclear(f"“{_short(shown)}” không phải số: chỉ viết chữ số, ví dụ 1600 hoặc 1.600.")


def decimal(value: Value) -> Decimal | None:
    """A number with a decimal comma or point: "86,4", "86.40", "1.234,5". "1.234" is refused: it
    may be 1234 or 1,234."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    shown = text(value).replace("−", "-")
    if not shown:
        return None
    sign, digits = ("-", shown[1:].strip()) if shown.startswith("-") else ("", shown)
    digits = re.sub(r" ?điểm$", "", digits)
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits):
        joined, comma = digits.replace(".", ""), digits.replace(".", ",")
        raise Unclear(f"“{shown}” có thể là {joined} hoặc {comma}: viết {joined} hoặc {comma}.")
    if re.fullmatch(r"\d{1,30}(?:[.,]\d{1,20})?", digits):
        return Decimal(sign + digits.replace(",", "."))
    if _GROUPED.fullmatch(digits):
        return Decimal(sign + re.sub(r"[., ]", "", digits))
    for group, point in ((".", ","), (",", "."), (" ", ",")):
        whole_part, found, rest = digits.partition(point)
        pattern = rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+"
        if found and re.fullmatch(r"\d{1,20}", rest) and re.fullmatch(pattern, whole_part):
            return Decimal(f"{sign}{whole_part.replace(group, '')}.{rest}")
    raise Unclear(f"“{_short(shown)}” không phải số: viết số, phần lẻ sau dấu phẩy, ví dụ 86,4.")


def money(value: Value) -> int | None:
    """An amount in đồng: 1600000000, "1.600.000.000 đ", "1,6 tỷ", "850 triệu đồng", "1 tỷ 600
    triệu"."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    shown = text(value)
    if not shown:
        return None
    bare = _CURRENCY.sub("", shown.lower())
    if not any(unit in bare for unit in ("tỷ", "tỉ", "tr", "ngh", "ngàn")):
        return whole(Decimal(value) if isinstance(value, Decimal) else bare)
    parts = list(_MONEY.finditer(bare))
    units = [_UNITS[part[2]] for part in parts]
    total = sum((decimal(part[1]) or 0) * unit for part, unit in zip(parts, units, strict=True))
    if (
        "".join(part[0] for part in parts) != bare
        or units != sorted(set(units), reverse=True)
        or total != int(total)
    ):
        raise Unclear(
            f"Không đọc được số tiền “{_short(shown)}”: viết số đồng (1.600.000.000), hoặc “1,6"
            " tỷ”, “850 triệu”."
        )
    return int(total)


def truth(value: Value) -> bool | None:
    """Yes or no: có/không, x, ✓, true/false, 1/0; None for a blank cell."""
    if isinstance(value, bool):
        return value
    shown = text(value)
    if not shown:
        return None
    folded = fold(shown)
    if folded in _YES or shown in ("✓", "✔", "☑", "√"):
        return True
    if folded in _NO or shown in ("✗", "✘", "☐", "-"):
        return False
    raise Unclear(f"“{_short(shown)}” không rõ là có hay không: viết “có” hoặc “không”.")


def _short(shown: str) -> str:
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
