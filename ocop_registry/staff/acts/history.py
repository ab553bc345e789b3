"""The history of one subject, read from the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from ocop_registry.journal.kinds import label_of
from ocop_registry.journal.models import JournalLine, Subject
from ocop_registry.journal.privacy import GONE, HISTORY, KEPT, states_of

LIMIT = 200
_STATES = {KEPT: "còn giữ", GONE: "đã xóa"}
# What a line may hold beside the fields of the model.
OTHER_LABELS = {
    "roles_held": "vai trò",
    "images": "ảnh",
    "standards": "tiêu chuẩn",
    "channels": "kênh tiêu thụ",
    "typed_by": "người gõ nháp",
    "merged": "đã gộp vào đây",
    HISTORY: "giá trị cũ của dữ liệu cá nhân",
}


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """One act on the subject: what, who, when, why, and the fields it changed."""

    seq: int
    act: str
    who: str
    at: datetime
    reason: str
    changes: list[Change]


def history_of(subject: Any) -> list[HistoryEntry]:
    """The newest acts on the subject first, at most `LIMIT`."""
    lines = (
        JournalLine.objects.filter(kind=subject.SUBJECT_KIND, uid=subject.journal_key())
        .select_related("entry")
        .prefetch_related("private_changes")
        .order_by("-entry__seq", "pk")[:LIMIT]
    )
    return [
        HistoryEntry(
            seq=line.entry.seq,
            act=label_of(line.entry.act),
            who=line.entry.actor_name,
            at=line.entry.at,
            reason=line.entry.reason,
            changes=_changes(subject, line),
        )
        for line in lines
    ]


def _changes(subject: Any, line: JournalLine) -> list[Change]:
    before, after = states_of(line, type(subject))
    changes = []
    for name in sorted(before.keys() | after.keys(), key=lambda name: _order(subject, name)):
        old, new = before.get(name), after.get(name)
        if old in (None, "", [], False) and new in (None, "", [], False):
            continue
        changes.append(
            Change(_label(subject, name), _text(subject, name, old), _text(subject, name, new))
        )
    return changes


def _order(subject: Any, name: str) -> int:
    names = [field.name for field in subject._meta.concrete_fields]
    return names.index(name) if name in names else len(names)


def _label(subject: Any, name: str) -> str:
    try:
        field = subject._meta.get_field(name)
    except FieldDoesNotExist:
        return OTHER_LABELS.get(name, name)
    if isinstance(field, models.ForeignObjectRel):
        return str(field.related_model._meta.verbose_name_plural)
    return str(field.verbose_name)


def _text(subject: Any, name: str, value: Any) -> str:
    """A journalled value as a person reads it; codes of choices become their labels."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if value in (None, "", []):
        return "–"
    if isinstance(value, list):
        return "; ".join(_text(subject, "", item) for item in value)
    if isinstance(value, dict):
        return ", ".join(
            _text(subject, "", item) for item in value.values() if item not in (None, "", False)
        )
    referred = _referred(subject, name, value)
    return str(_choices(subject, name).get(value, value) if referred is None else referred)


def _referred(subject: Any, name: str, key: str) -> Any:
    """The row that a reference's public key means, when it has a uid and still exists; None for
    everything else."""
    field = next(
        (
            field
            for field in subject._meta.concrete_fields
            if field.name == name and field.is_relation
        ),
        None,
    )
    if field is None or not issubclass(field.related_model, Subject):
        return None
    return field.related_model._base_manager.filter(uid=key).first()


def _choices(subject: Any, name: str) -> dict:
    if name == HISTORY:
        return _STATES
    try:
        return dict(getattr(subject._meta.get_field(name), "flatchoices", []) if name else [])
    except FieldDoesNotExist:
        return {}
