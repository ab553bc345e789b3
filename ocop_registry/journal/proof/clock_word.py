"""The way out when the journal no longer believes the machine's clock: a person's word, journalled."""

from typing import Any

from ocop_registry import clock
from ocop_registry.journal.acts import act
from ocop_registry.journal.kinds import ActKind, declare
from ocop_registry.journal.models import JournalEntry, JournalHead

declare(
    ActKind("clock.confirm", "Xác nhận giờ máy chủ", "Server clock confirmed", needs_reason=True)
)
_LINE = ("clock", "server")  # kind and uid of its line


def confirm_clock(*, by: Any, reason: str) -> JournalEntry:
    """Write, as a person's word, that the clock is right however far it jumped: later acts are
    measured from now on. The entry tells what the clock said before. Raises ValidationError without
    a reason."""
    last = JournalHead.objects.get(pk=1).at
    with act("clock.confirm", by=by, reason=reason) as deed:
        deed.confirms_clock = True
        before = {"at": last.isoformat()} if last else None
        deed.line(*_LINE, before, {"at": clock.now().isoformat()})
    return JournalEntry.objects.get(seq=deed.seq)
