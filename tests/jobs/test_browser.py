"""Long work in a real browser: the bar that waits for a worker, tells how far it is and leads on;
without scripts the page reloads itself; nothing is wider than a phone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from certifications.models import ImportStatus
from ocop_registry.jobs.models import Job, JobStatus
from tests import factories as make
from tests.browser.officer import Officer
from tests.browser.test_accessibility import violations, violations_here
from tests.certifications.imports.files import staged, xlsx
from tests.jobs.conftest import Queue
from tests.support import site

pytestmark = pytest.mark.browser
HEADINGS = ("Tên chủ thể", "Loại hình", "Xã, phường", "Mã số thuế")


class Lan(Officer):
    def _password(self, username: str) -> str:
        return "mat-khau-thu-nghiem"


@pytest.fixture
def running(queue: Queue) -> Iterator[site.Site]:
    """The server as in production: it leaves long work to workers, of which none runs yet."""
    with site.served(queue.database, JOBS="database") as served:
        yield served


def test_a_file_waits_for_a_worker_and_leads_to_its_preview(
    running: site.Site,
    queue: Queue,
    browser_page: Any,
    tmp_path: Path,
    expected_problems: list[str],
) -> None:
    expected_problems.append("Applying inline style violates")  # axe-core measures with them
    make.staff()
    path, home = tmp_path / "chu-the.xlsx", make.commune().full_name
    path.write_bytes(xlsx(HEADINGS, *((f"HTX {n}", "Hợp tác xã", home, "") for n in range(1, 4))))
    lan = Lan(running, browser_page)
    lan.sign_in("lan")
    lan.open("/quan-tri/nhap-excel/moi/?loai=producers")
    browser_page.set_input_files("#id_file", str(path))
    lan.press("Đọc và xem trước")
    assert "/viec-dang-chay/" in browser_page.url
    assert "Không có tiến trình xử lý nào đang chạy" in lan.text
    assert "Đang chờ" in lan.text
    assert list(violations_here(browser_page, "the bar")) == []
    assert list(violations(lan, ["/quan-tri/viec-dang-chay/"])) == []
    browser_page.go_back()
    queue.worker()
    browser_page.wait_for_url(re.compile(r"/nhap-excel/\w{7}/cot/$"), timeout=60_000)
    assert "chu-the.xlsx" in lan.text
    assert Job.objects.get().status == JobStatus.DONE


def test_the_page_of_a_file_shows_its_work_without_scripts_too(
    running: site.Site, queue: Queue, browser_page: Any
) -> None:
    lan, home = make.staff(), make.commune().full_name
    rows = ((f"HTX {n}", "Hợp tác xã", home, "") for n in range(1, 4))
    imported = staged("producers", xlsx(HEADINGS, *rows), lan)
    plain = browser_page.context.browser.new_context(java_script_enabled=False, locale="vi-VN")
    try:
        page = plain.new_page()
        officer = Lan(running, page)
        officer.sign_in("lan")
        officer.open(f"/quan-tri/nhap-excel/{imported.uid}/ghi/")
        officer.press("Ghi vào sổ")
        where = f"/quan-tri/nhap-excel/{imported.uid}/"
        assert page.url.endswith(where), "the bar stands on the page of the file"
        expect(page.locator(".job-bar")).to_contain_text("Đang chờ")
        assert page.get_by_role("link", name="Ghi 3 dòng vào sổ…").count() == 0
        queue.worker()
        queue.ended(Job.objects.get())
        expect(page.locator(".job-bar")).to_contain_text("Đã ghi 3 dòng", timeout=30_000)
        expect(page.locator("dl.facts")).to_contain_text("Đã ghi")
    finally:
        plain.close()
    imported.refresh_from_db()
    assert imported.status == ImportStatus.APPLIED
