"""Rows of applications pasted from Excel: cut into cells, understood, and what is left for a person
to settle."""

from datetime import date

import pytest

from certifications import workflow
from certifications.applications import intake, particulars
from certifications.applications.typed import rows
from certifications.applications.typed.columns import COLUMNS, clean
from certifications.certificates import held_back, prepared_acts
from certifications.identity import words
from certifications.imports.kinds.applications.pasted import read_pasted
from certifications.imports.shape.layout import ChosenSheet
from certifications.models import Application, ApplicationType, Certification
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.excel.values import Unreadable
from ocop_registry.places.models import Place
from ocop_registry.written import application_types
from producers.models import Producer, ProducerKind
from products.models import Product, ProductSet
from tests import factories as make
from tests.certifications.certificates import history


def typed(product: str = "Trà sen", producer: str = "HTX Sen Hồng", **other: str) -> dict[str, str]:
    usual = {
        "kind": "Hợp tác xã",
        "place": make.commune().full_name,
        "set": "11",
        "type": "Lần đầu",
    }
    return {"product": product, "producer": producer} | usual | other


def pasted(text: str) -> list[dict[str, str]]:
    """The rows of a paste that leaves nothing to ask."""
    return read_pasted(text, make.draft_round(number=9), ChosenSheet()).rows


# --- cutting --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Trà\tHTX A\tHTX\tXã B\t11\tLần đầu", ["Trà", "HTX A", "HTX", "Xã B", "11", "Lần đầu"]),
        (
            "1\tTrà\tHTX A\tHTX\tXã B\t11\tLần đầu\r\n",
            ["Trà", "HTX A", "HTX", "Xã B", "11", "Lần đầu"],
        ),
        (
            "TT\tChủ thể\tTên sản phẩm\tGhi chú\n1\tHTX A\tTrà\tgấp",
            ["Trà", "HTX A", "", "", "", ""],
        ),
        ('"Trà\nsen ""đặc biệt"""\tHTX A', ['Trà sen "đặc biệt"', "HTX A", "", "", "", ""]),
        ('"Trà" sen\tHTX A\n\n', ['"Trà" sen', "HTX A", "", "", "", ""]),
        ("Tra\u0300\tHTX A", ["Trà", "HTX A", "", "", "", ""]),
    ],
    ids=["plain", "with TT", "with headings", "quoted cell", "quotes within", "letters apart"],
)
@pytest.mark.django_db
def test_pasted_text_is_cut_into_columns(text, cells):
    read = [[clean(row[name]) for name in COLUMNS] for row in pasted(text)]
    assert read == [[*cells, ""]]


@pytest.mark.django_db
def test_a_row_with_too_many_cells_says_which_and_what_to_do():
    with pytest.raises(Unreadable, match="Dòng 2 có 8 cột.*dòng tiêu đề"):
        pasted("Trà\tHTX A\n" + "\t".join("abcdefgh"))


# --- understanding --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_new_product_of_a_new_producer_is_read_whole():
    (row,) = rows.check(make.draft_round(), [typed()])
    assert row.ready
    assert (row.producer.name, row.producer.kind, row.producer.place) == (
        "HTX Sen Hồng",
        "cooperative",
        make.commune(),
    )
    assert (row.product.name, row.product_set.no, row.type) == ("Trà sen", 11, "first")
    assert Producer.objects.count() == Product.objects.count() == 0, "checking saves nothing"


@pytest.mark.django_db
def test_every_fault_is_named_by_its_cell_and_the_row_stays_as_typed():
    bad = typed("", kind="Hợp tác", place="xã Không Có", set="99", type="gì đó")
    (row,) = rows.check(make.draft_round(), [bad])
    assert row.errors.keys() == {"product", "kind", "place", "set", "type"}
    assert {name: row.raw[name] for name in bad} == bad


@pytest.mark.django_db
def test_every_kind_and_type_is_known_by_its_label():
    round_ = make.draft_round()
    kinds = [kind for kind in ProducerKind if kind != ProducerKind.UNKNOWN]
    found = rows.check(
        round_, [typed(f"Trà {kind}", f"Chủ thể {kind}", kind=kind.label) for kind in kinds]
    )
    assert [row.kind for row in found] == kinds
    found = rows.check(
        round_, [typed(f"Trà {one}", type=one.label.upper()) for one in ApplicationType]
    )
    assert [row.type for row in found] == list(ApplicationType)


