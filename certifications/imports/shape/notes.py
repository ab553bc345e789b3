"""What of a sheet was not read, or was taken from elsewhere, in sentences for whoever sends it."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from certifications.imports.contract import Column
from certifications.imports.shape import group_rows
from certifications.imports.shape.group_rows import LineKind
from certifications.imports.shape.layout import Layout
from certifications.imports.shape.lines import Line, Taken
from certifications.imports.shape.senses import ColumnQuestion
from ocop_registry.excel.legacy import Restored
from ocop_registry.excel.reading import Sheet
from ocop_registry.excel.values import letters

_NAMED = 12  # rows, or texts, named in one sentence
_WORDS = {
    LineKind.SUM: "dòng tổng, không đọc",
    LineKind.HEADER: "tiêu đề lặp lại, không đọc",
    LineKind.BELOW: "ghi chú, chữ ký dưới bảng, không đọc",
    LineKind.PRODUCER: "dòng riêng của chủ thể: chủ thể và địa bàn ở đó lấy cho các sản phẩm bên dưới",
}
_ALSO = {"commune": "xã, huyện", "place": "địa bàn"}


def of_columns(sheet: Sheet, layout: Layout, columns: Sequence[Column]) -> list[str]:
    """Columns that nobody asked for; columns that feed more than their own field."""
    found = []
    if layout.unread:
        said = ", ".join(f"{letters(number)} “{text}”" for number, text in layout.unread.items())
        found.append(
            f"Trang “{sheet.name}”: chưa nhận ra cột {said}; dữ liệu ở đó không được đọc. Cần đọc"
            " thì bấm “Cách đọc tệp”, cho biết cột đó là gì."
        )
    headings = {column.name: column.heading for column in columns}
    for number, targets in layout.feeds.items():
        if len(targets) > 1 and "address" in targets:
            also = ", ".join(_ALSO.get(name, headings.get(name, name)) for name in targets[1:])
            found.append(
                f"Trang “{sheet.name}”: cột {letters(number)} “{layout.shown.get(number, '')}” là địa"
                f" chỉ; {also} lấy từ đây."
            )
    return found


def of_questions(sheet: Sheet, questions: Sequence[ColumnQuestion]) -> list[str]:
    """What is asked once of a whole column; and what was answered."""
    found = []
    for one in questions:
        words = dict(one.options)
        if one.chosen:
            found.append(f"Trang “{sheet.name}”: {one.label} Đã trả lời: {words[one.chosen]}.")
        else:
            found.append(
                f"Trang “{sheet.name}”: {one.label} Bấm “Cách đọc tệp”, trả lời một lần cho cả cột."
            )
    return found


def of_restored(sheet: Sheet, restored: Restored) -> list[str]:
    """Texts that were read from an outdated code page."""
    return [
        f"Trang “{sheet.name}”: {count} ô viết bằng bảng mã {way} đã được chuyển sang Unicode. Không đúng"
        " thì bấm “Cách đọc tệp”, chọn giữ chữ như trong tệp."
        for way, count in restored.ways.items()
    ]


def of_lines(sheet: Sheet, lines: Sequence[Line]) -> list[str]:
    """Rows that are no product."""
    found = []
    by_kind = sorted(lines, key=lambda line: (list(LineKind).index(line.kind), line.number))
    for kind, those in groupby(by_kind, key=lambda line: line.kind):
        same = list(those)
        if kind == LineKind.GROUP:
            found.extend(_of_groups(sheet, same))
        else:
            found.append(f"Trang “{sheet.name}”: {_numbers(same)} là {_WORDS[kind]}.")
    return found


def of_ditto(sheet: Sheet, rows: int) -> list[str]:
    """Rows that say "as above"."""
    said = f"Trang “{sheet.name}”: {rows} dòng ghi “nt”, “như trên”: lấy theo dòng ngay trên."
    return [said] if rows else []


def of_split(sheet: Sheet, split: Mapping[int, int]) -> list[str]:
    """Rows that became several, one for each product of their cell."""
    if not split:
        return []
    told = [f"{number} thành {count}" for number, count in split.items()]
    more = f" và {len(told) - _NAMED} dòng khác" if len(told) > _NAMED else ""
    return [f"Trang “{sheet.name}”: đã tách dòng {', '.join(told[:_NAMED])}{more}."]


def _of_groups(sheet: Sheet, lines: Sequence[Line]) -> list[str]:
    hinting = [line for line in lines if group_rows.hint_of(line.said)]
    others = [line for line in lines if not group_rows.hint_of(line.said)]
    found = []
    if hinting:
        texts = list(dict.fromkeys(group_rows.clean(line.said) for line in hinting))
        said = ", ".join(f"“{text}”" for text in texts[:_NAMED])
        found.append(
            f"Trang “{sheet.name}”: {_numbers(hinting)} là dòng đầu mục, không đọc thành sản phẩm; điều"
            f" ghi ở đó ({said}{' …' if len(texts) > _NAMED else ''}) lấy cho các dòng bên dưới còn để"
            " trống."
        )
    if others:
        found.append(
            f"Trang “{sheet.name}”: {_numbers(others)} là dòng đầu mục, không đọc"
            f" (“{others[0].said[:60]}”{' …' if len(others) > 1 else ''})."
        )
    return found


def _numbers(lines: Sequence[Line]) -> str:
    numbers = [str(line.number) for line in lines]
    more = f" và {len(numbers) - _NAMED} dòng khác" if len(numbers) > _NAMED else ""
    return f"dòng {', '.join(numbers[:_NAMED])}{more}"


def of_around(sheet: Sheet, around: Mapping[str, Taken], columns: Sequence[Column]) -> list[str]:
    """What the title or the sheet's name says for all rows."""
    headings = {column.name: column.heading.lower() for column in columns}
    return [
        f"Trang “{sheet.name}”: {headings.get(name, name)} lấy từ {_where(taken)} cho các dòng không ghi:"
        f" “{taken.value}”."
        for name, taken in around.items()
    ]


def _where(taken: Taken) -> str:
    return taken.where or f"ô {taken.reference}"


def of_hidden(sheet: Sheet, layout: Layout, rows: int) -> list[str]:
    """What Excel does not show, which is read like the rest."""
    what = []
    if sheet.hidden:
        what.append("là trang ẩn")
    elif rows:
        what.append(f"có {rows} dòng đang ẩn")
    if layout.hidden:
        what.append(f"có cột đang ẩn ({', '.join(letters(one) for one in layout.hidden)})")
    return [f"Trang “{sheet.name}” {' và '.join(what)}: vẫn được đọc."] if what else []
