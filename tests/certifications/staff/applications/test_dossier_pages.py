"""The dossier as the office, a commune officer and a reader use it. It is 20/11/2026 (see
conftest)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certifications import workflow
from certifications.applications import dossier, evidence
from certifications.applications.dossier import ReportData
from certifications.law.self_score import levels_of
from certifications.models import (
    CommuneReport,
    Conflict,
    CouncilMember,
    Evidence,
    Scorecard,
    SelfScore,
)
from ocop_registry.accounts.models import Role, RoleHeld
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.applications.test_evidence import EVIL, PDF

TOPICS = [topic["code"] for topic in dossier.report_form()["topics"]]


@pytest.fixture
def application(lan):
    return make.take_in(make.open_round(lan), [make.product()], lan)[0]


@pytest.fixture
def xa(db):
    """The officer of the commune of the default producer."""
    person = make.user("xa", "")
    RoleHeld.objects.create(
        user=person, role=Role.COMMUNE_OFFICER, place=make.commune(), since=date(2026, 1, 1)
    )
    return person


def url(name, application, *more):
    return reverse(f"admin:{name}", args=[application.uid, *more])


def report_data(**changed):
    answers = {f"meets_{code}": "yes" for code in TOPICS} | {
        f"note_{code}": f"ghi {code}" for code in TOPICS
    }
    data = {
        "received_on": "02/11/2026",
        "reported_on": "10/11/2026",
        "number": "45/BC-UBND",
        "proposes": "yes",
    }
    return data | answers | {"row_version": "0"} | changed


def pdf(name="giấy.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def text(response):
    return response.content.decode()


# --- the office -----------------------------------------------------------------------------------
def test_the_round_links_to_each_dossier(lan, application, as_user):
    shown = text(as_user(lan).get(reverse("admin:round_page", args=[application.round.uid])))
    assert url("dossier_page", application) in shown
    assert "Trả lại" in shown


def test_a_dossier_from_the_report_to_the_evidence(lan, application, as_user):
    browser = as_user(lan)
    assert browser.post(url("dossier_report", application), report_data()).status_code == 302
    checklist = {
        "state-story": "present",
        "note-story": "2 trang",
        "version-story": "0",
        "state-award": "not_needed",
    }
    assert browser.post(url("dossier_evidence", application), checklist).status_code == 302
    assert (
        browser.post(
            url("dossier_file_add", application, "test_report"), {"file": pdf()}
        ).status_code
        == 302
    )
    complete = {"complete_on": "12/11/2026", "row_version": str(application.version)}
    assert browser.post(url("dossier_complete", application), complete).status_code == 302
    shown = text(browser.get(url("dossier_page", application)))
    for words in (
        "45/BC-UBND",
        "đề nghị đánh giá",
        "đúng hạn",
        "2 trang",
        "giấy.pdf",
        "12/11/2026",
        "thiếu 12, có 2",
        "thêm tệp",
    ):
        assert words in shown
    assert "Phiếu kiểm nghiệm" in shown


def test_nothing_typed_is_lost_when_the_report_is_refused(lan, application, as_user):
    wrong = report_data(received_on="12/11/2026", proposes="no")
    answer = as_user(lan).post(url("dossier_report", application), wrong)
    assert answer.status_code == 409
    shown = text(answer)
    assert "trước ngày nhận hồ sơ 12/11/2026" in shown
    assert 'value="12/11/2026"' in shown
    assert f"ghi {TOPICS[0]}" in shown
    assert CommuneReport.objects.count() == 0


def test_the_second_writer_sees_both_reports_and_may_save_over(lan, application, as_user):
    browser = as_user(lan)
    dossier.save_report(application, ReportData(date(2026, 11, 3), number="44/BC"), by=lan, seen=0)
    answer = browser.post(url("dossier_report", application), report_data())
    assert answer.status_code == 409
    assert "44/BC" in text(answer)
    assert "45/BC-UBND" in text(answer)
    assert 'name="row_version" value="1"' in text(answer)
    assert CommuneReport.objects.get().number == "44/BC"
    assert (
        browser.post(url("dossier_report", application), report_data(row_version="1")).status_code
        == 302
    )
    assert CommuneReport.objects.get().number == "45/BC-UBND"


def test_a_stale_checklist_keeps_what_was_typed_and_tells_what_is_stored(lan, application, as_user):
    browser = as_user(lan)
    first = {"state-story": "present", "note-story": "bản của Lan", "version-story": "0"}
    browser.post(url("dossier_evidence", application), first)
    second = {"state-story": "not_needed", "note-story": "bản của Minh", "version-story": "0"}
    answer = browser.post(url("dossier_evidence", application), second)
    assert answer.status_code == 409
    assert "bản của Lan" in text(answer)
    assert 'value="bản của Minh"' in text(answer)
    assert Evidence.objects.get().note == "bản của Lan"
    browser.post(url("dossier_evidence", application), second | {"version-story": "1"})
    assert Evidence.objects.get().note == "bản của Minh"


@pytest.mark.parametrize("day", ["32/13/2026", "20/11/2027"])
def test_a_wrong_day_stays_in_its_field(lan, application, as_user, day):
    answer = as_user(lan).post(
        url("dossier_complete", application), {"complete_on": day, "row_version": "1"}
    )
    assert answer.status_code == 409
    assert f'value="{day}"' in text(answer)
    application.refresh_from_db()
    assert application.complete_on is None


def test_a_dossier_is_sent_back_and_taken_in_again_on_the_pages(lan, application, as_user):
    browser, round_ = as_user(lan), application.round
    move = reverse("admin:application_move", args=[round_.uid, application.uid, "return"])
    assert browser.post(move, {"reason": "", "row_version": "1"}).status_code == 200
    assert (
        browser.post(move, {"reason": "Thiếu phiếu kiểm nghiệm", "row_version": "1"}).status_code
        == 302
    )
    listed = text(browser.get(reverse("admin:round_page", args=[round_.uid])))
    assert "Trả lại bổ sung" in listed
    assert "Thiếu phiếu kiểm nghiệm" in listed
    assert "0 đang tham gia" in listed
    again = reverse("admin:application_move", args=[round_.uid, application.uid, "take_again"])
    assert browser.post(again, {"reason": "Đã bổ sung", "row_version": "2"}).status_code == 302
    application.refresh_from_db()
    assert application.status == "active"


# --- files ----------------------------------------------------------------------------------------
def test_a_file_is_given_to_be_saved_and_can_run_nothing(lan, application, as_user):
    kept = evidence.add_file(application, "story", pdf("giấy phép.pdf"), by=lan)
    answer = as_user(lan).get(url("dossier_file", application, kept.uid))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (
        answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "content", "told"), EVIL, ids=[f"{name}-{told}" for name, _, told in EVIL]
)
def test_an_evil_file_is_refused_on_the_page(
    lan, application, as_user, settings, name, content, told
):
    answer = as_user(lan).post(
        url("dossier_file_add", application, "story"), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 422
    assert Evidence.objects.count() == 0
    assert not [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()]
    # Django itself leaves an empty upload's content out, so the page says that no file was chosen
    if content:
        assert told in text(answer)


def test_a_file_is_replaced_and_taken_away_and_the_journal_says_so(lan, application, as_user):
    browser = as_user(lan)
    kept = evidence.add_file(application, "story", pdf("cũ.pdf"), by=lan)
    change = url("dossier_file_change", application, kept.uid)
    assert browser.post(change, {"version-file": "1"}).status_code == 422
    assert browser.post(change, {"version-file": "1", "file": pdf("mới.pdf")}).status_code == 302
    stale = browser.post(change, {"version-file": "1", "remove": "1"})
    assert stale.status_code == 422
    assert "vừa được người khác sửa" in text(stale)
    assert browser.post(change, {"version-file": "2", "remove": "1"}).status_code == 302
    shown = text(browser.get(url("dossier_page", application)))
    assert "thay tệp “cũ.pdf” bằng “mới.pdf”" in shown
    assert "bỏ tệp “mới.pdf”" in shown
    assert browser.get(url("dossier_file", application, kept.uid)).status_code == 404


# --- the self-score -------------------------------------------------------------------------------
def ticks(card, **changed):
    top = {
        f"c-{one.code}": max(levels_of(one), key=lambda level: level.points).value
        for one in card.scored
    }
    return top | {"row_version": "0"} | changed


@pytest.mark.parametrize("set_no", [6, 16, 26])
def test_the_sheet_is_ticked_and_the_page_says_what_is_missing(lan, as_user, set_no):
    product = make.product("Sản phẩm", set_no=set_no)
    application = make.take_in(make.open_round(lan), [product], lan)[0]
    browser, card = (
        as_user(lan),
        Scorecard.objects.get(scheme__slug="26-2026", product_set__no=set_no).card,
    )
    form = browser.get(url("dossier_self_score", application))
    assert text(form).count('type="radio"') == sum(len(levels_of(one)) + 1 for one in card.scored)
    marked = next(one for one in card.scored if one.marks().get(3))
    zero = next(level.value for level in levels_of(marked) if level.points == 0)
    sent = ticks(card, **{f"c-{marked.code}": zero})
    depending = [
        one.code for one in card.scored if one.applies_if and one.applies_if[0] == marked.code
    ]
    sent |= {f"c-{code}": "" for code in depending}
    answer = browser.post(url("dossier_self_score", application), sent)
    assert answer.status_code == 302
    assert len(SelfScore.objects.get().choices) == len(card.scored) - len(depending)
    shown = text(browser.get(url("dossier_page", application)))
    assert "Còn thiếu gì cho từng hạng" in shown
    assert f"<strong>{marked.code}</strong>" in shown
    assert "2 sao" in shown or "chưa chấm" in shown


def test_a_tick_that_the_sheet_does_not_allow_is_refused_and_the_others_stay(
    lan, application, as_user
):
    card = Scorecard.objects.get(scheme__slug="26-2026", product_set__no=6).card
    first, second = card.scored[:2]
    kept = max(levels_of(second), key=lambda level: level.points).value
    sent = {f"c-{first.code}": ":77", f"c-{second.code}": kept, "row_version": "0"}
    answer = as_user(lan).post(url("dossier_self_score", application), sent)
    assert answer.status_code == 409
    assert f"Tiêu chí {first.code}: mức đã chọn không có trên phiếu" in text(answer)
    assert f'name="c-{second.code}" value="{kept}" checked' in text(answer)
    assert SelfScore.objects.count() == 0


def test_two_people_scoring_at_once_see_where_they_differ(lan, application, as_user):
    browser, card = (
        as_user(lan),
        Scorecard.objects.get(scheme__slug="26-2026", product_set__no=6).card,
    )
    browser.post(url("dossier_self_score", application), ticks(card))
    other = ticks(card, **{f"c-{card.scored[0].code}": ""})
    answer = browser.post(url("dossier_self_score", application), other)
    assert answer.status_code == 409
    assert f"Khác nhau ở tiêu chí: {card.scored[0].code}." in text(answer)
    assert (
        browser.post(
            url("dossier_self_score", application), other | {"row_version": "1"}
        ).status_code
        == 302
    )
    assert card.scored[0].code not in SelfScore.objects.get().choices


def test_without_a_set_there_is_no_sheet_to_tick(lan, as_user):
    application = make.take_in(make.open_round(lan), [make.product("Chưa rõ", set_no=None)], lan)[0]
    shown = text(as_user(lan).get(url("dossier_self_score", application)))
    assert "Chọn bộ sản phẩm" in shown


# --- who sees what --------------------------------------------------------------------------------
def pages(application, kept):
    names = ("dossier_page", "dossier_report", "dossier_self_score")
    return [*(url(name, application) for name in names), url("dossier_file", application, kept.uid)]


def posts(application, kept):
    return [
        (url("dossier_report", application), report_data()),
        (url("dossier_evidence", application), {"state-award": "present"}),
        (url("dossier_file_add", application, "award"), {"file": pdf()}),
        (url("dossier_file_change", application, kept.uid), {"remove": "1", "version-file": "1"}),
        (url("dossier_self_score", application), {"row_version": "0"}),
        (url("dossier_complete", application), {"complete_on": "12/11/2026", "row_version": "1"}),
    ]


def test_outside_the_province_a_dossier_does_not_exist(lan, hoa, application, as_user):
    kept = evidence.add_file(application, "story", pdf(), by=lan)
    entries = JournalEntry.objects.count()
    for address in pages(application, kept):
        assert as_user(hoa).get(address).status_code == 404
    for address, data in posts(application, kept):
        assert as_user(hoa).post(address, data).status_code == 404
    assert JournalEntry.objects.count() == entries


def test_a_reader_reads_everything_and_changes_nothing(lan, xem, application, as_user):
    kept = evidence.add_file(application, "story", pdf(), by=lan)
    entries = JournalEntry.objects.count()
    for address in pages(application, kept):
        assert as_user(xem).get(address).status_code == 200
    shown = text(as_user(xem).get(url("dossier_page", application)))
    assert "Lưu danh mục" not in shown
    assert "Thêm tệp" not in shown
    for address, data in posts(application, kept):
        assert as_user(xem).post(address, data).status_code == 403
    assert JournalEntry.objects.count() == entries


def test_a_commune_officer_has_the_own_reports_and_nothing_else_of_the_round(
    lan, xa, application, as_user
):
    kept = evidence.add_file(application, "story", pdf(), by=lan)
    elsewhere = make.product("Chè xa", of=make.producer("HTX Xa", place=make.commune(number=5)))
    other = make.take_in(make.open_round(lan, number=2), [elsewhere], lan)[0]
    browser = as_user(xa)
    listed = text(browser.get(reverse("admin:commune_dossiers")))
    assert "Miến dong" in listed
    assert "Chè xa" not in listed
    home = text(browser.get(reverse("admin:index")))
    assert "hồ sơ của xã chờ báo cáo" in home
    assert "Hồ sơ của xã" in home
    assert browser.post(url("dossier_report", application), report_data()).status_code == 302
    assert CommuneReport.objects.get().number == "45/BC-UBND"
    assert browser.get(url("dossier_report", other)).status_code == 404
    assert browser.post(url("dossier_report", other), report_data()).status_code == 404
    for address in [*pages(application, kept)[0:1], *pages(application, kept)[2:]]:
        assert browser.get(address).status_code == 404
    for address, data in posts(application, kept)[1:]:
        assert browser.post(address, data).status_code == 404
    assert browser.get(reverse("admin:round_page", args=[application.round.uid])).status_code == 404
    assert browser.get(reverse("admin:dossier_late")).status_code == 404


def test_a_council_member_in_conflict_sees_no_dossier(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(2))
    first, second = round_.applications.order_by("position")
    person = make.user("tv", Role.COUNCIL_MEMBER)
    with act("council.edit", by=lan, province=round_.place) as deed:
        member = CouncilMember(round=round_, user=person, name="Tv", position=1, role="member")
        deed.create(member)
        deed.create(Conflict(member=member, application=second, kind="family"))
    browser = as_user(person)
    shown = browser.get(url("dossier_page", first))
    assert shown.status_code == 200
    assert "Nhật ký hồ sơ" not in text(shown)
    assert (
        browser.post(url("dossier_evidence", first), {"state-award": "present"}).status_code == 403
    )
    assert browser.get(url("dossier_page", second)).status_code == 404


def test_a_closed_dossier_is_shown_and_refuses(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, [make.product()])
    application = round_.applications.get()
    browser = as_user(lan)
    shown = text(browser.get(url("dossier_page", application)))
    assert "hồ sơ không sửa được nữa" in shown
    assert "Lưu danh mục" not in shown
    assert browser.post(url("dossier_report", application), report_data()).status_code == 409
    assert CommuneReport.objects.count() == 0


# --- frozen, late ---------------------------------------------------------------------------------
def test_the_page_shows_what_the_council_judged_beside_what_is_true_today(
    lan, application, as_user
):
    browser = as_user(lan)
    workflow.move(application.round, "start", by=lan)
    assert "Khác với khi hội đồng đánh giá" not in text(
        browser.get(url("dossier_page", application))
    )
    product = application.product
    product.name = "Miến dong Côn Minh"
    with act("product.edit", by=lan, province=product.province) as deed:
        deed.save(product)
    shown = text(browser.get(url("dossier_page", application)))
    assert "Khác với khi hội đồng đánh giá" in shown
    assert "<td>Miến dong Nà Pò</td><td>Miến dong Côn Minh</td>" in shown


def test_late_dossiers_wait_on_the_home_page_and_in_their_list(lan, hoa, xa, application, as_user):
    dossier.save_report(application, ReportData(date(2026, 10, 1)), by=lan, seen=0)
    home = text(as_user(lan).get(reverse("admin:index")))
    assert "hồ sơ quá hạn xử lý" in home
    listed = text(as_user(lan).get(reverse("admin:dossier_late")))
    assert "Miến dong Nà Pò" in listed
    assert "quá hạn 21 ngày làm việc" in listed
    assert "hồ sơ của xã quá hạn báo cáo" in text(as_user(xa).get(reverse("admin:index")))
    assert "hồ sơ quá hạn xử lý" not in text(as_user(hoa).get(reverse("admin:index")))
    assert "Không có hồ sơ nào quá hạn" in text(as_user(hoa).get(reverse("admin:dossier_late")))


# --- queries --------------------------------------------------------------------------------------
def test_queries_do_not_grow_with_files_or_applications(
    lan, xa, as_user, django_assert_max_num_queries
):
    round_ = make.open_round(lan)
    applications = make.take_in(round_, make.products(12), lan)
    for one in applications:
        dossier.save_report(one, ReportData(date(2026, 10, 1)), by=lan, seen=0)
    for number in range(8):
        evidence.add_file(applications[0], "story", pdf(f"{number}.pdf"), by=lan)
        evidence.add_file(applications[0], "award", pdf(f"a{number}.pdf"), by=lan)
    browser, officer = as_user(lan), as_user(xa)
    with django_assert_max_num_queries(22):
        browser.get(url("dossier_page", applications[0]))
    with django_assert_max_num_queries(14):
        browser.get(reverse("admin:dossier_late"))
    with django_assert_max_num_queries(20):
        officer.get(reverse("admin:commune_dossiers"))
