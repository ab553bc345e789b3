"""Filled files as offices send them, and the way of a file through staging and applying."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from certifications.imports import applying, staging
from certifications.imports.checking import checked
from certifications.imports.contract import Context, Row
from certifications.imports.kinds import kind_of
from certifications.imports.sources import read_rows
from certifications.imports.staging import DryRun, Mending
from certifications.models import Import, Round
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.places.models import Place
from tests import factories as make


def xlsx(*rows: Sequence[Any], name: str = "Trang1", **others: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one sheet, or of more: headings first, then rows, as values."""
    book = Workbook()
    book.active.title = name
    for title, lines in {name: rows, **others}.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def dry(
    kind: str,
    content: bytes,
    by: User | None,
    *,
    round_: Round | None = None,
    province: Place | None = None,
) -> DryRun:
    return staging.dry_run(
        content, "tệp.xlsx", kind, province=_place(round_, province), by=by, round_=round_
    )


def staged(
    kind: str,
    content: bytes,
    by: User | None,
    *,
    round_: Round | None = None,
    province: Place | None = None,
) -> Import:
    return staging.stage(
        content, "tệp.xlsx", kind, province=_place(round_, province), by=by, round_=round_
    )


def applied(kind: str, content: bytes, by: User, **where: Any) -> Import:
    return applying.apply(staged(kind, content, by, **where), by=by)


def answered(imported: Import, by: User, choices: Mapping[int, Mapping[str, str]]) -> Import:
    """Answer the questions of rows (by their number in the sheet)."""
    rows = {row.number: row for row in imported.rows.all()}
    return staging.mend(
        imported,
        {rows[number].pk: Mending(choices=answers) for number, answers in choices.items()},
        by=by,
    )


def context(
    by: User | None = None, *, round_: Round | None = None, province: Place | None = None
) -> Context:
    return Context(_place(round_, province), round_, by, clock.today())


def planned(kind: str, content: bytes, ours: Context) -> list[Row]:
    """The rows of a file as checked, with what each of them plans to write."""
    of = kind_of(kind)
    rows = read_rows(content, "tệp.xlsx", of, ours).rows
    return [row for part in checked(of, rows, ours) for row in part]


def faults(run: DryRun) -> dict[str, str]:
    """Cell → code, of every fault."""
    return {fault.reference: fault.code for row in run.rows for fault in row.faults}


def same_queries(by: User, kind: str, few: bytes, many: bytes, **where: Any) -> None:
    """Checking a longer file asks the database no more often than checking a short one."""
    asked = []
    for content in (few, few, many):  # the first run reads what a person's object keeps
        with CaptureQueriesContext(connection) as queries:
            dry(kind, content, by, **where)
        asked.append(len(queries))
    assert asked[1] == asked[2] <= 40, asked


def _place(round_: Round | None, province: Place | None) -> Place:
    return round_.place if round_ and round_.place else province or make.province()
