"""A province's own register of recognised products: read whole, checked, written once, taken back
exactly."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from certifications import integrity
from certifications.imports import applying, staging
from certifications.imports.contract import Context
from certifications.imports.kinds import kind_of
from certifications.imports.templates import current_workbook
from certifications.models import Certification, Decision, ImportRow
from certifications.register import compare
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.journal.models import JournalEntry
from producers.models import Producer, ProducerKind
from products.models import Product, PublicEntry
from products.serving import CERTIFICATION, states
from tests import factories as make
from tests.certifications.imports import files
from tests.certifications.imports.registers import (
    CHE,
    GAO,
    KIND,
    MIEN,
    applied,
    layout22,
    looked,
    public_rows,
    simple,
)  # fmt: skip

pytestmark = pytest.mark.django_db
HEADINGS = (
    "Tên sản phẩm",
    "Chủ thể",
    "Xã",
    "Huyện",
    "Hạng sao",
    "Ngày cấp",
    "Số quyết định",
    "Cơ quan ban hành",
)
BY_PROVINCE = "UBND tỉnh Bắc Kạn"


def one_row(*cells, headings=HEADINGS):
    return simple(headings, cells)


def sound():
    return list(compare()) == [] and list(integrity.faults()) == []


def stored(model):
    """Every row but for its version, which only rises."""
    return [
        {name: value for name, value in row.items() if name != "version"}
        for row in model.objects.order_by("pk").values()
    ]


# --- reading and writing --------------------------------------------------------------------------
def test_the_register_of_22_columns_is_read_and_written(lan, minh, province):
    imported = applied(layout22(MIEN, CHE, GAO), province, lan, minh)
    assert imported.counts == {"read": 3, "created": 3, "changed": 0, "unchanged": 0, "refused": 0}
    assert imported.faults == []
    assert imported.columns["Sổ OCOP"]["unread"] == {}
    mien = Product.objects.get(name="Miến dong Tài Hoan")
    first, second = mien.certifications.order_by("issued_on")
    assert (first.stars, first.issued_on, first.level, first.scheme.slug) == (
        3,
        date(2020, 12, 25),
        "province",
        "1048-2019",
    )
    assert (first.ended_on, first.ended_by, second.supersedes) == (
        date(2023, 12, 19),
        "superseded",
        first,
    )
    assert (second.stars, second.in_force_until, second.decision.number) == (
        4,
        date(2026, 12, 19),
        "1523/QĐ-UBND",
    )
    assert (first.place.path(), first.decision.issuer_place.path()) == (
        "xã Côn Minh, huyện Na Rì, tỉnh Bắc Kạn",
        "tỉnh Bắc Kạn",
    )
    maker = mien.producer
    assert (maker.kind, maker.place.path()) == (
        ProducerKind.COOPERATIVE,
        "xã Côn Minh, tỉnh Thái Nguyên",
    )
    assert (maker.address, maker.phone, maker.representative_name) == (
        "Thôn Chợ B",
        "0912345678",
        "Nguyễn Thị Hoan",
    )
    che = Certification.objects.get(product_name="Chè Shan tuyết")
    assert (che.issued_on, che.issued_year, che.possible_until, che.level) == (
        None,
        2022,
        date(2025, 12, 31),
        "unknown",
    )
    gao = Certification.objects.get(product_name="Gạo nếp Khẩu Nua Lếch")
    assert (gao.issued_on, gao.decision.number, gao.source) == (
        date(2021, 3, 19),
        "386/QĐ-UBND",
        "danh sách của văn phòng OCOP Tỉnh Thái Nguyên",
    )
    assert sound()


def test_a_recognition_without_a_source_names_the_office_never_the_file(lan, minh, province):
    """The public reads it; the file's name, which stays with the decision, says nothing to them."""
    Office.objects.update_or_create(place=province, defaults={"name": "Văn phòng A"})
    bare = simple(("Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao"), ["Bún", "HTX B", "Xã Côn Minh", 3])
    applied(bare, province, lan, minh, name="so moi NHAP cua Lan.xlsx")
    [one] = Certification.objects.all()
    assert (one.source, one.decision.source) == (
        "danh sách của Văn phòng A",
        "so moi NHAP cua Lan.xlsx",
    )
    state = states(CERTIFICATION, clock.today()).get(entry__uid=one.uid)
    assert state.sentence.startswith("3 sao theo nguồn danh sách của Văn phòng A, chưa xác minh")


