"""Extending, revoking, correcting: two people, a reason, and every refusal."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from certifications import integrity
from certifications.certificates import prepared_acts
from certifications.models import Certification, Decision, Level
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry
from products.models import PublicEntry
from tests import factories as make
from tests.certifications.certificates.test_renewals import old_recognition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_21_november")]


@pytest.fixture
def live(lan, minh):
    """4 stars since 02/11/2026, through a round."""
    make.certified(lan, minh, [make.product()], make.scored("80"))
    return Certification.objects.get(origin="live")


@pytest.fixture
def lapsed(lan):
    """3 stars that expired on 01/11/2026."""
    return old_recognition(lan, make.product("Chè", of=make.producer("HTX Chè")), date(2023, 11, 1))


EXTEND = {"until": "2027-03-31", "basis": "Điều khoản chuyển tiếp"}
REVOKE = {"ground": "b", "decision": "512/QĐ-UBND", "on": "2026-11-20"}


def carry_out(certification, kind, values, lan, minh, reason="Vì sao"):
    prepared_acts.approve(
        prepared_acts.prepare(certification, kind, values, by=lan, reason=reason), by=minh
    )
    certification.refresh_from_db()
    return certification


def refused(certification, kind, values, by, match):
    before = JournalEntry.objects.count(), make.prepared().count()
    with pytest.raises(Refused, match=match):
        prepared_acts.prepare(certification, kind, values, by=by, reason="Vì sao")
    assert (JournalEntry.objects.count(), make.prepared().count()) == before


def public(certification):
    return PublicEntry.objects.get(kind="product", uid=certification.product.uid)


# --- two people -----------------------------------------------------------------------------------
def test_nothing_happens_until_another_person_approves(live, lan, minh):
    prepared = prepared_acts.prepare(live, "revoke", REVOKE, by=lan, reason="Kết luận kiểm tra")
    live.refresh_from_db()
    assert live.ended_on is None
    prepared_acts.approve(prepared, by=minh)
    live.refresh_from_db()
    assert (live.ended_on, live.ended_by, live.revocation_ground) == (
        date(2026, 11, 20),
        "revoked",
        "b",
    )
    assert live.revocation_reason == "Kết luận kiểm tra"


def test_the_preparer_does_not_approve_and_staff_do_not_either(live, lan, minh):
    own = prepared_acts.prepare(live, "revoke", REVOKE, by=minh, reason="x")
    with pytest.raises(Refused, match="người khác"):
        prepared_acts.approve(own, by=minh)
    with pytest.raises(PermissionDenied):
        prepared_acts.approve(own, by=lan)
    live.refresh_from_db()
    assert live.ended_on is None
    prepared_acts.approve(own, by=make.approver("dung"))


def test_a_reason_is_required_and_other_provinces_are_kept_out(live):
    with pytest.raises(ValidationError, match="lý do"):
        prepared_acts.prepare(live, "revoke", REVOKE, by=make.staff("hoa"), reason=" ")
    for person in (
        make.staff("khac", "24"),
        make.user("doc", "read_only"),
        make.user("xa", "commune_officer"),
    ):
        with pytest.raises(PermissionDenied):
            prepared_acts.prepare(live, "revoke", REVOKE, by=person, reason="x")
    assert make.prepared().count() == 0


def test_one_act_waits_at_a_time_and_is_settled_once(live, lan, minh):
    prepared = prepared_acts.prepare(live, "revoke", REVOKE, by=lan, reason="x")
    refused(live, "correct", {"code": "19-02155-001-2026"}, lan, "đang có một việc chờ duyệt")
    prepared_acts.approve(prepared, by=minh)
    for again in (
        lambda: prepared_acts.approve(prepared, by=minh),
        lambda: prepared_acts.reject(prepared, by=minh, reason="x"),
    ):
        with pytest.raises(Refused, match="đã được xử lý"):
            again()


def test_an_act_may_be_turned_down_or_taken_back_and_leaves_the_certification_alone(
    live, lan, minh
):
    for settle in (lan, minh):
        prepared = prepared_acts.prepare(live, "revoke", REVOKE, by=lan, reason="x")
        assert (
            prepared_acts.reject(prepared, by=settle, reason="Chưa đủ căn cứ").status == "rejected"
        )
    with pytest.raises(PermissionDenied):
        prepared_acts.reject(
            prepared_acts.prepare(live, "revoke", REVOKE, by=lan, reason="x"),
            by=make.staff("hoa"),
            reason="x",
        )
    live.refresh_from_db()
    assert (live.ended_on, live.version) == (None, 1)


# --- extending ------------------------------------------------------------------------------------
@pytest.mark.parametrize("until", ["2026-11-02", "2027-04-30"])
def test_an_extension_runs_from_the_day_after_expiry_for_180_days_at_most(lapsed, lan, minh, until):
    carry_out(lapsed, "extend", EXTEND | {"until": until}, lan, minh)
    assert lapsed.extended_until == date.fromisoformat(until)
    assert lapsed.extension_basis == "Điều khoản chuyển tiếp"


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"until": "2026-11-01"}, "sau ngày hết hạn"),
        ({"until": "2027-05-01"}, "không quá 180 ngày"),
        ({"until": ""}, "Ghi ngày gia hạn"),
        ({"until": "31/03/2027"}, "Ghi ngày gia hạn"),
        ({"basis": "  "}, "căn cứ pháp lý"),
    ],
)
def test_an_extension_outside_its_limits_or_without_ground_is_refused(lapsed, lan, values, match):
    refused(lapsed, "extend", EXTEND | values, lan, match)


def test_an_extension_is_given_once(lapsed, lan, minh):
    carry_out(lapsed, "extend", EXTEND | {"until": "2026-12-31"}, lan, minh)
    refused(lapsed, "extend", EXTEND, lan, "gia hạn một lần")


def test_what_expired_too_long_ago_or_on_an_unknown_day_is_not_extended(lan):
    old = old_recognition(lan, make.product(), date(2022, 1, 1))
    refused(old, "extend", {"until": "2025-03-01", "basis": "x"}, lan, "quá 180 ngày")
    Certification.objects.filter(pk=old.pk).update(
        issued_on=None, in_force_from=None, in_force_until=None
    )
    refused(old, "extend", EXTEND, lan, "Chưa biết ngày cấp")


# --- revoking -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"ground": "z"}, "căn cứ thu hồi"),
        ({"decision": "khong so"}, "số quyết định thu hồi"),
        ({"on": ""}, "Ghi ngày thu hồi"),
        ({"on": "2026-11-22"}, "ở tương lai"),
        ({"on": "2026-11-01"}, "trước ngày có hiệu lực"),
    ],
)
def test_a_revocation_without_ground_decision_or_day_is_refused(live, lan, values, match):
    refused(live, "revoke", REVOKE | values, lan, match)


def test_what_has_expired_or_ended_is_not_revoked(lapsed, live, lan, minh):
    refused(lapsed, "revoke", REVOKE, lan, "hết hiệu lực")
    carry_out(live, "revoke", REVOKE, lan, minh)
    refused(live, "revoke", REVOKE, lan, "đã chấm dứt")
    refused(live, "extend", EXTEND, lan, "đã chấm dứt")


def test_the_public_sees_a_revocation_from_its_day(live, lan, minh):
    carry_out(live, "revoke", REVOKE, lan, minh)
    standing = {state.first_day: state.standing for state in public(live).states.all()}
    assert standing[date(2026, 11, 20)] == "revoked"
    assert "512/QĐ-UBND" in public(live).detail


def test_three_stars_once_issued_by_a_district_are_the_provinces_to_revoke(lan, minh):
    one = old_recognition(lan, make.product(), date(2024, 5, 1))
    Certification.objects.update(level=Level.DISTRICT)
    assert carry_out(one, "revoke", REVOKE, lan, minh).ended_by == "revoked"


# --- five stars -----------------------------------------------------------------------------------
@pytest.fixture
def five(lan):
    one = old_recognition(lan, make.product(), date(2023, 11, 1), stars=4)
    Certification.objects.update(stars=5, level=Level.CENTRAL)
    return Certification.objects.get(pk=one.pk)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("extend", EXTEND),
        ("revoke", REVOKE | {"on": "2026-10-01"}),
        ("correct", {"issued_on": "2023-12-01"}),
    ],
)
def test_a_province_does_not_touch_five_stars_and_the_ministry_does_with_two_people(
    five, lan, minh, kind, values
):
    refused(five, kind, values, lan, "Bộ")
    one, two = make.ministry(), make.ministry("bo2")
    prepared = prepared_acts.prepare(five, kind, values, by=one, reason="x")
    with pytest.raises(Refused, match="Bộ"):
        prepared_acts.approve(prepared, by=minh)
    with pytest.raises(Refused, match="người khác"):
        prepared_acts.approve(prepared, by=one)
    assert prepared_acts.approve(prepared, by=two).status == "done"


def test_the_ministry_does_not_act_on_a_provinces_own_recognition(live):
    with pytest.raises(PermissionDenied):
        prepared_acts.prepare(live, "revoke", REVOKE, by=make.ministry(), reason="x")


# --- correcting -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({}, "Chưa có gì khác"),
        ({"stars": "5"}, "Không đính chính được: stars"),
        ({"issued_on": ""}, "ngày/tháng/năm"),
        ({"issued_on": "2026-11-01"}, "trước ngày ký"),
        ({"issued_on": "2026-11-22"}, "22/11/2026 ở tương lai"),
        ({"issued_on": "2046-11-02"}, "ở tương lai"),
        ({"issued_on": "2026-05-21"}, "trước ngày bộ tiêu chí 26/2026/QĐ-TTg được áp dụng"),
        ({"decision.signed_on": "2026-11-05"}, "trước ngày ký"),
        ({"decision.signed_on": "2099-01-01"}, "tương lai"),
        ({"decision.number": "số mấy"}, "không đúng dạng"),
        ({"decision.issuer": " "}, "không được để trống"),
        ({"product_name": ""}, "không được để trống"),
        ({"code": "abc"}, "không đúng dạng"),
    ],
)
def test_a_correction_that_cannot_be_right_is_refused(live, lan, values, match):
    refused(live, "correct", values, lan, match)


def test_a_correction_to_another_decisions_number_or_anothers_code_is_refused(live, lan, minh):
    round_ = make.approved_round(lan, minh, [make.product("Gạo")], number=2)
    round_.applications.update(product_code="19-02155-001-2026")
    make.decide(round_, lan, number="1600/QĐ-UBND")
    refused(live, "correct", {"decision.number": "1600/QĐ-UBND"}, lan, "đã có trong sổ")
    refused(live, "correct", {"code": "19-02155-001-2026"}, lan, "đã cấp cho sản phẩm khác")


def test_a_corrected_day_moves_the_period_and_the_old_value_stays_in_the_timeline(live, lan, minh):
    carry_out(live, "correct", {"issued_on": "2026-11-12"}, lan, minh, reason="Gõ nhầm ngày")
    assert (live.in_force_from, live.in_force_until) == (date(2026, 11, 12), date(2029, 11, 12))
    told = [
        event["text"]
        for event in json.loads(public(live).detail)["timeline"]
        if event["event"] == "corrected"
    ]
    assert told == ["Đính chính ngày cấp: “02/11/2026” thành “12/11/2026”. Lý do: Gõ nhầm ngày"]
    assert list(integrity.faults()) == []


def test_a_day_long_after_signing_is_corrected_only_with_why(live, lan, minh):
    values = {"issued_on": "2026-11-12", "decision.signed_on": "2026-09-01"}
    refused(live, "correct", values, lan, "sau ngày ký 01/09/2026 72 ngày")
    answered = {**values, "decision.late_reason": "Chờ in phôi"}
    carry_out(live, "correct", answered, lan, minh, reason="Gõ nhầm ngày")
    assert live.issued_on == date(2026, 11, 12)
    assert list(integrity.faults()) == []


@pytest.fixture
def renewed(lan, minh):
    """3 stars of 10/03/2024 and their re-evaluation of 02/11/2026."""
    made = make.product()
    old = old_recognition(lan, made, date(2024, 3, 10))
    make.certified(lan, minh, [made], make.scored("80"), type="re_evaluation")
    return old, made.certifications.get(origin="live")


@pytest.mark.parametrize("day", ["2026-11-05", "2026-11-20"])
def test_a_corrected_day_moves_the_end_of_the_recognition_before_it(renewed, lan, minh, day):
    old, new = renewed
    carry_out(new, "correct", {"issued_on": day}, lan, minh)
    old.refresh_from_db()
    assert (old.ended_on, new.in_force_from) == (date.fromisoformat(day), date.fromisoformat(day))
    assert list(integrity.faults()) == []


def test_an_earlier_corrected_day_ends_a_recognition_that_had_run_out_by_itself(lan, minh):
    made = make.product()
    old = old_recognition(lan, made, date(2023, 11, 5))
    make.certified(
        lan, minh, [made], make.scored("80"), type="re_evaluation", signed_on=date(2026, 11, 10)
    )
    new = made.certifications.get(origin="live")
    assert old.ended_on is None
    values = {"decision.signed_on": "2026-11-03", "issued_on": "2026-11-03"}
    carry_out(new, "correct", values, lan, minh)
    old.refresh_from_db()
    assert (old.ended_on, old.ended_by, new.supersedes) == (date(2026, 11, 3), "superseded", old)


def test_a_corrected_day_does_not_pass_another_recognition_nor_the_own_end(renewed, lan, minh):
    old, new = renewed
    refused(old, "correct", {"issued_on": "2026-11-03"}, lan, "vượt qua lần công nhận khác")
    carry_out(new, "revoke", REVOKE, lan, minh)
    refused(new, "correct", {"issued_on": "2026-11-21"}, lan, "đã chấm dứt")


def test_a_day_found_for_an_unverified_recognition_gives_it_its_place_in_the_history(
    renewed, lan, minh
):
    old, _ = renewed
    lost = old_recognition(lan, old.product, date(2018, 1, 1))
    Certification.objects.filter(pk=lost.pk).update(
        issued_on=None, in_force_from=None, in_force_until=None
    )
    Decision.objects.filter(pk=lost.decision_id).update(signed_on=None)
    lost = Certification.objects.get(pk=lost.pk)
    carry_out(lost, "correct", {"issued_on": "2022-05-05"}, lan, minh)
    assert (lost.in_force_until, lost.ended_on, lost.ended_by) == (
        date(2025, 5, 5),
        date(2024, 3, 10),
        "superseded",
    )


def test_an_extension_keeps_within_180_days_of_a_corrected_end(lapsed, lan, minh):
    carry_out(lapsed, "extend", EXTEND, lan, minh)
    for day in ("2023-09-01", "2024-10-31"):
        refused(lapsed, "correct", {"issued_on": day}, lan, "gia hạn")


def test_a_corrected_decision_number_reaches_every_product_of_the_decision_with_its_history(
    lan, minh
):
    made = make.products(3)
    make.certified(lan, minh, made, make.scored("80"))
    other = make.product("Gạo")
    make.decide(make.approved_round(lan, minh, [other], number=2), lan, number="1600/QĐ-UBND")
    untouched = PublicEntry.objects.get(kind="product", uid=other.uid).updated_seq
    one = made[0].certifications.get()
    carry_out(one, "correct", {"decision.number": "1532/QĐ-UBND"}, lan, minh, reason="Đảo chữ số")
    last = JournalEntry.objects.first().seq
    for product in made:
        entry = PublicEntry.objects.get(kind="product", uid=product.uid)
        assert entry.updated_seq == last
        assert "1532" in entry.codes
        assert "“1523/QĐ-UBND” thành “1532/QĐ-UBND”" in entry.detail
    assert PublicEntry.objects.get(kind="product", uid=other.uid).updated_seq == untouched


def test_a_corrected_code_is_found_under_both_and_the_register_is_rebuilt_alike(live, lan, minh):
    from certifications.register import compare

    carry_out(live, "correct", {"code": "19-02155-001-2026"}, lan, minh)
    carry_out(live, "correct", {"code": "19-02155-002-2026"}, lan, minh)
    assert json.loads(public(live).detail)["codes"] == ["19-02155-001-2026", "19-02155-002-2026"]
    assert list(compare()) == []


def test_what_became_impossible_in_between_is_refused_at_approval(lapsed, lan, minh):
    """Prepared while it only lapsed; meanwhile a new recognition began: extending would make two
    count on one day."""
    prepared = prepared_acts.prepare(lapsed, "extend", EXTEND, by=lan, reason="x")
    round_ = make.approved_round(
        lan, minh, [lapsed.product], make.scored("60"), type="re_evaluation"
    )
    make.decide(round_, lan)
    with pytest.raises(Refused, match="công nhận mới"):
        prepared_acts.approve(prepared, by=minh)
    lapsed.refresh_from_db()
    assert (lapsed.extended_until, make.prepared().get().status) == (None, "waiting")
