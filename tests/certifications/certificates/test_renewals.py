"""A product recognised again: with the same, lower and higher stars, too late, or not at all."""

from datetime import date, timedelta

import pytest

from certifications import integrity, workflow
from certifications.certificates import prepared_acts
from certifications.certificates.extensions import failed_since
from certifications.decisions.plan import DecisionData
from certifications.models import Certification, Decision, Round
from certifications.rounds.access import Refused, undecided_results
from ocop_registry import clock
from ocop_registry.journal.acts import act
from products.models import PublicEntry
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_21_november")]
FIRST_DAY = date(2026, 10, 25)
SECOND_DAY = date(2026, 11, 10)


@pytest.fixture
def product(lan, minh):
    """A product that holds 4 stars since 25/10/2026."""
    made = make.product()
    make.certified(lan, minh, [made], make.scored("80"), number="1/QĐ-UBND", signed_on=FIRST_DAY)
    return made


def again(
    lan, minh, product, row, *, type="re_evaluation", number=2, signed_on=SECOND_DAY, **dates
):
    round_ = make.approved_round(lan, minh, [product], row, number=number, type=type)
    if undecided_results(round_).exists():
        make.decide(round_, lan, number=f"{number}/QĐ-UBND", signed_on=signed_on, **dates)
    return round_


def held(product):
    return list(product.certifications.order_by("issued_on"))


def whole():
    return list(integrity.faults())


@pytest.mark.parametrize(
    ("total", "marks", "stars"), [("80", "5", 4), ("60", "5", 3), ("85", "3", 3)]
)
def test_a_re_evaluation_replaces_the_old_on_its_day_of_issue_whatever_the_stars(
    lan, minh, product, total, marks, stars
):
    again(lan, minh, product, make.scored(total, marks=marks, missed="2.3" if marks == "3" else ""))
    old, new = held(product)
    assert (old.stars, old.ended_on, old.ended_by) == (4, SECOND_DAY, "superseded")
    assert (new.stars, new.in_force_from, new.supersedes) == (stars, SECOND_DAY, old)
    states = PublicEntry.objects.get(kind="product").states
    day_before = states.get(
        first_day__lte=SECOND_DAY - timedelta(days=1), last_day__gte=SECOND_DAY - timedelta(days=1)
    )
    day_of = states.get(first_day__lte=SECOND_DAY, last_day__gte=SECOND_DAY)
    assert (day_before.stars, day_of.stars) == (4, stars)
    assert whole() == []


def test_the_old_ends_on_the_certificates_day_not_on_the_day_of_signing(lan, minh, product):
    again(lan, minh, product, make.scored("75"), issued_on=date(2026, 12, 1))
    old, new = held(product)
    assert (old.ended_on, new.in_force_from) == (date(2026, 12, 1), date(2026, 12, 1))


@pytest.mark.parametrize("total", ["80", "60"])
def test_an_upgrade_not_above_the_stars_held_gives_nothing_and_the_old_runs_on(
    lan, minh, product, total
):
    round_ = again(lan, minh, product, make.scored(total), type="upgrade")
    (old,) = held(product)
    assert (old.ended_on, old.in_force_until) == (None, date(2029, 10, 25))
    assert Decision.objects.get(number="2/QĐ-UBND").items.get().outcome == "kept"
    round_.refresh_from_db()
    assert round_.status == "decided"


def test_an_upgrade_above_the_stars_held_replaces_them_on_its_first_day(lan, minh):
    made = make.product()
    make.certified(lan, minh, [made], make.scored("60"), number="1/QĐ-UBND", signed_on=FIRST_DAY)
    again(lan, minh, made, make.scored("80"), type="upgrade")
    old, new = held(made)
    assert (old.stars, old.ended_on, new.stars, new.in_force_from) == (3, SECOND_DAY, 4, SECOND_DAY)


def test_an_upgrade_of_what_has_expired_is_a_recognition(lan, minh):
    made = make.product()
    old_recognition(lan, made, date(2022, 1, 10), stars=4)
    again(lan, minh, made, make.scored("60"), type="upgrade")
    assert [one.stars for one in held(made)] == [4, 3]
    assert held(made)[0].ended_on is None, "what expired by itself was not ended by the new one"