def test_every_row_says_what_it_became(lan, minh, province):
    imported = applied(layout22(MIEN, CHE), province, lan, minh)
    assert [row.subject for row in imported.rows.all()] == [
        f"product/{Product.objects.get(name=name).uid}"
        for name in ("Miến dong Tài Hoan", "Chè Shan tuyết")
    ]


def test_one_entry_of_the_journal_holds_the_whole_file(lan, minh, province):
    applied(layout22(MIEN, CHE, GAO), province, lan, minh)
    entry = JournalEntry.objects.get(act="import.apply")
    assert (entry.actor, entry.province_code, entry.reason) == (minh, "19", "Tệp so.xlsx")
    kinds = sorted(entry.lines.values_list("kind", flat=True))
    assert (
        kinds
        == ["certification"] * 4
        + ["decision"] * 4
        + ["import"]
        + ["producer"] * 3
        + ["product"] * 3
    )


def test_the_same_file_twice_changes_nothing_the_second_time(lan, minh, province):
    applied(layout22(MIEN, CHE, GAO), province, lan, minh)
    rows = looked(layout22(MIEN, CHE, GAO), province)
    assert [row.outcome for row in rows] == ["unchanged"] * 3
    assert [row.changes for row in rows] == [[], [], []]
    with pytest.raises(Refused, match="Không có dòng nào để ghi"):
        applied(layout22(MIEN, CHE, GAO), province, lan, minh, name="lan-hai.xlsx")


def test_rows_of_one_decision_share_it_whatever_source_they_name(lan, minh, province):
    def row(name, number="386/QĐ-UBND", source=None):
        return [
            name,
            "HTX Tài Hoan",
            "Xã Côn Minh",
            "Huyện Na Rì",
            3,
            date(2021, 3, 19),
            number,
            BY_PROVINCE,
            source,
        ]

    headings = (*HEADINGS, "Nguồn")
    applied(
        simple(
            headings,
            row("Miến dong"),
            row("Gạo tẻ", "QĐ 386/QĐ-UBND"),
            row("Lạc đỏ", source="báo cáo 2021"),
        ),
        province,
        lan,
        minh,
    )
    assert Decision.objects.values_list("source").get() == ("so.xlsx",)
    applied(simple(headings, row("Rượu ngô")), province, lan, minh, name="khac.xlsx")
    assert Decision.objects.count() == 1, "nor which file"


def test_recognitions_in_rows_of_their_own_follow_each_other(lan, minh, province):
    def row(stars, day, number):
        return [
            "Miến dong",
            "HTX Tài Hoan",
            "Xã Côn Minh",
            "Huyện Na Rì",
            stars,
            day,
            number,
            BY_PROVINCE,
        ]

    rows = (
        row(4, date(2023, 5, 4), "3/QĐ-UBND"),
        row(3, date(2019, 12, 1), "1/QĐ-UBND"),
        row(3, date(2021, 6, 1), "2/QĐ-UBND"),
    )
    imported = applied(simple(HEADINGS, *rows), province, lan, minh)
    assert imported.counts["created"] == 3
    oldest, middle, newest = Certification.objects.order_by("issued_on")
    assert (oldest.ended_on, middle.ended_on, newest.ended_on) == (
        middle.issued_on,
        newest.issued_on,
        None,
    )
    assert (oldest.supersedes, middle.supersedes, newest.supersedes) == (None, oldest, middle)
    assert sound()


# --- what the register has already ----------------------------------------------------------------
def test_a_gap_is_filled_field_by_field_and_a_known_value_leaves_its_trace(lan, minh, province):
    applied(layout22(CHE), province, lan, minh)
    fuller = [*CHE]
    fuller[11:16] = [4, date(2022, 11, 8), None, "2100/QĐ-UBND", BY_PROVINCE]
    fuller[9] = 4
    rows = looked(layout22(fuller), province)
    assert rows[0].outcome == "refused", "other stars of the same year: a person decides"
    fuller[9] = fuller[11] = 3
    [row] = looked(layout22(fuller), province)
    assert row.outcome == "changed"
    assert {(change.label, change.before, change.after) for change in row.changes} == {
        ("Ngày cấp", "", "08/11/2022"), ("Tháng, quý hoặc năm cấp", "2022", ""), ("Số quyết định", "", "2100/QĐ-UBND"),
        ("Cơ quan ban hành", "", BY_PROVINCE), ("Cấp công nhận", "Chưa rõ cấp", "Cấp tỉnh"),
    }  # fmt: skip
    applied(layout22(fuller), province, lan, minh, name="day-du.xlsx")
    one = Certification.objects.get()
    assert (one.issued_on, one.issued_year, one.in_force_until, one.corrections) == (
        date(2022, 11, 8),
        None,
        date(2025, 11, 8),
        [],
    )
    assert (one.decision.number, one.level, Decision.objects.count()) == (
        "2100/QĐ-UBND",
        "province",
        1,
    )
    assert sound()


