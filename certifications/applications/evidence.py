"""Files of evidence: what may be kept, keeping, replacing and taking them away. Never public, never
below the web root.

Only PDF and pictures, and only when the content is what the name says: a file that is two things at
once may be read as the other one. A replaced file stays on the disk and, by its name, in the
journal: nothing is overwritten.
"""

import re
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from PIL import Image, UnidentifiedImageError

from certifications.applications.dossier import checklist, editing, may_edit
from certifications.models import Application, Evidence, EvidenceState
from certifications.private_files import Upload, files_of_one_act
from certifications.rounds.access import Refused
from certifications.rounds.contents import Content
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import retried
from ocop_registry.uids import new_uid

LARGEST = 20 * 1024 * 1024  # bytes
MOST_FILES = 10  # of one kind
NAME_MAX = 200
# Ending of the name → (format, content type).
KINDS = {
    ".pdf": ("PDF", "application/pdf"),
    ".jpg": ("JPEG", "image/jpeg"),
    ".jpeg": ("JPEG", "image/jpeg"),
    ".png": ("PNG", "image/png"),
    ".webp": ("WEBP", "image/webp"),
}
ACCEPTED = ",".join(KINDS)
_HEAD, _TAIL = 1024, 65_600  # bytes; the directory at the end of a ZIP lies within the tail
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
_FOREIGN = re.compile(rb"PK\x05\x06|%%EOF|<\s*(html|script|svg|/)", re.IGNORECASE)
_SPACE = b"\0\t\n\x0c\r "


# --- what may be kept -----------------------------------------------------------------------------
def problems_of(upload: Upload) -> list[str]:
    """Everything wrong with a file as evidence; empty when it may be kept. Reads the file and
    leaves it at its start."""
    name = shown_name(upload.name)
    suffix = PurePath(name).suffix.lower()
    if suffix not in KINDS:
        return [f"Tệp “{name}” không phải PDF hoặc ảnh: chỉ nhận tệp .pdf, .jpg, .png, .webp."]
    if upload.size == 0:
        return [f"Tệp “{name}” rỗng (0 byte): hãy chọn lại tệp."]
    if upload.size > LARGEST:
        size = f"{upload.size / 1024 / 1024:.1f}".replace(".", ",")
        return [
            f"Tệp “{name}” nặng {size} MB, lớn hơn 20 MB: hãy quét lại ở độ phân giải thấp hơn hoặc"
            " tách thành nhiều tệp."
        ]
    wanted = KINDS[suffix][0]
    try:
        return (
            _pdf_problems(upload, name)
            if wanted == "PDF"
            else _picture_problems(upload, name, wanted)
        )
    finally:
        upload.seek(0)


def _pdf_problems(upload: Any, name: str) -> list[str]:
    head, tail = _ends(upload)
    if not head.startswith(b"%PDF-"):
        return [f"Tệp “{name}” không phải PDF, dù tên là gì: hãy mở thử rồi xuất lại thành PDF."]
    _, mark, rest = tail.rpartition(b"%%EOF")
    if _MARKUP.search(head) or not mark or rest.strip(_SPACE):
        return [
            f"Tệp “{name}” hỏng hoặc có phần lạ ngoài nội dung PDF: hãy mở ra rồi in lại thành PDF."
        ]
    return []


def _picture_problems(upload: Any, name: str, wanted: str) -> list[str]:
    broken = [f"Tệp “{name}” không phải ảnh {wanted} hoặc đã hỏng: hãy mở ảnh rồi lưu lại."]
    upload.seek(0)
    try:
        with warnings.catch_warnings(), Image.open(upload, formats=[wanted]) as picture:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture.verify()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
    ):
        return broken
    head, tail = _ends(upload)
    if not _ENDS_WELL[wanted](head, tail, upload.size):
        return [f"Tệp “{name}” có phần lạ sau nội dung ảnh: hãy mở ảnh rồi lưu lại thành tệp mới."]
    return []


