"""A decision of 71 products is all or nothing, also when its process is killed at any moment."""

import time
from decimal import Decimal

from django.db import transaction

from certifications.certificates import prepared_acts
from certifications.integrity import faults
from certifications.models import Certification, Decision, DecisionItem, Result, Round, RoundStatus
from certifications.register import compare
from certifications.results.from_sheets import conclude_all
from ocop_registry.accounts.models import User
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.verification import Verification
from products.models import PublicEntry
from tests import factories as make
from tests.certifications.council import scored_round

DECIDE = """
import sys
from certifications import workflow
from certifications.certificates import prepared_acts
from certifications.results.from_sheets import conclude_all
from certifications.models import Round
from ocop_registry.accounts.models import User
from tests import factories as make
round_, lan = Round.objects.latest("pk"), User.objects.get(username="lan")
print("begin", flush=True)
sent = prepared_acts.waiting_on(round_) if sys.argv[1:] else None
make.confirmed(sent) if sent else make.decide(round_, lan, number=f"{round_.pk}/QĐ-UBND")
print("done", flush=True)
"""


def _facts() -> tuple[int, ...]:
    """How many rows of each kind a decision writes."""
    return (
        Decision.objects.count(),
        DecisionItem.objects.count(),
        Certification.objects.count(),
        PublicEntry.objects.filter(kind="product").count(),
        JournalEntry.objects.filter(act="decision.record").count(),
    )


def _sound() -> bool:
    return list(Verification().faults()) == [] and list(faults()) == [] and list(compare()) == []


def _seconds_of_a_decision(round_: Round, by: User) -> float:
    """How long the decision takes, measured on one that is rolled back."""
    started = time.monotonic()
    with transaction.atomic():
        make.decide(round_, by)
        taken = time.monotonic() - started
        transaction.set_rollback(True)
    return taken


def test_a_decision_killed_at_any_moment_leaves_all_or_nothing(fresh_database, full):
    lan, minh = make.staff(), make.approver()
    make.approver("xac-nhan-19")
    round_, nothing, everything = _to_decide(lan, minh, 1)
    takes = _seconds_of_a_decision(round_, lan)
    wanted, halted = 100 if full else 8, 0
    for number in range(wanted):
        victim = fresh_database.popen(DECIDE, "take up what waits")
        assert victim.stdout.readline().strip() == "begin"
        time.sleep(takes * (number % 8) / 9)
        victim.kill()
        told, _ = victim.communicate()
        assert _facts() in (nothing, everything), f"half a decision after kill {number}"
        assert _facts() == everything or "done" not in told, "an acknowledged decision was lost"
        if _facts() == nothing:
            halted += 1
        elif (
            number + 1 < wanted
        ):  # it was quicker than the measured one: the next kills need another round
            round_, nothing, everything = _to_decide(lan, minh, number + 2)
    assert halted > wanted / 4, (
        f"only {halted} of {wanted} kills came before the decision was through"
    )
    round_.refresh_from_db()
    if round_.status == RoundStatus.APPROVED:
        sent = prepared_acts.waiting_on(round_)
        make.confirmed(sent) if sent else make.decide(round_, lan, number=f"{round_.pk}/QĐ-UBND")
    assert _facts() == everything
    assert _sound()


def _to_decide(
    lan: User, minh: User, number: int
) -> tuple[Round, tuple[int, ...], tuple[int, ...]]:
    """An approved round of 71 products of its own, and the facts before and after its decision."""
    owner = make.producer(f"HTX {number}")
    products = [make.product(f"Sản phẩm {number}.{one}", of=owner) for one in range(71)]
    round_ = make.approved_round(lan, minh, products, number=number)
    before = _facts()
    return (
        round_,
        before,
        tuple(had + more for had, more in zip(before, (1, 71, 71, 71, 1), strict=True)),
    )


