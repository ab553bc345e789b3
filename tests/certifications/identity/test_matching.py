"""Whom a row of a list means: certain matches, near misses, contradictions; the index of names
against comparing with all."""

import itertools

import pytest

from certifications.identity.match import suggestion
from certifications.identity.name_index import NameIndex
from certifications.identity.register_index import Register
from certifications.models import Certification
from ocop_registry.journal.models import MergedSubject
from ocop_registry.places.models import Succession
from producers.lookalikes import ENOUGH, SHOWN, core, likeness
from producers.models import Producer, ProducerKind
from products.models import Product
from tests import factories as make

pytestmark = pytest.mark.django_db
GTIN = "8938501234568"


@pytest.fixture
def tai_hoan():
    return make.producer("HTX Tài Hoan", tax_code="4700123456", registration_number="47-01/HTX")


@pytest.fixture
def mien(tai_hoan):
    return make.product("Miến dong Tài Hoan", of=tai_hoan, gtin=GTIN)


# --- producers ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "told",
    [
        {"tax_code": " 4700 123 456"},
        {"registration_number": "47 – 01 / htx"},
        {"name": "htx  TÀI HOAN"},
        {"tax_code": "4700123456", "registration_number": "47-01/HTX", "name": "HTX TÀI hoan"},
        {"registration_number": "số khác", "name": "HTX Tài Hoan"},
    ],
)
def test_one_identifier_is_enough(tai_hoan, told):
    match = Register(make.province()).find_producer(**told)
    assert (match.one, match.near, match.conflict) == (tai_hoan, [], "")


@pytest.mark.parametrize("number", ["tax_code", "registration_number"])
def test_a_number_of_one_of_another_name_is_asked(tai_hoan, number):
    told = {number: getattr(tai_hoan, number), "name": "HTX có tên mới"}
    match = Register(make.province()).find_producer(**told)
    assert (match.one, match.subjects, match.conflict) == (None, [tai_hoan], "")
    assert "tên “HTX có tên mới”" in match.question
    assert match.near[0].why == "cùng mã, tên khác"


def test_a_uid_answers_as_typed_and_after_a_merge(tai_hoan):
    MergedSubject.objects.create(kind="producer", old_uid="7K3QX91", uid=tai_hoan.uid)
    register = Register(make.province())
    assert register.find_producer(uid=tai_hoan.uid.lower(), name="Tên khác").one == tai_hoan
    assert register.find_producer(uid="7K3QX91").one == tai_hoan
    unknown = register.find_producer(uid="0000000", name="HTX Tài Hoan")
    assert unknown.one is None
    assert "0000000" in unknown.conflict


def test_a_tax_code_whose_leading_zero_a_spreadsheet_ate():
    maker = make.producer("Công ty Hà Nội", tax_code="0100109106")
    assert Register(make.province()).find_producer(tax_code="100109106").one == maker


def test_the_name_counts_in_a_place_that_can_be_the_same():
    link = Succession.objects.filter(
        old__parent=make.old_place("066"), new__valid_until=None
    ).select_related("old", "new")[0]
    old, new = make.producer("HTX Cũ", place=link.old), make.producer("HTX Mới", place=link.new)
    register = Register(make.province())
    assert register.find_producer(name="HTX Cũ", place=link.new).one == old
    assert register.find_producer(name="HTX Mới", place=link.old).one == new
    assert register.find_producer(name="HTX Mới", place=make.old_place("066")).one == new
    elsewhere = register.find_producer(name="HTX Cũ", place=make.commune("19", 0))
    assert elsewhere.one is None
    assert [(near.subject, near.why) for near in elsewhere.near] == [(old, "cùng tên")]
    assert not elsewhere.conflict


def test_of_namesakes_the_one_in_the_very_place_else_none_for_certain():
    here, wide = (
        make.producer("HTX A", place=make.commune("19", 0)),
        make.producer("HTX A", place=make.province()),
    )
    register = Register(make.province())
    assert register.find_producer(name="HTX A", place=make.commune("19", 0)).one == here
    assert register.find_producer(name="HTX A", place=make.commune("19", 1)).one == wide
    match = register.find_producer(name="HTX A")
    assert match.one is None
    assert {one.uid for one in match.subjects} == {here.uid, wide.uid}
    assert not match.conflict


