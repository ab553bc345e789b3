"""Files that go with imports: the one that was sent, its marked copy, the template of a kind, and
the data of today in it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from certifications.imports import templates
from certifications.imports.contract import Context, Kind
from certifications.imports.kinds import kind_of
from certifications.imports.stored import as_looked
from certifications.models import Import
from certifications.staff.imports.row_filters import text_of
from certifications.staff.imports.scoped import (
    context_for,
    import_or_404,
    kind_or_404,
    provinces_for,
)
from certifications.staff.scoped import round_or_404
from ocop_registry import clock
from ocop_registry.accounts.permissions import may
from ocop_registry.excel.writing import mark
from ocop_registry.places.slugs import file_name
from ocop_registry.staff.lists.export import CONTENT_TYPE


def urls() -> list:
    return [
        path("nhap-excel/mau/<str:word>/", template_file, name="import_template"),
        path("nhap-excel/hien-co/<str:word>/", current_file, name="import_current"),
        path("nhap-excel/<str:uid>/tep/", sent_file, name="import_sent"),
        path("nhap-excel/<str:uid>/danh-dau/", marked_file, name="import_marked"),
    ]


def _with_file(request: HttpRequest, uid: str) -> Import:
    """The import, whose file is still kept; else not found."""
    imported = import_or_404(request.user, uid)
    if not imported.file.storage.exists(imported.file.name):
        raise Http404
    return imported


def sent_file(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The file as it was sent, to be saved, never shown by the browser."""
    imported = _with_file(request, uid)
    response = FileResponse(
        imported.file.open("rb"),
        as_attachment=True,
        filename=imported.file_name,
        content_type=CONTENT_TYPE,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def marked_file(request: HttpRequest, uid: str) -> HttpResponse:
    """The same workbook, as mended so far, with every faulty cell coloured, its reason and remedy
    as a comment."""
    imported = _with_file(request, uid)
    with imported.file.open("rb") as file:
        content = file.read()
    rows = [as_looked(row) for row in imported.rows.exclude(faults=[])]
    faults = [(row.sheet, fault.reference, fault.detail) for row in rows for fault in row.faults]
    return _download(
        mark(content, faults, imported.file_name, mended_cells(imported)),
        f"danh-dau-{imported.uid}.xlsx",
    )


def mended_cells(imported: Import) -> list[tuple[str, str, str]]:
    """(sheet, cell, text) of what was typed over cells. A cell of which several rows were made keeps
    the text of each, on a line of its own where they differ."""
    typed = {
        (row.sheet, row.cells[name][0], name)
        for row in imported.rows.exclude(mended={})
        for name in row.mended
        if name in row.cells
    }
    told: dict[tuple[str, str], list[str]] = {}
    for row in _rows_with_mends(imported):
        for name, (reference, value) in row.cells.items():
            if (row.sheet, reference, name) in typed:
                text = row.mended.get(name, text_of(value))
                told.setdefault((row.sheet, reference), []).append(text)
    return [
        (sheet, reference, "\n".join(dict.fromkeys(texts)))
        for (sheet, reference), texts in told.items()
    ]


def _rows_with_mends(imported: Import) -> Any:
    """Those typed over, with the others that were made of the same row of the sheet."""
    numbers = imported.rows.exclude(mended={}).order_by().values("number")
    return imported.rows.filter(number__in=numbers).order_by("pk")


def template_file(request: HttpRequest, word: str) -> HttpResponse:
    kind = kind_or_404(request.user, word)
    return _download(templates.template(kind, _context(request, word)), f"mau-{_named(kind)}")


def current_file(request: HttpRequest, word: str) -> HttpResponse:
    """What the register holds now, in the layout of the template: sent again unchanged it changes
    nothing."""
    kind = kind_or_404(request.user, word)
    return _download(templates.current_workbook(kind, _context(request, word)), _named(kind))


def _named(kind: Kind) -> str:
    """A name that tells the file's kind in the person's language: "chu-the-2026-11-22.xlsx"."""
    return f"{file_name(kind.label)}-{clock.today():%Y-%m-%d}.xlsx"


def _context(request: HttpRequest, word: str) -> Context:
    """The province and round that were asked for; without a province the person's only one."""
    kind = kind_of(word)
    if kind.needs_round:
        round_ = round_or_404(request.user, request.GET.get("dot", ""))
        if not may(request.user, kind.permission, round_.place):
            raise PermissionDenied
        return context_for(request.user, round_.place, round_)
    provinces = provinces_for(request.user, kind.permission)
    told = request.GET.get("tinh", "")
    province = (
        provinces.filter(pk=told).first()
        if told.isascii() and told.isdigit() and len(told) < 10
        else None
    )
    if province is None and (told or len(provinces) != 1):
        raise Http404
    return context_for(request.user, province or provinces[0], None)


def _download(content: bytes, name: str) -> HttpResponse:
    response: Any = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
