"""The results grid in a real browser: keys, a block from Excel, a dropped line, a lost session, two
people on one row."""

from typing import Any

import pytest

from certifications.models import Application, Result, ResultDraft, Round
from certifications.results import typed as results
from certifications.rounds.access import active_applications
from tests import factories as make
from tests.support.site import Site

pytestmark = pytest.mark.browser

PASSWORD = "mat-khau-thu-nghiem"
PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const target = selector ? document.querySelector(selector) : document.body;
  if (selector) target.focus();
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def sign_in(page: Any, site: Site) -> None:
    page.goto(site.url + "/quan-tri/login/")
    page.fill("input[name=username]", "lan")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(site.url + "/quan-tri/")


def opened(page: Any, site: Site, count: int) -> tuple[Round, list[Application]]:
    round_ = make.evaluating_round(make.staff("lan"), make.products(count))
    sign_in(page, site)
    page.goto(f"{site.url}/quan-tri/dot/{round_.uid}/ket-qua/")
    return round_, list(active_applications(round_).order_by("position"))


def cell(application: Application, field: str) -> str:
    return f'[name="r-{application.uid}-{field}"]'


def line(typed: dict[str, str]) -> str:
    return "\t".join(typed[name] for name in ("total", "part_a", "part_b", "part_c", "marks_met"))


def state(page: Any, text: str) -> None:
    """Wait until the line beside the summary says so."""
    page.wait_for_function(
        "text => document.querySelector('[data-state]').textContent.includes(text)", arg=text
    )


def test_seventy_one_rows_from_excel_are_saved_and_nothing_else_is_needed(live_site, browser_page):
    _, applications = opened(browser_page, live_site, 71)
    block = "\r\n".join(line(make.scored(f"{50 + number % 39},5")) for number in range(71)) + "\r\n"
    browser_page.evaluate(PASTE, [None, block])
    state(browser_page, "Đã lưu lúc")
    assert Result.objects.count() == 71
    assert "71/71 hồ sơ đã có kết quả" in browser_page.inner_text("[data-summary]")
    assert (
        browser_page.inner_text(f'tr[data-row="{applications[20].uid}"] [data-outcome]') == "4 sao"
    )
    assert not ResultDraft.objects.exists()


def test_a_block_that_does_not_fit_is_refused_whole_and_a_paste_can_be_undone(
    live_site, browser_page
):
    _, (first, second, third) = opened(browser_page, live_site, 3)
    browser_page.evaluate(PASTE, [cell(second, "total"), "1\n2\n3"])
    assert (
        "Khối dán có 3 dòng, từ dòng này chỉ còn 2 dòng: chưa dán gì."
        in browser_page.inner_text("[data-message]")
    )
    assert browser_page.input_value(cell(second, "total")) == ""
    browser_page.evaluate(PASTE, [cell(first, "total"), "75.5\t40\n86,4\t40\n"])
    assert browser_page.input_value(cell(first, "total")) == "75,5"
    assert browser_page.input_value(cell(second, "part_a")) == "40"
    assert browser_page.input_value(cell(third, "total")) == ""
    browser_page.click("text=Hoàn tác")
    assert browser_page.input_value(cell(first, "total")) == ""


def test_keys_move_between_cells_and_faults_appear_at_theirs(live_site, browser_page):
    _, (first, second) = opened(browser_page, live_site, 2)
    page = browser_page
    page.focus(cell(first, "total"))
    page.keyboard.type("186,4")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == f"r-{second.uid}-total"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.name") == f"r-{first.uid}-part_a"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == f"r-{first.uid}-part_b"
    page.wait_for_selector(f'#e-{first.uid}-total:has-text("186,40 lớn hơn điểm tối đa 100,00.")')
    assert ResultDraft.objects.get().raw["total"] == "186,4"
    page.focus(cell(first, "marks_met"))
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.name") == f"r-{second.uid}-marks_met", (
        "arrows move, they never turn a choice"
    )
    assert page.input_value(cell(first, "marks_met")) == ""


def test_a_dropped_line_loses_nothing(live_site, browser_page, expected_problems):
    expected_problems.append("ERR_INTERNET_DISCONNECTED")
    round_, (first,) = opened(browser_page, live_site, 1)
    page = browser_page
    page.context.set_offline(True)
    page.evaluate(PASTE, [cell(first, "total"), line(make.scored("86,4"))])
    state(page, "Mất kết nối")
    assert "Chưa lưu 1 dòng" in page.inner_text("[data-state]")
    assert not Result.objects.exists()
    assert "86,4" in page.evaluate(f"localStorage.getItem('ocop-results:{round_.uid}:lan')")

    # the machine was switched off and comes back: the row is taken from the browser
    other = page.context.new_page()
    page.close(run_before_unload=False)
    other.context.set_offline(False)
    other.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/ket-qua/")
    state(other, "Đã lưu lúc")
    assert "Đã lấy lại 1 dòng" in other.inner_text("[data-message]")
    assert Result.objects.get().final_stars == 4
    assert other.evaluate(f"localStorage.getItem('ocop-results:{round_.uid}:lan')") is None


def test_a_lost_session_keeps_the_row_until_its_typist_is_back(
    live_site, browser_page, expected_problems
):
    expected_problems.append("403")
    _, (first,) = opened(browser_page, live_site, 1)
    page = browser_page
    page.context.clear_cookies()
    page.evaluate(PASTE, [cell(first, "total"), line(make.scored("86,4"))])
    state(page, "hãy đăng nhập lại ở một thẻ khác")
    assert not Result.objects.exists()
    sign_in(page.context.new_page(), live_site)
    state(page, "Đã lưu lúc")
    assert Result.objects.get().final_stars == 4


def test_two_people_on_one_row_choose_which_version_stands(live_site, browser_page):
    round_, (first, second) = opened(browser_page, live_site, 2)
    page, hung = browser_page, make.staff("hung")
    results.enter(round_, {one.uid: make.scored("70") for one in (first, second)}, {}, by=hung)
    page.evaluate(PASTE, [cell(first, "total"), "\n".join([line(make.scored("86,4"))] * 2)])
    page.wait_for_selector("tr.theirs")
    assert "Bản của Người hung: Tổng điểm TB 70,00" in page.inner_text("tr.theirs >> nth=0")
    assert page.input_value(cell(first, "total")) == "86,4"
    page.click("tr.theirs >> nth=0 >> text=Giữ của tôi")
    page.click("tr.theirs >> text=Lấy của họ")
    state(page, "Đã lưu lúc")
    assert page.locator("tr.theirs").count() == 0
    assert page.input_value(cell(second, "total")) == "70,00"
    assert float(Result.objects.get(application=first).total) == 86.4
    assert Result.objects.get(application=second).total == 70


def test_leaving_with_unsaved_rows_warns(live_site, browser_page, expected_problems):
    expected_problems.append("ERR_INTERNET_DISCONNECTED")
    _, (first,) = opened(browser_page, live_site, 1)
    page, asked = browser_page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.context.set_offline(True)
    page.fill(cell(first, "total"), "86,4")
    state(page, "Mất kết nối")
    page.context.set_offline(False)
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert asked == ["beforeunload"]
