"""From a place as people write it to the unit: all usual spellings, the day, what is refused, and
why."""

import csv
import unicodedata
from datetime import date, timedelta

import pytest

from ocop_registry.places.models import Place
from ocop_registry.places.names import DATA
from ocop_registry.places.resolve import Resolver, find, resolve, today_of

pytestmark = pytest.mark.django_db

THEN, NOW = date(2021, 3, 1), date(2026, 10, 1)
KIM_LU = "02158@2025-06-30"

GOOD = [
    ("xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn", THEN, KIM_LU),
    ("XÃ KIM LƯ, HUYỆN NA RÌ, TỈNH BẮC KẠN", THEN, KIM_LU),
    ("X. Kim Lư, H. Na Rì, T. Bắc Kạn", THEN, KIM_LU),
    ("x.kim lư,h.na rì,t.bắc kạn", THEN, KIM_LU),
    ("xa kim lu, huyen na ri, tinh bac can", THEN, KIM_LU),
    ("xã Kim Lư huyện Na Rì tỉnh Bắc Kạn", THEN, KIM_LU),
    ("xa kim lu huyen na ri tinh bac kan", THEN, KIM_LU),
    ("Kim Lư - Na Rì - Bắc Kạn", THEN, KIM_LU),
    ("Kim Lư; Na Rì", THEN, KIM_LU),
    ("Thôn Nà Pò, xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn, Việt Nam", THEN, KIM_LU),
    (unicodedata.normalize("NFD", "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn"), THEN, KIM_LU),
    ("xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn", None, KIM_LU),
    ("xã Na Rì, tỉnh Thái Nguyên", None, "02155"),
    ("Thái Nguyên", None, "19"),
    ("Thái Nguyên", THEN, "19@2025-06-30"),
    ("Thái Nguyên, Thái Nguyên", THEN, "164@2025-06-30"),
    ("TP Thái Nguyên", THEN, "164@2025-06-30"),
    ("Bắc Kạn", None, "06@2025-06-30"),
    ("Tỉnh Bắc Cạn", THEN, "06@2025-06-30"),
    ("TX. Bắc Cạn", THEN, "058@2025-06-30"),
    ("Chợ Mới, Bắc Kạn", THEN, "065@2025-06-30"),
    ("huyện Việt Yên, Bắc Giang", THEN, "222@2025-06-30"),
    ("TT. Yến Lạc, H. Na Rì", THEN, "02155@2025-06-30"),
    ("xa Kim Lư. huyen Na Rì. tinh Bắc Kạn", THEN, KIM_LU),
    ("Mù Cang Chải, Yên Bái", THEN, "137@2025-06-30"),
    ("Thiện Lương - Tân Thiềng - Chợ Lách - Bến Tre", THEN, "28891@2025-06-30"),
    ("Nà Pò, xã Kim Lư, huyện Na Rì", THEN, KIM_LU),
    ("tỉnh Bắc Kạn, huyện Na Rì, xã Kim Lư", THEN, KIM_LU),
    ("xã Kim Lư (cũ), huyện Na Rì", THEN, KIM_LU),
    ("xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn (nay là xã Na Rì, tỉnh Thái Nguyên)", THEN, KIM_LU),
    # of before, and said so
    ("xã Kim Lư cũ, huyện Na Rì cũ", THEN, KIM_LU),
    ("Na Rì (cũ)", None, "066@2025-06-30"),
    ("Na Rì cũ, Bắc Kạn", None, "066@2025-06-30"),
    ("Yên Thế cũ, tỉnh Bắc Giang cũ", None, "215@2025-06-30"),
    ("Lục Ngạn (cu)", None, "219@2025-06-30"),
    ("xã Lũng Cú", None, "00715"),  # a name, not a time
    # the largest unit first, without its kind
    ("Bắc Kạn, Na Rì, Văn Lang", THEN, "02140@2025-06-30"),
    ("Bắc Kạn - Na Rì - Kim Lư", THEN, KIM_LU),
    ("Thái Nguyên, Na Rì", None, "02155"),
    # of before, under the province of today
    ("xã Kim Lư, huyện Na Rì, tỉnh Thái Nguyên", THEN, KIM_LU),
    ("Kim Lư, Na Rì, Thái Nguyên", None, KIM_LU),
    ("huyện Na Rì, tỉnh Thái Nguyên", None, "066@2025-06-30"),
    ("F.1, Q.3, TP.HCM", THEN, "27160@2025-06-30"),
    ("F1 Q3 TP.HCM", THEN, "27160@2025-06-30"),
    ("f. Gia Sàng, Thái Nguyên", NOW, "05467"),
    ("P.1, Q.3, TP.HCM", THEN, "27160@2025-06-30"),
    ("phường 01, quận 3, thành phố Hồ Chí Minh", THEN, "27160@2025-06-30"),
    ("Bà Rịa - Vũng Tàu", THEN, "77@2025-06-30"),
    ("tỉnh Thừa Thiên - Huế", THEN, "46@2025-06-30"),
    ("thị xã Phú Thọ tỉnh Phú Thọ", THEN, "228@2025-06-30"),
    ("tỉnh Đồng Nai", None, "75"),
    ("tỉnh Đồng Nai", date(2026, 4, 29), "75@2026-04-29"),
    ("xã Lộc Ninh, tỉnh Đồng Nai", date(2026, 4, 29), "25270@2026-04-29"),
    ("phường Lộc Ninh, Đồng Nai", NOW, "25270"),
    ("đặc khu Hoàng Sa", None, "20333"),
    ("Phường Quy Nhơn", NOW, "21583"),
    ("Phường Qui Nhơn", NOW, "21583"),
    ("19", None, "19"),
    ("19", THEN, "19@2025-06-30"),
    ("19@2025-06-30", None, "19@2025-06-30"),
    ("02155", None, "02155"),
    ("02155", THEN, "02155@2025-06-30"),
    ("06", None, "06@2025-06-30"),
]

