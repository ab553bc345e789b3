"""What the centre returned: recognised by the province from the centre's result, or evaluated
again."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from certifications import integrity, workflow
from certifications.applications import intake, particulars
from certifications.applications.participation import move_application
from certifications.decisions import confirming, returned_proposals
from certifications.decisions.plan import DecisionData
from certifications.models import Certification, Decision, Proposal
from certifications.rounds.access import Refused
from products.models import PublicEntry
from tests import factories as make
from tests.certifications.decisions.test_central import approved, entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
ON = date(2026, 11, 18)


def sent_back(lan, minh, bo, *rows, count=None, type="first"):
    """Products that the province proposed and the centre scored by these rows; nothing was
    recognised there."""
    make.certified(
        lan,
        minh,
        make.products(count or len(rows)),
        make.scored("92"),
        number="1/QĐ-UBND",
        type=type,
    )
    workflow.move(approved(bo, list(Proposal.objects.order_by("pk")), *rows), "close", by=bo)
    return list(Proposal.objects.order_by("pk"))


def data(number="1700/QĐ-UBND", signed_on=ON, issued_on=None):
    return DecisionData(number, signed_on, "UBND tỉnh Thái Nguyên", issued_on or signed_on)


def proposed_again(lan, minh, product):
    round_ = make.approved_round(lan, minh, [product], make.scored("92"), number=2, type="upgrade")
    make.decide(round_, lan, number="2/QĐ-UBND", signed_on=date(2026, 11, 2))


def states(user):
    return [
        (one.proposal.pk, str(one.state)) for one in returned_proposals.returned_proposals(user)
    ]


def faults():
    return list(integrity.faults())


def test_a_province_recognises_three_and_four_stars_from_the_result_of_the_centre(lan, minh, bo):
    first, second = sent_back(lan, minh, bo, make.scored("89,99"), make.scored("60"))
    decision = make.confirmed(confirming.prepare_returned([first, second], data(), by=lan))
    given = list(Certification.objects.order_by("pk"))
    assert [(one.stars, one.level, one.issued_on) for one in given] == [
        (4, "province", ON),
        (3, "province", ON),
    ]
    assert [one.result.application.round.level for one in given] == ["central", "central"]
    assert (decision.issuer_place, decision.round.level) == (make.province(), "central")
    assert list(decision.items.values_list("outcome", flat=True)) == ["certified", "certified"]
    assert set(Proposal.objects.values_list("status", flat=True)) == {"recognised_by_province"}
    assert states(lan) == []
    assert faults() == []
    state = PublicEntry.objects.get(kind="product", uid=given[0].product.uid).states.get(
        first_day__lte=ON, last_day__gte=ON
    )
    assert (state.standing, state.stars) == ("in_force", 4)


def test_the_recognition_ends_the_stars_held_before_and_keeps_the_code(lan, minh, bo):
    made = make.product()
    make.certified(
        lan, minh, [made], make.scored("60"), number="1/QĐ-UBND", signed_on=date(2026, 10, 25)
    )
    proposed_again(lan, minh, made)
    proposal = Proposal.objects.get()
    workflow.move(approved(bo, [proposal], make.scored("85")), "close", by=bo)
    make.confirmed(confirming.prepare_returned([Proposal.objects.get()], data(), by=lan))
    three, four = made.certifications.order_by("issued_on")
    assert (three.stars, three.ended_on, three.ended_by) == (3, ON, "superseded")
    assert (four.stars, four.supersedes) == (4, three)
    assert faults() == []


def test_an_upgrade_not_above_the_stars_held_needs_no_recognition(lan, minh, bo):
    made = make.product()
    make.certified(
        lan, minh, [made], make.scored("80"), number="1/QĐ-UBND", signed_on=date(2026, 10, 25)
    )
    proposed_again(lan, minh, made)
    workflow.move(approved(bo, [Proposal.objects.get()], make.scored("85")), "close", by=bo)
    proposal = Proposal.objects.get()
    assert states(lan) == [(proposal.pk, "kept")]
    with pytest.raises(Refused, match="giấy chứng nhận đang có giữ nguyên"):
        make.confirmed(confirming.prepare_returned([proposal], data(), by=lan))
    assert (Certification.objects.count(), Proposal.objects.get().status) == (1, "returned")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (make.scored("49,99", marks="2", missed="2.3"), "tỉnh chỉ công nhận 3 hoặc 4 sao"),
        ({"disqualified": "1", "disqualified_reason": "Giả mạo giấy tờ"}, "bị trung ương loại"),
    ],
)
def test_below_three_stars_or_disqualified_leaves_only_a_new_evaluation(lan, minh, bo, row, words):
    (proposal,) = sent_back(lan, minh, bo, row)
    assert states(lan) == [(proposal.pk, "nothing")]
    with pytest.raises(Refused, match=words):
        make.confirmed(confirming.prepare_returned([proposal], data(), by=lan))
    assert Certification.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (data(number="1700"), "không đúng dạng"),
        (data(signed_on=date(2026, 12, 1)), "ở tương lai"),
        (data(signed_on=date(2026, 10, 1)), "trước ngày hội đồng họp"),
        (data(issued_on=date(2026, 11, 1)), "không thể trước ngày ký"),
    ],
)
def test_the_papers_particulars_are_refused_as_for_every_decision(lan, minh, bo, typed, words):
    (proposal,) = sent_back(lan, minh, bo, make.scored("80"))
    with pytest.raises(Refused, match=words):
        make.confirmed(confirming.prepare_returned([proposal], typed, by=lan))
    assert (Decision.objects.count(), Certification.objects.count()) == (1, 0)


def test_a_later_recognition_stands_in_the_way(lan, minh, bo):
    (proposal,) = sent_back(lan, minh, bo, make.scored("80"))
    held = sent_again(lan, minh, proposal, "1600/QĐ-UBND")
    assert held.stars == 4
    assert states(lan) == []  # evaluated again
    with pytest.raises(Refused, match="đánh giá lại"):
        make.confirmed(confirming.prepare_returned([proposal], data(), by=lan))
    assert Certification.objects.get() == held


def sent_again(lan, minh, proposal, number):
    round_ = make.approved_round(
        lan, minh, [proposal.application.product], make.scored("85"), number=2
    )
    make.decide(round_, lan, number=number, signed_on=date(2026, 11, 19))
    return Certification.objects.get()


def test_the_province_may_evaluate_again_and_then_recognises_only_by_that(lan, minh, bo):
    (proposal,) = sent_back(lan, minh, bo, make.scored("80"))
    round_ = make.open_round(lan, number=2)
    (application,) = make.take_in(round_, [proposal.application.product], lan)
    with pytest.raises(Refused, match="đã đưa vào đợt đánh giá lại"):
        make.confirmed(confirming.prepare_returned([proposal], data(), by=lan))
    move_application(
        application, "withdraw", by=lan, reason="Chọn công nhận theo kết quả trung ương"
    )
    make.confirmed(confirming.prepare_returned([proposal], data(), by=lan))
    assert Certification.objects.get().stars == 4


def test_nobody_but_the_office_of_the_province_recognises(lan, minh, bo):
    (proposal,) = sent_back(lan, minh, bo, make.scored("80"))
    for person in (make.staff("hoa", "24"), bo, make.user("xem", "read_only")):
        with pytest.raises(PermissionDenied):
            make.confirmed(confirming.prepare_returned([proposal], data(), by=person))
    assert (Certification.objects.count(), Proposal.objects.get().status) == (0, "returned")
    assert states(make.staff("hai", "24")) == []


def test_a_double_click_recognises_once(lan, minh, bo):
    (proposal,) = sent_back(lan, minh, bo, make.scored("80"))
    stale = Proposal.objects.get()
    make.confirmed(confirming.prepare_returned([proposal], data(), by=lan))
    with pytest.raises(Refused, match="không còn chờ"):
        make.confirmed(confirming.prepare_returned([stale], data(number="1701/QĐ-UBND"), by=lan))
    assert Certification.objects.count() == 1


def test_one_decision_rests_on_one_central_round(lan, minh, bo):
    make.certified(lan, minh, make.products(2), make.scored("92"), number="1/QĐ-UBND")
    first, second = Proposal.objects.order_by("pk")
    workflow.move(approved(bo, [first], make.scored("80")), "close", by=bo)
    round_ = workflow.move(make.central_round(number=2), "open", by=bo)
    intake.take_in(round_, [entry(second)], by=bo)
    workflow.move(round_, "start", by=bo)
    make.enter(round_, bo, make.scored("80"))
    make.moved(round_, "conclude", by=bo)
    workflow.move(make.moved(round_, "approve", by=make.ministry("bo3")), "close", by=bo)
    both = list(Proposal.objects.order_by("pk"))
    with pytest.raises(Refused, match="cùng một đợt trung ương"):
        make.confirmed(confirming.prepare_returned(both, data(), by=lan))
    with pytest.raises(Refused, match="Chưa chọn"):
        make.confirmed(confirming.prepare_returned([], data(), by=lan))
    assert Certification.objects.count() == 0


def test_the_code_of_the_province_travels_to_the_centre(lan, minh, bo):
    round_ = make.open_round(lan)
    (application,) = make.take_in(round_, make.products(1), lan)
    code = "19-02155-003-2026"
    particulars.edit_application(
        application,
        particulars.Particulars("first", application.product_set, code),
        by=lan,
        seen=application.version,
    )
    workflow.move(round_, "start", by=lan)
    make.enter(round_, lan, make.scored("92"))
    make.moved(round_, "conclude", by=lan)
    make.decide(make.moved(round_, "approve", by=minh), lan)
    workflow.move(approved(bo, [Proposal.objects.get()], make.scored("80")), "close", by=bo)
    make.confirmed(confirming.prepare_returned([Proposal.objects.get()], data(), by=lan))
    assert Certification.objects.get().code == code
