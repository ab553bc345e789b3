"""Every act that takes two people × every path that leads to it × every person: generated from the
table of acts (`certifications.who_may`).

Each case brings a fresh act to where it waits, then asks five people to do the second part: its
preparer; the same person under another account, which he opened; an approver of the province; one
of another province; the Ministry. What each may is written here once more, by the law: of the
province its approvers, and nobody who is the preparer in truth.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import StringIO
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse

from certifications import integrity, who_may, workflow
from certifications.certificates import held_back, prepared_acts
from certifications.certificates.act_checks import revocation_grounds
from certifications.council import attendance, conflicts
from certifications.council.sheets import second_keying
from certifications.decisions import confirming
from certifications.decisions.plan import DecisionData
from certifications.imports import applying, staging
from certifications.management.commands.acts_table import FILE, document
from certifications.merging import prepared as merging
from certifications.models import Certification, PreparedAct, PreparedKind, Round
from certifications.results import from_sheets
from certifications.rounds import particulars
from certifications.rounds.access import Refused, undecided_results
from ocop_registry.accounts import hands, rights, two_people
from ocop_registry.accounts.models import AccountActKind, Role, RoleHeld, User
from ocop_registry.accounts.permissions import ALLOWED
from ocop_registry.journal import kinds
from ocop_registry.journal.acts import act
from tests import factories as make
from tests.certifications.certificates.test_renewals import old_recognition
from tests.certifications.council import scored_round
from tests.certifications.imports import files
from tests.certifications.imports.registers import MIEN, layout22
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db
PEOPLE = ("preparer", "same person", "approver", "other province", "ministry")
PROVINCES_OWN = {"approver"}  # who may do the second part of what belongs to a province


# --- the table ------------------------------------------------------------------------------------
def test_the_table_names_every_act_and_every_right_it_names_exists():
    assert sorted(who_may.TABLE) == sorted(kinds.declared())
    for name, row in who_may.TABLE.items():
        assert {*row.may, *filter(None, [row.other])} <= {*ALLOWED, *who_may.BESIDES}, name
        assert row.why, name


def test_whoever_may_be_the_second_person_holds_a_right_that_takes_two_people_to_give():
    for name, row in who_may.TABLE.items():
        if row.other:
            assert ALLOWED[row.other] <= rights.SECOND_PERSON, name


def test_the_page_of_the_table_is_current():
    assert FILE.read_text(encoding="utf-8") == document(), "run: manage.py acts_table"


def test_every_act_of_two_people_is_attacked_below():
    assert {case.act for case in CASES} == {
        name for name, row in who_may.TABLE.items() if row.other
    }


# --- the cases ------------------------------------------------------------------------------------
@dataclass
class Stage:
    """The people of one case. `preparer` has every right of an office, so that nothing but his
    being no other person stands against him."""

    preparer: User
    people: dict[str, User]
    number: int = 1


@dataclass(frozen=True)
class Case:
    """`bring` prepares, and answers what does the second part for a person. `may`: who of `PEOPLE`
    can."""

    act: str
    path: str
    bring: Callable[[Stage], Callable[[User], Any]]
    may: frozenset[str] = frozenset(PROVINCES_OWN)

    def __str__(self) -> str:
        return f"{self.act} by {self.path}"


@pytest.fixture
def stage() -> Stage:
    preparer = make.approver("lan")
    preparer.roles_held.update(manages_accounts=True)
    people = {
        "preparer": preparer,
        "same person": opened_by(preparer, "lan2"),
        "approver": make.approver("minh"),
        "other province": make.approver("hoa", "24"),
        "ministry": make.ministry("bo"),
    }
    return Stage(preparer, people)


def opened_by(maker: User, username: str) -> User:
    """An approver's account whose link somebody handed to himself."""
    made = make.approver(username)
    with act("account.reset_link", by=maker) as deed:
        deed.line("account", made.uid, {}, {"link": "issued"})
    return made


