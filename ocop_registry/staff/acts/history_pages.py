"""The page of one subject's history, and its twins with a line per changed field."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ocop_registry.journal.models import MergedSubject
from ocop_registry.staff.acts.history import Change, HistoryEntry, history_of
from ocop_registry.staff.lists.export import Columns
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

Line = tuple[HistoryEntry, Change | None]
NO_CHANGE: list[Any] = [None]
COLUMNS: Columns = [
    ("Mục nhật ký", lambda line: line[0].seq),
    ("Việc", lambda line: line[0].act),
    ("Người làm", lambda line: line[0].who),
    ("Lúc", lambda line: line[0].at),
    ("Lý do", lambda line: line[0].reason),
    ("Nội dung", lambda line: line[1] and line[1].label),
    ("Trước", lambda line: line[1] and line[1].before),
    ("Sau", lambda line: line[1] and line[1].after),
]


def show_history(request: HttpRequest, subject: Any, crumbs: tuple) -> HttpResponseBase:
    """The newest acts on the subject, or the file of them that was asked for."""
    entries = history_of(subject)
    if file := twin(request, f"Nhật ký {subject}", COLUMNS, lines_of(entries)):
        return file
    merged = MergedSubject.objects.filter(
        kind=subject.SUBJECT_KIND, uid=subject.journal_key()
    ).order_by("pk")
    context = {"entries": entries, "object": subject, "merged": merged}
    return staff_page(
        request, "staff/history.html", context, title=f"Nhật ký: {subject}", crumbs=crumbs
    )


def lines_of(entries: list[HistoryEntry]) -> list[Line]:
    """One line per changed field; an act that changed none has one line all the same."""
    return [(entry, change) for entry in entries for change in entry.changes or NO_CHANGE]
