"""Declaring a register complete, taking that back, and the day of going live: acts with reasons
that tell what is lacking first."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib import admin

from ocop_registry.accounts.models import Office
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry
from ocop_registry.staff.site import QueueItem
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


@pytest.fixture
def office(cast) -> Office:
    made = Office(place=factories.province("19"), name="Văn phòng Thái Nguyên")
    with act("office.create", by=cast["head"], province=made.place) as deed:
        deed.create(made)
    return made


@pytest.fixture
def gaps() -> Iterator[list[QueueItem]]:
    """What the province's register lacks, as the apps above would tell it."""
    found: list[QueueItem] = []
    plugged_in = admin.site.gap_lists[:]
    admin.site.gap_lists[:] = [lambda province: found]
    yield found
    admin.site.gap_lists[:] = plugged_in


def post(client, office: Office, page: str, **typed: str) -> tuple[int, str]:
    response = client.post(f"/quan-tri/accounts/office/{office.pk}/{page}/", typed)
    office.refresh_from_db()
    return response.status_code, response.content.decode()


def last() -> JournalEntry:
    return JournalEntry.objects.order_by("-seq").first()


def test_what_may_be_declared_is_offered_to_who_may_declare(clients, office):
    offered = {}
    for who in ("head", "staff", "read_only", "ministry"):
        shown = clients[who].get(f"/quan-tri/accounts/office/{office.pk}/change/")
        offered[who] = bool(shown.context["page_actions"])
    assert offered == {"head": True, "staff": False, "read_only": False, "ministry": False}


def test_a_register_is_declared_complete_and_taken_back_each_with_its_reason(clients, office, gaps):
    head = clients["head"]
    assert post(head, office, "day-du", complete_until="31/10/2026")[0] == 422, "no reason"
    assert office.complete_until is None
    assert (
        post(
            head, office, "day-du", complete_until="31/10/2026", reason="Đã đối chiếu 12 quyết định"
        )[0]
        == 302
    )
    assert (office.complete_until, last().act, last().reason) == (
        date(2026, 10, 31), "office.declare_complete", "Đã đối chiếu 12 quyết định",
    )  # fmt: skip
    assert post(head, office, "rut-day-du")[0] == 422
    assert post(head, office, "rut-day-du", reason="Tìm thấy quyết định còn sót")[0] == 302
    assert (office.complete_until, last().act) == (None, "office.withdraw_complete")


def test_what_is_lacking_is_told_first_and_must_have_been_seen(clients, office, gaps):
    gaps += [QueueItem("dòng chưa ghi", 7, "/quan-tri/con-thieu/"), QueueItem("không có", 0, "/")]
    shown = clients["head"].get(f"/quan-tri/accounts/office/{office.pk}/day-du/").content.decode()
    assert '<a href="/quan-tri/con-thieu/">7 dòng chưa ghi</a>' in shown
    assert "không có</a>" not in shown
    status, page = post(
        clients["head"], office, "day-du", complete_until="31/10/2026", reason="vẫn công bố"
    )
    assert (status, office.complete_until) == (422, None)
    assert "hãy đánh dấu nếu vẫn công bố" in page
    assert 'value="31/10/2026"' in page, "nothing typed is lost"
    assert (
        post(clients["head"], office, "day-du", complete_until="31/10/2026", reason="x", seen="on")[
            0
        ]
        == 302
    )
    assert office.complete_until == date(2026, 10, 31)


def test_the_day_of_going_live_is_set_and_taken_away(clients, office, gaps):
    assert (
        post(clients["head"], office, "dung-tu-ngay", live_since="1/7/2026", reason="Bắt đầu")[0]
        == 302
    )
    assert (office.live_since, last().act) == (date(2026, 7, 1), "office.live_since")
    assert (
        post(clients["head"], office, "dung-tu-ngay", live_since="32/7/2026", reason="Bắt đầu")[0]
        == 422
    )
    assert post(clients["head"], office, "dung-tu-ngay", live_since="", reason="Lùi lại")[0] == 302
    assert office.live_since is None


@pytest.mark.parametrize("page", ["day-du", "rut-day-du", "dung-tu-ngay"])
def test_only_the_approver_of_the_province(clients, office, gaps, page):
    for who in ("staff", "other", "ministry", "read_only", "nobody", "admin"):
        assert (
            post(clients[who], office, page, reason="x", complete_until="31/10/2026", seen="on")[0]
            == 404
        ), who
    assert office.complete_until is None


def test_a_day_to_come_is_refused(clients, office, gaps):
    status, page = post(clients["head"], office, "day-du", complete_until="21/11/2026", reason="x")
    assert status == 422
    assert "chưa tới" in page
