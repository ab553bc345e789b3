"""Rows changed past the acts are found by what the journal told of them last, whatever was built
from them since."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from certifications.models import Certification, Result
from certifications.register import compare, rebuild
from ocop_registry.accounts.models import RoleHeld, User
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import Subject
from ocop_registry.journal.privacy import erase_private
from ocop_registry.journal.proof import untold
from ocop_registry.journal.proof.state import Comparison
from ocop_registry.journal.verification import Verification
from ocop_registry.staff.acts.history import history_of
from producers.models import Producer
from products.models import Product, ProductStandard
from tests import factories as make
from tests.journal.support import lifted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def projections() -> None:
    """Those of the registry, not the journal's tests' own."""


def found() -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.field, one.journalled, one.stored) for one in Comparison().differences()]


@pytest.fixture
def tea(lan: Any, minh: Any) -> Product:
    """Certified with four stars; everybody and everything made through acts. What the cast is made
    of past them is taken over."""
    made = make.product("Chè Shan", of=make.producer(tax_code="4700123456", phone="0912"))
    make.certified(lan, minh, [made])
    return made


@pytest.fixture
def only(tea: Product) -> Any:
    """What differs now and did not at first (the cast is not made by acts)."""
    before = found()
    return lambda: [one for one in found() if one not in before]


TAMPERED = [
    (Product, {"name": "Chè khác"}, ("product", "name", '"Chè Shan"', '"Chè khác"')),
    (Certification, {"stars": 3}, ("certification", "stars", "4", "3")),
    (Certification, {"product_name": "X"}, ("certification", "product_name", '"Chè Shan"', '"X"')),
    (Producer, {"phone": "0999"}, ("producer", "phone", "(private)", "(another)")),
    (Producer, {"email": "a@b.vn"}, ("producer", "email", '""', '"a@b.vn"')),
    (Product, {"search_key": "x"}, ("product", "search_key", "what follows from the name", "another")),
]  # fmt: skip


@pytest.mark.parametrize(("model", "values", "told"), TAMPERED, ids=lambda each: str(each)[:40])
def test_a_row_changed_past_the_acts_is_named_after_the_register_was_rebuilt(
    only, model, values, told
):
    with lifted():
        model.objects.update(**values)
    rebuild()
    assert list(compare()) == []
    kind, name, was, now = told
    [(kind_found, name_found, was_found, now_found)] = [one for one in only() if one[1] == name]
    assert (kind_found, name_found) == (kind, name)
    if name != "email":
        assert (was_found, now_found) == (was, now)
    else:
        assert was_found == "(private)"


def test_rights_taken_past_the_acts_are_named(db):
    person = User(username="an", full_name="An", password="!")
    with act("account.create", by=None) as deed:
        deed.create(person)
    assert found() == []
    User.objects.update(is_superuser=True)
    RoleHeld.objects.create(user=person, role="approver", place=make.province(), since="2026-01-01")
    (kind, name, was, now), (_, roles, none, given) = found()
    assert (kind, name, was, now) == ("account", "is_superuser", "false", "true")
    assert (roles, none) == ("roles_held", "[]")
    assert '"approver"' in given


def test_rows_slipped_in_and_taken_away_are_named(only, tea):
    ProductStandard.objects.create(product=tea, kind="vietgap")
    Product.objects.create(name="Ma", producer=tea.producer, search_key="ma|ma|", sort_key=b"m")
    with lifted():
        Result.objects.filter(certification=None).delete()
        Certification.objects.all().delete()
    told = {(kind, name, was, now) for kind, name, was, now in only()}
    assert ("certification", "", "a subject", "no row") in told
    assert ("product", "", "nothing of it", "a row") in told
    assert any(one[:2] == ("product", "standards") for one in told)


def test_what_was_erased_is_not_compared_and_the_rest_is(only, tea):
    erase_private("producer", tea.producer.uid, by=None, reason="đơn")
    assert only() == []
    comparison = Comparison()
    list(comparison.differences())
    assert comparison.erased > 0
    producer = Producer.objects.get(pk=tea.producer_id)
    producer.email = "moi@htx.vn"
    with act("producer.edit", by=None) as deed:
        deed.save(producer)
    assert only() == []
    Producer.objects.update(email="khac@htx.vn")
    assert [one[1] for one in only()] == ["email"]


def test_the_command_names_them_and_lists_what_is_not_told(only, tea):
    said = StringIO()
    Product.objects.update(name="Chè khác")
    with pytest.raises(SystemExit):
        call_command("verify_journal", state=True, stdout=said)
    line = f'product {tea.uid}, name: the journal says "Chè Shan", stored is "Chè khác"'
    assert line in said.getvalue()
    call_command("verify_journal", untold=True, stdout=said)
    assert "accounts.User.password: not even its hash" in said.getvalue()


def test_every_table_is_told_or_listed_with_why_it_is_not():
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    parts = set()
    for owner, names in untold.PARTS.items():
        for name in names:
            relation = models[owner]._meta.get_field(name)
            part = (
                relation.remote_field.through if relation.many_to_many else relation.related_model
            )
            parts.add(part._meta.label)
    subjects = {label for label, model in models.items() if issubclass(model, Subject)}
    test_only = {label for label in models if label.startswith("tests.")}
    listed = set(untold.TABLES)
    assert set(models) - test_only == subjects | parts | listed
    assert not listed & (subjects | parts)
    assert all(untold.TABLES.values())


def test_every_field_of_a_subject_is_told_or_listed_with_why_it_is_not():
    untold_fields = {
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if issubclass(model, Subject)
        for name in model.UNTOLD
    }
    assert untold_fields == set(untold.FIELDS)


def test_lines_of_before_a_field_had_its_class_verify_and_are_counted(tea, only, monkeypatch):
    """A registration number of an earlier release: plainly in its line, for good; the row agrees."""
    with monkeypatch.context() as earlier:
        earlier.setattr(Producer, "PRIVATE_FIELDS", frozenset({"phone"}))
        old = make.producer("Hộ cũ", kind="household", registration_number="17A8000001")
    assert only() == []
    said = StringIO()
    with pytest.raises(SystemExit):  # the cast is not made by acts
        call_command("verify_journal", state=True, stdout=said)
    assert "1 lines of earlier releases hold private values plainly" in said.getvalue()
    [entry] = history_of(old)
    assert ("số đăng ký kinh doanh", "17A8000001") in [
        (change.label, change.after) for change in entry.changes
    ]
    old.registration_number = "17A8000002"
    with act("producer.edit", by=None) as deed:
        deed.save(old)
    assert only() == []
    assert [fault.what for fault in Verification().faults()] == []
