"""Which rows of a file its page shows: by what became of them, or by words in their cells."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from certifications.imports.matters import OPEN
from certifications.imports.matters.groups import Kind
from certifications.imports.preview import moved, moved_rows
from certifications.imports.stored import as_typed, from_json
from certifications.models import Import, ImportStatus, MatterSection, RowMatter, RowOutcome
from ocop_registry.lists.filtersets import ReadFilter, Unreadable
from ocop_registry.places.text import fold
from ocop_registry.staff.lists.filtersets import Choice, ListFilters, Words

PER_PAGE, SIZES = 50, ("25", "50", "100")
EVERY = "all"
# what is settled already, and looked at by whoever is to agree to it
TOLD = (
    (str(MatterSection.ANSWERED), "Đã trả lời"),
    (str(MatterSection.NOTE), "Hiểu khác chữ viết"),
)
MOVED = "moved"
MOVED_LABEL = "Đã đổi từ lúc xem trước"
MOST_MOVED = 20  # rows that became other since they were shown, told at once


def moved_since(imported: Import) -> dict[str, Any]:
    """What the page and the last question before writing show of rows that became other."""
    waiting = imported.status == ImportStatus.STAGED
    total = moved_rows(imported).count() if waiting else 0
    return {"moved": moved(imported, MOST_MOVED) if total else [], "moved_total": total}


def _holding(rows: Any, q: str) -> Any:
    """Rows with that text in a cell, marks and case aside."""
    return rows.filter(words__contains=fold(q))


def _of_tab(word: str) -> Q:
    if word == EVERY:
        return Q()
    return Q(earlier__isnull=False) if word == MOVED else Q(outcome=word)


def _key(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{16}", text):
        raise Unreadable("Không có nhóm dòng này.")
    return text


def _kind(text: str) -> str:
    if text.partition(".")[0] not in MatterSection.values:
        raise Unreadable("Không có loại việc này.")
    return text


def _of_group(key: str) -> Q:
    return Q(pk__in=RowMatter.objects.filter(key=key).values("row"))


class RowFilters(ListFilters):
    """Rows of a file by what became of them, or by the group that they are in; and whether groups
    are shown instead (`viec`: their section, or section and word)."""

    also: ClassVar[tuple[str, ...]] = ("dong",)

    xem = Choice(
        keeps=_of_tab,
        choices=[(EVERY, "Mọi dòng"), *RowOutcome.choices, (MOVED, MOVED_LABEL)],
        widget=forms.HiddenInput,
    )
    nhom = ReadFilter(_key, keeps=_of_group, widget=forms.HiddenInput)
    viec = ReadFilter(_kind, keeps=lambda _: Q(), widget=forms.HiddenInput)
    q = Words(_holding, "Tìm trong các dòng")


def tabs(
    imported: Import, asked: RowFilters, kinds: Sequence[Kind], moved_total: int
) -> list[dict[str, Any]]:
    """The views of a file with how many rows or groups each has."""
    chosen, section = asked.values.get("xem", ""), asked.values.get("viec", "").partition(".")[0]
    groups: Counter[str] = Counter()
    for kind in kinds:
        groups[kind.section] += len(kind.groups)
    waiting = sum(groups[section] for section in OPEN)
    plain, at_work = not asked.narrowed, imported.status == ImportStatus.STAGED and waiting
    every = chosen == EVERY or (plain and not at_work)
    found = [(f"xem={EVERY}", "Mọi dòng", imported.counts["read"], every)]
    if at_work:
        found.insert(0, ("", "Việc cần làm", waiting, plain or section in OPEN))
    found += [
        (f"xem={word}", label, imported.counts[word], chosen == word)
        for word, label in RowOutcome.choices
    ]
    if moved_total:
        found.append((f"xem={MOVED}", MOVED_LABEL, moved_total, chosen == MOVED))
    found += [
        (f"viec={word}", label, groups[word], section == word)
        for word, label in TOLD
        if groups[word]
    ]
    return [
        {"query": query, "label": label, "count": count, "chosen": is_chosen}
        for query, label, count, is_chosen in found
    ]


def text_of(stored: Any) -> str:
    """A stored cell as a person would type it."""
    return as_typed(from_json(stored))
