"""What a page offers follows from who looks: whoever may not do a thing is not led to
it. (That the acts refuse him is asked elsewhere.)"""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from certifications.certificates import prepared_acts
from certifications.council.conflicts import declare_conflict
from certifications.models import Certification
from ocop_registry.accounts.models import Role, RoleHeld
from tests import factories as make
from tests.certifications.council import scored_round as made
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db


def offered(person: Any, name: str, about: str, keys: Collection[str]) -> set[str]:
    """Those of these offers that the page makes to the person. `about`: the arguments of its
    address."""
    answer = signed_in(person).get(reverse(f"admin:{name}", args=about.split()))
    assert answer.status_code == 200
    return {key for key in keys if answer.context[key]}


@pytest.fixture
def sitting(lan: Any) -> Any:
    return made.sitting(lan, 2)


OF_THE_OFFICE = [
    ("round_council", {"editable", "may_take_attendance", "may_declare"}),
    ("round_sheets", {"editable", "may_conclude", "may_open_second"}),
    ("round_results", {"editable"}),
    ("round_page", {"may_edit", "may_edit_applications", "may_enter", "moves"}),
]


@pytest.mark.parametrize(("name", "keys"), OF_THE_OFFICE)
def test_an_office_is_offered_its_work_and_who_looks_on_is_not(name, keys, sitting, lan, xem):
    round_ = sitting[0]
    assert offered(lan, name, round_.uid, keys) == keys
    assert offered(xem, name, round_.uid, keys) == set()


def test_a_step_back_is_asked_of_whoever_may_make_it(lan, minh, xem):
    """Out of the evaluation by the office, out of the approval by an approver."""
    evaluated = make.evaluating_round(lan, [make.product("Chè")])
    approved = make.approved_round(lan, minh, [make.product("Miến")], number=2)
    for round_, wanted in ((evaluated, [200, 200, 403]), (approved, [403, 200, 403])):
        address = reverse("admin:round_move", args=[round_.uid, "back"])
        assert [signed_in(one).get(address).status_code for one in (lan, minh, xem)] == wanted


def test_lifting_a_conflict_is_the_approvers_and_the_offices_where_it_wrote_it_down(
    sitting, lan, minh, xem
):
    round_, (application, _), seated = sitting
    conflict = declare_conflict(application, seated[1], "family", by=lan)
    for person, may in ((minh, True), (lan, True), (xem, False)):
        assert bool(offered(person, "round_council", round_.uid, {"liftable"})) is may
        page = reverse("admin:council_lift", args=[round_.uid, conflict.uid])
        assert signed_in(person).get(page).status_code == (200 if may else 403)


def test_who_may_approve_is_told_so_where_results_are_typed(sitting, lan, minh):
    uid = sitting[0].uid
    told = [offered(one, "round_results", uid, {"approver_warning"}) for one in (lan, minh)]
    assert told == [set(), {"approver_warning"}]


def test_rows_of_a_round_offer_what_may_be_done_with_them(sitting, lan, xem):
    page = reverse("admin:round_page", args=[sitting[0].uid])
    actions = [
        any(row.actions for row in signed_in(one).get(page).context["rows"]) for one in (lan, xem)
    ]
    assert actions == [True, False]


def test_taking_in_is_offered_while_the_round_is_open(lan, xem):
    round_ = make.open_round(lan)
    keys = {"may_take_in"}
    told = [offered(one, "round_page", round_.uid, keys) for one in (lan, xem)]
    assert told == [keys, set()]


def test_a_decision_is_offered_once_results_are_approved_and_the_step_back_to_approvers(
    lan, minh, xem
):
    round_ = make.approved_round(lan, minh, [make.product()])
    keys = {"may_decide"}
    told = [offered(one, "round_page", round_.uid, keys) for one in (lan, xem)]
    assert told == [keys, set()]
    page = reverse("admin:round_page", args=[round_.uid])
    back = [
        [move.name for move in signed_in(one).get(page).context["moves"]].count("back")
        for one in (minh, lan, xem)
    ]
    assert back == [1, 0, 0]