def _certified(stage: Stage, name: str = "Chè") -> Certification:
    helper = make.staff("phu")
    product = make.product(name, of=make.producer(f"HTX {name}"))
    make.certified(helper, make.approver("duyet"), [product])
    return Certification.objects.get(product=product)


def _round(stage: Stage, by: User) -> Round:
    return make.evaluating_round(by, [make.product()])


def _conclude(round_: Round) -> Callable[[User], Any]:
    phu = User.objects.filter(username="phu").first() or make.staff("phu")
    make.moved(round_, "conclude", by=phu)
    return lambda by: make.moved(Round.objects.get(pk=round_.pk), "approve", by=by)


# Each way in which somebody shapes what comes out of a round.
def _typed(stage: Stage) -> Callable[[User], Any]:
    round_ = _round(stage, make.staff("phu"))
    make.enter(round_, stage.preparer, make.scored())
    return _conclude(round_)


def _pasted(stage: Stage) -> Callable[[User], Any]:
    round_ = _round(stage, make.staff("phu"))
    application = round_.applications.get()
    row = {"uid": application.uid, "version": 0, "values": make.scored()}
    body = {"by": "lan", "rows": [row]}
    client = signed_in(stage.preparer)
    url = reverse("admin:round_results_save", args=[round_.uid])
    assert (
        client.post(url, body, content_type="application/json").json()["rows"][0]["outcome"]
        == "saved"
    )
    return _conclude(round_)


def _rules(stage: Stage) -> Callable[[User], Any]:
    round_ = make.open_round(make.staff("phu"))
    round_.rules = {**round_.rules, "spread_limit": 20}
    particulars.edit(round_, by=stage.preparer)
    make.take_in(round_, [make.product()], stage.preparer)
    workflow.move(round_, "start", by=stage.preparer)
    make.enter(round_, User.objects.get(username="phu"), make.scored())
    return _conclude(round_)


# --- what is prepared -----------------------------------------------------------------------------
def _prepared(kind: str) -> Callable[[Stage], Callable[[User], Any]]:
    def bring(stage: Stage) -> Callable[[User], Any]:
        old = kind == PreparedKind.EXTEND  # only what expires in the time of the transition
        one = (
            old_recognition(stage.preparer, make.product(), date(2023, 10, 1))
            if old
            else _certified(stage)
        )
        values = {
            PreparedKind.REVOKE: {"ground": next(iter(revocation_grounds(one))), "decision": "5/QĐ-UBND", "on": "2026-11-10"},
            PreparedKind.EXTEND: {"until": "2027-01-31", "basis": "Điều 9"},
            PreparedKind.CORRECT: {"decision.number": "1524/QĐ-UBND"},
        }[kind]  # fmt: skip
        sent = prepared_acts.prepare(one, kind, values, by=stage.preparer, reason="Căn cứ")
        return lambda by: prepared_acts.approve(_again(sent), by=by)

    return bring


def _again(sent: PreparedAct) -> PreparedAct:
    return PreparedAct.objects.get(pk=sent.pk)


def _by_page(stage: Stage) -> Callable[[User], Any]:
    one = _certified(stage)
    values = {"decision.number": "1524/QĐ-UBND"}
    sent = prepared_acts.prepare(one, "correct", values, by=stage.preparer, reason="Gõ nhầm")
    return _pressing(reverse("admin:prepared_page", args=[sent.uid]))


def _pressing(url: str) -> Callable[[User], Any]:
    def press(by: User) -> None:
        answer = signed_in(by).post(url, {"approve": "1"})
        if answer.status_code in {403, 404}:
            raise PermissionDenied(url)
        if answer.status_code >= 400:
            raise Refused(answer.content.decode())

    return press


