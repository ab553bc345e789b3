"""Writing a staged file into the registry, all of it or nothing, as one act; and taking that act
back.

Source: design of staged imports; two people for the register of recognised products (Certification:
two-person acts).
"""

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.db.models import ProtectedError

from certifications.imports import lifecycle
from certifications.imports.checking import ChangedSincePreview, check, counts, seen
from certifications.imports.contract import Change, Kind, Row
from certifications.imports.garbage import put_off
from certifications.imports.kinds import kind_of
from certifications.imports.staging import context_of, require
from certifications.imports.stored import as_row
from certifications.models import Import, ImportRow, ImportStatus
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act, retried
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.reverting import NotRevertible, revert
from ocop_registry.places.models import Place, PlaceLevel

Progress = Callable[[int, int], None]
UNIQUE_VIOLATION = "23505"  # of PostgreSQL
MENDED_SINCE = (
    "Tệp vừa được sửa hoặc kiểm tra lại sau khi bạn xem: xem lại bản xem trước rồi mới ghi."
)


# --- applying -------------------------------------------------------------------------------------
@retried
@put_off()
def apply(
    imported: Import,
    *,
    by: User | None,
    version: int | None = None,
    progress: Progress | None = None,
) -> Import:
    """Write the good rows in one act; refused rows stay behind with their faults. `progress(done,
    total)` hears how far it is.

    `version`: the import as the person saw it, so that nothing is written that a colleague mended
    in meanwhile.

    Raises Refused with every reason (ChangedSincePreview: with the rows that would now do something
    else), PermissionDenied for the wrong person. Afterwards either everything is written or nothing
    is.
    """
    try:
        return _apply(imported, by, version, progress)
    except IntegrityError as error:
        if not _is_taken(error):
            raise
        raise Refused(
            "Một mã hoặc số liệu trong tệp vừa được người khác ghi vào sổ: hãy kiểm tra lại tệp rồi"
            " mới ghi."
        ) from error


def _is_taken(error: IntegrityError) -> bool:
    """Whether what is unique in the country was taken beside us; any other broken constraint is a
    fault of the program, and says so."""
    code = getattr(error.__cause__, "pgcode", None)
    return code == UNIQUE_VIOLATION if code else str(error).startswith("UNIQUE constraint failed")


def _apply(
    imported: Import, by: User | None, version: int | None, progress: Progress | None
) -> Import:
    kind = kind_of(imported.kind)
    require(by, kind.apply_permission, imported.province)
    with act(
        "import.apply",
        by=by,
        reason=f"Tệp {imported.file_name}",
        province=imported.province,
        progress=progress,
    ) as deed:
        _one_at_a_time(imported.province)
        locked = lifecycle.lock(imported, ImportStatus.STAGED, "không ghi được nữa")
        _refuse_same_person(kind, locked, by)
        if version is not None and locked.version != version:
            raise Refused(MENDED_SINCE)
        stored = list(locked.rows.all())
        rows = [as_row(one) for one in stored]
        context = context_of(locked, by)
        check(kind, rows, context)
        _refuse_other_than_shown(stored, rows)
        good = [row for row in rows if row.good]
        if not good:
            raise Refused("Không có dòng nào để ghi: mọi dòng đã có trong sổ đăng ký hoặc còn lỗi.")
        kind.write(deed, good, context)
        _keep_subjects(stored, rows)
        lifecycle.set_applied(deed, locked, by, counts(rows))
    return locked


