"""Every table against what the journal last told of each subject: finds what was changed past the acts.

Reads subjects in batches with their lines: neither all rows nor all lines are ever in memory. What is
not told, and therefore not compared, stands in `untold`.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import ForeignObjectRel, Model, prefetch_related_objects

from ocop_registry.journal.batches import batches
from ocop_registry.journal.canonical import digest, is_digest, plain
from ocop_registry.journal.models import JournalLine, Subject, SubjectSalt, json_ready
from ocop_registry.journal.privacy import GONE, HISTORY
from ocop_registry.journal.proof import untold

SIZE = 500  # subjects of one batch
SHOWN = 100  # characters of a value
State = dict[str, Any]
_ERASED = object()  # a digest whose salt is gone: nobody can say what it was


@dataclass(frozen=True)
class Difference:
    """One field of one subject (or the whole of it, field ""): what the journal told last, and what is
    stored. Private values are not shown."""

    kind: str
    uid: str
    field: str
    journalled: str
    stored: str

    def __str__(self) -> str:
        where = f"{self.kind} {self.uid}" + (f", {self.field}" if self.field else "")
        return f"{where}: the journal says {self.journalled}, stored is {self.stored}"


@dataclass
class Comparison:
    """One run over all tables; `differences()` fills the counters on its way."""

    subjects: int = 0
    fields: int = 0
    erased: int = 0  # private values that nobody can compare any more
    plain: int = 0  # lines of before a field had its class, which hold a private value plainly

    def differences(self) -> Iterator[Difference]:
        for model in subject_models():
            for batch in batches(model._base_manager.order_by("pk").iterator(SIZE), SIZE):
                yield from self._rows(model, batch)
            yield from self._missing(model)

    def _rows(self, model: type[Subject], rows: Sequence[Any]) -> Iterator[Difference]:
        prefetch_related_objects(rows, *_references(model))
        by_key = {row.journal_key(): row for row in rows}
        told, salts = self._told(model, by_key.keys()), _salts(model, by_key.keys())
        parts = _parts(model, rows)
        for key, row in by_key.items():
            self.subjects += 1
            state = told.get(key)
            if state is None and not _is_draft(row):
                yield Difference(model.SUBJECT_KIND, key, "", "nothing of it", "a row")
                continue
            stored = {**row.snapshot(), **parts[row.pk]}
            for name, now in _compared(row, stored, state or {}):
                yield from self._value(row, key, name, now, state or {}, salts.get(key, ""))
            yield from _keys(row, key)

    def _value(
        self, row: Subject, key: str, name: str, now: Any, state: State, salt: str
    ) -> Iterator[Difference]:
        self.fields += 1
        if name not in state and f"{row._meta.label}.{name}" in untold.MIGRATED:
            return
        was = state[name] if name in state else _default(row, name)
        if was is _ERASED:
            self.erased += 1
            return
        private = name in row.PRIVATE_FIELDS
        if is_digest(was) and private:
            same = bool(salt) and was == (digest(salt, name, plain(now)) if plain(now) else "")
        else:
            same = was == now or (was in (None, "") and now in (None, ""))
        if not same:
            shown = ("(private)", "(another)") if private else (_shown(was), _shown(now))
            yield Difference(row.SUBJECT_KIND, key, name, *shown)

    def _told(self, model: type[Subject], keys: Collection[str]) -> dict[str, State | None]:
        """Key → the subject's state after its last line; None: told to be gone."""
        found: dict[str, State | None] = {}
        lines = JournalLine.objects.filter(kind=model.SUBJECT_KIND, uid__in=keys)
        rows = lines.order_by("entry_id", "pk").values_list("uid", "text")
        for uid, text in rows.iterator(SIZE):
            line = json.loads(text)
            self.plain += any(_plainly(model, line[side] or {}) for side in ("before", "after"))
            after = line["after"]
            if after is None:
                found[uid] = None
                continue
            state = (found.get(uid) if line["before"] is not None else None) or {}
            state.update(after)
            if after.get(HISTORY) == GONE:
                state.update({name: _ERASED for name, one in state.items() if is_digest(one)})
            found[uid] = state
        return found

    def _missing(self, model: type[Subject]) -> Iterator[Difference]:
        """Subjects that the journal told last to be there, and that no row bears."""
        kind = model.SUBJECT_KIND
        lines = JournalLine.objects.filter(kind=kind).order_by("uid").values_list("uid", flat=True)
        for batch in batches(lines.distinct().iterator(SIZE), SIZE):
            stored = {one.journal_key() for one in model.of_journal_keys(batch)}
            gone = [key for key in batch if key not in stored]
            for key, state in sorted(self._told(model, gone).items()) if gone else ():
                if state is not None and _stands(model, state):
                    yield Difference(kind, key, "", "a subject", "no row")


