"""Excel files on the staff site: sending, preview, mending, writing by two people, taking back;
nothing typed is lost."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certifications.imports import staging
from certifications.models import Certification, ColumnMemory, Import, ImportStatus
from ocop_registry.journal.models import JournalEntry
from producers.models import Producer
from tests import factories as make
from tests.certifications.imports.files import xlsx
from tests.certifications.imports.registers import CHE, GAO, MIEN, layout22
from tests.excel.test_legacy import tcvn3

NEW = "/quan-tri/nhap-excel/moi/"
HEADINGS = ("Tên chủ thể", "Loại hình", "Xã, phường", "Mã số thuế")


def url(name: str, imported: Import) -> str:
    return reverse(f"admin:{name}", args=[imported.uid])


def send(
    client: Any, content: bytes, kind: str = "producers", name: str = "tệp.xlsx", **more: Any
) -> Any:
    return client.post(
        NEW,
        {
            "kind": kind,
            "province": make.province().pk,
            "file": SimpleUploadedFile(name, content),
            **more,
        },
    )


def good(name: str = "HTX Nà Mực") -> tuple:
    return (name, "Hợp tác xã", make.commune().full_name, "")


def register(client: Any, *rows: Any) -> Import:
    send(client, layout22(*(rows or (MIEN, CHE, GAO))), "register", "sổ 2025.xlsx")
    return Import.objects.get()


# --- sending --------------------------------------------------------------------------------------
def test_a_file_leads_to_its_preview_and_writes_nothing(lan, as_user):
    officer = as_user(lan)
    answer = send(officer, xlsx(HEADINGS, good(), ("HTX Sai", "HTX", "xã Không Đâu", "12")))
    imported = Import.objects.get()
    assert answer.url == url("import_columns", imported)
    assert "Đúng rồi, xem 2 dòng" in officer.get(answer.url).content.decode()
    page = officer.get(url("import_page", imported)).content.decode()
    for told in (
        "Ghi 1 dòng vào sổ…",
        "Chưa ghi được (1)",
        "Dòng 3: HTX Sai",
        "xã Không Đâu",
        "Không có đơn vị hành chính",
    ):
        assert told in page
    assert not Producer.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("so.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel cũ"),
        ("so.xlsx", b"<html><table>", "HTML"),
        ("so.xlsx", b"PK\x03\x04 cut", "hỏng"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    lan, as_user, name, content, sentence
):
    answer = send(as_user(lan), content, name=name)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (xlsx(("Một", "Hai"), ("a", "b")), "Chưa thấy dòng tiêu đề"),
        (xlsx(HEADINGS[1:], ("HTX", "Xã Một")), "Chưa thấy cột bắt buộc"),
    ],
)
def test_a_file_whose_header_is_not_understood_goes_to_the_page_of_its_columns(
    lan, as_user, content, sentence
):
    officer = as_user(lan)
    answer = send(officer, content)
    imported = Import.objects.get()
    assert answer.url == url("import_columns", imported)
    page = officer.get(answer.url).content.decode()
    assert sentence in page
    assert "Các dòng đầu của trang" in page
    assert imported.counts["read"] == 0
    assert officer.get(url("import_page", imported)).status_code == 200


def test_a_header_is_shown_and_its_columns_named_on_the_page(lan, as_user):
    officer = as_user(lan)
    place = make.commune().full_name
    send(officer, xlsx(("Bảng kê",), ("Một", "Hai", "Ba"), ("HTX Nà Mực", place, "HTX")))
    imported = Import.objects.get()
    where = url("import_columns", imported)
    assert officer.post(where, {"h0": "2"}).url == where
    assert "Hai" in officer.get(where).content.decode()
    named = {"h0": "2", "s0-A": "name", "s0-B": "place", "s0-B-2": "address", "s0-C": "kind"}
    assert officer.post(where, named).url == url("import_page", imported)
    imported.refresh_from_db()
    assert imported.counts["created"] == 1
    cells = imported.rows.get().cells
    assert cells["place"] == cells["address"] == ["B3", place]
    assert "địa chỉ lấy từ đây" in officer.get(where).content.decode().lower()


def test_every_missing_field_is_said_at_once(lan, as_user):
    page = as_user(lan).post(NEW, {}).content.decode()
    assert "Chọn loại tệp." in page
    assert "Chọn tệp trên máy." in page
    page = (
        as_user(lan)
        .post(NEW, {"kind": "results", "file": SimpleUploadedFile("a.xlsx", b"x")})
        .content.decode()
    )
    assert "Chọn đợt đánh giá mà tệp này thuộc về." in page


def test_a_file_for_another_province_is_refused(lan, as_user):
    answer = send(as_user(lan), xlsx(HEADINGS, good()), province=make.province("24").pk)
    assert answer.status_code == 422
    assert not Import.objects.exists()


# --- mending --------------------------------------------------------------------------------------
def test_a_cell_is_mended_on_the_page_and_the_whole_file_looked_at_again(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, ("HTX Sai", "HTX", "xã Không Đâu", "")))
    imported = Import.objects.get()
    row = imported.rows.get()
    typed = {
        f"c-{row.pk}-place": make.commune().full_name,
        f"was-{row.pk}-place": "xã Không Đâu",
        "version": imported.version,
    }
    assert officer.post(url("import_page", imported), typed).status_code == 302
    imported.refresh_from_db()
    assert imported.counts["created"] == 1
    assert "đã sửa" in officer.get(url("import_page", imported)).content.decode()
    officer.post(url("import_apply", imported))
    assert Producer.objects.get().place == make.commune()


def test_the_second_of_two_who_mend_at_once_keeps_what_was_typed(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, ("HTX Sai", "HTX", "xã Không Đâu", "")))
    imported = Import.objects.get()
    row = imported.rows.get()
    staging.mend(imported, {row.pk: staging.Mending({"name": "HTX Đúng"})}, by=lan)
    typed = {
        f"c-{row.pk}-place": "xã Gõ Dở",
        f"was-{row.pk}-place": "xã Không Đâu",
        "version": imported.version,
    }
    answer = officer.post(url("import_page", imported), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="xã Gõ Dở"' in page
    assert 'value="HTX Đúng"' in page
    assert imported.rows.get().mended == {"name": "HTX Đúng"}


def test_columns_are_named_by_a_person_and_remembered_for_the_office(lan, as_user):
    officer = as_user(lan)
    odd = ("Tên chủ thể", "Kiểu tổ chức lạ", "Xã, phường")
    send(officer, xlsx(odd, good()[:3]))
    imported = Import.objects.get()
    page = officer.get(url("import_page", imported)).content.decode()
    assert "chưa nhận ra cột B “Kiểu tổ chức lạ”" in page
    assert imported.counts["refused"] == 1
    assert (
        officer.post(
            url("import_columns", imported), {"s0-A": "name", "s0-B": "kind", "s0-C": "place"}
        ).status_code
        == 302
    )
    imported.refresh_from_db()
    assert imported.counts["created"] == 1
    assert ColumnMemory.objects.filter(column="kind").exists()
    send(officer, xlsx(odd, good("HTX Khác")[:3]))
    assert Import.objects.first().counts["created"] == 1


# --- writing and taking back ----------------------------------------------------------------------
def test_a_register_is_written_by_another_person_and_taken_back_by_two(lan, minh, as_user):
    imported = register(as_user(lan))
    assert as_user(lan).post(url("import_apply", imported)).status_code == 403
    assert "tệp sổ đăng ký chờ bạn xem và ghi" in as_user(minh).get("/quan-tri/").content.decode()
    before = as_user(minh).get(url("import_apply", imported)).content.decode()
    assert "<strong>3</strong> dòng thêm mới" in before
    assert as_user(minh).post(url("import_apply", imported)).url == url("import_page", imported)
    assert Certification.objects.count() == 4

    assert as_user(lan).post(url("import_undo", imported), {"reason": ""}).status_code == 409
    as_user(lan).post(url("import_undo", imported), {"reason": "nhầm tệp năm trước"})
    assert Certification.objects.count() == 4
    assert "đề nghị hoàn tác tệp chờ bạn duyệt" in as_user(minh).get("/quan-tri/").content.decode()
    as_user(minh).post(url("import_undo", imported), {"reason": "nhầm tệp năm trước"})
    assert not Certification.objects.exists()
    imported.refresh_from_db()
    assert (imported.status, imported.undone_by) == (ImportStatus.UNDONE, minh)
    told = as_user(minh).get(url("import_page", imported)).content.decode()
    for label in (
        "Nạp tệp Excel",
        "Ghi tệp Excel vào sổ",
        "Đề nghị hoàn tác tệp Excel",
        "Hoàn tác tệp Excel",
        "nhầm tệp năm trước",
    ):
        assert label in told


def test_an_only_approver_who_asked_first_is_not_locked_out(lan, minh, as_user):
    imported = register(as_user(lan))
    as_user(minh).post(url("import_apply", imported))
    as_user(minh).post(url("import_undo", imported), {"reason": "nhầm tệp"})
    assert as_user(minh).get(url("import_undo", imported)).status_code == 403
    assert "bạn hãy đề nghị thay" in as_user(lan).get(url("import_page", imported)).content.decode()
    as_user(lan).post(url("import_undo", imported), {"reason": "nhầm tệp"})
    assert Certification.objects.exists(), "asked again, by the other one"
    as_user(minh).post(url("import_undo", imported), {"reason": "nhầm tệp"})
    assert not Certification.objects.exists()


def test_what_is_left_to_mend_comes_first_and_the_end_says_what_was_not_written(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, good(), ("HTX Sai", "HTX", "xã Không Đâu", "")))
    imported = Import.objects.get()
    page = officer.get(url("import_page", imported) + "?xem=all").content.decode()
    assert page.index("Dòng 3: HTX Sai") < page.index("Dòng 2: HTX Nà Mực")
    told = officer.post(url("import_apply", imported), follow=True).content.decode()
    assert (
        "Đã ghi 1 dòng vào sổ đăng ký. 1 dòng còn lỗi chưa được ghi. Sổ công khai đã cập nhật."
        in told
    )


def test_targets_are_not_said_to_be_public(lan, as_user):
    officer = as_user(lan)
    send(
        officer,
        xlsx(("Chỉ tiêu", "Đến hết năm", "Mục tiêu"), ("Sản phẩm 4 sao", 2030, 60)),
        "targets",
    )
    told = officer.post(url("import_apply", Import.objects.get()), follow=True).content.decode()
    assert "Đã ghi 1 dòng vào sổ đăng ký." in told
    assert "công khai" not in told


def test_a_file_with_only_faults_says_what_to_do(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, ("HTX Sai", "HTX", "xã Không Đâu", "")))
    page = officer.get(url("import_page", Import.objects.get())).content.decode()
    assert "mọi dòng còn lỗi. Sửa các ô" in page


def test_pressing_twice_writes_once(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, good()))
    imported = Import.objects.get()
    officer.post(url("import_apply", imported))
    assert officer.post(url("import_apply", imported)).status_code == 403
    assert JournalEntry.objects.filter(act="import.apply").count() == 1


def test_when_the_register_moved_on_the_officer_looks_again(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, good()))
    imported = Import.objects.get()
    make.producer("HTX Nà Mực", place=make.commune())
    answer = officer.post(url("import_apply", imported))
    assert answer.status_code == 409
    assert "Sổ đăng ký đã thay đổi từ lúc xem trước" in answer.content.decode()
    told = "Trang1 dòng 2: trước là “Thêm mới”; nay là “Giữ nguyên”."
    assert told in answer.content.decode()
    assert told in officer.get(url("import_page", imported)).content.decode()
    imported.refresh_from_db()
    assert imported.counts["created"] == 0
    assert Producer.objects.count() == 1


def test_a_discarded_file_can_be_read_and_not_written(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, good()))
    imported = Import.objects.get()
    assert (
        "Không có gì được ghi vào sổ"
        in officer.get(url("import_discard", imported)).content.decode()
    )
    officer.post(url("import_discard", imported))
    assert officer.post(url("import_apply", imported)).status_code == 403
    assert "HTX Nà Mực" in officer.get(url("import_page", imported)).content.decode()


# --- files ----------------------------------------------------------------------------------------
def test_the_marked_workbook_names_every_fault_at_its_cell(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, ("HTX Sai", "HTX", "xã Không Đâu", "12")))
    content = b"".join(officer.get(url("import_marked", Import.objects.get())))
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == ["Lỗi cần sửa", "Trang1"]
    for cell in ("C2", "D2"):
        assert book["Trang1"][cell].comment.text
        assert book["Trang1"][cell].fill.fgColor.rgb[-6:] == "FFC7CE"
    assert book["Trang1"]["A2"].comment is None


def test_the_marked_workbook_keeps_what_was_mended_on_the_page(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, ("HTX Sai", "HTX", "xã Không Đâu", "12")))
    imported = Import.objects.get()
    row = imported.rows.get()
    place = make.commune().full_name
    officer.post(
        url("import_page", imported), {f"c-{row.pk}-place": place, "version": imported.version}
    )
    book = openpyxl.load_workbook(BytesIO(b"".join(officer.get(url("import_marked", imported)))))
    assert [cell.value for cell in book["Trang1"][2]] == ["HTX Sai", "HTX", place, "12"]
    assert [bool(cell.comment) for cell in book["Trang1"][2]] == [False, False, False, True]


def test_a_question_is_asked_once_with_its_choices(lan, as_user):
    make.producer("HTX Tài Hoan")
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, good("HTX Tài Hoàn")))
    address = url("import_page", Import.objects.get())
    groups, rows = (officer.get(address + view).content.decode() for view in ("", "?xem=all"))
    assert "Trả lời câu hỏi ở trên, hoặc sửa ô này." in rows
    for page in (groups, rows):
        assert "Chọn một:" not in page
        assert page.count("là “HTX Tài Hoan”") == 1


def test_templates_are_named_and_explained_in_words_of_the_office(lan, as_user):
    answer = as_user(lan).get("/quan-tri/nhap-excel/mau/register/")
    assert 'filename="mau-so-san-pham-duoc-cong-nhan-' in answer["Content-Disposition"]
    guide = openpyxl.load_workbook(BytesIO(b"".join(answer)))["Hướng dẫn"]
    assert max(len(cell.value or "") for row in guide for cell in row) < 500, (
        "hundreds of headings are read, eight are told"
    )


def test_the_file_as_sent_comes_back_to_be_saved(lan, as_user):
    content = xlsx(HEADINGS, good())
    send(as_user(lan), content)
    answer = as_user(lan).get(url("import_sent", Import.objects.get()))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_list_filters_and_tells_when_it_is_empty(lan, as_user):
    officer = as_user(lan)
    assert "Chưa có tệp nào." in officer.get("/quan-tri/nhap-excel/").content.decode()
    send(officer, xlsx(HEADINGS, good()), name="đợt một.xlsx")
    assert (
        "đợt một.xlsx"
        in officer.get(
            "/quan-tri/nhap-excel/?q=một&loai=producers&trang-thai=staged"
        ).content.decode()
    )
    assert (
        "Không có tệp nào khớp."
        in officer.get("/quan-tri/nhap-excel/?trang-thai=applied").content.decode()
    )


def test_rows_are_found_by_what_is_in_them(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, good(), good("HTX Bản Cuôn")))
    page = officer.get(url("import_page", Import.objects.get()) + "?q=ban+cuon").content.decode()
    assert "Dòng 3: HTX Bản Cuôn" in page
    assert "Dòng 2:" not in page


# --- how a file is read ---------------------------------------------------------------------------
DAYS = ("Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Ngày cấp")


def test_a_file_that_is_no_longer_kept_is_told_of_and_not_read_again(lan, as_user):
    officer = as_user(lan)
    send(officer, xlsx(HEADINGS, good("HTX Nà Mực")))
    imported = Import.objects.get()
    imported.file.storage.delete(imported.file.name)
    where = url("import_columns", imported)
    assert officer.get(where).status_code == 200
    answer = officer.post(where, {"h0": "1", "s0-A": "name"})
    assert answer.status_code == 422
    assert "Tệp gốc không còn được lưu: hãy nạp lại tệp." in answer.content.decode()
    for name in ("import_sent", "import_marked"):
        assert officer.get(url(name, imported)).status_code == 404
    assert imported.rows.count() == 1


def test_a_question_about_a_column_is_answered_once_on_the_page(lan, as_user):
    officer = as_user(lan)
    days = ("3/19/2021", "4/15/2021", "5/6/2021")
    rows = [(f"Tép {day}", "HTX Nà Mực", "Côn Minh", "Na Rì", 3, day) for day in days]
    send(officer, xlsx(DAYS, *rows), "register")
    imported = Import.objects.get()
    where = url("import_columns", imported)
    page = officer.get(where).content.decode()
    assert "Có 1 câu hỏi cho cả cột" in page
    assert "Cột F ghi tháng trước, ngày sau?" in page
    assert imported.counts["refused"] == 3
    targets = {f"s0-{letter}": name for letter, name in imported.columns["Trang1"]["read"].items()}
    answer = officer.post(where, {**targets, "h0": "1", "q0-F.order": "month"})
    assert answer.url == url("import_page", imported)
    imported.refresh_from_db()
    assert imported.counts["created"] == 3
    assert "checked" in officer.get(where).content.decode()
    # said again without an answer to it, the answer given stands
    officer.post(where, {**targets, "h0": "1"})
    imported.refresh_from_db()
    assert imported.counts["created"] == 3


def test_a_sheet_is_left_out_and_letters_are_left_as_they_stand(lan, as_user):
    officer = as_user(lan)
    old = ("Miến dong Côn Minh", "HTX Nà Mực Thượng", "Xã Côn Minh", "Huyện Na Rì", 3, "19/3/2021")
    send(
        officer,
        xlsx(tuple(map(tcvn3, DAYS)), tuple(tcvn3(str(one)) for one in old), Hai=[DAYS]),
        "register",
    )
    imported = Import.objects.get()
    where = url("import_columns", imported)
    assert "TCVN3 (.VnTime)" in officer.get(where).content.decode()
    assert imported.rows.get().cells["product"][1] == "Miến dong Côn Minh"
    officer.post(where, {"x1": "on", "k0": "on", "h0": "1"})
    imported.refresh_from_db()
    assert imported.columns["Hai"]["skipped"]
    assert "Giữ chữ như" in officer.get(where).content.decode()
