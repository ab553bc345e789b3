"""A staged file on the screen: what was read, row by row; cells are mended and questions answered
here."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.imports import staging
from certifications.imports.contract import Column
from certifications.imports.kinds import kind_of
from certifications.imports.staging import Mending
from certifications.models import Import, ImportRow, RowOutcome
from certifications.rounds.access import Refused
from certifications.staff.imports.row_filters import RowFilters, _tabs, moved_since, text_of
from certifications.staff.imports.scoped import columns_of, import_or_404, rights, version_in
from ocop_registry.excel.sheets import LONGEST_TEXT
from ocop_registry.journal.acts import VersionConflict
from ocop_registry.staff.acts.history import history_of
from ocop_registry.staff.jobs.bar import bar_on
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

PER_PAGE = 100
# columns that say what a row speaks of
NAMING = ("product", "name", "producer", "application", "indicator", "year")
# the question stands there with its choices: not to be read twice
ANSWER = "Trả lời câu hỏi ở trên, hoặc sửa ô này."
_FIELD = re.compile(r"^(c|q)-(\d{1,18})-([\w.-]{1,60})$")


def urls() -> list:
    return [path("nhap-excel/<str:uid>/", page, name="import_page")]


@dataclass(frozen=True)
class CellShown:
    """One cell of a row: what the file says, what was typed over it, what is wrong with it.

    `was`: a mark of what is stored, by which the page's answer tells what a person typed from what
    was only shown.
    """

    name: str
    heading: str
    reference: str
    value: str
    was: str
    mended: bool
    faults: list[str]

    @property
    def of_lines(self) -> bool:
        """Whether it needs a field of several lines: others take the ends of lines away."""
        return "\n" in _lines(self.value)


@dataclass(frozen=True)
class RowShown:
    row: ImportRow
    cells: list[CellShown]
    whole: list[str]  # faults of the row as a whole

    @property
    def key(self) -> str:
        """What the names of its fields begin with: in a template a number gets points from a
        thousand on."""
        return str(self.row.pk)

    @property
    def title(self) -> str:
        """What the row speaks of, in the first words of its own."""
        named = [cell.value for cell in self.cells if cell.name in NAMING and cell.value]
        return ", ".join(named[:2])

    @property
    def faulty(self) -> list[CellShown]:
        return [cell for cell in self.cells if cell.faults or cell.mended]

    @property
    def others(self) -> list[CellShown]:
        return [cell for cell in self.cells if not cell.faults and not cell.mended]


# --- the page -------------------------------------------------------------------------------------
def page(request: HttpRequest, uid: str) -> HttpResponseBase:
    imported = import_or_404(request.user, uid)
    if request.method == "POST":
        return _mend(request, imported)
    columns = columns_of(kind_of(imported.kind), imported)
    asked = RowFilters(request, imported.rows.all())
    rows, name = asked.rows(), f"Xem trước {imported.file_name}"
    if not asked.problems and (file := twin(request, name, _export_columns(columns), rows)):
        return file
    # what is left to do, whatever its place in a long file
    first = Case(When(outcome=RowOutcome.REFUSED, then=0), default=1)
    return _show(request, imported, columns, rows.order_by(first, "pk"), status=asked.status)


def _show(
    request: HttpRequest, imported: Import, columns: Mapping[str, Column], rows: Any, *,
    typed: Mapping[int, Mending] | None = None, problems: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    asked = RowFilters(request, rows)
    bar = bar_on(request.path, request.user)
    may = rights(request.user, imported)
    if bar and bar.live:  # one thing at a time: the file's state is about to change
        may = dict.fromkeys(may, False)
    lines = [_shown(row, columns, (typed or {}).get(row.pk), may["edit"]) for row in shown]
    context = {
        "imported": imported,
        "version": str(imported.version),
        "kind": kind_of(imported.kind),
        "lines": lines,
        "page": shown,
        "asked": asked,
        "tabs": _tabs(imported, asked.values.get("xem", "")),
        "good": imported.counts["created"] + imported.counts["changed"],
        "may": may,
        "sheets": _sheets(imported, columns),
        "problems": problems or [],
        "history": history_of(imported),
        **moved_since(imported),
        "job_bar": bar,
    }
    crumbs = (("Nhập từ Excel", reverse("admin:import_list")),)
    return staff_page(
        request,
        "certifications/imports/import_page.html",
        context,
        title=str(imported),
        crumbs=crumbs,
        status=status,
    )


def _sheets(imported: Import, columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    """Per sheet: letter, heading and the column that it is read as, to be put right by a person."""
    return [
        {
            "name": name,
            "columns": [
                (letter, heading, found["read"].get(letter, ""))
                for letter, heading in found["headings"].items()
                if letter != found.get("serial")
            ],
        }
        for name, found in imported.columns.items()
    ]


def _shown(
    row: ImportRow,
    columns: Mapping[str, Column],
    typed: Mending | None = None,
    editable: bool = True,
) -> RowShown:
    mended = {**row.mended, **(typed.cells if typed else {})}
    by_cell: dict[str, list[str]] = {}
    for fault in row.faults:
        by_cell.setdefault(fault["reference"], []).append(
            ANSWER if editable and fault["code"] == "choose" else fault["detail"]
        )
    found = []
    for name, column in columns.items():
        reference, value = row.cells.get(name, ["", None])
        if reference or name in mended:
            stored = row.mended[name] if name in row.mended else text_of(value)
            text = typed.cells.get(name, stored) if typed else stored
            found.append(
                CellShown(
                    name,
                    column.heading,
                    reference,
                    text,
                    _mark(stored),
                    name in mended,
                    by_cell.pop(reference, []),
                )
            )
    return RowShown(row, found, [detail for details in by_cell.values() for detail in details])


def _mark(text: str) -> str:
    """Short, whatever the text; a page of a hundred rows sends one of every cell."""
    return hashlib.sha256(_lines(text).encode()).hexdigest()[:16]


def _lines(text: str) -> str:
    """The ends of lines as files have them; forms send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _export_columns(columns: Mapping[str, Column]) -> list:
    def cell(name: str) -> Any:
        return lambda row: (
            row.mended.get(name)
            if name in row.mended
            else text_of(row.cells.get(name, ["", None])[1])
        )

    return [
        ("Trang tính", lambda row: row.sheet),
        ("Dòng", lambda row: row.number),
        ("Kết quả", lambda row: row.get_outcome_display()),
        ("Lỗi", lambda row: " ".join(fault["detail"] for fault in row.faults)),
        (
            "Thay đổi",
            lambda row: "; ".join(
                f"{one['label']}: {one['before'] or '–'} → {one['after'] or '–'}"
                for one in row.changes
            ),
        ),
        ("Ghi chú", lambda row: " ".join(row.notes)),
        *((column.heading, cell(name)) for name, column in columns.items()),
    ]