def test_much_alike_is_told_best_first_and_never_taken(tai_hoan):
    other = make.producer("HTX Tài Hoan Rì", place=make.commune("19", 3))
    make.producer("HTX Tài Hoan", place=make.commune("24"))
    match = Register(None).find_producer(
        name="Hợp tác xã nông nghiệp Tài Hoan", place=make.commune()
    )
    assert match.one is None
    assert not match.conflict
    assert match.subjects == [tai_hoan, other], "not those of another province"
    assert match.near[0].likeness == 1.0 > match.near[1].likeness >= ENOUGH


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            {"tax_code": "4700123456", "name": "HTX Yến Dương"},
            ["Mã số thuế 4700123456", "HTX Tài Hoan", "HTX Yến Dương"],
        ),
        (
            {"tax_code": "4700123456", "registration_number": "99"},
            ["Mã số thuế", "số đăng ký kinh doanh 99", "HTX Yến Dương"],
        ),
        ({"tax_code": "4700999999", "name": "HTX Tài Hoan"}, ["4700123456", "4700999999"]),
        ({"tax_code": "2400111222", "name": "HTX Tài Hoan"}, ["2400111222", "tỉnh khác"]),
    ],
)
def test_identifiers_that_contradict_each_other_are_a_conflict(tai_hoan, told, said):
    make.producer("HTX Yến Dương", registration_number="99")
    make.producer("HTX Bắc Ninh", place=make.commune("24"), tax_code="2400111222")
    match = Register(make.province()).find_producer(**told)
    assert match.one is None
    assert match.near
    assert all(words in match.conflict for words in said), match.conflict


def test_what_the_import_brings_is_found_as_well():
    register = Register(make.province())
    maker = Producer(
        name="HTX Rẫy Mới",
        kind=ProducerKind.COOPERATIVE,
        place=make.commune(),
        tax_code="4700777777",
    )
    register.add_producer(maker)
    product = Product(producer=maker, name="Gạo nếp")
    register.add_product(product, codes=["19-02155-003-2026"])
    assert register.find_producer(name="htx rẫy mới", place=make.province()).one is maker
    assert register.find_producer(tax_code="4700777777").one is maker
    assert register.find_producer(name="HTX Rẫy").near == []
    assert register.find_product(name="GẠO NẾP", producer=maker).one is product
    assert register.find_product(code="19-02155-003-2026", producer=None).one is product
    assert register.products_of(maker) == [product]


# --- products -------------------------------------------------------------------------------------
def test_a_product_by_uid_gtin_or_name(tai_hoan, mien):
    MergedSubject.objects.create(kind="product", old_uid="7K3QX91", uid=mien.uid)
    register = Register(make.province())
    for told in (
        {"uid": mien.uid},
        {"uid": "7k3-qx91"},
        {"gtin": f"0{GTIN}"},
        {"name": "miến dong  tài hoan"},
    ):
        assert register.find_product(**told, producer=tai_hoan).one == mien, told
    assert register.find_product(gtin=GTIN, producer=None).one == mien
    near = register.find_product(name="Miến dong Tài Hoan cao cấp", producer=tai_hoan)
    assert near.one is None
    assert near.subjects == [mien]
    assert register.find_product(name="Miến dong Tài Hoan", producer=None).one is None


def test_a_product_by_any_code_it_ever_bore(tai_hoan, mien):
    make.certified(make.staff(), make.approver(), [mien])
    notes = [{"field": "code", "old": "19-02155-001-2026", "new": "19-02155-002-2026"}]
    Certification.objects.update(code="19-02155-002-2026", corrections=notes)
    register = Register(make.province())
    for code in ("19-02155-001-2026", "19-02155-002-2026 "):
        assert register.find_product(code=code, producer=tai_hoan).one == mien
    foreign = Register(make.province("24")).find_product(code="19-02155-001-2026", producer=None)
    assert foreign.one is None
    assert "tỉnh khác" in foreign.conflict


def test_a_product_by_the_name_on_its_certification(tai_hoan, mien):
    make.certified(make.staff(), make.approver(), [mien])
    Certification.objects.update(product_name="Miến dong Na Rì")
    other = make.product("Miến dong Na Rì", of=make.producer("HTX Khác"))
    register = Register(make.province())
    assert register.find_product(name="miến dong na rì", producer=tai_hoan).one == mien
    assert register.find_product(name="miến dong na rì", producer=other.producer).one == other
    make.product("Miến dong Na Rì", of=tai_hoan)
    assert (
        Register(make.province()).find_product(name="miến dong na rì", producer=tai_hoan).one
        != mien
    ), "the present name first"


def test_contradictions_about_a_product_are_a_conflict(tai_hoan, mien):
    other = make.product("Gạo nếp", of=tai_hoan)
    stranger = make.producer("HTX Yến Dương")
    register = Register(make.province())
    for told, said in (
        ({"gtin": GTIN, "name": "Gạo nếp", "producer": tai_hoan}, "Gạo nếp"),
        ({"uid": mien.uid, "producer": stranger}, "HTX Yến Dương"),
        ({"gtin": "8938501234575", "name": "Miến dong Tài Hoan", "producer": tai_hoan}, GTIN),
        ({"uid": "0000000", "producer": tai_hoan}, "0000000"),
    ):
        match = register.find_product(**told)
        assert match.one is None, told
        assert said in match.conflict
    assert (
        register.find_product(gtin="8938501234575", name="Gạo nếp", producer=tai_hoan).one == other
    ), "it had none"


