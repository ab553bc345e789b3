"""Templates of the files that the registry takes, and the same files filled with what it holds now.

Both have the data sheets of a kind, what each column means, and example rows on a sheet that is
never read as data.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from certifications.imports.contract import Column, Context, Kind, Layout
from ocop_registry.excel.writing import EXAMPLES_SHEET, GUIDE_SHEET, Field, Page, workbook
from ocop_registry.journal.models import JournalHead

# Columns of digits that a spreadsheet would take for numbers, and eat their leading zeros.
TEXT = frozenset(
    {
        "uid",
        "code",
        "gtin",
        "tax_code",
        "producer_tax",
        "producer_uid",
        "registration_number",
        "phone",
    }
)
GUIDE = (
    Field("Cột", 30),
    Field("Bắt buộc", 10),
    Field("Ý nghĩa", 60),
    Field("Ví dụ", 34),
    Field("Tiêu đề khác cũng được hiểu", 60),
)
# other headings shown of a column; of repeated groups there are hundreds, all read, none worth
# reading
MOST_OTHERS = 8
NOTES = (
    "Giữ dòng tiêu đề; thêm, bớt, đổi thứ tự cột tùy ý.",
    (
        "Ngày ghi dd/mm/yyyy, số lẻ sau dấu phẩy. Có thể gõ giá trị khác danh sách thả xuống: hệ"
        " thống đọc rồi hỏi lại nếu chưa rõ."
    ),
    (
        "Nạp tệp ở trang quản trị, mục Nhập từ Excel: hệ thống đọc thử, báo lỗi từng ô, chưa ghi gì"
        " cho đến khi bạn bấm ghi."
    ),
)


def template(kind: Kind, context: Context) -> bytes:
    """An .xlsx file to fill in: headings, drop-down lists, instructions, examples, and the day and
    state it was made from."""
    return _workbook(kind, context, filled=False)


def current_workbook(kind: Kind, context: Context) -> bytes:
    """The same file with the rows that the registry holds now: imported again it changes
    nothing."""
    return _workbook(kind, context, filled=True)


def _workbook(kind: Kind, context: Context, *, filled: bool) -> bytes:
    layouts = kind.layouts(context, filled=filled)
    lists = {name: list(values) for name, values in kind.lists(context).items() if values}
    headings = {column.name: _heading(column) for layout in layouts for column in layout.columns}
    choices = {headings[name]: values for name, values in lists.items() if name in headings}
    stamp = _stamp(kind, context)
    pages = [_data(layout, choices, stamp) for layout in layouts]
    return workbook(
        [*pages, _guide(kind, layouts, stamp), _examples(kind, layouts[0], context)], choices
    )


def _stamp(kind: Kind, context: Context) -> str:
    """For whom, when and from which state of the registry the file was made."""
    where = (
        str(context.round)
        if context.round
        else context.province.full_name
        if context.province
        else "Cả nước"
    )
    state = JournalHead.objects.values_list("seq", flat=True).first() or 0
    return f"{kind.label} – {where}. Lập ngày {context.today:%d/%m/%Y}, phiên bản sổ {state}."


def _data(layout: Layout, choices: Mapping[str, Sequence[str]], stamp: str) -> Page:
    fields = [
        Field(
            _heading(column),
            kind="text" if column.name in TEXT else "",
            choices=_heading(column) if _heading(column) in choices else "",
            free=True,
            comment=column.help,
        )
        for column in layout.columns
    ]
    return Page(
        layout.name, fields, [_cells(layout.columns, row) for row in layout.rows], above=(stamp,)
    )


def _heading(column: Column) -> str:
    """With its group in front, which is read as a group above it is: of two recognitions each
    column says which."""
    return f"{column.group} – {column.heading}" if column.group else column.heading


def _cells(columns: Sequence[Column], row: Mapping[str, Any]) -> list[Any]:
    return [row.get(column.name) for column in columns]


def _guide(kind: Kind, layouts: Sequence[Layout], stamp: str) -> Page:
    columns = {column.name: column for layout in layouts for column in layout.columns}
    rows = [
        [
            _heading(column),
            "có" if column.required else "",
            column.help,
            column.example,
            "; ".join(other for other in column.also[:MOST_OTHERS] if other != column.heading),
        ]
        for column in columns.values()
    ]
    return Page(GUIDE_SHEET, GUIDE, rows, above=(stamp, kind.about, *NOTES))


def _examples(kind: Kind, layout: Layout, context: Context) -> Page:
    rows = [_cells(layout.columns, row) for row in kind.examples(context)]
    above = ("Các dòng dưới đây chỉ là ví dụ: trang này không được đọc.",)
    return Page(EXAMPLES_SHEET, [_heading(column) for column in layout.columns], rows, above=above)
