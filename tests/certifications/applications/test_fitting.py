"""The type of an application against what its product holds: refused, offered, asked for a reason,
alike by ticking, pasting, file, mending, decision and `check_integrity`."""

from datetime import date

import pytest
from django.urls import reverse

from certifications import workflow
from certifications.applications import dossier, intake, particulars
from certifications.applications.particulars import Particulars
from certifications.applications.typed import rows as typed_rows
from certifications.certificates import prepared_acts
from certifications.integrity import faults
from certifications.models import Application, Certification, DecisionItem
from certifications.rounds.access import Refused
from tests import factories as make
from tests.certifications.certificates import history
from tests.certifications.imports.files import dry, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_21_november")]

HOLDER = r"đang giữ 4 sao nên không nhận là Lần đầu"
REASON = "Đã thay nguồn nước, có phiếu kiểm nghiệm mới"


@pytest.fixture
def held(lan):
    """4 stars until 01/03/2027: handed in from 02/09 to 01/11/2026, hence late today."""
    return history.recognised(make.product(), 4, on=date(2024, 3, 1)).product


@pytest.fixture
def revoked(lan, minh, held):
    values = {"ground": "c", "decision": "512/QĐ-UBND", "on": "2026-11-20"}
    one = held.certifications.get()
    prepared_acts.approve(
        prepared_acts.prepare(one, "revoke", values, by=lan, reason="Kết luận"), by=minh
    )
    return held


def take(round_, product, by, type_, reason=""):
    entry = intake.NewApplication(product, type_, product.product_set, reason=reason)
    return intake.take_in(round_, [entry], by=by)[0]


def pasted(product, type_, **more):
    usual = {"kind": "", "place": "", "set": "6"}
    return usual | {
        "product": product.name,
        "producer": product.producer.name,
        "type": type_,
        **more,
    }


def filed(lan, round_, product, type_, reason=None):
    head = ("Tên sản phẩm", "Chủ thể", "Loại hồ sơ", "Lý do ngoài quy định")
    content = xlsx(head, (product.name, product.producer.name, type_, reason))
    return dry("applications", content, lan, round_=round_).rows[0]


# --- who holds stars ------------------------------------------------------------------------------
def test_first_is_refused_for_a_holder_on_every_path(lan, held):
    round_ = make.open_round(lan)
    with pytest.raises(Refused, match=HOLDER):
        take(round_, held, lan, "first", REASON)
    (row,) = typed_rows.check(round_, [pasted(held, "Lần đầu")])
    assert "đang giữ 4 sao" in row.errors["type"]
    of_file = filed(lan, round_, held, "Lần đầu")
    assert [option.value for option in of_file.questions["type_choice"].options] == [
        "re_evaluation",
        "upgrade",
    ]
    assert of_file.outcome == "refused"
    application = take(round_, held, lan, "upgrade")
    new = Particulars("first", application.product_set, "", REASON)
    with pytest.raises(Refused, match=HOLDER):
        particulars.edit_application(application, new, by=lan, seen=application.version)


def test_stars_of_which_only_the_year_is_known_may_still_be_held(lan):
    made = history.recognised(make.product(), 4, year=2023).product
    with pytest.raises(Refused, match="có thể còn giữ 4 sao"):
        take(make.open_round(lan), made, lan, "first")


def test_the_type_is_changed_in_one_click(as_user, lan, held):
    round_ = make.open_round(lan)
    page, browser = reverse("admin:application_tick", args=[round_.uid]), as_user(lan)
    typed = {"product": held.uid, f"type-{held.uid}": "first", f"set-{held.uid}": "6"}
    answer = browser.post(page, typed | {"action": "save"})
    assert answer.status_code == 409
    assert f'value="{held.uid} upgrade"' in answer.content.decode()
    assert browser.post(page, typed | {"retype": f"{held.uid} upgrade"}).status_code == 302
    assert Application.objects.get().type == "upgrade"


def test_a_pasted_row_is_changed_by_its_choice(lan, held):
    round_ = make.open_round(lan)
    (row,) = typed_rows.check(round_, [pasted(held, "Lần đầu", type_choice="upgrade")])
    assert (row.ready, row.type, row.raw["type"]) == (True, "upgrade", "Nâng hạng")


def test_who_became_a_holder_since_stops_the_round(lan, minh):
    made = make.product()
    round_ = make.evaluating_round(lan, [made])
    make.enter(round_, lan, make.scored("60"))
    history.recognised(made, 4, on=date(2025, 11, 20))
    with pytest.raises(Refused, match=HOLDER):
        make.moved(round_, "conclude", by=lan)


# --- the window -----------------------------------------------------------------------------------
def test_out_of_the_window_only_with_a_reason_on_every_path(lan, held):
    round_ = make.open_round(lan)
    with pytest.raises(Refused, match="ngoài thời gian nộp"):
        take(round_, held, lan, "re_evaluation", "  ")
    (row,) = typed_rows.check(round_, [pasted(held, "Đánh giá lại")])
    assert "từ 02/09/2026 đến 01/11/2026" in row.errors["reason"]
    assert filed(lan, round_, held, "Đánh giá lại").outcome == "refused"
    assert filed(lan, round_, held, "Đánh giá lại", REASON).outcome == "created"
    application = take(round_, held, lan, "re_evaluation", REASON)
    assert Application.objects.get().exception_reason == REASON
    new = Particulars("re_evaluation", application.product_set, "", "")
    with pytest.raises(Refused, match="ngoài thời gian nộp"):
        particulars.edit_application(application, new, by=lan, seen=application.version)