def _changed(model: str) -> Callable[[Stage], Callable[[User], Any]]:
    def bring(stage: Stage) -> Callable[[User], Any]:
        product = _certified(stage).product
        subject = product if model == "product" else product.producer
        found = held_back.differences(subject, {"name": "Tên khác"})
        sent = prepared_acts.prepare(subject, "change", found, by=stage.preparer, reason="Đổi tên")
        return lambda by: prepared_acts.approve(_again(sent), by=by)

    return bring


def _by_admin_form(stage: Stage) -> Callable[[User], Any]:
    product = _certified(stage).product
    client = signed_in(stage.preparer)
    url = reverse("admin:products_product_change", args=[product.pk])
    form = client.get(url).context["adminform"].form
    typed = {name: form.initial.get(name) or "" for name in form.fields}
    typed |= {"name": "Tên khác", "reason": "Đổi tên", "row_version": product.version}
    for formset in client.get(url).context["inline_admin_formsets"]:
        typed |= {f"{formset.formset.prefix}-{one}_FORMS": 0 for one in ("TOTAL", "INITIAL")}
    assert client.post(url, typed).status_code == 302
    sent = PreparedAct.objects.get(kind="change")
    return lambda by: prepared_acts.approve(_again(sent), by=by)


def _merged(model: str, *, back: bool = False) -> Callable[[Stage], Callable[[User], Any]]:
    def bring(stage: Stage) -> Callable[[User], Any]:
        kept = _certified(stage).product
        if model == "product":
            keep, drop = kept, make.product("Chè búp", of=kept.producer)
        else:
            keep, drop = kept.producer, make.producer("HTX Chè xanh", place=kept.producer.place)
        told = dict.fromkeys(("name", "kind", "place"), "keep")
        by, told_by = (make.staff("phu2"), stage.preparer) if back else (stage.preparer, None)
        sent = merging.prepare(keep, drop, by=by, reason="Ghi hai lần", values=told)
        if told_by is not None:
            prepared_acts.approve(sent, by=make.approver("duyet2"))
            sent = merging.prepare_undo(_again(sent), by=told_by, reason="Gộp nhầm")
        return lambda by: prepared_acts.approve(_again(sent), by=by)

    return bring


def _erased(stage: Stage) -> Callable[[User], Any]:
    maker = make.producer("Hộ An", kind="household", tax_code="0123456789")
    make.certified(make.staff("phu"), make.approver("duyet"), [make.product(of=maker)])
    values = {"fields": ["tax_code"]}
    sent = prepared_acts.prepare(maker, "erase", values, by=stage.preparer, reason="Theo yêu cầu")
    return lambda by: prepared_acts.approve(_again(sent), by=by)


# --- decisions, files, accounts -------------------------------------------------------------------
def _decision(stage: Stage) -> Any:
    round_ = make.approved_round(make.staff("phu"), make.approver("duyet"), [make.product()])
    data = DecisionData("1523/QĐ-UBND", make.SIGNED_ON, "UBND tỉnh Thái Nguyên", make.SIGNED_ON)
    uids = [result.application.uid for result in undecided_results(round_)]
    return confirming.prepare(round_, data, uids, by=stage.preparer)


def _decided(stage: Stage) -> Callable[[User], Any]:
    sent = _decision(stage)
    return lambda by: prepared_acts.approve(_again(sent), by=by)


def _decided_by_page(stage: Stage) -> Callable[[User], Any]:
    return _pressing(reverse("admin:prepared_page", args=[_decision(stage).uid]))


def _account(kind: str) -> Callable[[Stage], Callable[[User], Any]]:
    def bring(stage: Stage) -> Callable[[User], Any]:
        person, values = make.staff("moi"), {}
        if kind == AccountActKind.GIVE:
            role = RoleHeld(
                user=person, role=Role.APPROVER, place=make.province(), since=date(2026, 1, 1)
            )
            values = {"roles": [two_people.role_values(role)], "fields": {}}
        else:
            person.roles_held.update(role=Role.APPROVER)
        if kind == AccountActKind.OPEN:
            User.objects.filter(pk=person.pk).update(is_active=False)
            person.refresh_from_db()
        sent = two_people.prepare(person, kind, values, by=stage.preparer, reason="Thêm người")
        return lambda by: two_people.approve(type(sent).objects.get(pk=sent.pk), by=by)

    return bring


