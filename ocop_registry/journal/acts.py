"""How anything in the registry changes: inside `act(...)`, in one transaction with its journal entry.

    with act("product.edit", by=user, reason="") as deed:
        product.name = "Miến dong Nà Pò"
        deed.save(product)

On leaving the block the head row is locked (last, in the fixed order round → application → product → certification →
head), the projections rewrite what the public sees of the touched subjects, and the entry is written with the next
number and hash. An exception anywhere undoes everything. A block that touched nothing writes nothing.
"""

import functools
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction

from ocop_registry import clock
from ocop_registry.journal.kinds import kind_of
from ocop_registry.journal.models import JournalEntry, JournalHead, JournalLine, PrivateChange, PublicChange, Subject, SubjectSalt

P = ParamSpec("P")
R = TypeVar("R")

SYSTEM = "Hệ thống"
RETRIED = {"40001", "40P01"}  # serialization failure, deadlock detected

# What the public sees is rewritten by these, once per act, before the entry is written. Filled by AppConfig.ready().
Projection = Callable[["Act"], Iterable[tuple[str, str, str]]]
projections: list[Projection] = []


class VersionConflict(ValidationError):
    """Somebody saved the same object in between; the second saver must see both versions."""


@dataclass
class _Line:
    kind: str
    uid: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    private: frozenset[str]


@dataclass
class Act:
    """One act in progress. Collects lines; writes the entry when the block ends."""

    name: str
    by: Any
    reason: str
    province_code: str
    at: Any = None
    seq: int = 0
    lines: list[_Line] = field(default_factory=list)

    def touched(self, kind: str) -> set[str]:
        """Uids of that kind with a line in this act."""
        return {line.uid for line in self.lines if line.kind == kind}

    def line(self, kind: str, uid: str, before: dict | None, after: dict | None, private: frozenset[str] = frozenset()) -> None:
        """Record one subject's state before (None: created) and after (None: deleted). Only changed fields are kept."""
        if before is not None and after is not None:
            changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
            if not changed:
                return
            before = {name: before.get(name) for name in changed}
            after = {name: after.get(name) for name in changed}
        self.lines.append(_Line(kind, uid, before, after, private))

    def create(self, *subjects: Subject, clean: bool = True) -> None:
        """Insert subjects, one line each. Raises ValidationError with every fault of the first faulty one."""
        for subject in subjects:
            if clean:
                subject.full_clean()
            subject.save(force_insert=True)
            self.line(subject.SUBJECT_KIND, subject.journal_key(), None, subject.snapshot(), subject.PRIVATE_FIELDS)

    def save(self, subject: Subject, *, clean: bool = True) -> None:
        """Update a subject and record what changed. Raises VersionConflict when its version is no longer the stored one."""
        stored = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
        if stored.version != subject.version:
            raise VersionConflict(
                "Bản ghi này vừa được người khác sửa. Những gì bạn gõ vẫn còn trên màn hình: hãy so với bản mới rồi lưu lại.",
                code="stale",
            )
        if clean:
            subject.full_clean()
        before, after = stored.snapshot(), subject.snapshot()
        if before == after:
            return
        subject.version += 1
        subject.save(force_update=True)
        self.line(subject.SUBJECT_KIND, subject.journal_key(), before, after, subject.PRIVATE_FIELDS)

    def delete(self, subject: Subject) -> None:
        """Delete a subject that nothing refers to (PROTECT decides), keeping its last state in the journal."""
        before = subject.snapshot()
        subject.delete()
        self.line(subject.SUBJECT_KIND, subject.journal_key(), before, None, subject.PRIVATE_FIELDS)


@contextmanager
def act(name: str, *, by: Any, reason: str = "", province: Any = None) -> Iterator[Act]:
    """Open one act. `by`: the user, None for the system; `province`: the Place the act belongs to, None for the country.

    Raises ValidationError when the act needs a reason and none is given, KeyError for an undeclared act.
    """
    if kind_of(name).needs_reason and not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do: việc này phải giải thích được về sau."}, code="reason_required")
    deed = Act(name=name, by=by, reason=reason.strip(), province_code=province.code if province else "")
    with transaction.atomic():
        yield deed
        if deed.lines:
            _write(deed)


