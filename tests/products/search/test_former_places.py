"""Who types a unit of before finds what is made in the units of today that took it over, behind what
was recorded with the old name."""

import json
from typing import Any

import pytest
from django.test import Client

from ocop_registry import clock
from ocop_registry.places.models import Place
from products.models.register import PublicEntry
from products.queries.filters.products import ProductListFilters
from products.queries.search.former import former_units
from products.serving import PRODUCT
from products.today import reading as today
from tests.products.search.test_parts import defined
from tests.public import register

pytestmark = pytest.mark.django_db


def in_commune(number: int, name: str, code: str, *, recorded: list[Place] | None = None) -> str:
    """A product whose producer sits in a commune of today, recorded under it alone or under others
    too."""
    commune = Place.objects.current().get(code=code)
    entry = register.product(
        number,
        name,
        province=commune.current_province,
        places=[commune, *(recorded or [])],
        commune_code=code,
        producer=f"HTX {number}",
    )
    card = json.loads(entry.card) | {"commune": {"code": code, "full_name": commune.full_name}}
    PublicEntry.objects.filter(pk=entry.pk).update(card=json.dumps(card, ensure_ascii=False))
    for state in entry.states.all():
        state.state = state.state.replace("huyện Na Rì, tỉnh Bắc Kạn", commune.path())
        state.save()
    return entry.uid


def commune_of(old: str, **narrowed: Any) -> str:
    """The code of a commune of today that took over a part of an old unit of that name."""
    unit = Place.objects.filter(full_name=old, valid_until__isnull=False, **narrowed).order_by(
        "code"
    )[0]
    return unit.today_units[0].code


@pytest.fixture
def _filled() -> None:
    na_ri = Place.objects.get(full_name="Huyện Na Rì", valid_until__isnull=False)
    code = na_ri.today_units[0].code
    in_commune(1, "Miến dong", code)
    in_commune(2, "Chè dây", code)
    in_commune(3, "Chè Na Rì", code)
    in_commune(4, "Miến gạo", code, recorded=[na_ri])
    in_commune(5, "Miến dong", commune_of("Huyện Yên Thế"))
    register.ready()


def found(client: Client, text: str, **more: str) -> list[tuple[str, str]]:
    answer = client.get("/api/v1/products/", {"q": text, **more}).json()
    return [(one["name"], one["match"]["sentence"]) for one in answer["results"]]


@pytest.mark.usefixtures("_filled")
def test_what_was_not_recorded_with_the_old_name_comes_last_with_the_reason(client: Client) -> None:
    names = [name for name, _ in found(client, "Na Rì")]
    assert names == ["Chè Na Rì", "Miến gạo", "Chè dây", "Miến dong"]
    assert found(client, "huyện na ri")[0][0] == "Miến gạo"
    [(_, told)] = [one for one in found(client, "Na Rì") if one[0] == "Miến dong"]
    commune = Place.objects.get(full_name="Huyện Na Rì", valid_until__isnull=False).today_units[0]
    today_name = commune.full_name[0].lower() + commune.full_name[1:]
    assert told == f"khớp: địa bàn huyện Na Rì, nay thuộc {today_name}"


@pytest.mark.usefixtures("_filled")
def test_words_beside_the_place_are_borne(client: Client) -> None:
    assert [name for name, _ in found(client, "miến dong na rì")] == ["Miến dong"]
    assert [name for name, _ in found(client, "trà na rì")] == ["Chè Na Rì", "Chè dây"]
    assert len(found(client, "miến dong yên thế")) == 1


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("text", ["Bắc Kạn", "tỉnh Bắc Kạn", "bac can", "Bắc Cạn"])
def test_so_is_an_old_province(client: Client, text: str) -> None:
    assert {name for name, _ in found(client, text)} == {
        "Miến dong", "Chè dây", "Chè Na Rì", "Miến gạo"
    }  # fmt: skip


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("text", ["na ri", "che na ri", "mien dong na ri", "bac kan", "yen the"])
@pytest.mark.parametrize("few", [200, -1])
def test_pages_and_other_days_find_the_same(
    client: Client, text: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("products.queries.search.reading.FEW", few)
    pages, address = [], f"/api/v1/products/?q={text}&page_size=1&standing=all"
    while address:
        answer = client.get(address).json()
        pages += [one["uid"] for one in answer["results"]]
        address = answer["next"]
    assert pages == defined(text, "all") != []
    rows = ProductListFilters({"q": text}, today.rows(PRODUCT, clock.today()))
    assert rows.matching().count() == len(pages)


@pytest.mark.usefixtures("_filled")
def test_the_check_offers_what_is_made_there(client: Client) -> None:
    page = client.get("/tra-cuu/", {"q": "miến dong na rì"}).content.decode()
    assert "khớp: địa bàn huyện Na Rì, nay thuộc" in page
    page = client.get("/tra-cuu/", {"q": "chè na rì"}).content.decode()
    assert "nay thuộc" not in page  # one bears the words themselves


def test_marks_and_units_above_choose_among_units_of_one_name() -> None:
    assert former_units("chè") is None
    assert former_units("na") is None
    hong_thai = former_units("Hồng Thái")
    assert hong_thai
    within = former_units("xã Hồng Thái, huyện Na Hang")
    assert within
    assert set(within.names) < set(hong_thai.names)
    spelt, bare = former_units("Tân Thành"), former_units("tan thanh")
    assert spelt
    assert bare
    assert set(spelt.names) < set(bare.names)
    beside = former_units("mật ong Hồng Thái")
    assert beside
    assert beside.rest == ("mat", "ong")