def _one_at_a_time(province: Place | None) -> None:
    """Imports of one province follow each other, so that two files with the same product cannot
    both find it missing."""
    provinces = Place.objects.filter(level=PlaceLevel.PROVINCE, valid_until=None)
    if province is not None:
        provinces = provinces.filter(pk=province.pk)
    # no_key: rows that refer to the province can still be inserted meanwhile.
    list(provinces.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _refuse_same_person(kind: Kind, imported: Import, by: User | None) -> None:
    if kind.two_people and by is not None and by.pk == imported.staged_by_id:
        raise Refused(
            "Người ghi phải là người khác với người nạp tệp: nhờ đồng nghiệp có quyền duyệt xem lại"
            " và ghi."
        )


def _refuse_other_than_shown(stored: Sequence[ImportRow], rows: Sequence[Row]) -> None:
    def shown(one: ImportRow) -> tuple:
        return one.outcome, tuple(Change(**change) for change in one.changes)

    moved = [row for one, row in zip(stored, rows, strict=True) if shown(one) != seen(row)]
    if moved:
        raise ChangedSincePreview(moved)


def _keep_subjects(stored: Sequence[ImportRow], rows: Sequence[Row]) -> None:
    """What each row became, so that the report leads there. Not `bulk_update`, whose CASE grows
    with the rows."""
    became = [
        (row.subject, one.pk)
        for one, row in zip(stored, rows, strict=True)
        if row.subject != one.subject
    ]
    table = connection.ops.quote_name(ImportRow._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET subject = %s WHERE id = %s", became)  # noqa: S608 (the name of a model)


# --- taking back ----------------------------------------------------------------------------------
@retried
def ask_undo(imported: Import, *, by: User, reason: str) -> Import:
    """Propose to take an applied file back; for kinds of two people another one then does it.
    Raises like `undo`."""
    kind = kind_of(imported.kind)
    require(by, kind.permission, imported.province)
    with act("import.ask_undo", by=by, reason=reason, province=imported.province) as deed:
        locked = lifecycle.lock(imported, ImportStatus.APPLIED, "không có gì để hoàn tác")
        locked.undo_reason, locked.undo_asked_by = reason.strip(), by
        deed.save(locked)
    return locked


@retried
@put_off()
def undo(
    imported: Import, *, by: User | None, reason: str = "", progress: Progress | None = None
) -> Import:
    """Take an applied file back in one new act: what it created goes, what it changed is as before;
    the journal keeps both.

    Raises Refused with what was built on it since, or when two people are needed and nobody else
    asked for it; PermissionDenied for the wrong person.
    """
    kind = kind_of(imported.kind)
    require(by, kind.apply_permission, imported.province)
    reason = reason or Import.objects.values_list("undo_reason", flat=True).get(pk=imported.pk)
    with act(
        "import.undo", by=by, reason=reason, province=imported.province, progress=progress
    ) as deed:
        _one_at_a_time(imported.province)
        locked = lifecycle.lock(imported, ImportStatus.APPLIED, "không có gì để hoàn tác")
        _refuse_lonely_undo(kind, locked, by)
        kind.before_undo(deed, context_of(locked, by))
        try:
            revert(deed, entry_of(locked), but_not={Import.SUBJECT_KIND})
        except NotRevertible as error:
            raise Refused(*error.reasons) from error
        except ProtectedError as error:
            names = sorted(
                {f"{type(one)._meta.verbose_name} “{one}”" for one in error.protected_objects}
            )
            raise Refused(
                "Đã có dữ liệu dựa trên tệp này: " + "; ".join(names[:20]) + "."
            ) from error
        lifecycle.set_undone(deed, locked, by)
    return locked


def _refuse_lonely_undo(kind: Kind, imported: Import, by: User | None) -> None:
    if not kind.two_people or by is None:
        return
    if imported.undo_asked_by_id is None:
        raise Refused("Việc hoàn tác cần hai người: một người đề nghị kèm lý do, người khác duyệt.")
    if imported.undo_asked_by_id == by.pk:
        raise PermissionDenied("Người hoàn tác phải là người khác với người đề nghị.")


def entry_of(imported: Import) -> JournalEntry:
    """The journal's entry by which the file was applied."""
    return JournalEntry.objects.get(
        act="import.apply", lines__kind=Import.SUBJECT_KIND, lines__uid=imported.uid
    )
