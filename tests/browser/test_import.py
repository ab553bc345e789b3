"""A province brings its register in one afternoon: from a faulty file to the public page, and back,
by two people."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from certifications.models import Certification, Import
from tests.browser.officer import Officer
from tests.browser.test_accessibility import violations, violations_here
from tests.certifications.imports.registers import layout22
from tests.support.site import Site

pytestmark = pytest.mark.browser
LONG = 1100  # rows: several batches


@pytest.fixture(autouse=True)
def _what_axe_itself_provokes(expected_problems: list[str]) -> None:
    expected_problems += ["Applying inline style violates", "409"]


def row(number: int, product: str, producer: str, **cells: Any) -> list[Any]:
    """One recognition in the 22 columns of a province's register."""
    values: dict[int, Any] = {
        1: number, 2: product, 4: "HTX", 5: producer, 6: "Xã Kim Lư, huyện Na Rì", 10: "4*",
        12: 4, 13: date(2025, 3, 19), 14: 2025, 15: "386/QĐ-UBND", 16: "UBND tỉnh Bắc Kạn",
    }  # fmt: skip
    return [
        {**values, **{int(name[1:]): value for name, value in cells.items()}}.get(column)
        for column in range(1, 23)
    ]


def upload(officer: Officer, path: Path) -> str:
    """Send a register, look at how it is read; answers the address of its preview."""
    officer.open("/quan-tri/nhap-excel/moi/?loai=register")
    officer.page.set_input_files("#id_file", str(path))
    officer.press("Đọc và xem trước")
    officer.page.get_by_role("link", name=re.compile("Đúng rồi, xem")).click()
    officer.page.wait_for_url(re.compile(r"/nhap-excel/\w{7}/$"))
    return officer.page.url.removeprefix(officer.site.url).partition("?")[0]


def test_a_register_is_read_mended_applied_by_another_person_and_taken_back(
    demo_site: Site, browser_page: Any, tmp_path: Path
) -> None:
    before = Certification.objects.count()
    path = tmp_path / "so-dang-ky.xlsx"
    rows = [
        row(1, "Bún khô Nà Hang", "HTX Nà Hang Thử"),
        row(2, "Lạp sườn Nà Hang", "HTX Nà Hang Thử", c14=2023),
        row(3, "Măng khô Bản Thử", "HTX Bản Thử", c6="Xã Không Đâu"),
        row(4, "Mật ong Bản Thử", "HTX Bản Thử", c13="31/02/2025"),
    ]
    path.write_bytes(layout22(*rows))
    lan = Officer(demo_site, browser_page)
    lan.sign_in("lan")
    preview = upload(lan, path)
    expect(browser_page.locator(".import-group .import-row.refused")).to_have_count(3)
    assert "Còn 3 dòng chưa ghi được trong 4 dòng" in lan.text
    assert list(violations_here(browser_page, preview)) == []
    for told in (
        "Ghi năm 2023, nhưng ngày cấp là 19/03/2025",
        "Không có đơn vị hành chính",
        "Không có ngày “31/02/2025”",
    ):
        assert told in lan.text

    browser_page.get_by_label("Năm N6").fill("2025")
    browser_page.get_by_label("Xã, phường F7").fill("xã Kim Lư, huyện Na Rì")
    browser_page.get_by_label("Ngày cấp M8").fill("19/3/2025")
    # one button of any part takes along what was typed in the others
    with browser_page.expect_navigation():
        browser_page.get_by_role("button", name="Lưu và kiểm tra lại").first.click()
    assert "3 dòng nay không còn vướng; không còn dòng nào chưa ghi được" in lan.text
    expect(browser_page.locator(".import-row.created")).to_have_count(4)
    assert "Sổ đăng ký cần hai người" in lan.text
    assert Certification.objects.count() == before
    pages = [
        "/quan-tri/nhap-excel/",
        "/quan-tri/nhap-excel/moi/",
        f"{preview}cot/",
        f"{preview}bo/",
    ]
    assert list(violations(lan, pages)) == []

    minh = Officer(demo_site, browser_page)
    minh.sign_in("minh")
    minh.follow("1 tệp sổ đăng ký chờ bạn xem và ghi chờ bạn")
    minh.follow("so-dang-ky.xlsx")
    minh.follow("Ghi 4 dòng vào sổ…")
    minh.press("Ghi vào sổ")
    assert "dòng vào sổ đăng ký." in minh.text
    assert Certification.objects.count() == before + 4
    minh.open("/tra-cuu/?q=lap+suon+na+hang")
    assert "Còn hiệu lực" in minh.text
    assert upload_again_changes_nothing(lan, path)

    lan.open(preview)
    lan.follow("Đề nghị hoàn tác…")
    browser_page.fill("#id_reason", "nhầm tệp của năm trước")
    lan.press("Đề nghị hoàn tác")
    minh.sign_in("minh")
    minh.open(preview)
    minh.follow("Hoàn tác…")
    minh.press("Hoàn tác")
    assert "Đã hoàn tác" in minh.text
    assert Certification.objects.count() == before
    minh.open("/tra-cuu/?q=lap+suon+na+hang")
    assert "Lạp sườn Nà Hang" not in minh.text


def upload_again_changes_nothing(officer: Officer, path: Path) -> bool:
    """The very file, whose faults were mended on screen only: its good row is known, the others
    still want mending."""
    officer.sign_in("lan")
    preview = upload(officer, path)
    officer.open(f"{preview}?xem=all")
    expect(officer.page.locator(".import-row.created")).to_have_count(0)
    expect(officer.page.locator(".import-row.unchanged")).to_have_count(1)
    return "Chưa có dòng nào để ghi" in officer.text


def test_a_long_file_leads_to_its_report(
    demo_site: Site, browser_page: Any, tmp_path: Path
) -> None:
    path = tmp_path / "so-dai.xlsx"
    path.write_bytes(
        layout22(*(row(one, f"Sản phẩm {one}", f"HTX số {one // 3}") for one in range(1, LONG + 1)))
    )
    lan = Officer(demo_site, browser_page)
    lan.sign_in("lan")
    preview = upload(lan, path)
    minh = Officer(demo_site, browser_page)
    minh.sign_in("minh")
    minh.open(f"{preview}ghi/")
    minh.press("Ghi vào sổ")
    browser_page.wait_for_url(f"**{preview}", timeout=60_000)
    expect(browser_page.locator("dl.facts")).to_contain_text("Đã ghi")
    assert Import.objects.get().counts["created"] == LONG
