"""Five stars: proposed by a province, decided at the centre by two people of the ministry."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from certifications import integrity, workflow
from certifications.applications import intake, particulars
from certifications.applications.participation import move_application
from certifications.decisions.plan import DecisionData
from certifications.identity.issuers import authorities
from certifications.models import Application, Certification, Proposal, Round
from certifications.rounds.access import Refused, undecided_results
from certifications.rounds.proposals import pending_proposals
from products.models import PublicEntry
from tests import factories as make

pytestmark = pytest.mark.django_db
MINISTRY = "Bộ Nông nghiệp và Môi trường"


@pytest.fixture
def proposals(lan, minh):
    """Two products that Thái Nguyên sent up, in the order of its round."""
    make.certified(lan, minh, make.products(2), make.scored("92"), make.scored("95"))
    return list(Proposal.objects.order_by("pk"))


def product_of(proposal):
    return proposal.result.application.product


def entry(proposal, *, product=None):
    chosen = product or product_of(proposal)
    type_ = "upgrade" if chosen.certifications.exists() else "first"
    return intake.NewApplication(chosen, type_, chosen.product_set, proposal=proposal)


def central(bo, proposals, *, number=1):
    round_ = workflow.move(make.central_round(number=number), "open", by=bo)
    intake.take_in(round_, [entry(proposal) for proposal in proposals], by=bo)
    return round_


def approved(bo, proposals, *rows):
    round_ = workflow.move(central(bo, proposals), "start", by=bo)
    make.enter(round_, bo, *rows)
    make.moved(round_, "conclude", by=bo)
    return make.moved(round_, "approve", by=make.ministry("bo2"))


def decide(round_, by, number="4321/QĐ-BNNMT"):
    uids = [result.application.uid for result in undecided_results(round_)]
    data = DecisionData(number, date(2026, 11, 20), MINISTRY, date(2026, 11, 20))
    return make.recorded(round_, data, uids, by=by)


def statuses():
    return list(Proposal.objects.order_by("pk").values_list("status", flat=True))


def test_five_stars_are_certified_at_the_centre_and_the_rest_goes_back(bo, proposals):
    round_ = approved(bo, proposals, make.scored("91"), make.scored("89,99"))
    assert statuses() == ["taken", "taken"]
    decide(round_, bo)
    one = Certification.objects.get()
    assert (one.product, one.stars, one.level, one.decision.issuer) == (
        product_of(proposals[0]),
        5,
        "central",
        MINISTRY,
    )
    assert statuses() == ["recognised", "returned"]
    assert Round.objects.get(level="central").status == "decided"
    state = PublicEntry.objects.get(kind="product").states.get(
        first_day__lte=date(2026, 11, 21), last_day__gte=date(2026, 11, 21)
    )
    assert (state.standing, state.stars) == ("in_force", 5)


def test_a_missed_mark_at_the_centre_gives_nothing_either(bo, proposals):
    round_ = approved(
        bo,
        proposals,
        make.scored("95", marks="4", missed="2.3"),
        make.scored("95", marks="4", missed="2.3"),
    )
    workflow.move(round_, "close", by=bo)
    assert (statuses(), Certification.objects.count()) == (["returned", "returned"], 0)


def test_what_the_centre_returned_may_be_recognised_or_evaluated_again_by_the_province(
    bo, lan, minh, proposals
):
    workflow.move(approved(bo, proposals, make.scored("80")), "close", by=bo)
    again(lan, minh, product_of(proposals[0]), make.scored("85"))
    assert Certification.objects.get().stars == 4


def again(lan, minh, product, row):
    type_ = "upgrade" if product.certifications.exists() else "first"
    round_ = make.approved_round(lan, minh, [product], row, number=2, type=type_)
    make.decide(round_, lan, number="1600/QĐ-UBND", signed_on=date(2026, 11, 10))


def test_five_stars_end_the_stars_held_before(bo, lan, minh):
    made = make.product()
    make.certified(
        lan, minh, [made], make.scored("80"), number="1/QĐ-UBND", signed_on=date(2026, 10, 25)
    )
    again(lan, minh, made, make.scored("92"))
    decide(approved(bo, list(Proposal.objects.all()), make.scored("93")), bo)
    four, five = made.certifications.order_by("issued_on")
    assert (four.stars, four.ended_on, five.stars) == (4, date(2026, 11, 20), 5)


# --- who ------------------------------------------------------------------------------------------
def test_people_of_a_province_may_do_nothing_in_a_central_round(bo, lan, minh, proposals):
    round_ = central(bo, proposals)
    application = round_.applications.first()
    acts = {
        "open": lambda by: workflow.move(round_, "open", by=by),
        "start": lambda by: workflow.move(round_, "start", by=by),
        "approve": lambda by: make.moved(round_, "approve", by=by),
        "cancel": lambda by: workflow.move(round_, "cancel", by=by, reason="x"),
        "back": lambda by: workflow.step_back(round_, by=by, reason="x"),
        "enter": lambda by: make.enter(round_, by, make.scored()),
        "take in": lambda by: intake.take_in(round_, [entry(proposals[0])], by=by),
        "withdraw": lambda by: move_application(application, "withdraw", by=by, reason="x"),
        "remove": lambda by: particulars.remove(application, by=by, reason="x"),
        "decide": lambda by: decide(round_, by),
    }  # fmt: skip
    for person in (lan, minh):
        for name, doing in acts.items():
            with pytest.raises(PermissionDenied):
                doing(person)
            round_.refresh_from_db()
            assert (round_.status, statuses()) == ("open", ["taken", "taken"]), name


def test_two_people_of_the_ministry_are_needed(bo, proposals):
    round_ = workflow.move(central(bo, proposals), "start", by=bo)
    make.enter(round_, bo, make.scored("91"))
    make.moved(round_, "conclude", by=bo)
    with pytest.raises(Refused, match="người duyệt phải là người khác"):
        make.moved(round_, "approve", by=bo)
    assert make.moved(round_, "approve", by=make.ministry("bo2")).status == "approved"


# --- what enters ----------------------------------------------------------------------------------
def test_only_pending_proposals_enter_and_only_with_their_own_product(bo, lan, proposals):
    round_ = workflow.move(make.central_round(), "open", by=bo)
    unproposed = make.product("Chè xanh")
    for wrong in (
        intake.NewApplication(unproposed, "first", unproposed.product_set),
        entry(proposals[0], product=unproposed),
    ):
        with pytest.raises(Refused, match="đề nghị"):
            intake.take_in(round_, [wrong], by=bo)
    assert (Application.objects.filter(round=round_).count(), statuses()) == (
        0,
        ["pending", "pending"],
    )
    intake.take_in(round_, [entry(proposals[0])], by=bo)
    other = workflow.move(make.central_round(number=2), "open", by=bo)
    with pytest.raises(Refused):
        intake.take_in(other, [entry(Proposal.objects.order_by("pk").first())], by=bo)
    assert statuses() == ["taken", "pending"]


def test_a_province_cannot_use_a_proposal_up(lan, proposals):
    round_ = make.open_round(lan, number=2)
    with pytest.raises(Refused, match="trung ương"):
        intake.take_in(round_, [entry(proposals[0])], by=lan)
    assert statuses() == ["pending", "pending"]


def test_the_same_proposal_in_a_double_click_enters_once(bo, proposals):
    from django.core.exceptions import ValidationError

    stale = Proposal.objects.get(pk=proposals[0].pk)
    round_ = central(bo, proposals[:1])
    with pytest.raises((Refused, ValidationError)):
        intake.take_in(round_, [entry(stale)], by=bo)
    assert round_.applications.count() == 1


@pytest.mark.parametrize("how", ["cancel", "remove"])
def test_a_cancelled_round_or_a_removed_application_gives_the_proposal_back_for_another_round(
    bo, proposals, how
):
    round_ = central(bo, proposals[:1])
    if how == "cancel":
        workflow.move(round_, "cancel", by=bo, reason="Hoãn")
    else:
        particulars.remove(round_.applications.get(), by=bo, reason="Nhầm đợt")
    assert statuses() == ["pending", "pending"]
    next_round = central(bo, [Proposal.objects.get(pk=proposals[0].pk)], number=2)
    assert next_round.applications.get().proposal_id == proposals[0].pk
    assert statuses() == ["taken", "pending"]


def test_a_withdrawn_proposal_goes_back_to_its_province_when_the_round_ends(bo, proposals):
    round_ = workflow.move(central(bo, proposals), "start", by=bo)
    first, _ = round_.applications.order_by("position")
    move_application(first, "withdraw", by=bo, reason="Tỉnh xin rút")
    make.enter(round_, bo, make.scored("91"))
    make.moved(round_, "conclude", by=bo)
    decide(make.moved(round_, "approve", by=make.ministry("bo2")), bo)
    assert statuses() == ["returned", "recognised"]


def test_only_what_waits_for_the_centre_is_offered(bo, proposals):
    assert [proposal.pk for proposal in pending_proposals()] == [
        proposal.pk for proposal in proposals
    ]
    central(bo, proposals[:1])
    assert [proposal.pk for proposal in pending_proposals()] == [proposals[1].pk]


def test_a_product_of_the_same_round_that_waits_for_a_decision_does_not_hold_the_centre_up(
    lan, minh, bo
):
    round_ = make.approved_round(
        lan, minh, make.products(2), make.scored("92"), make.scored("65", marks="3", missed="1.1")
    )
    sent_up = undecided_results(round_).order_by("application__position").first()
    issuer = authorities(round_.place, make.SIGNED_ON)[0]
    data = DecisionData("1523/QĐ-UBND", make.SIGNED_ON, issuer, make.SIGNED_ON)
    make.recorded(round_, data, [sent_up.application.uid], by=lan)
    round_.refresh_from_db()
    assert round_.status == "approved"  # the other product still has no decision
    [proposal] = Proposal.objects.all()
    taken = central(bo, [proposal])
    assert taken.applications.get().product == product_of(proposal)
    assert not [one for one in integrity.faults() if "hai đợt chưa xong" in one[1]]
    with pytest.raises(Refused, match="chưa xong"):  # no third round meanwhile
        make.take_in(make.open_round(lan, number=2), [product_of(proposal)], lan)
