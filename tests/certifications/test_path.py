"""The main job: from a round's results to the public register, and what is refused on the way."""

from datetime import date

import pytest

from certifications.applications.participation import move_application
from certifications.decisions.plan import DecisionData
from certifications.models import Certification, Proposal, Result, RoundStatus
from certifications.register import compare
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry, PublicChange
from products.models import PublicEntry, PublicState
from products.serving import participating_count
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_results_become_certifications_and_the_public_register_shows_them():
    lan, minh = make.staff(), make.approver()
    products = make.products(3)
    round_ = make.approved_round(
        lan, minh, products, make.scored("86,4"), make.scored("55"), make.scored("42", marks="2")
    )
    assert not PublicEntry.objects.exclude(kind="participation").exists(), (
        "nothing undecided may be public"
    )

    decision = make.decide(round_, lan)

    four, three = Certification.objects.order_by("stars").reverse()
    assert (four.product, four.stars, three.product, three.stars) == (
        products[0],
        4,
        products[1],
        3,
    )
    assert (four.issued_on, four.in_force_until) == (date(2026, 11, 2), date(2029, 11, 2))
    assert four.decision == decision
    round_.refresh_from_db()
    assert round_.status == RoundStatus.DECIDED
    shown = set(PublicEntry.objects.filter(kind="product").values_list("uid", flat=True))
    assert shown == {
        products[0].uid,
        products[1].uid,
    }, "a 2★ result gives no certificate and is not listed"
    state = PublicState.objects.get(
        entry__uid=products[0].uid,
        first_day__lte=date(2026, 11, 21),
        last_day__gte=date(2026, 11, 21),
    )
    assert (state.standing, state.stars) == ("in_force", 4)
    assert "đến hết ngày 02/11/2029" in state.sentence


def test_a_missed_mark_costs_a_star():
    lan, minh = make.staff(), make.approver()
    round_ = make.approved_round(
        lan, minh, make.products(1), make.scored("86,4", marks="3", missed="2.3")
    )
    make.decide(round_, lan)
    assert Certification.objects.get().stars == 3


def test_ninety_points_go_up_as_a_proposal_and_give_no_certificate():
    lan, minh = make.staff(), make.approver()
    make.certified(lan, minh, make.products(1), make.scored("90"))
    assert Certification.objects.count() == 0
    assert Proposal.objects.get().status == "pending"


def test_decision_before_approval_is_refused():
    lan = make.staff()
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    data = DecisionData("1/QĐ-UBND", make.SIGNED_ON, "UBND tỉnh Thái Nguyên", make.SIGNED_ON)
    with pytest.raises(Refused, match="sau khi kết quả được duyệt"):
        make.recorded(round_, data, [Result.objects.get().application.uid], by=lan)
    assert Certification.objects.count() == 0


def test_products_that_only_take_part_are_counted_and_never_listed():
    lan, minh = make.staff(), make.approver()
    products = make.products(3)
    round_ = make.evaluating_round(lan, products)
    assert participating_count("19") == participating_count() == 3
    move_application(
        round_.applications.get(product=products[2]), "withdraw", by=lan, reason="Chủ thể xin rút"
    )
    assert participating_count("19") == 2
    make.enter(round_, lan, make.scored("80"), make.scored("40", marks="2"))
    make.moved(round_, "conclude", by=lan)
    make.moved(round_, "approve", by=minh)
    make.decide(round_, lan)
    assert participating_count("19") == 1, "one is certified now, one took part without stars"
    assert list(PublicEntry.objects.filter(kind="product").values_list("uid", flat=True)) == [
        products[0].uid
    ]
    assert list(compare()) == []


def test_a_producer_whose_last_public_product_moves_away_leaves_the_register():
    lan, minh = make.staff(), make.approver()
    product, heir = make.product(), make.producer("HTX Kế Thừa")
    former = product.producer
    make.certified(lan, minh, [product])
    product.refresh_from_db()
    make.changed(product, lan, minh, producer=heir)
    assert list(PublicEntry.objects.filter(kind="producer").values_list("uid", flat=True)) == [
        heir.uid
    ]
    removed = PublicChange.objects.filter(kind="producer", uid=former.uid).latest("pk")
    assert (removed.op, removed.entry_id) == ("removed", JournalEntry.objects.latest("seq").pk)
    assert list(compare()) == []
