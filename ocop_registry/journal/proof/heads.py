"""The head of the journal, published once a day and signed: whoever kept one can tell a journal that
was cut short or rewritten, and nobody can deny having published it."""

import base64
from collections.abc import Iterator
from datetime import date

from django.conf import settings

from ocop_registry import clock
from ocop_registry.journal.acts import act
from ocop_registry.journal.kinds import ActKind, declare
from ocop_registry.journal.models import JournalEntry, JournalHead, PublishedHead
from ocop_registry.journal.proof.signing import is_signed, signed
from ocop_registry.journal.writing import lock_head

TITLE = "OCOP registry, head of the journal"


declare(ActKind("journal.publish", "Công bố đầu nhật ký", "Head of the journal published"))
KIND = "published_head"  # of its lines; uid: the day


def publish() -> PublishedHead | None:
    """Publish today's head, once a day, as an act of its own: the journal tells what was published,
    and the clock is looked at daily. None when it is published already, or nothing was ever written.

    Raises ClockJumped, ImproperlyConfigured and OSError (the key cannot be read or made).
    """
    today = clock.today()
    if PublishedHead.objects.filter(day=today).exists():
        return None
    with act("journal.publish", by=None) as deed:
        head = lock_head()  # two workers cannot publish the same day
        if not head.seq or PublishedHead.objects.filter(day=today).exists():
            return None
        one = _signed(today, head)
        one.save(force_insert=True)
        deed.line(KIND, today.isoformat(), None, {"entry": one.seq, "hash": one.hash})
        return one


def _signed(today: date, head: JournalHead) -> PublishedHead:
    now = clock.now().astimezone(clock.VIETNAM)
    lines = (
        TITLE,
        f"registry: {settings.PUBLIC_URL}",
        f"day: {today.isoformat()}",
        f"published: {now.isoformat(timespec='seconds')}",
        f"entry: {head.seq}",
        f"hash: {head.hash}",
    )
    text = "".join(f"{line}\n" for line in lines)
    signature, public_key = signed(text.encode())
    told = base64.b64encode(signature).decode()
    return PublishedHead(
        day=today, seq=head.seq, hash=head.hash, text=text, signature=told, public_key=public_key
    )


def faults() -> Iterator[tuple[int, str]]:
    """(entry, what is wrong) of every published head that the journal, or its own signature, belies."""
    hashes = dict(
        JournalEntry.objects.filter(seq__in=PublishedHead.objects.values("seq")).values_list(
            "seq", "hash"
        )
    )
    for one in PublishedHead.objects.order_by("day").iterator():
        if f"\nentry: {one.seq}\nhash: {one.hash}\n" not in one.text:
            yield one.seq, f"the head published on {one.day} says something else in its text"
        if not is_signed(one.text.encode(), one.signature_bytes, one.public_key):
            yield one.seq, f"the head published on {one.day} is not signed by its key"
        if hashes.get(one.seq) != one.hash:
            yield (
                one.seq,
                f"the head published on {one.day} was {one.hash}: the journal was cut short or"
                " rewritten",
            )
