"""Every list has an Excel and a CSV file of the same rows: linked from the page, open to whoever
may open the page, harmless."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from ocop_registry import clock
from ocop_registry.places.models import Place
from tests.support import world
from tests.support.forms import Page
from tests.support.lists import LISTS, TABLE, WITHOUT
from tests.support.policy import expected

VISITORS = {"admin:own_sheets": "council", "admin:commune_dossiers": "commune"}
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
# Address → how many rows its page speaks of, all pages together.
COUNTED = {
    "admin:round_list": lambda shown: shown["page"].paginator.count,
    "admin:incomplete_list": lambda shown: shown["page"].paginator.count,
    "admin:import_list": lambda shown: shown["page"].paginator.count,
    "admin:job_list": lambda shown: shown["page"].paginator.count,
    "admin:duplicates": lambda shown: shown["total"],
    "admin:ptnt_ocop": lambda shown: shown["page"].paginator.count,
    "admin:round_council": lambda shown: len(shown["council"].members),
    "admin:round_sheets": lambda shown: len(shown["table"].rows),
    "admin:own_sheets": lambda shown: len(shown["items"]),
    "admin:order_list": lambda shown: len(shown["orders"]),
    "admin:decision_page": lambda shown: len(shown["items"]),
    "admin:prepared_list": lambda shown: len(shown["waiting"]) + len(shown["settled"]),
    "admin:scheme_list": lambda shown: len(shown["schemes"]),
    "admin:scheme_page": lambda shown: _sets(shown["sectors"]),
    "admin:scheme_diff": lambda shown: shown["count"],
    "admin:search": lambda shown: sum(total for _, _, total in shown["groups"]),
    "public:products": lambda shown: shown["total"],
    "public:producer": lambda shown: len(shown["valid"]) + len(shown["others"]),
    "public:province": lambda shown: len(shown["communes"]),
    "public:place": lambda shown: shown["total"],
    "public:places": lambda shown: len(shown["found"]),
    "scheme_list": lambda shown: len(shown["schemes"]),
    "scheme_page": lambda shown: _sets(shown["sectors"]),
}


def _sets(sectors: list[dict[str, Any]]) -> int:
    return sum(len(group["sets"]) for sector in sectors for group in sector["groups"])


def rows_of(name: str, shown: Any) -> int:
    if name.endswith("_changelist"):
        return shown["cl"].result_count
    if name.endswith("_history"):
        return sum(len(entry.changes) or 1 for entry in shown["entries"])
    return COUNTED.get(name, lambda context: len(context["rows"]))(shown)


@pytest.fixture
def made(
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    registry_of_formulas: world.World,
) -> world.World:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 3, 0, tzinfo=UTC))
    caplog.set_level("CRITICAL", "django.request")
    return registry_of_formulas


def address(name: str, side: world.Side) -> str:
    path = TABLE[name].path
    arguments: Any = path(side) if path else ()
    if name == "public:place":  # the page of a province would answer for "19"
        arguments = [Place.objects.get(pk=side.pk["place"]).public_code]
    return reverse(name, args=arguments) + LISTS[name]


def read(answer: Any) -> list[list[Any]]:
    """The rows of a file, its header first; checks what every file has."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.headers["Content-Disposition"].startswith("attachment; "), answer.headers
    if answer.headers["Content-Type"].startswith("text/csv"):
        rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
        assert [cell for row in rows for cell in row if cell.startswith(FORMULAS)] == []
        return rows
    sheet = load_workbook(BytesIO(content)).active
    assert [
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ] == []
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == (
        "A2",
        "$1:$1",
        "landscape",
    )
    assert sheet.column_dimensions["A"].width > 3
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def files_linked(page: Any) -> dict[str, str]:
    """The addresses of the page's own files, by form."""
    links = [link for link in Page.of(page.content.decode()).links if "xuat" in link]
    return {
        form: link
        for link in links
        for form in ("xlsx", "csv")
        if form in urlsplit(link).path + urlsplit(link).query
    }