def _write(deed: Act) -> None:
    head = JournalHead.objects.select_for_update().get(pk=1)
    deed.seq = head.seq + 1
    deed.at = max(clock.now(), head.at) if head.at else clock.now()
    changes = [change for project in projections for change in project(deed)]
    line_texts = [_line_text(line) for line in deed.lines]
    text = entry_text(deed, line_texts, changes)
    entry = JournalEntry(
        seq=deed.seq,
        at=deed.at,
        act=deed.name,
        actor=deed.by,
        actor_name=_name(deed.by),
        province_code=deed.province_code,
        reason=deed.reason,
        text=text,
        previous_hash=head.hash,
        hash=chained(head.hash, text),
    )
    entry.save(force_insert=True)
    # Lines with private values are saved singly (their side table needs the row), the others in bulk.
    rows = JournalLine.objects.bulk_create(
        [
            JournalLine(entry=entry, kind=line.kind, uid=line.uid, text=line_text)
            for line, line_text in zip(deed.lines, line_texts, strict=True)
        ],
        batch_size=500,
    )
    PrivateChange.objects.bulk_create(
        [change for row, line in zip(rows, deed.lines, strict=True) for change in _private_changes(row, line)], batch_size=500
    )
    PublicChange.objects.bulk_create(
        [PublicChange(entry=entry, kind=kind, uid=uid, op=op) for kind, uid, op in changes], batch_size=500
    )
    head.seq, head.hash, head.at = deed.seq, entry.hash, deed.at
    if changes:
        head.public_seq = deed.seq
    head.save()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no blanks: the same text for the same content, on any machine."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(previous_hash: str, text: str) -> str:
    """Hash of an entry: SHA-256 over the previous entry's hash and this entry's canonical text."""
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def entry_text(deed: Act, line_texts: list[str], changes: list[tuple[str, str, str]]) -> str:
    """The canonical text of an entry: its header, the hash of every line in order, and the public changes."""
    return canonical(
        {
            "seq": deed.seq,
            "at": deed.at.isoformat(),
            "act": deed.name,
            "actor": deed.by.pk if deed.by else None,
            "actor_name": _name(deed.by),
            "province": deed.province_code,
            "reason": deed.reason,
            "lines": [text_hash(text) for text in line_texts],
            "public": [list(change) for change in changes],
        }
    )


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else SYSTEM


def _line_text(line: _Line) -> str:
    before, after = line.before, line.after
    if line.private:
        salt = _salt(line.kind, line.uid)
        before, after = _digested(before, line.private, salt), _digested(after, line.private, salt)
    return canonical({"kind": line.kind, "uid": line.uid, "before": before, "after": after})


def _salt(kind: str, uid: str) -> str:
    row, _ = SubjectSalt.objects.get_or_create(kind=kind, uid=uid, defaults={"salt": secrets.token_hex(32)})
    return row.salt


def _digested(state: dict | None, private: frozenset[str], salt: str) -> dict | None:
    """Private values become keyed digests: equal values show as equal, and nothing can be guessed without the salt."""
    if state is None:
        return None
    return {
        name: f"hmac:{hmac.new(salt.encode(), canonical(value).encode(), 'sha256').hexdigest()}"
        if name in private and value not in (None, "")
        else value
        for name, value in state.items()
    }


def _private_changes(row: JournalLine, line: _Line) -> Iterator[PrivateChange]:
    for name in sorted(line.private):
        before, after = (line.before or {}).get(name), (line.after or {}).get(name)
        if before != after:
            yield PrivateChange(
                line=row, field=name, before="" if before is None else str(before), after="" if after is None else str(after)
            )


def retried(function: Callable[P, R]) -> Callable[P, R]:
    """Run a whole legal act again, up to three times, when PostgreSQL chose it as the victim of a deadlock."""

    @functools.wraps(function)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(3):
            try:
                return function(*args, **kwargs)
            except OperationalError as error:
                code = getattr(error.__cause__, "pgcode", None)
                if code not in RETRIED or transaction.get_connection().in_atomic_block or attempt == 2:
                    raise
                time.sleep(0.05 * (attempt + 1))
        raise AssertionError("unreachable")

    return again
