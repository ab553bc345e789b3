"""Recomputing the whole journal: chain, gaps, lines, columns, head. Reads row by row, whatever the
journal's length.

What the chain alone cannot show, a journal rewritten from some entry to its end with fresh hashes,
shows against a number and hash noted elsewhere (`expect`): whoever keeps "entry 4711, hash 9f2c…"
on paper can tell.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from ocop_registry.database import triggers
from ocop_registry.journal.canonical import chained, digest, text_hash
from ocop_registry.journal.models import (
    JournalEntry,
    JournalHead,
    JournalLine,
    PrivateChange,
    PublicChange,
    SubjectSalt,
)
from ocop_registry.journal.proof import heads

CHUNK = 500


@dataclass(frozen=True)
class Fault:
    """What is wrong, and with which entry (0: with none in particular)."""

    seq: int
    what: str


@dataclass
class Verification:
    """One run over the journal. `faults()` yields each fault as it is found and fills the counters
    on its way."""

    expect: tuple[int, str] | None = None
    entries: int = 0
    lines: int = 0
    public_changes: int = 0
    private_values: int = 0
    last_seq: int = 0
    last_hash: str = ""
    _last_public: int = 0
    _last_at: Any = field(default=None, repr=False)

    def faults(self) -> Iterator[Fault]:
        """Every fault, in the order of the entries, then those of the head, the side table and the
        triggers."""
        for name in triggers.missing():
            yield Fault(
                0,
                f"the database's trigger {name} is missing: rows could be changed unnoticed; run"
                " `manage.py migrate`",
            )
        for name in triggers.altered():
            yield Fault(
                0,
                f"the database's trigger {name} is not what this release installs: rows could be"
                " changed unnoticed; run `manage.py migrate`, and drop a trigger that nobody knows",
            )
        head = _head_with_tails()
        if head is None:
            yield Fault(0, "the head row is missing")
            return
        yield from self._chain(head.seq)
        yield from self._head(head)
        yield from self._private()
        yield from (Fault(seq, what) for seq, what in heads.faults())

    def _chain(self, until: int) -> Iterator[Fault]:
        # Entries up to the head never change, so reading goes on beside writers; `_head` looks at
        # what lies beyond.
        lines = _Follower(JournalLine.objects.filter(entry__lte=until).order_by("entry_id", "pk"))
        changes = _Follower(
            PublicChange.objects.filter(entry__lte=until).order_by("entry_id", "pk")
        )
        for entry in JournalEntry.objects.filter(seq__lte=until).order_by("seq").iterator(CHUNK):
            own_lines, lost_lines = lines.of(entry.seq)
            own_changes, lost_changes = changes.of(entry.seq)
            yield from (
                Fault(row.entry_id, "a line or public change belongs to no entry")
                for row in lost_lines + lost_changes
            )
            yield from self._gap(entry.seq)
            for what in _entry_faults(entry, self.last_hash, own_lines, own_changes):
                yield Fault(entry.seq, what)
            if self.expect and self.expect[0] == entry.seq and self.expect[1] != entry.hash:
                yield Fault(
                    entry.seq,
                    f"its hash is {entry.hash}, not the expected {self.expect[1]}: the journal was"
                    " rewritten",
                )
            self._count(entry, len(own_lines), len(own_changes))
        for row in [*lines.rest(), *changes.rest()]:
            yield Fault(row.entry_id, "a line or public change belongs to no entry")

    def _gap(self, seq: int) -> Iterator[Fault]:
        gone = range(self.last_seq + 1, seq)
        if gone:
            yield Fault(
                gone[0],
                (
                    "the entry is missing"
                    if len(gone) == 1
                    else f"the entries up to {gone[-1]} are missing"
                ),
            )

    def _count(self, entry: JournalEntry, lines: int, changes: int) -> None:
        self.entries += 1
        self.lines += lines
        self.public_changes += changes
        self.last_seq, self.last_hash, self._last_at = entry.seq, entry.hash, entry.at
        if changes:
            self._last_public = entry.seq

    def _head(self, head: Any) -> Iterator[Fault]:
        if head.seq > self.last_seq:
            yield Fault(
                head.seq,
                f"the head stands at entry {head.seq}, but the last entry is {self.last_seq}",
            )
        elif head.hash != self.last_hash:
            yield Fault(head.seq, "the head's hash is not that of the last entry")
        elif (head.public_seq, head.at) != (self._last_public, self._last_at):
            yield Fault(head.seq, "the head's public_seq or time is not that of the entries")
        beyond = max(head.last_entry or 0, head.last_line or 0, head.last_change or 0)
        if beyond > head.seq:
            yield Fault(
                beyond, f"there are rows up to entry {beyond}, but the head stands at {head.seq}"
            )
        if self.expect and self.expect[0] > self.last_seq:
            yield Fault(
                self.expect[0],
                f"the expected entry is missing: the journal ends at {self.last_seq}",
            )

    def _private(self) -> Iterator[Fault]:
        """The plain past values of private fields against their digests, where nobody has erased
        them."""
        rows = PrivateChange.objects.select_related("line").order_by("pk").iterator(CHUNK)
        for chunk in _chunks(rows):
            uids = {row.line.uid for row in chunk}
            salts = {
                (salt.kind, salt.uid): salt.salt
                for salt in SubjectSalt.objects.filter(uid__in=uids)
            }
            for row in chunk:
                self.private_values += 1
                salt = salts.get((row.line.kind, row.line.uid))
                if salt is None or not _matches(row, salt):
                    yield Fault(
                        row.line.entry_id,
                        f"the kept private value of {row.field} does not match its digest",
                    )


class _Follower:
    """Rows in order of their entry, read along with the entries."""

    def __init__(self, rows: QuerySet):
        self._rows = iter(rows.iterator(CHUNK))
        self._next = next(self._rows, None)

    def of(self, seq: int) -> tuple[list, list]:
        """The rows of that entry; and those of entries before it that nobody asked for."""
        own: list = []
        lost: list = []
        while self._next is not None and self._next.entry_id <= seq:
            (own if self._next.entry_id == seq else lost).append(self._next)
            self._next = next(self._rows, None)
        return own, lost

    def rest(self) -> Iterator[Any]:
        while self._next is not None:
            yield self._next
            self._next = next(self._rows, None)


def _head_with_tails() -> Any:
    """The head and the last entry number of each table, as of one moment: a single statement,
    beside running writers."""

    def last(model: Any, name: str) -> Subquery:
        # Grouped by the head's own (single) key, so that the aggregate gives one row.
        rows = model.objects.order_by().annotate(_head=OuterRef("pk")).values("_head")
        return Subquery(rows.annotate(last=Max(name)).values("last"))

    return JournalHead.objects.annotate(
        last_entry=last(JournalEntry, "seq"),
        last_line=last(JournalLine, "entry_id"),
        last_change=last(PublicChange, "entry_id"),
    ).first()


def _entry_faults(
    entry: JournalEntry, previous_hash: str, lines: list, changes: list
) -> Iterator[str]:
    if entry.previous_hash != previous_hash:
        yield "it does not follow from the entry before: its previous hash is another"
    if chained(entry.previous_hash, entry.text) != entry.hash:
        yield "its text does not give its hash"
    header = _object(entry.text)
    if header is None:
        yield "its text is not JSON"
        return
    if header.get("job") and not entry.job:
        yield f"the column job is empty, the text says {header['job']!r}"
    for name, stored in _columns(entry).items():
        if header.get(name) != stored:
            yield f"the column {name} is {stored!r}, the text says {header.get(name)!r}"
    yield from _line_faults(lines, header.get("lines", []))
    stored_changes = [[change.kind, change.uid, change.op] for change in changes]
    if stored_changes != header.get("public"):
        yield f"its public changes are {stored_changes}, the text says {header.get('public')}"


def _columns(entry: JournalEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds"),
        "act": entry.act,
        "actor": entry.actor_id,  # type: ignore[attr-defined]
        "actor_name": entry.actor_name,
        "province": entry.province_code,
        "reason": entry.reason,
        **({"job": entry.job} if entry.job else {}),
    }


def _line_faults(lines: list, expected: list[str]) -> Iterator[str]:
    found = [text_hash(line.text) for line in lines]
    surplus, lacking = Counter(found) - Counter(expected), Counter(expected) - Counter(found)
    if len(found) > len(expected):
        yield f"it has {len(found) - len(expected)} line(s) too many"
    elif len(found) < len(expected):
        yield f"{len(expected) - len(found)} of its lines are missing"
    elif lacking:
        changed = ", ".join(
            f"{line.kind} {line.uid}"
            for line, hash_ in zip(lines, found, strict=True)
            if hash_ in surplus
        )
        yield f"the text of {sum(lacking.values())} line(s) was changed: {changed}"
    elif found != expected:
        yield "its lines are in another order"
    for line in lines:
        text = _object(line.text) or {}
        if (text.get("kind"), text.get("uid")) != (line.kind, line.uid):
            yield (
                f"a line is filed under {line.kind} {line.uid}, its text says {text.get('kind')}"
                f" {text.get('uid')}"
            )


def _matches(row: PrivateChange, salt: str) -> bool:
    text = _object(row.line.text) or {}
    for side, kept in (("before", row.before), ("after", row.after)):
        said = (text.get(side) or {}).get(row.field) or ""
        if said != (digest(salt, row.field, kept) if kept else ""):
            return False
    return True


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