def test_a_corrected_day_moves_what_follows_and_stays_in_the_public_history(lan, minh, province):
    applied(layout22(MIEN), province, lan, minh)
    corrected = [*MIEN]
    corrected[17], corrected[10] = date(2023, 12, 22), date(2026, 12, 22)
    imported = applied(layout22(corrected), province, lan, minh, name="dinh-chinh.xlsx")
    assert imported.counts["changed"] == 1
    first, second = Certification.objects.order_by("issued_on")
    assert (second.issued_on, second.in_force_until, first.ended_on) == (
        date(2023, 12, 22),
        date(2026, 12, 22),
        date(2023, 12, 22),
    )
    assert [(note["field"], note["old"], note["new"]) for note in second.corrections] == [
        ("issued_on", "2023-12-19", "2023-12-22")
    ]
    detail = PublicEntry.objects.get(kind="product").detail
    assert "“19/12/2023” thành “22/12/2023”" in detail
    assert "dinh-chinh.xlsx" not in detail, "the public is told whose list it is"
    assert "Theo danh sách của văn phòng OCOP" in detail
    assert sound()


def test_a_recognition_between_two_others_is_put_in_its_place(lan, minh, province):
    applied(layout22(MIEN), province, lan, minh)
    between = [
        "Miến dong Tài Hoan",
        "HTX Tài Hoan",
        "Xã Côn Minh",
        "Huyện Na Rì",
        3,
        date(2022, 6, 1),
        "900/QĐ-UBND",
        BY_PROVINCE,
    ]
    [row] = looked(one_row(*between), province)
    assert [change.label for change in row.changes] == ["Chấm dứt từ"]
    applied(one_row(*between), province, lan, minh)
    first, second, third = Certification.objects.order_by("issued_on")
    assert (first.ended_on, second.ended_on, second.supersedes, third.supersedes) == (
        date(2022, 6, 1),
        date(2023, 12, 19),
        first,
        second,
    )
    assert sound()


def test_private_fields_fill_only_what_is_empty(lan, minh, province):
    maker = make.producer("HTX Tài Hoan", place=make.commune(), phone="0999999999")
    Producer.objects.filter(pk=maker.pk).update(place=make.old_place("066"))
    [row] = looked(layout22(MIEN), province)
    assert {change.label for change in row.changes} == {
        "Địa chỉ",
        "Người đại diện",
        "Đơn vị hành chính",
    }
    assert any("điện thoại" in note and "giữ nguyên" in note for note in row.notes)
    applied(layout22(MIEN), province, lan, minh)
    maker.refresh_from_db()
    assert (maker.phone, maker.address, maker.place.path()) == (
        "0999999999",
        "Thôn Chợ B",
        "xã Côn Minh, tỉnh Thái Nguyên",
    )


def test_no_private_value_is_public(lan, minh, province):
    applied(layout22(MIEN, CHE), province, lan, minh)
    public = "".join(
        f"{entry.card}{entry.detail}{entry.search_key}{entry.codes}"
        for entry in PublicEntry.objects.all()
    ) + "".join(
        state
        for entry in PublicEntry.objects.all()
        for state in entry.states.values_list("state", flat=True)
    )
    for private in ("Nguyễn Thị Hoan", "0987654321", "0987 654 321"):
        assert private not in public, private
    assert "0912345678" in public, "a cooperative's own contact is public"


# --- export → import ------------------------------------------------------------------------------
def test_what_is_exported_imports_again_without_a_change(lan, minh, province):
    applied(layout22(MIEN, CHE, GAO), province, lan, minh)
    make.certified(lan, minh, make.products(3))
    rows = looked(
        current_workbook(kind_of(KIND), Context(province, None, None, clock.today())), province
    )
    assert [(row.outcome, row.faults, row.changes) for row in rows] == [("unchanged", [], [])] * 7


def test_the_examples_of_the_template_are_good_rows(province):
    kind = kind_of(KIND)
    examples = kind.examples(Context(province, None, None, clock.today()))
    names = [column.name for column in kind.columns]
    headings = [f"{column.group} {column.heading}".strip() for column in kind.columns]
    rows = looked(
        simple(headings, *([row.get(name) for name in names] for row in examples)), province
    )
    assert [(row.outcome, row.faults) for row in rows] == [("created", [])] * len(examples)