def _admitted(stage: Stage) -> Callable[[User], Any]:
    settle = _account(AccountActKind.GIVE)(stage)
    person = User.objects.get(username="moi")
    person.set_unusable_password()
    person.save()
    return settle


# --- files ----------------------------------------------------------------------------------------
def _staged(stage: Stage) -> Any:
    return staging.stage(
        layout22(MIEN), "so.xlsx", "register", province=make.province(), by=stage.preparer
    )


def _applied(stage: Stage) -> Callable[[User], Any]:
    imported = _staged(stage)
    return lambda by: applying.apply(type(imported).objects.get(pk=imported.pk), by=by)


def _applied_over_the_api(stage: Stage) -> Callable[[User], Any]:
    url = f"/api/v1/imports/{_staged(stage).uid}/apply/"

    def post(by: User) -> None:
        answer = signed_in(by).post(url)
        if answer.status_code in {403, 404}:
            raise PermissionDenied(url)
        if answer.status_code >= 400:
            raise Refused(answer.content.decode())

    return post


def _applied_by_command(stage: Stage) -> Callable[[User], Any]:
    with NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
        file.write(layout22(MIEN))

    def run(by: User) -> None:
        told = {"kind": "register", "province": "19", "by": "lan", "apply": True}
        call_command("import_xlsx", file.name, **told, approved_by=by.username, stdout=StringIO())

    return run


def _undone(stage: Stage) -> Callable[[User], Any]:
    imported = applying.apply(
        staging.stage(layout22(MIEN), "so.xlsx", "register", province=make.province(), by=make.staff("phu")),
        by=make.approver("duyet"),
    )  # fmt: skip
    applying.ask_undo(imported, by=stage.preparer, reason="Nhầm tệp")
    return lambda by: applying.undo(type(imported).objects.get(pk=imported.pk), by=by)


def _results_file(stage: Stage) -> Callable[[User], Any]:
    """A file that a colleague brought and wrote, and the preparer mended in between."""
    phu = make.staff("phu")
    round_ = _round(stage, phu)
    name = round_.applications.get().product.name
    row = ["Tên sản phẩm", "Tổng điểm", "Phần A", "Phần B", "Phần C", "Dấu sao đạt"]
    imported = files.staged(
        "results", files.xlsx(row, [name, "75,5", 40, 25, "10,5", 5]), phu, round_=round_
    )
    mended = {imported.rows.get().pk: files.Mending(cells={"total": "75,5"})}
    imported = staging.mend(imported, mended, by=stage.preparer)
    applying.apply(imported, by=phu, version=imported.version)
    return _conclude(round_)


# --- councils -------------------------------------------------------------------------------------
def _scored(shape: Callable[[Stage, Round, Any], None]) -> Callable[[Stage], Callable[[User], Any]]:
    def bring(stage: Stage) -> Callable[[User], Any]:
        phu = make.staff("phu")
        round_, (application,), seated = scored_round.sitting(phu, members=4)
        shape(stage, round_, seated)
        scored_round.score_all(application, seated[:3], phu, 80)
        from_sheets.conclude_application(application, by=phu)
        return _conclude(round_)

    return bring


def _attended(stage: Stage, round_: Round, seated: Any) -> None:
    attendance.take_attendance(
        round_, {one.uid: number < 3 for number, one in enumerate(seated)}, by=stage.preparer
    )


def _conflict(stage: Stage, round_: Round, seated: Any) -> None:
    application = round_.applications.get()
    conflicts.declare_conflict(application, seated[3], "other", "quen", by=stage.preparer)