def test_the_approver_reads_the_reason(as_user, lan, minh, held):
    round_ = make.open_round(lan)
    take(round_, held, lan, "re_evaluation", REASON)
    workflow.move(round_, "start", by=lan)
    make.enter(round_, lan, make.scored("60"))
    make.moved(round_, "conclude", by=lan)
    page = as_user(minh).get(reverse("admin:round_move", args=[round_.uid, "approve"]))
    assert REASON in page.content.decode()


@pytest.mark.parametrize(
    ("received_on", "inside"),
    [
        (date(2026, 9, 1), False),
        (date(2026, 9, 2), True),
        (date(2026, 11, 1), True),
        (date(2026, 11, 2), False),
    ],
)
def test_the_day_of_handing_in_counts_and_not_the_councils(lan, held, received_on, inside):
    """Taken in today with a reason; the commune's report then tells when it was handed in."""
    round_ = make.open_round(lan, evaluated_on=date(2026, 10, 20))
    application = take(round_, held, lan, "re_evaluation", REASON)
    assert "ngoài thời gian nộp" in " ".join(application.warnings)
    dossier.save_report(application, dossier.ReportData(received_on), by=lan, seen=0)
    application.refresh_from_db()
    told = f"Nộp ngày {received_on:%d/%m/%Y}, ngoài thời gian nộp"
    assert (told in " ".join(application.warnings)) is not inside
    assert bool(application.warnings) is not inside
    Application.objects.update(exception_reason="")
    workflow.move(round_, "start", by=lan)
    make.enter(round_, lan, make.scored("60"))
    if inside:
        make.moved(round_, "conclude", by=lan)
    else:
        with pytest.raises(Refused, match=f"nộp ngày {received_on:%d/%m/%Y}, ngoài"):
            make.moved(round_, "conclude", by=lan)


def test_what_was_just_recognised_is_not_preselected_for_re_evaluation(as_user, lan, minh):
    fresh = make.product()
    make.certified(lan, minh, [fresh], make.scored("80"), signed_on=date(2026, 11, 17))
    round_ = make.open_round(lan, number=2)
    page = as_user(lan).get(reverse("admin:application_tick", args=[round_.uid]))
    assert [(one.type, one.asks) for one in page.context["offers"]] == [("upgrade", "")]


# --- after a revocation ---------------------------------------------------------------------------
@pytest.mark.parametrize("type_", ["re_evaluation", "upgrade"])
def test_after_a_revocation_only_a_first_application(lan, revoked, type_):
    round_ = make.open_round(lan)
    with pytest.raises(Refused, match=r"thu hồi ngày 20/11/2026: chỉ nhận hồ sơ Lần đầu"):
        take(round_, revoked, lan, type_, REASON)
    assert filed(lan, round_, revoked, "Đánh giá lại", REASON).outcome == "refused"


def test_its_ground_must_be_answered(as_user, lan, revoked):
    round_ = make.open_round(lan)
    page = as_user(lan).get(reverse("admin:application_tick", args=[round_.uid]))
    (offer,) = page.context["offers"]
    assert (offer.type, "căn cứ c" in offer.asks) == ("first", True)
    with pytest.raises(Refused, match=r"căn cứ c.*khắc phục thế nào"):
        take(round_, revoked, lan, "first")
    assert take(round_, revoked, lan, "first", REASON).exception_reason == REASON


def test_the_waiting_time_is_a_setting(lan, revoked, settings):
    settings.MONTHS_AFTER_REVOCATION = 12
    with pytest.raises(Refused, match="12 tháng sau mới nhận lại: từ 20/11/2027"):
        take(make.open_round(lan), revoked, lan, "first", REASON)


# --- an upgrade never lowers ----------------------------------------------------------------------
@pytest.mark.parametrize("known", [{"year": 2024}, {"year": 2023}, {}])
def test_an_upgrade_with_fewer_stars_ends_nothing(lan, minh, known):
    made = history.recognised(make.product(), 4, **known).product
    make.certified(lan, minh, [made], make.scored("60"), type="upgrade")
    assert DecisionItem.objects.get().outcome == "kept"
    assert (Certification.objects.get().stars, Certification.objects.get().ended_on) == (4, None)


def test_an_upgrade_of_extended_stars_to_fewer_is_refused(lan, minh):
    one = history.recognised(make.product(), 4, on=date(2023, 11, 1))
    values = {"until": "2027-03-31", "basis": "Chuyển tiếp"}
    prepared_acts.approve(
        prepared_acts.prepare(one, "extend", values, by=lan, reason="Chưa kịp"), by=minh
    )
    round_ = make.approved_round(lan, minh, [one.product], make.scored("60"), type="upgrade")
    with pytest.raises(Refused, match="nâng hạng không làm giảm sao"):
        make.decide(round_, lan, signed_on=date(2026, 11, 10))


def test_rows_written_past_the_acts_are_found(lan, minh, held):
    make.certified(lan, minh, [held], make.scored("60"), type="re_evaluation")
    assert "types_fit_what_was_held" not in {name for name, _ in faults()}
    for type_ in ("upgrade", "first"):
        Application.objects.update(type=type_)
        assert "types_fit_what_was_held" in {name for name, _ in faults()}
    Application.objects.update(type="re_evaluation")
    Certification.objects.filter(origin="historic").update(
        ended_by="revoked",
        revocation_ground="c",
        revocation_decision="512/QĐ-UBND",
        revocation_reason="Kết luận",
    )
    assert "types_fit_what_was_held" in {name for name, _ in faults()}
