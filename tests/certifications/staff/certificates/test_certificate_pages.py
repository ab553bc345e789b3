"""The page of a certification, and the acts of two people on it."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.models import Certification, PreparedAct, PreparedKind, PreparedStatus
from certifications.staff.certificates.prepared_acts import queue
from ocop_registry.clock import VIETNAM
from tests import factories as make

REVOKED = {
    "ground": "đ",
    "decision": "512/QĐ-UBND",
    "on": "10/11/2026",
    "reason": "Cơ sở đã ngừng sản xuất",
}


@pytest.fixture
def certification(lan: Any, minh: Any) -> Certification:
    make.certified(lan, minh, make.products(1))
    return Certification.objects.get()


def page(certification: Certification) -> str:
    return reverse("admin:certificate_page", args=[certification.uid])


def act(certification: Certification, word: str) -> str:
    return reverse("admin:certificate_act", args=[certification.uid, word])


def prepare(client: Any, certification: Certification, word: str, data: dict[str, str]) -> Any:
    """Preview, then send for approval, as a person does."""
    text = client.post(act(certification, word), {**data, "preview": "1"}).content.decode()
    found = re.search(r'name="seal" value="([0-9a-f]+)"', text)
    return client.post(
        act(certification, word),
        {**data, "prepare": "1", "seal": found[1] if found else ""},
        follow=True,
    )


def correction(certification: Certification, **other: str) -> dict[str, str]:
    return {
        "issued_on": f"{certification.issued_on:%d/%m/%Y}",
        "product_name": certification.product_name,
        "producer_name": certification.producer_name,
        "code": certification.code,
        "decision.number": certification.decision.number,
        "decision.signed_on": f"{certification.decision.signed_on:%d/%m/%Y}",
        "decision.issuer": certification.decision.issuer,
        "reason": "Sai so với bản ký",
        **other,
    }


# --- the page -------------------------------------------------------------------------------------
def test_the_page_reads_the_standing_out_today_and_on_another_day(lan, as_user, certification):
    text = as_user(lan).get(page(certification)).content.decode()
    assert "Được công nhận 4 sao, còn hiệu lực đến hết ngày 02/11/2029." in text
    text = as_user(lan).get(page(certification), {"ngay": "03/11/2029"}).content.decode()
    assert "Ngày 03/11/2029" in text
    assert "<strong>Hết hiệu lực.</strong> Được công nhận 4 sao; lần công nhận này" in text
    text = as_user(lan).get(page(certification), {"ngay": "31/02/2029"}).content.decode()
    assert "Ngày phải ghi dạng ngày/tháng/năm" in text
    assert 'value="31/02/2029"' in text


def test_another_province_finds_nothing(hoa, as_user, certification):
    assert as_user(hoa).get(page(certification)).status_code == 404
    for word in ("gia-han", "thu-hoi", "dinh-chinh"):
        assert as_user(hoa).post(act(certification, word), REVOKED).status_code == 404
    assert not make.prepared().exists()


def test_who_may_only_look_has_no_buttons(xem, as_user, certification):
    assert (
        act(certification, "thu-hoi") not in as_user(xem).get(page(certification)).content.decode()
    )
    assert as_user(xem).get(act(certification, "thu-hoi")).status_code == 403
    assert as_user(xem).get(act(certification, "khac")).status_code == 404


# --- revoking -------------------------------------------------------------------------------------
def test_revoking_takes_two_people(lan, minh, as_user, certification):
    answer = prepare(as_user(lan), certification, "thu-hoi", REVOKED)
    prepared = make.prepared().get()
    assert (
        "Bạn là người chuẩn bị: một người khác có quyền duyệt phải duyệt việc này."
        in answer.content.decode()
    )
    certification.refresh_from_db()
    assert certification.ended_on is None, "nothing changes before approval"
    assert "Đang chờ duyệt" in as_user(lan).get(page(certification)).content.decode()

    address = reverse("admin:prepared_page", args=[prepared.uid])
    assert as_user(lan).post(address, {"approve": "1"}).status_code == 403
    assert [item.count for item in queue(minh)] == [1]
    answer = as_user(minh).post(address, {"approve": "1"}, follow=True)
    assert "Đã duyệt: thu hồi." in answer.content.decode()
    certification.refresh_from_db()
    assert (certification.ended_on, certification.ended_by, certification.revocation_ground) == (
        date(2026, 11, 10),
        "revoked",
        "đ",
    )


def test_an_approver_does_not_approve_what_he_prepared(minh, as_user, certification):
    prepare(as_user(minh), certification, "thu-hoi", REVOKED)
    prepared = make.prepared().get()
    address = reverse("admin:prepared_page", args=[prepared.uid])
    assert 'name="approve"' not in as_user(minh).get(address).content.decode()
    answer = as_user(minh).post(address, {"approve": "1"})
    assert answer.status_code == 409
    assert "người duyệt phải là người khác" in answer.content.decode()
    assert [item.count for item in queue(minh)] == [0]
    certification.refresh_from_db()
    assert certification.ended_on is None


def test_every_refusal_is_listed_and_what_was_typed_is_kept(lan, as_user, certification):
    wrong = {**REVOKED, "decision": "512", "on": "01/12/2026"}
    answer = as_user(lan).post(act(certification, "thu-hoi"), {**wrong, "prepare": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Ghi số quyết định thu hồi, ví dụ 512/QĐ-UBND." in text
    assert "Ngày thu hồi 01/12/2026 ở tương lai" in text
    assert 'value="01/12/2026"' in text
    assert 'value="512"' in text
    answer = as_user(lan).post(
        act(certification, "thu-hoi"), {**REVOKED, "reason": "", "prepare": "1"}
    )
    assert answer.status_code == 422
    assert "Hãy ghi lý do" in answer.content.decode()
    assert not make.prepared().exists()


def test_rejecting_needs_a_reason_and_changes_nothing(lan, minh, as_user, certification):
    prepare(as_user(lan), certification, "thu-hoi", REVOKED)
    address = reverse("admin:prepared_page", args=[make.prepared().get().uid])
    assert as_user(minh).post(address, {"reject": "1", "reason": ""}).status_code == 422
    as_user(minh).post(address, {"reject": "1", "reason": "Chưa có kết luận kiểm tra"})
    assert make.prepared().get().status == PreparedStatus.REJECTED
    answer = as_user(minh).post(address, {"approve": "1"})
    assert answer.status_code == 409
    assert "Việc này đã được xử lý" in answer.content.decode()
    certification.refresh_from_db()
    assert certification.ended_on is None


def test_its_preparer_may_take_it_back(lan, as_user, certification):
    prepare(as_user(lan), certification, "thu-hoi", REVOKED)
    address = reverse("admin:prepared_page", args=[make.prepared().get().uid])
    answer = as_user(lan).post(address, {"reject": "1", "reason": "Nhầm sản phẩm"}, follow=True)
    assert "Đã rút lại." in answer.content.decode()
    assert make.prepared().get().status == PreparedStatus.REJECTED


# --- correcting, extending ------------------------------------------------------------------------
def test_a_correction_shows_the_recomputed_expiry_before_it_is_sent(
    lan, minh, as_user, certification
):
    data = correction(certification, issued_on="05/11/2026")
    text = (
        as_user(lan)
        .post(act(certification, "dinh-chinh"), {**data, "preview": "1"})
        .content.decode()
    )
    assert "Đang ghi: 02/11/2026" in text
    assert "02/11/2026 – 02/11/2029" in text
    assert "05/11/2026 – 05/11/2029" in text
    prepare(as_user(lan), certification, "dinh-chinh", data)
    prepared = make.prepared().get()
    assert prepared.values == {"issued_on": "2026-11-05"}, "only what differs is corrected"
    as_user(minh).post(reverse("admin:prepared_page", args=[prepared.uid]), {"approve": "1"})
    certification.refresh_from_db()
    assert (certification.issued_on, certification.in_force_until) == (
        date(2026, 11, 5),
        date(2029, 11, 5),
    )
    text = as_user(lan).get(page(certification)).content.decode()
    assert "Đính chính ngày cấp" in text
    assert "Sai so với bản ký" in text
    assert "Ghi quyết định công nhận" in text, "the history begins with the decision"


def test_a_correction_of_nothing_is_refused(lan, as_user, certification):
    answer = as_user(lan).post(
        act(certification, "dinh-chinh"), {**correction(certification), "prepare": "1"}
    )
    assert answer.status_code == 409
    assert "Chưa có gì khác với giá trị đang ghi." in answer.content.decode()


def test_an_extension_beyond_180_days_is_refused(lan, as_user, certification):
    data = {"until": "02/11/2030", "basis": "26/2026/QĐ-TTg", "reason": "Chờ kết quả"}
    answer = as_user(lan).post(act(certification, "gia-han"), {**data, "prepare": "1"})
    assert answer.status_code == 409
    assert "không quá 180 ngày, tức đến 01/05/2030" in answer.content.decode()
    assert not make.prepared().exists()


def test_nothing_is_sent_that_was_not_previewed(lan, as_user, certification):
    answer = as_user(lan).post(
        act(certification, "thu-hoi"), {**REVOKED, "prepare": "1", "seal": "x"}
    )
    assert answer.status_code == 200
    assert "Xem trước: những gì sẽ đổi khi được duyệt" in answer.content.decode()
    assert not make.prepared().exists()


def test_a_second_act_waits_for_the_first(lan, as_user, certification):
    prepare(as_user(lan), certification, "thu-hoi", REVOKED)
    answer = prepare(
        as_user(lan),
        certification,
        "dinh-chinh",
        correction(certification, product_name="Tên khác"),
    )
    assert "đang có một việc chờ duyệt" in answer.content.decode()
    assert make.prepared().count() == 1


# --- the list -------------------------------------------------------------------------------------
def test_the_list_shows_what_waits_in_the_province_only(lan, hoa, as_user, certification):
    prepare(as_user(lan), certification, "thu-hoi", REVOKED)
    address = reverse("admin:prepared_list")
    assert "Cơ sở đã ngừng sản xuất" in as_user(lan).get(address).content.decode()
    assert "Cơ sở đã ngừng sản xuất" not in as_user(hoa).get(address).content.decode()
    assert (
        as_user(hoa)
        .get(reverse("admin:prepared_page", args=[make.prepared().get().uid]))
        .status_code
        == 404
    )


def test_a_settled_act_says_when_and_every_cell_its_heading(lan, minh, as_user, certification):
    """On a telephone the rows are read as cards, each cell with its heading."""
    prepare(as_user(lan), certification, "thu-hoi", REVOKED)
    sent = make.prepared().get()
    as_user(minh).post(reverse("admin:prepared_page", args=[sent.uid]), {"approve": "1"})
    sent.refresh_from_db()
    told = as_user(lan).get(reverse("admin:prepared_list")).content.decode()
    when = f"{sent.settled_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    assert f'<td data-label="Lúc xử lý">{when}</td>' in told
    assert told.count("<table") == told.count('<table class="stack">')


def test_a_decision_replaces_nothing(lan, minh, as_user):
    """Its confirmation has no column of what stood before."""
    decided = PreparedAct.objects.filter(kind=PreparedKind.DECIDE)
    make.certified(lan, minh, make.products(1))
    address = reverse("admin:prepared_page", args=[decided.get().uid])
    assert "Đang ghi" not in as_user(lan).get(address).content.decode()


def test_whoever_settles_is_asked_why_in_the_words_of_the_button(lan, minh, as_user, certification):
    prepare(as_user(lan), certification, "thu-hoi", REVOKED)
    address = reverse("admin:prepared_page", args=[make.prepared().get().uid])
    assert "Lý do rút lại:" in as_user(lan).get(address).content.decode()
    told = as_user(minh).get(address).content.decode()
    assert "Lý do không duyệt:" in told
    assert "Đang ghi" in told


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(lan, minh, as_user, count):
    make.certified(lan, minh, make.products(count))
    for certification in Certification.objects.all():
        prepare(as_user(lan), certification, "thu-hoi", REVOKED)
    assert make.prepared().count() == count
    client = as_user(lan)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("admin:prepared_list"))
    assert len(queries) == 5
