"""What an application's dossier holds, who may write it, and what a refused write leaves alone."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from certifications import workflow
from certifications.applications import as_judged, dossier, of_commune
from certifications.applications.dossier import CheckedKind, ReportData
from certifications.applications.overdue import overdue
from certifications.applications.participation import move_application
from certifications.applications.particulars import Particulars, edit_application
from certifications.law.rules import SchemeRules
from certifications.law.self_score import assess, levels_of, typed_choices, value_of
from certifications.law.sheet_score import Choice
from certifications.models import (
    Application,
    CommuneReport,
    Conflict,
    CouncilMember,
    Evidence,
    Scorecard,
    SelfScore,
)
from certifications.rounds.access import Refused, active_applications
from ocop_registry import clock
from ocop_registry.accounts.models import Role, RoleHeld
from ocop_registry.journal.acts import VersionConflict, act
from ocop_registry.journal.models import JournalEntry, JournalLine
from ocop_registry.places.models import Place
from products.models import ProductSet
from tests import factories as make
from tests.certifications.certificates import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
TOPICS = {topic["code"]: {"meets": True, "note": ""} for topic in dossier.report_form()["topics"]}
REPORT = ReportData(date(2026, 11, 2), date(2026, 11, 10), "45/BC-UBND", TOPICS, True)


@pytest.fixture
def application(lan):
    return make.take_in(make.open_round(lan), [make.product()], lan)[0]


def officer(name, commune):
    person = make.user(name, "")
    RoleHeld.objects.create(
        user=person, role=Role.COMMUNE_OFFICER, place=commune, since=date(2026, 1, 1)
    )
    return person


def nothing_written(call, error, match=None):
    before = (
        JournalEntry.objects.count(),
        CommuneReport.objects.count(),
        Evidence.objects.count(),
        SelfScore.objects.count(),
    )
    with pytest.raises(error, match=match):
        call()
    after = (
        JournalEntry.objects.count(),
        CommuneReport.objects.count(),
        Evidence.objects.count(),
        SelfScore.objects.count(),
    )
    assert after == before


# --- what the council judged ----------------------------------------------------------------------
def test_the_start_of_the_evaluation_freezes_what_is_judged_and_later_corrections_are_told(
    lan, application
):
    assert as_judged.changes_since(application) == []
    workflow.move(application.round, "start", by=lan)
    application = Application.objects.get(pk=application.pk)
    assert application.frozen["product"] == "Miến dong Nà Pò"
    assert application.frozen["set_no"] == 6
    assert as_judged.changes_since(application) == []
    producer = application.product.producer
    producer.name = "HTX Nà Pò mới"
    with act("producer.edit", by=lan, province=producer.province) as deed:
        deed.save(producer)
    application = Application.objects.get(pk=application.pk)
    assert [(one.label, one.then, one.now) for one in as_judged.changes_since(application)] == [
        ("Chủ thể", "HTX Nà Pò", "HTX Nà Pò mới")
    ]
    assert application.frozen["producer"] == "HTX Nà Pò"


def test_an_evaluation_started_again_judges_what_the_register_says_then(lan, application):
    started = workflow.move(application.round, "start", by=lan)
    back = workflow.step_back(started, by=lan, reason="Nhầm")
    product = application.product
    product.name = "Miến dong Côn Minh"
    with act("product.edit", by=lan, province=product.province) as deed:
        deed.save(product)
    workflow.move(back, "start", by=lan)
    application.refresh_from_db()
    assert application.frozen["product"] == "Miến dong Côn Minh"


def test_type_and_set_mended_during_the_evaluation_are_what_is_judged(lan, application):
    workflow.move(application.round, "start", by=lan)
    application = Application.objects.get(pk=application.pk)
    chosen = ProductSet.objects.get(scheme="26-2026", no=7)
    edit_application(
        application, Particulars("first", chosen, ""), by=lan, seen=application.version
    )
    application = Application.objects.get(pk=application.pk)
    assert application.frozen["set_no"] == 7
    assert as_judged.changes_since(application) == []


# --- sending back ---------------------------------------------------------------------------------
def test_a_dossier_sent_back_stops_nothing_and_comes_in_again(lan):
    round_ = make.evaluating_round(lan, make.products(2))
    first, second = round_.applications.order_by("position")
    first = dossier.set_complete(first, date(2026, 11, 2), by=lan, seen=first.version)
    returned = move_application(first, "return", by=lan, reason="Thiếu phiếu kiểm nghiệm")
    assert (returned.status, returned.status_reason, returned.complete_on) == (
        "returned",
        "Thiếu phiếu kiểm nghiệm",
        None,
    )
    assert list(active_applications(round_)) == [second]
    make.enter(round_, lan, make.scored())
    conclude = workflow.TRANSITIONS["conclude"]
    assert workflow.refusals(round_, conclude, lan) == []
    again = move_application(returned, "take_again", by=lan, reason="Đã bổ sung phiếu")
    assert (again.status, again.status_reason) == ("active", "")
    assert "chưa có kết quả" in workflow.refusals(round_, conclude, lan)[0]


def test_a_dossier_sent_back_is_not_complete(lan, application):
    move_application(application, "return", by=lan, reason="Thiếu")
    application = Application.objects.get(pk=application.pk)
    nothing_written(
        lambda: dossier.set_complete(
            application, date(2026, 11, 2), by=lan, seen=application.version
        ),
        Refused,
        "nhận lại trước",
    )


# --- the commune's report -------------------------------------------------------------------------
def test_the_report_is_kept_as_written_in_one_act(lan, application):
    report = dossier.save_report(application, REPORT, by=lan, seen=0)
    assert (report.number, report.proposes, report.topics) == ("45/BC-UBND", True, TOPICS)
    entry = JournalEntry.objects.first()
    assert (entry.act, entry.province_code) == ("dossier.edit", "19")
    assert list(JournalLine.objects.filter(entry=entry).values_list("kind", flat=True)) == [
        "commune_report"
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (ReportData(date(2026, 11, 21)), "ở tương lai"),
        (ReportData(None, date(2026, 11, 10), "", TOPICS, True), "ngày cấp xã nhận"),
        (ReportData(date(2026, 11, 12), date(2026, 11, 10), "", TOPICS, True), "trước ngày nhận"),
        (ReportData(date(2026, 11, 2), date(2026, 11, 10), "", TOPICS, None), "đề nghị hay không"),
        (ReportData(date(2026, 11, 2), date(2026, 11, 10), "", {}, True), "Chưa trả lời nội dung"),
        (ReportData(topics={"la": {"meets": True, "note": ""}}), "Nội dung"),
        (ReportData(topics={"dossier": {"meets": True, "note": "x" * 301}}), "tối đa 300"),
    ],
)
def test_a_wrong_report_is_refused_whole(lan, application, data, told):
    nothing_written(lambda: dossier.save_report(application, data, by=lan, seen=0), Refused, told)


def test_the_second_of_two_writers_hears_of_the_first(lan, application):
    report = dossier.save_report(application, ReportData(date(2026, 11, 2)), by=lan, seen=0)
    nothing_written(
        lambda: dossier.save_report(application, REPORT, by=lan, seen=0), VersionConflict
    )
    dossier.save_report(application, REPORT, by=lan, seen=report.version)
    nothing_written(
        lambda: dossier.save_report(application, REPORT, by=lan, seen=report.version),
        VersionConflict,
    )


def test_a_commune_officer_reports_for_the_own_commune_only(lan, application):
    here, there = officer("xa", make.commune()), officer("khac", make.commune(number=1))
    assert dossier.save_report(application, REPORT, by=here, seen=0).proposes is True
    nothing_written(
        lambda: dossier.save_report(application, REPORT, by=there, seen=1), PermissionDenied
    )
    nothing_written(lambda: dossier.save_checklist(application, {}, by=here), PermissionDenied)
    nothing_written(
        lambda: dossier.set_complete(application, None, by=here, seen=1), PermissionDenied
    )
    assert not dossier.may_see(here, application)
    gone = officer("cu", make.commune())
    gone.roles_held.update(until=date(2026, 11, 19))
    nothing_written(
        lambda: dossier.save_report(application, REPORT, by=gone, seen=1), PermissionDenied
    )


def test_a_commune_covers_the_old_units_that_lie_wholly_in_it():
    commune = make.commune()
    within = of_commune.units_within([commune])
    assert commune.pk in within
    olds = Place.objects.filter(pk__in=within).exclude(pk=commune.pk)
    assert olds
    assert all(old.today_units == [commune] for old in olds)
    assert not Place.objects.filter(pk__in=within).exclude(level="commune").exists()


def test_a_split_unit_belongs_to_none_of_its_heirs():
    split = next(
        place
        for place in Place.objects.filter(level="commune", valid_until__isnull=False).order_by(
            "pk"
        )[:3000]
        if len(place.today_units) > 1
    )
    for heir in split.today_units:
        assert split.pk not in of_commune.units_within([heir])


def test_readers_and_others_write_nothing(application):
    for person in (make.user("xem", Role.READ_ONLY), make.staff("hoa", "24"), make.ministry()):
        nothing_written(
            lambda by=person: dossier.save_report(application, REPORT, by=by, seen=0),
            PermissionDenied,
        )
        nothing_written(
            lambda by=person: dossier.save_self_score(application, {}, by=by, seen=0),
            PermissionDenied,
        )
    assert dossier.may_see(make.user("doc", Role.READ_ONLY), application)
    assert not dossier.may_see(make.staff("xa", "24"), application)


def test_a_council_member_looks_while_scoring_unless_in_conflict(lan):
    round_ = make.evaluating_round(lan, make.products(2))
    first, second = round_.applications.order_by("position")
    person = make.user("tv", Role.COUNCIL_MEMBER)
    assert not dossier.may_see(person, first)
    member = CouncilMember(round=round_, user=person, name="Tv", position=1, role="member")
    with act("council.edit", by=lan, province=round_.place) as deed:
        deed.create(member)
        deed.create(Conflict(member=member, application=second, kind="family"))
    assert dossier.may_see(person, first)
    assert not dossier.may_see(person, second)
    assert not dossier.may_edit(person, first)


# --- the checklist --------------------------------------------------------------------------------
def test_the_checklist_has_the_fifteen_kinds_and_keeps_only_what_was_said(lan, application):
    kinds = dossier.checklist(application)
    assert len(kinds) == 15
    assert {kind.state for kind in kinds} == {"missing"}
    typed = {kind.code: CheckedKind("missing") for kind in kinds}
    typed |= {"story": CheckedKind("present", "2 trang"), "award": CheckedKind("not_needed")}
    dossier.save_checklist(application, typed, by=lan)
    assert dict(Evidence.objects.values_list("kind", "state")) == {
        "story": "present",
        "award": "not_needed",
    }
    entries = JournalEntry.objects.count()
    again = {
        "story": CheckedKind("present", "2 trang", 1),
        "award": CheckedKind("not_needed", "", 1),
    }
    dossier.save_checklist(application, again, by=lan)
    assert JournalEntry.objects.count() == entries


def test_a_wrong_or_stale_line_of_the_checklist_changes_no_line(lan, application):
    good = CheckedKind("present")
    nothing_written(
        lambda: dossier.save_checklist(application, {"story": good, "la": good}, by=lan),
        Refused,
        "Không có loại minh chứng",
    )
    nothing_written(
        lambda: dossier.save_checklist(application, {"story": CheckedKind("maybe")}, by=lan),
        Refused,
        "tình trạng",
    )
    dossier.save_checklist(application, {"story": good}, by=lan)
    stale = {"award": good, "story": CheckedKind("missing", "", 0)}
    nothing_written(lambda: dossier.save_checklist(application, stale, by=lan), VersionConflict)


def test_a_closed_dossier_is_left_alone(lan):
    minh = make.approver()
    round_ = make.approved_round(lan, minh, [make.product()])
    application = round_.applications.get()
    nothing_written(
        lambda: dossier.save_report(application, REPORT, by=lan, seen=0),
        Refused,
        "không sửa được nữa",
    )
    other = make.take_in(
        make.open_round(lan, number=2), [make.product("Chè", of=make.producer("HTX Chè"))], lan
    )[0]
    move_application(other, "withdraw", by=lan, reason="Chủ thể rút")
    nothing_written(
        lambda: dossier.save_checklist(other, {"story": CheckedKind("present")}, by=lan),
        Refused,
        "đã rút",
    )


# --- the self-score -------------------------------------------------------------------------------
def card(number):
    return Scorecard.objects.get(scheme__slug="26-2026", product_set__no=number).card


def rules_of(application):
    return SchemeRules.from_data("26-2026", application.round.scheme.data)


def best(sheet):
    """The highest level of every criterion, in its first case."""
    return {
        one.code: Choice(top.points, top.case)
        for one in sheet.scored
        for top in [max(one.options, key=lambda option: option.points)]
    }


def test_a_full_self_score_has_its_stars_and_nothing_missing(application):
    found = assess(card(6), rules_of(application), best(card(6)))
    assert (found.score.total, found.conclusion.final) == (100, 5)
    assert all(target.reached for target in found.targets)


def test_what_is_missing_names_each_criterion_below_its_mark_and_the_points(application):
    sheet = card(6)
    choices = best(sheet)
    marked = next(one for one in sheet.scored if 5 in one.marks() and one.marks()[5] > 0)
    choices[marked.code] = Choice(0, None)
    found = assess(sheet, rules_of(application), choices)
    five = found.targets[-1]
    assert [(one.code, one.given, one.wanted) for one in five.short] == [
        (marked.code, 0, max(marked.marks().values()))
    ]
    nothing = assess(sheet, rules_of(application), {})
    assert nothing.conclusion is None
    assert [target.points for target in nothing.targets] == [50, 70, 90]
    assert {one.given for target in nothing.targets for one in target.short} == {None}
    assert (
        len(nothing.targets[0].short)
        <= len(nothing.targets[1].short)
        <= len(nothing.targets[2].short)
    )


@pytest.mark.parametrize("number", range(1, 27))
def test_every_level_of_every_sheet_can_be_ticked_and_read_back(application, number):
    sheet = card(number)
    for criterion in sheet.scored:
        levels = levels_of(criterion)
        assert len({level.value for level in levels}) == len(levels)
        for level in levels:
            [(code, choice)] = typed_choices(sheet, {criterion.code: level.value})
            assert (code, value_of(choice)) == (criterion.code, level.value)
            assert criterion.option(choice.points, choice.case) is not None
    assert assess(sheet, rules_of(application), best(sheet)).score.faults == {}


def test_a_case_is_ticked_with_its_level():
    sheet = card(26)
    assert {level.case for level in levels_of(sheet.by_code["8"])} == {
        "", "Dịch vụ do cộng đồng cung cấp", "Điểm dịch vụ du lịch",
    }  # fmt: skip
    with pytest.raises(ValueError, match="Tiêu chí 8"):
        list(typed_choices(sheet, {"8": ":3"}))
    assert list(typed_choices(sheet, {"8": "site:3"})) == [("8", Choice(3, "site"))]


def test_a_self_score_counts_nowhere(lan):
    round_ = make.evaluating_round(lan, [make.product()])
    application = round_.applications.get()
    stored = {code: {"points": one.points, "case": one.case} for code, one in best(card(6)).items()}
    dossier.save_self_score(application, stored, by=lan, seen=0)
    assert SelfScore.objects.get().entered_by == lan
    assert "chưa có kết quả" in workflow.refusals(round_, workflow.TRANSITIONS["conclude"], lan)[0]


# --- late -----------------------------------------------------------------------------------------
def test_late_dossiers_are_those_that_take_part_and_wait(lan):
    round_ = make.open_round(lan)
    applications = make.take_in(round_, make.products(5), lan)
    for one, received in zip(
        applications,
        [date(2026, 10, 29), date(2026, 10, 30), date(2026, 10, 1), None, None],
        strict=True,
    ):
        dossier.save_report(one, ReportData(received), by=lan, seen=0)
    today = clock.today()  # 20/11/2026: what came in on 29/10 was due on 19/11
    late = overdue(Application.objects.all(), today)
    assert [one.position for one in late] == [1, 3]
    move_application(applications[2], "return", by=lan, reason="Thiếu")
    dossier.save_report(
        applications[0],
        ReportData(date(2026, 10, 29), date(2026, 11, 20), "", TOPICS, True),
        by=lan,
        seen=1,
    )
    assert not overdue(Application.objects.all(), today).exists()


def test_a_re_evaluation_is_late_after_forty_five_days_from_the_full_dossier(lan):
    product = make.product()
    history.recognised(product, year=2021)
    application = make.take_in(make.open_round(lan), [product], lan, type="re_evaluation")[0]
    application = dossier.set_complete(
        application, date(2026, 10, 6), by=lan, seen=application.version
    )
    assert not overdue(Application.objects.all(), date(2026, 11, 20)).exists()
    assert overdue(Application.objects.all(), date(2026, 11, 21)).get() == application
