"""Recording a decision: the form, the exact preview, what is refused, and the decision's own
page."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.decisions import confirming
from certifications.decisions.plan import DecisionData
from certifications.decisions.preview import rehearse
from certifications.identity.issuers import authorities
from certifications.models import Certification, Decision, PreparedAct, Proposal, RoundStatus
from certifications.rounds.access import undecided_results
from certifications.staff.certificates.prepared_acts import queue as prepared_queue
from ocop_registry.journal.models import JournalEntry
from products.models import PublicEntry, PublicState
from tests import factories as make
from tests.certifications.decisions import test_central as of_the_centre


def public() -> int:
    """How many products and certifications the public sees."""
    return PublicEntry.objects.filter(kind__in=["product", "certification"]).count()


def page(round_: Any) -> str:
    return reverse("admin:round_decide", args=[round_.uid])


def typed(round_: Any, **other: Any) -> dict[str, Any]:
    return {
        "number": "1523/QĐ-UBND",
        "signed_on": "02/11/2026",
        "issuer": "UBND tỉnh Thái Nguyên",
        "certificates_issued_on": "",
        "results": [result.application.uid for result in undecided_results(round_)],
        **other,
    }


def previewed(client: Any, round_: Any, **other: Any) -> dict[str, Any]:
    """The form as it stands after the preview, with its seal."""
    data = typed(round_, **other)
    text = client.post(page(round_), {**data, "preview": "1"}).content.decode()
    found = re.search(r'name="seal" value="([0-9a-f]+)"', text)
    assert found, "the preview was not shown"
    return {**data, "seal": found[1], "record": "1"}


def test_the_form_proposes_the_issuer_and_ticks_everything(lan, minh, as_user):
    round_ = make.approved_round(
        lan,
        minh,
        make.products(3),
        make.scored("86,4"),
        make.scored("55"),
        make.scored("42", marks="2"),
    )
    text = as_user(lan).get(page(round_)).content.decode()
    offered = re.findall(r'<option value="([^"]*)"', text)
    assert offered[:2] == ["UBND tỉnh Thái Nguyên", "Chủ tịch UBND tỉnh Thái Nguyên"]
    assert len(re.findall(r'name="results"[^>]* checked', text)) == 2
    assert "2 sao: dưới 3 sao không cấp giấy chứng nhận." in text
    assert authorities(None)[0] == "Bộ Nông nghiệp và Môi trường"


def test_the_preview_is_exactly_what_becomes_public_and_changes_nothing(lan, minh, as_user):
    round_ = make.approved_round(
        lan,
        minh,
        make.products(3),
        make.scored("86,4"),
        make.scored("91"),
        make.scored("42", marks="2"),
    )
    before = JournalEntry.objects.count()
    text = as_user(lan).post(page(round_), {**typed(round_), "preview": "1"}).content.decode()
    sentence = "Được công nhận 4 sao, còn hiệu lực đến hết ngày 02/11/2029."
    assert sentence in text
    assert "02/11/2026 – 02/11/2029" in text
    assert "Đề nghị trung ương công nhận 5 sao (1)" in text
    assert (JournalEntry.objects.count(), Decision.objects.count(), public()) == (before, 0, 0)

    as_user(lan).post(page(round_), previewed(as_user(lan), round_))
    assert (Decision.objects.count(), public()) == (0, 0)
    make.confirmed(PreparedAct.objects.get())
    state = PublicState.objects.get(
        entry__kind="product", first_day__lte=date(2026, 11, 20), last_day__gte=date(2026, 11, 20)
    )
    assert state.sentence == sentence


def test_what_one_person_recorded_another_confirms_against_the_paper(lan, minh, as_user):
    round_ = make.approved_round(
        lan, minh, make.products(2), make.scored("86,4"), make.scored("55")
    )
    answer = as_user(lan).post(page(round_), previewed(as_user(lan), round_), follow=True)
    sent = PreparedAct.objects.get()
    address = reverse("admin:prepared_page", args=[sent.uid])
    assert answer.redirect_chain[0][0] == address
    assert not Certification.objects.exists()
    alone = as_user(lan).post(address, {"approve": "1"})
    assert alone.status_code == 403, "a clerk confirms nothing"
    shown = as_user(minh).get(address).content.decode()
    for said in (
        "1523/QĐ-UBND",
        "02/11/2026",
        "UBND tỉnh Thái Nguyên",
        "4 sao, 02/11/2026 – 02/11/2029",
    ):
        assert said in shown, said
    assert (
        "Quyết định 1523/QĐ-UBND"
        in as_user(minh).post(address, {"approve": "1"}, follow=True).content.decode()
    )
    decision = Decision.objects.get()
    entry = JournalEntry.objects.get(act="decision.record")
    assert (entry.actor, sent.prepared_by) == (minh, lan)
    assert (decision.number, decision.certificates_issued_on) == ("1523/QĐ-UBND", date(2026, 11, 2))
    assert sorted(Certification.objects.values_list("stars", flat=True)) == [3, 4]
    round_.refresh_from_db()
    assert round_.status == RoundStatus.DECIDED


def test_an_earlier_recognition_that_ends_is_named(lan, minh, as_user):
    (product,) = make.products(1)
    make.certified(
        lan, minh, [product], make.scored("60"), number="1/QĐ-UBND", signed_on=date(2026, 10, 25)
    )
    row = make.scored("86,4")
    when = {"number": 2, "evaluated_on": date(2026, 10, 28)}
    round_ = make.approved_round(lan, minh, [product], row, type="upgrade", **when)
    text = as_user(lan).post(page(round_), {**typed(round_), "preview": "1"}).content.decode()
    assert "3 sao (1/QĐ-UBND) chấm dứt từ 02/11/2026" in text
    assert Certification.objects.get().ended_on is None


def test_what_a_late_day_of_issue_calls_for_is_asked_only_then(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, make.products(1), evaluated_on=date(2026, 8, 1))
    usual = as_user(lan).post(page(round_), {**typed(round_), "preview": "1"}).content.decode()
    assert "Vì sao cấp muộn" not in usual
    late = typed(round_, signed_on="03/08/2026", certificates_issued_on="02/11/2026")
    asked = as_user(lan).post(page(round_), {**late, "preview": "1"}).content.decode()
    assert "91 ngày, thường không quá 60 ngày" in asked
    assert "Vì sao cấp muộn" in asked
    assert "Quyết định ghi về ngày cấp" not in asked, "it is not in the future"
    days = {name: late[name] for name in ("signed_on", "certificates_issued_on")}
    answered = previewed(as_user(lan), round_, **days, late_reason="Chờ in phôi")
    as_user(lan).post(page(round_), answered)
    decision = make.confirmed(PreparedAct.objects.get())
    assert decision.late_reason == "Chờ in phôi"
    read = as_user(minh).get(reverse("admin:decision_page", args=[decision.uid]))
    assert "Chờ in phôi" in read.content.decode(), "the approver reads it"


def test_every_problem_is_listed_and_everything_typed_is_kept(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, make.products(1))
    wrong = typed(
        round_,
        number="so 12",
        signed_on="01/12/2026",
        certificates_issued_on="30/11/2026",
        record="1",
    )
    answer = as_user(lan).post(page(round_), wrong)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Số quyết định “so 12” không đúng dạng" in text
    assert "Ngày ký 01/12/2026 ở tương lai" in text
    assert "Ngày cấp giấy chứng nhận không thể trước ngày ký quyết định." in text
    for value in ("so 12", "01/12/2026", "30/11/2026"):
        assert f'value="{value}"' in text
    assert not Decision.objects.exists()


def test_a_day_that_is_none_is_named_at_its_field(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, make.products(1))
    answer = as_user(lan).post(
        page(round_), typed(round_, signed_on="31/02/2026", results=[], record="1")
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Ngày phải ghi dạng ngày/tháng/năm" in text
    assert "Hãy chọn ít nhất một kết quả." in text
    assert 'value="31/02/2026"' in text
    assert not re.search(r'name="results"[^>]* checked', text), "what was unticked stays unticked"


def test_nothing_is_recorded_that_was_not_previewed(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, make.products(2))
    client = as_user(lan)
    sealed = previewed(client, round_)
    for other in (
        {"certificates_issued_on": "05/11/2026"},
        {"results": sealed["results"][:1]},
        {"seal": ""},
    ):
        answer = client.post(page(round_), {**sealed, **other})
        assert answer.status_code == 409
        assert "Nội dung đã khác với bản xem trước" in answer.content.decode()
    assert not Decision.objects.exists()


def test_pressing_twice_records_once_and_the_second_gets_a_link(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, make.products(2))
    client = as_user(lan)
    sealed = previewed(client, round_)
    client.post(page(round_), sealed)
    waiting = client.post(page(round_), sealed)
    sent = PreparedAct.objects.get()
    assert (waiting.status_code, "chờ xác nhận" in waiting.content.decode()) == (409, True)
    assert reverse("admin:prepared_page", args=[sent.uid]) in waiting.content.decode()
    make.confirmed(sent)
    answer = client.post(page(round_), sealed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Quyết định 1523/QĐ-UBND đã được ghi rồi" in text
    assert reverse("admin:decision_page", args=[Decision.objects.get().uid]) in text
    assert Certification.objects.count() == 2


def test_pressing_twice_on_a_part_of_the_results_gets_a_link_too(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, make.products(2))
    client = as_user(lan)
    sealed = previewed(client, round_, results=typed(round_)["results"][:1])
    client.post(page(round_), sealed)
    make.confirmed(PreparedAct.objects.get())
    answer = client.post(page(round_), sealed)
    assert answer.status_code == 422
    assert "không còn chờ quyết định" in answer.content.decode()
    assert (
        reverse("admin:decision_page", args=[Decision.objects.get().uid]) in answer.content.decode()
    )
    assert Certification.objects.count() == 1


def test_a_decision_before_approval_is_refused(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    answer = as_user(lan).post(page(round_), typed(round_, record="1"))
    assert answer.status_code == 409
    assert "chỉ ghi quyết định sau khi kết quả được duyệt" in answer.content.decode()
    assert not Decision.objects.exists()


def test_five_stars_by_a_province_are_sent_up_and_never_certified(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, make.products(1), make.scored("90"))
    as_user(lan).post(page(round_), previewed(as_user(lan), round_))
    make.confirmed(PreparedAct.objects.get())
    assert Proposal.objects.get().decision == Decision.objects.get()
    assert not Certification.objects.exists()
    assert public() == 0


def test_other_people_and_other_provinces(lan, minh, hoa, xem, as_user):
    round_ = make.approved_round(lan, minh, make.products(1))
    assert as_user(hoa).get(page(round_)).status_code == 404
    assert as_user(hoa).post(page(round_), typed(round_, record="1")).status_code == 404
    assert as_user(xem).get(page(round_)).status_code == 403
    decision = make.decide(round_, lan)
    address = reverse("admin:decision_page", args=[decision.uid])
    assert as_user(hoa).get(address).status_code == 404
    assert as_user(xem).get(address).status_code == 200
    assert as_user(lan).get(reverse("admin:decision_page", args=["0000000"])).status_code == 404


def test_the_decision_page_lists_its_annex(lan, minh, as_user):
    round_ = make.approved_round(
        lan, minh, make.products(2), make.scored("86,4"), make.scored("91")
    )
    decision = make.decide(round_, lan)
    text = as_user(lan).get(reverse("admin:decision_page", args=[decision.uid])).content.decode()
    assert "Cấp giấy chứng nhận" in text
    assert "Đề nghị trung ương công nhận 5 sao" in text
    assert "02/11/2026 – 02/11/2029" in text
    assert "chưa có bản ký" in text


def test_of_the_centres_decision_a_province_sees_what_is_its_own(lan, minh, hoa, bo, as_user):
    """The annex names products of other provinces: the page and its file leave them out."""
    away = make.product("Chè xa", of=make.producer("HTX Xa", place=make.commune("24")))
    make.certified(lan, minh, [make.product("Miến gần")], make.scored("92"))
    thao = make.approver("thao", "24")
    make.certified(hoa, thao, [away], make.scored("93"), number="2/QĐ-UBND", province_code="24")
    round_ = of_the_centre.approved(
        bo, list(Proposal.objects.all()), make.scored("91"), make.scored("94")
    )
    decision = of_the_centre.decide(round_, bo)
    address = reverse("admin:decision_page", args=[decision.uid])
    for person, own, other in ((lan, "Miến gần", "Chè xa"), (hoa, "Chè xa", "Miến gần")):
        shown = as_user(person).get(address)
        named = [one.product_name for one in shown.context["certifications"]]
        assert (list(shown.context["items"]), named) == ([], [own])
        for text in (shown, as_user(person).get(address, {"xuat": "csv"})):
            assert other not in b"".join(text).decode(), person
        for paper in ("decision_annex", "decision_annex_xlsx"):
            annex = reverse(f"admin:{paper}", args=[decision.uid])
            assert as_user(person).get(annex).status_code == 404
    assert len(as_user(bo).get(address).context["items"]) == 2


def test_the_centres_decision_waits_for_another_of_the_ministry(lan, minh, xem, bo):
    make.certified(lan, minh, [make.product()], make.scored("92"))
    round_ = of_the_centre.approved(bo, list(Proposal.objects.all()), make.scored("91"))
    data = DecisionData(
        "4321/QĐ-BNNMT", date(2026, 11, 20), of_the_centre.MINISTRY, date(2026, 11, 20)
    )
    uids = [result.application.uid for result in undecided_results(round_)]
    confirming.prepare(round_, data, uids, by=bo)
    other = make.ministry("bo3")
    waits = {who: [item.count for item in prepared_queue(who)] for who in (other, bo, minh, xem)}
    assert waits == {other: [1], bo: [0], minh: [0], xem: []}


def test_a_rehearsal_leaves_no_trace(lan, minh):
    (product,) = make.products(1)
    round_ = make.approved_round(lan, minh, [product])
    uids = [result.application.uid for result in undecided_results(round_)]
    before = JournalEntry.objects.count()
    shown = rehearse(
        round_,
        DecisionData("9/QĐ-UBND", make.SIGNED_ON, "UBND tỉnh Thái Nguyên", make.SIGNED_ON),
        uids,
        by=lan,
    )
    assert shown[product.uid].stars == 4
    assert shown[product.uid].standing == "Còn hiệu lực"
    assert shown[product.uid].card["certification"]["decision"]["number"] == "9/QĐ-UBND"
    round_.refresh_from_db()
    assert (round_.status, JournalEntry.objects.count(), public()) == (
        RoundStatus.APPROVED,
        before,
        0,
    )
    assert not Certification.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(lan, minh, as_user, count):
    round_ = make.approved_round(lan, minh, make.products(count))
    client = as_user(lan)
    with CaptureQueriesContext(connection) as form:
        client.get(page(round_))
    decision = make.decide(round_, lan)
    with CaptureQueriesContext(connection) as shown:
        client.get(reverse("admin:decision_page", args=[decision.uid]))
    assert (len(form), len(shown)) == (8, 9)