def test_every_list_links_its_files_and_they_hold_its_rows(made: world.World) -> None:
    secrets = [*world.private("19").values(), *world.private("24").values(), "1600000000"]
    filled = 0
    for name in LISTS:
        client = made.client(
            "anonymous"
            if name in COUNTED and "admin:" not in name
            else VISITORS.get(name, "approver")
        )
        page = client.get(address(name, made.own), follow=True)
        assert page.status_code == 200, name
        files = files_linked(page)
        assert files.keys() == {"xlsx", "csv"}, name
        wanted = rows_of(name, page.context)
        by_form = {form: read(client.get(url)) for form, url in files.items()}
        assert {form: len(rows) - 1 for form, rows in by_form.items()} == {
            "xlsx": wanted,
            "csv": wanted,
        }, name
        assert by_form["xlsx"][0] == by_form["csv"][0], name
        filled += wanted > 0
        if not name.startswith("admin:"):
            assert [secret for secret in secrets if secret in str(by_form)] == [], name
    assert filled >= len(LISTS) - 6


def test_whatever_is_named_like_a_list_is_one() -> None:
    named = {
        name
        for name, rule in TABLE.items()
        if name.endswith(("_list", "_changelist", "_history")) and rule.get != "never"
    }
    assert named - LISTS.keys() == WITHOUT.keys() & TABLE.keys()


def test_a_file_is_refused_to_whom_its_list_is_refused(made: world.World) -> None:
    wrong = []
    for who in ("anonymous", "nobody", "commune", "other"):
        client = made.client(who)
        for name in LISTS:
            url = address(name, made.own)
            answer = client.get(f"{url}{'&' if '?' in url else '?'}xuat=csv")
            file = "attachment" in answer.headers.get("Content-Disposition", "")
            if name.startswith("admin:") and file != (
                expected(TABLE[name], "GET", who, "own") == "ok"
            ):
                wrong.append(f"{name} as {who}: {answer.status_code}")
    assert wrong == []


def test_a_file_has_the_filter_and_the_order_of_its_list(made: world.World) -> None:
    client = made.client("ministry")
    page = client.get(
        reverse("admin:producers_producer_changelist"), {"tinh": "24", "o": "-1", "p": "0"}
    )
    link = files_linked(page)["csv"]
    assert parse_qs(urlsplit(link).query) == {"tinh": ["24"], "o": ["-1"], "xuat": ["csv"]}
    names = [row[1] for row in read(client.get(link))[1:]]
    assert names == [row.name for row in page.context["cl"].queryset]
    assert {"24" in name for name in names} == {True}
    rounds = client.get(
        reverse("admin:round_list"), {"status": "decided", "sort": "tinh", "page": "1"}
    )
    assert (
        len(read(client.get(files_linked(rounds)["xlsx"])))
        == 1 + rounds.context["page"].paginator.count
        == 3
    )


def test_days_and_numbers_are_days_and_numbers(made: world.World) -> None:
    client = made.client("approver")
    rows = read(
        client.get(reverse("admin:certifications_certification_changelist"), {"xuat": "xlsx"})
    )
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["Hạng sao"], row["Ngày cấp"]) == (4, datetime(2026, 11, 2))
    rows = read(
        client.get(reverse("admin:certifications_certification_changelist"), {"xuat": "csv"})
    )
    assert dict(zip(rows[0], rows[1], strict=True))["Ngày cấp"] == "02/11/2026"
    results = reverse("admin:round_results", args=[made.own.rounds["decided"]])
    assert [type(row[3]) for row in read(client.get(results, {"xuat": "xlsx"}))[1:]] == [float]
    assert [row[3] for row in read(client.get(results, {"xuat": "csv"}))[1:]] == ["75,50"]
    public = read(Client().get("/san-pham/xuat.xlsx"))
    assert isinstance(dict(zip(public[0], public[1], strict=True))["Ngày cấp"], date)


def test_the_english_site_has_english_headings(client: Client, db: None) -> None:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    assert read(client.get("/tinh/?xuat=csv"))[0] == [
        "Code",
        "Province or city",
        "5 stars",
        "4 stars",
        "3 stars",
        "Total",
    ]
    assert read(client.get("/bo-tieu-chi/?xuat=xlsx"))[0][:2] == ["Number", "Issued on"]
