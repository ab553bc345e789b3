"""Which rows of a file its page shows: by what became of them, or by words in their cells."""

from typing import Any

from django import forms
from django.db.models import Q

from certifications.imports.preview import moved, moved_rows
from certifications.imports.stored import from_json
from certifications.models import Import, ImportStatus, RowOutcome
from ocop_registry.excel import cells
from ocop_registry.excel.reading import CellError
from ocop_registry.places.text import fold
from ocop_registry.staff.lists.filtersets import Choice, ListFilters, Words

MOST_FOUND = 500
MOVED = "moved"
MOVED_LABEL = "Đã đổi từ lúc xem trước"
MOST_MOVED = 20  # rows that became other since they were shown, told at once


def moved_since(imported: Import) -> dict[str, Any]:
    """What the page and the last question before writing show of rows that became other."""
    waiting = imported.status == ImportStatus.STAGED
    return {
        "moved": moved(imported, MOST_MOVED) if waiting else [],
        "moved_total": moved_rows(imported).count() if waiting else 0,
    }


def _holding(rows: Any, q: str) -> Any:
    """Rows with that text in a cell, marks and case aside; of very many the first."""
    wanted, found = fold(q), []
    for row in rows.only("pk", "cells", "mended").iterator(chunk_size=500):
        texts = [*(text_of(value) for _, value in row.cells.values()), *row.mended.values()]
        if any(wanted in fold(text) for text in texts if text):
            found.append(row.pk)
        if len(found) == MOST_FOUND:
            break
    return rows.filter(pk__in=found)


def _of_tab(word: str) -> Q:
    return Q(earlier__isnull=False) if word == MOVED else Q(outcome=word)


class RowFilters(ListFilters):
    """Rows of a file by what became of them."""

    xem = Choice(
        keeps=_of_tab,
        choices=[*RowOutcome.choices, (MOVED, MOVED_LABEL)],
        widget=forms.HiddenInput,
    )
    q = Words(_holding, "Tìm trong các dòng")


def _tabs(imported: Import, chosen: str) -> list[dict[str, Any]]:
    every = {
        "word": "",
        "label": "Mọi dòng",
        "count": imported.counts["read"],
        "chosen": not chosen,
    }
    each = [
        {
            "word": str(word),
            "label": label,
            "count": imported.counts[word],
            "chosen": word == chosen,
        }
        for word, label in RowOutcome.choices
    ]
    count = moved_rows(imported).count()
    since = {
        "word": MOVED,
        "label": MOVED_LABEL,
        "count": count,
        "chosen": chosen == MOVED,
    }
    return [every, *each, *([since] if count else [])]


def text_of(stored: Any) -> str:
    """A stored cell as a person would type it: dd/mm/yyyy, decimal comma."""
    value = from_json(stored)
    return value.text if isinstance(value, CellError) else cells.text(value)