# --- marks ----------------------------------------------------------------------------------------
def test_names_of_other_marks_are_others_and_only_near(tai_hoan):
    coconut = make.product("Nước ép dừa", of=tai_hoan)
    nga = make.producer("Hộ Nguyễn Thị Nga")
    register = Register(make.province())
    match = register.find_product(name="Nước ép dứa", producer=tai_hoan)
    assert (match.one, match.subjects) == (None, [coconut])
    assert match.near[0].why == "chỉ khác dấu"
    match = register.find_producer(name="Hộ Nguyễn Thị Ngà", place=make.commune())
    assert (match.one, match.subjects) == (None, [nga])
    assert match.near[0].why == "chỉ khác dấu"


@pytest.mark.parametrize("name", ["NƯỚC  ÉP dừa", "Nu\u031bo\u031b\u0301c ép dừa", "Nước ép-dừa"])
def test_case_blanks_signs_and_the_way_letters_are_composed_make_no_other_name(tai_hoan, name):
    product = make.product("Nước ép dừa", of=tai_hoan)
    assert Register(make.province()).find_product(name=name, producer=tai_hoan).one == product


def test_the_place_of_a_tone_makes_no_other_name():
    maker = make.producer("HTX Hoà Bình")
    assert Register(make.province()).find_producer(name="HTX Hòa Bình").one == maker
    assert Register(make.province()).find_producer(name="HTX Hoa Bình").one is None


def test_a_name_without_any_mark_suggests_the_only_one_it_can_be(tai_hoan):
    coconut = make.product("Nước ép dừa", of=tai_hoan)
    near = Register(make.province()).find_product(name="nuoc ep dua", producer=tai_hoan).near
    assert suggestion("nuoc ep dua", near) == coconut
    assert suggestion("Nước ép dứa", near) is None, "other marks may be another product"
    make.product("Nước ép dứa", of=tai_hoan)
    near = Register(make.province()).find_product(name="nuoc ep dua", producer=tai_hoan).near
    assert len(near) == 2
    assert suggestion("nuoc ep dua", near) is None


def test_products_that_one_file_brings_are_not_near_each_other(tai_hoan):
    register = Register(make.province())
    register.add_product(Product(producer=tai_hoan, name="Nước ép dừa"))
    match = register.find_product(name="Nước ép dứa", producer=tai_hoan)
    assert (match.one, match.near) == (None, [])


def test_a_producer_by_the_name_on_its_certifications(tai_hoan, mien):
    make.certified(make.staff(), make.approver(), [mien])
    Certification.objects.update(producer_name="HTX Na Rì")
    register = Register(make.province())
    match = register.find_producer(name="htx na rì", place=make.commune())
    assert (match.one, match.why) == (tai_hoan, "Tên khi công nhận “htx na rì”")
    assert register.find_producer(name="HTX Na Ri").one is None
    now = make.producer("HTX Na Rì")
    assert Register(make.province()).find_producer(name="HTX Na Rì").one == now


# --- speed: the number of queries, and the index against comparing with everybody -----------------
def test_the_number_of_queries_does_not_grow(tai_hoan, mien, django_assert_num_queries):
    province = make.province()
    with django_assert_num_queries(8):
        Register(province)
    for number in range(5):
        make.product("Gạo", of=make.producer(f"HTX số {number}", place=make.commune("19", number)))
    with django_assert_num_queries(8):
        register = Register(province)
    with django_assert_num_queries(0):
        maker = register.find_producer(name="HTX số 3").one
        assert maker
        assert register.find_product(name="gạo", producer=maker).one
        assert register.find_producer(name="HTX số").near is not None


def test_the_index_finds_what_comparing_with_everybody_finds():
    syllables = ["tài", "hoan", "yến", "dương", "nà", "pò", "minh", "đức"]
    names = [
        " ".join(words) for size in (1, 2, 3) for words in itertools.permutations(syllables, size)
    ]
    names += ["HTX TàiHoan", "Công ty cổ phần", "HTX Minh Minh Đức"]
    index: NameIndex[str] = NameIndex()
    for name in names:
        index.add(core(name), name)
    for name in [*names[::7], "Hợp tác xã Tài Hoan", "HTX Tài Hoan Yến Dương Nà", "công ty"]:
        shares = {other: likeness(core(name), core(other)) for other in names}
        wanted = sorted(
            (other for other in names if shares[other] >= ENOUGH), key=lambda other: -shares[other]
        )
        assert [found for _, found in index.near(core(name), limit=len(names))] == wanted, name
        assert index.near(core(name)) == [(shares[other], other) for other in wanted[:SHOWN]]
