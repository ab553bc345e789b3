"""An act in progress: it saves subjects and collects a line for each; `acts.act` opens and ends one."""

import weakref
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from ocop_registry.held import Held
from ocop_registry.journal.batches import BATCH, batches, insert_objects
from ocop_registry.journal.lines import Line
from ocop_registry.journal.models import JournalLine, MergedSubject, Subject
from ocop_registry.uids import new_uid

Progress = Callable[[int, int], None]  # subjects done, subjects in all


UID_BATCH = 300  # uids of one question, which asks three tables


UPDATE_BATCH = 100  # rows of one bulk update: its CASE grows with their number, for every row


class VersionConflict(ValidationError):
    """Somebody saved the same object in between. `mine`: as typed; `stored`: as it is now, None
    when it was deleted."""

    def __init__(self, mine: Subject, stored: Subject | None):
        self.mine, self.stored = mine, stored
        happened = "xóa" if stored is None else "sửa"
        super().__init__(
            f"Bản ghi “{mine}” vừa được người khác {happened}. "
            "Những gì bạn gõ vẫn còn trên màn hình: hãy so với bản mới rồi lưu lại.",
            code="stale",
        )


@dataclass
class Act:
    """One act in progress. Collects lines; the entry is written when the block ends, and then has
    `seq` and `at`."""

    name: str
    by: Any
    reason: str
    province_code: str
    at: datetime | None = None
    seq: int = 0
    lines: Held[Line] = field(default_factory=Held)
    progress: Progress | None = field(default=None, repr=False)
    # whether the act is a person's word that the clock is right, however far it jumped
    confirms_clock: bool = False
    # (kind, uid) whose private past goes as soon as this act's own lines stand (`privacy.forget`)
    forgotten: set[tuple[str, str]] = field(default_factory=set, repr=False)
    _undo: list[Callable[[], None]] = field(default_factory=list, repr=False)
    # What was created, as far as anybody still holds it: a long act lets go of what it has written.
    _new: weakref.WeakValueDictionary[int, Subject] = field(
        default_factory=weakref.WeakValueDictionary, repr=False
    )
    _changed: set[str] = field(default_factory=set, repr=False)
    _touched: defaultdict[str, set[str]] = field(
        default_factory=lambda: defaultdict(set), repr=False
    )

    def report(self, done: int, total: int) -> None:
        """Tell whoever waits how far the act's work on the public register is, in subjects; at most
        once per batch."""
        if self.progress is not None:
            self.progress(done, total)

    def touched(self, kind: str) -> set[str]:
        """Uids of that kind with a line in this act."""
        return set(self._touched.get(kind, ()))

    def changed(self, kind: str) -> Iterator[Line]:
        """The lines of that kind whose subject was there before."""
        if kind in self._changed:
            yield from (line for line in self.lines if line.kind == kind and line.was)

    def line(
        self,
        kind: str,
        uid: str,
        before: dict | None,
        after: dict | None,
        private: frozenset[str] = frozenset(),
    ) -> None:
        """Record one subject's state before (None: created) and after (None: deleted). Only changed
        fields are kept."""
        if before != after:
            self._add(Line(kind, uid, *_difference(before, after), private))

    def create(self, *subjects: Subject, clean: bool = True) -> None:
        """Insert subjects, one line each. Raises ValidationError with every fault of the first
        faulty one."""
        for subject in subjects:
            self._settle_uids([subject])
            _prepare(subject, clean)
            subject.save(force_insert=True)
            self._keep_as_new([subject])
            self._record(subject, None, subject.snapshot())

    def create_many(self, subjects: Sequence[Subject]) -> None:
        """Insert many subjects of one model, one line each. The caller has cleaned them and checked
        what must be unique."""
        if not subjects:
            return
        model = _one_model(subjects)
        self._settle_uids(subjects)
        for subject in subjects:
            subject.set_keys()
        insert_objects(model, subjects)
        self._keep_as_new(subjects)
        for batch in batches(subjects, BATCH):
            _read_references(batch)
            for subject in batch:
                self._record(subject, None, subject.snapshot())

    def save(self, subject: Subject, *, clean: bool = True) -> None:
        """Update a subject and record what changed. Raises VersionConflict when its version is no
        longer the stored one."""
        stored = _locked([subject])[subject.pk]
        _prepare(subject, clean)
        if not _changed(stored, subject):
            return
        before = stored.snapshot()
        self._raise_version(subject)
        subject.save(force_update=True)
        self._record(subject, before, subject.snapshot())

    def save_many(self, subjects: Sequence[Subject]) -> None:
        """Update many subjects of one model as `save` does, in batches. The caller has cleaned
        them; no new files."""
        for start in range(0, len(subjects), UPDATE_BATCH):
            self._save_batch(subjects[start : start + UPDATE_BATCH])

    def delete(self, subject: Subject) -> None:
        """Delete a subject that nothing refers to (PROTECT decides), keeping its last state in the
        journal."""
        before, key, undo = (
            _locked([subject])[subject.pk].snapshot(),
            subject.journal_key(),
            _as_before(subject, "pk"),
        )
        subject.delete()
        self._undo.append(undo)
        self._add(Line(subject.SUBJECT_KIND, key, before, None, subject.PRIVATE_FIELDS))

    def delete_many(self, subjects: Sequence[Subject]) -> None:
        """Delete many subjects of one model as `delete` does. They may refer to each other through
        a nullable reference."""
        for start in range(0, len(subjects), BATCH):
            self._delete_batch(subjects[start : start + BATCH])

    def _delete_batch(self, subjects: Sequence[Subject]) -> None:
        stored = list(_locked(subjects).values())
        _read_references(stored)
        lines = [
            Line(row.SUBJECT_KIND, row.journal_key(), row.snapshot(), None, row.PRIVATE_FIELDS)
            for row in stored
        ]
        model = _one_model(subjects)
        rows = model._base_manager.filter(pk__in=[row.pk for row in stored])
        own = [
            field.name
            for field in model._meta.concrete_fields
            if field.related_model is model and field.null
        ]
        if own:
            rows.update(**dict.fromkeys(own))
        rows.delete()
        for line in lines:
            self._add(line)

    def _save_batch(self, subjects: Sequence[Subject]) -> None:
        stored, columns, changed = _locked(subjects), {"version"}, []
        for subject in subjects:
            subject.set_keys()
            differing = _changed(stored[subject.pk], subject)
            if differing:
                columns |= differing
                changed.append(subject)
        if not changed:
            return
        for subject in changed:
            self._raise_version(subject)
        _one_model(changed)._base_manager.bulk_update(changed, sorted(columns))
        before = [stored[subject.pk] for subject in changed]
        _read_references([*before, *changed])
        for old, subject in zip(before, changed, strict=True):
            self._record(subject, old.snapshot(), subject.snapshot())

    def _settle_uids(self, subjects: Sequence[Subject]) -> None:
        """Give another uid to every new subject whose own belongs, or ever belonged, to another one
        of its kind: stored, merged away, deleted, or new in this act."""
        model = _one_model(subjects)
        in_act, settled = self._touched[model.SUBJECT_KIND], set[str]()
        for batch in batches(subjects, UID_BATCH):
            unsettled: Sequence[Subject] = batch
            while unsettled:
                borne = _ever_borne(model, [subject.uid for subject in unsettled])
                clashing = []
                for subject in unsettled:
                    if any(subject.uid in taken for taken in (in_act, settled, borne)):
                        subject.uid = new_uid()
                        clashing.append(subject)
                    else:
                        settled.add(subject.uid)
                unsettled = clashing

    def _record(self, subject: Subject, before: dict | None, after: dict | None) -> None:
        # A change that the snapshot does not show (a password, a search key) still leaves its line,
        # with nothing in it.
        line = Line(
            subject.SUBJECT_KIND,
            subject.journal_key(),
            *_difference(before, after),
            subject.PRIVATE_FIELDS,
        )
        self._add(line)

    def _add(self, line: Line) -> None:
        self.lines.append(line)
        self._touched[line.kind].add(line.uid)
        if line.was:
            self._changed.add(line.kind)

    def _raise_version(self, subject: Subject) -> None:
        self._undo.append(_as_before(subject, "version"))
        subject.version += 1

    def _keep_as_new(self, subjects: Iterable[Subject]) -> None:
        self._new.update((id(subject), subject) for subject in subjects)

    def _restore_objects(self) -> None:
        """After a rollback: objects in memory as they were, so that a form can be sent again
        without a false conflict."""
        for undo in reversed(self._undo):
            undo()
        for subject in self._new.values():
            subject.pk, subject._state.adding = None, True


