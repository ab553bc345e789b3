"""A row's constraints asked in one query say what Django's own many queries say."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import CheckConstraint
from django.test.utils import CaptureQueriesContext

from certifications.models import Application, Certification
from ocop_registry.database import constraints
from ocop_registry.journal.models import Subject
from tests import factories

pytestmark = pytest.mark.django_db
SUBJECTS = [model for model in apps.get_models() if issubclass(model, Subject)]


def faults(row: Subject, way: type[models.Model], exclude: set[str]) -> dict:
    """What one way of asking finds wrong with a row."""
    try:
        way.validate_constraints(row, exclude=exclude)
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.fixture
def certification() -> Certification:
    factories.certified(factories.staff(), factories.approver(), [factories.product()])
    return Certification.objects.get()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"stars": 2},
        {"level": "district", "origin": "nowhere"},
        {"ended_by": "revoked", "ended_reason": ""},
        {"issued_from": None},
        {"stars": 9, "number": "", "issuer": ""},
    ],
)
@pytest.mark.parametrize("exclude", [set(), {"stars"}, {"level", "ended_by"}])
def test_both_ways_say_the_same(
    certification: Certification, change: dict, exclude: set[str]
) -> None:
    for name, value in change.items():
        setattr(certification, name, value)
    found = faults(certification, Subject, exclude)
    assert found == faults(certification, models.Model, exclude)
    assert constraints.hold(certification, frozenset(exclude)) is (found == {})


def test_some_of_these_changes_are_faults(certification: Certification) -> None:
    certification.stars = 2
    assert len(faults(certification, Subject, set())["__all__"]) == 1
    assert faults(certification, Subject, {"stars"}) == {}


@pytest.mark.parametrize("model", SUBJECTS, ids=lambda model: model.__name__)
def test_the_question_of_every_model_can_be_asked(model: type[Subject]) -> None:
    """A row without any value: whatever is unknown holds, as it does for the database."""
    row = model()
    for field in model._meta.concrete_fields:
        setattr(row, field.attname, None)
    checks = [one for one in model._meta.constraints if isinstance(one, CheckConstraint)]
    sql, slots = constraints._question(model, frozenset(), "default")
    assert bool(sql) == bool(checks)
    if sql:
        broken = [one for one in checks if not _holds(one, model, row)]
        assert constraints._answer(row, sql, slots, "default") is (broken == [])


def _holds(one: CheckConstraint, model: type[Subject], row: Subject) -> bool:
    try:
        one.validate(model, row)
    except ValidationError:
        return False
    return True


def test_all_checks_cost_one_query(certification: Certification) -> None:
    checks = [one for one in Certification._meta.constraints if isinstance(one, CheckConstraint)]
    assert len(checks) > 5
    with CaptureQueriesContext(
        connection,
    ) as asked:
        certification.validate_constraints()
    assert len([one for one in asked if "_check" in one["sql"] and "COALESCE" in one["sql"]]) == 1


def test_a_question_that_fails_leaves_the_transaction_whole(
    certification: Certification, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constraints, "_question", lambda *about: ("SELECT nothing_known", []))
    assert constraints.hold(certification, frozenset()) is False
    certification.validate_constraints()  # Django's own way finds nothing wrong
    assert Application.objects.count() == 1