ACCOUNT = frozenset({"approver", "ministry"})
CASES = [
    Case("round.approve", "typed results", _typed),
    Case("round.approve", "pasted results", _pasted),
    Case("round.approve", "the council's rules", _rules),
    Case("round.approve", "a mended file", _results_file),
    Case("round.approve", "attendance", _scored(_attended)),
    Case("round.approve", "a conflict of interest", _scored(_conflict)),
    Case("import.apply", "file", _applied),
    Case("import.apply", "API", _applied_over_the_api),
    Case("import.apply", "command line", _applied_by_command),
    Case("import.undo", "undo", _undone),
    Case("decision.record", "act", _decided),
    Case("decision.record", "page", _decided_by_page),
    Case("certification.revoke", "act", _prepared(PreparedKind.REVOKE)),
    Case("certification.extend", "act", _prepared(PreparedKind.EXTEND)),
    Case("certification.correct", "act", _prepared(PreparedKind.CORRECT)),
    Case("certification.correct", "page", _by_page),
    Case("product.change", "act", _changed("product")),
    Case("product.change", "admin form", _by_admin_form),
    Case("producer.change", "act", _changed("producer")),
    Case("producer.erase", "act", _erased),
    Case("product.merge", "merge", _merged("product")),
    Case("producer.merge", "merge", _merged("producer")),
    Case("product.unmerge", "undo", _merged("product", back=True)),
    Case("producer.unmerge", "undo", _merged("producer", back=True)),
    Case("account.give", "act", _account(AccountActKind.GIVE), ACCOUNT),
    Case("account.admit", "act", _admitted, ACCOUNT),
    Case("account.link", "act", _account(AccountActKind.LINK), ACCOUNT),
    Case("account.open", "act", _account(AccountActKind.OPEN), ACCOUNT),
]


# --- the matrix -----------------------------------------------------------------------------------
REFUSED = (Refused, ValidationError, PermissionDenied, CommandError)


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_may_be_the_second_person(case: Case, stage: Stage):
    second = case.bring(stage)
    found = set()
    for who in PEOPLE:
        with taken_back():
            try:
                with transaction.atomic():
                    second(stage.people[who])
            except REFUSED:
                continue
            found.add(who)
    assert found == case.may


def test_whom_the_table_means_by_another_is_asked_of_the_hands_on_accounts(stage: Stage):
    same, approver = stage.people["same person"], stage.people["approver"]
    assert hands.same_person(same, stage.preparer)
    assert not hands.same_person(approver, stage.preparer)
    assert hands.counted_as(stage.preparer, [same.pk, approver.pk]) == {stage.preparer.pk, same.pk}


def test_a_second_keying_is_another_persons(stage: Stage):
    phu = make.staff("phu")
    _, (application,), seated = scored_round.sitting(phu, rules={"double_keying": True})
    content = scored_round.filled(application, 80)
    sheet = scored_round.draft(application, seated[0], content, stage.preparer).sheet
    for who in ("preparer", "same person"):
        with pytest.raises(Refused, match="lần nhập hai phải do người khác làm"):
            second_keying.key_again(sheet, content, by=stage.people[who])
    assert second_keying.key_again(sheet, content, by=stage.people["approver"]) == []


def test_what_one_person_approved_of_himself_is_found_when_planted(stage: Stage):
    one = _certified(stage)
    sent = prepared_acts.prepare(
        one, "correct", {"decision.number": "1524/QĐ-UBND"}, by=stage.preparer, reason="Gõ nhầm"
    )
    prepared_acts.approve(sent, by=stage.people["approver"])
    assert list(integrity.approved_by_another(integrity.everything())) == []
    PreparedAct.objects.filter(pk=sent.pk).update(settled_by=stage.people["same person"])
    assert "chưa tính là hai người" in " ".join(
        integrity.approved_by_another(integrity.everything())
    )