@pytest.mark.parametrize(
    "row",
    [{"total": "45", "marks": "2"}, {"disqualified": "1", "disqualified_reason": "Giấy tờ giả"}],
)
def test_a_failed_re_evaluation_leaves_the_old_to_run_out(lan, minh, product, row):
    again(
        lan, minh, product, make.scored(row["total"], marks=row["marks"]) if "total" in row else row
    )
    (old,) = held(product)
    assert (old.ended_on, old.in_force_until, old.extended_until) == (
        None,
        date(2029, 10, 25),
        None,
    )


def test_a_proposal_to_the_centre_leaves_the_old_to_run_on(lan, minh, product):
    again(lan, minh, product, make.scored("92"), type="upgrade")
    (old,) = held(product)
    assert (old.stars, old.ended_on) == (4, None)


# --- decisions entered late -----------------------------------------------------------------------
def test_a_decision_dated_before_a_recognition_that_stands_already_is_refused(lan, minh, product):
    again(lan, minh, product, make.scored("75"))
    round_ = make.approved_round(
        lan, minh, [product], make.scored("60"), number=3, type="re_evaluation"
    )
    uids = [result.application.uid for result in undecided_results(round_)]
    data = DecisionData("3/QĐ-UBND", date(2026, 11, 1), "UBND tỉnh Thái Nguyên", date(2026, 11, 1))
    with pytest.raises(Refused, match="sổ đã có lần công nhận ngày 10/11/2026"):
        make.recorded(round_, data, uids, by=lan)
    assert [one.ended_on for one in held(product)] == [SECOND_DAY, None]


def test_two_recognitions_cannot_begin_on_one_day(lan, minh, product):
    round_ = make.approved_round(
        lan, minh, [product], make.scored("60"), number=3, type="re_evaluation"
    )
    with pytest.raises(Refused, match="sổ đã có lần công nhận"):
        make.decide(round_, lan, number="3/QĐ-UBND", signed_on=FIRST_DAY)
    assert len(held(product)) == 1


def test_a_recognition_dated_before_a_revocation_does_not_wipe_it_out(lan, minh, product):
    """Revoked on 15/11; a decision of 10/11 entered afterwards would turn the revocation into a
    replacement."""
    revoke(lan, minh, held(product)[0], date(2026, 11, 15))
    round_ = make.approved_round(lan, minh, [product], make.scored("60"), number=3, type="first")
    with pytest.raises(Refused, match="thu hồi"):
        make.decide(round_, lan, number="3/QĐ-UBND", signed_on=SECOND_DAY)
    (old,) = held(product)
    assert (old.ended_by, old.ended_on) == ("revoked", date(2026, 11, 15))
    make.decide(round_, lan, number="3/QĐ-UBND", signed_on=date(2026, 11, 20))
    assert [one.ended_by for one in held(product)] == ["revoked", ""]


# --- extensions -----------------------------------------------------------------------------------
def old_recognition(lan, product, issued_on, *, stars=3):
    """A historic recognition of a known day, as an old list gives it."""
    from certifications.law import rules
    from certifications.models import Level, Origin

    period = rules.period_of(issued_on, None)
    decision = Decision(
        origin=Origin.HISTORIC,
        source="Danh sách cũ",
        number="386/QĐ-UBND",
        signed_on=issued_on,
        issuer="UBND tỉnh",
    )
    one = Certification(
        product=product, decision=decision, origin=Origin.HISTORIC, level=Level.PROVINCE, stars=stars, product_name=product.name,
        producer_name=product.producer.name, place=make.old_place("06"), issued_on=issued_on, in_force_from=period.start,
        in_force_until=period.end, source="Danh sách cũ",
    )  # fmt: skip
    with act("historic.record", by=lan) as deed:
        deed.create(decision)
        one.decision = decision
        deed.create(one)
    return one


def revoke(lan, minh, certification, on):
    values = {"ground": "b", "decision": "512/QĐ-UBND", "on": on.isoformat()}
    prepared_acts.approve(
        prepared_acts.prepare(certification, "revoke", values, by=lan, reason="Kết luận kiểm tra"),
        by=minh,
    )


