"""The Ministry orders a new evaluation: who may, what stands in the way, what answers it, taking it
back, never public."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from certifications.models import Certification, EvaluationOrder
from certifications.rounds import evaluation_orders
from certifications.rounds.access import Refused
from certifications.rounds.evaluation_orders import OrderData
from ocop_registry.journal.models import JournalEntry
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
DATA = OrderData("5120/BNNMT-VPĐP", date(2026, 11, 10), "Phản ánh về nguồn gốc nguyên liệu")


@pytest.fixture
def people():
    return make.staff(), make.approver(), make.ministry()


@pytest.fixture
def certification(people):
    lan, minh, _ = people
    make.certified(lan, minh, [make.product()], make.scored("80"))
    return Certification.objects.get()


def test_the_ministry_orders_and_only_the_province_concerned_sees_it(people, certification):
    lan, _, bo = people
    public = JournalEntry.objects.count()
    made = evaluation_orders.order(certification, DATA, by=bo)
    entry = JournalEntry.objects.order_by("-seq").first()
    assert (entry.act, entry.reason, entry.public_changes.count()) == (
        "round.order",
        DATA.reason,
        0,
    )
    assert JournalEntry.objects.count() == public + 1
    assert (
        list(evaluation_orders.orders_seen(lan)),
        list(evaluation_orders.orders_seen(make.staff("hoa", "24"))),
    ) == (
        [made],
        [],
    )
    certification.refresh_from_db()
    assert certification.ended_on is None


def test_a_province_orders_and_withdraws_nothing(people, certification):
    lan, minh, bo = people
    made = evaluation_orders.order(certification, DATA, by=bo)
    for person in (lan, minh):
        with pytest.raises(PermissionDenied):
            evaluation_orders.order(certification, DATA, by=person)
        with pytest.raises(PermissionDenied):
            evaluation_orders.withdraw(made, by=person, reason="x")
    assert EvaluationOrder.objects.get().status == "open"


def test_what_stands_in_the_way_of_an_order(people, certification):
    bo = people[2]
    for wrong, words in (
        (OrderData("", date(2026, 11, 10), "x"), "Ghi số văn bản"),
        (OrderData("1/BNNMT", date(2026, 12, 1), "x"), "ở tương lai"),
        (OrderData("1/BNNMT", date(2026, 10, 1), "x"), "trước ngày cấp"),
    ):
        with pytest.raises(Refused, match=words):
            evaluation_orders.order(certification, wrong, by=bo)
    with pytest.raises(ValidationError):
        evaluation_orders.order(certification, OrderData("1/BNNMT", date(2026, 11, 10), ""), by=bo)
    assert EvaluationOrder.objects.count() == 0
    evaluation_orders.order(certification, DATA, by=bo)
    with pytest.raises(Refused, match="đang có một yêu cầu"):
        evaluation_orders.order(certification, DATA, by=bo)
    assert EvaluationOrder.objects.count() == 1


def test_withdrawing_needs_a_reason_and_happens_once(people, certification):
    bo = people[2]
    made = evaluation_orders.order(certification, DATA, by=bo)
    with pytest.raises(ValidationError):
        evaluation_orders.withdraw(made, by=bo, reason="")
    assert EvaluationOrder.objects.get().status == "open"
    evaluation_orders.withdraw(made, by=bo, reason="Đã làm rõ")
    with pytest.raises(Refused, match="đã kết thúc"):
        evaluation_orders.withdraw(made, by=bo, reason="Lần nữa")
    one = EvaluationOrder.objects.get()
    assert (one.status, one.withdrawn_reason) == ("withdrawn", "Đã làm rõ")


@pytest.mark.parametrize(
    ("type", "day", "status"),
    [
        ("re_evaluation", date(2026, 11, 15), "done"),
        ("upgrade", date(2026, 11, 15), "open"),
        ("re_evaluation", date(2026, 11, 9), "open"),  # the council met before the order
    ],
)
def test_a_re_evaluation_answers_the_order_when_its_round_is_decided(
    people, certification, type, day, status
):
    lan, minh, bo = people
    evaluation_orders.order(certification, DATA, by=bo)
    round_ = make.approved_round(
        lan, minh, [certification.product], make.scored("85"), number=2, type=type, evaluated_on=day
    )
    assert EvaluationOrder.objects.get().status == "open"
    make.decide(round_, lan, number="2/QĐ-UBND", signed_on=date(2026, 11, 18))
    one = EvaluationOrder.objects.get()
    assert (one.status, one.answered_by is not None) == (status, status == "done")
