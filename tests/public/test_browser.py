"""The public pages in a real browser, at phone and desk widths: nothing overflows, nothing is
blocked, keys suffice."""

from typing import Any

import pytest

from tests.support.site import Site

pytestmark = pytest.mark.browser
PATHS = [
    "/",
    "/san-pham/",
    "/san-pham/?standing=all&province=19",
    "/tinh/",
    "/tinh/19/",
    "/dia-danh/?q=na+ri",
    "/dia-danh/06/",
]
PATHS += ["/tra-cuu/?q=mien+dong", "/tra-cuu/?q=khong+co", "/gioi-thieu/"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_every_page_fits_a_phone_and_a_desk(demo_tour: Site, browser_page: Any) -> None:
    wide: list[tuple[int, str]] = []
    for width in (360, 1280):
        browser_page.set_viewport_size({"width": width, "height": 800})
        for path in PATHS:
            for language in ("vi", "en"):
                browser_page.context.add_cookies(
                    [{"name": "django_language", "value": language, "url": demo_tour.url}]
                )
                browser_page.goto(demo_tour.url + path)
                assert browser_page.locator("html").get_attribute("lang") == language
                assert browser_page.locator("h1").count() == 1
                if browser_page.evaluate(OVERFLOW) > 0:
                    wide.append((width, f"{path} {language}"))
    assert wide == []


def test_from_the_label_to_the_product_with_the_keyboard_alone(
    demo_tour: Site, browser_page: Any
) -> None:
    browser_page.goto(f"{demo_tour.url}/tra-cuu/")
    browser_page.focus("#q")
    browser_page.keyboard.type("mien dong suoi bac")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/tra-cuu/?q=mien*")
    verdict = browser_page.locator(".verdict")
    assert "Còn hiệu lực" in verdict.inner_text()
    assert "Dữ liệu minh họa" in verdict.inner_text()
    browser_page.get_by_role("link", name="Miến dong Suối Bạc").focus()
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/san-pham/*-mien-dong-suoi-bac/")
    assert browser_page.locator(".sentence").inner_text().startswith("Được công nhận 4 sao")
    browser_page.get_by_role("button", name="English").click()
    assert browser_page.locator(".sentence").inner_text().startswith("Recognised with 4 stars")


def test_the_real_noodles_are_found_under_its_old_and_its_new_province(
    demo_tour: Site, browser_page: Any
) -> None:
    for place in ("Bắc Kạn", "Thái Nguyên"):
        browser_page.goto(f"{demo_tour.url}/san-pham/?standing=all&q=mien+dong")
        browser_page.get_by_text("Bộ lọc và sắp xếp").click()
        browser_page.get_by_label("Địa danh cũ hoặc mới").fill(place)
        browser_page.get_by_role("button", name="Áp dụng").click()
        browser_page.get_by_role("link", name="Miến dong", exact=True).click()
        page = browser_page.locator("main").inner_text()
        for told in (
            "HTX Tài Hoan",
            "Tỉnh Thái Nguyên",
            "huyện Na Rì, tỉnh Bắc Kạn",
            "2018",
            "không được coi là còn hiệu lực",
        ):
            assert told in page