# --- taking back ----------------------------------------------------------------------------------
def test_taking_back_leaves_everything_as_it_was(lan, minh, province):
    applied(layout22(MIEN, CHE), province, lan, minh)
    models = (Producer, Product, Decision, Certification)
    before, public = [stored(model) for model in models], public_rows()
    changed = [*MIEN]
    changed[17], changed[10] = date(2023, 12, 29), date(2026, 12, 29)
    between = [*MIEN]
    between[9:] = [None, None, 3, date(2022, 6, 1), None, "900/QĐ-UBND", BY_PROVINCE, *[None] * 6]
    fuller = [*CHE]
    fuller[6], fuller[12], fuller[13] = "Thôn Nà Pài", date(2022, 11, 8), None
    imported = applied(
        layout22(changed, between, fuller, GAO), province, lan, minh, name="lan-hai.xlsx"
    )
    assert imported.counts == {"read": 4, "created": 2, "changed": 2, "unchanged": 0, "refused": 0}
    applying.ask_undo(imported, by=lan, reason="Nạp nhầm tệp")
    imported.refresh_from_db()
    applying.undo(imported, by=minh)
    assert [stored(model) for model in models] == before
    assert public_rows() == public
    assert list(JournalEntry.objects.values_list("act", flat=True)[:2]) == [
        "import.undo",
        "import.ask_undo",
    ]
    assert JournalEntry.objects.get(act="import.undo").reason == "Nạp nhầm tệp"
    assert sound()


def test_what_was_built_on_keeps_a_file_from_being_taken_back(lan, minh, province):
    imported = applied(layout22(MIEN), province, lan, minh)
    mien = Product.objects.get()
    make.evaluating_round(lan, [mien], type="re_evaluation")
    applying.ask_undo(imported, by=lan, reason="Nạp nhầm")
    imported.refresh_from_db()
    with pytest.raises(Refused, match="dựa trên tệp này"):
        applying.undo(imported, by=minh)
    assert Certification.objects.count() == 2


# --- people ---------------------------------------------------------------------------------------
def test_one_person_stages_and_another_applies_and_takes_back(lan, minh, province):
    staged = staging.stage(layout22(MIEN), "so.xlsx", KIND, province=province, by=minh)
    with pytest.raises(Refused, match="người khác"):
        applying.apply(staged, by=minh)
    with pytest.raises(PermissionDenied):
        applying.apply(staged, by=lan)
    for stranger in (make.staff("xa", "24"), make.approver("la", "24")):
        with pytest.raises(PermissionDenied):
            staging.stage(layout22(MIEN), "so.xlsx", KIND, province=province, by=stranger)
        with pytest.raises(PermissionDenied):
            applying.apply(staged, by=stranger)
    assert not Certification.objects.exists()
    imported = applying.apply(staged, by=make.approver("thao"))
    with pytest.raises(Refused, match="hai người"):
        applying.undo(imported, by=minh, reason="nhầm")
    applying.ask_undo(imported, by=minh, reason="nhầm")
    imported.refresh_from_db()
    with pytest.raises(PermissionDenied):
        applying.undo(imported, by=minh)
    applying.undo(imported, by=make.approver("ha"))
    assert not Certification.objects.exists()


# --- constant number of queries -------------------------------------------------------------------
def test_the_number_of_queries_does_not_grow_with_the_rows(province, lan, minh):
    def file(*words):
        rows = (
            [
                f"Gạo {word}",
                f"HTX {word}",
                "Xã Côn Minh",
                "Huyện Na Rì",
                3,
                date(2021, 3, 19),
                "1/QĐ-UBND",
                BY_PROVINCE,
            ]
            for word in words
        )
        return simple(HEADINGS, *rows)

    applied(file("Mai", "Lan"), province, lan, minh)
    many = file(*["Mai", "Lan", "Cúc", "Trúc", "Hồng", "Sen", "Đào", "Bưởi", "Quế", "Hồi", "Trám"])
    files.same_queries(lan, KIND, file("Mai", "Cúc"), many, province=province)


def test_a_staged_row_keeps_its_questions_for_the_screen(lan, province):
    make.producer("HTX Tài Hoan Rì", place=make.old_place("066"))
    staged = staging.stage(layout22(MIEN), "so.xlsx", KIND, province=province, by=lan)
    stored = ImportRow.objects.get(imported=staged)
    assert stored.outcome == "refused"
    assert [option["label"] for option in stored.options["producer"]["options"]][-1] == "tạo mới"