REFUSED = [
    ("", None, "Chưa ghi địa danh", 0),
    (" , ", None, "Chưa ghi địa danh", 0),
    ("xã Không Có", THEN, "vào ngày 01/03/2021", 0),
    ("xã Tân Lập", None, "Hãy ghi thêm tỉnh", 3),
    ("Bắc Kạn", NOW, "Gần nhất: phường Bắc Kạn", 1),
    ("xã Bố Hạ, Bắc Giang", THEN, "thị trấn Bố Hạ, huyện Yên Thế", 1),
    ("huyện Na Rì", NOW, "Gần nhất: xã Na Rì", 1),
    ("xã Kim Lừ, huyện Na Rì, tỉnh Bắc Kạn", THEN, "Gần nhất: xã Kim Lư", 1),
    ("xã Kim Lu, huyện Na Rì", THEN, "Gần nhất: xã Kim Lư", 1),
    ("Tân Cươn, xã Không Có, huyện Na Rì", THEN, "Không có đơn vị", 0),
    ("xã Không Có, huyện Na Rì, tỉnh Bắc Kạn", THEN, "Không có đơn vị", 0),
    ("xa Kim Lừ huyen Na Rì", THEN, "Gần nhất: xã Kim Lư", 1),
    ("huyện Đạ Huoai, tỉnh Lâm Đồng", THEN, "Hãy ghi mã đơn vị", 2),
    ("19@2020-01-01", None, "Không có đơn vị hành chính “19@2020-01-01”", 2),
    ("98765", None, "Không có đơn vị hành chính “98765”", 0),
    ("06", NOW, "tỉnh Bắc Kạn (đến 30/06/2025)", 1),
]


@pytest.mark.parametrize(("text", "on", "code"), GOOD)
def test_finds_the_one_unit_meant(text, on, code):
    found = resolve(text, on)
    assert (found.problem, found.place and found.place.public_code) == ("", code)
    assert found.candidates == (found.place,)


@pytest.mark.parametrize(("text", "on", "problem", "candidates"), REFUSED)
def test_says_what_to_add_instead_of_guessing(text, on, problem, candidates):
    found = resolve(text, on)
    assert found.place is None
    assert problem in found.problem
    assert len(found.candidates) == candidates


def test_several_that_bear_the_name_are_told_from_those_that_are_only_near():
    assert resolve("xã Tân Lập").several
    near = resolve("xã Kim Lừ, huyện Na Rì, tỉnh Bắc Kạn", THEN)
    assert near.candidates
    assert not near.several


def test_marks_decide_between_names_that_fold_alike():
    twins = _twins()
    assert twins
    for one, other in twins:
        assert resolve(one.path(), NOW).place == one
        assert resolve(other.path(), NOW).place == other
        bare = resolve(f"{one.kind} {one.search_key}, {one.province.search_key}", NOW)
        assert bare.place is None
        assert set(bare.candidates) == {one, other}
        assert "dấu" in bare.problem


def _twins():
    """Communes of one kind and province whose names differ in their marks only."""
    seen, twins = {}, []
    for unit in Place.objects.current().communes().select_related("parent", "province"):
        first = seen.setdefault((unit.province_id, unit.kind, unit.search_key), unit)
        if first is not unit:
            twins.append((first, unit))
    return twins


def test_every_unit_is_found_by_its_own_path_or_told_apart_from_its_namesake():
    resolver = Resolver()
    missed = []
    for unit in Place.objects.select_related("parent__parent", "province"):
        there = unit.valid_until or NOW  # one gone some day before is no more on its last
        found = resolver.resolve(unit.path(), there - timedelta(days=not unit.dates_exact))
        assert found.place in (None, unit)
        if found.place is None:
            assert unit in found.candidates
            missed.append(unit)
    # Each is one of a pair: an abolished unit and the one that took its name, in one district, on
    # an unknown day: the last of these, whose list has the heir alone, tells them apart.
    assert len(missed) == 81
    assert not any(unit.dates_exact for unit in missed)