@pytest.mark.django_db
def test_a_producer_of_the_same_name_is_taken_at_once():
    known = make.producer("HTX Sen Hồng")
    (row,) = rows.check(make.draft_round(), [typed(producer="htx  SEN hồng", place="", kind="")])
    assert row.ready
    assert row.producer == known


@pytest.mark.django_db
def test_a_name_without_marks_is_asked_with_the_only_one_it_can_be_suggested():
    known, round_ = make.producer("HTX Sen Hồng"), make.draft_round()
    plain = typed(producer="htx sen hong", place="", kind="")
    (asked,) = rows.check(round_, [plain])
    assert "producer" in asked.errors
    assert asked.suggested == {"producer_choice": known.uid}
    assert "chỉ khác dấu" in asked.options["producer_choice"][0].label
    (settled,) = rows.check(round_, [plain | {"producer_choice": known.uid}])
    assert (settled.ready, settled.producer) == (True, known)


@pytest.mark.django_db
def test_names_of_other_marks_are_asked_in_the_register_and_apart_in_one_paste():
    maker = make.producer("HTX Sen Hồng")
    coconut, round_ = make.product("Nước ép dừa", of=maker), make.draft_round()
    (asked,) = rows.check(round_, [typed("Nước ép dứa")])
    assert [option.value for option in asked.options["product_choice"]][0] == coconut.uid
    assert "product" in asked.errors
    assert asked.suggested == {}
    (household,) = rows.check(round_, [typed("Trà", "HTX Sẽn Hồng")])
    assert "producer" in household.errors
    found = rows.check(round_, [typed("Kẹo dừa"), typed("Kẹo dứa")])
    assert [row.ready for row in found] == [True, True]
    assert found[0].product is not found[1].product


# --- what was recognised --------------------------------------------------------------------------
@pytest.fixture
def renamed():
    """Miến dong Nà Pò, recognised under that name and called otherwise since."""
    lan, minh = make.staff(), make.approver()
    made = make.product("Miến dong Nà Pò", of=make.producer("HTX Nà Pò"))
    make.certified(lan, minh, [made])
    told = held_back.differences(made, {"name": "Miến dong Na Rì"})
    prepared = prepared_acts.prepare(made, "change", told, by=lan, reason="Đổi theo đăng ký mới")
    prepared_acts.approve(prepared, by=minh)
    made.refresh_from_db()
    return made


@pytest.mark.django_db
def test_a_product_is_found_by_the_name_it_was_certified_by_and_its_old_stars_end(renamed):
    lan, minh = User.objects.get(username="lan"), User.objects.get(username="minh")
    old = Certification.objects.get()
    round_ = make.open_round(lan, number=2, evaluated_on=date(2026, 11, 10))
    again = typed(
        "Miến dong Nà Pò", "HTX Nà Pò", set="6", type="Đánh giá lại", reason="Đổi công thức"
    )
    (row,) = rows.check(round_, [again])
    assert (row.ready, row.product) == (True, renamed)
    assert any("“Miến dong Na Rì”" in note for note in row.notes)
    intake.take_in(round_, rows.entries([row]), by=lan)
    workflow.move(round_, "start", by=lan)
    make.enter(round_, lan, make.scored("80"))
    make.moved(round_, "conclude", by=lan)
    make.moved(round_, "approve", by=minh)
    make.decide(round_, lan, number="1600/QĐ-UBND", signed_on=date(2026, 11, 18))
    old.refresh_from_db()
    assert (old.ended_by, old.ended_on) == ("superseded", date(2026, 11, 18))
    assert Product.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("type_", ["Đánh giá lại", "Nâng hạng"])
