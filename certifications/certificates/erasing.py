"""Erasing a person's data at his wish: what a producer's row says of him, what the journal and the
acts prepared on it kept of it.

One person does it, two where the public sees something go. The public name, kind and place stay: they
are what a recognition was given to. Source: Law 91/2025/QH15; domain §7.
"""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied

from certifications.certificates import held_back, prepared_acts
from certifications.certificates.changes import label, recognised_by_the_centre
from certifications.certificates.prepared_acts import ONE_WAITS, Work
from certifications.models import PreparedAct, PreparedKind, PreparedStatus
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import Act, act, retried
from ocop_registry.journal.models import MergedSubject
from ocop_registry.journal.privacy import forget
from ocop_registry.places.models import Place
from producers.models import Producer
from producers.privacy import is_public, personal_fields

GONE = "(đã xóa)"  # what a settled act says of a value since erased


class ErasureWork(Work):
    """`values`: {fields: names of what is blanked}. The past of every private field goes with it."""

    def require(self, by: User, action: str, subject: Any, values: Any = None) -> None:
        if action == "prepare":
            allowed = may(by, "producer.edit", subject.province)
        elif recognised_by_the_centre(subject):
            allowed = may(by, "central", None)
        else:
            allowed = may(by, "certification.approve", subject.province)
        if not allowed:
            raise PermissionDenied("Bạn không có quyền xóa dữ liệu cá nhân của chủ thể này.")

    def province(self, subject: Any, values: Any = None) -> Place:
        return subject.province

    def lock(self, subject: Any, values: Any = None) -> Any:
        rows = Producer.objects.select_for_update(of=("self",))
        return rows.select_related("place__parent__parent", "place__province").get(pk=subject.pk)

    def refusals(self, subject: Any, values: dict[str, Any], by: User) -> list[str]:
        own = personal_fields(subject)
        return [
            f"{_name(subject, name)}: không phải dữ liệu cá nhân của chủ thể này, nên không xóa ở"
            " đây. Với doanh nghiệp, hợp tác xã, liên hệ và mã số là của tổ chức: sửa ở trang chủ"
            " thể."
            for name in values["fields"]
            if name not in own
        ]

    def carry_out(self, deed: Act, subject: Any, prepared: PreparedAct) -> None:  # type: ignore[override]
        _carry_out(deed, subject, prepared.values["fields"])


WORK = ErasureWork()
prepared_acts.WORKS[PreparedKind.ERASE] = WORK


@retried
def erase(
    producer: Producer, fields: Collection[str], *, by: User, reason: str
) -> PreparedAct | None:
    """Blank these fields and erase the past of all private ones; at once (None), or as the act that
    now waits for another person, where the public sees something go.

    Raises Refused with every reason, ValidationError without a reason, PermissionDenied outside the
    province.
    """
    values = {"fields": sorted(fields)}
    if needs_two(producer, fields):
        return prepared_acts.prepare(producer, PreparedKind.ERASE, values, by=by, reason=reason)
    WORK.require(by, "prepare", producer)
    with act("privacy.erase", by=by, reason=reason, province=producer.province) as deed:
        locked = WORK.lock(producer)
        reasons = WORK.refusals(locked, values, by)
        if needs_two(locked, fields):
            reasons.append("Dữ liệu vừa được đổi: hãy xem lại rồi gửi lại.")
        if prepared_acts.waiting_on(locked):
            reasons.append(f"{ONE_WAITS[locked.SUBJECT_KIND]}: hãy duyệt hoặc bỏ việc đó trước.")
        if reasons:
            raise Refused(*reasons)
        _carry_out(deed, locked, fields)
    return None


def filled(producer: Producer) -> list[str]:
    """The personal fields that say something now."""
    return [name for name in personal_fields(producer) if _says(producer, name)]


def needs_two(producer: Producer, fields: Collection[str]) -> bool:
    """Whether the public sees something go: a field shown now, a former value told in the history,
    or what takes two people to change of a recognised producer."""
    held = held_back.held_names(producer)
    if any(
        _says(producer, name) and (is_public(producer, name) or name in held) for name in fields
    ):
        return True
    own = personal_fields(producer)
    told = producer.prepared_acts.filter(kind=PreparedKind.CHANGE, status=PreparedStatus.DONE)
    return any(is_public(producer, name) for one in told for name in one.values if name in own)


def _says(producer: Producer, name: str) -> bool:
    return getattr(producer, name) not in (None, "")


def _name(subject: Any, name: str) -> str:
    names = {field.name for field in subject._meta.concrete_fields}
    return label(subject, name) if name in names else name


def _carry_out(deed: Act, producer: Producer, fields: Collection[str]) -> None:
    for name in fields:
        field: Any = producer._meta.get_field(name)
        setattr(producer, name, None if field.null else "")
    producer.consent = [name for name in producer.consent if name not in fields]
    deed.save(producer)
    _scrub_prepared(deed, producer)
    merged = MergedSubject.objects.filter(kind=producer.SUBJECT_KIND, uid=producer.uid)
    for uid in (producer.uid, *merged.values_list("old_uid", flat=True)):
        forget(deed, producer.SUBJECT_KIND, uid)


def _scrub_prepared(deed: Act, producer: Producer) -> None:
    """What acts settled earlier say of private fields: that they were changed stays, the values
    go."""
    own = personal_fields(producer)
    settled = producer.prepared_acts.exclude(status=PreparedStatus.WAITING)
    for one in settled.filter(kind=PreparedKind.CHANGE).order_by("pk"):
        if own_named := [name for name in one.values if name in own]:
            blank = {"old": "", "new": "", "was": GONE, "now": GONE}
            one.values = {**one.values, **dict.fromkeys(own_named, blank)}
            deed.save(one)
            forget(deed, one.SUBJECT_KIND, one.uid)
