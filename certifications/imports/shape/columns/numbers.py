"""Numbers of a whole column: dragged down, the same for everybody, with words left beside them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from certifications.imports.shape.columns.questions import KEEP, ColumnQuestion, Fix, Kept, waits
from certifications.imports.shape.lines import Line, blank
from ocop_registry.excel import cells as written
from ocop_registry.excel.values import CellError, letters
from ocop_registry.places.text import fold

DRAGGED = 4  # rows in which a number goes up by one
_ONE_NUMBER = re.compile(r"^\D*?(-?\d+(?:[.,]\d+)*)\D*$")
_UNIT = re.compile(r"\b(ty|ti|trieu|tr|nghin|ngan|kg|tan|ta|lit|cai|hop|phan tram|usd|sp)\b|%")
_NUMBER = re.compile(r"^\D*(\d+)(.*)$", re.DOTALL)
# How many different producers (products for the last two) a number cannot belong to at once.
OWN: Mapping[str, int] = {
    "phone": 3, "tax_code": 2, "registration_number": 2, "gtin": 2, "code": 2,
}  # fmt: skip
_OF_PRODUCT = frozenset({"gtin", "code"})


def dragged(column: int, lines: list[Kept]) -> Iterator[tuple[ColumnQuestion, Fix]]:
    """386, 387, 388 …: the number of a decision that went up while it was dragged down."""
    numbers = [_NUMBER.match(str(line.at(column) or "").strip()) for line in lines]
    told = [(int(one[1]), fold(one[2])) if one else None for one in numbers]
    run, first = 1, None
    for before, now in zip(told, told[1:], strict=False):
        goes_on = before and now and now == (before[0] + 1, before[1])
        run = run + 1 if goes_on else 1
        if run >= DRAGGED and first is None and before and now:
            first = now[0] - run + 1
    if first is None:
        return
    letter = letters(column)
    start = next(
        str(line.at(column)).strip()
        for line, one in zip(lines, told, strict=True)
        if one and one[0] == first
    )
    rest = next(one[1] for one in told if one and one[0] == first)
    question = ColumnQuestion(
        f"{letter}.dragged",
        letter,
        f"Cột {letter}: số quyết định tăng dần từng dòng từ “{start}”, có thể do kéo ô. Đúng như vậy?",
        (("first", f"Không, tất cả là {start}"), (KEEP, "Đúng, mỗi dòng một quyết định")),
    )
    reached = [first]
    for one in told:
        if one and one[1] == rest and one[0] == reached[-1] + 1:
            reached.append(one[0])
    series = set(reached)

    def fix(line: Line, chosen: str) -> None:
        one = _NUMBER.match(str(line.at(column) or "").strip())
        if chosen == KEEP or not one or int(one[1]) not in series - {first} or fold(one[2]) != rest:
            return
        if chosen:
            line.values[column - 1] = start
        else:
            waits(line, column)

    yield question, fix


def same(
    name: str, column: int, columns: Mapping[str, list[int]], lines: list[Kept]
) -> Iterator[tuple[ColumnQuestion, Fix]]:
    """One telephone or tax code for everybody: dragged down, or the office's own."""
    owner = next(iter(columns.get("product" if name in _OF_PRODUCT else "producer", ())), None)
    if owner is None:
        return
    owners: dict[str, set[str]] = defaultdict(set)
    filled = 0
    for line in lines:
        if blank(value := line.at(column)) or isinstance(value, CellError):
            continue
        filled += 1
        taken = line.producer if name not in _OF_PRODUCT else None
        who = line.at(owner) or (taken.value if taken else "")
        owners[re.sub(r"\W", "", written.text(value))].add(fold(str(who or "")))
    most, those = max(owners.items(), key=lambda one: len(one[1]), default=("", set()))
    known = {who for one in owners.values() for who in one}
    if len(those) < OWN[name] or len(those) * 5 < len(known) * 4 or not most.isdigit():
        return
    if filled < 3:
        return
    letter = letters(column)
    question = ColumnQuestion(
        f"{letter}.same",
        letter,
        f"Cột {letter} ghi cùng một số cho {len(those)}"
        f" {'sản phẩm' if name in _OF_PRODUCT else 'chủ thể'} khác nhau: có thể do kéo ô. Đọc cột này?",
        (("drop", "Không: bỏ trống số này"), (KEEP, "Có: đúng là cùng một số")),
        "drop",
    )

    def fix(line: Line, chosen: str) -> None:
        value = line.at(column)
        if chosen == KEEP or blank(value) or isinstance(value, CellError):
            return
        if re.sub(r"\W", "", written.text(value)) == most:
            if chosen:
                line.values[column - 1] = None
            else:
                waits(line, column)

    yield question, fix


def leftover(column: int, values: list[Any]) -> Iterator[tuple[ColumnQuestion, Fix]]:
    """A column of numbers in some cells of which a word was left beside the number."""
    numbers = sum(1 for value in values if _is_number(value))
    beside = [value for value in values if _number_within(value)]
    if not beside or numbers < len(beside):
        return
    letter = letters(column)
    question = ColumnQuestion(
        f"{letter}.leftover",
        letter,
        f"Cột {letter} là số, nhưng {len(beside)} ô còn chữ bên cạnh số (“{beside[0][:40]}”). Lấy số?",
        (("number", "Lấy số, bỏ chữ"), (KEEP, "Không: sửa từng ô")),
        "number",
    )

    def fix(line: Line, chosen: str) -> None:
        number = _number_within(line.at(column))
        if not number or chosen == KEEP:
            return
        if chosen:
            line.values[column - 1] = number
        else:
            waits(line, column)

    yield question, fix


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | Decimal):
        return True
    return isinstance(value, str) and bool(re.fullmatch(r"\s*-?\d[\d.,\s]*", value))


def _number_within(value: Any) -> str:
    """The only number of a text that is more than it and says no unit; "" for other values."""
    if not isinstance(value, str) or _is_number(value) or _UNIT.search(f"{fold(value)} {value}"):
        return ""
    found = _ONE_NUMBER.match(value.strip())
    return (
        found[1]
        if found and not (_reads(written.money, value) or _reads(written.decimal, value))
        else ""
    )


def _reads(how: Callable[[Any], Any], value: str) -> bool:
    """Whether the cell's own reading takes it as it stands: "1,6 tỷ", "86,4 điểm"."""
    try:
        how(value)
    except written.Unclear:
        return False
    return True
