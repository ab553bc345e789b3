"""Whatever is wrong with a province's list is told in one pass: the cell, what is wrong, what to
do; places and names are asked."""

from datetime import date

import pytest

from certifications.imports import applying, staging
from certifications.imports.contract import Context
from certifications.imports.staging import Mending
from certifications.models import Certification, Import
from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.journal.acts import act
from producers.models import Producer, ProducerKind
from products.models import Product
from tests import factories as make
from tests.certifications.imports.files import planned
from tests.certifications.imports.registers import (
    CHE,
    GAO,
    KIND,
    MIEN,
    applied,
    layout22,
    looked,
    one_fault,
    simple,
    told,
)  # fmt: skip

pytestmark = pytest.mark.django_db
HEADINGS = (
    "Tên sản phẩm",
    "Chủ thể",
    "Loại hình",
    "Xã",
    "Huyện",
    "Hạng sao",
    "Ngày cấp",
    "Năm",
    "Số quyết định",
    "Cơ quan ban hành",
)
BY_PROVINCE = "UBND tỉnh Bắc Kạn"


def changed(row, **cells):
    """The row with other cells, by their letters."""
    copy = list(row)
    for letter, value in cells.items():
        copy["ABCDEFGHIJKLMNOPQRSTUV".index(letter)] = value
    return copy


def one(*cells, more=()):
    return simple(
        (*HEADINGS, *(heading for heading, _ in more)), [*cells, *(value for _, value in more)]
    )


def good(more=(), **cells):
    """A good row of the simple layout, with other cells by heading number."""
    row = [
        "Miến dong",
        "HTX Tài Hoan",
        "HTX",
        "Xã Côn Minh",
        "Huyện Na Rì",
        4,
        date(2021, 3, 19),
        None,
        "386/QĐ-UBND",
        BY_PROVINCE,
    ]
    for letter, value in cells.items():
        row["ABCDEFGHIJ".index(letter)] = value
    return one(*row, more=more)


# --- everything in one pass -----------------------------------------------------------------------
def test_twelve_seeded_faults_are_told_in_one_pass_cell_by_cell(province):
    rows = looked(
        layout22(
            MIEN,
            changed(CHE, B=None, E="#REF!"),  # row 6
            changed(GAO, L="3 hoặc 4 sao"),
            changed(GAO, B="Rượu men lá", M="31/02/2021"),
            changed(MIEN, B="Miến khô", N=2021),
            changed(MIEN, B="Miến tươi", K=date(2027, 1, 5)),  # row 10
            changed(MIEN, B="Miến sợi", J=3),
            changed(CHE, B="Chè dây", F="Xã Không Có Thật"),
            changed(MIEN, B="Miến bốn màu", R=date(2019, 12, 1), S=None, K=None),
            MIEN,  # row 14
            changed(GAO, B="Bộ ấm chén (3 sản phẩm)"),
            changed(MIEN, B="Miến xuất khẩu", J=5, Q=5),
            changed(CHE, B="Chè xanh", D="Tập đoàn"),
        ),
        province,
    )
    assert rows[0].outcome == "created"
    assert {row.number: told(row) for row in rows[1:]} == {
        6: {"B6": "missing_product", "E6": "cell_error"},
        7: {"L7": "bad_stars"},
        8: {"M8": "bad_day"},
        9: {"N9": "year_date"},
        10: {"K10": "expiry"},
        11: {"J11": "stars_now"},
        12: {"F12": "place_unknown"},
        13: {"R13": "order"},
        14: {"B14": "duplicate"},
        15: {"B15": "choose"},
        16: {"U16": "five_stars"},
        17: {"D17": "choose"},
    }
    assert "dòng 5" in rows[9].faults[0].detail
    assert all(len(fault.detail) > 30 for row in rows for fault in row.faults), (
        "what to do is said as well"
    )
    assert {row.outcome for row in rows[1:]} == {"refused"}


