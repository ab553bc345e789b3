"""A staged file on the screen: what waits, group by group, and what was read, row by row; cells are
mended and questions answered here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.imports import staging
from certifications.imports.contract import Column
from certifications.imports.kinds import kind_of
from certifications.imports.matters import groups
from certifications.imports.matters.groups import Answers, Kind
from certifications.imports.preview import Rechecked
from certifications.imports.staging import Mending
from certifications.models import Import, ImportStatus, MatterSection, RowOutcome
from certifications.rounds.access import Refused
from certifications.staff.imports import typed as sent
from certifications.staff.imports.groups_shown import ON_A_PAGE, few, shown_kinds
from certifications.staff.imports.row_filters import (
    PER_PAGE,
    SIZES,
    RowFilters,
    moved_since,
    tabs,
)
from certifications.staff.imports.rows_shown import export_columns, shown
from certifications.staff.imports.scoped import columns_of, import_or_404, rights, version_in
from ocop_registry.journal.acts import VersionConflict
from ocop_registry.staff.acts.history import history_of
from ocop_registry.staff.jobs.bar import bar_on
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

_OF_NAMES = ("producer", "product", "name")  # questions whose answers are remembered


def urls() -> list:
    return [path("nhap-excel/<str:uid>/", page, name="import_page")]


@dataclass(frozen=True)
class Said:
    """What a person has just said that could not be kept, and why."""

    rows: Mapping[int, Mending]
    groups: Answers
    problems: list[str]


# --- the page -------------------------------------------------------------------------------------
def page(request: HttpRequest, uid: str) -> HttpResponseBase:
    imported = import_or_404(request.user, uid)
    if request.method == "POST":
        return _mend(request, imported)
    columns = columns_of(kind_of(imported.kind), imported)
    asked = RowFilters(request, imported.rows.all())
    rows, name = asked.rows(), f"Xem trước {imported.file_name}"
    if not asked.problems and (file := twin(request, name, export_columns(columns), rows)):
        return file
    return _show(request, imported, columns, asked)


def _show(
    request: HttpRequest,
    imported: Import,
    columns: Mapping[str, Column],
    asked: RowFilters,
    said: Said | None = None,
) -> HttpResponse:
    bar, may = bar_on(request.path, request.user), rights(request.user, imported)
    if bar and bar.live:  # one thing at a time: the file's state is about to change
        may = dict.fromkeys(may, False)
    kinds = groups.kinds(imported)
    view = asked.values.get("viec", "")
    if said and said.rows:
        rows = imported.rows.filter(pk__in=said.rows)
        shown_ = _rows(request, imported, columns, rows, may, said)
    elif view or _begins_with_work(imported, asked, kinds):
        chosen = _of_view(kinds, view)
        shown_ = _groups(request, imported, columns, chosen, may, said)
    else:
        # what is left to do, whatever its place in a long file
        first = Case(When(outcome=RowOutcome.REFUSED, then=0), default=1)
        shown_ = _rows(request, imported, columns, asked.rows().order_by(first, "pk"), may, None)
    frame = _frame(imported, columns, kinds)
    context = {
        **frame,
        **shown_,
        "asked": asked,
        "tabs": tabs(imported, asked, kinds, frame["moved_total"]),
        "history": [] if asked.narrowed else history_of(imported),
        "sizes": SIZES,
        "may": may,
        "problems": said.problems if said else [],
        "job_bar": bar,
    }
    return staff_page(
        request,
        "certifications/imports/import_page.html",
        context,
        title=str(imported),
        crumbs=(("Nhập từ Excel", reverse("admin:import_list")),),
        status=409 if said else asked.status,
    )


def _frame(imported: Import, columns: Mapping[str, Column], kinds: list[Kind]) -> dict[str, Any]:
    """What every view of a file tells."""

    def count(section: str) -> int:
        return sum(len(kind.groups) for kind in kinds if kind.section == section)

    good = imported.counts["created"] + imported.counts["changed"]
    return {
        "imported": imported,
        "version": str(imported.version),
        "kind": kind_of(imported.kind),
        "good": good,
        "answers": 0 if good else answers_to_keep(imported),
        "questions": count(MatterSection.QUESTION),
        "faults": count(MatterSection.FAULT),
        "sheets": list(imported.columns),
        **moved_since(imported),
    }


def answers_to_keep(imported: Import) -> int:
    """Rows that change nothing, of which an answer about a name is worth keeping."""
    answered = imported.matters.filter(section=MatterSection.ANSWERED, word__in=_OF_NAMES)
    return answered.filter(row__outcome=RowOutcome.UNCHANGED).values("row").distinct().count()


def _begins_with_work(imported: Import, asked: RowFilters, kinds: list[Kind]) -> bool:
    """Whether a file's page shows what is to be done: nothing else was asked for, and there is
    something."""
    waits = imported.status == ImportStatus.STAGED and any(kind.waits for kind in kinds)
    return waits and not asked.narrowed


def _of_view(kinds: list[Kind], view: str) -> list[Kind]:
    """The kinds of a section, or one of them; without a view what waits."""
    section, _, word = view.partition(".")
    if not view:
        return [kind for kind in kinds if kind.waits]
    return [kind for kind in kinds if kind.section == section and word in ("", kind.word)]


def _groups(
    request: HttpRequest,
    imported: Import,
    columns: Mapping[str, Column],
    kinds: list[Kind],
    may: Mapping[str, bool],
    said: Said | None,
) -> dict[str, Any]:
    """All kinds with a few groups each, or all groups of one kind, page by page."""
    if len(kinds) != 1:
        chosen, paged = few(kinds), None
    else:
        paged = Paginator(kinds[0].groups, ON_A_PAGE).get_page(request.GET.get("page"))
        chosen = [(kinds[0], list(paged))]
    answers = said.groups if said else None
    return {
        "kinds": shown_kinds(imported, chosen, columns, may["edit"], answers),
        "page": paged,
    }


def _rows(
    request: HttpRequest,
    imported: Import,
    columns: Mapping[str, Column],
    rows: Any,
    may: Mapping[str, bool],
    said: Said | None,
) -> dict[str, Any]:
    size = request.GET.get("dong", "")
    per_page = int(size) if size in SIZES else PER_PAGE
    found = Paginator(rows, per_page).get_page(request.GET.get("page"))
    typed = said.rows if said else {}
    return {
        "page": found,
        "per_page": str(per_page),
        "lines": [shown(row, columns, typed.get(row.pk), may["edit"]) for row in found],
    }


# --- mending --------------------------------------------------------------------------------------
def _mend(request: HttpRequest, imported: Import) -> HttpResponse:
    if not rights(request.user, imported)["edit"]:
        raise PermissionDenied
    rows, of_groups, hears = sent.of_rows(request.POST), sent.of_groups(request.POST), Rechecked()
    mendings = sent.together(groups.mendings(imported, of_groups), rows)
    version = version_in(request.POST) or 0
    try:
        done = staging.mend(imported, mendings, by=request.user, version=version, hears=hears)
    except VersionConflict as conflict:
        return _kept(request, imported.uid, Said(rows, of_groups, conflict.messages))
    except Refused as refused:
        return _kept(request, imported.uid, Said(rows, of_groups, refused.reasons))
    messages.success(request, _told(done, hears))
    if _by_script(request):  # which opens the page anew
        return JsonResponse({"saved": True})
    return redirect(request.get_full_path())


def _by_script(request: HttpRequest) -> bool:
    """Whether the page's script sent it, which keeps what was typed until it is answered."""
    return request.POST.get("tra-loi") == "json"


def _told(imported: Import, hears: Rechecked) -> str:
    """What a mending came to."""
    parts = [
        f"{hears.freed} dòng nay không còn vướng" if hears.freed else "",
        f"{hears.other} dòng còn vướng điều khác" if hears.other else "",
        f"{hears.lost} dòng trước ghi được nay vướng" if hears.lost else "",
    ]
    left = imported.counts["refused"]
    rest = f"còn {left} dòng chưa ghi được" if left else "không còn dòng nào chưa ghi được"
    return f"Đã kiểm tra lại cả tệp: {'; '.join([*filter(None, parts), rest])}."


def _kept(request: HttpRequest, uid: str, said: Said) -> HttpResponse:
    """Somebody was quicker: the page as it is now, with what this person typed still in the
    cells."""
    if _by_script(request):
        return JsonResponse({"problems": said.problems}, status=409)
    imported = import_or_404(request.user, uid)
    columns = columns_of(kind_of(imported.kind), imported)
    return _show(request, imported, columns, RowFilters(request, imported.rows.all()), said)
