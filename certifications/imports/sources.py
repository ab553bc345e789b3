"""From the bytes of a file to rows: which sheets, which header, which column is which, merged cells
filled down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from certifications.imports.contract import Column, Context, Kind, References, Row
from certifications.models import ColumnMemory
from ocop_registry.excel.headings import Heading, find, key
from ocop_registry.excel.reading import Sheet, Unreadable, read
from ocop_registry.excel.writing import OWN_SHEETS
from ocop_registry.held import Held
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold

SUMS = ("tong", "tong so", "tong cong", "cong")
# sheet → letter of the column → our column ("" for "do not read it"), as a person chose on the
# page.
Chosen = Mapping[str, Mapping[str, str]]


@dataclass
class Reading:
    """A file as read. `columns` as in `Import.columns`; `notes`: what of the file was not read, and
    why."""

    rows: Held[Row] = field(default_factory=Held)
    columns: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def remembered(kind: Kind, province: Place | None) -> dict[str, str]:
    """Folded heading → column, as the office last chose."""
    if province is None:
        return {}
    return dict(
        ColumnMemory.objects.filter(province=province, kind=kind.word).values_list(
            "heading", "column"
        )
    )


def read_rows(
    content: bytes, name: str, kind: Kind, context: Context, *, chosen: Chosen | None = None
) -> Reading:
    """Read a whole file. Raises Unreadable with a sentence when it is no workbook, is hostile, or
    has no header of this kind."""
    book = read(content, name)
    memory, reading, columns = (
        remembered(kind, context.province),
        Reading(),
        kind.columns_for(context),
    )
    for sheet in book.sheets:
        if fold(sheet.name) in OWN_SHEETS or not any(_filled(values) for _, values in sheet.rows):
            continue
        heading = find(sheet, columns, {**memory, **_as_memory(sheet, columns, memory, chosen)})
        if heading is None:
            reading.notes.append(
                f"Trang “{sheet.name}” không có dòng tiêu đề nhận ra được nên không đọc."
            )
            continue
        _read_sheet(sheet, heading, reading)
    _refuse_without_header(columns, kind, reading)
    return reading


def _as_memory(
    sheet: Sheet, columns: Sequence[Column], memory: Mapping[str, str], chosen: Chosen | None
) -> dict[str, str]:
    """What a person chose for the columns of this sheet, by heading, so that it works as what was
    remembered does."""
    if not chosen or sheet.name not in chosen:
        return {}
    plain = find(sheet, columns, memory)
    if plain is None:
        return {}
    by_letter = {get_column_letter(number): heading for number, heading in plain.shown.items()}
    return {
        key(by_letter[letter]): column
        for letter, column in chosen[sheet.name].items()
        if letter in by_letter
    }


def _refuse_without_header(columns: Sequence[Column], kind: Kind, reading: Reading) -> None:
    if not reading.columns:
        wanted = ", ".join(column.heading for column in columns if column.required)
        raise Unreadable(
            "no_header",
            f"Không thấy dòng tiêu đề của loại “{kind.label}” (cần có các cột: {wanted}). "
            "Kiểm tra đã chọn đúng loại tệp, hoặc tải tệp mẫu về và chép dữ liệu vào.",
        )
    missing = {
        sheet: found["missing"] for sheet, found in reading.columns.items() if found["missing"]
    }
    if missing:
        headings = {column.name: column.heading for column in columns}
        said = "; ".join(
            f"trang “{sheet}”: {', '.join(headings[name] for name in names)}"
            for sheet, names in missing.items()
        )
        raise Unreadable(
            "missing_column",
            f"Thiếu cột bắt buộc ({said}). Thêm cột đó vào tệp, hoặc chỉ ra cột nào là cột đó.",
        )


def _read_sheet(sheet: Sheet, heading: Heading, reading: Reading) -> None:
    reading.columns[sheet.name] = {
        "header": [heading.first_row, heading.last_row],
        "read": {get_column_letter(number): name for number, name in heading.read.items()},
        "unread": {get_column_letter(number): text for number, text in heading.unread.items()},
        "headings": {get_column_letter(number): text for number, text in heading.shown.items()},
        "missing": list(heading.missing),
        "serial": get_column_letter(heading.serial) if heading.serial else "",
    }
    if heading.unread:
        said = ", ".join(
            f"{get_column_letter(number)} “{text}”" for number, text in heading.unread.items()
        )
        reading.notes.append(
            f"Trang “{sheet.name}”: chưa nhận ra cột {said}; dữ liệu ở đó không được đọc. Cần đọc"
            " thì bấm “Chỉ lại cột”, cho biết cột đó là gì."
        )
    hidden, banners = 0, _banners(sheet, heading)
    letters = {name: get_column_letter(column) for column, name in heading.read.items()}
    for number, values in _data(sheet, heading):
        cells = {
            name: values[column - 1] if column <= len(values) else None
            for column, name in heading.read.items()
        }
        if not _filled(cells.values()):
            continue
        if _is_sum(cells.values()) or number in banners:
            reading.notes.append(
                f"Trang “{sheet.name}”, dòng {number} là dòng tổng hoặc dòng đầu mục: không đọc."
            )
            continue
        hidden += number in sheet.hidden_rows
        references = References(letters, number)
        reading.rows.append(Row(sheet.name, number, cells, references, at=len(reading.rows)))
    if hidden or sheet.hidden:
        what = "là trang ẩn" if sheet.hidden else f"có {hidden} dòng đang ẩn"
        reading.notes.append(f"Trang “{sheet.name}” {what}: vẫn được đọc.")


def _data(sheet: Sheet, heading: Heading) -> Iterator[tuple[int, list[Any]]]:
    """The rows below the header; a cell merged over several rows counts for each of them."""
    deep: dict[int, list[tuple[int, int]]] = {}  # first row → (column, last row)
    for top, left, bottom, _ in sheet.merged:
        if bottom > top > heading.last_row:
            deep.setdefault(top, []).append((left, bottom))
    # (column, last row, value) of the merges that reach down
    open_: list[tuple[int, int, Any]] = []
    for number, values in sheet.rows:
        if number <= heading.last_row:
            continue
        open_ = [one for one in open_ if one[1] >= number]
        filled = list(values)
        for column, _, value in open_:
            filled.extend([None] * (column - len(filled)))
            if filled[column - 1] is None:
                filled[column - 1] = value
        open_.extend(
            (left, bottom, values[left - 1])
            for left, bottom in deep.get(number, ())
            if left <= len(values)
        )
        yield number, filled


def _filled(values: Iterable[Any]) -> bool:
    return any(
        value not in (None, "") and not (isinstance(value, str) and not value.strip())
        for value in values
    )


def _is_sum(values: Iterable[Any]) -> bool:
    """A row of totals below a list: its first text says so."""
    texts = (value for value in values if isinstance(value, str) and value.strip())
    return fold(next(texts, "")).rstrip(" :.") in SUMS


def _banners(sheet: Sheet, heading: Heading) -> set[int]:
    """Headings among the rows ("II. Huyện Na Rì"): one cell merged over most of the table."""
    wide = max((len(heading.shown) + 1) // 2, 3)
    return {
        top
        for top, left, bottom, right in sheet.merged
        if top == bottom and right - left + 1 >= wide
    }
