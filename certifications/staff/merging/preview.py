"""What a prepared merge, or the taking back of one, changes; and what the public will read, by doing
it and rolling back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, transaction
from django.urls import reverse

from certifications.certificates import prepared_acts
from certifications.merging import merge, undo
from certifications.merging.prepared import GROUNDS, merge_of, other_of
from certifications.models import PreparedAct, PreparedKind, PreparedStatus
from certifications.register import stretches
from certifications.register.loading import changes_of_products
from certifications.register.timeline import timeline
from certifications.staff.certificates import changes_told
from certifications.staff.certificates.changes_told import Change, Reading
from ocop_registry import clock
from ocop_registry.journal.acts import Act
from producers.models import Producer
from products.models import Product

FIRST_EVENTS = 12
AFTERWARDS = "Sau khi duyệt"


# --- what changes ---------------------------------------------------------------------------------
def merged(subject: Any, values: dict[str, Any]) -> list[Change]:
    """Field by field what the kept one gets, and what is dropped."""
    dropped = f"{values['name']} ({values['drop']})"
    found = [Change("Bản ghi được gộp vào", dropped, f"{subject} ({subject.uid})")]
    if values["ground"]:
        found.append(Change("Căn cứ", "", f"{GROUNDS[values['ground']]}: {values['paper']}"))
    other = other_of(subject, values)
    if other is None:
        return found
    for pair in merge.pairs(subject, other):
        taken = not pair.keep or pair.differs and values["values"].get(pair.name) == merge.DROP
        if taken:
            found.append(Change(pair.label.capitalize(), pair.keep or "để trống", pair.drop))
    return found


def unmerged(subject: Any, values: dict[str, Any]) -> list[Change]:
    told = merge_of(subject, values).values
    return [
        Change("Tách ra như trước khi gộp", f"{subject} ({subject.uid})", f"{told['name']} ({told['drop']})")
    ]  # fmt: skip


# --- what the public reads ------------------------------------------------------------------------
def readings(prepared: PreparedAct) -> list[Reading]:
    """Of both now, and of what will be there; the same sentences as on the public pages."""
    subject, values = prepared.subject, prepared.values
    uids = [subject.uid]
    if prepared.kind == PreparedKind.MERGE:
        uids.append(values["drop"])
    now = [_reading("Hiện nay", one) for one in _of(type(subject), uids)]
    try:
        with _tried():
            return [*now, *_afterwards(prepared)]
    except OperationalError:  # on SQLite somebody else's long act holds the only pen
        return [
            *now,
            Reading(AFTERWARDS, "Sổ đăng ký đang bận: tải lại trang sau ít giây.", "", []),
        ]


def _afterwards(prepared: PreparedAct) -> list[Reading]:
    work, values = prepared_acts.WORKS[prepared.kind], prepared.values
    locked = work.lock(prepared.subject, values)
    if reasons := work.refusals(locked, values, prepared.prepared_by):
        return [Reading(AFTERWARDS, "Việc này không còn duyệt được như đã chuẩn bị", "", reasons)]
    deed = Act(f"{locked.SUBJECT_KIND}.{prepared.kind}", prepared.prepared_by, prepared.reason, "")
    uids = [locked.uid]
    if prepared.kind == PreparedKind.MERGE:
        merge.carry_out_merge(deed, locked, other_of(locked, values), values["values"])
    else:
        before = merge_of(locked, values)
        undo.carry_out(deed, locked, before)
        uids.append(before.values["drop"])
    return [_reading(AFTERWARDS, one) for one in _of(type(locked), uids)]


@contextmanager
def _tried() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _of(model: Any, uids: list[str]) -> list[Any]:
    found = {one.uid: one for one in model.objects.filter(uid__in=uids)}
    return [found[uid] for uid in uids if uid in found]


def _reading(heading: str, one: Any) -> Reading:
    if isinstance(one, Producer):
        rows = one.products.order_by("sort_key", "uid").prefetch_related("certifications")
        told = [f"{product.name}: {_standing(product)}" for product in rows]
        return Reading(heading, f"{one.name} – {one.place.path()}", "", told)
    changes = changes_of_products([one])[one.pk]
    events = timeline(list(one.certifications.select_related("decision")), changes)
    told = [f"{_when(event)}{event['text']}" for event in events[:FIRST_EVENTS]]
    chosen = f", {one.product_set}" if one.product_set else ""
    title = f"{one.name} – {one.producer.name}, {one.producer.place.path()}{chosen}"
    return Reading(heading, title, _standing(one), told)


def _standing(product: Product) -> str:
    today = clock.today()
    found = stretches.of_product(list(product.certifications.all()))
    return next(one for one in found if one.first <= today <= one.last).sentence("vi")


def _when(event: dict[str, Any]) -> str:
    on = event["on"] or ""
    if event["precision"] == "day":
        return f"{on[8:]}/{on[5:7]}/{on[:4]}: "
    return f"năm {on}: " if on else ""


def _next(prepared: PreparedAct) -> list[tuple[str, str]]:
    if prepared.status != PreparedStatus.DONE or prepared.record is None:
        return []
    kept = prepared.subject
    same = merge.same_named_products(kept) if isinstance(kept, Producer) else []
    return [
        ("Hoàn tác việc gộp này…", reverse("admin:merge_undo", args=[prepared.uid])),
        *(
            (
                f"Nay có hai sản phẩm cùng tên “{one.name}”: xem có phải một sản phẩm không",
                reverse("admin:merge_pair", args=["san-pham", one.uid, other.uid]),
            )
            for one, other in same
        ),
    ]


def plug_in() -> None:
    changes_told.TOLD |= {PreparedKind.MERGE: merged, PreparedKind.UNMERGE: unmerged}
    changes_told.READINGS |= {PreparedKind.MERGE: readings, PreparedKind.UNMERGE: readings}
    changes_told.NEXT[PreparedKind.MERGE] = _next