def test_the_good_rows_of_a_faulty_file_are_written_and_bring_their_own_producer(
    province, lan, minh
):
    """The first row of a producer is refused: it is the second that brings it, without what the
    first one said."""
    bad = changed(MIEN, B="Miến khô", N=2021, G="Thôn sai")
    imported = applied(layout22(bad, MIEN), province, lan, minh)
    assert imported.counts == {"read": 2, "created": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert (Producer.objects.get().address, Product.objects.get().name) == (
        "Thôn Chợ B",
        "Miến dong Tài Hoan",
    )


@pytest.mark.parametrize(
    ("cells", "more", "cell", "code"),
    [
        ({"B": None}, (), "B2", "missing_producer"),
        ({"F": None}, (), "F2", "missing_stars"),
        ({"F": 5}, (), "J2", "five_stars"),
        ({"G": date(2026, 12, 24)}, (), "G2", "future"),
        ({"G": None, "H": 2009}, (), "H2", "too_early"),
        ({"I": "386/QĐ-UBND ngày 20/3/2021"}, (), "G2", "two_days"),
        ({"A": "Miến " * 60}, (), "A2", "too_long"),
        ({"D": "Xã Tân Sỏi", "E": "Huyện Yên Thế, tỉnh Bắc Giang"}, (), "D2", "other_province"),
        ({}, (("Bộ sản phẩm", "99"),), "K2", "set"),
        ({}, (("Bộ sản phẩm", "6"), ("Ngành hàng", "Đồ uống")), "L2", "group"),
        ({}, (("Mã số thuế", "12345"),), "K2", "tax_code"),
        ({}, (("Mã GTIN", "8938501234567"),), "K2", "gtin"),
        ({}, (("Mã sản phẩm", "số 5"),), "K2", "code"),
        ({}, (("Mã định danh", "7K3QX9M"),), "K2", "product_conflict"),
        ({}, (("Mã định danh chứng nhận", "7K3QX9M"),), "K2", "certification_unknown"),
        ({}, (("Bộ tiêu chí", "26/2026/QĐ-TTg"),), "K2", "scheme"),
        ({}, (("Cấp công nhận", "Cấp huyện"),), "K2", "level_issuer"),
        ({}, (("Ghi chú", "x"), ("Người đại diện", "(xóa)")), "L2", "erase"),
    ],
)  # fmt: skip
def test_each_fault_has_its_cell_and_its_word(province, cells, more, cell, code):
    fault = one_fault(looked(good(more, **cells), province))
    assert (fault.reference, fault.code) == (cell, code), fault.detail


def test_a_word_for_erasing_stays_a_fault_when_the_file_is_checked_again(province, lan):
    content = good((("Ghi chú", "x"), ("Người đại diện", "(xóa)")))
    staged = staging.stage(content, "so.xlsx", KIND, province=province, by=lan)
    again = staging.recheck(staged, by=lan).rows.get()
    assert [(one["reference"], one["code"]) for one in again.faults] == [("L2", "erase")]


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"G": None, "H": 2022}, "Chỉ biết năm 2022"),
        ({"G": None}, "chưa xác minh"),
        ({"I": None}, "Chưa rõ số quyết định"),
        ({"B": "Cơ sở Tài Hoan", "C": None}, "Chưa rõ loại hình"),
        ({"C": None}, "Loại hình theo tên chủ thể: hợp tác xã"),
        ({"D": None}, "chỉ biết đến cấp huyện"),
        ({"G": date(2019, 3, 1)}, "bộ tiêu chí"),
    ],
)
def test_what_is_not_known_is_told_and_recorded_as_unknown(province, cells, note):
    [row] = looked(good(**cells), province)
    assert row.outcome == "created", row.faults
    assert any(note in said for said in row.notes), row.notes


def test_an_expiry_off_by_one_day_is_only_told(province):
    [row] = looked(layout22(changed(MIEN, K=date(2026, 12, 18))), province)
    assert (row.outcome, row.faults) == ("created", [])
    assert any("18/12/2026" in note and "19/12/2026" in note for note in row.notes)


