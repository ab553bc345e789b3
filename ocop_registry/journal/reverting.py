"""Taking an act back by a new act: what it created goes, what it changed gets its former values,
while nothing builds on it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from ocop_registry.journal.acts import Act
from ocop_registry.journal.batches import batches
from ocop_registry.journal.canonical import is_digest
from ocop_registry.journal.kinds import label_of
from ocop_registry.journal.models import (
    JournalEntry,
    JournalLine,
    PrivateChange,
    Subject,
    from_plain,
)

BATCH = 500
NAMED = 20  # subjects named in a refusal


class NotRevertible(Exception):
    """Why an act cannot be taken back. `reasons`: sentences, all of them."""

    def __init__(self, reasons: Iterable[str]):
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


def revert(
    deed: Act,
    entry: JournalEntry,
    *,
    but_not: Set[str] = frozenset(),
    but_none_of: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> None:
    """Undo every line of an entry, last first, within the open act; lines of the kinds in `but_not`
    and of the subjects in `but_none_of` (kind → uids) are left alone.

    Raises NotRevertible when a later act touched one of the subjects, when a line deleted
    something, or when a former private value has been erased since; ProtectedError when something
    refers to what the act created.
    """
    lines = entry.lines.exclude(kind__in=but_not)
    for kind, uids in but_none_of.items():
        lines = lines.exclude(kind=kind, uid__in=uids)
    _refuse_later(entry, lines)
    for kind, created, step in _steps(_read(_last_first(lines))):
        model = _model_of(kind)
        if created:
            deed.delete_many(_found(model, [line.uid for line, _ in step]))
        else:
            _restore(deed, model, step)


def _last_first(lines: QuerySet[JournalLine]) -> Iterator[JournalLine]:
    """The lines of an entry from the last on, page by page: it may have hundreds of thousands."""
    lines = lines.order_by("-pk")
    page = list(lines[:BATCH])
    while page:
        yield from page
        page = list(lines.filter(pk__lt=page[-1].pk)[:BATCH])


def _steps(
    lines: Iterable[tuple[JournalLine, Any]],
) -> Iterator[tuple[str, bool, list[tuple[JournalLine, Any]]]]:
    """(kind, whether they were created, lines) of what can be undone at once; a subject changed
    twice goes back in two steps."""
    for (kind, created), group in groupby(
        lines, key=lambda each: (each[0].kind, each[1]["before"] is None)
    ):
        step: dict[str, tuple[JournalLine, Any]] = {}
        for line, content in group:
            if line.uid in step or len(step) == BATCH:
                yield kind, created, list(step.values())
                step = {}
            step[line.uid] = line, content
        yield kind, created, list(step.values())


def _read(lines: Iterable[JournalLine]) -> Iterator[tuple[JournalLine, Any]]:
    for line in lines:
        content = json.loads(line.text)
        if content["before"] is not None and content["after"] is None:
            raise NotRevertible(
                [f"Việc này đã xóa {line.kind} {line.uid}: không khôi phục tự động được."]
            )
        yield line, content


def _refuse_later(entry: JournalEntry, lines: QuerySet[JournalLine]) -> None:
    """Somebody worked on with what the act left: then taking it back would take their work too."""
    subjects = lines.order_by().values_list("kind", "uid").distinct()
    found: dict[tuple[str, str], JournalEntry] = {}
    for batch in batches(sorted(subjects)):
        touched = set(batch)
        later = JournalLine.objects.filter(
            entry__seq__gt=entry.seq, uid__in=[uid for _, uid in batch]
        ).select_related("entry")
        for line in later:
            if (line.kind, line.uid) in touched:
                found[line.kind, line.uid] = line.entry
    reasons = []
    for (kind, uid), other in sorted(found.items())[:NAMED]:
        subject = _found(_model_of(kind), [uid])
        name = f"“{subject[0]}”" if subject else f"{kind} {uid}"
        when = f"{other.at:%d/%m/%Y}"
        reasons.append(
            f"{name}: ngày {when} đã có việc khác ({label_of(other.act).lower()}, mục nhật ký"
            f" {other.seq})."
        )
    if len(found) > NAMED:
        reasons.append(f"và {len(found) - NAMED} đối tượng khác đã được xử lý tiếp.")
    if reasons:
        raise NotRevertible(reasons)


# --- former values --------------------------------------------------------------------------------
def _restore(deed: Act, model: type[Subject], group: list[tuple[JournalLine, Any]]) -> None:
    former = {line.uid: dict(content["before"]) for line, content in group}
    _fill_private({line.pk: (line.uid, line.kind) for line, _ in group}, former, model)
    subjects = _found(model, list(former))
    for name in sorted({name for values in former.values() for name in values}):
        field = _field(model, name)
        known = _related(
            field, [values[name] for values in former.values() if values.get(name) is not None]
        )
        for subject in subjects:
            values = former[subject.journal_key()]
            if name in values:
                _set(subject, field, values[name], known)
    deed.save_many(subjects)


def _fill_private(
    lines: Mapping[int, tuple[str, str]], former: dict[str, dict[str, Any]], model: type[Subject]
) -> None:
    """Digests give way to the plain values kept beside the journal."""
    pks = list(lines)
    plain: dict[tuple[str, str], str] = {}
    for start in range(0, len(pks), BATCH):
        for change in PrivateChange.objects.filter(line__in=pks[start : start + BATCH]):
            plain[lines[change.line_id][0], change.field] = change.before
    for uid, values in former.items():
        for name in model.PRIVATE_FIELDS & values.keys():
            if (uid, name) in plain:
                values[name] = from_plain(model, name, plain[uid, name])
            elif is_digest(values[name]):
                raise NotRevertible(
                    [
                        f"Giá trị cũ của trường “{name}” ({uid}) đã được xóa theo yêu cầu về dữ"
                        " liệu cá nhân."
                    ]
                )


def _field(model: type[Subject], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        raise NotRevertible(
            [f"Trường “{name}” không còn trong hệ thống: không khôi phục tự động được."]
        ) from None


def _related(field: Any, values: list[Any]) -> Mapping[str, Any]:
    """What a reference named in the journal, by the key that the journal wrote."""
    if not field.is_relation or not values:
        return {}
    model, keys = field.related_model, set(values)
    by_keys = getattr(model, "of_journal_keys", None)
    found = by_keys(keys) if by_keys else model._base_manager.in_bulk(keys)
    return {
        (one.journal_key() if by_keys else str(one.pk)): one
        for one in (found if by_keys else found.values())
    }


def _set(subject: Subject, field: Any, value: Any, known: Mapping[str, Any]) -> None:
    if field.is_relation:
        if value is not None and value not in known:
            raise NotRevertible(
                [f"“{subject}”: {field.verbose_name} trước đây ({value}) không còn trong sổ."]
            )
        setattr(subject, field.name, known.get(value))
    elif value == "" and field.null:
        setattr(subject, field.name, None)
    else:
        setattr(subject, field.name, field.to_python(value))


# --- subjects by kind -----------------------------------------------------------------------------
def _model_of(kind: str) -> type[Subject]:
    for model in apps.get_models():
        if issubclass(model, Subject) and kind == model.SUBJECT_KIND:
            return model
    raise NotRevertible([f"Không khôi phục được đối tượng loại “{kind}”."])


def _found(model: type[Subject], keys: list[str]) -> list[Subject]:
    """The subjects of these keys that still exist, in the order of the keys."""
    by_key: dict[str, Subject] = {}
    for start in range(0, len(keys), BATCH):
        by_key.update(
            (one.journal_key(), one) for one in model.of_journal_keys(keys[start : start + BATCH])
        )
    return [by_key[key] for key in keys if key in by_key]
