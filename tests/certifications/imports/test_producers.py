"""Producers from a file: matched, asked about, checked field by field, written in one act and taken
back."""

import pytest
from django.core.exceptions import PermissionDenied

from certifications.imports import applying, staging
from certifications.imports.contract import NEW, Context
from certifications.imports.kinds import kind_of
from certifications.imports.kinds.producers import FIELDS
from certifications.imports.templates import current_workbook, template
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts.models import Role
from ocop_registry.excel.reading import read
from ocop_registry.journal.models import JournalEntry
from ocop_registry.places.models import Succession
from producers.models import Producer, ProducerKind
from tests import factories as make
from tests.certifications.imports.files import (
    answered,
    applied,
    context,
    dry,
    faults,
    planned,
    same_queries,
    staged,
    xlsx,
)

pytestmark = pytest.mark.django_db
HEAD = (
    "TT",
    "Mã định danh",
    "Tên chủ thể",
    "Loại hình",
    "MST",
    "Xã, phường",
    "SĐT",
    "Email",
    "Website",
    "Phụ nữ làm chủ",
)


def row(name, **cells):
    named = {"kind": "HTX", "place": make.commune().full_name, "uid": None, "tax": None} | cells
    return (
        1, named["uid"], name, named["kind"], named["tax"], named["place"],
        named.get("phone"), named.get("email"), named.get("website"), named.get("woman"),
    )  # fmt: skip


