"""Hostile text in every field, met by a real Chromium on every page, and by a spreadsheet in every
file: nothing runs."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.support import world
from tests.support.forms import Page
from tests.test_authorisation import table

PAYLOAD = (
    "\"'><img src=x"
    " onerror=document.title='PWNED'></textarea></title><script>document.title='PWNED'</script>{{7*7}}"
)
FORMULA = "=cmd|' /C calc'!A0"


def addresses(made: world.World) -> Iterator[str]:
    for name, rule in table().items():
        arguments = rule.path(made.own) if rule.path else ()
        if name not in {"admin:logout", "api-docs", "public:language"} and arguments is not None:
            yield reverse(name, args=arguments) + rule.query
    for url in (
        "/san-pham/",
        "/tra-cuu/",
        "/dia-danh/",
        "/quan-tri/tim/",
        "/quan-tri/dot/",
        "/quan-tri/producers/producer/",
    ):
        yield f"{url}?q={PAYLOAD}"
    yield f"/tra-cuu/?q=che&ngay={PAYLOAD}"
    yield f"/san-pham/?province={PAYLOAD}&stars={PAYLOAD}"
    yield f"/quan-tri/login/?next={PAYLOAD}"


def opened_as_a_page(client: Client, url: str) -> bool:
    answer = client.get(url)
    kind = answer.headers.get("Content-Type", "")
    if answer.streaming:
        answer.close()
        return False
    return answer.status_code in {200, 400, 404} and "html" in kind


@pytest.mark.browser
def test_no_payload_runs_on_any_page(
    fresh_database: Any, browser_page: Any, expected_problems: list[str], settings: Any
) -> None:
    from tests.support import site

    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = (
        fresh_database.var / "media",
        fresh_database.var / "private",
    )
    expected_problems += ["404", "400", "403"]
    made = world.make(PAYLOAD)
    shown, ran = 0, []
    with site.served(fresh_database) as running:
        for who in ("approver", "anonymous"):
            client = made.client(who)
            browser_page.context.clear_cookies()
            if who != "anonymous":
                cookie = client.cookies["sessionid"].value
                browser_page.context.add_cookies(
                    [{"name": "sessionid", "value": cookie, "url": running.url}]
                )
            for url in addresses(made):
                if who == "anonymous" and url.startswith("/quan-tri/") and "login" not in url:
                    continue
                if not opened_as_a_page(client, url):
                    continue
                browser_page.goto(running.url + url, wait_until="load")
                shown += 1
                if browser_page.title() == "PWNED":
                    ran.append(url)
                if browser_page.locator("img[src=x]").count():
                    ran.append(f"{url}: the payload became an element")
    assert ran == []
    assert shown >= 90


def test_no_text_becomes_a_formula_in_any_file(registry: world.World) -> None:
    made = registry
    from producers.models import Producer
    from products.models import Product, PublicEntry

    for model in (Producer, Product):
        model.objects.update(name=FORMULA)
    for entry in PublicEntry.objects.all():
        for name in ("Chè quyết 19", "Chè quyết 24", "HTX Quyết 19", "HTX Quyết 24"):
            entry.card = entry.card.replace(name, FORMULA)
        entry.save()
    client, read = made.client("approver"), 0
    files = [url for url in addresses(made) if ".xlsx" in url or "phu-luc" in url]
    files += [
        f"{reverse(name)}?xuat={form}"
        for name, rule in table().items()
        if not rule.path
        for form in ("xlsx", "csv")
    ]
    for url in [*files, "/san-pham/xuat.xlsx", "/san-pham/xuat.csv"]:
        answer = client.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != 200:
            continue
        if "spreadsheet" in answer.headers["Content-Type"]:
            read += 1
            cells = [
                cell
                for sheet in load_workbook(BytesIO(content))
                for row in sheet.iter_rows()
                for cell in row
            ]
            assert [
                cell.coordinate
                for cell in cells
                if cell.data_type == "f" and "cmd" in str(cell.value)
            ] == [], url
        elif "csv" in answer.headers["Content-Type"]:
            assert not [
                cell
                for line in content.decode().splitlines()
                for cell in line.split(",")
                if cell.startswith(("=", '"='))
            ]
    assert read >= 20


def test_search_boxes_say_back_what_was_typed_as_text(db: None, client: Client) -> None:
    for url, name in (
        ("/san-pham/", "q"),
        ("/tra-cuu/", "q"),
        ("/dia-danh/", "q"),
        ("/tra-cuu/", "ngay"),
    ):
        answer = client.get(url, {name: PAYLOAD})
        assert "<img src=x" not in answer.content.decode()
        assert not [link for link in Page.of(answer.content.decode()).links if link == "x"]
