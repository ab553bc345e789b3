"""What comes back from the preview page: only what a person typed, whatever the browser does to it;
and who may type at all."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certifications.imports import applying, staging
from certifications.imports.shape.layout import ChosenSheet
from certifications.imports.staging import Mending
from certifications.models import Certification, Import, ImportRow, ImportStatus
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import Role, RoleHeld, User
from ocop_registry.excel.reading import MOST_BYTES
from producers.models import Producer
from products.models import Product
from tests import factories as make
from tests.certifications.imports.files import staged, xlsx
from tests.certifications.imports.registers import CHE, MIEN, layout22

HEADINGS = ("Tên chủ thể", "Loại hình", "Xã, phường")
STORY = "Từ năm 1990.\nNay xuất khẩu."


class Form(HTMLParser):
    """What a browser would send of the page's form that posts, with nothing touched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._posting, self._area = False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._posting = said.get("method") == "post"
        elif self._posting and "name" in said:
            value = said.get("value", "")
            single = tag == "input" and said.get("type") == "text"
            # as browsers clean a field of one line
            self.fields[said["name"]] = value.replace("\n", "") if single else value
            self._area = said["name"] if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._area:
            # as browsers send lines
            self.fields[self._area] += data.removeprefix("\n").replace("\n", "\r\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def shown(client: Any, imported: Import, view: str = "") -> dict[str, str]:
    return Form(client.get(page(imported) + view).content.decode()).fields


def page(imported: Import, name: str = "import_page") -> str:
    return reverse(f"admin:{name}", args=[imported.uid])


def numbered(imported: Import, key: int) -> None:
    """Give its only row, and what waits in it, an id as long-lived registers have them."""
    waiting = list(imported.matters.all())
    imported.matters.all().delete()
    ImportRow.objects.filter(imported=imported).update(id=key)
    for one in waiting:
        one.pk, one.row_id = None, key
        one.save()


# --- what was typed -------------------------------------------------------------------------------
def test_rows_with_large_numbers_are_mended_too(lan, as_user):
    imported = staged("producers", xlsx(HEADINGS, ("HTX Sai", "HTX", "xã Không Đâu")), lan)
    numbered(imported, 1_234_567)
    officer, place = as_user(lan), make.commune().full_name
    sent = shown(officer, imported, "?xem=all")
    assert sent["c-1234567-place"] == "xã Không Đâu"
    officer.post(page(imported), {**sent, "c-1234567-place": place})
    assert imported.rows.get().mended == {"place": place}


def test_a_page_sent_back_untouched_changes_no_cell(lan, as_user):
    make.producer("HTX Nà Mực")
    file = xlsx(
        ("Tên sản phẩm", "Chủ thể", "Câu chuyện sản phẩm"), ("Miến dong", "HTX Nà Mực", STORY)
    )
    imported = staged("products", file, lan)
    officer = as_user(lan)
    assert officer.post(page(imported), shown(officer, imported)).status_code == 302
    assert imported.rows.get().mended == {}
    officer.post(page(imported, "import_apply"))
    assert Product.objects.get().story == STORY


def test_what_was_kept_after_a_conflict_is_saved_when_sent_again(lan, as_user):
    imported = staged("producers", xlsx(HEADINGS, ("HTX Sai", "HTX", "xã Không Đâu")), lan)
    row, officer = imported.rows.get(), as_user(lan)
    mine = {**shown(officer, imported), f"c-{row.pk}-place": make.commune().full_name}
    staging.mend(imported, {row.pk: Mending({"name": "HTX Đúng"})}, by=lan)
    kept = officer.post(page(imported), mine)
    assert kept.status_code == 409
    officer.post(page(imported), Form(kept.content.decode()).fields)
    assert imported.rows.get().mended == {"name": "HTX Đúng", "place": make.commune().full_name}


def test_answers_to_what_was_not_asked_are_left_out(lan):
    imported = staged(
        "producers", xlsx(HEADINGS, ("HTX Nà Mực", "HTX", make.commune().full_name)), lan
    )
    row = imported.rows.get()
    staging.mend(imported, {row.pk: Mending(choices={"place": "19", "name": "moi"})}, by=lan)
    assert imported.rows.get().choices == {}


# --- two people -----------------------------------------------------------------------------------
def register(by: Any, *rows: Any) -> Import:
    return staged("register", layout22(*(rows or (MIEN, CHE))), by)


def test_who_is_to_write_a_colleagues_register_does_not_mend_it(lan, minh, as_user):
    imported = register(lan)
    row = imported.rows.first()
    with pytest.raises(PermissionDenied):
        staging.mend(imported, {row.pk: Mending({"product": "Trà của tôi"})}, by=minh)
    with pytest.raises(PermissionDenied):
        staging.name_columns(
            imported, {"Sổ OCOP": ChosenSheet({"B": "producer", "E": "product"})}, by=minh
        )
    approver = as_user(minh)
    assert (
        approver.post(
            page(imported), {f"c-{row.pk}-product": "Trà của tôi", "version": "1"}
        ).status_code
        == 403
    )
    assert approver.post(page(imported), {"version": "1"}).status_code == 403
    assert approver.get(page(imported, "import_columns")).status_code == 403
    assert f"c-{row.pk}-product" not in shown(approver, imported)
    staging.recheck(imported, by=minh)
    assert not imported.rows.exclude(mended={}).exists()
    assert approver.post(page(imported, "import_discard")).status_code == 302


def test_an_approver_mends_his_own_register_for_another_to_write(minh):
    imported = register(minh)
    staging.mend(imported, {imported.rows.first().pk: Mending({"note": "đã xem"})}, by=minh)
    with pytest.raises(Refused):
        applying.apply(imported, by=minh)
    assert applying.apply(imported, by=make.approver("nga")).status == ImportStatus.APPLIED


def test_what_was_mended_after_the_approver_looked_is_not_written(lan, minh, as_user):
    imported = register(lan)
    approver = as_user(minh)
    seen = Form(approver.get(page(imported, "import_apply")).content.decode()).fields
    looked_at = f"{page(imported, 'import_apply')}?version={imported.version}"
    staging.mend(imported, {imported.rows.first().pk: Mending({"product": "Trà tráo tên"})}, by=lan)
    answer = approver.post(page(imported, "import_apply"), seen)
    assert answer.status_code == 409
    assert "vừa được sửa hoặc kiểm tra lại sau khi bạn xem" in answer.content.decode()
    assert approver.get(looked_at).url == page(imported)
    assert not Certification.objects.exists()
    again = Form(answer.content.decode()).fields
    assert approver.post(page(imported, "import_apply"), again).status_code == 302
    assert Certification.objects.exists()


# --- large files ----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/quan-tri/nhap-excel/moi/", "/api/v1/imports/"])
def test_no_more_of_a_file_is_held_in_memory_than_may_be_read(lan, as_user, monkeypatch, address):
    lengths: list[int] = []

    def stage(content: bytes, *rest: Any, **more: Any) -> None:
        lengths.append(len(content))
        raise Refused("đủ rồi")

    monkeypatch.setattr(staging, "stage", stage)
    province = "19" if "api" in address else make.province().pk
    file = SimpleUploadedFile("to.xlsx", b"PK" + bytes(MOST_BYTES + 1000))
    as_user(lan).post(address, {"kind": "producers", "province": province, "file": file})
    assert lengths == [MOST_BYTES + 1]


# --- files of what the registry holds -------------------------------------------------------------
@pytest.mark.parametrize(("word", "status"), [("producers", 404), ("results", 403)])
def test_a_round_that_one_may_only_look_at_opens_no_files(lan, as_user, word, status):
    RoleHeld.objects.create(
        user=lan, role=Role.READ_ONLY, place=make.province("24"), since=date(2026, 1, 1)
    )
    RoleHeld.objects.create(
        user=lan, role=Role.PROVINCE_STAFF, place=make.province("22"), since=date(2026, 1, 1)
    )
    round_ = make.draft_round(province_code="24")
    for name in ("import_current", "import_template"):
        address = reverse(f"admin:{name}", args=[word])
        assert (
            as_user(User.objects.get(pk=lan.pk)).get(f"{address}?dot={round_.uid}").status_code
            == status
        )
    assert (
        as_user(User.objects.get(pk=lan.pk)).get(f"/quan-tri/dot/{round_.uid}/").status_code == 200
    )


def test_what_is_taken_beside_an_import_is_a_refusal(lan, monkeypatch):
    """Between the last look and the writing another province takes the tax code: unique in the
    country, locked by nobody."""
    file = xlsx(
        (*HEADINGS, "Mã số thuế"), ("HTX Nà Mực", "HTX", make.commune().full_name, "4700123456")
    )
    imported = staged("producers", file, lan)
    look = applying.checked

    def looked_and_taken(*asked: Any) -> Any:
        parts = list(look(*asked))
        other = make.commune("24")
        Producer.objects.bulk_create(
            [
                Producer(
                    name="HTX Khác",
                    kind="cooperative",
                    place=other,
                    tax_code="4700123456",
                    search_key="x",
                )
            ]
        )
        return parts

    monkeypatch.setattr(applying, "checked", looked_and_taken)
    with pytest.raises(Refused, match="vừa được người khác ghi vào sổ"):
        applying.apply(imported, by=lan)
    imported.refresh_from_db()
    assert imported.status == ImportStatus.STAGED