def test_the_resolver_in_memory_answers_as_the_database_does(django_assert_num_queries):
    texts = [(text, on) for text, on, *_ in GOOD + REFUSED]
    with (DATA / "old_communes_10035.csv").open(encoding="utf-8", newline="") as file:
        texts += [
            (row["full_name"], on)
            for row in list(csv.DictReader(file))[::250]
            for on in (THEN, None)
        ]
    stored = [resolve(text, on) for text, on in texts]
    with django_assert_num_queries(1):
        resolver = Resolver()
        remembered = [resolver.resolve(text, on) for text, on in texts]
        paths = [[unit.path() for unit in found.candidates] for found in remembered]
    assert remembered == stored
    assert paths == [[unit.path() for unit in found.candidates] for found in stored]


@pytest.mark.parametrize(
    "text", ["xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn", "Tân Lập", "02155", "xã Không Có"]
)
def test_one_query_whatever_the_text(text, django_assert_num_queries):
    with django_assert_num_queries(1):
        resolve(text, THEN)


def test_find_puts_units_in_force_first_and_knows_their_today():
    found = find("kim lu")
    assert "02158@2025-06-30" in [unit.public_code for unit in found]
    kim_lu = next(unit for unit in found if unit.code == "02158")
    assert [unit.full_name for unit in kim_lu.today_units] == ["Xã Na Rì"]

    found = find("na rì")
    assert [unit.public_code for unit in found] == ["02155", "066@2025-06-30"]

    found = find("bac can")
    assert {unit.public_code for unit in found} >= {"01843", "06@2025-06-30", "058@2025-06-30"}
    assert [unit.in_force for unit in found] == sorted(
        (unit.in_force for unit in found), reverse=True
    )


def test_find_narrows_by_kind_by_units_above_and_by_code():
    assert {unit.kind for unit in find("huyện na")} == {"huyen"}
    assert [unit.public_code for unit in find("kim lư, na rì")] == [KIM_LU]
    assert [unit.public_code for unit in find("02155")] == ["02155", "02155@2025-06-30"]
    assert [unit.public_code for unit in find("19")][:2] == ["19", "19@2025-06-30"]
    assert find("") == find("%") == find("không đâu có") == []
    assert len(find("tân", limit=7)) == 7


@pytest.mark.parametrize("query", ["kim lư, na rì", "tân"])
def test_find_costs_few_queries_however_many_rows(query, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        for unit in find(query, limit=50):
            assert unit.path()
            assert isinstance(unit.today_units, list)


def test_today_of_a_whole_commune_a_split_one_a_district_and_a_province():
    kim_lu = Place.objects.get(code="02158")
    assert today_of(kim_lu).place.full_name == "Xã Na Rì"
    assert kim_lu.province.today_units == [kim_lu.province]

    na_ri = Place.objects.get(code="066")
    expected = {
        commune.successor.full_name for commune in na_ri.children.exclude(dates_exact=False)
    }
    assert {unit.full_name for unit in na_ri.today_units} >= expected
    assert len(na_ri.today_units) == 6

    assert [unit.public_code for unit in Place.objects.get(code="06").today_units] == ["19"]
    assert [unit.public_code for unit in Place.objects.get(code="318").today_units] == ["11948"]


def test_a_split_commune_is_left_to_a_person():
    split = next(
        place
        for place in (
            Place.objects.communes()
            .filter(successions__is_default=False, dates_exact=True)
            .order_by("code")
        )
    )
    found = today_of(split)
    assert found.place is None
    assert len(found.candidates) > 1
    assert split.successor in split.successors()
    assert split.successors()[0] == split.successor
    assert "hãy chọn một" in found.problem


def test_today_follows_a_chain_through_abolition_merger_and_change_of_kind():
    retyped = Place.objects.communes().get(code="25270", valid_until__isnull=True)
    for step in (
        retyped.predecessors.get(),
        retyped.predecessors.get().predecessors.order_by("code").first(),
    ):
        assert retyped in step.today_units
    gone = Place.objects.communes().filter(dates_exact=False, successor__isnull=False).first()
    assert all(unit.in_force for unit in gone.today_units)
    assert gone.today_units


def test_today_of_a_unit_whose_heir_is_not_known_says_so():
    lost = (
        Place.objects.communes().filter(successor__isnull=True, valid_until__isnull=False).first()
    )
    found = today_of(lost)
    assert (found.place, found.candidates) == (None, ())
    assert lost.path() in found.problem
