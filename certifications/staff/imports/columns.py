"""Which column of a file is which: shown, named by a person, remembered for the office's next
file."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from certifications.imports import staging
from certifications.imports.contract import Column
from certifications.imports.kinds import kind_of
from certifications.models import Import
from certifications.rounds.access import Refused
from certifications.staff.imports.scoped import columns_of, import_or_404, rights
from ocop_registry.excel.reading import Unreadable
from ocop_registry.staff.pages import staff_page


def sheets_of(imported: Import, columns: Mapping[str, Column]) -> list[dict[str, Any]]:
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


def columns_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Which column of the file is which: named by a person, remembered for the office's next
    file."""
    imported = import_or_404(request.user, uid)
    if not rights(request.user, imported)["edit"]:
        raise PermissionDenied
    columns = columns_of(kind_of(imported.kind), imported)
    problems: list[str] = []
    if request.method == "POST":
        chosen, problems = _chosen(request.POST, imported, columns)
        if not problems:
            try:
                staging.name_columns(imported, chosen, by=request.user)
            except Unreadable as error:
                problems = [str(error)]
            except Refused as error:
                problems = error.reasons
            else:
                messages.success(request, "Đã đọc lại tệp với các cột này, và nhớ cho lần sau.")
                return redirect("admin:import_page", imported.uid)
    sheets = sheets_of(imported, columns)
    for index, sheet in enumerate(sheets):
        sheet["columns"] = [
            (
                letter,
                heading,
                request.POST.get(f"s{index}-{letter}", name) if request.method == "POST" else name,
            )
            for letter, heading, name in sheet["columns"]
        ]
    context = {
        "imported": imported,
        "sheets": sheets,
        "columns": columns.values(),
        "problems": problems,
    }
    crumbs = (
        ("Nhập từ Excel", reverse("admin:import_list")),
        (str(imported), reverse("admin:import_page", args=[imported.uid])),
    )
    status = 422 if problems else 200
    return staff_page(
        request,
        "certifications/imports/import_columns.html",
        context,
        title="Cột của tệp",
        crumbs=crumbs,
        status=status,
    )


def _chosen(
    data: Any, imported: Import, columns: Mapping[str, Column]
) -> tuple[dict[str, dict[str, str]], list[str]]:
    chosen: dict[str, dict[str, str]] = {}
    problems = []
    for index, (sheet, found) in enumerate(imported.columns.items()):
        names = {letter: data.get(f"s{index}-{letter}", "") for letter in found["headings"]}
        chosen[sheet] = {letter: name if name in columns else "" for letter, name in names.items()}
        taken = [name for name in chosen[sheet].values() if name]
        for name in sorted({name for name in taken if taken.count(name) > 1}):
            problems.append(
                f"Trang “{sheet}”: hai cột cùng được chọn là “{columns[name].heading}”. Chọn một"
                " cột, cột kia để “không đọc”."
            )
    return chosen, problems
