"""Writing a staged file into the registry, all of it or nothing, as one act; and taking that act
back.

Source: design of staged imports; two people for the register of recognised products (Certification:
two-person acts).
"""

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import ProtectedError

from certifications.certificates import held_back
from certifications.identity import name_answers
from certifications.imports import lifecycle
from certifications.imports.checking import ChangedSincePreview, Tally, checked
from certifications.imports.contract import Context, Kind, Row
from certifications.imports.kinds import kind_of
from certifications.imports.preview import SEEN, differs, moved_rows, place_of
from certifications.imports.staging import context_of, recheck, require
from certifications.imports.stored import keep, rows_of
from certifications.models import Import, ImportStatus
from certifications.rounds.access import Refused
from ocop_registry.accounts.hands import Hands, why_same
from ocop_registry.accounts.models import User
from ocop_registry.held import Held
from ocop_registry.journal.acts import Act, act, retried
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.reverting import NotRevertible, revert
from ocop_registry.places.models import Place, PlaceLevel

Progress = Callable[[int, int], None]
WRITTEN_AT_ONCE = 500  # rows from which on parts are written; each write asks some dozen questions
UNIQUE_VIOLATION = "23505"  # of PostgreSQL
MENDED_SINCE = (
    "Tệp vừa được sửa hoặc kiểm tra lại sau khi bạn xem: xem lại bản xem trước rồi mới ghi."
)


# --- applying -------------------------------------------------------------------------------------
@retried
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
    in meanwhile. What changed since the preview is written only with the version that shows it.

    Raises Refused with every reason, PermissionDenied for the wrong person. ChangedSincePreview:
    some rows would now do something else; the file was checked anew, `preview.moved` tells what
    changed, and applying its new version confirms that. Afterwards either everything is written or
    nothing is.
    """
    try:
        return _apply(imported, by, version, progress)
    except ChangedSincePreview as changed:
        changed.imported = recheck(imported, by=by)
        raise
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
        if version is None:
            _refuse_unconfirmed(locked)
        found = _write_rows(deed, kind, locked, context_of(locked, by))
        lifecycle.set_applied(deed, locked, by, found)
    return locked


def _refuse_unconfirmed(locked: Import) -> None:
    """What the register changed of a file since it was last shown needs somebody who saw that."""
    if unseen := [place_of(row) for row in moved_rows(locked).only("sheet", "number")]:
        raise ChangedSincePreview(unseen)


def _write_rows(deed: Act, kind: Kind, locked: Import, context: Context) -> dict[str, int]:
    """Check and write the rows part by part; answers their counts. Raises ChangedSincePreview,
    Refused."""
    tally, other, waiting, answered = Tally(), Held[str](), list[Row](), 0
    for part in checked(kind, rows_of(locked, *SEEN, "subject"), context):
        tally.add(part)
        other.extend(place_of(row) for row in part if differs(row))
        if other:  # nothing will stay: only what else is other is still looked for
            waiting.clear()
            continue
        waiting.extend(part)
        if len(waiting) >= WRITTEN_AT_ONCE:
            answered += _write(deed, kind, waiting, context)
            waiting.clear()
    if not other:
        answered += _write(deed, kind, waiting, context)
    if other:
        raise ChangedSincePreview(list(other))
    if not tally.counts["created"] + tally.counts["changed"] + answered:
        raise Refused("Không có dòng nào để ghi: mọi dòng đã có trong sổ đăng ký hoặc còn lỗi.")
    return tally.counts


def _write(deed: Act, kind: Kind, rows: Sequence[Row], context: Context) -> int:
    """Write whole parts, and keep what each row became; how many answers about names are to be
    remembered."""
    if good := [row for row in rows if row.good]:
        kind.write(deed, good, context)
        _keep_subjects(rows)
    answers = [one for row in rows if not row.faults for one in row.answered]
    for row in rows:
        row.plan = None  # which knows its row: nothing has to find that circle to free it
        row.answered = []
    return name_answers.remember(deed, answers)


def _one_at_a_time(province: Place | None) -> None:
    """Imports of one province follow each other, so that two files with the same product cannot
    both find it missing."""
    provinces = Place.objects.filter(level=PlaceLevel.PROVINCE, valid_until=None)
    if province is not None:
        provinces = provinces.filter(pk=province.pk)
    # no_key: rows that refer to the province can still be inserted meanwhile.
    list(provinces.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _refuse_same_person(kind: Kind, imported: Import, by: User | None) -> None:
    if by is None or not kind.two_people:
        return
    people = brought_by(imported)
    hands = Hands([by, *people], since=imported.staged_at)
    if same := next(filter(None, (hands.why(by, one) for one in people)), ""):
        raise Refused(
            "Người ghi phải là người khác với người nạp tệp, và người sửa tệp: nhờ đồng nghiệp có"
            f" quyền duyệt xem lại và ghi. {same}"
        )


def brought_by(imported: Import) -> list[User]:
    """Who brought a file, and who mended it: another person writes it."""
    brought = [imported.staged_by] if imported.staged_by else []
    return [*brought, *imported.mended_by.exclude(pk=imported.staged_by_id)]


def _keep_subjects(rows: Sequence[Row]) -> None:
    """What each row became, so that the report leads there."""
    keep(
        (row.at, {"subject": row.subject})
        for row in rows
        if row.stored is not None and row.subject != row.stored["subject"]
    )


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
            entry = entry_of(locked)
            with kind.taking_back(deed, entry) as kept:
                revert(deed, entry, but_not={Import.SUBJECT_KIND}, but_none_of=kept)
        except NotRevertible as error:
            raise Refused(*error.reasons) from error
        except ProtectedError as error:
            names = sorted(
                {f"{type(one)._meta.verbose_name} “{one}”" for one in error.protected_objects}
            )
            raise Refused(
                "Đã có dữ liệu dựa trên tệp này: " + "; ".join(names[:20]) + "."
            ) from error
        if alone := list(held_back.unapproved(deed)):
            raise Refused(*alone)
        lifecycle.set_undone(deed, locked, by)
    return locked


def _refuse_lonely_undo(kind: Kind, imported: Import, by: User | None) -> None:
    if not kind.two_people or by is None:
        return
    if imported.undo_asked_by_id is None:
        raise Refused("Việc hoàn tác cần hai người: một người đề nghị kèm lý do, người khác duyệt.")
    if same := why_same(by, imported.undo_asked_by):
        raise PermissionDenied(f"Người hoàn tác phải là người khác với người đề nghị. {same}")


def entry_of(imported: Import) -> JournalEntry:
    """The journal's entry by which the file was applied."""
    return JournalEntry.objects.get(
        act="import.apply", lines__kind=Import.SUBJECT_KIND, lines__uid=imported.uid
    )
