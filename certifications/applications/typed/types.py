"""The type of an application where its row does not say it: from a note beside it, from what the
product holds. It stands in its cell before anything is taken in."""

from collections.abc import Sequence
from typing import Protocol

from certifications.applications.fitting import fit_of, unfounded
from certifications.applications.typed.producers import Option
from certifications.law import rules
from certifications.models import ApplicationType, Certification
from ocop_registry import clock
from ocop_registry.written import application_types
from products.models import Product


class Typed(Protocol):
    """What is read and filled here of a row."""

    raw: dict[str, str]
    errors: dict[str, str]
    notes: list[str]
    options: dict[str, list[Option]]
    suggested: dict[str, str]
    product: Product | None
    type: str


def propose_from_note(row: Typed) -> None:
    """A note that names one type proposes it; one that names another than the row is said."""
    note = row.raw["note"]
    if not note:
        return
    told = application_types.told_within(note)
    labels = ", ".join(str(ApplicationType(one).label).lower() for one in told)
    if len(told) == 1 and not row.raw["type"]:
        _put(row, told[0])
        row.notes.append(f"Loại hồ sơ lấy từ ghi chú “{note}”: {labels}.")
    elif told and row.type and row.type not in told:
        named = ApplicationType(row.type).label
        row.notes.append(f"Ghi chú nói {labels}, loại hồ sơ ghi {named}: kiểm tra lại.")
    else:
        row.notes.append(f"Ghi chú không lưu vào sổ: “{note}”.")


def propose_type(row: Typed, held: Sequence[Certification]) -> None:
    """A product that was never recognised can only come for the first time; of another one a person
    chooses among the types that fit, the usual one suggested."""
    if row.product is None or row.product.pk is None or not held:
        _put(row, ApplicationType.FIRST)
        if row.product and row.product.pk:
            row.notes.append("Sản phẩm chưa từng được công nhận: loại hồ sơ là lần đầu.")
        return
    usual = rules.expected_application_type(held, clock.today())
    fitting = [
        one
        for one in ApplicationType
        if not unfounded(one, held) and not fit_of(one, held).refusals
    ]
    row.options["type_choice"] = [Option(str(one), str(one.label)) for one in fitting]
    likely = [one for one in fitting if one in usual]
    row.suggested["type_choice"] = str(likely[0]) if len(likely) == 1 else ""
    chosen = row.raw["type_choice"]
    if chosen in fitting:
        _put(row, chosen)
    else:
        row.errors["type"] = "Chưa ghi loại hồ sơ: Lần đầu, Nâng hạng hoặc Đánh giá lại."


def _put(row: Typed, type_: str) -> None:
    row.type = type_
    row.raw["type"] = str(ApplicationType(type_).label)