def subject_models() -> list[type[Subject]]:
    """Every table of subjects, in the order of the apps."""
    return [model for model in apps.get_models() if issubclass(model, Subject)]


# --- what the journal told ------------------------------------------------------------------------
def _salts(model: type[Subject], keys: Collection[str]) -> dict[str, str]:
    if not model.PRIVATE_FIELDS:
        return {}
    rows = SubjectSalt.objects.filter(kind=model.SUBJECT_KIND, uid__in=keys)
    return dict(rows.values_list("uid", "salt"))


def _plainly(model: type[Subject], state: State) -> bool:
    names = model.PRIVATE_FIELDS & state.keys()
    return any(state[name] not in (None, "") and not is_digest(state[name]) for name in names)


def _stands(model: type[Subject], state: State) -> bool:
    """Whether a state is of a row that must be there. A draft may go untold, and of what somebody
    typed before there was a row (`typed_by`) lines tell by the way."""
    if model.DRAFT:
        return state.get(model.DRAFT) is not None
    return not state.keys().isdisjoint(model.PRIVACY)


# --- what is stored -------------------------------------------------------------------------------
def _references(model: type[Subject]) -> Iterator[str]:
    """What snapshots name by its public key, in one query each."""
    for column in model._meta.concrete_fields:
        if column.is_relation:
            yield column.name
            needs = getattr(column.related_model, "KEY_NEEDS", ())
            yield from (f"{column.name}__{name}" for name in needs)
    yield from getattr(model, "KEY_NEEDS", ())


def _parts(model: type[Subject], rows: Sequence[Any]) -> defaultdict[Any, State]:
    """Key of the row → its parts as lines tell them."""
    found: defaultdict[Any, State] = defaultdict(dict)
    for name in untold.PARTS.get(model._meta.label, ()):
        relation = model._meta.get_field(name)
        for row in rows:
            found[row.pk][name] = []
        if isinstance(relation, ForeignObjectRel):
            _read_rows(relation, rows, found)
        else:
            prefetch_related_objects(rows, name)
            for row in rows:
                found[row.pk][name] = sorted(one.journal_key() for one in getattr(row, name).all())
    return found


def _read_rows(relation: Any, rows: Sequence[Model], found: defaultdict[Any, State]) -> None:
    own, part = relation.field, relation.related_model
    stored = part._base_manager.filter(**{f"{own.name}__in": [row.pk for row in rows]})
    parts = list(stored.order_by("pk"))
    others = [one.name for one in part._meta.concrete_fields if one.is_relation and one != own]
    prefetch_related_objects(parts, *others)
    for one in parts:
        state = Subject.snapshot(one)
        state.pop(own.name)
        found[getattr(one, own.attname)][relation.name].append(state)


def _is_draft(row: Subject) -> bool:
    return bool(row.DRAFT) and getattr(row, row.DRAFT) is None


def _compared(row: Subject, stored: State, state: State) -> Iterator[tuple[str, Any]]:
    """The fields to compare; of a draft only that it is one."""
    if _is_draft(row):
        return iter([(row.DRAFT, None)]) if state else iter([])
    return iter(stored.items())


def _default(row: Subject, name: str) -> Any:
    """What a field holds of which no line speaks: it came after the subject's last whole line, or it
    is a part that the subject never had."""
    if name in untold.PARTS.get(row._meta.label, ()):
        return []
    fresh = type(row)()
    column: Any = row._meta.get_field(name)
    return None if column.is_relation else json_ready(column, fresh)


def _keys(row: Subject, key: str) -> Iterator[Difference]:
    """Columns that follow from others (search and sort keys)."""
    anew = copy(row)
    anew.set_keys()
    for column in row._meta.concrete_fields:
        name = column.attname
        if _bare(getattr(anew, name)) != _bare(getattr(row, name)):
            yield Difference(row.SUBJECT_KIND, key, name, "what follows from the name", "another")


def _bare(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
