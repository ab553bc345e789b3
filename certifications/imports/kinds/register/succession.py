"""The recognitions of one product in the order of time: which ends which, and which exact dates
forbid each other.

Source: domain §2: a new recognition ends the earlier one on its day of issue whatever the stars.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from certifications.identity import known_facts
from certifications.imports.kinds.register.plan import Planned, described
from certifications.law import rules
from certifications.models import Certification, EndedBy, Origin


@dataclass(frozen=True)
class _Clash:
    planned: Planned
    code: str
    detail: str


@dataclass(frozen=True)
class _End:
    """How one certification is to end, and what it is to supersede."""

    ended_on: date | None
    ended_by: str
    supersedes: Certification | None


Moved = tuple[Certification, Certification]


def settle(planned: Sequence[Planned], stored: Sequence[Certification]) -> list[Moved]:
    """Put the planned recognitions of one product among those of the register; rows that cannot be
    placed get their fault.

    Sets ends and links on the planned certifications; returns other stored ones with their changed
    copies, to be saved as well.
    """
    while True:
        wanted = [one for one in planned if not one.told.row.faults and one.matters]
        if not wanted:
            return []
        by_final = {id(one.final): one for one in wanted}
        replaced = {one.stored.pk: one.final for one in wanted if one.stored is not None}
        finals = [replaced.get(one.pk, one) for one in stored] + [
            one.final for one in sorted(wanted, key=lambda w: w.order) if one.new
        ]
        dated = sorted(
            (one for one in finals if one.in_force_from),
            key=lambda one: one.in_force_from or date.min,
        )
        found = _ends(dated, by_final)
        if not isinstance(found, _Clash):
            return _apply(dated, found, by_final)
        found.planned.told.row.fault(found.planned.said.time_column, found.code, found.detail)


def _ends(dated: Sequence[Certification], planned: dict[int, Planned]) -> list[_End] | _Clash:
    ends = [_End(one.ended_on, one.ended_by, one.supersedes) for one in dated]
    for at, (before, after) in enumerate(pairwise(dated)):
        mine = planned.get(id(after)) or planned.get(id(before))
        if mine is None:
            continue  # both are as the register has them
        clash = _clash(before, after, mine)
        if clash:
            return clash
        assert after.in_force_from is not None
        if before.ended_by == EndedBy.REVOKED:
            continue
        if _still_runs(before, after.in_force_from):
            ends[at] = _End(after.in_force_from, EndedBy.SUPERSEDED, ends[at].supersedes)
            ends[at + 1] = _End(ends[at + 1].ended_on, ends[at + 1].ended_by, before)
        else:
            ends[at] = _End(None, "", ends[at].supersedes)
            ends[at + 1] = _End(ends[at + 1].ended_on, ends[at + 1].ended_by, None)
        if before.origin == Origin.LIVE and (ends[at].ended_on, ends[at].ended_by) != (
            before.ended_on,
            before.ended_by,
        ):
            return _Clash(mine, "live", f"Sẽ chấm dứt chứng nhận {described(before)} đã cấp qua đợt đánh giá trong hệ thống: "
                          "lần công nhận sau nó phải qua đợt đánh giá. Kiểm tra lại ngày.")  # fmt: skip
    return ends


def _still_runs(before: Certification, day: date) -> bool:
    open_ended = copy(before)
    open_ended.ended_on, open_ended.ended_by = None, ""
    return rules.standing(open_ended, day) not in known_facts.OVER


def _clash(before: Certification, after: Certification, mine: Planned) -> _Clash | None:
    """What exact dates forbid: two recognitions from one day, or one while a revoked one was still
    in force."""
    other = before if mine.final is after else after
    if before.issued_on is None or after.issued_on is None:
        return None
    if before.issued_on == after.issued_on:
        return _Clash(
            mine, "overlap",
            f"Sản phẩm đã có lần công nhận {described(other)} cùng ngày: hai lần không thể cùng ngày; sửa ngày hoặc bỏ một lần.",
        )  # fmt: skip
    if before.ended_by == EndedBy.REVOKED and before.ended_on and before.ended_on > after.issued_on:
        return _Clash(
            mine, "overlap",
            f"Lần công nhận {described(before)} bị thu hồi từ {before.ended_on:%d/%m/%Y}, sau ngày {after.issued_on:%d/%m/%Y} này: "
            "hai lần chồng thời hạn; kiểm tra lại ngày.",
        )  # fmt: skip
    return None


def _apply(
    dated: Sequence[Certification], ends: Sequence[_End], planned: dict[int, Planned]
) -> list[Moved]:
    """Set what differs: on planned ones in place, on other stored ones on a copy."""
    present = [(one.ended_on, one.ended_by) for one in dated]
    changed: dict[int, Certification] = {}
    originals: dict[int, Certification] = {}
    for one, end, before in zip(dated, ends, present, strict=True):
        if before == (end.ended_on, end.ended_by) and one.supersedes == end.supersedes:
            continue
        target = one
        if id(one) not in planned:
            target, originals[id(one)] = changed.setdefault(id(one), copy(one)), one
        target.ended_on, target.ended_by, target.supersedes = (
            end.ended_on,
            end.ended_by,
            end.supersedes,
        )
    for one in [*changed.values(), *(p.final for p in planned.values())]:
        if one.supersedes is not None:
            one.supersedes = changed.get(id(one.supersedes), one.supersedes)
    return [(originals[key], target) for key, target in changed.items()]


def link(certifications: Iterable[Certification]) -> None:
    """Let certifications of one product know each other by identity: `supersedes` is the very
    object."""
    by_pk = {one.pk: one for one in certifications}
    for one in by_pk.values():
        one.supersedes = by_pk.get(one.supersedes_id) if one.supersedes_id else None
