"""Doubtful places of the sheets: everybody who reads them is told, until an office has compared
them with the signed copy."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from certifications.decisions.compared_schemes import Found, record
from certifications.law.scorecards import UNVERIFIED
from certifications.models import Comparison, Scorecard
from certifications.papers.pdf.page import register_fonts
from certifications.papers.pdf.slip_layout import _heading_row
from certifications.rounds.access import Refused
from certifications.staff.council.sheet_grids.tables import hint_of
from ocop_registry.journal.models import JournalEntry
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
PUBLIC_MARK = "<span>chưa đối chiếu bản ký số</span>"


@pytest.fixture(autouse=True)
def _today(on_20_november: None) -> None:
    pass


def sheet(no: int = 19) -> Scorecard:
    return Scorecard.objects.get(scheme__slug="26-2026", product_set__no=no)


def signed(content: bytes = b"%PDF-1.7 signed") -> SimpleUploadedFile:
    return SimpleUploadedFile("26-2026.pdf", content, "application/pdf")


def unverified(no: int) -> set[str]:
    return {one.code for one in sheet(no).card.criteria if one.unverified}


def in_api(client: Client, no: int) -> set[str]:
    found = client.get(f"/api/v1/schemes/26-2026/sets/{no}/").json()
    return {one["code"] for one in found["criteria"] if one["unverified"]}


# --- who is told ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("no", "codes"),
    [
        (19, {"2.3"}), (7, {"1.2", "3.1"}), (23, {"6.2", "8", "9"}), (10, {"1.2", "3.5"}),
        (8, {"2.1"}), (2, {"2.1"}), (21, {"6.2", "8"}), (4, {"1.2", "7"}), (11, {"1.2", "6.1.1"}),
        (3, {"5.1"}), (24, {"2.2", "8"}), (6, set()), (26, set()),
    ],
)  # fmt: skip
def test_what_the_transcript_leaves_doubtful(no: int, codes: set[str]) -> None:
    assert unverified(no) == codes


def test_grounds_of_a_set_are_doubtful_too(client: Client) -> None:
    assert [no for no in range(1, 27) if sheet(no).card.unverified_grounds] == [17, 18]
    for no, expected in ((17, True), (19, False)):
        found = client.get(f"/api/v1/schemes/26-2026/sets/{no}/").json()
        assert found["disqualifications_unverified"] is expected


def test_page_api_score_sheet_and_papers_say_it(client: Client) -> None:
    page = client.get("/bo-tieu-chi/26-2026/19/").content.decode()
    assert page.count(PUBLIC_MARK) == 1
    assert page.index('id="tc-2.3"') < page.index(PUBLIC_MARK) < page.index('id="tc-2.4"')
    client.cookies["django_language"] = "en"
    assert (
        "not compared with the signed copy"
        in client.get("/bo-tieu-chi/26-2026/19/").content.decode()
    )
    client.cookies.clear()
    assert in_api(client, 19) == {"2.3"}
    card = sheet().card
    doubtful, sound = card.by_code["2.3"], card.by_code["2.4"]
    assert UNVERIFIED in hint_of(doubtful)
    assert UNVERIFIED not in hint_of(sound)
    register_fonts()
    assert f"({UNVERIFIED})" in " ".join(_heading_row(doubtful).lines)
    assert UNVERIFIED not in " ".join(_heading_row(sound).lines)
    assert PUBLIC_MARK not in client.get("/bo-tieu-chi/26-2026/6/").content.decode()


# --- recording a comparison -----------------------------------------------------------------------
def test_what_agrees_is_marked_no_longer_and_who_compared_it_stays(
    lan: Any, client: Client
) -> None:
    made = record(sheet(23), Found("6.2", True, DAY), signed(), by=lan)
    assert unverified(23) == in_api(client, 23) == {"8", "9"}
    assert (made.compared_by, made.compared_on, made.file.read()) == (lan, DAY, b"%PDF-1.7 signed")
    entry = JournalEntry.objects.get(act="scheme.compare")
    assert (entry.actor, entry.lines.get().kind) == (lan, "comparison")


def test_what_differs_stays_marked_and_a_later_comparison_counts(lan: Any) -> None:
    record(sheet(), Found("2.3", True, DAY), signed(), by=lan)
    record(sheet(), Found("2.3", False, DAY, "Có nhãn ghi đủ"), signed(), by=lan)
    assert unverified(19) == {"2.3"}
    record(sheet(), Found("2.3", True, DAY), signed(), by=lan)
    assert unverified(19) == set()
    assert Comparison.objects.count() == 3


@pytest.mark.parametrize(
    ("found", "file", "why"),
    [
        (Found("2.4", True, DAY), signed(), "không có chỗ “2.4”"),
        (Found("2.3", True, date(2026, 11, 21)), signed(), "ở tương lai"),
        (Found("2.3", True, date(2020, 1, 1)), signed(), "trước ngày ban hành"),
        (Found("2.3", False, DAY, "  "), signed(), "ghi bản ký số viết gì"),
        (Found("2.3", True, DAY), signed(b"no pdf"), "không phải PDF"),
    ],
)
def test_what_is_refused(lan: Any, found: Found, file: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        record(sheet(), found, file, by=lan)
    assert not Comparison.objects.exists()
    assert unverified(19) == {"2.3"}


def test_only_offices_record_it() -> None:
    with pytest.raises(PermissionDenied):
        record(sheet(), Found("2.3", True, DAY), signed(), by=make.user("khach", ""))


def test_the_office_records_it_on_the_page_of_the_sheet(lan: Any, as_user: Any) -> None:
    client, page = as_user(lan), reverse("admin:scheme_sheet", args=["26-2026", 19])
    address = reverse("admin:scheme_compare", args=["26-2026", 19])
    assert "Chưa đối chiếu bản ký số." in client.get(page).content.decode()
    unsaid = {"at": "2.3", "compared_on": "02/11/2026", "finding": ""}
    assert client.post(address, {**unsaid, "file": signed()}).status_code == 422, "nothing chosen"
    assert '<option value="" selected>Chọn kết quả</option>' in client.get(page).content.decode()
    typed = {"at": "2.3", "finding": "other", "note": "", "compared_on": "02/11/2026"}
    wrong = client.post(address, {**typed, "file": signed()})
    assert wrong.status_code == 422
    assert "hãy ghi bản ký số viết gì" in wrong.content.decode()
    assert 'value="02/11/2026"' in wrong.content.decode(), "what was typed stays"
    assert client.post(address, {**typed, "finding": "same"}).status_code == 422, "no file"
    assert client.post(address, {**typed, "finding": "same", "file": signed()}).status_code == 302
    told = client.get(page).content.decode()
    assert f"02/11/2026, {lan.get_full_name()}:" in told
    assert PUBLIC_MARK not in told
    one = Comparison.objects.get()
    copy = client.get(reverse("admin:scheme_compared_file", args=[one.uid]))
    assert b"".join(copy.streaming_content) == b"%PDF-1.7 signed"
