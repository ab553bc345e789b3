"""Which scheme an evaluation may use, and until when one begun under the earlier scheme may finish.

Source: 26/2026/QĐ-TTg, hiệu lực và điều khoản chuyển tiếp: dossiers handed in before the new scheme
may be finished under the one before it, within the days that the new scheme's data names
(60 for first and upgrade, 30 for re-evaluation). How the schemes before it were changed over is
not known: there the transition is only asked to be named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_PENDING = {
    "first": "transition_pending_first_or_upgrade_days",
    "upgrade": "transition_pending_first_or_upgrade_days",
    "re_evaluation": "transition_pending_re_evaluation_days",
}


@dataclass(frozen=True)
class SchemeDays:
    """When a scheme applies; `deadlines`: its data of that name, with the days of its
    transition."""

    slug: str
    code: str
    effective_from: date
    effective_until: date | None
    deadlines: Mapping[str, Any]


@dataclass(frozen=True)
class Transition:
    """What an evaluation under the scheme before `newer` is bound to, on that day."""

    newer: SchemeDays

    @property
    def since(self) -> date:
        """The first day on which a dossier comes too late for the earlier scheme."""
        return self.newer.effective_from

    def last_day(self, type_: str) -> date | None:
        """The last day to evaluate an application of that type; None: not known."""
        days = self.newer.deadlines.get(_PENDING.get(type_, ""))
        return self.since + timedelta(days=days) if days else None


def newest(schemes: Iterable[SchemeDays], day: date) -> SchemeDays | None:
    """The newest scheme in force on a day; None before the first."""
    begun = [one for one in schemes if one.effective_from <= day]
    found = max(begun, key=lambda one: one.effective_from, default=None)
    return None if found and found.effective_until and found.effective_until < day else found


def transition_of(slug: str, schemes: Sequence[SchemeDays], day: date) -> Transition | None:
    """The transition in which an evaluation under that scheme would stand on that day; None when it
    stands in none: its own time, or no time of it at all."""
    newer = newest(schemes, day)
    if newer is None:
        return None
    before = [one for one in schemes if one.effective_from < newer.effective_from]
    last = max(before, key=lambda one: one.effective_from, default=None)
    return Transition(newer) if last and last.slug == slug else None


def scheme_refusals(
    slug: str, schemes: Sequence[SchemeDays], day: date, basis: str
) -> Iterable[str]:
    """Why an evaluation on that day may not use that scheme, as sentences. `basis`: the transition
    as the round names it."""
    own = next(one for one in schemes if one.slug == slug)
    newer = newest(schemes, day)
    if newer and newer.slug == slug:
        return
    instead = f"dùng {newer.code}" if newer else "ngày đó chưa có bộ tiêu chí nào"
    if day < own.effective_from:
        yield (
            f"Bộ tiêu chí {own.code} chỉ áp dụng từ {own.effective_from:%d/%m/%Y}, không dùng để"
            f" đánh giá ngày {day:%d/%m/%Y}: {instead}, hoặc sửa ngày họp."
        )
        return
    transition = transition_of(slug, schemes, day)
    if transition is None or not _in_time(transition, day):
        until = own.effective_until
        over = f"hết áp dụng từ sau ngày {until:%d/%m/%Y}" if until else "không còn áp dụng"
        yield (
            f"Bộ tiêu chí {own.code} {over}, không dùng để đánh giá ngày {day:%d/%m/%Y}: {instead},"
            " hoặc sửa ngày họp nếu hội đồng đã họp trước đó."
        )
    elif not basis.strip():
        yield (
            f"Ngày {day:%d/%m/%Y} đã áp dụng {transition.newer.code}: chỉ hồ sơ nộp trước"
            f" {transition.since:%d/%m/%Y} được làm tiếp theo {own.code}. Ghi căn cứ chuyển tiếp ở"
            " thông tin đợt."
        )


def _in_time(transition: Transition, day: date) -> bool:
    """Whether any type of application may still be evaluated."""
    last_days = [transition.last_day(type_) for type_ in _PENDING]
    return any(last is None or day <= last for last in last_days)


def dossier_refusal(transition: Transition, type_: str, handed_in: date | None, day: date) -> str:
    """Why an application may not be finished under the earlier scheme on that day; "" when it
    may."""
    last = transition.last_day(type_)
    if last and day > last:
        return f"quá hạn chuyển tiếp của loại hồ sơ này ({last:%d/%m/%Y})"
    if handed_in is None:
        return (
            "chưa ghi ngày nộp (ngày cấp xã nhận, hoặc ngày nhận đủ): phải trước"
            f" {transition.since:%d/%m/%Y}"
        )
    if handed_in >= transition.since:
        return f"nộp {handed_in:%d/%m/%Y}, không trước {transition.since:%d/%m/%Y}"
    return ""