def test_what_was_never_recognised_comes_for_the_first_time_only(type_):
    lan = make.staff()
    known, round_ = make.product("Trà sen", of=make.producer("HTX Sen Hồng")), make.open_round(lan)
    for row in rows.check(round_, [typed(type=type_), typed("Trà mới", type=type_)]):
        assert "chưa từng được công nhận" in row.errors["type"]
    word = application_types.read(type_).value
    with pytest.raises(Refused, match="Trà sen: Sản phẩm chưa từng được công nhận"):
        intake.take_in(round_, [intake.NewApplication(known, word)], by=lan)
    assert not Application.objects.exists()
    [application] = make.take_in(round_, [known], lan)
    with pytest.raises(Refused, match="chưa từng được công nhận"):
        particulars.edit_application(
            application,
            particulars.Particulars(word, application.product_set, ""),
            by=lan,
            seen=application.version,
        )
    history.recognised(known, year=2019)
    particulars.edit_application(
        application,
        particulars.Particulars(word, application.product_set, ""),
        by=lan,
        seen=application.version,
    )


@pytest.mark.django_db
def test_a_lookalike_producer_is_asked_about_until_it_is_settled():
    known, round_ = make.producer("HTX Sen Hồng"), make.draft_round()
    row = typed(producer="HTX Sen Hống")
    (asked,) = rows.check(round_, [row])
    values = [option.value for option in asked.options["producer_choice"]]
    assert "chọn là chủ thể nào" in asked.errors["producer"]
    assert values[0] == known.uid

    (same,) = rows.check(round_, [row | {"producer_choice": known.uid}])
    (new,) = rows.check(round_, [row | {"producer_choice": values[-1]}])
    (other_name,) = rows.check(
        round_, [row | {"producer": "HTX NN Sen Hồng", "producer_choice": values[-1]}]
    )
    assert (same.ready, same.producer) == (True, known)
    assert (new.ready, new.producer.pk, new.producer.name) == (True, None, "HTX Sen Hống")
    assert "producer" in other_name.errors, "an answer given for one name does not settle another"


@pytest.mark.django_db
def test_two_rows_with_the_same_new_producer_share_it_and_a_lookalike_between_rows_is_asked():
    found = rows.check(
        make.draft_round(), [typed("Trà 1"), typed("Trà 2"), typed("Trà 3", "HTX Sen Hống")]
    )
    assert found[0].producer is found[1].producer
    assert "dòng 1" in found[2].options["producer_choice"][0].label
    assert not found[2].ready


@pytest.mark.django_db
def test_the_same_product_twice_and_one_in_another_unfinished_round_are_refused_by_row():
    lan = make.staff()
    busy = make.product("Trà bận", of=make.producer("HTX Bận"))
    other = make.open_round(lan, number=2)
    make.take_in(other, [busy], lan)
    found = rows.check(make.draft_round(), [typed(), typed(), typed("Trà bận", "HTX Bận")])
    assert found[0].ready
    assert found[1].errors == {"product": "Trùng với dòng 1."}
    assert "Đợt 2 năm 2026" in found[2].errors["product"]


@pytest.mark.django_db
def test_a_lookalike_product_of_the_producer_is_asked_about():
    known = make.product("Trà sen Tây Hồ", of=make.producer("HTX Sen Hồng"))
    (asked,) = rows.check(make.draft_round(), [typed("Trà sen Tây Hồ loại 1")])
    assert [option.value for option in asked.options["product_choice"]][0] == known.uid
    assert "product" in asked.errors
    (same,) = rows.check(
        make.draft_round(number=2), [typed("Trà sen Tây Hồ loại 1", product_choice=known.uid)]
    )
    assert same.product == known


@pytest.mark.django_db
def test_an_old_commune_becomes_todays_and_a_split_one_is_asked_about():
    old = Place.objects.filter(
        province=make.province(), level="commune", valid_until__isnull=False, dates_exact=True
    )
    whole = next(
        place
        for place in old.order_by("code")
        if len(place.today_units) == 1 and place.today_units[0].name != place.name
    )
    split = next(place for place in old.order_by("code") if len(place.today_units) > 1)
    round_ = make.draft_round()

    (row,) = rows.check(round_, [typed(place=whole.path())])
    assert (row.ready, row.place) == (True, whole.today_units[0])
    assert "nay là" in row.notes[0]

    (asked,) = rows.check(round_, [typed(place=split.path())])
    codes = {option.value for option in asked.options["place_choice"]}
    assert codes == {unit.code for unit in split.today_units if unit.province_id == round_.place_id}
    assert "place" in asked.errors
    chosen = sorted(codes)[0]
    (settled,) = rows.check(round_, [typed(place=split.path(), place_choice=chosen)])
    assert (settled.ready, settled.place.code) == (True, chosen)


