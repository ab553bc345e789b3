"""Keeping a file as read until it is applied: staging, mending on screen, checking again, naming
columns, discarding."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction

from certifications.identity.words import remember
from certifications.imports import lifecycle
from certifications.imports.asked.words import answer_alike, answers_in, without_words
from certifications.imports.checking import CheckedRows, checked
from certifications.imports.contract import Context, Kind, Row
from certifications.imports.kinds import kind_of
from certifications.imports.preview import Rechecked, look_again
from certifications.imports.sources import Chosen, Reading, read_rows
from certifications.imports.stored import from_json, insert, keep, words
from certifications.models import ColumnMemory, Import, ImportRow, ImportStatus, Round
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.excel.matching import key
from ocop_registry.excel.reading import Unreadable
from ocop_registry.journal.acts import VersionConflict, act, retried
from ocop_registry.journal.batches import batches
from ocop_registry.places.models import Place

Typed = Mapping[tuple[str, int, int], ImportRow]  # sheet, number, part → the row as mended


LONGEST_TARGETS = ColumnMemory._meta.get_field("column").max_length or 0


@dataclass
class DryRun:
    """What a file would do. Nothing is kept."""

    reading: Reading
    rows: CheckedRows

    @property
    def counts(self) -> dict[str, int]:
        return self.rows.counts


def require(by: User | None, permission: str, province: Place | None) -> None:
    """Raise PermissionDenied unless that person may do it there. None stands for whoever runs
    commands on the server."""
    if by is not None and not may(by, permission, province):
        raise PermissionDenied


def only_reads(by: User, imported: Import) -> bool:
    """Whether that person may write a colleague's file of a kind of two people, and so leaves it as
    the colleague brought it."""
    kind = kind_of(imported.kind)
    return (
        kind.two_people
        and by.pk != imported.staged_by_id
        and may(by, kind.apply_permission, imported.province)
    )


def _require_mender(imported: Import, by: User | None) -> None:
    if by is not None and only_reads(by, imported):
        raise PermissionDenied(
            "Người ghi không sửa tệp của đồng nghiệp: nhờ người nạp sửa, hoặc tự nạp để người khác"
            " ghi."
        )


def context_of(imported: Import, by: User | None) -> Context:
    return Context(imported.province, imported.round, by, clock.today(), imported.uid)


# --- reading --------------------------------------------------------------------------------------
def dry_run(
    content: bytes,
    name: str,
    word: str,
    *,
    province: Place | None,
    by: User | None,
    round_: Round | None = None,
    chosen: Chosen | None = None,
) -> DryRun:
    """Read and check a file and keep nothing. Raises Unreadable for the file as a whole,
    PermissionDenied outside the province."""
    kind = kind_of(word)
    _require_place(kind, province, round_)
    require(by, kind.permission, province)
    context = Context(province, round_, by, clock.today())
    reading = read_rows(content, name, kind, context, chosen=chosen)
    if reading.refusal is not None:
        raise reading.refusal
    return DryRun(reading, CheckedRows(checked(kind, reading.rows, context)))


@retried
def stage(
    content: bytes,
    name: str,
    word: str,
    *,
    province: Place | None,
    by: User | None,
    round_: Round | None = None,
    chosen: Chosen | None = None,
) -> Import:
    """Read and check a file and keep it for mending and applying. The same file still waiting is
    checked anew and given back.

    Raises Unreadable for the file as a whole, PermissionDenied outside the province.
    """
    kind = kind_of(word)
    _require_place(kind, province, round_)
    require(by, kind.permission, province)
    digest = hashlib.sha256(content).hexdigest()
    waiting = Import.objects.filter(
        sha256=digest, kind=word, province=province, round=round_, status=ImportStatus.STAGED
    )
    same = waiting.filter(staged_by=by).first()
    if same is not None and chosen is None:
        return recheck(same, by=by)
    context = Context(province, round_, by, clock.today())
    reading = read_rows(content, name, kind, context, chosen=chosen)
    rows = CheckedRows(checked(kind, reading.rows, context))
    imported = Import(
        kind=word,
        province=province,
        round=round_,
        file_name=_short(name),
        sha256=digest,
        staged_by=by,
        columns=reading.columns,
    )
    imported.counts, imported.faults = rows.counts, reading.notes
    imported.file = ContentFile(content, name=f"{digest[:16]}.xlsx")
    with act("import.stage", by=by, reason=f"Tệp {name}", province=province) as deed:
        deed.create(imported)
        _insert(imported, rows)
    return imported


def _insert(imported: Import, rows: Iterable[Row], typed: Typed | None = None) -> None:
    """Store checked rows, with what was typed over them before."""
    typed = typed or {}
    before = ((row, typed.get((row.sheet, row.number, row.part))) for row in rows)
    insert(imported, ((row, one.mended if one else {}) for row, one in before))


def _require_place(kind: Kind, province: Place | None, round_: Round | None) -> None:
    if kind.needs_round and round_ is None:
        raise Refused("Chọn đợt đánh giá mà tệp này thuộc về.")
    if round_ is not None and round_.place_id != (province.pk if province else None):
        raise Refused("Đợt đánh giá không thuộc tỉnh đã chọn.")


def _short(name: str) -> str:
    return name if len(name) <= 200 else f"{name[:190]}….xlsx"


# --- mending --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Mending:
    """What a person typed over cells (column → text) and answered (question → answer) in one
    row."""

    cells: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


@retried
def mend(
    imported: Import,
    mendings: Mapping[int, Mending],
    *,
    by: User | None,
    version: int | None = None,
    hears: Rechecked | None = None,
) -> Import:
    """Keep what was typed into rows (by ImportRow id) and check the whole file again: a row can
    concern every other one. Only rows that became other are written. Drafts: not an act, nothing
    is public.

    Answers to questions that a row does not ask are left out: nobody would see them. An answer
    about a written word counts for all rows that write it, and is remembered where it lasts.
    `hears`: what became of the rows.

    `version`: the import as the person saw it; raises VersionConflict when somebody mended in
    between, Refused when it is no longer waiting, PermissionDenied outside the province or for who
    is to write what a colleague brought.
    """
    kind = kind_of(imported.kind)
    require(by, kind.permission, imported.province)
    if mendings:
        _require_mender(imported, by)
    with transaction.atomic():
        locked = _lock_waiting(imported)
        if version is not None and locked.version != version:
            raise VersionConflict(imported, locked)
        if mendings and by is not None:
            locked.mended_by.add(by)
        known = {column.name for column in kind.columns_for(context_of(locked, by))}
        keep(_as_mended(locked, mendings, known))
        answers = answers_in(locked, mendings)
        answer_alike(locked, answers)
        remember([one.lasting for one in answers], locked.province, by)
        context = context_of(locked, by)
        return look_again(locked, kind, context, mended=bool(mendings), hears=hears)


def _as_mended(
    locked: Import, mendings: Mapping[int, Mending], known: Container[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """What rows keep of what was typed and answered, by their ids."""
    for piece in batches(mendings):
        rows = locked.rows.filter(pk__in=piece)
        told = rows.values_list("pk", "cells", "mended", "choices", "options")
        for pk, cells, mended, choices, options in told:
            typed, answered = mendings[pk].cells, mendings[pk].choices
            now = {**mended, **{name: typed[name] for name in typed if name in known}}
            read = {name: from_json(value) for name, (_, value) in cells.items()}
            answers = {
                name: one for name, one in answered.items() if name in options or name in choices
            }
            fields: dict[str, Any] = {"mended": now, "words": words({**read, **now})}
            yield pk, {**fields, "choices": without_words({**choices, **answers}, options, typed)}


@retried
def recheck(imported: Import, *, by: User | None) -> Import:
    """Check the whole file against the register as it is now: for whoever may bring it or write
    it."""
    kind = kind_of(imported.kind)
    if by is not None and not may(by, kind.apply_permission, imported.province):
        require(by, kind.permission, imported.province)
    with transaction.atomic():
        locked = _lock_waiting(imported)
        return look_again(locked, kind, context_of(locked, by), mended=False)


def _lock_waiting(imported: Import) -> Import:
    return lifecycle.lock(imported, ImportStatus.STAGED, "không sửa được nữa")


# --- columns --------------------------------------------------------------------------------------
def name_columns(imported: Import, chosen: Chosen, *, by: User | None) -> Import:
    """Read the same file again with the columns as a person named them, and remember them for the
    office's next file.

    What was mended is kept where the same row and column are still read. Raises Unreadable and
    Refused like `stage`.
    """
    kind = kind_of(imported.kind)
    require(by, kind.permission, imported.province)
    _require_mender(imported, by)
    try:
        with imported.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as lost:
        raise Unreadable("lost", "Tệp gốc không còn được lưu: hãy nạp lại tệp.") from lost
    reading = read_rows(content, imported.file_name, kind, context_of(imported, by), chosen=chosen)
    with transaction.atomic():
        locked = _lock_waiting(imported)
        touched = locked.rows.exclude(mended={}, choices={})
        typed = {(row.sheet, row.number, row.part): row for row in touched}
        read = (_as_typed(row, typed) for row in reading.rows)
        rows = CheckedRows(checked(kind, read, context_of(locked, by)))
        locked.rows.all().delete()
        _insert(locked, rows, typed)
        locked.columns, locked.counts, locked.faults = reading.columns, rows.counts, reading.notes
        locked.version += 1
        locked.save(update_fields=["columns", "counts", "faults", "version"])
        _remember(locked, chosen)
        if by is not None:
            locked.mended_by.add(by)
    return locked


def _as_typed(row: Row, typed: Typed) -> Row:
    """A row as read again, with what was typed over it and chosen for it before."""
    before = typed.get((row.sheet, row.number, row.part))
    if before:
        row.cells.update(before.mended)
        row.choices.update(before.choices)
    return row


def _remember(imported: Import, chosen: Chosen) -> None:
    if imported.province is None:
        return
    for sheet, one in chosen.items():
        headings: Mapping[str, Any] = imported.columns.get(sheet, {}).get("headings", {})
        for letter, column in one.targets.items():
            if letter in headings and len(column) <= LONGEST_TARGETS:
                ColumnMemory.objects.update_or_create(
                    province=imported.province,
                    kind=imported.kind,
                    heading=key(headings[letter])[:200],
                    defaults={"column": column},
                )


# --- letting go -----------------------------------------------------------------------------------
@retried
def discard(imported: Import, *, by: User | None) -> Import:
    """Put a waiting file aside; its rows stay readable."""
    require(by, kind_of(imported.kind).permission, imported.province)
    with act("import.discard", by=by, province=imported.province) as deed:
        locked = _lock_waiting(imported)
        lifecycle.set_discarded(deed, locked)
    return locked
