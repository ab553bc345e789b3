"""The table of contents of a round: every content in every status, tried by the acts that change
it."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from certifications import workflow
from certifications.applications import dossier, evidence, particulars, product_codes
from certifications.applications.dossier import ReportData
from certifications.applications.participation import move_application
from certifications.applications.particulars import Particulars
from certifications.council import attendance, conflicts, members
from certifications.council.members import Seat
from certifications.council.sheets import closing, drafts, second_keying
from certifications.decisions.plan import DecisionData
from certifications.models import Application, CouncilMember, Round, RoundStatus, ScoreSheet
from certifications.papers import content as paper_content
from certifications.results import from_sheets, typed
from certifications.rounds import contents
from certifications.rounds import particulars as round_particulars
from certifications.rounds.access import Refused
from certifications.rounds.contents import OPEN_IN, Content, closed_because
from ocop_registry.accounts.models import User
from products.models import Product, ProductSet
from tests import factories as make
from tests.certifications.council.scored_round import seats, totals
from tests.support.world import FULL_PDF

pytestmark = pytest.mark.django_db
CODE = "19-02155-003-2026"
DAY = date(2026, 11, 2)


class Case:
    """A round brought to one status by the acts, and each content's acts upon it. The application
    is the same in all of them: taken in, with a council of two, scored by nobody yet where it still
    can be."""

    def __init__(self, status: str):
        self.lan, self.minh = make.staff(), make.approver()
        wanted, self.spare = make.products(2)
        self.round = self._bring(status, wanted)
        assert self.round.status == status
        self.application = Application.objects.select_related(
            "product", "product_set", "round__place", "round__scheme"
        ).get(round=self.round)
        self.member = CouncilMember.objects.filter(round=self.round).order_by("position").first()

    def _bring(self, status: str, wanted: Product) -> Round:
        round_ = make.open_round(self.lan)
        make.take_in(round_, [wanted], self.lan)
        members.set_council(round_, seats(2), by=self.lan)
        if status == "draft":
            return workflow.step_back(round_, by=self.lan, reason="mở nhầm")
        if status == "cancelled":
            return workflow.move(round_, "cancel", by=self.lan, reason="hoãn")
        moves: list[tuple[str, User]] = [
            ("start", self.lan), ("conclude", self.lan), ("approve", self.minh)
        ]  # fmt: skip
        for name, by in moves:
            if round_.status == status:
                return round_
            if name == "conclude":
                make.enter(round_, self.lan, make.scored())
            round_ = make.moved(round_, name, by=by)
        if status == "decided":
            make.decide(round_, self.lan)
            round_.refresh_from_db()
        return round_

    # --- the acts ---------------------------------------------------------------------------------
    def particulars(self) -> None:
        self.round.note = "họp trực tuyến"
        round_particulars.edit(self.round, by=self.lan)

    def rules(self) -> None:
        self.round.rules = {"quorum": "0.8"}
        round_particulars.edit(self.round, by=self.lan, reason="Quy chế mới của tỉnh")

    def council(self) -> None:
        stored = CouncilMember.objects.filter(round=self.round).order_by("position")
        kept = [
            Seat(m.name, m.role, "Sở Công Thương", uid=m.uid, version=m.version) for m in stored
        ]
        members.set_council(self.round, kept, by=self.lan)

    def applications(self) -> None:
        make.take_in(self.round, [self.spare], self.lan)

    def removal(self) -> None:
        particulars.remove(self.application, by=self.lan, reason="Nhập nhầm")

    def hold(self) -> None:
        move_application(self.application, "hold", by=self.lan, reason="Chờ kiểm nghiệm")

    def withdraw(self) -> None:
        move_application(self.application, "withdraw", by=self.lan, reason="Chủ thể xin")

    def kind(self) -> None:
        other = ProductSet.objects.filter(scheme="26-2026").exclude(
            pk=self.application.product_set_id
        )
        new = Particulars(self.application.type, other.exclude(no=26).first(), "")
        particulars.edit_application(
            self.application, new, by=self.lan, seen=self.application.version
        )

    def code(self) -> None:
        new = Particulars(self.application.type, self.application.product_set, CODE)
        particulars.edit_application(
            self.application, new, by=self.lan, seen=self.application.version
        )

    def codes(self) -> None:
        uid = self.application.uid
        product_codes.save_codes(
            self.round, {uid: CODE}, by=self.lan, seen={uid: self.application.version}
        )

    def completeness(self) -> None:
        dossier.set_complete(self.application, DAY, by=self.lan, seen=self.application.version)

    def checklist(self) -> None:
        dossier.save_checklist(
            self.application, {"story": dossier.CheckedKind("present")}, by=self.lan
        )

    def report(self) -> None:
        dossier.save_report(self.application, ReportData(DAY), by=self.lan, seen=0)

    def evidence(self) -> None:
        upload = SimpleUploadedFile("giay-phep.pdf", FULL_PDF, "application/pdf")
        evidence.add_file(self.application, "story", upload, by=self.lan)

    def conflict(self) -> None:
        assert self.member is not None
        conflicts.declare_conflict(self.application, self.member, "family", "", by=self.lan)

    def attendance(self) -> None:
        assert self.member is not None
        attendance.take_attendance(self.round, {self.member.uid: True}, by=self.lan)

    def sheet(self) -> None:
        assert self.member is not None
        content = totals("30", "20", "30")
        drafts.save_draft(self.application, self.member, content, 0, by=self.lan)

    def closed_sheets(self) -> None:
        closing.close_complete(self.round, {}, by=self.lan)

    def second_keying(self) -> None:
        sheet = ScoreSheet(application=self.application, member=self.member)
        if self.round.status == RoundStatus.EVALUATING:
            self.sheet()
            sheet = ScoreSheet.objects.get(application=self.application)
        second_keying.key_again(sheet, totals("30", "20", "30"), by=make.staff("hung"))

    def conclusion(self) -> None:
        from_sheets.conclude_all(self.round, by=self.lan)

    def result(self) -> None:
        typed.enter(self.round, {self.application.uid: make.scored()}, {}, by=self.lan)

    def decision(self) -> None:
        data = DecisionData("1524/QĐ-UBND", make.SIGNED_ON, "UBND tỉnh Thái Nguyên", make.SIGNED_ON)
        make.recorded(self.round, data, [self.application.uid], by=self.lan)

    def table_of_results(self) -> None:
        paper_content.results_table(self.round)

    def annex(self) -> None:
        paper_content.annex_of_round(self.round)


ACTS: dict[Content, tuple[Callable[[Case], None], ...]] = {
    Content.PARTICULARS: (Case.particulars,),
    Content.RULES: (Case.rules,),
    Content.COUNCIL: (Case.council,),
    Content.APPLICATIONS: (Case.applications,),
    Content.REMOVALS: (Case.removal,),
    Content.PARTICIPATION: (Case.hold, Case.withdraw),
    Content.KINDS: (Case.kind,),
    Content.CODES: (Case.code, Case.codes),
    Content.DOSSIER: (Case.completeness, Case.checklist, Case.report),
    Content.EVIDENCE: (Case.evidence,),
    Content.CONFLICTS: (Case.conflict,),
    Content.ATTENDANCE: (Case.attendance,),
    Content.SHEETS: (Case.sheet, Case.closed_sheets, Case.second_keying, Case.conclusion),
    Content.RESULTS: (Case.result,),
    Content.DECISION: (Case.decision,),
    Content.PAPERS: (Case.table_of_results, Case.annex),
}
# What may not change at all is said before what may not change any more.
SAID_FIRST = {Content.KINDS: Content.CODES, Content.RULES: Content.PARTICULARS}


class _Undone(Exception):
    """Ends one try: what it did is rolled back."""


def refusals(act: Callable[[Case], None], case: Case) -> list[str]:
    """What the act says when it is tried on that round; nothing stays of it."""
    case.round.refresh_from_db()
    case.application.refresh_from_db(fields=["version", "status", "type", "product_set"])
    try:
        with transaction.atomic():
            act(case)
            raise _Undone
    except _Undone:
        return []
    except Refused as refused:
        return refused.reasons


def told(content: Content, round_: Round) -> Iterable[str]:
    first = SAID_FIRST.get(content, content)
    return [closed_because(first, round_) or closed_because(content, round_)]


@pytest.mark.parametrize("status", RoundStatus.values)
def test_each_content_changes_exactly_where_the_table_says(status):
    case = Case(status)
    for content, acts in ACTS.items():
        for act in acts:
            found, where = refusals(act, case), f"{content} ({act.__name__}) while {status}"
            if status in OPEN_IN[content]:
                assert found == [], where
            else:
                assert found == told(content, case.round), where


def test_every_content_has_its_row_its_sentence_and_its_acts():
    assert set(OPEN_IN) == set(contents.REFUSALS) == set(ACTS) == set(Content)
    assert all(statuses for statuses in OPEN_IN.values())
    cancelled = [one for one, statuses in OPEN_IN.items() if RoundStatus.CANCELLED in statuses]
    assert cancelled == [], "nothing of a cancelled round changes"


def test_how_far_a_round_is():
    assert contents.reached(RoundStatus.APPROVED) == {"approved", "decided"}
    assert contents.before(RoundStatus.EVALUATING) == {"draft", "open"}
    assert set(contents.UNFINISHED) == set(RoundStatus.values) - {"decided", "cancelled"}
