"""Re-evaluation by written opinion: closed sheets are the opinions; the council meets only where
they differ too much."""

import pytest
from django.urls import reverse

from certifications.council import attendance
from certifications.council import members as council
from certifications.models import ScoreSheet
from certifications.papers import official
from certifications.papers.facts import facts_of
from certifications.results import from_sheets
from certifications.results.second_scoring import open_second_scoring
from certifications.rounds.access import Refused
from tests import factories as make
from tests.certifications.certificates import history
from tests.certifications.council import scored_round as sit

pytestmark = pytest.mark.django_db
WRITTEN = {"written_opinion": True}


def asked(lan, *, type="re_evaluation", members=4, rules=WRITTEN):
    [product] = make.products(1)
    if type != "first":
        history.recognised(product, year=2021)
    round_ = make.evaluating_round(lan, [product], type=type, rules=rules)
    seated = council.set_council(round_, sit.seats(members), by=lan)
    return (
        round_,
        round_.applications.select_related(
            "product", "product_set", "round__place", "round__scheme"
        ).get(),
        seated,
    )


def test_closed_sheets_are_the_opinions_and_nobody_need_be_present(lan):
    round_, application, members = asked(lan)
    sit.score_all(application, members[:3], lan, 80)
    assert from_sheets.conclude_application(application, by=lan).outcome == "concluded"
    assert make.moved(round_, "conclude", by=lan).status == "concluded"
    assert {one.present for one in round_.council.all()} == {None}


@pytest.mark.parametrize("who", [slice(0, 2), slice(1, 4)])  # too few; without the chair
def test_the_quorum_counts_members_who_answered(lan, who):
    round_, application, members = asked(lan)
    sit.score_all(application, members[who], lan, 80)
    with pytest.raises(Refused, match="không đủ mức họp"):
        from_sheets.conclude_application(application, by=lan)
    with pytest.raises(Refused, match="không đủ mức họp"):
        make.moved(round_, "conclude", by=lan)
    round_.refresh_from_db()
    assert round_.status == "evaluating"


def test_the_council_meets_only_where_opinions_differ(lan):
    round_, application, members = asked(lan)
    sit.score_all(application, members, lan, 60, 80)
    with pytest.raises(Refused, match="lệch"):
        from_sheets.conclude_application(application, by=lan)
    with pytest.raises(Refused, match="điểm danh trước khi chấm lần hai"):
        open_second_scoring(application, by=lan, reason="Ý kiến khác nhau")
    assert ScoreSheet.objects.filter(scoring=2).count() == 0
    attendance.take_attendance(round_, {one.uid: at < 3 for at, one in enumerate(members)}, by=lan)
    again = open_second_scoring(application, by=lan, reason="Ý kiến khác nhau")
    assert [one.member for one in again] == members[:3]
    present = list(round_.council.all())[:3]
    sit.score_all(application, present, lan, 78)
    from_sheets.conclude_application(application, by=lan)
    assert make.moved(round_, "conclude", by=lan).status == "concluded"
    assert ScoreSheet.objects.filter(scoring=1).count() == 4


@pytest.mark.parametrize(("type", "rules"), [("first", WRITTEN), ("re_evaluation", {})])
def test_everything_else_still_asks_for_presence(lan, type, rules):
    _, application, members = asked(lan, type=type, rules=rules)
    sit.score_all(application, members, lan, 80)
    with pytest.raises(Refused, match="điểm danh"):
        from_sheets.conclude_application(application, by=lan)


def test_pages_and_minutes_speak_of_answers_where_nobody_need_be_present(lan, client):
    round_, application, members = asked(lan)
    client.force_login(lan, backend="ocop_registry.accounts.backends.StaffBackend")
    attendance.take_attendance(round_, {one.uid: False for one in members}, by=lan)
    grid = client.get(reverse("admin:round_sheets", args=[round_.uid])).content.decode()
    assert "vắng mặt" not in grid
    assert f"{application.uid}-{members[0].uid}" in grid, "a cell to type in"
    sit.score_all(application, members[:3], lan, 80)
    page = client.get(reverse("admin:round_council", args=[round_.uid])).content.decode()
    assert "Đã trả lời bằng văn bản 3/4 thành viên, có chủ tịch" in page
    assert f"<li>{members[3].name}: chưa trả lời đủ</li>" in page
    from_sheets.conclude_application(application, by=lan)
    make.moved(round_, "conclude", by=lan)
    round_.refresh_from_db()
    told = official.minutes_values(facts_of(round_))
    assert told["quorum"].startswith("Đã trả lời bằng văn bản 3/4")
    assert [one["present"] for one in told["members"]] == ["Trả lời bằng văn bản"] * 3 + [
        "Không trả lời"
    ]
