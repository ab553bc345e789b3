"""What rows of applications change of producers that the register has: filled in at once, and what
takes two people left for another person's approval."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from certifications.applications import intake
from certifications.applications.typed import rows as typed
from certifications.applications.typed.checked import CheckedRow
from certifications.applications.typed.producers import FIELDS
from certifications.certificates import held_back, prepared_acts
from certifications.models import Application, PreparedAct, PreparedKind, PreparedStatus, Round
from certifications.rounds.access import Refused, lock, require
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, VersionConflict, act, retried
from ocop_registry.journal.batches import batches
from producers.models import Producer

WAITS = "chờ người khác duyệt"
REASON = "Theo danh sách hồ sơ đăng ký của đợt đánh giá"


def announce(rows: Iterable[CheckedRow]) -> None:
    """Say of each row what of its changes another person will have to approve; a producer of whom
    such a change waits already takes no second one. Two queries, and one for each batch."""
    changing = [row for row in rows if row.taken and row.producer and row.producer.pk]
    if not changing:
        return
    producers = {row.producer.pk: row.producer for row in changing if row.producer}
    bearing = held_back.bearing(Producer.SUBJECT_KIND, {one.uid for one in producers.values()})
    waiting = _waiting(list(producers))
    for row in changing:
        if row.producer is None or row.producer.uid not in bearing:
            continue
        held = held_back.differences(row.producer, row.taken)
        if held and row.producer.pk in waiting:
            column = next(one for one, name in FIELDS.items() if name in held)
            row.errors[column] = prepared_acts.ONE_WAITS[Producer.SUBJECT_KIND] + "."
        elif held:
            row.notes.append(f"Chủ thể đã có sản phẩm công nhận: điều đổi {WAITS}.")


def _waiting(pks: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for batch in batches(sorted(pks)):
        rows = PreparedAct.objects.filter(status=PreparedStatus.WAITING, producer__in=batch)
        found.update(pk for pk in rows.values_list("producer_id", flat=True) if pk)
    return found


@retried
def take_in(round_: Round, rows: Sequence[CheckedRow], *, by: User) -> list[Application]:
    """Take the rows, all of them ready, into the round, and write what they say of known producers:
    all or none, in one act. Raises Refused with every reason."""
    require(by, "application.edit", round_)
    with act("application.add", by=by, province=round_.place) as deed:
        taken = intake.take_in_within(deed, lock(round_), typed.entries(rows))
        write(deed, rows, by)
    return taken


def write(deed: Act, rows: Iterable[CheckedRow], by: User | None) -> None:
    """Change the producers within an open act. Raises Refused when somebody changed one meanwhile."""
    changes: dict[int, dict[str, Any]] = {}
    producers: dict[int, Producer] = {}
    for row in rows:
        if row.taken and row.producer and row.producer.pk:
            producers[row.producer.pk] = row.producer
            changes.setdefault(row.producer.pk, {}).update(row.taken)
    bearing = held_back.bearing(Producer.SUBJECT_KIND, {one.uid for one in producers.values()})
    changed = list(_changed(deed, producers, changes, bearing, by))
    try:
        deed.save_many(changed)
    except VersionConflict as conflict:
        raise Refused(f"“{conflict.mine}” vừa được người khác sửa: hãy kiểm tra lại.") from conflict


def _changed(
    deed: Act, producers: dict[int, Producer], changes: dict[int, dict[str, Any]],
    bearing: set[str], by: User | None,
) -> Iterator[Producer]:  # fmt: skip
    """The producers with what one person may change of them; the rest is prepared."""
    for pk, producer in producers.items():
        values = changes[pk]
        known = producer.uid in bearing
        held = held_back.differences(producer, values) if known else {}
        if held:
            _prepare(deed, producer, held, by)
        own = {name: value for name, value in values.items() if name not in held}
        for name, value in own.items():
            setattr(producer, name, value)
        if own:
            yield producer


def _prepare(deed: Act, producer: Producer, held: dict[str, Any], by: User | None) -> None:
    if by is None:
        raise Refused(
            f"“{producer}”: điều này cần hai người, nên tệp phải do một người nạp (--by)."
        )
    if prepared_acts.waiting_on(producer):
        raise Refused(f"“{producer}”: {prepared_acts.ONE_WAITS[Producer.SUBJECT_KIND]}.")
    prepared_acts.prepare_within(deed, producer, PreparedKind.CHANGE, held, by=by, reason=REASON)
