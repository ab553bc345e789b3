"""What stands around a list and holds for all its rows: the title above it, the name of its sheet.
"DANH SÁCH SẢN PHẨM OCOP HUYỆN NA RÌ NĂM 2021 (Kèm theo Quyết định số 386/QĐ-UBND ngày 19/3/2021)"."""

import re
from collections.abc import Iterable

from certifications.imports.shape import group_rows
from certifications.imports.shape.group_rows import Hint
from certifications.imports.shape.layout import Layout
from certifications.imports.shape.lines import Taken
from ocop_registry.excel.reading import Sheet
from ocop_registry.excel.values import reference
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.text import fold

_DECISION = re.compile(
    r"(?:kèm theo|ban hành theo|phê duyệt tại|theo)\s+((?:quyết định|qđ)\b[^()]*\d[\w./]*\s*/?\s*Q[ĐÐD]\s*[-–]\s*[^()]*)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:năm|đợt \d+[/ ])\s*(20[1-4]\d)\b", re.IGNORECASE)
_SPAN = re.compile(
    r"giai đoạn|20[1-4]\d\s*[-–]\s*20[1-4]\d|tính đến|đến (?:hết |ngày |tháng |năm )|tới năm|kế hoạch",
    re.IGNORECASE,
)
_STARS = re.compile(r"\b([3-5]) sao\b", re.IGNORECASE)
# "từ 3 sao trở lên", "tiềm năng 5 sao": stars that not every product of the list holds
_NOT_ALL = re.compile(r"trở lên|tiềm năng|đề nghị|đăng ký|\btừ\b|\bdự kiến\b|chưa", re.IGNORECASE)
_DISTRICT = re.compile(
    r"\b(huyện|thị xã|thành phố|quận)\s+(.+?)(?=\s+(?:năm|đạt|được|giai|tính|đợt|tỉnh|đến|công|theo|từ)\b|[,;()\n–-]|$)",
    re.IGNORECASE,
)
_NAMELESS = re.compile(
    r"(sheet|trang|trang tinh|bang|danh sach|ds|so ocop|tong hop|data|csv)?[ \d]*"
)
_LONGEST = 5  # words of a district's name


def around(
    sheet: Sheet, layout: Layout, columns: set[str], province: Place | None
) -> dict[str, Taken]:
    """Column of ours → what the title or the sheet's name says for rows that do not say it."""
    found: dict[str, Taken] = {}
    named = f"tên trang “{sheet.name}”"
    for hint in _of_name(sheet.name, layout, province):
        found.setdefault(hint.name, Taken(hint.value, reference(layout.header[0], 1), named))
    for number, values in sheet.rows:
        if number >= layout.header[0]:
            break
        for column, value in enumerate(values, start=1):
            if isinstance(value, str):
                for hint in _of_title(value):
                    found.setdefault(hint.name, Taken(hint.value, reference(number, column)))
    return {
        name: taken
        for name, taken in found.items()
        if name in columns and _needed(name, layout.fed, found)
    }


def _needed(name: str, fed: set[str], found: dict[str, Taken]) -> bool:
    """Whether the list leaves it to what stands around it."""
    if name == "number":
        return not fed & {"number"}
    if name == "year":
        return not fed & {"year", "day"} and "number" not in found
    if name in ("district", "commune"):
        return not fed & {name, "place_then", "place_code"}
    return name not in fed


def _of_title(text: str) -> Iterable[Hint]:
    line = " ".join(text.split())
    if decision := _DECISION.search(line):
        yield Hint("number", decision[1].strip(" .;,"))
    rest = _DECISION.sub("", line)
    years = set(_YEAR.findall(rest))
    if len(years) == 1 and not _SPAN.search(rest):
        yield Hint("year", years.pop())
    stars = set(_STARS.findall(rest))
    if len(stars) == 1 and not _NOT_ALL.search(rest):
        yield Hint("stars", stars.pop())
    if (district := _DISTRICT.search(rest)) and 1 <= len(district[2].split()) <= _LONGEST:
        yield Hint("district", f"{district[1].capitalize()} {district[2].title()}")


def _of_name(name: str, layout: Layout, province: Place | None) -> Iterable[Hint]:
    folded = fold(name)
    hint = group_rows.hint_of(name)
    if hint is None and _NAMELESS.fullmatch(folded):
        return
    if hint is not None and hint.name in (
        "year",
        "district",
        "commune",
        "stars",
        "group",
        "number",
    ):
        yield hint
    elif "district" not in layout.fed and (district := _district_named(folded, province)):
        yield Hint("district", district)


def _district_named(folded: str, province: Place | None) -> str:
    """The full name of the province's only former district of that name."""
    if province is None:
        return ""
    rows = Place.objects.filter(level=PlaceLevel.DISTRICT).select_related("parent", "province")
    bare = re.sub(r"^\d+ |^h ", "", folded)
    found = {
        one.full_name
        for one in rows
        if bare in (fold(one.name), fold(one.full_name)) and one.current_province.pk == province.pk
    }
    return found.pop() if len(found) == 1 else ""