def test_of_two_officers_recording_the_same_decision_one_wins(fresh_database):
    lan, minh = make.staff(), make.approver()
    make.approver("xac-nhan-19")
    make.approved_round(lan, minh, make.products(20))
    both = [fresh_database.popen(DECIDE) for _ in range(2)]
    ends = [(one.communicate(), one.returncode) for one in both]
    assert sorted(code for _, code in ends) == [0, 1], ends
    loser = next(err for (_, err), code in ends if code == 1)
    assert "Refused" in loser
    assert _facts() == (1, 20, 20, 20, 1)
    assert _sound()


APPROVE = """
import sys
from certifications.models import Round
from ocop_registry.accounts.models import User
from tests import factories as make
round_, user = Round.objects.get(), User.objects.get(username=sys.argv[1])
print("begin", flush=True)
sys.stdin.readline()
make.moved(round_, "approve", by=user)
"""


def test_of_two_approvers_at_once_one_wins(fresh_database):
    lan = make.staff()
    make.approver("minh"), make.approver("thao")
    round_ = make.evaluating_round(lan, make.products(3))
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    both = [fresh_database.popen(APPROVE, name, writes=True) for name in ("minh", "thao")]
    for one in both:
        assert one.stdout.readline().strip() == "begin"
    for one in both:
        one.stdin.write("go\n")
        one.stdin.flush()
    ends = [(one.communicate(), one.returncode) for one in both]
    assert sorted(code for _, code in ends) == [0, 1], ends
    assert "Refused" in next(err for (_, err), code in ends if code == 1)
    approvals = JournalEntry.objects.filter(act="round.approve")
    winner = approvals.get().actor
    assert set(Round.objects.get().applications.values_list("result__approved_by", flat=True)) == {
        winner.pk
    }
    assert isinstance(winner, User)
    assert _sound()


def test_a_score_edited_while_it_is_approved_is_either_before_or_refused(fresh_database):
    lan, minh = make.staff(), make.approver()
    round_ = make.evaluating_round(lan, make.products(3))
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    late = fresh_database.popen(
        """
import sys
from certifications.models import Round
from certifications.results import typed
from ocop_registry.accounts.models import User
from tests import factories as make
round_, lan = Round.objects.get(), User.objects.get(username="lan")
print("begin", flush=True)
sys.stdin.readline()
uid = round_.applications.first().uid
typed.enter(round_, {uid: make.scored("95")}, {uid: 1}, by=lan)
""",
        writes=True,
    )
    assert late.stdout.readline().strip() == "begin"
    late.stdin.write("go\n")
    late.stdin.flush()
    make.moved(round_, "approve", by=minh)
    _, err = late.communicate()
    assert late.returncode == 1
    assert "Refused" in err
    assert set(Round.objects.get().applications.values_list("result__total", flat=True)) == {
        Decimal("75.5")
    }
    assert _sound()


CONCLUDE = """
from certifications.results.from_sheets import conclude_all
from certifications.models import Round
from ocop_registry.accounts.models import User
round_, lan = Round.objects.get(), User.objects.get(username="lan")
print("begin", flush=True)
conclude_all(round_, by=lan)
print("done", flush=True)
"""


def test_sheets_concluded_under_kills_give_all_results_or_none(fresh_database, full):
    lan = make.staff()
    round_, applications, members = scored_round.sitting(lan, products=20, members=3)
    for application in applications:
        scored_round.score_all(application, members, lan, 100)
    kills = 0
    for number in range(50 if full else 5):
        victim = fresh_database.popen(CONCLUDE)
        assert victim.stdout.readline().strip() == "begin"
        time.sleep(0.04 * (number % 5))
        victim.kill()
        told, _ = victim.communicate()
        results = Result.objects.filter(application__round=round_).count()
        assert results in (0, 20), f"half a conclusion after kill {number}"
        if results == 20:
            break
        assert "done" not in told
        kills += 1
    assert kills > 0
    conclude_all(round_, by=lan)
    assert set(Result.objects.values_list("total", "final_stars")) == {(Decimal(100), 5)}
    assert _sound()
