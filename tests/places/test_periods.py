"""Which unit a code and a day mean, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from ocop_registry.places.models import Place, Succession
from ocop_registry.places.text import sort_key

pytestmark = pytest.mark.django_db

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


def bearer(code, on, **more):
    return Place.objects.in_force(on).get(code=code, **more)


def test_a_code_changes_its_bearer_at_midnight():
    before, after = bearer("02155", LAST), bearer("02155", FIRST)
    assert (before.full_name, before.public_code, before.in_force) == (
        "Thị trấn Yến Lạc",
        "02155@2025-06-30",
        False,
    )
    assert (after.full_name, after.public_code, after.in_force) == ("Xã Na Rì", "02155", True)
    assert (before.on(LAST), before.on(FIRST), after.on(LAST), after.on(FIRST)) == (
        True,
        False,
        False,
        True,
    )


def test_a_province_code_names_a_larger_province_since():
    before, after = bearer("19", LAST), bearer("19", FIRST)
    assert (before.path(), after.path()) == ("tỉnh Thái Nguyên", "tỉnh Thái Nguyên")
    assert before.current_province == after.current_province == after
    assert not Place.objects.in_force(FIRST).filter(code="06").exists()


def test_districts_end_with_june_2025():
    assert Place.objects.in_force(LAST).filter(level="district", dates_exact=True).count() == 696
    assert not Place.objects.in_force(FIRST).filter(level="district").exists()


def test_a_unit_gone_some_day_before_is_not_there_on_the_last_possible_day():
    """Huyện Yên Dũng ended on a day between 2021 and 30/06/2025, whose list has it no more."""
    yen_dung = Place.objects.get(code="221", level="district")
    assert not yen_dung.on(LAST)
    assert yen_dung.on(date(2021, 6, 1))
    assert yen_dung not in Place.objects.in_force(LAST)
    assert yen_dung in Place.objects.in_force(date(2021, 6, 1))
    assert Place.objects.in_force(LAST).filter(level="district").count() == 696


@pytest.mark.parametrize(
    ("code", "day_before", "day", "names"),
    [
        ("75", date(2026, 4, 29), date(2026, 4, 30), ("Tỉnh Đồng Nai", "Thành phố Đồng Nai")),
        ("22", date(2026, 8, 31), date(2026, 9, 1), ("Tỉnh Quảng Ninh", "Thành phố Quảng Ninh")),
        ("24", date(2026, 9, 19), date(2026, 9, 20), ("Tỉnh Bắc Ninh", "Thành phố Bắc Ninh")),
        ("25270", date(2026, 4, 29), date(2026, 4, 30), ("Xã Lộc Ninh", "Phường Lộc Ninh")),
    ],
)
def test_a_unit_retyped_in_2026_has_two_periods(code, day_before, day, names):
    before, after = bearer(code, day_before), bearer(code, day)
    assert (before.full_name, after.full_name) == names
    assert before.successor == after
    assert after.decree
    assert before == bearer(code, FIRST)
    assert before.province == after.current_province or before.province == after.province


def test_a_retyped_commune_stands_under_its_province_of_the_time():
    assert bearer("25270", date(2026, 4, 29)).path() == "xã Lộc Ninh, tỉnh Đồng Nai"
    assert bearer("25270", date(2026, 4, 30)).path() == "phường Lộc Ninh, thành phố Đồng Nai"


def test_every_day_since_2025_has_34_provinces_and_3321_communes():
    for day in (
        FIRST,
        date(2026, 4, 29),
        date(2026, 4, 30),
        date(2026, 9, 19),
        date(2026, 9, 20),
        date(2026, 12, 31),
    ):
        in_force = Place.objects.in_force(day)
        assert (in_force.provinces().count(), in_force.communes().count()) == (34, 3321), day


def make(**changed):
    fields = {
        "code": "zz1",
        "level": "commune",
        "kind": "xa",
        "name": "Thử",
        "full_name": "Xã Thử",
        "search_key": "thu",
    }
    return Place.objects.create(**{**fields, "sort_key": sort_key("Thử"), **changed})


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        (
            "place_code_once_per_period",
            {"valid_from": FIRST, "valid_until": FIRST},
            {"valid_from": FIRST, "valid_until": date(2026, 1, 1)},
        ),
        (
            "place_code_once_without_beginning",
            {"valid_until": LAST},
            {"valid_until": date(2024, 1, 1)},
        ),
        ("place_code_once_in_force", {"valid_from": FIRST}, {"valid_from": date(2026, 1, 1)}),
    ],
)
def test_a_code_has_one_bearer_at_a_time(name, first, second):
    make(**first)
    assert make(**{**second, "code": "zz2"}).pk
    refuses(name, lambda: make(**second))
    assert Place.objects.filter(code="zz1").count() == 1


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("place_period_in_order", {"valid_from": FIRST, "valid_until": LAST}),
        ("place_level_known", {"level": "hamlet"}),
        ("place_kind_known", {"kind": "thon"}),
    ],
)
def test_a_row_that_cannot_be_is_refused(name, wrong):
    refuses(name, lambda: make(**wrong))
    assert make().pk


def link(old, new, **changed):
    return Succession.objects.create(
        **{"old": old, "new": new, "extent": "part", "is_default": False, **changed}
    )


def test_successions_that_cannot_be_are_refused():
    old, new, other = make(valid_until=LAST), make(code="zz2"), make(code="zz3")
    link(old, new, is_default=True)

    refuses("succession_once_per_pair", lambda: link(old, new))
    refuses("succession_one_default", lambda: link(old, other, is_default=True))
    refuses("succession_of_another", lambda: link(old, old))
    refuses("succession_extent_known", lambda: link(old, other, extent="some"))

    assert link(old, other).pk
    assert old.successors() == [new, other]


def refuses(name, write):
    """The named constraint stands in the way. SQLite names check constraints only."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    message = str(refusal.value)
    assert name in message or (
        connection.vendor == "sqlite" and message.startswith("UNIQUE constraint failed")
    )
