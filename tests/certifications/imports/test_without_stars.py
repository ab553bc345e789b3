"""Products of a register that hold no stars take part: counted in the figures of the day, exported,
brought in again without a change."""

import pytest

from certifications import integrity
from certifications.certificates import prepared_acts
from certifications.imports import applying
from certifications.imports.kinds import kind_of
from certifications.imports.templates import current_workbook
from certifications.merging import prepared
from certifications.models import Certification, Participation, RowOutcome
from certifications.register import compare
from ocop_registry.places.models import Place
from producers.models import Producer
from products.models import Product, PublicEntry
from products.serving import participating_count
from tests import factories as make
from tests.certifications.imports import files
from tests.certifications.imports.registers import KIND, applied, looked, simple, told

pytestmark = pytest.mark.django_db
HEADINGS = ("Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Năm", "Số quyết định", "Nguồn")


def row(
    product, stars=None, year=None, number=None, *, producer="HTX Tài Hoan", commune="Xã Côn Minh"
):
    return [product, producer, commune, "Huyện Na Rì", stars, year, number, None]


def sound():
    return not list(compare()) and not list(integrity.faults())


@pytest.mark.parametrize(
    ("cell", "reported", "stars"),
    [
        (None, "", None),
        ("-", "", None),
        ("Chưa đạt", "Chưa đạt", None),
        ("chưa có sao", "chưa có sao", None),
        ("Chưa được công nhận", "Chưa được công nhận", None),
        ("Không đạt", "Không đạt", None),
        ("2 sao", "2 sao", 2),
        ("1 sao", "1 sao", 1),
        (2, "2", 2),
        ("**", "**", 2),
    ],
)
def test_a_row_without_stars_takes_part(lan, minh, province, cell, reported, stars):
    imported = applied(simple(HEADINGS, row("Miến dong", cell, 2022)), province, lan, minh)
    assert imported.counts["created"] == 1
    assert "tham gia, chưa có sao" in " ".join(imported.rows.get().notes)
    one = Participation.objects.get()
    assert (one.product.name, one.reported, one.stars, one.year) == (
        "Miến dong",
        reported,
        stars,
        2022,
    )
    assert (participating_count(), participating_count("19")) == (1, 1)
    assert not Certification.objects.exists()
    assert not PublicEntry.objects.exclude(kind="participation").exists(), "counted, never listed"
    assert sound()


@pytest.mark.parametrize("cell", ["★★★", "***", "3*", "ba sao", 4, "hạng 5 sao"])
def test_stars_written_as_signs_are_stars(province, cell):
    [one] = looked(simple(HEADINGS, row("Miến dong", cell, 2022)), province)
    assert "chưa có sao" not in " ".join(one.notes)


def test_what_tells_of_a_decision_lacks_its_stars(province):
    [one] = looked(simple(HEADINGS, row("Miến dong", None, 2022, "386/QĐ-UBND")), province)
    assert told(one) == {"E2": "missing_stars"}


def test_a_register_of_which_half_hold_stars(lan, minh, province):
    """As one province told in 2022: 502 take part, 269 hold stars."""
    content = simple(
        HEADINGS,
        *(
            row(f"Sản phẩm loại {at:03}", 3 if at < 27 else None, 2022, producer=f"HTX Bản {at % 19:02}", commune=None)
            for at in range(50)
        ),
    )  # fmt: skip
    done = applied(content, province, lan, minh)
    assert done.counts == {"read": 50, "created": 50, "changed": 0, "unchanged": 0, "refused": 0}
    assert (Certification.objects.count(), participating_count("19")) == (27, 23)
    known = {len(maker.place.code) for maker in Producer.objects.select_related("place")}
    assert known == {3}, "a maker may be known by its district only"
    again = looked(content, province)
    assert {one.outcome for one in again} == {RowOutcome.UNCHANGED}


def test_what_is_exported_comes_in_again_without_a_change(lan, minh, province):
    content = simple(
        HEADINGS, row("Miến dong", 3, 2022), row("Gạo nếp", "2 sao", 2021), row("Chè Shan", "-")
    )
    applied(content, province, lan, minh)
    exported = current_workbook(kind_of(KIND), files.context(lan, province=province))
    rows = looked(exported, province)
    assert [one.outcome for one in rows] == [RowOutcome.UNCHANGED] * 3, [one.faults for one in rows]


def test_a_later_list_tells_more_and_a_recognition_ends_it(lan, minh, province):
    applied(simple(HEADINGS, row("Miến dong")), province, lan, minh)
    done = applied(simple(HEADINGS, row("Miến dong", "2 sao", 2023)), province, lan, minh)
    assert done.counts["changed"] == 1
    one = Participation.objects.get()
    assert (one.reported, one.stars, one.year) == ("2 sao", 2, 2023)
    applied(simple(HEADINGS, row("Miến dong", 3, 2024)), province, lan, minh)
    assert participating_count() == 0
    [late] = looked(simple(HEADINGS, row("Miến dong", "2 sao", 2023)), province)
    assert (late.outcome, late.faults) == (RowOutcome.UNCHANGED, [])
    assert "đã có lần công nhận" in " ".join(late.notes)
    assert sound()


def test_twice_in_one_file_is_a_duplicate(province):
    first, second = looked(simple(HEADINGS, row("Miến dong"), row("Miến dong", "-")), province)
    assert (first.outcome, told(second)) == (RowOutcome.CREATED, {"A3": "duplicate"})


def test_taking_the_file_back_takes_it_away(lan, minh, province):
    done = applied(simple(HEADINGS, row("Miến dong")), province, lan, minh)
    applying.undo(applying.ask_undo(done, by=lan, reason="Nhầm tệp"), by=minh)
    assert not Participation.objects.exists()
    assert not Product.objects.exists()
    assert participating_count() == 0


def test_a_product_of_a_round_is_counted_once(lan, minh, province):
    place = Place.objects.current().get(full_name="Xã Côn Minh")
    product = make.product("Miến dong", of=make.producer("HTX Tài Hoan", place=place))
    make.take_in(make.open_round(lan), [product], lan)
    assert participating_count() == 1
    applied(simple(HEADINGS, row("Miến dong", "Chưa đạt", 2022)), province, lan, minh)
    assert participating_count() == 1


def test_of_two_that_are_one_the_kept_one_takes_part(lan, minh, province):
    applied(
        simple(HEADINGS, row("Miến dong", "2 sao"), row("Miến dong khô", "-")), province, lan, minh
    )
    keep, drop = (Product.objects.get(name=name) for name in ("Miến dong", "Miến dong khô"))
    waiting = prepared.prepare(keep, drop, by=lan, reason="Ghi hai lần", values={"name": "keep"})
    prepared_acts.approve(waiting, by=minh)
    assert Participation.objects.get().product == keep
    assert participating_count() == 1
    keep.refresh_from_db()
    back = prepared.prepare_undo(waiting, by=lan, reason="Không phải một")
    prepared_acts.approve(back, by=minh)
    assert sorted(Participation.objects.values_list("product__name", "reported")) == [
        ("Miến dong", "2 sao"),
        ("Miến dong khô", ""),
    ]
    assert participating_count() == 2
