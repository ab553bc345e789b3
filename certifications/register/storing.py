"""The stored side of the register: reading rows back to compare them, writing those that differ,
taking rows away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from certifications.register.rows import Row
from ocop_registry.journal.batches import batches, insert_rows
from ocop_registry.journal.models import PublicChange
from products.models import (
    PublicCard,
    PublicCode,
    PublicEntry,
    PublicPlace,
    PublicState,
    PublicWord,
)
from products.models.register import FIRST_DAY
from products.today import turning
from products.today.rows import TABLES, Told, write, write_codes
from products.today.words import Words

Key = tuple[str, str]
Change = tuple[str, str, str]  # kind, uid, what happened to the row

_STAMPS = ("updated_at", "updated_seq")
_COLUMNS = tuple(
    one.name for one in PublicEntry._meta.concrete_fields if one.name not in {"id", *_STAMPS}
)
_KIND, _UID, _SEARCH_KEY = map(_COLUMNS.index, ("kind", "uid", "search_key"))
_STATE_COLUMNS = tuple(
    one.name for one in PublicState._meta.concrete_fields if one.name not in {"id", "entry"}
)


@dataclass(frozen=True)
class Stored:
    """One row as it stands in the register."""

    pk: int
    updated_at: datetime
    updated_seq: int
    columns: tuple[Any, ...]
    states: list[tuple[Any, ...]]
    places: frozenset[int]

    def differences(self, row: Row) -> list[str]:
        """Names of what it says otherwise than the row."""
        pairs = zip(_COLUMNS, self.columns, strict=True)
        found = [name for name, value in pairs if row.columns[name] != value]
        if self.states != [tuple(state[name] for name in _STATE_COLUMNS) for state in row.states]:
            found.append("states")
        if self.places != row.places:
            found.append("places")
        return found


def stored(*entries: QuerySet[PublicEntry]) -> dict[Key, Stored]:
    """The rows that these queries find, with their states and places."""
    found = {
        values[0]: values[1:]
        for query in entries
        for values in query.order_by().values_list("pk", *_STAMPS, *_COLUMNS)
    }
    states: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    places: dict[int, set[int]] = defaultdict(set)
    for piece in batches(found):
        for entry, *state in (
            PublicState.objects.filter(entry__in=piece)
            .order_by("first_day")
            .values_list("entry_id", *_STATE_COLUMNS)
        ):
            states[entry].append(tuple(state))
        for entry, place in PublicPlace.objects.filter(entry__in=piece).values_list(
            "entry_id", "place_id"
        ):
            places[entry].add(place)
    rows = (
        Stored(pk, at, seq, tuple(map(_plain, columns)), states[pk], frozenset(places[pk]))
        for pk, (at, seq, *columns) in found.items()
    )
    return {(row.columns[_KIND], row.columns[_UID]): row for row in rows}


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def of_products(uids: Collection[str]) -> QuerySet[PublicEntry]:
    """The rows of these products and of their certifications."""
    return PublicEntry.objects.filter(kind__in=["product", "certification"], product_uid__in=uids)


def of_kind(kind: str, uids: Collection[str]) -> QuerySet[PublicEntry]:
    return PublicEntry.objects.filter(kind=kind, uid__in=uids)


@dataclass
class Storing:
    """Writes rows over stored ones, batch by batch. `changes` says what that changed."""

    at: datetime
    seq: int
    changes: list[Change] = field(default_factory=list)
    day: date = field(default_factory=turning.held)  # for which the rows of today are written
    # A row without its subject is taken away only when no later batch brings it: a certification
    # may change its product.
    _leaving: dict[Key, Stored] = field(default_factory=dict)
    _words: Words = field(default_factory=Words)

    def write(self, rows: Sequence[Row], present: dict[Key, Stored]) -> None:
        """Store those of the rows that differ from `present`; what is present and not among the
        rows is to leave."""
        differing, replaced = [], []
        for row in rows:
            self._leaving.pop(row.key, None)
            before = present.get(row.key)
            if before is None:
                self.changes.append((*row.key, PublicChange.CREATED))
            elif before.differences(row):
                self.changes.append((*row.key, PublicChange.UPDATED))
                replaced.append(before)
            else:
                continue
            differing.append(row)
        self._take_words(replaced)
        for piece in batches(before.pk for before in replaced):
            PublicState.objects.filter(entry__in=piece).delete()
            PublicPlace.objects.filter(entry__in=piece).delete()
            PublicCode.objects.filter(entry__in=piece).delete()
        insert(differing, [(self.at, self.seq)] * len(differing), self.day, self._words)
        fresh = {row.key for row in rows}
        self._leaving.update((key, row) for key, row in present.items() if key not in fresh)

    def finish(self) -> list[Change]:
        """Take away what is to leave; answers every change, sorted."""
        self._take_words(self._leaving.values())
        for piece in batches(row.pk for row in self._leaving.values()):
            PublicEntry.objects.filter(pk__in=piece).delete()
        self._words.store()
        turning.catch_up(self.day)
        self.changes.extend((*key, PublicChange.REMOVED) for key in self._leaving)
        return sorted(self.changes)

    def _take_words(self, going: Iterable[Stored]) -> None:
        if self.day != FIRST_DAY:
            for row in going:
                self._words.take(row.columns[_KIND], row.columns[_SEARCH_KEY])


def insert(
    rows: Sequence[Row], stamps: Sequence[tuple[datetime, int]], day: date, words: Words
) -> None:
    """Store rows with their stamps (instant, number of the entry); a stored row of the same subject
    is overwritten. `day`: that of the rows of today; FIRST_DAY: they are made later. `words` hears
    of what comes, to be stored by who calls."""
    entries = (
        (*stamp, *map(row.columns.__getitem__, _COLUMNS))
        for row, stamp in zip(rows, stamps, strict=True)
    )
    kept = insert_rows(
        PublicEntry,
        (*_STAMPS, *_COLUMNS),
        entries,
        unique=("kind", "uid"),
        returning=("kind", "uid", "id"),
    )
    pks = {(kind, uid): pk for kind, uid, pk in kept}
    states = (
        (pks[row.key], *map(state.__getitem__, _STATE_COLUMNS))
        for row in rows
        for state in row.states
    )
    stored_states = insert_rows(
        PublicState,
        ("entry", *_STATE_COLUMNS),
        states,
        returning=("entry", "first_day", "id"),
    )
    insert_rows(
        PublicPlace,
        ("entry", "place"),
        ((pks[row.key], place) for row in rows for place in sorted(row.places)),
    )
    if day != FIRST_DAY:
        told = list(_of_day(rows, stamps, pks, stored_states, day))
        write(told)
        write_codes(told)
        for row in rows:
            words.add(row.columns["kind"], row.columns["search_key"])


def _of_day(
    rows: Sequence[Row],
    stamps: Sequence[tuple[datetime, int]],
    pks: dict[Key, int],
    stored_states: Iterable[tuple[Any, ...]],
    day: date,
) -> Iterator[Told]:
    """The rows as they are on that day, with the keys under which they were stored."""
    keys = {(entry, _date(first)): key for entry, first, key in stored_states}
    for row, (at, seq) in zip(rows, stamps, strict=True):
        pk = pks[row.key]
        entry = {**row.columns, "id": pk, "updated_at": at, "updated_seq": seq}
        state = next(
            (
                {**one, "id": keys[pk, one["first_day"]]}
                for one in row.states
                if one["first_day"] <= day <= one["last_day"]
            ),
            None,
        )
        yield Told(entry, state)


def _date(value: Any) -> date:
    """SQLite answers a stored day as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def clear() -> None:
    """Empty the register."""
    of_today: list[type[Model]] = [*TABLES.values(), PublicCard, PublicCode, PublicWord]
    tables: list[type[Model]] = [*of_today, PublicState, PublicPlace]
    for table in tables:
        table._base_manager.all()._raw_delete(using=connection.alias)
    keys = list(PublicEntry.objects.values_list("pk", flat=True))
    for piece in batches(keys):
        PublicEntry.objects.filter(pk__in=piece).delete()
