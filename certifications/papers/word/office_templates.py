"""An office's own Word templates: keeping one for a kind of paper, going back to the project's own,
and which one is in use.

A template is tried before it is accepted: read, searched for names that no paper has, and filled in
twice with made-up values. Replaced and removed files stay on the disk and, by their SHA-256, in the
journal.
"""

import hashlib
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError

from certifications.applications.evidence import shown_name
from certifications.models import PaperTemplate
from certifications.papers.word.language import BadTemplate
from certifications.papers.word.package import LARGEST
from certifications.papers.word.samples import KINDS, bare_sample, sample
from certifications.papers.word.template import WordTemplate, built_in, well_formed
from certifications.private_files import Upload, files_of_one_act
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import act, retried
from ocop_registry.places.models import Place
from ocop_registry.uids import new_uid

CHANGED = (
    "Mẫu của loại văn bản này vừa được người khác thay hoặc bỏ: hãy tải mẫu đang dùng về so trước,"
    " rồi làm lại."
)


def own_templates(province: Place | None) -> dict[str, PaperTemplate]:
    """Kind of paper → the province's own template; what is missing uses the project's."""
    return (
        {one.kind: one for one in PaperTemplate.objects.filter(province=province)}
        if province
        else {}
    )


def in_use(own: PaperTemplate | None, kind: str) -> WordTemplate:
    """The template that papers of this kind are made from. Raises BadTemplate when the office's own
    file cannot be used."""
    if own is None:
        return built_in(kind)
    try:
        return _read(own.file.path, own.sha256)
    except (BadTemplate, OSError) as problem:
        why = (
            " ".join(problem.reasons)
            if isinstance(problem, BadTemplate)
            else "tệp không còn trên máy chủ."
        )
        raise BadTemplate(
            f"Mẫu riêng “{own.file_name}” ({KINDS[kind]}) không dùng được: {why}"
        ) from problem


@lru_cache(maxsize=64)
def _read(path: str, sha256: str) -> WordTemplate:
    """A kept file, compiled once per process: a file is never written twice, so its name and digest
    say what it holds."""
    with open(path, "rb") as file:
        content = file.read(LARGEST + 1)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BadTemplate("tệp trên máy chủ khác với tệp đã được kiểm tra, hãy tải mẫu lên lại.")
    return WordTemplate(content)


# --- what may be kept -----------------------------------------------------------------------------
def problems_of(upload: Upload, kind: str) -> list[str]:
    """Everything wrong with a file as the template of that kind of paper; empty when it may be
    kept."""
    name = shown_name(upload.name)
    if PurePath(name).suffix.lower() != ".docx":
        return [
            f"Tệp “{name}” không có đuôi .docx: mở trong Word rồi lưu lại dạng Word (.docx), không"
            " kèm macro."
        ]
    upload.seek(0)
    try:
        _try(WordTemplate(upload.read(LARGEST + 1)), kind)
    except BadTemplate as problem:
        return problem.reasons
    finally:
        upload.seek(0)
    return []


def _try(template: WordTemplate, kind: str) -> None:
    """Fill a template in with everything, then with nothing to list. Raises BadTemplate."""
    template.require_names(sample(kind))
    for values in (sample(kind), bare_sample(kind)):
        if not well_formed(template.render(values)):
            raise BadTemplate(
                "Điền thử thì tệp Word hỏng: mỗi thẻ {%p …%} phải đứng riêng một đoạn, mỗi thẻ {%tr"
                " …%} riêng một dòng của bảng, thẻ mở và thẻ đóng cùng ở trong hoặc cùng ở ngoài"
                " một bảng."
            )


# --- acts -----------------------------------------------------------------------------------------
def require(user: User, province: Place) -> None:
    """Raise PermissionDenied unless the person sets the templates of that province."""
    if not may(user, "template.edit", province):
        raise PermissionDenied("Bạn không có quyền đổi mẫu văn bản của tỉnh này.")


@retried
def replace(
    province: Place, kind: str, upload: Upload, *, by: User, reason: str, seen: int
) -> PaperTemplate:
    """Use an uploaded Word file for that kind of paper from now on. `seen`: version of the template
    looked at, 0 for none.

    Raises Refused with everything wrong with the file, or when somebody else changed the template
    in between.
    """
    require(by, province)
    if problems := problems_of(upload, kind):
        raise Refused(*problems)
    content = upload.read()
    try:
        with (
            files_of_one_act() as written,
            act("template.replace", by=by, reason=reason, province=province) as deed,
        ):
            own = _as_seen(province, kind, seen) or PaperTemplate(province=province, kind=kind)
            own.file_name, own.sha256 = shown_name(upload.name), hashlib.sha256(content).hexdigest()
            own.file = ContentFile(content, name=f"{province.code}-{kind}-{new_uid()}.docx")
            written.append(own.file)
            if own.pk:
                deed.save(own)
            else:
                deed.create(own)
    except (
        IntegrityError
    ) as problem:  # two offices' computers put the first one in at the same moment
        raise Refused(CHANGED) from problem
    return own


@retried
def remove(province: Place, kind: str, *, by: User, reason: str, seen: int) -> None:
    """Go back to the project's own template. Raises Refused when there is none of the office's, or
    another than was seen."""
    require(by, province)
    with act("template.remove", by=by, reason=reason, province=province) as deed:
        own = _as_seen(province, kind, seen)
        if own is None:
            raise Refused("Loại văn bản này đang dùng mẫu có sẵn: không có mẫu riêng để bỏ.")
        deed.delete(own)


def _as_seen(province: Place, kind: str, seen: int) -> Any:
    """The stored template, locked; None when there is none. Raises Refused when it is not the one
    that was looked at."""
    own = PaperTemplate.objects.select_for_update().filter(province=province, kind=kind).first()
    if (own.version if own else 0) != seen:
        raise Refused(CHANGED)
    return own
