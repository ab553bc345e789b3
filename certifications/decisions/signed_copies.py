"""The signed copy of a decision: kept privately, public only after somebody said that it shows
nothing private.

Source: Luật 91/2025/QH15 (dữ liệu cá nhân): a scanned decision often carries addresses and identity
numbers, so the safe state is "held".
"""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db.models.fields.files import FieldFile

from certifications.models import Decision, FileState
from certifications.private_files import Upload, _megabytes, _refuse, files_of_one_act
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import act, retried
from ocop_registry.uids import new_uid

LARGEST = 20 * 1024 * 1024  # bytes
BEGINS_WITH = b"%PDF-"
PUBLIC = frozenset({FileState.PUBLIC, FileState.REDACTED})


def problems_of(upload: Upload) -> list[str]:
    """Everything wrong with a file as a signed copy; empty when it may be kept."""
    found = []
    if PurePath(upload.name).suffix.lower() != ".pdf":
        found.append(
            f"Tệp “{upload.name}” không có đuôi .pdf: hãy quét hoặc xuất quyết định thành PDF."
        )
    if upload.size > LARGEST:
        found.append(
            f"Tệp nặng {_megabytes(upload.size)} MB, lớn hơn 20 MB: hãy quét lại ở độ phân giải"
            " thấp hơn."
        )
    upload.seek(0)
    head = upload.read(len(BEGINS_WITH))
    upload.seek(0)
    if head != BEGINS_WITH:
        found.append(
            f"Tệp “{upload.name}” không phải PDF, dù tên là gì: hãy mở thử rồi xuất lại thành PDF."
        )
    return found


@retried
def attach(decision: Decision, upload: Upload, *, by: User) -> Decision:
    """Keep the signed copy, not public yet. A newer copy takes the place of an earlier one, which
    is public no longer.

    Raises Refused with everything wrong with the file, PermissionDenied for the wrong person.
    """
    require(by, decision)
    _refuse(problems_of(upload))
    with (
        files_of_one_act() as written,
        act("decision.attach", by=by, province=_province(decision)) as deed,
    ):
        locked = _lock(decision)
        locked.file, locked.public_file, locked.file_state = (
            _named(locked, upload),
            "",
            FileState.HELD,
        )
        written.append(locked.file)
        deed.save(locked)
    return locked


@retried
def publish(
    decision: Decision, *, by: User, nothing_private: bool = False, redacted: Upload | None = None
) -> Decision:
    """Make the signed copy public: as it is (`nothing_private` confirmed) or as a copy with the
    private parts covered.

    Raises Refused when there is no signed copy, when nothing was confirmed, or when the covered
    copy is no PDF.
    """
    require(by, decision)
    if redacted is None and not nothing_private:
        raise Refused(
            "Hãy xác nhận bản này không có thông tin riêng tư, hoặc tải lên bản đã che thông tin."
        )
    _refuse(problems_of(redacted) if redacted else [])
    with (
        files_of_one_act() as written,
        act("decision.publish_file", by=by, province=_province(decision)) as deed,
    ):
        locked = _lock(decision)
        if not locked.file:
            raise Refused("Quyết định này chưa có bản ký: hãy đính kèm bản ký trước.")
        if redacted is None:
            locked.public_file, locked.file_state = "", FileState.PUBLIC
        else:
            locked.public_file, locked.file_state = _named(locked, redacted), FileState.REDACTED
            written.append(locked.public_file)
        deed.save(locked)
    return locked


def public_file(decision: Decision) -> FieldFile | None:
    """The file that anybody may download, or None. Never the signed copy while it is held or only
    its covered copy is open."""
    if decision.file_state == FileState.PUBLIC:
        return decision.file or None
    if decision.file_state == FileState.REDACTED:
        return decision.public_file or None
    return None


def download_name(decision: Decision) -> str:
    """What the file is called on the reader's machine: "386/QĐ-UBND" →
    "quyet-dinh-386-QD-UBND.pdf"."""
    number = decision.number.replace("Đ", "D").replace("/", "-") or decision.uid
    return f"quyet-dinh-{''.join(sign for sign in number if sign.isascii() and (sign.isalnum() or sign == '-'))}.pdf"


def require(user: User, decision: Decision) -> None:
    """Raise PermissionDenied unless the person records decisions where this one belongs."""
    if not may(
        user, "decision.record" if decision.issuer_place else "central", _province(decision)
    ):
        raise PermissionDenied("Bạn không có quyền xử lý bản ký của quyết định này.")


def _province(decision: Decision) -> Any:
    return decision.issuer_place.current_province if decision.issuer_place else None


def _lock(decision: Decision) -> Decision:
    return Decision.objects.select_for_update().get(pk=decision.pk)


def _named(decision: Decision, upload: Any) -> File:
    """The upload under a name of our own: nothing of the sender's name reaches the disk."""
    return File(upload, name=f"{decision.uid}-{new_uid()}.pdf")