def _difference(before: dict | None, after: dict | None) -> tuple[dict | None, dict | None]:
    """Both states cut to the fields in which they differ; a creation or deletion is kept whole."""
    if before is None or after is None:
        return before, after
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def _prepare(subject: Subject, clean: bool) -> None:
    if clean:
        subject.full_clean()
    subject.set_keys()


def _as_before(subject: Subject, name: str) -> Callable[[], None]:
    """Gives an attribute back the value that it has now, if anybody still holds the subject."""
    held, value = weakref.ref(subject), getattr(subject, name)

    def undo() -> None:
        if subject := held():
            setattr(subject, name, value)

    return undo


def _one_model(subjects: Sequence[Subject]) -> type[Subject]:
    models: set[Any] = {subject._meta.model for subject in subjects}
    if len(models) != 1:
        raise TypeError(
            f"subjects of one model at a time, not of {sorted(model.__name__ for model in models)}"
        )
    return models.pop()


def _ever_borne(model: type[Subject], uids: Collection[str]) -> set[str]:
    """Those of the uids that a subject of this kind bears or bore. One query."""
    stored = model._base_manager.order_by().filter(uid__in=uids).values_list("uid")
    merged = MergedSubject.objects.filter(kind=model.SUBJECT_KIND, old_uid__in=uids)
    told = JournalLine.objects.order_by().filter(kind=model.SUBJECT_KIND, uid__in=uids)
    found = stored.union(merged.values_list("old_uid"), told.values_list("uid"))
    return {uid for (uid,) in found}


