"""Every act asks for itself who may, on whatever way somebody comes to it: staff of another
province and who may only look are turned away, and nothing is written."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from certifications.applications import dossier, evidence, intake
from certifications.applications.particulars import Particulars, edit_application, remove
from certifications.applications.product_codes import save_codes
from certifications.certificates import completion, erasing, prepared_acts
from certifications.certificates.completion import Completion
from certifications.council import attendance, members
from certifications.council.conflicts import declare_conflict
from certifications.council.sheets import closing, drafts, second_keying
from certifications.decisions import compared_schemes, confirming, recording, signed_copies
from certifications.decisions.plan import DecisionData
from certifications.imports import applying, staging
from certifications.imports.shape.layout import ChosenSheet
from certifications.models import Certification, Level, Round, Scheme, Scorecard
from certifications.papers.word import office_templates
from certifications.results import from_sheets, typed
from certifications.results.second_scoring import open_second_scoring
from certifications.rounds import particulars
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.applications.test_evidence import PDF
from tests.certifications.council import scored_round as made
from tests.certifications.imports.files import staged, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
Acts = Mapping[str, Callable[[Any], Any]]


def turned_away(acts: Acts, *people: Any) -> None:
    """Each act, done by each of these people, is refused for who they are, and writes nothing."""
    written, let_through = JournalEntry.objects.count(), []
    for name, act in acts.items():
        for person in people:
            try:
                act(person)
            except PermissionDenied:
                continue
            let_through.append(f"{name} by {person}")
    assert let_through == []
    assert JournalEntry.objects.count() == written


def pdf(name: str = "ban-ky.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def test_rounds(lan, hoa, xem):
    round_ = make.draft_round()
    other = Round(
        level=Level.PROVINCE, place=make.province(), scheme=Scheme.objects.get(slug="26-2026"),
        year=2026, number=8, title="Đợt 8", evaluated_on=make.EVALUATED_ON,
    )  # fmt: skip
    central = Round(
        level=Level.CENTRAL, place=None, scheme=other.scheme, year=2026, number=8, title="Đợt 8",
        evaluated_on=make.EVALUATED_ON,
    )  # fmt: skip
    turned_away(
        {
            "create": lambda by: particulars.create(other, by=by),
            "edit": lambda by: particulars.edit(round_, by=by),
        },
        hoa,
        xem,
    )
    turned_away({"create": lambda by: particulars.create(central, by=by)}, lan, hoa, xem)


def test_applications(lan, hoa, xem):
    round_ = make.open_round(lan)
    one, fresh = make.products(2)
    [application] = make.take_in(round_, [one], lan)
    new = Particulars("first", application.product_set, "19-02155-003-2026")
    entry = intake.NewApplication(fresh, "first", fresh.product_set)
    turned_away(
        {
            "take in": lambda by: intake.take_in(round_, [entry], by=by),
            "edit": lambda by: edit_application(application, new, by=by, seen=application.version),
            "remove": lambda by: remove(application, by=by, reason="Ghi nhầm"),
            "codes": lambda by: save_codes(
                round_, {application.uid: "19-02155-003-2026"}, by=by,
                seen={application.uid: application.version},
            ),
        },
        hoa,
        xem,
    )  # fmt: skip


def test_dossiers(lan, hoa, xem):
    [application] = make.take_in(make.open_round(lan), [make.product()], lan)
    kept = evidence.add_file(application, "story", pdf(), by=lan)
    seen = kept.version
    missing = {"story": dossier.CheckedKind("present", "Đủ", seen)}
    turned_away(
        {
            "report": lambda by: dossier.save_report(
                application, dossier.ReportData(received_on=date(2026, 11, 1)), by=by, seen=0
            ),
            "complete": lambda by: dossier.set_complete(
                application, date(2026, 11, 2), by=by, seen=application.version
            ),
            "checklist": lambda by: dossier.save_checklist(application, missing, by=by),
            "self-score": lambda by: dossier.save_self_score(application, {}, by=by, seen=0),
            "add": lambda by: evidence.add_file(application, "story", pdf(), by=by),
            "replace": lambda by: evidence.replace_file(kept, pdf(), by=by, seen=seen),
            "remove": lambda by: evidence.remove_file(kept, by=by, seen=seen),
        },
        hoa,
        xem,
    )


def test_councils_and_sheets(lan, hoa, xem):
    round_, (application, other), seated = made.sitting(lan, 2, rules={"spread_limit": "5"})
    content = made.filled(application, 70)
    made.score_all(application, seated, lan, 60, 75)
    shut = made.closed(other, seated[0], made.filled(other, 70), lan)
    open_ = made.draft(other, seated[1], made.filled(other, 70), lan)
    here = {seated[0].uid: False}
    turned_away(
        {
            "council": lambda by: members.set_council(round_, made.seats(5), by=by),
            "attendance": lambda by: attendance.take_attendance(round_, here, by=by),
            "conflict": lambda by: declare_conflict(other, seated[2], "family", by=by),
            "draft": lambda by: drafts.save_draft(other, seated[2], content, 0, by=by),
            "close": lambda by: closing.close_sheet(open_.sheet, open_.version, by=by),
            "reopen": lambda by: closing.reopen_sheet(shut, by=by, reason="Nhầm"),
            "key again": lambda by: second_keying.key_again(open_.sheet, content, by=by),
            "second scoring": lambda by: open_second_scoring(application, by=by, reason="Lệch"),
            "conclude one": lambda by: from_sheets.conclude_application(other, by=by),
            "conclude": lambda by: from_sheets.conclude_all(round_, by=by),
            "results": lambda by: typed.enter(round_, {other.uid: make.scored()}, {}, by=by),
        },
        hoa,
        xem,
    )
    assert closing.close_complete(round_, {open_.sheet.uid: open_.version}, by=hoa)[0] == []


def test_decisions(lan, minh, hoa, xem):
    products = make.products(2)
    round_ = make.approved_round(lan, minh, products)
    data = DecisionData("7/QĐ-UBND", make.SIGNED_ON, "UBND tỉnh Thái Nguyên", make.SIGNED_ON)
    first, second = (one.uid for one in round_.applications.order_by("position"))
    acts = {
        "prepare": lambda by: confirming.prepare(round_, data, [second], by=by),
        "rehearse": lambda by: recording.rehearse(round_, data, [second], by=by),
    }
    turned_away(acts, hoa, xem)
    sent = confirming.prepare(round_, data, [first], by=lan)
    turned_away(
        {"confirm": lambda by: prepared_acts.approve(sent, by=by)},
        *(hoa, xem, make.staff("lam"), make.approver("hieu", "24")),
    )
    decision = make.confirmed(sent)
    signed_copies.attach(decision, pdf(), by=lan)
    turned_away(
        {
            "attach": lambda by: signed_copies.attach(decision, pdf(), by=by),
            "publish": lambda by: signed_copies.publish(decision, by=by, nothing_private=True),
        },
        hoa,
        xem,
    )


def test_certifications(lan, minh, hoa, xem):
    product = make.product("Chè", of=make.producer("Hộ bà Pò", kind="household", phone="0912"))
    make.certified(lan, minh, [product])
    held, other = Certification.objects.get(), make.product("Miến", set_no=None)
    known = Completion(product_set=product.product_set)
    revoke = {"ground": "a", "decision": "9/QĐ-UBND", "on": "2026-11-19"}
    values = {"fields": ["phone"]}
    turned_away(
        {
            "complete": lambda by: completion.complete(other, known, by=by, source="Bản gốc"),
            "revoke": lambda by: prepared_acts.prepare(
                held, "revoke", revoke, by=by, reason="Theo văn bản"
            ),
            "erase": lambda by: erasing.erase(product.producer, ["phone"], by=by, reason="Đơn"),
            "erase by two": lambda by: prepared_acts.prepare(
                product.producer, "erase", values, by=by, reason="Đơn"
            ),
        },
        hoa,
        xem,
    )
    acts = [
        prepared_acts.prepare(held, "revoke", revoke, by=lan, reason="Theo văn bản"),
        prepared_acts.prepare(product.producer, "erase", values, by=lan, reason="Đơn"),
    ]
    for sent in acts:
        turned_away(
            {sent.kind: lambda by, sent=sent: prepared_acts.approve(sent, by=by)},
            *(hoa, xem, make.staff(f"lam-{sent.kind}"), make.approver(f"h-{sent.kind}", "24")),
        )
        turned_away(
            {sent.kind: lambda by, sent=sent: prepared_acts.reject(sent, by=by, reason="Sai")},
            *(hoa, xem),
        )


def test_imports(lan, minh, hoa, xem):
    head = ("Tên chủ thể", "Loại hình", "Xã, phường", "Điện thoại")
    row = ("HTX Một", "HTX", make.commune().full_name, "0912345678")
    content = xlsx(head, row)
    imported = staged("producers", content, lan)
    [cell] = imported.rows.all()
    mendings = {cell.pk: staging.Mending(cells={"phone": "0900000000"})}
    place = make.province()
    turned_away(
        {
            "dry run": lambda by: staging.dry_run(
                content, "a.xlsx", "producers", province=place, by=by
            ),
            "stage": lambda by: staging.stage(
                xlsx(head, row, row), "a.xlsx", "producers", province=place, by=by
            ),
            "mend": lambda by: staging.mend(imported, mendings, by=by),
            "look again": lambda by: staging.mend(imported, {}, by=by),
            "recheck": lambda by: staging.recheck(imported, by=by),
            "columns": lambda by: staging.name_columns(
                imported, {"Trang1": ChosenSheet({"D": "phone"})}, by=by
            ),
            "apply": lambda by: applying.apply(imported, by=by, version=imported.version),
            "discard": lambda by: staging.discard(imported, by=by),
        },
        hoa,
        xem,
    )
    applied = applying.apply(imported, by=lan, version=imported.version)
    turned_away(
        {
            "ask undo": lambda by: applying.ask_undo(applied, by=by, reason="Nhầm tệp"),
            "undo": lambda by: applying.undo(applied, by=by, reason="Nhầm tệp"),
        },
        hoa,
        xem,
    )


def test_papers_and_schemes(lan, minh, hoa, xem):
    place = make.province()
    sheet = Scorecard.objects.filter(scheme__slug="26-2026").order_by("pk").first()
    found = compared_schemes.Found("1.1", agrees=True, compared_on=date(2026, 11, 19))
    word = SimpleUploadedFile("mau.docx", b"PK")
    turned_away(
        {
            "replace": lambda by: office_templates.replace(
                place, "notice", word, by=by, reason="Mẫu mới", seen=0
            ),
            "remove": lambda by: office_templates.remove(
                place, "notice", by=by, reason="Thôi dùng", seen=0
            ),
        },
        hoa,
        xem,
    )
    turned_away({"compare": lambda by: compared_schemes.record(sheet, found, pdf(), by=by)}, xem)