# Telephones write data of their own behind a JPEG's end: that is let pass unless it is another kind
# of document.
_ENDS_WELL: dict[str, Callable[[bytes, bytes, int], bool]] = {
    "JPEG": (
        lambda head, tail, size: (
            tail.endswith(b"\xff\xd9") or not _FOREIGN.search(tail.rpartition(b"\xff\xd9")[2])
        )
    ),
    "PNG": lambda head, tail, size: tail.endswith(b"IEND\xaeB`\x82"),
    "WEBP": lambda head, tail, size: size - int.from_bytes(head[4:8], "little") - 8 in (0, 1),
}


def _ends(upload: Any) -> tuple[bytes, bytes]:
    upload.seek(0)
    head = upload.read(_HEAD)
    upload.seek(max(upload.size - _TAIL, 0))
    return head, upload.read(_TAIL)


def shown_name(name: str) -> str:
    """The sender's name of the file without folders and control signs, at most 200 signs with its
    ending kept."""
    plain = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C").strip() or "tep"
    suffix = PurePath(plain).suffix[:10]
    return plain if len(plain) <= NAME_MAX else plain[: NAME_MAX - len(suffix)] + suffix


def content_type(evidence: Evidence) -> str:
    return KINDS[PurePath(evidence.file.name).suffix.lower()][1]


# --- keeping --------------------------------------------------------------------------------------
@retried
def add_file(application: Application, kind: str, upload: Upload, *, by: User) -> Evidence:
    """Add a file to a kind of evidence, which then counts as present. Raises Refused with
    everything wrong with it."""
    _refuse(problems_of(upload))
    with (
        files_of_one_act() as written,
        editing(
            application, by=by, permitted=may_edit(by, application), content=Content.EVIDENCE
        ) as (deed, locked),
    ):
        shown = next((one for one in checklist(locked) if one.code == kind), None)
        if shown is None:
            raise Refused(f"Bộ tiêu chí của đợt không có loại minh chứng “{kind}”.")
        if len(shown.files) >= MOST_FILES:
            raise Refused(
                f"{shown.label}: đã có {MOST_FILES} tệp, hãy gộp thành một PDF hoặc thay tệp cũ."
            )
        free = next((row for row in shown.rows if not row.file), None) or Evidence(
            application=locked, kind=kind
        )
        _put_file(free, upload)
        written.append(free.file)
        if free.pk:
            deed.save(free)
        else:
            deed.create(free)
        head = shown.head
        if head and head.pk != free.pk and head.state != EvidenceState.PRESENT:
            head.state = EvidenceState.PRESENT
            deed.save(head)
    return free


@retried
def replace_file(evidence: Evidence, upload: Upload, *, by: User, seen: int) -> Evidence:
    """Put a newer file in the place of one. `seen`: the version looked at. Raises Refused,
    VersionConflict."""
    _refuse(problems_of(upload))
    application = evidence.application
    with (
        files_of_one_act() as written,
        editing(
            application, by=by, permitted=may_edit(by, application), content=Content.EVIDENCE
        ) as (deed, _),
    ):
        stored = Evidence.objects.get(pk=evidence.pk)
        stored.version = seen
        _put_file(stored, upload)
        written.append(stored.file)
        deed.save(stored)
    return stored


@retried
def remove_file(evidence: Evidence, *, by: User, seen: int) -> Evidence:
    """Take a file out of the dossier; the journal keeps its name, the disk its content."""
    application = evidence.application
    with editing(
        application, by=by, permitted=may_edit(by, application), content=Content.EVIDENCE
    ) as (deed, _):
        stored = Evidence.objects.get(pk=evidence.pk)
        stored.version, stored.file, stored.file_name = seen, "", ""
        deed.save(stored)
    return stored


def _put_file(evidence: Evidence, upload: Any) -> None:
    """The upload under a name of our own: nothing of the sender's name reaches the disk."""
    name = shown_name(upload.name)
    evidence.file = File(
        upload, name=f"{evidence.application.uid}-{new_uid()}{PurePath(name).suffix.lower()}"
    )
    evidence.file_name, evidence.state = name, EvidenceState.PRESENT


def _refuse(problems: list[str]) -> None:
    if problems:
        raise Refused(*problems)
