"""Which producers and products may have been entered twice: by names and places within a province,
by numbers between two."""

from datetime import date

import pytest

from certifications.merging.pairs import (
    producers_entered_twice,
    producers_in_two_provinces,
    products_entered_twice,
    products_in_two_provinces,
)
from certifications.models import Certification
from ocop_registry.accounts.permissions import Scope
from producers.models import Producer
from products.models import Product
from tests import factories as make
from tests.certifications.certificates.history import recognised

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope(True, frozenset())


@pytest.fixture
def two():
    return make.producer("HTX Tài Hoan", phone="0912345678"), make.producer(
        "Hợp tác xã Tài Hoan", phone="0913 000 111"
    )


def test_pairs_of_producers_by_name_and_place_or_by_number(two):
    make.producer("HTX Tài Hoan", place=make.commune("19", 1))  # the same name in another commune
    phone = make.producer(
        "Cơ sở Bà Lan", place=make.commune("19", 2), phone="+84 912345678; 0912.345.678"
    )
    found = producers_entered_twice(Producer.objects.all())
    assert [({pair.one.uid, pair.other.uid}, pair.reasons) for pair in found] == [
        ({two[0].uid, two[1].uid}, ["cùng tên"]),
        ({two[0].uid, phone.uid}, ["cùng điện thoại"]),
    ]
    assert [pair.percent for pair in found] == [100, 0]


def test_a_number_that_everybody_bears_is_no_hint():
    for number in range(52):
        make.producer(
            f"HTX thứ {number} {number}", place=make.commune("19", number), phone="0912345678"
        )
    assert producers_entered_twice(Producer.objects.all()) == []


def test_pairs_of_products_within_one_producer(two):
    one, other = make.product("Miến dong", of=two[0]), make.product("Miến  Dong", of=two[0])
    make.product("Miến dong", of=two[1])
    found = products_entered_twice(Product.objects.all())
    assert [({pair.one.uid, pair.other.uid}, pair.reasons) for pair in found] == [
        ({one.uid, other.uid}, ["cùng tên"])
    ]


def test_between_two_provinces_only_numbers_speak():
    here, there = make.commune("19"), make.commune("24")
    one = make.producer("HTX Tài Hoan", place=here, phone="0912345678")
    make.producer("HTX Tài Hoan", place=there)  # the same name elsewhere is another
    other = make.producer("Cơ sở Bà Lan", place=there, phone="0209 387 123; 0912 345 678")
    make.producer("HTX Ba Bể", place=here, phone="0912345678")  # of one's own province
    found = producers_in_two_provinces(EVERYWHERE)
    assert {(pair.one.uid, pair.other.uid) for pair in found} >= {(one.uid, other.uid)}
    assert {pair.one.province != pair.other.province for pair in found} == {True}
    assert len(found) == 2
    own = Scope(False, frozenset({make.province("19").pk}))
    assert producers_in_two_provinces(own) == []
    first, second = make.product("Miến", of=one, gtin="8936012345674"), make.product("Chè", of=one)
    third = make.product("Mật ong", of=other, gtin="08936012345674")
    for one in (second, third):
        recognised(one, 3, on=date(2024, 5, 1))
    Certification.objects.update(code="19-02155-003-2024")  # no act would leave it so
    assert products_in_two_provinces(own) == []
    found = products_in_two_provinces(EVERYWHERE)
    assert [(pair.one.uid, pair.other.uid, pair.reasons) for pair in found] == [
        (second.uid, third.uid, ["cùng mã sản phẩm"]),
        (first.uid, third.uid, ["cùng mã GTIN"]),
    ]


def test_pairs_with_one_are_those_of_all_pairs_that_it_is_in(two):
    make.producer("HTX Tài Hoan Na Rì")
    make.producer("Cơ sở Bà Lan", place=make.commune("19", 2), phone="0912345678")
    rows = Producer.objects.all()
    every = producers_entered_twice(rows)
    for subject in rows:
        mine = [one for one in every if subject.pk in (one.one.pk, one.other.pk)]
        found = producers_entered_twice(rows, only=subject.pk)
        assert sorted(map(str, found)) == sorted(map(str, mine))
