"""The pages of schemes and sheets, in public and on the staff site."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from certifications.models import Scheme
from certifications.schemes import loading
from tests import factories

pytestmark = pytest.mark.django_db
RAW = {
    one["no"]: one
    for one in json.loads((loading.FOLDER / "26-2026.json").read_text(encoding="utf-8"))["sets"]
}
FLAG = "chép lời của 3.5"  # of set 19, criterion 2.3
NOT_CHECKED = "hưa đối chiếu bản ký số"


def text_of(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_list_says_which_schemes_apply_and_who_recognises_since_when(client: Client) -> None:
    page = text_of(client, "/bo-tieu-chi/")
    assert re.findall(r'<h2 id="scheme-([\w-]+)"', page) == ["26-2026", "148-2023", "1048-2019"]
    assert page.count("đang áp dụng") == 1
    assert "Áp dụng từ 24/02/2023 đến hết 21/07/2026" in page
    assert "Cấp huyện; từ 06/07/2025: cấp tỉnh (1489/QĐ-TTg)" in page


def test_a_scheme_leads_to_all_its_sheets(client: Client) -> None:
    page = text_of(client, "/bo-tieu-chi/26-2026/")
    assert [int(no) for no in re.findall(r'href="/bo-tieu-chi/26-2026/(\d+)/"', page)] == list(
        range(1, 27)
    )
    assert "từ 50 đến dưới 70" in page
    assert "Các phiếu của bộ tiêu chí này không có" in text_of(client, "/bo-tieu-chi/148-2023/")


@pytest.mark.parametrize("no", range(1, 27))
def test_every_sheet_shows_every_criterion_level_mark_and_ground(client: Client, no: int) -> None:
    page, raw = text_of(client, f"/bo-tieu-chi/26-2026/{no}/"), RAW[no]
    assert page.count("<tbody id=") == len(raw["criteria"])
    assert page.count('class="star-mark"') == sum(
        bool(level["stars"]) for one in raw["criteria"] for level in one["options"]
    )
    told = [raw["name"], *raw["disqualifications"], *raw["agencies"]]
    for one in raw["criteria"]:
        told += [
            one["name"],
            *(level["label"] for level in one["options"]),
            *(case["name"] for case in one["cases"]),
        ]
        told += [one[name] for name in ("note", "stops_scoring", "disqualifies") if one[name]]
    assert [text for text in told if escape(text) not in page] == []
    assert [flag["text"] for flag in raw["flags"] if escape(flag["text"]) in page] == []
    # said at each doubtful place, which is kept a second time here
    kinds = {"corrected", "assumed", "suspect", "odd", "parsed"}
    doubtful = {flag["at"] for flag in raw["flags"] if flag["kind"] in kinds}
    assert page.count(NOT_CHECKED) == len(doubtful)


def test_conditions_and_cases_are_said(client: Client) -> None:
    assert "Chỉ chấm khi tiêu chí 5.1 được hơn 0 điểm" in text_of(client, "/bo-tieu-chi/26-2026/6/")
    assert text_of(client, "/bo-tieu-chi/26-2026/26/").count("Trường hợp:") == 6


@pytest.mark.parametrize(
    "path",
    [
        "99-2031/",
        "26-2026/27/",
        "26-2026/0/",
        "26-2026/06/",
        "26-2026/9999999999999999999/",
        "148-2023/1/",
        "26-2026/x/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/bo-tieu-chi/{path}").status_code == 404


def test_an_unchanged_sheet_costs_one_query_and_a_first_one_few(client: Client) -> None:
    with CaptureQueriesContext(connection) as first:
        answer = client.get("/bo-tieu-chi/26-2026/6/")
    assert len(first) == 3
    with CaptureQueriesContext(connection) as again:
        unchanged = client.get(
            "/bo-tieu-chi/26-2026/6/", headers={"If-None-Match": answer.headers["ETag"]}
        )
    assert (unchanged.status_code, len(again)) == (304, 1)


# --- on the staff site ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "sees"), [("admin", True), ("ministry", True), ("staff", False), ("head", False)]
)
def test_administrators_and_the_ministry_see_all_that_is_doubtful(
    client: Client, who: str, sees: bool
) -> None:
    """Offices of provinces see it on the sheet, where they may record that they compared it."""
    people = {
        "admin": lambda: factories.user("quantri", "", is_superuser=True),
        "ministry": factories.ministry,
        "staff": factories.staff,
        "head": factories.approver,
    }
    client.force_login(people[who](), backend="ocop_registry.accounts.backends.StaffBackend")
    for path in ("", "26-2026/", "26-2026/19/"):
        page = text_of(client, f"/quan-tri/bo-tieu-chi/{path}")
        of_a_sheet = path.endswith("/19/")
        assert (NOT_CHECKED in page) is (sees or of_a_sheet), path
        assert (FLAG in page) is (of_a_sheet or (sees and path != "")), path
    assert "Bộ tiêu chí" in text_of(client, "/quan-tri/")
    assert client.get("/quan-tri/bo-tieu-chi/26-2026/27/").status_code == 404


def test_two_schemes_are_compared(client: Client) -> None:
    client.force_login(factories.staff(), backend="ocop_registry.accounts.backends.StaffBackend")
    page = text_of(client, "/quan-tri/bo-tieu-chi/so-sanh/?cu=148-2023&moi=26-2026")
    assert page.count("bộ sản phẩm <ins>") == 26
    assert "Không có gì khác nhau" in text_of(
        client, "/quan-tri/bo-tieu-chi/so-sanh/?cu=26-2026&moi=26-2026"
    )
    for query in ("", "?cu=x&moi=26-2026"):
        assert "khác nhau" not in text_of(client, f"/quan-tri/bo-tieu-chi/so-sanh/{query}")


def test_the_staff_pages_ask_for_a_sign_in(client: Client) -> None:
    for path in ("", "so-sanh/", "26-2026/", "26-2026/6/"):
        assert client.get(f"/quan-tri/bo-tieu-chi/{path}").status_code == 302
    assert Scheme.objects.count() == 3