def test_a_concluded_round_waits_for_an_approver(lan, minh):
    round_ = make.evaluating_round(lan, [make.product()])
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    told = [offered(one, "round_page", round_.uid, {"awaits_approver"}) for one in (lan, minh)]
    assert told == [{"awaits_approver"}, set()]


def test_sheets_are_not_saved_for_who_looks_on(sitting, xem):
    round_, _, members = sitting
    answer = signed_in(xem).post(
        reverse("admin:round_sheets_save", args=[round_.uid]),
        json.dumps({"by": "application", "mode": "totals", "rows": []}),
        content_type="application/json",
    )
    assert answer.status_code == 403


# --- dossiers, decisions, acts of two people ------------------------------------------------------
OF_A_DOSSIER = [
    ("dossier_page", {"may_edit", "may_report", "actions"}),
    ("dossier_report", {"may_report"}),
    ("dossier_self_score", {"may_edit"}),
]


@pytest.mark.parametrize(("name", "keys"), OF_A_DOSSIER)
def test_a_dossier_is_written_by_the_office_and_read_by_who_looks_on(name, keys, lan, xem):
    [application] = make.take_in(make.open_round(lan), [make.product()], lan)
    assert offered(lan, name, application.uid, keys) == keys
    assert offered(xem, name, application.uid, keys) == set()


def test_a_commune_officer_is_led_back_to_the_commune_and_not_to_the_round(lan):
    [application] = make.take_in(make.open_round(lan), [make.product()], lan)
    officer = make.user("xa", "")
    RoleHeld.objects.create(
        user=officer, role=Role.COMMUNE_OFFICER, place=make.commune(), since=date(2026, 1, 1)
    )
    report = reverse("admin:dossier_report", args=[application.uid])
    ways = [reverse("admin:round_list"), reverse("admin:commune_dossiers")]
    for person, told in ((lan, [True, False]), (officer, [False, True])):
        crumbs = [address for _, address in signed_in(person).get(report).context["crumbs"]]
        assert [way in crumbs for way in ways] == told, person


def test_who_settles_an_act_of_two_people_is_offered_to(lan, minh, xem):
    make.certified(lan, minh, [make.product()])
    values = {"ground": "a", "decision": "9/QĐ-UBND", "on": "2026-11-19"}
    held = Certification.objects.get()
    sent = prepared_acts.prepare(held, "revoke", values, by=lan, reason="Theo văn bản")
    keys = {"may_approve", "may_reject"}
    for person, wanted in (
        (minh, keys),
        (lan, {"may_reject"}),
        (make.staff("lam"), set()),
        (xem, set()),
    ):
        assert offered(person, "prepared_page", sent.uid, keys) == wanted, person


def test_the_signed_copy_is_the_offices_to_attach(lan, minh, xem):
    decision = make.certified(lan, minh, [make.product()]).decisions.get()
    told = [offered(one, "decision_page", decision.uid, {"may_attach"}) for one in (lan, xem)]
    assert told == [{"may_attach"}, set()]


@pytest.mark.parametrize(
    ("name", "about", "key"),
    [
        ("incomplete_list", "", "may_complete"),  # by the office, what is not known of a product
        ("round_list", "", "may_add"),
    ],
)
def test_a_list_leads_to_the_work_of_the_office(name, about, key, lan, xem):
    assert [offered(one, name, about, {key}) for one in (lan, xem)] == [{key}, set()]


def test_doubts_about_a_scheme_are_shown_to_who_answers_for_it(lan, bo, xem):
    """And the form to compare a sheet with the signed copy to who may record that."""
    keys = {"sees_flags", "may_compare"}
    for person, wanted in ((bo, keys), (xem, set())):
        assert offered(person, "scheme_sheet", "26-2026 6", keys) == wanted, person
    assert offered(lan, "scheme_sheet", "26-2026 6", {"sees_flags"}) == set()
