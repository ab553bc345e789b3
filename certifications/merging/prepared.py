"""Merging by two people: one prepares it, another approves it; so is taking a merge back.

Source: domain §2 ("Nobody alone"). What the centre recognised, and what lies in two provinces, is
the Ministry's to approve.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied

from certifications.certificates import prepared_acts
from certifications.certificates.changes import recognised_by_the_centre
from certifications.certificates.prepared_acts import ONE_WAITS, Work
from certifications.merging import merge, undo
from certifications.merging.footprint import footprint
from certifications.models import PreparedAct, PreparedKind
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import Act
from ocop_registry.places.models import Place
from producers.models import Producer
from products.models import Product

# Why two that are different in the register may be one all the same.
GROUNDS = {
    "twice": "Cùng một chủ thể hoặc sản phẩm, được ghi hai lần với thông tin khác nhau",
    "handed_over": "Chủ thể này đã nhận chuyển giao sản phẩm của chủ thể kia",
    "joined": "Hai chủ thể đã sáp nhập, hợp nhất",
}


def prepare(
    keep: Any, drop: Any, *, by: User, reason: str, values: Mapping[str, str] | None = None,
    ground: str = "", paper: str = "",
) -> PreparedAct:  # fmt: skip
    """Prepare that `drop` is merged into `keep`. `values`: field → KEEP or DROP where both differ;
    `ground`, `paper`: why two that are different in the register are one, and what says so.

    Raises Refused with every reason (also when either was changed since it was read),
    ValidationError without a reason, PermissionDenied outside the province.
    """
    told = {
        "drop": drop.uid,
        "name": str(drop),
        "versions": [keep.version, drop.version],
        "values": dict(values or {}),
        "ground": ground,
        "paper": paper.strip(),
        "across": keep.province != drop.province,
        "central": _of_the_ministry(keep, drop),
    }
    return prepared_acts.prepare(keep, PreparedKind.MERGE, told, by=by, reason=reason)


def prepare_undo(merged: PreparedAct, *, by: User, reason: str) -> PreparedAct:
    """Prepare that a merge is taken back. Raises as `prepare` does."""
    told = {"merge": merged.uid, **{name: merged.values[name] for name in ("across", "central")}}
    return prepared_acts.prepare(merged.subject, PreparedKind.UNMERGE, told, by=by, reason=reason)


def _of_the_ministry(keep: Any, drop: Any) -> bool:
    return keep.province != drop.province or any(map(recognised_by_the_centre, (keep, drop)))


class _OnMerged(Work):
    def province(self, subject: Any, values: Any = None) -> Place | None:
        return None if values["across"] else subject.province

    def _require_approval(self, by: User, subject: Any, central: bool) -> None:
        action = None if central else subject.province
        if not may(by, "central" if central else "certification.approve", action):
            raise PermissionDenied(
                f"Bạn không có quyền duyệt việc gộp {subject._meta.verbose_name} này."
            )


class MergeWork(_OnMerged):
    """`values`: see `prepare`."""

    def require(self, by: User, action: str, subject: Any, values: Any = None) -> None:
        other = other_of(subject, values) or subject
        if action == "prepare":
            merge.require(by, subject, other)
        else:
            self._require_approval(
                by, subject, values["central"] or _of_the_ministry(subject, other)
            )

    def lock(self, subject: Any, values: Any = None) -> Any:
        return merge.locked(subject, other_of(subject, values) or subject)[0]

    def refusals(self, subject: Any, values: dict[str, Any], by: User) -> list[str]:
        other = other_of(subject, values)
        if other is None:
            return [f"“{values['name']}” không còn trong sổ đăng ký: bỏ việc này."]
        found = [
            f"“{one}” vừa được người khác sửa: xem lại hai bên, bỏ việc này rồi chuẩn bị lại."
            for one, version in zip((subject, other), values["versions"], strict=True)
            if one.version != version
        ]
        found += merge.refusals(subject, other, by)
        found += merge.unchosen(subject, other, values["values"])
        found += ground_refusals(subject, other, values)
        if prepared_acts.waiting_on(other):
            found.append(f"“{other}”: {ONE_WAITS[other.SUBJECT_KIND]}; hãy xử lý việc đó trước.")
        return found

    def carry_out(self, deed: Act, subject: Any, prepared: PreparedAct) -> None:  # type: ignore[override]
        other = other_of(subject, prepared.values)
        before = footprint(subject, other)
        merge.carry_out_merge(deed, subject, other, prepared.values["values"])
        prepared.record = {"before": before, "after": footprint(subject)}


class UndoWork(_OnMerged):
    """`values`: {merge: uid of the prepared act that merged}."""

    def require(self, by: User, action: str, subject: Any, values: Any = None) -> None:
        if action == "prepare":
            merge.require(by, subject, subject)
        else:
            self._require_approval(by, subject, values["central"])

    def lock(self, subject: Any, values: Any = None) -> Any:
        return merge.locked(subject, subject)[0]

    def refusals(self, subject: Any, values: dict[str, Any], by: User) -> list[str]:
        return undo.refusals(subject, merge_of(subject, values))

    def carry_out(self, deed: Act, subject: Any, prepared: PreparedAct) -> None:  # type: ignore[override]
        undo.carry_out(deed, subject, merge_of(subject, prepared.values))


def other_of(subject: Any, values: Mapping[str, Any]) -> Any:
    """The one that a prepared merge drops; None once it is gone."""
    rows = type(subject).objects.select_related(
        "place__province" if isinstance(subject, Producer) else "producer__place__province"
    )
    return rows.filter(uid=values["drop"]).first()


def merge_of(subject: Any, values: Mapping[str, Any]) -> PreparedAct:
    return subject.prepared_acts.get(uid=values["merge"], kind=PreparedKind.MERGE)


def needs_ground(keep: Any, drop: Any) -> list[str]:
    """What makes the two different in the register, so that merging them needs a named ground."""
    if isinstance(keep, Product):
        found = [] if keep.producer_id == drop.producer_id else ["chủ thể"]
        sets = {one.product_set_id for one in (keep, drop) if one.product_set_id}
        return [*found, *(["bộ sản phẩm"] if len(sets) > 1 else [])]
    codes = {one.tax_code for one in (keep, drop) if one.tax_code}
    return ["mã số thuế"] if len(codes) > 1 else []


def ground_refusals(keep: Any, drop: Any, values: Mapping[str, Any]) -> list[str]:
    different = needs_ground(keep, drop)
    if not different or (values["ground"] in GROUNDS and values["paper"]):
        return []
    return [
        f"Hai {keep._meta.verbose_name} khác {', '.join(different)}: chỉ gộp khi có căn cứ. Chọn căn"
        " cứ và ghi văn bản nói điều đó (số, ngày, nơi ban hành)."
    ]


prepared_acts.WORKS[PreparedKind.MERGE] = MergeWork()
prepared_acts.WORKS[PreparedKind.UNMERGE] = UndoWork()