def extend(lan, minh, certification, until):
    values = {"until": until.isoformat(), "basis": "Điều khoản chuyển tiếp"}
    prepared_acts.approve(
        prepared_acts.prepare(certification, "extend", values, by=lan, reason="Chưa kịp đánh giá"),
        by=minh,
    )
    certification.refresh_from_db()
    return certification


@pytest.fixture
def extended(lan, minh):
    """Expired on 01/11/2026, extended until 31/03/2027; today is 21/11/2026."""
    assert clock.today() >= date(2026, 11, 21)
    return extend(
        lan, minh, old_recognition(lan, make.product(), date(2023, 11, 1)), date(2027, 3, 31)
    )


def test_an_extension_ends_with_the_new_recognition(lan, minh, extended):
    again(lan, minh, extended.product, make.scored("60"))
    old, new = held(extended.product)
    assert (old.ended_on, old.ended_by, new.in_force_from) == (SECOND_DAY, "superseded", SECOND_DAY)
    assert whole() == []


@pytest.mark.parametrize(
    "row",
    [{"total": "45", "marks": "2"}, {"disqualified": "1", "disqualified_reason": "Giấy tờ giả"}],
)
def test_an_extension_ends_with_a_failed_result_too(lan, minh, extended, row):
    again(
        lan,
        minh,
        extended.product,
        make.scored(row["total"], marks=row["marks"]) if "total" in row else row,
    )
    extended.refresh_from_db()
    assert extended.extended_until == date(2026, 11, 20)
    today = PublicEntry.objects.get(kind="product").states.get(
        first_day__lte=date(2026, 11, 21), last_day__gte=date(2026, 11, 21)
    )
    assert today.standing == "expired"
    assert Certification.objects.count() == 1


@pytest.mark.parametrize(("ended_on", "sound"), [(date(2026, 11, 10), True), (None, False)])
def test_an_extension_of_what_had_ended_before_the_failed_result_stays_as_it_was(
    lan, minh, extended, ended_on, sound
):
    again(lan, minh, extended.product, make.scored("45", marks="2"))
    ended = {
        "ended_by": "revoked",
        "revocation_ground": "b",
        "revocation_decision": "512/QĐ-UBND",
        "revocation_reason": "x",
    }
    Certification.objects.update(
        extended_until=date(2027, 3, 31), ended_on=ended_on, **(ended if ended_on else {})
    )
    found = list(integrity.extensions_end_with_results(integrity.everything()))
    assert (found == []) is sound


def test_an_extension_that_has_not_begun_is_dropped_and_the_36_months_run_on(lan, minh):
    """As one may still be held from before only what the transition reaches was extended."""
    one = old_recognition(lan, make.product(), date(2023, 12, 15))
    Certification.objects.update(extended_until=date(2027, 3, 1), extension_basis="Chuyển tiếp")
    again(lan, minh, one.product, make.scored("45", marks="2"))
    one.refresh_from_db()
    assert (one.extended_until, one.in_force_until) == (None, date(2026, 12, 15))


VALUES = {"until": "2027-03-31", "basis": "Điều khoản chuyển tiếp"}
FAILED = [
    {"total": "45", "marks": "2"},
    {"disqualified": "1", "disqualified_reason": "Giấy tờ giả"},
]


@pytest.mark.parametrize("issued_on", [date(2023, 11, 1), date(2023, 12, 15)])
@pytest.mark.parametrize("row", FAILED)
def test_nothing_is_extended_after_a_failed_result(lan, minh, row, issued_on):
    """Before its expiry and after it."""
    one = old_recognition(lan, make.product(), issued_on)
    again(lan, minh, one.product, make.scored(**row) if "total" in row else row)
    with pytest.raises(Refused, match="không đạt"):
        prepared_acts.prepare(one, "extend", VALUES, by=lan, reason="Chưa kịp")
    one.refresh_from_db()
    assert (one.extended_until, one.prepared_acts.count()) == (None, 0)


def test_an_extension_prepared_before_the_failed_result_is_not_approved_after_it(lan, minh):
    one = old_recognition(lan, make.product(), date(2023, 11, 1))
    prepared = prepared_acts.prepare(one, "extend", VALUES, by=lan, reason="Chưa kịp")
    again(lan, minh, one.product, make.scored("45", marks="2"))
    with pytest.raises(Refused, match="không đạt"):
        prepared_acts.approve(prepared, by=minh)
    one.refresh_from_db()
    assert one.extended_until is None


