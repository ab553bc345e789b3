"""From approved results to certifications: what a decision makes, what it refuses, and that it is
all or nothing."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from certifications import workflow
from certifications.applications.product_codes import next_code
from certifications.decisions.plan import DecisionData
from certifications.law.formats import PRODUCT_CODE
from certifications.models import (
    Application,
    Certification,
    Decision,
    DecisionItem,
    Proposal,
    Round,
    Scheme,
)
from certifications.rounds.access import Refused, undecided_results
from ocop_registry import clock
from ocop_registry.journal.models import JournalEntry
from products.models import PublicEntry
from tests import factories as make

pytestmark = pytest.mark.django_db
ISSUER = "UBND tỉnh Thái Nguyên"


def data(number="1523/QĐ-UBND", signed_on=make.SIGNED_ON, issuer=ISSUER, issued_on=None):
    return DecisionData(number, signed_on, issuer, issued_on or signed_on)


def waiting(round_):
    return [result.application.uid for result in undecided_results(round_)]


def named():
    """The public rows that name somebody or something: all but the counts of what only takes
    part."""
    return PublicEntry.objects.exclude(kind="participation")


def state():
    return (
        JournalEntry.objects.count(), Decision.objects.count(), DecisionItem.objects.count(), Certification.objects.count(),
        Proposal.objects.count(), named().count(), list(Round.objects.order_by("pk").values_list("status", flat=True)),
    )  # fmt: skip


def refused(round_, particulars, uids, by, match):
    before = state()
    with pytest.raises(Refused, match=match):
        make.recorded(round_, particulars, uids, by=by)
    assert state() == before, "a refused decision changes nothing"


# --- what it makes --------------------------------------------------------------------------------
def test_one_act_makes_decision_certifications_and_proposals(lan, minh):
    rows = [
        make.scored("70"),
        make.scored("50"),
        make.scored("90"),
        make.scored("49,99"),
        make.scored("29", marks="2"),
    ]
    round_ = make.approved_round(lan, minh, make.products(5), *rows)
    before = JournalEntry.objects.count()
    decision = make.decide(round_, lan)
    acts = JournalEntry.objects.order_by("-seq").values_list("act", flat=True)
    assert list(acts[: JournalEntry.objects.count() - before]) == [
        "decision.record",
        "round.prepare",
    ]
    assert sorted(Certification.objects.values_list("product__name", "stars")) == [
        ("Sản phẩm 01", 4),
        ("Sản phẩm 02", 3),
    ]
    assert [item.outcome for item in decision.items.order_by("pk")] == [
        "certified",
        "certified",
        "proposed",
    ]
    assert Proposal.objects.get().result.application.product.name == "Sản phẩm 03"
    assert set(Certification.objects.values_list("level", "origin")) == {("province", "live")}
    assert Round.objects.get().status == "decided"


def test_issued_on_the_first_of_december_2026_is_in_force_through_the_first_of_december_2029(
    lan, minh, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 3, tzinfo=UTC))
    make.certified(lan, minh, make.products(1), signed_on=date(2026, 12, 1))
    one = Certification.objects.get()
    assert (one.issued_on, one.in_force_from, one.in_force_until) == (
        date(2026, 12, 1),
        date(2026, 12, 1),
        date(2029, 12, 1),
    )
    states = {
        day: (
            PublicEntry.objects.get(kind="product")
            .states.get(first_day__lte=day, last_day__gte=day)
            .standing
        )
        for day in (
            date(2026, 11, 30),
            date(2026, 12, 1),
            date(2029, 6, 3),
            date(2029, 6, 4),
            date(2029, 12, 1),
            date(2029, 12, 2),
        )
    }
    assert list(states.values()) == [
        "participating",
        "in_force",
        "in_force",
        "expiring",
        "expiring",
        "expired",
    ]


def test_today_changes_at_midnight_in_viet_nam(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2029, 12, 1, 16, 59, 59, tzinfo=UTC))
    assert clock.today() == date(2029, 12, 1)
    monkeypatch.setattr(clock, "now", lambda: datetime(2029, 12, 1, 17, tzinfo=UTC))
    assert clock.today() == date(2029, 12, 2)


def test_certificates_may_be_issued_after_signing_and_count_from_their_own_day(lan, minh):
    make.certified(lan, minh, make.products(1), issued_on=date(2026, 12, 15))
    one = Certification.objects.get()
    assert (one.issued_on, one.in_force_until) == (date(2026, 12, 15), date(2029, 12, 15))
    assert (one.decision.signed_on, one.decision.certificates_issued_on) == (
        date(2026, 11, 2),
        date(2026, 12, 15),
    )
    today = PublicEntry.objects.get(kind="product").states.get(
        first_day__lte=date(2026, 11, 21), last_day__gte=date(2026, 11, 21)
    )
    assert (today.standing, today.stars) == ("participating", 0), "not in force before its day"


def test_names_set_and_place_are_kept_as_issued(lan, minh):
    made = make.product(of=make.producer("HTX Cũ"))
    make.certified(lan, minh, [made])
    make.changed(made.producer, lan, minh, name="HTX Mới")
    make.changed(made, lan, minh, name="Tên mới")
    one = Certification.objects.get()
    assert (one.product_name, one.producer_name) == ("Miến dong Nà Pò", "HTX Cũ")
    assert one.set_name == made.product_set.name
    assert one.place == made.producer.place


def test_a_round_may_have_several_decisions_and_is_decided_with_the_last(lan, minh):
    round_ = make.approved_round(lan, minh, make.products(3))
    first, second, third = waiting(round_)
    make.recorded(round_, data("1523/QĐ-UBND"), [first], by=lan)
    assert Round.objects.get().status == "approved"
    make.recorded(round_, data("1524/QĐ-UBND"), [third, second], by=lan)
    assert Round.objects.get().status == "decided"
    assert [decision.items.count() for decision in Decision.objects.order_by("number")] == [1, 2]


def test_an_approved_round_without_any_stars_is_closed_without_a_decision(lan, minh):
    round_ = make.approved_round(lan, minh, make.products(1), make.scored("49,99", marks="2"))
    assert workflow.move(round_, "close", by=lan).status == "decided"
    assert state()[1:6] == (0, 0, 0, 0, 0)


# --- five stars -----------------------------------------------------------------------------------
def test_ninety_points_in_a_province_never_become_a_certificate_of_the_province(lan, minh):
    make.certified(lan, minh, make.products(1), make.scored("100"))
    assert Certification.objects.count() == 0
    assert named().count() == 0, "a proposal is not public"


def test_the_database_itself_refuses_five_stars_below_the_centre(lan, minh):
    make.certified(lan, minh, make.products(1))
    with (
        pytest.raises(IntegrityError, match="certification_five_stars_central"),
        transaction.atomic(),
    ):
        Certification.objects.update(stars=5)
    with pytest.raises(IntegrityError, match="certification_stars_3_4_5"), transaction.atomic():
        Certification.objects.update(stars=2)


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("particulars", "match"),
    [
        (data("386"), "không đúng dạng"),
        (data(""), "không đúng dạng"),
        (data("386/QĐ-UBND\n"), "không đúng dạng"),
        (data("٣٨٦/QĐ-UBND"), "không đúng dạng"),
        (data(issuer="  "), "cơ quan ban hành"),
        (data(signed_on=date(2099, 1, 1)), "ở tương lai"),
        (data(signed_on=date(2026, 10, 19)), "trước ngày hội đồng họp"),
        (data(issued_on=date(2026, 11, 1)), "không thể trước ngày ký"),
    ],
)
def test_wrong_particulars_are_refused(lan, minh, particulars, match):
    round_ = make.approved_round(lan, minh, make.products(1))
    refused(round_, particulars, waiting(round_), lan, match)


def test_the_same_number_of_the_same_day_and_issuer_is_refused_and_a_double_click_too(lan, minh):
    make.certified(lan, minh, make.products(1))
    round_ = make.approved_round(lan, minh, [make.product("Chè xanh")], number=2)
    refused(round_, data(), waiting(round_), lan, "đã có trong sổ đăng ký")
    uids = waiting(round_)
    make.recorded(round_, data("1600/QĐ-UBND"), uids, by=lan)
    refused(round_, data("1601/QĐ-UBND"), uids, lan, "chỉ ghi quyết định")


def test_a_result_is_decided_once(lan, minh):
    round_ = make.approved_round(lan, minh, make.products(2))
    first, _ = waiting(round_)
    make.recorded(round_, data("1523/QĐ-UBND"), [first], by=lan)
    refused(round_, data("1524/QĐ-UBND"), [first], lan, "không có kết quả đang chờ")


def test_below_three_stars_held_back_and_foreign_results_cannot_be_chosen(lan, minh):
    round_ = make.approved_round(
        lan, minh, make.products(2), make.scored("80"), make.scored("49", marks="2")
    )
    low = Application.objects.get(result__final_stars=2).uid
    refused(round_, data(), [low], lan, "dưới 3 sao")
    other = make.approved_round(lan, minh, [make.product("Chè xanh")], number=2)
    refused(round_, data(), [*waiting(round_), *waiting(other)], lan, "không có kết quả đang chờ")
    refused(round_, data(), [], lan, "Chưa chọn")


@pytest.mark.parametrize("status", ["evaluating", "concluded", "decided", "cancelled"])
def test_only_an_approved_round_is_decided(lan, minh, status):
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    uids = list(Application.objects.values_list("uid", flat=True))
    if status in {"concluded", "decided"}:
        make.moved(round_, "conclude", by=lan)
    if status == "decided":
        make.decide(make.moved(round_, "approve", by=minh), lan, number="1/QĐ-UBND")
    if status == "cancelled":
        workflow.move(round_, "cancel", by=lan, reason="Hoãn")
    refused(round_, data(), uids, lan, "chỉ ghi quyết định sau khi kết quả được duyệt")


def test_another_province_may_not_decide(lan, minh):
    round_ = make.approved_round(lan, minh, make.products(1))
    before = state()
    for person in (
        make.staff("xa", "24"),
        make.approver("xa2", "24"),
        make.user("doc", "read_only"),
        make.ministry(),
    ):
        with pytest.raises(PermissionDenied):
            make.recorded(round_, data(), waiting(round_), by=person)
    assert state() == before


def test_a_decided_round_is_frozen(lan, minh):
    round_ = make.certified(lan, minh, make.products(1))
    before = state()
    with pytest.raises(Refused):
        workflow.step_back(round_, by=minh, reason="Nhầm")
    for name in ("cancel", "approve", "conclude", "open"):
        with pytest.raises(Refused):
            make.moved(round_, name, by=minh, reason="Nhầm")
    with pytest.raises(Refused):
        make.enter(round_, lan, make.scored("95"))
    assert state() == before


def test_two_decisions_at_once_end_in_one(lan, minh):
    """The second comes with what it saw before the first: sequential here, in parallel in
    test_crash."""
    round_ = make.approved_round(lan, minh, make.products(1))
    stale, uids = Round.objects.get(), waiting(round_)
    make.recorded(round_, data("1523/QĐ-UBND"), uids, by=lan)
    refused(stale, data("1524/QĐ-UBND"), uids, minh, "chỉ ghi quyết định")


# --- product codes --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("19-02155-003-2026", True),
        ("83-829-28780-3-2022", True),
        ("19-02155-3-2026", True),
        ("19-2155-003-2026", False),
        ("19-02155-003-26", False),
        ("19/02155/003/2026", False),
        ("19-02155-003-2026\n", False),
        ("１９-02155-003-2026", False),
        ("19-02155-00003-2026", False),
    ],
)
def test_the_form_of_a_product_code(code, right):
    assert bool(PRODUCT_CODE.match(code)) is right


def with_code(round_, number, code):
    """As an import could leave it: the form of the page is not the last guard."""
    Application.objects.filter(round=round_, position=number).update(product_code=code)


def test_a_code_is_carried_onto_the_certificate_and_may_be_empty(lan, minh):
    round_ = make.approved_round(lan, minh, make.products(2))
    with_code(round_, 1, "19-02155-003-2026")
    make.decide(round_, lan)
    assert sorted(Certification.objects.values_list("code", flat=True)) == ["", "19-02155-003-2026"]


@pytest.mark.parametrize(
    ("code", "match"), [("bậy", "không đúng dạng"), ("19-02155-001-2026", "đã cấp cho")]
)
def test_a_wrong_or_taken_code_stops_the_whole_decision(lan, minh, code, match):
    first = make.approved_round(lan, minh, [make.product("Chè xanh")])
    with_code(first, 1, "19-02155-001-2026")
    make.decide(first, lan)
    second = make.approved_round(lan, minh, make.products(2), number=2)
    with_code(second, 1, code)
    refused(second, data("1600/QĐ-UBND"), waiting(second), lan, match)


def test_a_product_keeps_its_code_when_it_is_recognised_again(lan, minh):
    made = make.product()
    for number, signed in ((1, date(2026, 10, 20)), (2, date(2026, 11, 2))):
        type_ = "re_evaluation" if number > 1 else "first"
        round_ = make.approved_round(lan, minh, [made], number=number, type=type_)
        with_code(round_, 1, "19-02155-001-2026")
        make.decide(round_, lan, number=f"{number}/QĐ-UBND", signed_on=signed)
    assert list(Certification.objects.values_list("code", flat=True)) == ["19-02155-001-2026"] * 2


def test_the_next_code_follows_the_highest_of_commune_and_year(lan):
    commune = make.commune()
    round_ = make.open_round(lan)
    made = [make.product(f"Chè {n}", of=make.producer("HTX Chè", place=commune)) for n in range(4)]
    one, two, three, four = make.take_in(round_, made, lan)
    stem = f"19-{commune.code}"
    assert next_code(one, 2026) == f"{stem}-001-2026"
    with_code(round_, 2, f"{stem}-007-2026")
    with_code(round_, 3, f"{stem}-009-2025")
    assert next_code(one, 2026) == f"{stem}-008-2026"
    with_code(round_, 4, f"{stem}-bảy-2026")
    assert next_code(one, 2026) == f"{stem}-008-2026", "what somebody mistyped is passed over"
    assert next_code(Application.objects.get(product=make_old(lan, round_)), 2026) == ""


def make_old(lan, round_):
    """A product of a producer of which only the old district is known."""
    made = make.product("Miến", of=make.producer("HTX Cũ", place=make.old_place("066")))
    make.take_in(round_, [made], lan)
    return made


def test_codes_are_fixed_once_decided(lan, minh):
    from certifications.applications.particulars import Particulars, edit_application

    make.certified(lan, minh, make.products(1))
    application = Application.objects.get()
    new = Particulars(application.type, application.product_set, "19-02155-001-2026")
    with pytest.raises(Refused, match="không sửa được nữa"):
        edit_application(application, new, by=lan, seen=application.version)
    assert Certification.objects.get().code == ""


# --- a round of another scheme --------------------------------------------------------------------
def test_a_round_held_under_an_earlier_scheme_is_entered_with_its_own_parts_and_without_sets(
    lan, minh
):
    """148/QĐ-TTg ran until 21/07/2026; of it the registry keeps parts and bands, but no sets to
    choose from."""
    made = make.product(set_no=None)
    round_ = make.draft_round(evaluated_on=date(2026, 3, 1))
    Round.objects.update(scheme=Scheme.objects.get(slug="148-2023"))
    workflow.move(round_, "open", by=lan)
    make.take_in(round_, [made], lan)
    workflow.move(round_, "start", by=lan)
    make.enter(round_, lan, make.scored("80"))
    make.moved(round_, "conclude", by=lan)
    make.moved(round_, "approve", by=minh)
    make.decide(round_, lan, signed_on=date(2026, 3, 10))
    one = Certification.objects.get()
    assert (one.scheme.slug, one.stars, one.product_set, one.set_name) == ("148-2023", 4, None, "")
    assert one.in_force_until == date(2029, 3, 10)


def test_under_the_present_scheme_every_set_must_be_chosen(lan):
    round_ = make.evaluating_round(lan, [make.product(set_no=None)])
    make.enter(round_, lan, make.scored())
    with pytest.raises(Refused, match="Chưa chọn bộ sản phẩm"):
        make.moved(round_, "conclude", by=lan)


def test_a_line_forgotten_from_the_annex_is_added_to_the_same_decision(lan, minh):
    round_ = make.approved_round(lan, minh, make.products(2))
    first, second = waiting(round_)
    decision = make.recorded(round_, data(), [first], by=lan)
    assert make.recorded(round_, data(), [second], by=lan) == decision
    assert Decision.objects.count() == 1
    assert [item.result.application.uid for item in decision.items.all()] == [first, second]
    round_.refresh_from_db()
    assert round_.status == "decided"


def test_the_number_of_another_round_or_with_another_day_of_issue_is_refused(lan, minh):
    products = make.products(3)
    round_ = make.approved_round(lan, minh, products[:2])
    make.recorded(round_, data(), waiting(round_)[:1], by=lan)
    later = data(issued_on=date(2026, 11, 7))
    refused(round_, later, waiting(round_), lan, "đã có trong sổ đăng ký")
    other = make.approved_round(lan, minh, products[2:], number=2)
    refused(other, data(), waiting(other), lan, "đã có trong sổ đăng ký")
    assert Certification.objects.count() == 1


# --- days that cannot be --------------------------------------------------------------------------
WORDS, LATE = {"issue_words": "Cấp giấy chứng nhận từ 01/01/2027."}, {"late_reason": "Chờ in phôi"}


@pytest.mark.parametrize(
    ("signed_on", "issued_on", "answer", "match"),
    [
        (date(2026, 11, 2), date(2026, 11, 20), {}, ""),
        (date(2026, 11, 2), date(2026, 11, 21), {}, "21/11/2026 ở tương lai"),
        (date(2026, 11, 2), date(2046, 11, 2), LATE, "02/11/2046 ở tương lai"),
        (date(2026, 11, 2), date(2027, 1, 1), WORDS, ""),
        (date(2026, 9, 21), date(2026, 11, 20), {}, ""),  # 60 days
        (date(2026, 9, 20), date(2026, 11, 20), {}, "61 ngày, thường không quá 60 ngày"),
        (date(2026, 9, 20), date(2026, 11, 20), {"late_reason": " "}, "ghi vì sao cấp muộn"),
        (date(2026, 9, 20), date(2026, 11, 20), LATE, ""),
    ],
)
@pytest.mark.usefixtures("on_20_november")
def test_a_day_of_issue_to_come_is_the_decisions_own_and_a_late_one_has_its_reason(
    lan, minh, signed_on, issued_on, answer, match
):
    when = {"evaluated_on": date(2026, 9, 18)}
    round_ = make.approved_round(lan, minh, make.products(1), **when)
    particulars = DecisionData("9/QĐ-UBND", signed_on, ISSUER, issued_on, **answer)
    if match:
        refused(round_, particulars, waiting(round_), lan, match)
        return
    decision = make.recorded(round_, particulars, waiting(round_), by=lan)
    kept = {name: getattr(decision, name) for name in ("issue_words", "late_reason")}
    assert kept == {"issue_words": "", "late_reason": "", **answer}


@pytest.mark.usefixtures("on_20_november")
def test_a_council_that_has_not_met_has_concluded_nothing(lan):
    round_ = make.evaluating_round(lan, make.products(1), evaluated_on=date(2026, 11, 21))
    make.enter(round_, lan, make.scored())
    with pytest.raises(Refused, match="21/11/2026 ở tương lai"):
        make.moved(round_, "conclude", by=lan)
