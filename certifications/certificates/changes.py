"""Changing what is held back (`held_back`) of a recognised product or producer: prepared by one
person, approved by another; of what the centre recognised, by the Ministry."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from certifications.certificates import held_back, prepared_acts
from certifications.certificates.prepared_acts import Work
from certifications.models import Level, PreparedAct, PreparedKind
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import Act
from ocop_registry.places.models import Place
from producers.models import Producer
from products.models import Product

_BESIDE = {
    Product.SUBJECT_KIND: ("producer__place__parent__parent", "producer__place__province", "product_set"),
    Producer.SUBJECT_KIND: ("place__parent__parent", "place__province"),
}  # fmt: skip


class ChangeWork(Work):
    """`values`: what `held_back.differences` answers."""

    def require(self, by: User, action: str, subject: Any, values: Any = None) -> None:
        kind, provinces = subject.SUBJECT_KIND, _provinces(subject, values or {})
        if action == "prepare":
            allowed = all(may(by, f"{kind}.edit", one) for one in provinces)
        elif recognised_by_the_centre(subject):
            allowed = may(by, "central", None)
        else:
            allowed = all(may(by, "certification.approve", one) for one in provinces)
        if not allowed:
            raise PermissionDenied(
                f"Bạn không có quyền {'sửa' if action == 'prepare' else 'duyệt việc sửa'}"
                f" {subject._meta.verbose_name} này."
            )

    def province(self, subject: Any, values: Any = None) -> Place:
        return subject.province

    def lock(self, subject: Any, values: Any = None) -> Any:
        rows = type(subject).objects.select_for_update(of=("self",))
        return rows.select_related(*_BESIDE[subject.SUBJECT_KIND]).get(pk=subject.pk)

    def refusals(self, subject: Any, values: dict[str, Any], by: User) -> list[str]:
        return list(refusals(subject, values))

    def carry_out(self, deed: Act, subject: Any, prepared: PreparedAct) -> None:  # type: ignore[override]
        _give(subject, prepared.values)
        deed.save(subject)


def refusals(subject: Any, values: dict[str, Any]) -> Iterator[str]:
    """Every reason why these values may not be written now."""
    if not values:
        yield "Chưa có gì khác với giá trị đang ghi."
    problems = False
    for name, value in values.items():
        if name not in held_back.HELD[subject.SUBJECT_KIND]:
            yield f"Không sửa được “{name}” bằng việc này."
            problems = True
        elif held_back.key_of(getattr(subject, name)) != value["old"]:
            yield (
                f"{label(subject, name)} đã được đổi từ khi chuẩn bị: bỏ việc này, xem lại rồi"
                " chuẩn bị việc mới."
            )
            problems = True
        elif value["new"] and _meant(subject, name, value["new"]) is None:
            yield f"{label(subject, name)}: “{value['now']}” không còn trong sổ đăng ký."
            problems = True
    if not problems:
        yield from _faults(subject, values)


def _faults(subject: Any, values: dict[str, Any]) -> Iterator[str]:
    """What the model itself says against the subject as it would be."""
    changed = copy(subject)
    _give(changed, values)
    try:
        changed.full_clean()
    except ValidationError as problem:
        for name, told in problem.message_dict.items():
            where = "" if name == "__all__" else f"{label(subject, name)}: "
            yield from (f"{where}{sentence}" for sentence in told)


def _give(subject: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(subject, name, _meant(subject, name, value["new"]))


def _meant(subject: Any, name: str, key: str) -> Any:
    """The value that the journal names so; None when it is a reference to nothing."""
    field = subject._meta.get_field(name)
    if not field.is_relation:
        return key
    return next(iter(field.related_model.of_journal_keys([key])), None) if key else None


def _provinces(subject: Any, values: dict[str, Any]) -> set[Place]:
    """Today's provinces of the subject as it is and as it would be."""
    found = {subject.province}
    for name in {"producer", "place"} & values.keys():
        meant = _meant(subject, name, values[name]["new"])
        if meant is not None:
            found.add(meant.province if isinstance(meant, Producer) else meant.current_province)
    return found


def recognised_by_the_centre(subject: Any) -> bool:
    """Whether one of its recognitions, of today or before, is the Ministry's."""
    return held_back.recognitions(subject).filter(level=Level.CENTRAL).exists()


def label(subject: Any, name: str) -> str:
    text = str(subject._meta.get_field(name).verbose_name)
    return text[:1].upper() + text[1:]


prepared_acts.WORKS[PreparedKind.CHANGE] = ChangeWork()