def test_codes_of_somebody_else_are_refused(province):
    maker = make.producer("HTX Yến Dương", place=make.commune(), tax_code="4700123456")
    make.product("Gạo", of=maker, gtin="8938501234568")
    make.producer("HTX Bắc Ninh", place=make.commune("24"), tax_code="2400111222")
    for more, code in (
        ((("Mã số thuế", "4700123456"),), "choose"),
        ((("Mã số thuế", "2400111222"),), "producer_conflict"),
        ((("Mã GTIN", "8938501234568"),), "product_conflict"),
    ):  # fmt: skip
        rows = looked(good(more), province)
        assert [fault.code for row in rows for fault in row.faults] == ([code] if code else []), (
            more
        )
    twice = simple(
        (*HEADINGS, "Mã GTIN"),
        [
            "Miến",
            "HTX A Sung",
            "HTX",
            "Xã Côn Minh",
            "Huyện Na Rì",
            3,
            date(2021, 1, 1),
            None,
            "1",
            BY_PROVINCE,
            "8938501234575",
        ],
        [
            "Gạo",
            "HTX Mai Lan",
            "HTX",
            "Xã Côn Minh",
            "Huyện Na Rì",
            3,
            date(2021, 1, 1),
            None,
            "1",
            BY_PROVINCE,
            "8938501234575",
        ],
    )
    assert told(looked(twice, province)[1]) == {"K3": "product_conflict"}


# --- places ---------------------------------------------------------------------------------------
def test_a_commune_of_its_time_is_kept_as_issued_and_followed_to_today(province, lan, minh):
    applied(good(), province, lan, minh)
    certification = Certification.objects.get()
    assert certification.place.public_code == "02173@2025-06-30"
    assert certification.product.producer.place.public_code == "02185"


def test_a_commune_of_today_is_followed_back_as_far_as_it_is_certain(province, lan, minh):
    applied(good(D="Xã Bằng Thành", E=None), province, lan, minh)
    certification = Certification.objects.get()
    assert certification.place.on(date(2021, 3, 19))
    assert certification.product.producer.place.full_name == "Xã Bằng Thành"


def test_a_split_commune_is_asked_and_the_answer_is_kept(province, lan, minh):
    content = good(D="Phường Gia Sàng", E="Thành phố Thái Nguyên", J="UBND tỉnh Thái Nguyên")
    staged = staging.stage(content, "so.xlsx", KIND, province=province, by=lan)
    row = staged.rows.get()
    assert [fault["code"] for fault in row.faults] == ["choose"]
    options = row.options["place_now"]["options"]
    assert [option["label"] for option in options] == [
        "phường Phan Đình Phùng, tỉnh Thái Nguyên",
        "phường Gia Sàng, tỉnh Thái Nguyên",
    ]
    staging.mend(staged, {row.pk: Mending(choices={"place_now": options[0]["value"]})}, by=lan)
    applying.apply(Import.objects.get(), by=minh)
    certification = Certification.objects.get()
    assert certification.place.path() == "phường Gia Sàng, thành phố Thái Nguyên, tỉnh Thái Nguyên"
    assert certification.product.producer.place.full_name == "Phường Phan Đình Phùng"


def test_a_list_of_the_whole_country_lets_each_row_say_where(lan):
    rows = looked(good(E="Huyện Na Rì, tỉnh Bắc Kạn"), None)
    assert [row.outcome for row in rows] == ["created"]
    assert told(looked(good(D=None, E=None, J=None), None)[0]) == {"D2": "place_missing"}


MADE = (
    *("HTX Tài Hoan", "HTX", "Xã Côn Minh", "Huyện Na Rì", 4, date(2021, 3, 19), None),
    *("386/QĐ-UBND", BY_PROVINCE),
)


# --- who is meant ---------------------------------------------------------------------------------
def test_near_names_are_asked_and_one_answer_serves_all_rows_of_the_name(province, lan):
    near = make.producer("HTX Tài Hoan Rì", place=make.old_place("066"))
    headings = HEADINGS
    row = [
        "Miến dong",
        "HTX Tài Hoan",
        "HTX",
        "Xã Côn Minh",
        "Huyện Na Rì",
        4,
        date(2021, 3, 19),
        None,
        "386/QĐ-UBND",
        BY_PROVINCE,
    ]
    content = simple(headings, row, ["Gạo tẻ", *row[1:]])
    staged = staging.stage(content, "so.xlsx", KIND, province=province, by=lan)
    assert staged.counts["refused"] == 2
    first = staged.rows.first()
    assert [option["value"] for option in first.options["producer"]["options"]] == [near.uid, "moi"]
    staging.mend(staged, {first.pk: Mending(choices={"producer": near.uid})}, by=lan)
    staged.refresh_from_db()
    assert staged.counts == {"read": 2, "created": 2, "changed": 0, "unchanged": 0, "refused": 0}