@pytest.mark.django_db
def test_a_misspelt_commune_is_answered_with_those_it_resembles_and_settled_by_choosing():
    round_ = make.draft_round()
    meant = Place.objects.current().communes().get(name="Tân Cương", province__code="19")
    (asked,) = rows.check(round_, [typed(place="Xã Tân Cươn")])
    assert meant.code in {option.value for option in asked.options["place_choice"]}
    assert "Gần nhất: xã Tân Cương" in asked.errors["place"]
    assert asked.suggested["place_choice"] == meant.code, "which only has to be confirmed"
    assert asked.place is None, "nothing is guessed"
    (settled,) = rows.check(round_, [typed(place="Xã Tân Cươn", place_choice=meant.code)])
    assert (settled.ready, settled.place) == (True, meant)


@pytest.mark.django_db
def test_a_society_may_only_bring_tourism():
    (row,) = rows.check(make.draft_round(), [typed(kind="Hội", set="11")])
    assert "du lịch" in row.errors["set"]


# --- a whole round --------------------------------------------------------------------------------
def seventy_one() -> str:
    communes = list(
        Place.objects.current().communes().filter(province=make.province()).order_by("code")[:29]
    )
    names = ["Chè", "Miến", "Mật ong", "Gạo", "Rượu", "Bánh", "Tương", "Măng"]
    lines = [
        "\t".join(
            [
                str(n + 1),
                f"{names[n % 8]} số {n}",
                f"HTX Bản {chr(65 + n % 24)}{n // 2}",
                "HTX",
                communes[n % 29].full_name,
                "6",
                "Lần đầu",
            ]
        )
        for n in range(71)
    ]
    return "\n".join(
        ["TT\tTên sản phẩm\tChủ thể\tLoại hình\tXã, phường\tBộ sản phẩm\tLoại hồ sơ", *lines]
    )


@pytest.mark.django_db
def test_seventy_one_rows_are_checked_without_asking_the_database_per_row(
    django_assert_max_num_queries,
):
    round_, typed_rows = make.draft_round(), pasted(seventy_one())
    with django_assert_max_num_queries(20):
        found = rows.check(round_, typed_rows)
    assert [row.errors for row in found if not row.ready] == []
    assert len(found) == 71


@pytest.mark.django_db
def test_seventy_one_rows_go_in_together():
    lan = make.staff()
    round_ = make.open_round(lan)
    found = rows.check(round_, pasted(seventy_one()))
    intake.take_in(round_, rows.entries(found), by=lan)
    assert list(round_.applications.values_list("position", flat=True)) == list(range(1, 72))


@pytest.mark.django_db
def test_one_row_that_the_rules_refuse_keeps_all_out():
    lan = make.staff()
    round_ = make.open_round(lan)
    found = rows.check(round_, [typed("Trà 1"), typed("Trà 2")])
    found[1].product_set = ProductSet(scheme="148-2023", no=3)
    with pytest.raises(Refused, match="không thuộc bộ tiêu chí"):
        intake.take_in(round_, rows.entries(found), by=lan)
    assert (Application.objects.count(), Product.objects.count(), Producer.objects.count()) == (
        0,
        0,
        0,
    )


@pytest.mark.django_db
def test_an_unknown_word_is_asked_once_for_all_rows_and_its_answer_remembered():
    lan, round_ = make.staff(), make.open_round(make.staff("mai"))
    written = [typed(f"Trà {name}", f"Xưởng {name}", kind="Cơ sở SX") for name in ("một", "hai")]
    first, second = rows.check(round_, written)
    assert {row.errors.keys() == {"kind"} for row in (first, second)} == {True}
    assert (first.suggested["kind.word"], len(first.options["kind.word"])) == (
        "registered_household",
        9,
    )
    written[1]["kind.word"] = "registered_household"
    found = rows.check(round_, written)
    assert [(row.ready, row.kind) for row in found] == [(True, "registered_household")] * 2
    words.remember([one for row in found for one in row.answers], round_.place, lan)
    (row,) = rows.check(round_, [typed("Trà ba", "Xưởng ba", kind="CƠ SỞ SX")])
    assert (row.ready, row.kind) == (True, "registered_household")
    assert "như văn phòng đã trả lời" in row.notes[0]
