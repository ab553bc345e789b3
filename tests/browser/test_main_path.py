"""The main job in a real browser: a round of 71 applications already held, from Excel to the public
page and the API."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from certifications.models import Application, Certification, PreparedAct, Result, Round
from ocop_registry.journal.models import JournalEntry
from ocop_registry.places.models import Place
from tests.browser.officer import Officer
from tests.support.site import Site

pytestmark = pytest.mark.browser
COUNT = 71
SCORES = (
    "91,20\t37,20\t23,00\t31,00\t5",
    "86,40\t34,40\t22,00\t30,00\t5",
    "75,50\t31,00\t19,00\t25,50\t4",
    "55,00\t23,00\t13,00\t19,00\t3",
)


def _excel_rows() -> str:
    """71 rows as copied from Excel, from 29 communes of Thái Nguyên, under a heading row."""
    communes = list(
        Place.objects.current().communes().filter(province__code="19").order_by("code")[:29]
    )
    heading = "TT\tTên sản phẩm\tChủ thể\tLoại hình\tXã, phường\tBộ sản phẩm\tLoại hồ sơ"
    rows = [
        f"{number}\tSản phẩm thử {number:02d}\tHTX Thử Nghiệm {number % 40:02d}\tHợp tác xã\t"
        f"{communes[number % 40 % 29].full_name}\t{number % 12 + 1}\tLần đầu"
        for number in range(1, COUNT + 1)
    ]
    return "\n".join([heading, *rows])


def _scores() -> str:
    """Totals, parts and marks for every row: one in four goes up to the centre."""
    return "\n".join(SCORES[number % 4] for number in range(COUNT))


def test_a_round_already_held_is_entered_from_excel_and_becomes_public(
    demo_site: Site, browser_page: Any
) -> None:
    lan = Officer(demo_site, browser_page)
    lan.sign_in("lan")
    lan.open("/quan-tri/dot/lap-moi/")
    browser_page.fill("#id_title", "Đợt đã tổ chức")
    browser_page.fill("#id_evaluated_on", "05/10/2026")
    browser_page.locator(".submit-row button").first.click()
    browser_page.wait_for_load_state()
    round_ = Round.objects.get(title="Đợt đã tổ chức")
    lan.move(round_.uid, "Mở nhận hồ sơ")

    lan.open(f"/quan-tri/dot/{round_.uid}/nhan-ho-so/dan/")
    browser_page.fill("#id_pasted", _excel_rows())
    lan.press("Kiểm tra")
    assert f"Cả {COUNT} dòng đã đủ." in lan.text, lan.text[:3000]
    lan.press("Nhận vào đợt")
    assert f"Đã nhận {COUNT} hồ sơ vào đợt." in lan.text
    assert Application.objects.filter(round=round_).count() == COUNT
    lan.move(round_.uid, "Bắt đầu đánh giá")

    lan.open(f"/quan-tri/dot/{round_.uid}/ket-qua/")
    lan.paste("[data-field=total]", _scores())
    expect(browser_page.locator("[data-summary]")).to_contain_text(
        f"{COUNT}/{COUNT}", timeout=30_000
    )
    assert Result.objects.filter(application__round=round_).count() == COUNT
    lan.move(round_.uid, "Kết thúc đánh giá, trình duyệt")
    assert (
        demo_site.get("/api/v1/products/?q=san+pham+thu+01&standing=all")[1].find("Sản phẩm thử")
        == -1
    ), "nothing undecided is public"

    minh = Officer(demo_site, browser_page)
    minh.sign_in("minh")
    minh.move(round_.uid, "Duyệt kết quả")

    lan.sign_in("lan")
    lan.open(f"/quan-tri/dot/{round_.uid}/quyet-dinh/")
    browser_page.fill("#id_number", "2100/QĐ-UBND")
    browser_page.fill("#id_signed_on", "02/11/2026")
    lan.press("Xem trước")
    assert "02/11/2026 – 02/11/2029" in lan.text
    lan.press("Gửi xác nhận")
    minh.sign_in("minh")
    minh.open(f"/quan-tri/viec-cho-duyet/{PreparedAct.objects.get(round=round_).uid}/")
    minh.press("Duyệt")
    certified = Certification.objects.filter(decision__number="2100/QĐ-UBND")
    sent_up = sum(number % 4 == 0 for number in range(COUNT))
    assert certified.count() == COUNT - sent_up
    entries = JournalEntry.objects.filter(act="decision.record", actor__username="minh")
    assert entries.count() == 2  # and the demo's

    shown = certified.select_related("product").get(product__name="Sản phẩm thử 02")
    lan.page.context.clear_cookies()
    lan.open(f"/san-pham/{shown.product.uid}/")
    assert "còn hiệu lực đến hết ngày 02/11/2029" in lan.text
    assert "2100/QĐ-UBND" in lan.text
    status, answer = demo_site.get(f"/api/v1/products/{shown.product.uid}/")
    told = json.loads(answer)
    assert (status, told["stars"], told["standing"], told["certification"]["expires_on"]) == (
        200,
        4,
        "in_force",
        "2029-11-02",
    )
    assert (
        demo_site.get("/api/v1/products/?q=san+pham+thu+01&standing=all")[1].find("Sản phẩm thử 01")
        == -1
    ), "sent up, not certified"


def test_every_wrong_turn_is_refused(
    demo_site: Site, browser_page: Any, expected_problems: list[str]
) -> None:
    expected_problems.append("404")
    open_round = Round.objects.get(status="open")
    hoa = Officer(demo_site, browser_page)
    hoa.sign_in("hoa")  # Bắc Ninh
    assert hoa.open(f"/quan-tri/dot/{open_round.uid}/") == 404
    assert hoa.open(f"/quan-tri/dot/{open_round.uid}/ket-qua/") == 404
    assert "Đợt 2" not in hoa.text

    minh = Officer(demo_site, browser_page)
    minh.sign_in("minh")  # may enter results too, but then may not approve them
    minh.move(open_round.uid, "Bắt đầu đánh giá")
    minh.open(f"/quan-tri/dot/{open_round.uid}/sua/")
    browser_page.fill("#id_evaluated_on", "10/11/2026")
    browser_page.locator(".submit-row button").first.click()
    minh.open(f"/quan-tri/dot/{open_round.uid}/ket-qua/")
    minh.paste("[data-field=total]", "\n".join([SCORES[1]] * 12))
    expect(browser_page.locator("[data-summary]")).to_contain_text("12/12", timeout=30_000)
    minh.open(f"/quan-tri/dot/{open_round.uid}/quyet-dinh/")
    assert "sau khi" in minh.text, "no decision before approval"
    minh.move(open_round.uid, "Kết thúc đánh giá, trình duyệt")
    minh.open(f"/quan-tri/dot/{open_round.uid}/")
    assert "người duyệt phải là người khác" in minh.text
    open_round.refresh_from_db()
    assert open_round.status == "concluded"
    assert Certification.objects.filter(result__application__round=open_round).count() == 0
