"""What a prepared act changes, field by field, in the words of the office."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from certifications.certificates import corrections
from certifications.certificates.act_checks import CORRECTABLE, current_value, revocation_grounds
from certifications.certificates.changes import label
from certifications.law import rules
from certifications.law.sentences import day
from certifications.law.validity import end_of
from certifications.models import Certification, EndedBy, PreparedAct, PreparedKind, PreparedStatus
from certifications.staff.certificates.forms import shown
from ocop_registry.known_days import KnownDay

OTHERS = "Sản phẩm khác đang ghi cùng quyết định"


@dataclass(frozen=True)
class Change:
    """One line of "before → after". `before` is empty once the act is settled: the journal tells it
    then."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Reading:
    """What the public reads of something: now, or once an act is approved."""

    heading: str
    title: str
    sentence: str
    events: list[str]


# Filled by the pages of each kind of act.
TOLD: dict[str, Callable[[Any, dict[str, Any]], list[Change]]] = {}
# What the public reads before and after, where that is more than the changes.
READINGS: dict[str, Callable[[PreparedAct], list[Reading]]] = {}
# What may be prepared next, once the act is done: (label, address).
NEXT: dict[str, Callable[[PreparedAct], list[tuple[str, str]]]] = {}


def changes(subject: Any, kind: str, values: dict[str, Any]) -> list[Change]:
    """Everything that the act would change, what follows from it included (a corrected day of issue
    moves the expiry)."""
    return TOLD[kind](subject, values)


def changes_of(prepared: PreparedAct) -> list[Change]:
    found = changes(prepared.subject, prepared.kind, prepared.values)
    # A change keeps what it replaced; of other acts the journal tells it.
    if prepared.status == PreparedStatus.WAITING or prepared.kind not in OF_CERTIFICATIONS:
        return found
    return [Change(change.label, "", change.after) for change in found if change.label != OTHERS]


def seal(*agreed: Any) -> str:
    """A short digest of what a person was shown, so that nothing else is done than what was agreed
    to."""
    return hashlib.sha256(repr(agreed).encode()).hexdigest()


def _changed(subject: Any, values: dict[str, Any]) -> list[Change]:
    return [
        Change(label(subject, name), value["was"] or "để trống", value["now"] or "để trống")
        for name, value in values.items()
    ]


def _extended(certification: Certification, values: dict[str, str]) -> list[Change]:
    return [
        Change(
            "Còn hiệu lực đến hết ngày",
            day(certification.in_force_until),
            shown("until", values.get("until", "")),
        ),
        Change(
            "Căn cứ gia hạn", certification.extension_basis or "để trống", values.get("basis", "")
        ),
    ]


def _revoked(certification: Certification, values: dict[str, str]) -> list[Change]:
    code = values.get("ground", "")
    ground = revocation_grounds(certification).get(code, "")
    return [
        Change(
            "Hạng sao",
            f"{certification.stars} sao",
            f"không còn, từ ngày {shown('on', values.get('on', ''))}",
        ),
        Change("Căn cứ thu hồi", "để trống", f"{code}) {ground}"),
        Change("Quyết định thu hồi", "để trống", values.get("decision", "")),
    ]


def _corrected(certification: Certification, values: dict[str, str]) -> list[Change]:
    found = [
        Change(
            CORRECTABLE[name].capitalize(),
            shown(name, current_value(certification, name)),
            shown(name, value),
        )
        for name, value in values.items()
        if name in CORRECTABLE
    ]
    found += _for_others(certification, values)
    issued = corrections.issued_of(certification, values)
    return [*found, *_moved(certification, issued)] if issued else found


def _for_others(certification: Certification, values: dict[str, str]) -> list[Change]:
    """What becomes of the other products of a corrected decision."""
    others = certification.decision.certifications.exclude(pk=certification.pk).count()
    if not others or not any(name.startswith("decision.") for name in values):
        return []
    alone = corrections.own_decision_wanted(certification, values)
    told = "giữ nguyên: chưa rõ có cùng quyết định này hay không" if alone else "cũng đổi theo"
    return [Change(OTHERS, f"{others} sản phẩm", told)]


def _span(first: date | None, last: date | None, issued: KnownDay) -> str:
    """When it is in force; of a day of issue not known, what is certain of that."""
    if first is None:
        return "chưa rõ"
    return f"{day(first)} – {day(last)}" + ("" if issued.exact else ", phần chắc chắn")


def _moved(certification: Certification, issued: KnownDay) -> list[Change]:
    """What a corrected day, month or year of issue moves with it."""
    months = corrections.months_of(certification)
    period = rules.period_within(issued, months)
    found = [
        Change(
            "Hiệu lực (tính lại)",
            _span(certification.in_force_from, certification.in_force_until, certification.issued),
            _span(period.start, period.end, issued),
        )
    ]
    previous = certification.supersedes
    if previous and previous.ended_by == EndedBy.SUPERSEDED:
        ended = end_of(previous, [certification])
        found.append(Change("Lần công nhận trước chấm dứt từ", ended.named(), issued.named()))
    if certification.extended_until:
        found.append(
            Change(
                "Gia hạn đến hết ngày",
                day(certification.extended_until),
                day(certification.extended_until),
            )
        )
    return found


OF_CERTIFICATIONS = (PreparedKind.EXTEND, PreparedKind.REVOKE, PreparedKind.CORRECT)
TOLD |= {
    PreparedKind.EXTEND: _extended,
    PreparedKind.REVOKE: _revoked,
    PreparedKind.CORRECT: _corrected,
    PreparedKind.CHANGE: _changed,
}
