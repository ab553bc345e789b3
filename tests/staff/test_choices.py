"""What an admin form offers to choose from: through no reference does a row of another province get
hung on one's own, whatever number is sent."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from certifications.models import Indicator, Target, Word
from ocop_registry.accounts.models import Office, Role, RoleHeld, User
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry
from ocop_registry.staff.acts.act_admin import NOT_OFFERED, ActAdmin
from producers.models import Producer
from products.models import PointOfSale, Product, YearlyFigure
from tests import factories

MISSING = 999_999
OUTSIDE = "Đơn vị hành chính bạn chọn nằm ngoài địa bàn của bạn. Hãy chọn đơn vị thuộc tỉnh mình."
OUTSIDE_ROLE = "Địa bàn này nằm ngoài tỉnh của bạn. Hãy chọn tỉnh mình, hoặc một xã của tỉnh mình."
NO_PARTS = {
    f"{part}-{count}": "0"
    for part in ("images", "standards", "channels")
    for count in ("TOTAL_FORMS", "INITIAL_FORMS")
}

Typed = dict[str, Any]


def elsewhere() -> Product:
    """A product of Bắc Ninh."""
    return factories.product("Vải", of=factories.producer(place=factories.commune("24")))


def stored(row: Any, act_name: str) -> Any:
    with act(act_name, by=None, province=factories.province()) as deed:
        deed.create(row)
    return row


def typed_role(place: int) -> Typed:
    return {
        "username": "xuan",
        "full_name": "Xuân",
        "roles_held-TOTAL_FORMS": "1",
        "roles_held-INITIAL_FORMS": "0",
        "roles_held-0-role": Role.READ_ONLY,
        "roles_held-0-place": str(place),
        "roles_held-0-since": "01/01/2026",
    }


def typed_target(place: int) -> Typed:
    return {
        "province": str(place),
        "year": "2030",
        "indicator": Indicator.PRODUCTS,
        "value": "150",
        "plan": "KH",
    }


def province(code: str) -> int:
    return factories.province(code).pk


def own_place() -> int:
    return factories.commune().pk


# (model, field) → who types, what lies elsewhere, the form around the reference, the row of one's
# own that the form changes, the sentence.
CHOICES: dict[tuple[type, str], tuple[str, Callable, Callable, Callable, str]] = {
    (Producer, "place"): (
        "staff",
        lambda: factories.commune("24").pk,
        lambda key: {"name": "HTX Lạ", "kind": "cooperative", "place": str(key)},
        factories.producer,
        OUTSIDE,
    ),
    (Product, "producer"): (
        "staff",
        lambda: elsewhere().producer_id,
        lambda key: {"name": "Chè lạ", "producer": str(key), **NO_PARTS},
        factories.product,
        NOT_OFFERED % "chủ thể",
    ),
    (PointOfSale, "place"): (
        "staff",
        lambda: factories.commune("24").pk,
        lambda key: {"name": "Điểm lạ", "place": str(key)},
        lambda: stored(PointOfSale(name="Điểm", place=factories.commune()), "point_of_sale.create"),
        OUTSIDE,
    ),
    (PointOfSale, "products"): (
        "staff",
        lambda: elsewhere().pk,
        lambda key: {"name": "Điểm lạ", "place": str(own_place()), "products": [str(key)]},
        lambda: stored(PointOfSale(name="Điểm", place=factories.commune()), "point_of_sale.create"),
        NOT_OFFERED % "sản phẩm",
    ),
    (YearlyFigure, "product"): (
        "staff",
        lambda: elsewhere().pk,
        lambda key: {"product": str(key), "year": "2025", "revenue": "7"},
        lambda: stored(
            YearlyFigure(product=factories.product(), year=2024, revenue=5), "yearly_figure.create"
        ),
        NOT_OFFERED % "sản phẩm",
    ),
    (Target, "province"): (
        "staff",
        lambda: province("24"),
        typed_target,
        lambda: stored(
            Target(province=factories.province(), year=2029, indicator=Indicator.PRODUCTS, value=9),
            "target.create",
        ),
        NOT_OFFERED % "đơn vị hành chính",
    ),
    (Word, "province"): (
        "staff",
        lambda: province("24"),
        lambda key: {
            "province": str(key),
            "written": "Cơ sở SX",
            "sense": "producer_kind||household",
        },
        lambda: stored(
            Word(
                province=factories.province(),
                vocabulary="producer_kind",
                written="Cơ sở",
                key="co so",
                meaning="household",
            ),
            "word.create",
        ),
        NOT_OFFERED % "đơn vị hành chính",
    ),
    (Office, "place"): (
        "head",
        lambda: province("24"),
        lambda key: {"name": "Văn phòng lạ", "place": str(key)},
        lambda: stored(Office(place=factories.province(), name="Văn phòng"), "office.create"),
        OUTSIDE,
    ),
    (RoleHeld, "place"): (
        "head",
        lambda: province("24"),
        typed_role,
        lambda: factories.user("thu"),
        OUTSIDE_ROLE,
    ),
}
# Data of the law, the same for every province.
OF_THE_COUNTRY = {(Product, "product_set")}


def references() -> set[tuple[type, str]]:
    """Every reference that a form of an `ActAdmin`, or of a part on its page, lets a person
    choose."""
    found = set()
    for model_admin in admin.site._registry.values():
        if isinstance(model_admin, ActAdmin):
            parts = [inline(model_admin.model, admin.site) for inline in model_admin.inlines]
            for page in [model_admin, *parts]:
                found |= {(page.model, name) for name in named(page) if refers(page.model, name)}
    return found


def named(page: Any) -> set[str]:
    fields = [name for _title, options in page.fieldsets or [] for name in options["fields"]]
    return set(flat(fields) + flat(page.fields or [])) - set(page.readonly_fields)


def flat(names: Any) -> list[str]:
    return [
        one for name in names for one in (flat(name) if isinstance(name, list | tuple) else [name])
    ]


def refers(model: type[models.Model], name: str) -> bool:
    return any(field.name == name and field.remote_field for field in model._meta.get_fields())


def test_every_reference_of_every_form_is_tried_here() -> None:
    assert references() == CHOICES.keys() | OF_THE_COUNTRY


def row_counts() -> dict[str, int]:
    through = PointOfSale.products.through
    watched = [*(model for model, _ in CHOICES), User, through, JournalEntry]
    return {model._meta.label: model._base_manager.count() for model in watched}


def page_of(model: type, row: Any = None) -> str:
    shown = User if model is RoleHeld else model
    name = f"admin:{shown._meta.app_label}_{shown._meta.model_name}"
    return reverse(f"{name}_change", args=[row.pk]) if row else reverse(f"{name}_add")


def said(answer: Any) -> str:
    forms = [answer.context["adminform"].form]
    forms += [form for one in answer.context["inline_admin_formsets"] for form in one.formset.forms]
    return " ".join(
        str(fault) for form in forms for faults in form.errors.values() for fault in faults
    )


@pytest.mark.parametrize("case", CHOICES, ids=lambda case: f"{case[0].__name__}.{case[1]}")
def test_what_lies_elsewhere_is_not_taken(clients: dict, case: tuple[type, str]) -> None:
    who, foreign, form, make, sentence = CHOICES[case]
    row, key = make(), foreign()
    before, state = row_counts(), type(row)._base_manager.filter(pk=row.pk).values().get()
    added = clients[who].post(page_of(case[0]), form(key))
    changed = clients[who].post(page_of(case[0], row), {**form(key), "row_version": row.version})
    for answer in (added, changed):
        assert (answer.status_code, said(answer)) == (200, sentence)
    assert row_counts() == before
    assert type(row)._base_manager.filter(pk=row.pk).values().get() == state


@pytest.mark.parametrize(
    "case",
    [case for case, how in CHOICES.items() if how[-1].startswith("Không tìm thấy")],
    ids=lambda case: f"{case[0].__name__}.{case[1]}",
)
def test_what_does_not_exist_is_answered_the_same(clients: dict, case: tuple[type, str]) -> None:
    who, _foreign, form, _make, sentence = CHOICES[case]
    answer = clients[who].post(page_of(case[0]), form(MISSING))
    assert (answer.status_code, said(answer)) == (200, sentence)