# --- mending --------------------------------------------------------------------------------------
def _mend(request: HttpRequest, imported: Import) -> HttpResponse:
    if not rights(request.user, imported)["edit"]:
        raise PermissionDenied
    typed = _typed(request.POST)
    try:
        staging.mend(imported, typed, by=request.user, version=version_in(request.POST) or 0)
    except VersionConflict as conflict:
        return _kept(request, imported.uid, typed, conflict.messages)
    except Refused as refused:
        return _kept(request, imported.uid, typed, refused.reasons)
    messages.success(request, "Đã kiểm tra lại cả tệp.")
    return redirect(request.get_full_path())


def _kept(
    request: HttpRequest, uid: str, typed: Mapping[int, Mending], problems: list[str]
) -> HttpResponse:
    """Somebody was quicker: the page as it is now, with what this person typed still in the
    cells."""
    imported = import_or_404(request.user, uid)
    columns = columns_of(kind_of(imported.kind), imported)
    rows = imported.rows.filter(pk__in=typed)
    return _show(request, imported, columns, rows, typed=typed, problems=problems, status=409)


def _typed(data: Any) -> dict[int, Mending]:
    """What was typed, by row: "c-<row>-<column>" for cells that differ from what was shown,
    "q-<row>-<question>" for answers."""
    typed: dict[int, dict[str, str]] = {}
    choices: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        if found := _FIELD.match(name):
            what, row, key = found[1], int(found[2]), found[3]
            if what == "q":
                choices.setdefault(row, {})[key] = value[:200]
            elif _mark(value) != data.get(f"was-{row}-{key}", ""):
                typed.setdefault(row, {})[key] = _lines(value)[:LONGEST_TEXT]
    return {
        row: Mending(typed.get(row, {}), choices.get(row, {}))
        for row in typed.keys() | choices.keys()
    }
