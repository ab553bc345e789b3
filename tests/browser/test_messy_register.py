"""A register as many hands write it, brought in by two people in a browser: by keyboard, group by
group; nothing that was typed is lost when the line drops."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from certifications.models import Certification, Import
from tests.benchmarks.mess import Mess, communes_of
from tests.browser.bringing import bring
from tests.browser.officer import Officer
from tests.browser.test_accessibility import violations, violations_here
from tests.browser.test_import import row, upload
from tests.certifications.imports.registers import layout22
from tests.support.site import Site

pytestmark = pytest.mark.browser
ROWS = 60
MOST_MINUTES = 15.0  # for 1,000 rows; fewer rows have nearly as many words


@pytest.fixture(autouse=True)
def _what_is_provoked(expected_problems: list[str]) -> None:
    expected_problems += ["Applying inline style violates", "ERR_INTERNET_DISCONNECTED", "409"]


def test_two_people_bring_a_messy_register_in(
    demo_site: Site, browser_page: Any, tmp_path: Path
) -> None:
    before = Certification.objects.count()
    lan, minh = Officer(demo_site, browser_page), Officer(demo_site, browser_page)
    mess = Mess(ROWS, communes_of("19"))
    effort = bring(lan, minh, mess, tmp_path / "so.xlsx")
    assert effort.minutes < MOST_MINUTES, effort
    assert effort.left <= ROWS // 20, effort
    imported = Import.objects.get(file_name="so.xlsx")
    assert imported.status == "applied"
    assert Certification.objects.count() - before >= ROWS - effort.left
    assert list(violations(minh, [f"/quan-tri/nhap-excel/{imported.uid}/?viec=note"])) == []


def faulty(tmp_path: Path) -> Path:
    """Two kinds of faults; one of them in two rows that say the same."""
    path = tmp_path / "so-loi.xlsx"
    rows = [
        row(1, "Bún khô Nà Hang", "HTX Nà Hang Thử", c6="Xã Không Đâu"),
        row(2, "Lạp sườn Nà Hang", "HTX Nà Hang Thử", c6="Xã Không Đâu"),
        row(3, "Măng khô Bản Thử", "HTX Bản Thử", c13="31/02/2025"),
    ]
    path.write_bytes(layout22(*rows))
    return path


def test_what_was_typed_outlives_a_dropped_line(
    demo_site: Site, browser_page: Any, tmp_path: Path
) -> None:
    lan = Officer(demo_site, browser_page)
    lan.sign_in("lan")
    upload(lan, faulty(tmp_path))
    page, place = browser_page, "xã Kim Lư, huyện Na Rì"
    page.get_by_label("Xã, phường cho 2 dòng").fill(place)
    page.context.set_offline(True)
    page.get_by_role("button", name="Lưu và kiểm tra lại").first.click()
    expect(page.locator("[data-told]")).to_contain_text("Mất kết nối")
    page.context.set_offline(False)
    expect(page.locator("[data-remains]")).to_contain_text("Còn 1 dòng", timeout=20_000)
    # a page that is left before it was sent: the next look fills it in again
    page.get_by_label("Ngày cấp M7").fill("19/3/2025")
    page.reload()
    expect(page.locator("[data-told]")).to_contain_text("Đã điền lại 1 điều")
    assert page.get_by_label("Ngày cấp M7").input_value() == "19/3/2025"
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu và kiểm tra lại").first.click()
    expect(page.locator("[data-remains]")).to_contain_text("Không còn dòng nào chưa ghi được")


def test_groups_are_worked_by_keys_which_the_page_tells(
    demo_site: Site, browser_page: Any, tmp_path: Path
) -> None:
    lan = Officer(demo_site, browser_page)
    lan.sign_in("lan")
    preview = upload(lan, faulty(tmp_path))
    page, press = browser_page, browser_page.keyboard.press
    press("?")
    expect(page.locator("[data-keys-help]")).to_be_visible()
    assert list(violations_here(page, preview)) == []
    press("j")
    expect(page.locator("[data-group]").first).to_be_focused()
    press("e")
    press("Control+a")
    page.keyboard.insert_text("xã Kim Lư, huyện Na Rì")
    press("Escape")
    press("j")
    press("e")
    press("Control+a")
    page.keyboard.insert_text("19/3/2025")
    press("Escape")
    with page.expect_navigation():
        press("Enter")
    expect(page.locator("[data-remains]")).to_contain_text("Không còn dòng nào chưa ghi được")
    page.get_by_role("button", name="Phím tắt (?)").click()
    page.get_by_label("Dùng phím tắt trên máy này").uncheck()
    page.locator("h1").first.click()
    press("?")
    expect(page.locator("[data-keys-help]")).to_be_visible()
