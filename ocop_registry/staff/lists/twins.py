"""The twins of a list: the same address with `?xuat=xlsx` or `?xuat=csv` answers the list as a
file.

A twin is asked for at the address of its list, so it has the list's rights, filter and order by
construction; only the pages of the list fall away. In a view:

    if file := twin(request, "Đợt đánh giá", COLUMNS, rows):
        return file

`staff_page` offers the addresses to every template as `twins`; a list shows them with `{% include
"staff/_twins.html" %}`. A model admin that is an `ExportedList` only names its `export_columns`.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from ocop_registry.staff.lists.export import Columns, csv_response, workbook_response
from ocop_registry.staff.lists.large import export_by_job, in_pieces, is_large, told, work_of
from ocop_registry.staff.lists.unknown_last import UnknownLast

ASKED = "xuat"
PAGING = ("page", "p", "e", "all")  # which page, and Django's mark of a filter that meant nothing
WRITERS: dict[str, Callable[[str, Columns, Iterable[Any]], HttpResponseBase]] = {
    "xlsx": workbook_response,
    "csv": csv_response,
}
LABELS = {"xlsx": "Xuất Excel", "csv": "Xuất CSV"}


def asked_for(request: HttpRequest) -> str:
    """Which file of the list is wanted: "xlsx", "csv", or "" for the page itself."""
    form = request.GET.get(ASKED, "") if request.method in {"GET", "HEAD"} else ""
    return form if form in WRITERS else ""


def twin(
    request: HttpRequest, name: str, columns: Columns, rows: Iterable[Any]
) -> HttpResponseBase | None:
    """The list as the file that was asked for; None when the page was."""
    form = asked_for(request)
    return written(request, form, name, columns, rows) if form else None


def written(
    request: HttpRequest, form: str, name: str, columns: Columns, rows: Iterable[Any]
) -> HttpResponseBase:
    """The list as a file of that form; a large one is written by a worker, who asks for it here."""
    work = work_of(request)
    if work is not None:
        return WRITERS[form](name, columns, told(rows, work))
    if is_large(rows):
        return export_by_job(request, name, form)
    return WRITERS[form](name, columns, in_pieces(rows))


def twin_links(request: HttpRequest) -> list[tuple[str, str]]:
    """(label, address) of the files of the list that this request shows: all pages of it."""
    kept = request.GET.copy()
    for name in (*PAGING, ASKED):
        kept.pop(name, None)
    before = f"{request.path}?{kept.urlencode()}{'&' if kept else ''}"
    return [(label, f"{before}{ASKED}={form}") for form, label in LABELS.items()]


class ExportedList:
    """A model admin whose list has its twins. `export_columns`: pairs of heading and a function of
    the row."""

    export_columns: ClassVar[Columns] = []
    import_kind: ClassVar[str] = ""  # the kind of Excel file by which rows of this list come in

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[UnknownLast]:
        return UnknownLast

    def changelist_view(
        self: Any, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponseBase:
        if asked_for(request):
            return self.exported(request)
        context = {
            "twins": twin_links(request) if self.export_columns else [],
            "import_kind": self.import_kind,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})  # type: ignore[misc]

    def exported(self: Any, request: HttpRequest) -> HttpResponseBase:
        """The rows of the list as filtered and sorted, all pages; filters that mean nothing lead
        back to the list."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        form = asked_for(request)
        request.GET = request.GET.copy()  # type: ignore[assignment]
        del request.GET[ASKED]  # Django's list would take it for a filter
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect(f"{request.path}?e=1")  # as the list itself does
        name = str(self.opts.verbose_name_plural)
        return written(request, form, name, self.export_columns, rows)
