"""The rows of the results grid: what is stored, what was typed, what the rules say of it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count

from certifications.law.rules import SchemeRules
from certifications.models import Application, MarksMet, Result, Round
from certifications.results.round_read import RoundRead
from certifications.results.typed_row import FIELDS, CheckedRow, check_row, row_version, typed_row
from certifications.rounds.access import active_applications
from certifications.staff.list_columns import HEADINGS
from certifications.staff.rounds.grounds import told_by_application

MARKS = [(str(int(mark)), mark.label) for mark in MarksMet]


@dataclass
class Cell:
    name: str
    label: str
    value: str
    error: str = ""
    points: Decimal | None = None  # of a cell of points that was understood

    @property
    def strange_mark(self) -> str:
        """A pasted mark that is no choice: it is offered as one more, so that it stays visible
        until it is mended."""
        return self.value if self.name == "marks_met" and self.value not in dict(MARKS) else ""


@dataclass
class GridRow:
    """One application as the grid shows it. `theirs`: what somebody else saved meanwhile, beside
    the values typed here."""

    application: Application
    version: int
    typed: dict[str, str]
    checked: CheckedRow
    stored: dict[str, str]
    theirs: dict[str, str] | None = None
    who: str = ""
    from_sheets: bool = False  # its figures come from closed score sheets and cannot be typed over
    told: list[str] = field(default_factory=list)  # what it rests on, or what stands in its way

    @property
    def uid(self) -> str:
        return self.application.uid

    @property
    def cells(self) -> list[Cell]:
        errors = {} if self.checked.empty else self.checked.errors
        return [
            Cell(name, label, self.typed[name], errors.get(name, ""), self._points(name))
            for name, label in HEADINGS.items()
        ]

    def _points(self, name: str) -> Decimal | None:
        read = self.checked.values.get(name)
        return read if isinstance(read, Decimal) else None

    @property
    def fingerprint(self) -> str:
        """Says which stored row the form was filled from, so that rows nobody touched are not sent
        on."""
        return fingerprint(self.stored)

    @property
    def stars(self) -> int | None:
        return self.checked.conclusion.final if self.checked.conclusion else None

    @property
    def outcome(self) -> str:
        """The stars in words, "Bị loại", or nothing while they are not known."""
        if self.checked.values.get("disqualified") and self.checked.complete:
            return "Bị loại"
        return f"{self.stars} sao" if self.stars else ""

    @property
    def state(self) -> str:
        """ "empty", "draft" (kept, with errors) or "saved"."""
        if self.checked.empty:
            return "empty"
        return "saved" if self.checked.complete else "draft"

    @property
    def their_words(self) -> list[tuple[str, str]]:
        """The other person's row as (heading, text), empty cells left out."""
        return words(self.theirs or {})


def rows_of(round_: Round) -> list[GridRow]:
    """Every active application of the round with its stored row: a fixed number of queries."""
    scheme = SchemeRules.from_data(round_.scheme.slug, round_.scheme.data)
    read = RoundRead(round_)
    rows = [_row(application, scheme) for application in read.applications]
    told = told_by_application(read)
    for row in rows:
        row.from_sheets = row.application.pk in read.closed
        row.told = told.get(row.application.pk, [])
    return rows


def _row(application: Application, scheme: SchemeRules) -> GridRow:
    result, draft = getattr(application, "result", None), getattr(application, "draft", None)
    stored = typed_row(result, draft)
    who = (
        draft.saved_by.get_full_name()
        if draft
        else result.entered_by.get_full_name()
        if result
        else ""
    )
    version = row_version(result, draft)
    return GridRow(application, version, stored, check_row(stored, scheme), stored, who=who)


def put_back(
    rows: Iterable[GridRow], typed: Mapping[str, Mapping[str, str]], round_: Round
) -> None:
    """Show what was typed instead of what is stored, with its faults."""
    scheme = SchemeRules.from_data(round_.scheme.slug, round_.scheme.data)
    for row in rows:
        if row.uid in typed:
            row.checked = check_row(typed[row.uid], scheme)
            row.typed = row.checked.raw


def words(raw: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (HEADINGS[name], "có" if name == "disqualified" else raw[name])
        for name in FIELDS
        if raw.get(name)
    ]


def fingerprint(raw: Mapping[str, Any]) -> str:
    text = "\x1f".join(raw.get(name, "") for name in FIELDS)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass
class Summary:
    """How far the round is: results there, applications in all, and how many hold which stars
    (None: disqualified)."""

    done: int
    wanted: int
    by_stars: list[tuple[str, int]] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        counts = "".join(f" · {label}: {count}" for label, count in self.by_stars)
        return f"{self.done}/{self.wanted} hồ sơ đã có kết quả{counts}"


def summary_of(round_: Round) -> Summary:
    """Counted in the database: two queries."""
    wanted = active_applications(round_).count()
    found = Result.objects.filter(application__in=active_applications(round_).values("pk"))
    counts = dict(found.values_list("final_stars").annotate(number=Count("pk")))
    by_stars = [(f"{stars} sao", counts[stars]) for stars in (5, 4, 3, 2, 1) if stars in counts]
    if None in counts:
        by_stars.append(("bị loại", counts[None]))
    return Summary(sum(counts.values()), wanted, by_stars)