def test_a_failure_of_before_the_recognition_or_not_yet_approved_stands_in_no_way(lan, minh):
    one = old_recognition(lan, make.product(), date(2023, 11, 1))
    round_ = again(lan, minh, one.product, make.scored("45", marks="2"))
    Round.objects.update(evaluated_on=date(2023, 10, 1))
    assert extend(lan, minh, one, date(2027, 3, 31)).extended_until == date(2027, 3, 31)
    Round.objects.update(evaluated_on=round_.evaluated_on, status="concluded")
    assert not failed_since(one).exists()


def test_an_extension_written_past_the_acts_over_a_failed_result_is_found(lan, minh, extended):
    again(lan, minh, extended.product, make.scored("45", marks="2"))
    assert whole() == []
    Certification.objects.update(extended_until=date(2027, 3, 31))
    assert "extensions_end_with_results" in {name for name, _ in whole()}


def test_a_failed_result_taken_back_gives_the_extension_back(lan, minh, extended):
    """One step back mends a mistake found in time: the approval is undone, and what it ended runs
    again."""
    round_ = again(lan, minh, extended.product, make.scored("45", marks="2"))
    workflow.step_back(round_, by=minh, reason="Nhập nhầm điểm")
    extended.refresh_from_db()
    assert (extended.extended_until, extended.extension_basis) == (
        date(2027, 3, 31),
        "Điều khoản chuyển tiếp",
    )


def test_a_cancelled_round_gives_back_the_extension_that_its_failed_result_ended(
    lan, minh, extended
):
    """Its result counts no more, and an extension is given once: it could not be given again."""
    round_ = make.approved_round(
        lan, minh, [extended.product], make.scored("45", marks="2"), number=2, type="re_evaluation"
    )
    extended.refresh_from_db()
    assert extended.extended_until == date(2026, 11, 20)
    workflow.move(round_, "cancel", by=lan, reason="Hội đồng không đủ thành viên")
    extended.refresh_from_db()
    assert (extended.extended_until, extended.extension_basis) == (
        date(2027, 3, 31),
        "Điều khoản chuyển tiếp",
    )
    assert whole() == []


def test_another_products_failed_result_leaves_an_extension_alone(lan, minh, extended):
    again(
        lan,
        minh,
        make.product("Chè xanh", of=extended.product.producer),
        make.scored("45", marks="2"),
        type="first",
    )
    extended.refresh_from_db()
    assert extended.extended_until == date(2027, 3, 31)


def test_an_upgrade_of_extended_stars_is_a_new_result_and_ends_them(lan, minh, extended):
    again(lan, minh, extended.product, make.scored("60"), type="upgrade")
    assert [one.ended_on for one in held(extended.product)] == [SECOND_DAY, None]


# --- after an incomplete history ------------------------------------------------------------------
def test_a_live_recognition_answers_an_unverified_and_a_year_only_one(lan, minh):
    from certifications.law import rules

    made = make.product()
    unverified = old_recognition(lan, made, date(2021, 1, 1), stars=3)
    Certification.objects.filter(pk=unverified.pk).update(
        issued_on=None, in_force_from=None, in_force_until=None
    )
    of_year = old_recognition(lan, made, date(2024, 12, 31), stars=4)
    period = rules.period_of(None, 2024)
    Certification.objects.filter(pk=of_year.pk).update(
        issued_on=None, issued_year=2024, in_force_from=period.start, in_force_until=period.end,
        possible_from=period.possible_start, possible_until=period.possible_end,
    )  # fmt: skip
    again(lan, minh, made, make.scored("60"))
    new = Certification.objects.get(origin="live")
    assert new.supersedes == of_year, "the latest whose time is known, on either database"
    of_year.refresh_from_db()
    assert (of_year.ended_on, of_year.ended_by) == (SECOND_DAY, "superseded")
    states = PublicEntry.objects.get(kind="product").states
    assert states.get(first_day__lte=SECOND_DAY, last_day__gte=SECOND_DAY).held_stars == 3
    assert not make.prepared().exclude(kind="decide").exists()
    assert whole() == []
