"""Writing an act's entry: number, texts, digests of private values, chain. Only `acts.act` calls
it."""

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError

from ocop_registry import clock
from ocop_registry.journal.batches import batches, insert_rows
from ocop_registry.journal.canonical import canonical, chained, text_hash
from ocop_registry.journal.models import (
    JournalEntry,
    JournalHead,
    JournalLine,
    PrivateChange,
    PublicChange,
    SubjectSalt,
)
from ocop_registry.journal.open_act import Act
from ocop_registry.journal.origin import Origin, origin

SYSTEM = "Hệ thống"
logger = logging.getLogger(__name__)

# What the public sees is rewritten by these, once per act, before the entry is written. Filled by
# AppConfig.ready(). Each gives (kind, uid, op) of every public row it created, updated or removed;
# it adds no lines.
Projection = Callable[[Act], Iterable[tuple[str, str, str]]]
projections: list[Projection] = []

# What must never be false across rows, asked once per act before it commits. Filled like the
# projections. Each gives a sentence for everything that the act would leave wrong.
Guard = Callable[[Act], Iterable[str]]
guards: list[Guard] = []


class Stopped(ValidationError):
    """An act that the journal itself stops, whatever was typed: nothing is written, and the
    administrator is needed."""


class Unsound(Stopped):
    """An act that would leave the registry wrong. Nobody can cause that by what they type: it is a
    fault of the program."""

    def __init__(self, sentences: Sequence[str]):
        self.sentences = list(sentences)
        super().__init__(
            "Việc này bị dừng vì sẽ để lại dữ liệu sai, không có gì được ghi; hãy báo người quản"
            f" trị. {' '.join(self.sentences)}",
            code="unsound",
        )


class ClockJumped(Stopped):
    """The machine's clock is too far from the last entry to be believed."""

    def __init__(self, now: datetime, last: datetime, how: str):
        shown, before = (f"{one.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}" for one in (now, last))
        super().__init__(
            f"Đồng hồ máy chủ chỉ {shown}, so với việc ghi gần nhất ({before}) thì {how}. Không có gì"
            " được ghi. Người quản trị: chỉnh đúng giờ máy chủ rồi làm lại; nếu giờ đang chỉ là"
            " đúng, xác nhận bằng lệnh `manage.py confirm_clock`.",
            code="clock",
        )


def lock_head() -> JournalHead:
    """The head row, locked until the transaction ends: from here on no other act can be
    numbered."""
    return JournalHead.objects.select_for_update().get(pk=1)


def write(deed: Act) -> None:
    """Ask the guards, number the act, let the projections work, write its entry with lines and
    public changes, move the head. Raises Unsound, ClockJumped."""
    _ask_guards(deed)
    head = lock_head()
    deed.seq = head.seq + 1
    deed.at = _instant(deed, head)
    changes = [tuple(change) for project in projections for change in project(deed)]
    # References to the entry are checked at the end: its lines go first, batch by batch, and leave
    # but their hashes.
    line_hashes = _write_lines(deed)
    _erase_forgotten(deed)
    job = origin()
    if job is not None:
        job.seal()
    text = _entry_text(deed, line_hashes, changes, job)
    entry = JournalEntry(
        seq=deed.seq,
        at=deed.at,
        act=deed.name,
        actor=deed.by,
        actor_name=_name(deed.by),
        province_code=deed.province_code,
        reason=deed.reason,
        job=job.job if job else "",
        text=text,
        previous_hash=head.hash,
        hash=chained(head.hash, text),
    )
    entry.save(force_insert=True)
    insert_rows(
        PublicChange, ("entry", "kind", "uid", "op"), ((deed.seq, *change) for change in changes)
    )
    head.seq, head.hash, head.at = deed.seq, entry.hash, deed.at
    if changes:
        head.public_seq = deed.seq
    head.save(force_update=True)


def _instant(deed: Act, head: JournalHead) -> datetime:
    """When the act is written: what the clock says, never before the last entry while the clock is
    believed. Entries are in the order of their numbers, whatever it says. Raises ClockJumped."""
    now = clock.now().astimezone(UTC)
    if head.at is None or deed.confirms_clock:
        return now
    if how := clock.jump(head.at, now):
        raise ClockJumped(now, head.at, how)
    return max(now, head.at)


def _ask_guards(deed: Act) -> None:
    wrong = [sentence for guard in guards for sentence in guard(deed)]
    if wrong:
        logger.error("act %s would leave the registry wrong: %s", deed.name, wrong)
        raise Unsound(wrong)


def _entry_text(deed: Act, line_hashes: list[str], changes: list[tuple], job: Origin | None) -> str:
    """The canonical text of an entry: its header, the hash of every line in order, and the public
    changes; the job only where there is one, so that older entries keep their text."""
    assert deed.at is not None
    named = {"job": job.job} if job else {}
    return canonical(
        {
            "seq": deed.seq,
            "at": deed.at.isoformat(timespec="microseconds"),
            "act": deed.name,
            "actor": deed.by.pk if deed.by else None,
            "actor_name": _name(deed.by),
            "province": deed.province_code,
            "reason": deed.reason,
            **named,
            "lines": line_hashes,
            "public": changes,
        }
    )


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else SYSTEM


def _write_lines(deed: Act) -> list[str]:
    """Write every line with its private values; answers the hashes of their texts, in order."""
    hashes: list[str] = []
    for lines in batches(deed.lines):
        salts = _salts({(line.kind, line.uid) for line in lines if line.needs_salt})
        texts = [line.text(salts.get((line.kind, line.uid), "")) for line in lines]
        hashes.extend(map(text_hash, texts))
        rows = (
            (deed.seq, line.kind, line.uid, text) for line, text in zip(lines, texts, strict=True)
        )
        keys = insert_rows(JournalLine, ("entry", "kind", "uid", "text"), rows, returning=("id",))
        # keys rise in the order in which the lines stand
        private = (
            (key, *change)
            for (key,), line in zip(sorted(keys), lines, strict=True)
            for change in line.private_changes()
        )
        insert_rows(PrivateChange, ("line", "field", "before", "after"), private)
    return hashes


def _erase_forgotten(deed: Act) -> None:
    """Erase the plain past values, those of this act included, and the salts of their digests: the
    head is locked, nobody makes new ones in between."""
    for kind, uid in sorted(deed.forgotten):
        PrivateChange.objects.filter(line__kind=kind, line__uid=uid).delete()
        SubjectSalt.objects.filter(kind=kind, uid=uid).delete()


def _salts(subjects: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The salts of these (kind, uid), one batch at most, new ones where there are none. The head is
    locked: nobody else makes or erases one."""
    salts: dict[tuple[str, str], str] = {}
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, uid in sorted(subjects):
        by_kind[kind].append(uid)
    for kind, uids in by_kind.items():
        known = SubjectSalt.objects.filter(kind=kind, uid__in=uids)
        salts.update({(row.kind, row.uid): row.salt for row in known})
    new = {subject: secrets.token_hex(32) for subject in sorted(subjects - salts.keys())}
    insert_rows(
        SubjectSalt, ("kind", "uid", "salt"), ((*subject, salt) for subject, salt in new.items())
    )
    return salts | new
