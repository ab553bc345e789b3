"""The last day in force: the function of the law against standing, the queries and the trigger's
SQL, for every boundary day, on the database at hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product as every

import pytest
from django.db import connection

from certifications.identity.known_facts import period_fields
from certifications.law import numbers, rules, validity
from certifications.models import Certification
from certifications.models.triggers import LAST_DAY
from certifications.register import stretches
from ocop_registry.known_days import KnownDay
from tests.certifications.models.periods import a_decision, a_place, a_producer, a_product, certify

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
# 31st, leap day and its eve, the last day of a short month, an ordinary day
FIRSTS = [date(2026, 12, 31), date(2024, 2, 29), date(2023, 2, 28), date(2026, 5, 22)]


@dataclass(frozen=True)
class Shape:
    """What happened to a recognition: extended by so many days, ended so many days after its
    first."""

    extended: int | None
    ended: int | None


VAGUE = [
    *(KnownDay.of(None, year) for year in (2022, 2024, 2026)),
    *(KnownDay.of(None, 2020, part) for part in ("12", "2", "Q4", "Q1")),
    *(KnownDay.of(None, 2026, part, by=date(2026, 11, 21)) for part in ("", "11", "Q4")),
]
SOON = timedelta(days=90)
LONGEST = numbers.EXTENSION_MAX_DAYS
SHAPES = [
    Shape(extended, ended)
    for extended, ended in every((None, 1, LONGEST), (None, 0, 1, 500, 1095, 1096, 1200, 1400))
]


def recognitions() -> Iterator[Certification]:
    """One of each shape from each first day, every one of a product of its own, and of months, quarters
    and years only."""
    place = a_place()
    decision, producer = a_decision(place), a_producer(place)
    for first, shape in every(FIRSTS, SHAPES):
        last = rules.period_of(first, None).end
        assert last is not None
        values = {}
        if shape.extended:
            values |= {
                "extended_until": last + timedelta(days=shape.extended),
                "extension_basis": "căn cứ",
            }
        if shape.ended is not None:
            values |= {"ended_on": first + timedelta(days=shape.ended), "ended_by": "superseded"}
        yield certify(a_product(producer), decision, first, last, **values)
    for issued in VAGUE:
        one = certify(a_product(producer), decision, None)
        for name, value in period_fields(issued, None).items():
            setattr(one, name, value)
        one.save()
        yield one


@pytest.fixture
def stored() -> list[Certification]:
    return list(recognitions())


def boundary_days(certifications: list[Certification]) -> list[date]:
    """Every day on which anything may turn, its eve and its morrow."""
    turns = set(rules.turning_days(certifications))
    for one in certifications:
        turns |= {validity.last_day(one), validity.last_day(one) + ONE_DAY}
        if one.in_force_until:
            turns |= set(rules.renewal_window(one.in_force_until))
    return sorted({day + step * ONE_DAY for day in turns for step in (-1, 0, 1)})


def test_the_shapes_reach_every_case(stored):
    lasts = [(validity.last_day(one), one) for one in stored if one.issued_on]
    assert any(last == one.extended_until for last, one in lasts)
    assert any(last == one.in_force_until for last, one in lasts)
    assert any(one.ended_on and last == one.ended_on - ONE_DAY for last, one in lasts)
    assert any(last < one.issued_on for last, one in lasts), "ended before it began"


def test_a_recognition_counts_from_its_first_to_its_last_day(stored):
    for day in boundary_days(stored):
        for one in stored:
            if one.issued_on:
                counts = rules.standing(one, day) in rules.VALID
                assert counts == (one.issued_on <= day <= validity.last_day(one)), (one.pk, day)


def test_the_queries_say_what_standing_says(stored):
    found = Certification.objects.filter(pk__in=[one.pk for one in stored])
    exact = {rules.Standing.IN_FORCE, rules.Standing.EXPIRING}
    renewed = 0
    ends = {
        one.pk: (one.in_force_until, one.possible_until or one.in_force_until) for one in stored
    }
    for day in boundary_days(stored):
        told = {one.pk: rules.standing(one, day) for one in stored}
        due = {
            one.pk
            for one in stored
            if one.issued_on
            and one.in_force_until
            and told[one.pk] in exact
            and rules.renewal_window(one.in_force_until)[0] <= day
            and day <= rules.renewal_window(one.in_force_until)[1]
        }
        renewed += len(due)
        expiring = {pk for pk, state in told.items() if state == rules.Standing.EXPIRING}
        asked = {
            "counting": (found.counting(day), {p for p, s in told.items() if s in rules.VALID}),
            "in force": (found.in_force(day), {p for p, s in told.items() if s in exact}),
            "expiring": (found.expiring(day, numbers.EXPIRING_DAYS), expiring),
            "to renew": (found.to_renew(day), due),
            "perhaps expiring": (
                found.perhaps_expiring(day, 90),
                {
                    pk
                    for pk, (first, last) in ends.items()
                    if told[pk] in {*exact, rules.Standing.UNCLEAR}
                    and first <= day + SOON
                    and day <= last
                },
            ),
            "surely expiring": (
                found.surely_expiring(day, 90),
                {pk for pk, (_, last) in ends.items() if told[pk] in exact and last <= day + SOON},
            ),
        }
        for name, (query, expected) in asked.items():
            assert set(query.values_list("pk", flat=True)) == expected, (name, day)
    assert renewed > 0


def test_the_triggers_sql_gives_the_same_last_day(stored):
    table = Certification._meta.db_table
    expression = LAST_DAY[connection.vendor].format(row=table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, CAST({expression} AS text) FROM {table}")  # noqa: S608 (no value from outside)
        found = dict(cursor.fetchall())
    assert len(stored) == len(FIRSTS) * len(SHAPES) + len(VAGUE)
    for one in stored:
        assert found[one.pk] == validity.last_day(one).isoformat(), (one.pk, one.in_force_until)


def test_the_stretches_of_the_register_turn_on_the_same_days(stored):
    for one in stored:
        cut = stretches.of_certification(one)
        for day in boundary_days([one]):
            standing = next(s.standing for s in cut if s.first <= day <= s.last)
            assert standing == rules.standing(one, day), (one.pk, day)
