"""A round uses a scheme in force on its day of evaluation: by the page, by every act that goes on
with it, and as `check_integrity` asks it again."""

from datetime import date

import pytest
from django.urls import reverse

from certifications import workflow
from certifications.applications import dossier
from certifications.decisions.plan import DecisionData, data_problems
from certifications.integrity import faults
from certifications.models import Certification, Level, Round, Scheme
from certifications.rounds import particulars
from certifications.rounds.access import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db

NAMED = "26/2026/QĐ-TTg, điều khoản chuyển tiếp"
IN_TRANSITION = date(2026, 7, 1)


def round_of(slug, evaluated_on, basis=""):
    return Round(
        level=Level.PROVINCE,
        place=make.province(),
        scheme=Scheme.objects.get(slug=slug),
        year=2026,
        number=1,
        title="Đợt 1 năm 2026",
        evaluated_on=evaluated_on,
        transition_basis=basis,
    )


@pytest.mark.parametrize(
    ("slug", "day"),
    [
        ("148-2023", date(2026, 11, 10)),
        ("1048-2019", date(2026, 11, 10)),
        ("148-2023", None),
        ("26-2026", date(2026, 1, 15)),
        ("148-2023", IN_TRANSITION),
    ],
)
@pytest.mark.usefixtures("on_20_november")
def test_no_round_is_made_under_a_scheme_that_does_not_apply(slug, day, lan):
    with pytest.raises(Refused, match=r"Bộ tiêu chí|bộ tiêu chí|căn cứ chuyển tiếp"):
        particulars.create(round_of(slug, day), by=lan)
    assert not Round.objects.exists()


def test_a_round_held_in_its_schemes_time_is_made_later(lan, on_20_november):
    particulars.create(round_of("148-2023", date(2026, 3, 1)), by=lan)
    assert Round.objects.get().scheme.slug == "148-2023"


def test_the_day_may_not_be_moved_out_of_the_schemes_time(lan):
    round_ = particulars.create(round_of("148-2023", date(2026, 3, 1)), by=lan)
    round_.evaluated_on = date(2026, 11, 10)
    with pytest.raises(Refused, match="dùng 26/2026/QĐ-TTg"):
        particulars.edit(round_, by=lan)
    assert Round.objects.get().evaluated_on == date(2026, 3, 1)


def test_the_page_says_it_at_the_field_and_keeps_what_was_typed(as_user, lan):
    form = {
        "place": make.province().pk,
        "scheme": Scheme.objects.get(slug="148-2023").pk,
        "year": 2026,
        "number": 1,
        "title": "Đợt lạc hậu",
        "evaluated_on": "10/11/2026",
    }
    answer = as_user(lan).post(reverse("admin:round_add"), form)
    page = answer.content.decode()
    assert "hết áp dụng từ sau ngày 21/07/2026" in " ".join(answer.context["form"].errors["scheme"])
    assert "Đợt lạc hậu" in page
    assert not Round.objects.exists()


def in_transition(lan, received_on):
    """A round under 148 evaluated while 26/2026 applies, with one scored dossier."""
    round_ = particulars.create(round_of("148-2023", IN_TRANSITION, NAMED), by=lan)
    workflow.move(round_, "open", by=lan)
    application = make.take_in(round_, [make.product(set_no=None)], lan)[0]
    if received_on:
        dossier.save_report(application, dossier.ReportData(received_on), by=lan, seen=0)
    workflow.move(round_, "start", by=lan)
    make.enter(round_, lan, make.scored("80"))
    return round_


@pytest.mark.parametrize("received_on", [None, date(2026, 5, 22)])
def test_a_dossier_of_after_the_change_is_not_finished_under_the_earlier_scheme(lan, received_on):
    round_ = in_transition(lan, received_on)
    with pytest.raises(Refused, match=r"nộp.*trước 22/05/2026"):
        make.moved(round_, "conclude", by=lan)


def test_a_dossier_of_before_the_change_finishes_with_the_transition_recorded(as_user, lan, minh):
    round_ = make.moved(in_transition(lan, date(2026, 5, 21)), "conclude", by=lan)
    page = as_user(minh).get(reverse("admin:round_move", args=[round_.uid, "approve"]))
    assert f"căn cứ chuyển tiếp: {NAMED}" in page.content.decode()
    make.moved(round_, "approve", by=minh)
    make.decide(round_, lan, signed_on=date(2026, 7, 10))
    assert Certification.objects.get().scheme.slug == "148-2023"
    assert [name for name, _ in faults()] == []


def test_rows_written_past_the_acts_go_no_further(lan, minh):
    round_ = make.approved_round(lan, minh, make.products(1))
    Round.objects.update(scheme=Scheme.objects.get(slug="148-2023"))
    round_.refresh_from_db()
    signed = make.SIGNED_ON
    data = DecisionData("1/QĐ-UBND", signed, "UBND tỉnh Thái Nguyên", signed)
    assert "không dùng để đánh giá ngày 20/10/2026" in " ".join(
        data_problems(round_, data, round_.place)
    )
    assert "schemes_were_in_force" in {name for name, _ in faults()}
    Round.objects.update(status="concluded")
    with pytest.raises(Refused, match="không dùng để đánh giá"):
        make.moved(round_, "approve", by=minh)
    Round.objects.update(status="evaluating")
    with pytest.raises(Refused, match="không dùng để đánh giá"):
        make.moved(round_, "conclude", by=lan)
    Round.objects.update(status="draft")
    with pytest.raises(Refused, match="không dùng để đánh giá"):
        workflow.move(round_, "open", by=lan)
