"""Reading, writing and taking back Excel files as jobs: what the pages and the API start.

Each is one legal act at most, by the same functions as at the command line; what they refuse is
what the job says.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import resolve, reverse

from certifications.imports import applying, staging
from certifications.models import Import, ImportKind, Round
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.excel.reading import Unreadable
from ocop_registry.jobs.kinds import JobFailed, JobKind, Outcome, declare
from ocop_registry.jobs.models import Job
from ocop_registry.jobs.starting import start
from ocop_registry.jobs.work import Work
from ocop_registry.journal.models import JournalEntry
from ocop_registry.places.models import Place

STAGE, APPLY, UNDO = "import.stage", "import.apply", "import.undo"
# what the public register shows of
SEEN_BY_ALL = frozenset({ImportKind.REGISTER, ImportKind.PRODUCERS, ImportKind.PRODUCTS})
READ = "Đã đọc tệp. Chưa có gì được ghi: hãy xem trước, sửa nếu cần, rồi ghi."
UNDONE = "Đã hoàn tác: những gì tệp này ghi đã được lấy lại. Nhật ký giữ cả hai việc."


# --- starting -------------------------------------------------------------------------------------
def start_staging(
    content: bytes,
    name: str,
    word: str,
    *,
    by: User,
    province: Place | None,
    round_: Round | None,
    page: str = "",
) -> Job:
    """Have a file read and checked; the same file of one person once at a time."""
    about = [word, province.code if province else "", round_.uid if round_ else ""]
    digest = hashlib.sha256(content).hexdigest()
    return start(
        STAGE,
        f"Đọc và kiểm tra tệp {name}",
        by=by,
        province=province,
        args={"name": name, "kind": word, "round": round_.uid if round_ else ""},
        key=":".join([STAGE, str(by.pk), *about, digest]),
        page=page,
        file=content,
    )


def start_applying(imported: Import, *, by: User, version: int | None) -> Job:
    """Have the good rows written, as the person saw them; one file once at a time."""
    return _start(APPLY, "Ghi vào sổ", imported, by, {"version": version})


def start_undoing(imported: Import, *, by: User, reason: str) -> Job:
    """Have an applied file taken back."""
    return _start(UNDO, "Hoàn tác", imported, by, {"reason": reason})


def staged_by(job: Job) -> Import:
    """The file that a job read and kept, or found kept already."""
    found = Import.objects.select_related("province", "round")
    return found.get(uid=resolve(job.where).kwargs["uid"])


def page_of(imported: Import) -> str:
    """The address of the file's page, which shows the bar of its work."""
    return reverse("admin:import_page", args=[imported.uid])


def first_page_of(imported: Import) -> str:
    """The address at which a file is looked at first: what of it is read from where."""
    return reverse("admin:import_columns", args=[imported.uid])


def _start(word: str, verb: str, imported: Import, by: User, args: dict[str, Any]) -> Job:
    return start(
        word,
        f"{verb}: tệp {imported.file_name}",
        by=by,
        province=imported.province,
        args={"import": imported.uid, **args},
        key=f"import:{imported.uid}",
        page=page_of(imported),
    )


# --- doing ----------------------------------------------------------------------------------------
def _stage(work: Work) -> Outcome:
    args = work.args
    round_ = (
        Round.objects.select_related("place", "scheme").get(uid=args["round"])
        if args["round"]
        else None
    )
    with _said():
        imported = staging.stage(
            work.input(),
            args["name"],
            args["kind"],
            province=work.province,
            by=work.by,
            round_=round_,
        )
    return Outcome([READ], where=first_page_of(imported))


def _apply(work: Work) -> Outcome:
    imported = _imported(work.job)
    with _said():
        applying.apply(imported, by=work.by, version=work.args["version"], progress=work.progress)
    return _applied(work.job)


def _undo(work: Work) -> Outcome:
    with _said():
        applying.undo(
            _imported(work.job),
            by=work.by,
            reason=work.args["reason"],
            progress=work.progress,
        )
    return _undone(work.job)


@contextmanager
def _said() -> Iterator[None]:
    """Refusals in sentences, for the person who asked."""
    try:
        yield
    except Unreadable as error:
        raise JobFailed(str(error), code=error.code) from error
    except Refused as error:
        raise JobFailed(*error.reasons) from error
    except ValidationError as error:
        raise JobFailed(*error.messages, code="invalid") from error
    except PermissionDenied as error:
        raise JobFailed(
            str(error) or "Bạn không có quyền làm việc này cho tỉnh, thành phố của tệp."
        ) from error


def _imported(job: Job) -> Import:
    return Import.objects.select_related("province", "round").get(uid=job.args["import"])


# --- what came of it ------------------------------------------------------------------------------
def _staged(_job: Job, entry: JournalEntry) -> Outcome:
    line = entry.lines.get(kind=Import.SUBJECT_KIND)
    return Outcome([READ], where=first_page_of(Import.objects.get(uid=line.uid)))


def _applied(job: Job, _entry: JournalEntry | None = None) -> Outcome:
    imported = _imported(job)
    counts = imported.counts
    said = [f"Đã ghi {counts['created'] + counts['changed']} dòng vào sổ đăng ký."]
    if counts["refused"]:
        said.append(f"{counts['refused']} dòng còn lỗi chưa được ghi.")
    if imported.kind in SEEN_BY_ALL:
        said.append("Sổ công khai đã cập nhật.")
    return Outcome(said, where=page_of(imported))


def _undone(job: Job, _entry: JournalEntry | None = None) -> Outcome:
    return Outcome([UNDONE], where=page_of(_imported(job)))


declare(
    JobKind(STAGE, "Đọc và kiểm tra tệp Excel", _stage, _staged),
    JobKind(APPLY, "Ghi tệp Excel vào sổ", _apply, _applied),
    JobKind(UNDO, "Hoàn tác tệp Excel", _undo, _undone),
)
