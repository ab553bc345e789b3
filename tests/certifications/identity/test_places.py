"""Which place a row means: the unit of its time that a text names, what decides between several of
one name, and the communes of today."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from certifications.historic.reading import read_row
from certifications.identity.places import Hint, Places
from certifications.models import Scheme
from ocop_registry.places.models import Place
from tests import factories as make
from tests.benchmarks.old_units import communes
from tests.benchmarks.places import Measure

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).parent / "data" / "places_as_written.csv"
OLD_LIST = Path(__file__).parents[3] / "certifications" / "data" / "recognised_products.csv"
THEN = date(2022, 12, 31)
ADDRESS = "địa chỉ: "


def cases() -> Iterator[tuple[str, ...]]:
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        yield from (tuple(row.values()) for row in csv.DictReader(file))


@pytest.fixture(scope="module")
def places_of() -> dict[str, Places]:
    return {}


@pytest.mark.parametrize(("province", "day", "text", "rest", "expected"), list(cases()))
def test_a_place_as_people_write_it(places_of, province, day, text, rest, expected):
    if province not in places_of:
        places_of[province] = Places(make.province(province) if province else None)
    hints = (
        [Hint(rest.removeprefix(ADDRESS), "x", address=rest.startswith(ADDRESS))] if rest else []
    )
    on = date.fromisoformat(day) if day else None
    named = places_of[province].named(text, on, lambda: hints, undated=not day)
    assert (named.unit.path() if named.unit else "?") == expected
    if named.unit is None:
        assert named.candidates
        assert named.problem
    assert bool(named.decided_by) == bool(named.unit and rest)


def test_no_commune_of_before_named_alone_is_taken_for_another():
    """10,603 communes of 2022, each by its kind and name only. Of the name that several bore then,
    1,025 were taken for the one that bears it today."""
    places, found, wrong = Places(None), Counter(), []
    for unit in places.units.values():
        if unit.level != "commune" or unit.in_force or not unit.on(THEN):
            continue
        named = places.named(unit.full_name, THEN)
        if named.unit is None:
            assert unit.path() in {one.path() for one in named.candidates}
            found["asked"] += 1
        else:
            found["told"] += 1
            if named.unit.path() != unit.path() and not places.compatible(named.unit, unit):
                wrong.append((unit.path(), named.unit.path()))
    assert wrong == []
    assert found["told"] > 6000, "what bears its name alone is not asked"


def test_every_row_of_the_old_list_lies_where_it_says():
    """The unit that each row is given is the one of its own codes, or the wider one that it is
    known to lie in."""
    places, schemes = Places(None), list(Scheme.objects.all())
    recognisers = Scheme.objects.recognisers()
    codes = {5: "old_commune_code", 3: "old_district_code", 2: "old_province_code"}
    placed = 0
    with OLD_LIST.open(encoding="utf-8", newline="") as file:
        for number, raw in enumerate(csv.DictReader(file), start=2):
            row = read_row(number, raw, places, schemes, recognisers)
            if row.place is None:
                continue
            placed += 1
            said = raw[codes[len(row.place.code)]]
            assert row.place.code == said or not said, number
            assert row.place.current_province.code == raw["new_province_code"], number
            assert row.place.ancestors()[-1:] in ([], [place_of(raw["old_province_code"])]), number
    assert placed >= 170


def place_of(code: str) -> Place:
    return make.old_place(code)


def test_todays_communes_of_a_text_cost_no_query(django_assert_num_queries):
    places = Places(make.province())
    with django_assert_num_queries(0):
        whole = places.read("xã Kim Lư, huyện Na Rì")
        district = places.read("huyện Na Rì")
        near = places.read("Xã Tân Cươn")
        strange = places.read("Xã Zzz")
    assert whole.one
    assert whole.one.full_name == "Xã Na Rì"
    assert district.one is None
    assert "nay nằm ở" in district.problem
    assert "Tân Cương" in [unit.name for unit in near.units]
    assert "Gần nhất: xã Tân Cương" in near.problem
    assert near.suggested in near.units
    assert (strange.one, strange.units) == (None, [])
    assert strange.problem


LISTS = WRITTEN.with_name("places_in_lists.csv")


def in_lists() -> Iterator[tuple[str, ...]]:
    with LISTS.open(encoding="utf-8", newline="") as file:
        yield from (tuple(row.values()) for row in csv.DictReader(file))


@pytest.mark.parametrize(
    ("province", "text", "expected", "suggested", "now", "noted"), list(in_lists())
)
def test_a_place_as_it_stands_in_lists(places_of, province, text, expected, suggested, now, noted):
    """Of 31/12/2022, in the file of a province or of the country: the unit, or "?" with what is
    suggested; what the text says that it is now; whether it is noted."""
    if province not in places_of:
        places_of[province] = Places(make.province(province) if province else None)
    named = places_of[province].named(text, THEN)
    assert _path(named.unit) == ("" if expected == "?" else expected)
    assert (_path(named.suggested), _path(named.now)) == (suggested, now)
    assert bool(named.notes) == bool(noted)
    if named.unit is None:
        assert named.problem
        assert named.suggested in (None, *named.candidates)


def _path(place: Place | None) -> str:
    return place.path() if place else ""


def test_what_is_written_for_a_unit_reads_as_that_unit(places_of):
    """The text by which a file names a unit of today, in its province."""
    places = Places(make.province("19"))
    for unit in places.units.values():
        if unit.in_force and unit.level == "commune":
            assert places.named(places.text_of(unit), None).unit == unit


def test_old_communes_as_officers_write_them():
    """A part of `tests.benchmarks.places`: none is taken for another without a word, and with its
    district and province each is found."""
    measure = Measure()
    for commune in list(communes())[::200]:
        measure.ask(commune)
    found = Counter[str]()
    for (_, _, shape, _), counts in measure.counts.items():
        assert counts["wrong"] == counts["refused"] == 0, measure.wrong + measure.refused
        found += Counter({f"{shape} {outcome}": n for outcome, n in counts.items()})
    assert found["with both asked"] == 0
    assert found["with both right"] > 1500
    assert found["name alone right"] > 500
