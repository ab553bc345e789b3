"""Erasing what the journal kept of a person's private values, without breaking the chain."""

import json
from typing import Any

from ocop_registry.journal.acts import Act, act
from ocop_registry.journal.canonical import is_digest
from ocop_registry.journal.kinds import ActKind, declare
from ocop_registry.journal.models import (
    JournalLine,
    PrivateChange,
    Subject,
    SubjectSalt,
    from_plain,
)

declare(
    ActKind(
        "privacy.erase", "Xóa dữ liệu cá nhân cũ", "Past personal data erased", needs_reason=True
    )
)
# What a line says of a subject whose private past was erased.
HISTORY, KEPT, GONE = "private_history", "kept", "erased"
ERASED = "(đã xóa)"  # what people read in the place of an erased value


def erase_private(kind: str, uid: str, *, by: Any, reason: str, province: Any = None) -> int:
    """Erase the plain past values of one subject's private fields and the salt of their digests.
    Returns how many.

    The subject's own row is not touched. Raises ValidationError without a reason.
    """
    with act("privacy.erase", by=by, reason=reason, province=province) as deed:
        return forget(deed, kind, uid)


def forget(deed: Act, kind: str, uid: str) -> int:
    """Within an open act: erase the private past of a subject as soon as the act is written, what
    the act itself replaces included. The line of the subject tells it. Answers how many past values
    there are now."""
    values = PrivateChange.objects.filter(line__kind=kind, line__uid=uid).count()
    salted = SubjectSalt.objects.filter(kind=kind, uid=uid).exists()
    line = next((one for one in deed.lines if (one.kind, one.uid) == (kind, uid)), None)
    if line is not None:
        line.before = {**(line.before or {}), HISTORY: KEPT}
        line.after = {**(line.after or {}), HISTORY: GONE}
    elif values or salted:
        deed.line(kind, uid, {HISTORY: KEPT}, {HISTORY: GONE})
    deed.forgotten.add((kind, uid))
    return values


def states_of(line: JournalLine, model: type[Subject]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of a line, private values plainly as far as they are kept, else ERASED. Reads
    `private_changes`: prefetch them for many lines."""
    text = json.loads(line.text)
    before, after = dict(text["before"] or {}), dict(text["after"] or {})
    for change in line.private_changes.all():
        for state, kept in ((before, change.before), (after, change.after)):
            if change.field in state:
                state[change.field] = from_plain(model, change.field, kept)
    for state in (before, after):
        for name in model.PRIVATE_FIELDS & state.keys():
            if is_digest(state[name]):
                state[name] = ERASED
    return before, after
