"""How a file is read: which header, which column is what, what was asked of a whole column. Shown
before anything else of it, and put right here; what is chosen is remembered for the office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.imports import staging
from certifications.imports.contract import Column
from certifications.imports.kinds import kind_of
from certifications.imports.shape.layout import ChosenSheet
from certifications.imports.sources import sheets_of
from certifications.imports.stored import as_json
from certifications.models import Import
from certifications.rounds.access import Refused
from certifications.staff.imports.row_filters import text_of
from certifications.staff.imports.scoped import columns_of, import_or_404, rights
from ocop_registry.excel.legacy import restore
from ocop_registry.excel.matching import base
from ocop_registry.excel.reading import Sheet, Unreadable, read
from ocop_registry.excel.values import column_number, letters
from ocop_registry.staff.pages import staff_page

LOOKED_AT = 40  # first rows of each sheet that the page may show
SAMPLES = 3  # cells shown of each column
MOST_TARGETS = 3  # fields that one column may feed
_MARKS = {"stars=3": "dấu x là 3 sao", "stars=4": "dấu x là 4 sao", "stars=5": "dấu x là 5 sao"}


def urls() -> list:
    return [path("nhap-excel/<str:uid>/cot/", columns_page, name="import_columns")]


@dataclass(frozen=True)
class ColumnShown:
    """One column of a sheet: `targets`, as many fields to choose as may be fed, and what its first
    cells hold."""

    letter: str
    heading: str
    targets: list[str]
    samples: list[str]
    said: str  # in words, what is read from it


@dataclass(frozen=True)
class SheetShown:
    """One sheet, as it is read and as it begins."""

    index: int
    name: str
    found: Mapping[str, Any]
    columns: list[ColumnShown]
    first_rows: list[tuple[int, list[str], bool]]  # number, texts, whether of the header
    header: str

    @property
    def questions(self) -> list[Mapping[str, Any]]:
        """What is asked once of a whole column."""
        return list(self.found.get("questions", ()))

    @property
    def waits(self) -> bool:
        """Whether a person must say something before it is read."""
        return not self.found["header"] or bool(self.found.get("waits"))


def columns_page(request: HttpRequest, uid: str) -> HttpResponse:
    """What is read from where, with the first rows; named otherwise by a person, read anew."""
    imported = import_or_404(request.user, uid)
    if not rights(request.user, imported)["edit"]:
        raise PermissionDenied
    columns = columns_of(kind_of(imported.kind), imported)
    problems: list[str] = []
    if request.method == "POST":
        chosen = {
            name: _chosen(request.POST, index, found, columns)
            for index, (name, found) in enumerate(imported.columns.items())
        }
        try:
            staging.name_columns(imported, chosen, by=request.user)
        except Unreadable as error:
            problems = [str(error)]
        except Refused as error:
            problems = error.reasons
        else:
            return _after(request, imported)
    return _show(request, imported, columns, problems)


def _after(request: HttpRequest, imported: Import) -> HttpResponse:
    """Back to the page while something of the file still waits for it, else on to its rows."""
    imported.refresh_from_db()
    if any(found.get("waits") for found in imported.columns.values()) or not imported.columns:
        messages.warning(
            request, "Đã đọc lại tệp. Còn trang chưa đọc được: xem cột còn thiếu ở dưới."
        )
        return redirect("admin:import_columns", imported.uid)
    messages.success(request, "Đã đọc lại tệp như đã chỉ, và nhớ cho lần sau.")
    return redirect("admin:import_page", imported.uid)


def _show(
    request: HttpRequest, imported: Import, columns: Mapping[str, Column], problems: list[str]
) -> HttpResponse:
    asked = [
        question
        for found in imported.columns.values()
        for question in found.get("questions", ())
        if not question["chosen"]
    ]
    context = {
        "imported": imported,
        "sheets": [*_sheets(request, imported, columns)],
        "asked": len(asked),
        "notes": _beside_questions(imported),
        "columns": columns.values(),
        "marks": _MARKS.items() if "stars" in columns else (),
        "problems": problems,
        "rows": imported.counts["read"],
    }
    crumbs = (
        ("Nhập từ Excel", reverse("admin:import_list")),
        (str(imported), reverse("admin:import_page", args=[imported.uid])),
    )
    return staff_page(
        request,
        "certifications/imports/import_columns.html",
        context,
        title="Cách đọc tệp",
        crumbs=crumbs,
        status=422 if problems else 200,
    )


def _beside_questions(imported: Import) -> list[str]:
    """What was left out or taken from elsewhere: the questions of the columns stand below."""
    sheets = imported.columns.values()
    labels = [question["label"] for found in sheets for question in found.get("questions", ())]
    return [note for note in imported.faults if not any(label in note for label in labels)]


# --- what is shown --------------------------------------------------------------------------------
def _beginnings(imported: Import) -> dict[str, Sheet]:
    """The sheets as they begin; none of a file that is no longer kept."""
    try:
        with imported.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        return {}
    found = read(content, imported.file_name, most_rows=LOOKED_AT)
    return {one.name: one for one in sheets_of(found)}


def _sheets(
    request: HttpRequest, imported: Import, columns: Mapping[str, Column]
) -> Iterable[SheetShown]:
    top = _beginnings(imported)
    for index, (name, found) in enumerate(imported.columns.items()):
        sheet = top.get(name) or Sheet(name)
        if found.get("restored"):
            sheet, _ = restore(sheet)
        header = found["header"] or [0, 0]
        rows = [
            (number, [_text(value) for value in values], header[0] <= number <= header[1])
            for number, values in sheet.rows
        ]
        shown = [
            _column(request, index, letter, found, columns, rows)
            for letter in _letters(found, rows)
        ]
        said = "-".join(str(row) for row in dict.fromkeys(found["header"]))
        yield SheetShown(index, name, found, shown, rows, request.POST.get(f"h{index}", said))


def _letters(found: Mapping[str, Any], rows: list[tuple[int, list[str], bool]]) -> list[str]:
    """The columns of a sheet: those with a heading, those that hold something, the number aside."""
    widest = max((len(texts) for _, texts, _ in rows), default=0)
    known = {*found["headings"], *found["read"], *(letters(one) for one in range(1, widest + 1))}
    known.discard(found.get("serial", ""))
    return sorted(known, key=lambda letter: column_number(letter) or 0)


def _column(
    request: HttpRequest, index: int, letter: str, found: Mapping[str, Any],
    columns: Mapping[str, Column], rows: list[tuple[int, list[str], bool]],
) -> ColumnShown:  # fmt: skip
    at = (column_number(letter) or 1) - 1
    last = (found["header"] or [0, 0])[1]
    texts = (values[at] if at < len(values) else "" for number, values, _ in rows if number > last)
    targets = list(filter(None, found["read"].get(letter, "").split("+")))
    if request.method == "POST":
        targets = _posted(request.POST, index, letter)
    return ColumnShown(
        letter,
        found["headings"].get(letter, ""),
        [*targets, *[""] * (min(len(targets) + 1, MOST_TARGETS) - len(targets))],
        [text for text in texts if text][:SAMPLES],
        said_of(targets, columns),
    )


def said_of(targets: Iterable[str], columns: Mapping[str, Column]) -> str:
    """What is read from a column, in words: "Địa chỉ; Xã, phường lấy từ đây"."""
    names = []
    for target in targets:
        if "@" in target:
            heading = columns[base(target)].heading if base(target) in columns else base(target)
            names.append(f"{heading} của năm {target.partition('@')[2]}")
        elif "=" in target:
            names.append(f"dấu x là {target.partition('=')[2]} sao")
        elif target in columns:
            names.append(columns[target].heading)
    return "; ".join([*names[:1], *(f"{name.lower()} lấy từ đây" for name in names[1:])])


def _text(value: Any) -> str:
    return text_of(as_json(value))[:80] if value is not None else ""


# --- what was chosen ------------------------------------------------------------------------------
def _posted(data: Any, index: int, letter: str) -> list[str]:
    names = [f"s{index}-{letter}", *(f"s{index}-{letter}-{more}" for more in (2, 3))]
    return list(dict.fromkeys(filter(None, (data.get(name, "") for name in names))))


def _chosen(
    data: Any, index: int, found: Mapping[str, Any], columns: Mapping[str, Column]
) -> ChosenSheet:
    """What the page sent of one sheet. A header shown anew is read with what its headings say, not
    with the columns of the former one."""
    header = _header(data.get(f"h{index}", ""))
    known = tuple(found["header"]) or None
    moved = header is not None and header != known
    posted = {
        letter: _posted(data, index, letter)
        for letter in {name.split("-")[1] for name in data if name.startswith(f"s{index}-")}
    }
    targets = {
        letter: "+".join(name for name in names if base(name) in columns)
        for letter, names in posted.items()
        if not moved or names
    }
    answers = {
        question["key"]: answer
        for question in found.get("questions", ())
        if (answer := data.get(f"q{index}-{question['key']}", question.get("chosen", "")))
    }
    return ChosenSheet(
        targets, header, answers, skipped=f"x{index}" in data, as_is=f"k{index}" in data
    )


def _header(text: str) -> tuple[int, int] | None:
    first, _, last = (part.strip() for part in text.partition("-"))
    if not (first.isdigit() and (last or first).isdigit() and len(text) < 15):
        return None
    return int(first), max(int(first), min(int(last or first), int(first) + 4))