def _locked(subjects: Sequence[Subject]) -> dict[Any, Any]:
    """The stored rows by primary key, locked. Raises VersionConflict for the first subject that is
    stale or gone."""
    rows = _one_model(subjects)._base_manager.select_for_update().order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[subject.pk for subject in subjects])}
    for subject in subjects:
        stored = found.get(subject.pk)
        if stored is None or stored.version != subject.version:
            raise VersionConflict(subject, stored)
    return found


def _changed(stored: Subject, subject: Subject) -> set[str]:
    """Names of the fields whose columns differ."""
    return {
        column.name
        for column in subject._meta.concrete_fields
        if column.name != "version" and _comparable(column, stored) != _comparable(column, subject)
    }


def _comparable(column: Any, subject: Subject) -> Any:
    """A column's value whatever it was read or typed as; PostgreSQL gives bytes as a memoryview
    that equals no bytes."""
    value = column.to_python(getattr(subject, column.attname))
    return bytes(value) if isinstance(value, memoryview) else value


def _read_references(subjects: Sequence[Subject]) -> None:
    """Read what the subjects refer to and nobody has read yet, in one query per reference:
    snapshots name it by its public key."""
    columns: Sequence[Any] = subjects[0]._meta.concrete_fields
    for column in columns:
        if column.is_relation:
            unread = [
                one
                for one in subjects
                if getattr(one, column.attname) is not None and not column.is_cached(one)
            ]
            if unread:
                prefetch_related_objects(unread, column.name)