def test_a_near_product_of_the_same_producer_is_asked_a_near_name_elsewhere_only_told(province):
    maker = make.producer("HTX Tài Hoan", place=make.old_place("066"))
    make.product("Miến dong đỏ", of=maker)
    [row] = looked(good(A="Miến dong"), province)
    assert told(row) == {"A2": "choose"}
    make.producer("HTX Yến Dương", place=make.commune("19", 3))
    [row] = looked(good(B="HTX Yến Dương"), province)
    assert (row.outcome, told(row)) == ("created", {})
    assert any("Nơi khác" in note for note in row.notes)


def test_names_of_other_marks_are_asked_in_the_register_and_apart_in_one_file(province):
    maker = make.producer("HTX Tài Hoan", place=make.old_place("066"))
    coconut = make.product("Nước ép dừa", of=maker)
    [row] = looked(good(A="Nước ép dứa"), province)
    assert told(row) == {"A2": "choose"}
    [option, _] = row.questions["product"].options
    assert option.value == coconut.uid
    assert "chỉ khác dấu" in option.label
    assert row.questions["product"].suggested == ""
    [row] = looked(good(A="nuoc ep dua"), province)
    assert (told(row), row.questions["product"].suggested) == ({"A2": "choose"}, coconut.uid)
    rows = looked(simple(HEADINGS, *[[name, *MADE] for name in ("Kẹo dừa", "Kẹo dứa")]), province)
    assert [(row.outcome, told(row)) for row in rows] == [("created", {}), ("created", {})]


def test_a_name_without_marks_is_asked_once_for_all_its_rows(province, lan):
    maker = make.producer("HTX Tài Hoan", place=make.old_place("066"))
    rows = [[name, "HTX Tai Hoan", *MADE[1:]] for name in ("Miến dong", "Gạo tẻ", "Chè")]
    staged = staging.stage(simple(HEADINGS, *rows), "so.xlsx", KIND, province=province, by=lan)
    assert staged.counts["refused"] == 3
    last = staged.rows.last()
    assert last.options["producer"]["suggested"] == maker.uid
    staging.mend(staged, {last.pk: Mending(choices={"producer": maker.uid})}, by=lan)
    staged.refresh_from_db()
    assert staged.counts["created"] == 3


def test_a_commune_that_several_bear_is_asked_once_unless_the_issuer_decides(lan):
    row = [
        "Nón ngựa",
        "Hộ Trần Văn Lý",
        "Hộ",
        "Xã Nhơn Mỹ",
        None,
        4,
        date(2022, 3, 19),
        None,
        "1/QĐ-UBND",
    ]
    asked = [[*row, None], ["Bún khô", *row[1:], None]]
    staged = staging.stage(simple(HEADINGS, *asked), "so.xlsx", KIND, province=None, by=None)
    assert [one.options["place"]["chosen"] for one in staged.rows.all()] == ["", ""]
    first = staged.rows.first()
    labels = {one["label"]: one["value"] for one in first.options["place"]["options"]}
    value = labels["xã Nhơn Mỹ, thị xã An Nhơn, tỉnh Bình Định (đến 30/06/2025)"]
    staging.mend(staged, {first.pk: Mending(choices={"place": value})}, by=None)
    staged.refresh_from_db()
    assert staged.counts["created"] == 2
    told = simple(HEADINGS, [*row, "UBND tỉnh Bình Định"])
    [settled] = planned(KIND, told, Context(None, None, None, clock.today()))
    assert settled.outcome == "created"
    assert settled.plan.producer.place.current_province.name == "Gia Lai"
    assert any("theo cơ quan ban hành" in note for note in settled.notes)


def test_a_kind_is_never_changed_in_passing(province):
    make.producer("HTX Tài Hoan", place=make.old_place("066"), kind=ProducerKind.HOUSEHOLD)
    assert told(looked(good(), province)[0]) == {"C2": "kind_contradicts"}


def test_other_stars_of_the_same_year_are_asked_and_may_correct_the_register(province, lan, minh):
    applied(good(G=None, H=2022, I=None, J=None), province, lan, minh)
    known = Certification.objects.get()
    staged = staging.stage(
        good(F=3, G=date(2022, 5, 12)), "dung.xlsx", KIND, province=province, by=lan
    )
    row = staged.rows.get()
    assert [option["value"] for option in row.options["recognition1"]["options"]] == [
        known.uid,
        "moi",
    ]
    staging.mend(staged, {row.pk: Mending(choices={"recognition1": known.uid})}, by=lan)
    applying.apply(staged, by=minh)
    known.refresh_from_db()
    assert (known.stars, known.issued_on, known.issued_year) == (3, date(2022, 5, 12), None)
    assert [(note["field"], note["old"], note["new"]) for note in known.corrections] == [
        ("stars", "4", "3")
    ]
    assert Certification.objects.count() == 1


