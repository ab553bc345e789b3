"""The server as it really runs, seen by a client and by a browser."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.support.browser import opened, require_chromium
from tests.support.site import Site

SIGN_IN = "/quan-tri/login/"


def test_it_answers_with_strict_headers_and_serves_its_styles(live_site: Site) -> None:
    status, page = live_site.get(SIGN_IN)
    assert status == 200
    assert '<html lang="vi"' in page
    assert live_site.get("/static/admin/css/base.css")[0] == 200
    assert live_site.get("/static/no-such-file.css")[0] == 404


@pytest.mark.browser
def test_a_browser_signs_in_with_what_the_test_committed(
    live_site: Site, browser_page: Any
) -> None:
    get_user_model().objects.create_superuser("quan.tri", password="mat khau de thu 1")
    browser_page.goto(live_site.url + SIGN_IN)
    browser_page.fill("input[name=username]", "quan.tri")
    browser_page.fill("input[name=password]", "mat khau de thu 1")
    browser_page.press("input[name=password]", "Enter")
    browser_page.wait_for_url(live_site.url + "/quan-tri/")
    assert browser_page.locator("input[name=password]").count() == 0


@pytest.mark.browser
def test_the_watch_sees_what_the_policy_stops(live_site: Site) -> None:
    require_chromium()
    problems: list[str] = []
    with opened(problems) as page:
        page.goto(live_site.url + SIGN_IN)
        assert problems == []
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">đỏ</p>')"
        )
        page.wait_for_timeout(200)
    assert len(problems) == 1
    assert "Content Security Policy" in problems[0]