def test_a_list_adds_new_producers_and_the_same_list_changes_nothing(lan):
    told = row(
        "HTX Nà Pò",
        tax=100109106,
        phone=912345678,
        email="napo@example.vn",
        website="napo.example.vn",
        woman="x",
    )
    content = xlsx(("DANH SÁCH CHỦ THỂ",), HEAD, told, row("Hộ Bàn Văn Nình", kind="Hộ sản xuất"))
    entries = JournalEntry.objects.count()
    imported = applied("producers", content, lan)
    assert imported.counts == {"read": 2, "created": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert JournalEntry.objects.count() == entries + 2, "staged once, applied once"
    made = Producer.objects.get(name="HTX Nà Pò")
    assert (made.kind, made.tax_code, made.phone, made.website, made.woman_led, made.place) == (
        "cooperative", "0100109106", "0912345678", "https://napo.example.vn", True, make.commune(),
    )  # fmt: skip
    assert {one.subject for one in imported.rows.all()} == {
        f"producer/{one.uid}" for one in Producer.objects.all()
    }
    assert dry("producers", content, lan).counts == {
        "read": 2,
        "created": 0,
        "changed": 0,
        "unchanged": 2,
        "refused": 0,
    }


def test_changes_are_shown_field_by_field_blank_leaves_and_erasing_empties(lan):
    made = make.producer(
        phone="0911111111", email="cu@example.vn", tax_code="4700123456", woman_led=True
    )
    head = (
        "Mã số thuế",
        "Tên chủ thể",
        "Điện thoại",
        "Thư điện tử",
        "Do phụ nữ làm chủ",
        "Địa chỉ",
    )
    content = xlsx(head, ("4700123456", "HTX Nà Pò mới", "0922222222", "(XÓA)", "(xóa)", None))
    imported = staged("producers", content, lan)
    assert imported.counts["refused"] == 1, "a number of one of another name is asked"
    assert "tên “HTX Nà Pò mới”" in imported.rows.get().options["name"]["label"]
    imported = answered(imported, lan, {2: {"name": made.uid}})
    assert {(one["label"], one["before"], one["after"]) for one in imported.rows.get().changes} == {
        ("Tên chủ thể", "HTX Nà Pò", "HTX Nà Pò mới"),
        ("Điện thoại", "0911111111", "0922222222"),
        ("Thư điện tử", "cu@example.vn", ""),
        ("Do phụ nữ làm chủ", "có", ""),
    }
    applying.apply(imported, by=lan)
    made.refresh_from_db()
    assert (made.name, made.phone, made.email, made.woman_led) == (
        "HTX Nà Pò mới",
        "0922222222",
        "",
        None,
    )
    assert made.search_key.startswith("htx na po moi")
    applying.undo(imported, by=lan, reason="Nhầm tệp")
    made.refresh_from_db()
    assert (made.name, made.phone, made.email, made.woman_led) == (
        "HTX Nà Pò",
        "0911111111",
        "cu@example.vn",
        True,
    )


def test_every_fault_is_named_at_its_cell_in_one_pass(lan):
    make.producer("HTX Có Mã", tax_code="4700999999", place=make.commune(number=3))
    make.producer("HTX Tỉnh Khác", tax_code="2400111222", place=make.commune("24"))
    content = xlsx(
        HEAD,
        row("HTX Một", kind="Cơ sở lạ"),
        row("HTX Hai", tax="47001"),
        row("HTX Ba", place="Xã Không Hề Có Đâu"),
        row("HTX Bốn", email="không phải thư"),
        row("HTX Năm", website="không phải trang"),
        row("HTX Sáu", woman="chắc vậy"),
        row("", kind="HTX"),
        row("HTX Tám", uid="7K3QX9M"),
        row("HTX Chín", tax="4700888888"),
        row("HTX Mười", tax="4700888888"),
        row("HTX Mười Một", tax="2400111222"),
        row("HTX " + "x" * 260),
        row("HTX Mười Ba", place=None, kind=None),
        row("HTX Một", kind="Cơ sở lạ"),
    )
    run = dry("producers", content, lan)
    assert faults(run) == {
        "D2": "choose", "E3": "invalid", "F4": "place", "H5": "invalid", "I6": "invalid", "J7": "bad_truth", "C8": "required",
        "B9": "conflict", "C11": "choose", "E12": "conflict", "C13": "invalid", "D14": "required", "F14": "required", "C15": "duplicate",
    }  # fmt: skip
    assert run.counts == {"read": 14, "created": 1, "changed": 0, "unchanged": 0, "refused": 13}


def test_two_known_producers_of_one_file_do_not_take_the_same_number(lan):
    known = [make.producer(f"HTX {name}", place=make.commune(number=3)) for name in ("A", "B")]
    content = xlsx(HEAD, *(row(one.name, uid=one.uid, tax="4700888888") for one in known))
    run = dry("producers", content, lan)
    assert faults(run) == {"E3": "duplicate"}
    assert "mỗi mã chỉ thuộc về một dòng" in run.rows[1].faults[0].detail


def test_a_near_miss_is_asked_and_the_answer_is_kept(lan):
    made = make.producer("HTX Tài Hoan")
    imported = staged("producers", xlsx(HEAD, row("HTX nông nghiệp Tài Hoan")), lan)
    stored = imported.rows.get()
    assert stored.outcome == "refused"
    assert [one["value"] for one in stored.options["name"]["options"]] == [made.uid, NEW]
    assert answered(imported, lan, {2: {"name": made.uid}}).counts["changed"] == 1, (
        "the name as the file writes it"
    )
    again = answered(imported, lan, {2: {"name": NEW}})
    assert again.counts["created"] == 1
    applying.apply(again, by=lan)
    assert Producer.objects.count() == 2


def test_two_much_alike_in_one_file_are_asked_about_and_the_answer_holds_at_the_next_look(lan):
    imported = staged("producers", xlsx(HEAD, row("HTX Tài Hoan"), row("HTX NN Tài Hoan")), lan)
    assert imported.counts["refused"] == 1
    asked = imported.rows.get(number=3).options["name"]["options"]
    assert [one["value"] for one in asked] == ["dong-Trang1-2", NEW]
    done = answered(imported, lan, {3: {"name": NEW}})
    assert done.counts["created"] == 2
    applying.apply(done, by=lan)
    assert Producer.objects.count() == 2


def test_old_places_become_those_of_today_split_ones_ask_and_what_is_recorded_stays(lan):
    links = Succession.objects.filter(
        new__province=make.province(), old__valid_until__isnull=False
    ).select_related("old", "new")
    by_old: dict = {}
    for link in links:
        by_old.setdefault(link.old, []).append(link.new)
    whole = next(
        old for old, new in by_old.items() if len(new) == 1 and new[0].in_force and old.parent
    )
    split = next(
        old
        for old, new in by_old.items()
        if len(new) > 1 and all(one.in_force for one in new) and old.parent
    )
    settled = make.producer("HTX Ở Xã Cũ", place=by_old[split][1])
    content = xlsx(
        HEAD,
        row("HTX A", place=whole.path()),
        row("HTX B", place=split.path()),
        row("HTX Ở Xã Cũ", place=split.path()),
    )
    imported = staged("producers", content, lan)
    assert [one.outcome for one in imported.rows.all()] == ["created", "refused", "unchanged"]
    assert whole.full_name in imported.rows.get(number=2).notes[0]
    asked = imported.rows.get(number=3).options["place"]["options"]
    assert {one["value"] for one in asked} == {one.code for one in by_old[split]}
    applying.apply(answered(imported, lan, {3: {"place": by_old[split][0].code}}), by=lan)
    assert Producer.objects.get(name="HTX A").place == by_old[whole][0]
    assert Producer.objects.get(name="HTX B").place == by_old[split][0]
    settled.refresh_from_db()
    assert settled.place == by_old[split][1]


def test_what_is_exported_imports_again_without_a_change_also_old_places_and_unknown_kinds(lan):
    make.producer(
        tax_code="0100109106",
        phone="0912345678",
        website="https://a.vn",
        woman_led=False,
        representative_gender="female",
    )
    make.producer("HTX Cũ", kind=ProducerKind.UNKNOWN, place=make.old_place("066"))
    make.producer("Tên trùng", place=make.commune(number=1))
    make.producer("Tên trùng", place=make.commune(number=2))
    content = current_workbook(kind_of("producers"), context(lan))
    assert dry("producers", content, lan).counts == {
        "read": 4,
        "created": 0,
        "changed": 0,
        "unchanged": 4,
        "refused": 0,
    }


def test_every_field_of_a_producer_comes_from_a_file_or_is_left_out_on_purpose():
    left_out = {"id", "version", "consent", "is_demo", "search_key", "sort_key"}
    columns = {column.name for column in kind_of("producers").columns}
    assert {field.name for field in Producer._meta.concrete_fields} == columns | left_out
    assert {one.name for one in FIELDS} == columns - {"uid", "place"}


def test_the_template_names_its_columns_and_is_empty_of_data(lan):
    book = read(template(kind_of("producers"), context(lan)), "mau.xlsx")
    assert [sheet.name for sheet in book.sheets] == [
        "Chủ thể",
        "Hướng dẫn",
        "Ví dụ",
        "Danh mục chọn",
    ]
    assert dry("producers", template(kind_of("producers"), context(lan)), lan).counts["read"] == 0
    examples = [
        values for sheet in book.sheets if sheet.name == "Ví dụ" for _, values in sheet.rows
    ]
    filled = xlsx(*examples[1:], name="Chủ thể")
    assert dry("producers", filled, lan).counts["created"] == 2, (
        "the examples are such as would be taken"
    )


def test_personal_fields_leave_only_for_those_who_edit(lan):
    make.producer(phone="0987654321", representative_name="Bàn Thị Hoa")
    reader = make.user("xem", Role.READ_ONLY)
    for by, seen in ((lan, True), (reader, False)):
        values = str(
            [
                sheet.rows
                for sheet in read(
                    current_workbook(kind_of("producers"), context(by)), "a.xlsx"
                ).sheets
            ]
        )
        assert ("0987654321" in values, "Bàn Thị Hoa" in values) == (seen, seen)


def test_undo_removes_what_was_created_while_nothing_builds_on_it(lan):
    imported = applied("producers", xlsx(HEAD, row("HTX Một"), row("HTX Hai")), lan)
    make.product(of=Producer.objects.get(name="HTX Một"))
    with pytest.raises(Refused, match="Miến dong Nà Pò"):
        applying.undo(imported, by=lan, reason="Nhầm")
    other = applied("producers", xlsx(HEAD, row("HTX Ba")), lan)
    applying.undo(other, by=lan, reason="Nhầm")
    assert not Producer.objects.filter(name="HTX Ba").exists()


def test_other_provinces_and_readers_bring_nothing_in(lan):
    content = xlsx(HEAD, row("HTX Một"))
    for by in (make.staff("bac", "24"), make.user("xem", Role.READ_ONLY), make.ministry()):
        with pytest.raises(PermissionDenied):
            dry("producers", content, by)
    with pytest.raises(PermissionDenied):
        staging.dry_run(content, "a.xlsx", "producers", province=None, by=lan)
    elsewhere = xlsx(HEAD, row("HTX Một", place=make.commune("24").path()))
    assert faults(dry("producers", elsewhere, lan)) == {"F2": "place"}


def test_without_a_province_the_place_of_each_row_decides():
    content = xlsx(
        HEAD,
        row("HTX Một", place=make.commune("24").path()),
        row("HTX Hai", place=make.commune().path()),
    )
    rows = planned("producers", content, Context(None, None, None, clock.today()))
    assert [row.outcome for row in rows] == ["created", "created"]
    assert [row.plan.place for row in rows] == [make.commune("24"), make.commune()]


def test_checking_asks_the_same_number_of_queries_for_more_rows(lan):
    places = [make.commune(number=number).full_name for number in range(7)]
    many = [
        row(f"HTX {number} Xóm {number}", tax=f"47{number:08}", place=places[number % 7])
        for number in range(40)
    ]
    same_queries(lan, "producers", xlsx(HEAD, *many[:3]), xlsx(HEAD, *many))


def test_of_a_former_district_a_commune_is_chosen_or_no_more_is_known(lan):
    ours = staged("producers", xlsx(HEAD, row("HTX Nà Pò", place="huyện Na Rì, tỉnh Bắc Kạn")), lan)
    question = ours.rows.get().options["place"]
    labels = {option["label"]: option["value"] for option in question["options"]}
    assert len(labels) == 7
    only = labels["Chỉ biết huyện Na Rì, tỉnh Bắc Kạn"]
    done = answered(ours, lan, {2: {"place": only}})
    applying.apply(done, by=lan)
    assert Producer.objects.get(name="HTX Nà Pò").place.path() == "huyện Na Rì, tỉnh Bắc Kạn"
