"""The grids of score sheets and a member's own sheet in a real browser: keys, Excel, sums, a
dropped line, a phone."""

import os
from pathlib import Path
from typing import Any

import pytest

from certifications.council import attendance
from certifications.council import members as council
from certifications.council.sheets import cell_text
from certifications.council.sheets.access import card_of
from certifications.council.sheets.content import read_content
from certifications.models import ScoreSheet
from certifications.results import second_scoring
from tests import factories as make
from tests.certifications.council import scored_round as made
from tests.certifications.staff.results.test_grid_browser import PASSWORD, PASTE, state

pytestmark = pytest.mark.browser


def sign_in(page: Any, site: Any, username: str) -> None:
    page.goto(site.url + "/quan-tri/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(site.url + "/quan-tri/")


def picture(page: Any, name: str) -> None:
    """Keep what the page looks like when a folder is named for it."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def cell(application: Any, member: Any, field: str) -> str:
    return f'[name="u-{application.uid}-{member.uid}-{field}"]'


def text(page: Any, selector: str) -> str:
    return page.inner_text(selector).strip()


def test_a_column_pasted_from_excel_is_summed_saved_and_closed(live_site, browser_page):
    page = browser_page
    round_, (application,), members = made.sitting(make.staff("lan"))
    card = card_of(application)
    sign_in(page, live_site, "lan")
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/ho-so/{application.uid}/")
    columns = [
        cell_text.values_of(read_content(made.filled(application, total)), card)
        for total in (60, 64, 68)
    ]
    block = "\n".join("\t".join(values[one.code] for values in columns) for one in card.scored)
    page.evaluate(PASTE, [cell(application, members[0], card.scored[0].code), block])
    key = f"{application.uid}-{members[1].uid}"
    assert text(page, f'[data-sum="total"][data-of="{key}"]') == "64,00"
    state(page, "Đã lưu lúc")
    assert "đạt đến" in text(page, f'[data-stars="{key}"]')
    assert ScoreSheet.objects.count() == 3
    page.fill(cell(application, members[1], card.scored[2].code), "99")
    state(page, "Đã lưu lúc")
    page.wait_for_function("() => document.body.innerText.includes('không có mức 99')")
    picture(page, "sheet-application")
    page.keyboard.press("Escape")
    page.fill(cell(application, members[1], card.scored[2].code), columns[1][card.scored[2].code])
    state(page, "Đã lưu lúc")
    page.wait_for_function(
        "key => document.querySelector(`[data-unit-state='${key}']`).textContent.includes('đủ')",
        arg=key,
    )
    page.click(f'button[value="{key}"]')
    page.wait_for_selector("text=khóa 1 phiếu")
    assert ScoreSheet.objects.get(member=members[1]).closed


def test_keys_walk_over_a_closed_sheet_and_a_dropped_line_loses_nothing(
    live_site, browser_page, expected_problems
):
    expected_problems += ["ERR_INTERNET_DISCONNECTED"]
    page = browser_page
    lan = make.staff("lan")
    round_, (application,), members = made.sitting(lan)
    made.closed(application, members[1], made.filled(application, 60), lan)
    sign_in(page, live_site, "lan")
    address = f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/ho-so/{application.uid}/"
    page.goto(address)
    codes = [one.code for one in card_of(application).scored]
    page.focus(cell(application, members[0], codes[0]))
    page.context.set_offline(True)
    page.keyboard.type("1")  # leads on to the next criterion
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("0")
    page.keyboard.type("L 2")
    state(page, "Mất kết nối")
    assert page.input_value(cell(application, members[2], codes[1])) == "L 2"
    page.context.set_offline(False)
    state(page, "Đã lưu lúc")
    assert ScoreSheet.objects.get(member=members[0]).choices == {
        codes[0]: {"points": 1, "case": None}
    }
    assert ScoreSheet.objects.get(member=members[2]).findings == {codes[1]: "disqualify"}


def test_two_people_on_one_sheet_both_versions_are_shown(live_site, browser_page):
    page = browser_page
    round_, (application,), members = made.sitting(make.staff("lan"))
    sign_in(page, live_site, "lan")
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/ho-so/{application.uid}/")
    made.draft(application, members[0], {"choices": {"1.1": 1}}, make.staff("hung"))
    page.fill(cell(application, members[0], "1.1"), "0")
    state(page, "chọn giữ bản nào")
    assert "họ: 1" in page.inner_text("body")
    picture(page, "sheet-conflict")
    page.click("text=Giữ của tôi")
    state(page, "Đã lưu lúc")
    assert ScoreSheet.objects.get().choices["1.1"]["points"] == 0


def test_a_whole_round_of_parts_is_pasted_at_once(live_site, browser_page):
    page = browser_page
    round_, applications, members = made.sitting(make.staff("lan"), 71, 7)
    sign_in(page, live_site, "lan")
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/")
    line = "\t".join(["30,5\t20\t25.25"] * 7)
    page.evaluate(PASTE, [cell(applications[0], members[0], "part_a"), "\n".join([line] * 71)])
    page.wait_for_function(
        "() => document.querySelector('[data-state]').textContent.includes('Đã lưu lúc')",
        timeout=120_000,
    )
    assert ScoreSheet.objects.count() == 497
    picture(page, "sheet-round")
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/")
    assert "75,75" in text(page, "tbody tr:first-child")
    page.click("text=Lưu, khóa mọi phiếu đã đủ")
    page.wait_for_selector("text=khóa 497 phiếu")
    page.select_option(f'[name="marks-{applications[0].uid}"]', "5")
    page.click("text=Tổng hợp các phiếu đã khóa")
    page.wait_for_selector("text=Đã tổng hợp 1 hồ sơ")
    picture(page, "sheet-round-closed")


@pytest.mark.parametrize(("width", "set_no"), [(360, 6), (1024, 26)])
def test_a_member_scores_on_a_phone_and_a_tablet(live_site, browser_page, width, set_no):
    page = browser_page
    lan, ba = make.staff("lan"), made.member_account("ba")
    round_ = make.evaluating_round(lan, [make.product(set_no=set_no)])
    members = council.set_council(round_, made.seats(3, {2: ba}), by=lan)
    attendance.take_attendance(round_, {one.uid: True for one in members}, by=lan)
    application = round_.applications.get()
    card = card_of(application)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_site, "ba")
    page.goto(f"{live_site.url}/quan-tri/cham-diem/")
    picture(page, f"own-list-{width}")
    page.click("text=Miến dong Nà Pò")
    choices = made.filled(application, 60)["choices"]
    for one in card.scored:
        choice = choices[one.code]
        value = f"{choice['case']}:{choice['points']}" if choice["case"] else str(choice["points"])
        page.check(f'input[name="c-{one.code}"][value="{value}"]')
    state(page, "Đã lưu lúc")
    page.wait_for_function(
        "() => document.querySelector('[data-left]').textContent.includes('đã chấm đủ')"
    )
    assert text(page, '[data-sum="total"]') == "60,00"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, f"own-sheet-{width}")
    if set_no == 6:
        page.check('input[name="c-5.1"][data-points="0"]')
        assert page.is_disabled('input[name="c-5.2"] >> nth=1')
        page.check(f'input[name="c-5.1"][value="{choices["5.1"]["points"]}"]')
        page.check(f'input[name="c-5.2"][value="{choices["5.2"]["points"]}"]')
    page.click("text=Lưu và khóa phiếu")
    page.wait_for_selector("text=Đã khóa phiếu")
    assert ScoreSheet.objects.get().closed


def test_the_council_page_looks_right(live_site, browser_page):
    page = browser_page
    round_, _, _ = made.sitting(make.staff("lan"), members=7)
    sign_in(page, live_site, "lan")
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/hoi-dong/")
    assert "Có mặt 7/7 thành viên chấm điểm, có chủ tịch: đủ" in page.inner_text("body")
    picture(page, "council")


def test_a_sheet_is_typed_digit_by_digit_and_the_next_dossier_follows(live_site, browser_page):
    """Seven paper sheets of one dossier: keys counted. Every digit that can be one level only leads
    on by itself, from member to member."""
    page = browser_page
    round_, (first, second), members = made.sitting(make.staff("lan"), products=2, members=7)
    sign_in(page, live_site, "lan")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/ho-so/{first.uid}/")
    card = card_of(first)
    values = cell_text.values_of(read_content(made.filled(first, 64)), card)
    at = page.evaluate("() => document.activeElement.name")
    assert at == f"u-{first.uid}-{members[0].uid}-{card.scored[0].code}"
    keys = 0
    for member in members:
        for number, one in enumerate(card.scored):
            name = f"u-{first.uid}-{member.uid}-{one.code}"
            assert page.evaluate("() => document.activeElement.name") == name
            typed = values[one.code]
            page.keyboard.type(typed)
            keys += len(typed)
            last = member == members[-1] and number == len(card.scored) - 1
            if page.evaluate("() => document.activeElement.name") == name and not last:
                if number == len(card.scored) - 1:
                    after = members[members.index(member) + 1]
                    page.focus(cell(first, after, card.scored[0].code))
                else:
                    page.keyboard.press("Enter")
                keys += 1
    state(page, "Đã lưu lúc")
    per_sheet = keys / len(members)
    assert per_sheet == len(card.scored), "one key for each criterion"
    picture(page, "sheet-seven-1280")
    page.click("text=Khóa và sang hồ sơ tiếp")
    page.wait_for_url(f"**/ho-so/{second.uid}/")
    assert ScoreSheet.objects.filter(application=first, closed_at=None).count() == 0
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"sheet-round-{width}")
        fits = page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        assert fits, width
        mean = page.locator("td.mean").first.bounding_box()
        assert mean["x"] + mean["width"] <= width
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/ho-so/{second.uid}/")
    picture(page, "sheet-one-360")


def test_a_pasted_block_passes_over_a_closed_sheet_and_is_taken_back(live_site, browser_page):
    page = browser_page
    lan = make.staff("lan")
    round_, (application,), members = made.sitting(lan)
    made.closed(application, members[1], made.filled(application, 60), lan)
    sign_in(page, live_site, "lan")
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/ho-so/{application.uid}/")
    codes = [one.code for one in card_of(application).scored]
    start = cell(application, members[0], codes[0])
    page.evaluate(PASTE, [start, "1\t1\t1\n0\t0\t0"])
    page.wait_for_selector("text=Bỏ qua 2 ô không sửa được")
    assert page.input_value(cell(application, members[2], codes[1])) == "0"
    page.focus(start)
    page.keyboard.press("Control+z")
    assert page.input_value(cell(application, members[2], codes[1])) == ""
    assert page.input_value(start) == ""


def test_a_second_scoring_shows_the_first_beside_it_and_takes_it_over_when_asked(
    live_site, browser_page
):
    page = browser_page
    lan = make.staff("lan")
    round_, (application,), members = made.sitting(lan)
    made.score_all(application, members, lan, 50, 80)
    second_scoring.open_second_scoring(application, by=lan, reason="Hội đồng đã thảo luận")
    sign_in(page, live_site, "lan")
    page.goto(f"{live_site.url}/quan-tri/dot/{round_.uid}/phieu/ho-so/{application.uid}/")
    card = card_of(application)
    first = made.choices_for(card, 80)
    code = next(one.code for one in card.scored if first[one.code]["points"])
    points = str(first[code]["points"])
    start = cell(application, members[1], code)
    assert page.locator("td", has=page.locator(start)).locator(".cell-first").count() == 1
    page.fill(start, "0")
    page.click(f'[data-take-first="{application.uid}-{members[1].uid}"]')
    assert page.input_value(start) == "0"  # what was typed stays
    state(page, "Đã lưu lúc")
    picture(page, "sheet-second")
    stored = ScoreSheet.objects.get(member=members[1], scoring=2)
    given = sum(one["points"] for one in stored.choices.values())
    assert given == 80 - int(points)
    assert ScoreSheet.objects.get(member=members[1], scoring=1).closed