def test_a_note_of_a_revocation_is_not_passed_over(province):
    [row] = looked(layout22(changed(MIEN, V="Đã thu hồi năm 2024")), province)
    assert any("thu hồi" in note for note in row.notes)


# --- what went through this system ----------------------------------------------------------------
def test_from_the_day_of_going_live_on_decisions_go_through_rounds(province, lan, minh):
    with act("office.create", by=None, province=province) as deed:
        deed.create(Office(place=province, name="Văn phòng", live_since=date(2024, 1, 2)))
    assert told(looked(good(G=date(2024, 1, 2)), province)[0]) == {"G2": "live_since"}
    assert told(looked(good(G=None, H=2025), province)[0]) == {"H2": "live_since"}
    [unsure] = looked(good(G=None, H=2024), province)
    assert "chưa biết là trước hay sau" in unsure.faults[0].detail
    assert looked(good(G=date(2023, 12, 31)), province)[0].outcome == "created"
    make.certified(
        lan,
        minh,
        [make.product("Miến dong", of=make.producer("HTX Tài Hoan", place=make.old_place("066")))],
    )
    live = Certification.objects.get(origin="live")
    same = good(
        D=None, E=None, F=live.stars, G=live.issued_on, I="1523/QĐ-UBND", J="UBND tỉnh Thái Nguyên"
    )
    assert looked(same, province)[0].outcome == "unchanged"


def test_a_day_of_two_schemes_asks_which_one(province, lan):
    """From 22/05/2026 to 21/07/2026 both 148 and 26 may have been applied: the row must say."""
    content = good(D="xã Na Rì", E=None, G=date(2026, 6, 15), J="UBND tỉnh Thái Nguyên")
    staged = staging.stage(content, "so.xlsx", KIND, province=province, by=lan)
    [row] = staged.rows.all()
    assert [fault["code"] for fault in row.faults] == ["choose"]
    assert [one["value"] for one in row.options["scheme"]["options"]] == ["26-2026", "148-2023"]
    staging.mend(staged, {row.pk: Mending(choices={"scheme": "148-2023"})}, by=lan)
    assert applying.apply(staged, by=make.approver("duyet")).counts["created"] == 1
    assert Certification.objects.get().scheme.slug == "148-2023"


def test_a_live_certification_is_never_changed_by_a_list(province, lan, minh):
    make.certified(
        lan,
        minh,
        [make.product("Miến dong", of=make.producer("HTX Tài Hoan", place=make.old_place("066")))],
    )
    live = Certification.objects.get()
    for cells in ({"F": 3}, {"F": live.stars, "I": "9/QĐ-UBND"}):
        rows = looked(
            good(
                **{
                    "D": None,
                    "E": None,
                    "G": live.issued_on,
                    "I": "1523/QĐ-UBND",
                    "J": None,
                    **cells,
                }
            ),
            province,
        )
        fault = one_fault(rows)
        assert fault.code == "live"
        assert live.uid in fault.detail
    older = good(D=None, E=None, G=date(2024, 1, 5), I="7/QĐ-UBND")
    applied(older, province, lan, minh)
    live.refresh_from_db()
    assert (live.ended_on, live.supersedes.issued_on, live.supersedes.ended_on) == (
        None,
        date(2024, 1, 5),
        live.issued_on,
    )


def test_exact_dates_that_forbid_each_other_are_refused(province, lan, minh):
    applied(layout22(MIEN), province, lan, minh)
    second = Certification.objects.get(stars=4)
    Certification.objects.filter(pk=second.pk).update(
        ended_on=date(2025, 5, 5),
        ended_by="revoked",
        revocation_ground="a",
        revocation_decision="1/QĐ",
        revocation_reason="giả mạo",
    )
    later = good(A="Miến dong Tài Hoan", F=3, G=date(2025, 1, 2), I="77/QĐ-UBND")
    assert told(looked(later, province)[0]) == {"G2": "overlap"}
