"""What is lacking, as the database finds it: the same as told row by row of what each recognition
holds, in every order, counted without being read."""

from datetime import date

import pytest

from certifications.certificates.gaps import ORDERS, PARTS, Gaps, scheme_applied
from certifications.law.rules import FIRST_SCHEME_DAY
from certifications.models import Certification, Level
from ocop_registry.accounts.permissions import Scope
from ocop_registry.known_days import PARTS as PARTS_OF_A_YEAR
from ocop_registry.known_days import KnownDay
from producers.models import ProducerKind
from tests import factories as make
from tests.certifications.certificates.history import recognised

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope(True, frozenset())
FIRST = FIRST_SCHEME_DAY
# every precision in the year in which schemes begin, and some of the years around
DAYS = [
    KnownDay.of(None),
    *(KnownDay.of(date(2019, 8, day)) for day in (20, 21, 22)),
    *(KnownDay.of(None, year, part) for year in (2018, 2019, 2020) for part in PARTS_OF_A_YEAR),
    *(KnownDay.of(None, 2019, part, date(2019, 8, 20)) for part in ("", "8", "Q3")),
    *(KnownDay.of(None, 2019, part, date(2019, 8, 21)) for part in ("", "8", "Q3")),
]


def parts_of(one: Certification) -> tuple[str, ...]:
    """What a recognition lacks, read from its objects."""
    product, producer = one.product, one.product.producer
    lacks = {
        "number": not one.decision.number,
        "day": not one.issued.exact,
        "year": not one.issued,
        "scheme": one.scheme is None and scheme_applied(one.issued),
        "level": one.level == Level.UNKNOWN,
        "set": product.product_set is None,
        "kind": producer.kind == ProducerKind.UNKNOWN,
        "place": producer.place.level != "commune",
    }
    return tuple(part for part in PARTS if lacks[part])


def test_of_every_day_that_can_be_known_the_same_is_lacking_and_comes_in_its_order():
    owner = make.producer()
    for issued in DAYS:
        recognised(make.product("Miến dong", of=owner), 3, issued=issued)
    found = list(Gaps(EVERYWHERE))
    stored = {one.uid: one for one in Certification.objects.select_related("product__producer")}
    told = {row.certification: row.parts for row in found}
    assert told == {uid: parts for uid, one in stored.items() if (parts := parts_of(one))}
    assert sum("scheme" in parts for parts in told.values()) not in (0, len(told))


def test_the_recognitions_of_one_product_come_by_their_days():
    product = make.product()
    for year in (2022, 2016, 2019):
        recognised(product, 3, year=year)
    assert [row.issued.year for row in Gaps(EVERYWHERE)] == [2016, 2019, 2022]
    found = Gaps(EVERYWHERE, product=product.pk)
    assert [row.issued.year for row in found[1:3]] == [2019, 2022]


@pytest.fixture
def register(db):
    """Three that lack something, each otherwise, one of them without a recognition; one whole."""
    vague = make.producer("Cơ sở Ba Bể", place=make.province("19"), kind=ProducerKind.UNKNOWN)
    recognised(make.product("Rượu Bằng Phúc", of=vague, set_no=None), 3, year=2021)
    coop = make.producer("HTX Đồng Tâm", place=make.commune("24"))
    recognised(make.product("Bún khô", of=coop), 4, on=date(2024, 5, 1))
    make.product("Ấm chè", of=make.producer("HTX An Bình"), set_no=None)
    whole = make.product("Mật ong", of=coop)
    recognised(whole, 4, on=date(2018, 5, 1))


def test_each_order_is_the_same_for_a_page_and_for_all(register):
    wanted = {
        "name": ["Ấm chè", "Bún khô", "Rượu Bằng Phúc"],
        "producer": ["Rượu Bằng Phúc", "Ấm chè", "Bún khô"],
        "most": ["Rượu Bằng Phúc", "Ấm chè", "Bún khô"],
    }
    for order in ORDERS:
        found = Gaps(EVERYWHERE, order=order)
        names = [row.product_name for row in found]
        assert sorted(names) == sorted(wanted["name"])
        assert names == wanted.get(order, names)
        assert [row.product_name for at in range(3) for row in found[at : at + 1]] == names
    places = [row.place for row in Gaps(EVERYWHERE, order="place")]
    assert places.index("Tỉnh Thái Nguyên") == 2, "T comes last here"


def test_what_is_narrowed_is_counted_as_it_is_read(register):
    every = Gaps(EVERYWHERE)
    assert every.count() == len(list(every)) == 3
    for part, count in every.counts().items():
        for narrowed in (every.lacking(part), Gaps(EVERYWHERE, part=part)):
            rows = list(narrowed)
            assert len(rows) == narrowed.count() == count
            assert all(part in row.parts for row in rows)
    for code in every.units():
        for narrowed in (every.of_unit(code), Gaps(EVERYWHERE, unit=code)):
            assert [row.unit for row in narrowed] == [code] * narrowed.count()
    both = every.lacking("set").of_unit("19")
    assert [row.product_name for row in both] == ["Rượu Bằng Phúc"]
    assert both.count() == 1
    assert every.holding("dong tam bun").count() == 1
    assert every.lacking("kind").holding("bún").count() == 0


def test_a_page_costs_as_many_queries_with_three_as_with_one(register, django_assert_num_queries):
    for only, rows in (("number", 1), ("set", 2), ("", 3)):
        found = Gaps(EVERYWHERE, part=only, order="most")
        of_both = only != "number"
        # of each kind counted and read, 1 for places, 1 for keys
        with django_assert_num_queries(6 if of_both else 4):
            assert (found.count(), len(found[0:10])) == (rows, rows)
            assert found.units()
