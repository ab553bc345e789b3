"""Questions about places: one for all that mean the same, however it is written; no two answers
alike; a former district alone never becomes a province in silence."""

from datetime import date

import pytest

from certifications.imports import staging
from certifications.imports.asked.places import unit_options
from certifications.models import Certification
from ocop_registry.places.reading.meaning import meaning
from producers.models import Producer
from tests import factories as make
from tests.certifications.imports.registers import KIND, applied, looked, simple

HEADINGS = ("Tên sản phẩm", "Chủ thể", "Loại hình", "Xã, phường", "Hạng sao", "Ngày cấp")
SAME = [
    ["Xã Côn Minh, huyện Na Rì", "Côn Minh - Na Rì", "con minh, h. na ri", "X. Côn Minh, H. Na Rì", "XÃ CÔN MINH – NA RÌ"],
    ["Thị trấn Yến Lạc, huyện Na Rì", "TT Yến Lạc, Na Rì", "tt. yen lac - na ri", "TT. Yến Lạc, H.Na Rì", "thị trấn Yến Lạc (Na Rì)"],
    ["Phường Sông Cầu", "P. Sông Cầu", "phuong song cau", "P.Sông Cầu", "PHƯỜNG SÔNG CẦU"],
    ["Xã Hồng Thái", "Hồng Thái", "hong thai", "X. Hồng Thái", "xã Hồng Thái."],
    ["Xã Mỹ Phương, huyện Ba Bể", "Mĩ Phương, Ba Bể", "mi phuong - ba be", "X.Mỹ Phương, Ba Bể", "Xã Mỹ Phương huyện Ba Bể"],
]  # fmt: skip
OTHER = [
    ("Xã Hồng Thái", "Thị trấn Hồng Thái"), ("Xã Côn Minh, Na Rì", "Xã Côn Minh, Ba Bể"), ("Xã Ba Bể", "Huyện Ba Bể"),
    ("Phường Sông Cầu", "Xã Sông Cầu"), ("Xã Yến Lạc", "Xã Yên Lãng"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_ways_to_write_one_place_mean_the_same(texts):
    assert len({meaning(text) for text in texts}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_places_mean_something_else(one, other):
    assert meaning(one) != meaning(other)


@pytest.mark.django_db
def test_no_two_answers_are_alike():
    unit = make.old_place("066")
    twin = make.Place.objects.get(pk=make.commune().pk)
    twin.full_name, twin.path = unit.full_name, unit.path
    twin.valid_until = unit.valid_until
    labels = [option.label for option in unit_options([unit, unit, twin])]
    assert len(labels) == len(set(labels)) == 2


@pytest.mark.django_db
def test_all_spellings_of_a_place_are_one_question_and_one_answer(lan):
    province = make.province()
    rows = [
        (f"Miến {at}", f"HTX {at}", "HTX", text, 3, date(2026, 1, 5))
        for at, text in enumerate(["Huyện Na Rì", "huyện Na Rì", "H. Na Rì"])
    ]
    imported = staging.stage(simple(HEADINGS, *rows), "so.xlsx", KIND, province=province, by=lan)
    asked = [row.options for row in imported.rows.order_by("number")]
    keys = {one["place_now"]["key"] for one in asked}
    assert len(keys) == 1
    first = imported.rows.order_by("number").first()
    value = first.options["place_now"]["options"][0]["value"]
    staging.mend(imported, {first.pk: staging.Mending(choices={"place_now": value})}, by=lan)
    imported.refresh_from_db()
    assert imported.counts["refused"] == 0


@pytest.mark.django_db
def test_a_district_alone_takes_the_commune_that_the_register_has_and_says_so(lan, minh):
    province = make.province()
    commune = (
        make.Place.objects.current().communes().get(province=province, full_name="Xã Côn Minh")
    )
    make.producer("HTX Nà Pò", place=commune)
    row = ("Miến dong", "HTX Nà Pò", "HTX", "Huyện Na Rì", 3, date(2026, 1, 5))
    [found] = looked(simple(HEADINGS, row), province, lan)
    assert found.faults == []
    assert "không còn cấp huyện: lấy Xã Côn Minh" in " ".join(found.notes)
    applied(simple(HEADINGS, row), province, lan, minh)
    assert Certification.objects.get().place == commune
    assert Producer.objects.count() == 1


@pytest.mark.django_db
def test_a_district_alone_of_one_who_is_not_known_closer_is_asked(lan):
    make.producer("HTX Nà Pò", place=make.old_place("066"))
    row = ("Miến dong", "HTX Nà Pò", "HTX", "Huyện Na Rì", 3, date(2026, 1, 5))
    [found] = looked(simple(HEADINGS, row), make.province(), lan)
    assert list(found.questions) == ["place_now"]
    before = ("Miến dong", "HTX Nà Pò", "HTX", "Huyện Na Rì", 3, date(2021, 1, 5))
    [found] = looked(simple(HEADINGS, before), make.province(), lan)
    assert found.faults == []
