"""A small registry with one of everything in two provinces, for tests that attack it: who sees
what, what leaks, what breaks."""

from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from certifications import workflow
from certifications.applications import dossier
from certifications.applications import evidence as evidence_files
from certifications.certificates import prepared_acts
from certifications.certificates.act_checks import revocation_grounds
from certifications.council import attendance, conflicts, members
from certifications.council.sheets import drafts
from certifications.decisions import compared_schemes, signed_copies
from certifications.imports import staging
from certifications.models import (
    Application,
    Certification,
    ConflictKind,
    Decision,
    Indicator,
    NameAnswer,
    Origin,
    Participation,
    PreparedAct,
    PreparedKind,
    Round,
    RoundStatus,
    RowMatter,
    Scorecard,
    StagedOutcome,
    StagedRow,
    Target,
    Word,
)
from certifications.rounds import evaluation_orders
from ocop_registry import clock
from ocop_registry.accounts import two_people
from ocop_registry.accounts.models import AccountActKind, Office, Role, RoleHeld, User
from ocop_registry.excel.writing import Page, workbook
from ocop_registry.jobs.models import Job, JobStatus
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import PublishedHead
from ocop_registry.journal.proof import heads
from ocop_registry.journal.proof.signing import key_id
from ocop_registry.places.models import Place
from ocop_registry.uids import check_character
from producers.models import Producer
from products.images import rebuild
from products.models import PointOfSale, Product, ProductImage, YearlyFigure
from products.today import turning
from tests import factories
from tests.certifications.council.scored_round import seats, totals
from tests.support.cast import signed_in

OWN, OTHER = "19", "24"
PDF = b"%PDF-1.4 signed copy"
FULL_PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\nstartxref\n9\n%%EOF\n"
MISSING_PK = 999_999


def unknown_uid(body: str = "ZZZZZZ") -> str:
    """A well-formed uid that nothing bears."""
    return body + check_character(body)


@dataclass
class Side:
    """What one province has: one of everything, and a round in every status. Plain uids and keys,
    so that a missing side has the same shape."""

    province: str
    pk: dict[str, int] = field(default_factory=dict)
    uid: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, str] = field(default_factory=dict)
    applications: dict[str, str] = field(default_factory=dict)
    image: str = ""
    evidence: str = ""  # the first kind of evidence of the checklist
    mark: str = ""


@dataclass
class World:
    people: dict[str, User]
    own: Side
    other: Side

    @property
    def missing(self) -> Side:
        """What does not exist, in the shape of one's own."""
        return Side(
            province="99",
            pk=dict.fromkeys(self.own.pk, MISSING_PK),
            uid=dict.fromkeys(self.own.uid, unknown_uid()),
            rounds=dict.fromkeys(self.own.rounds, unknown_uid()),
            applications=dict.fromkeys(self.own.applications, unknown_uid()),
            image="products/000000000000000000000000-320.webp",
            evidence=self.own.evidence,
        )

    @property
    def draft(self) -> Side:
        """One's own province, where nothing is decided yet."""
        own = self.own
        return replace(
            own,
            pk={
                **own.pk,
                "product": own.pk["undecided_product"],
                "producer": own.pk["undecided_producer"],
            },
            uid={
                **own.uid,
                "product": own.uid["undecided_product"],
                "producer": own.uid["undecided_producer"],
                "decision": own.uid["held_decision"],
            },
            rounds=dict.fromkeys(own.rounds, own.rounds["draft"]),
            image="",
        )

    def client(self, who: str) -> Client:
        return Client() if who == "anonymous" else signed_in(self.people[who])


def make(mark: str = "") -> World:
    """Everything, through the same acts as the pages. `mark` is added to every text that a person
    may type."""
    people = _people(mark)
    own = _side(OWN, people["staff"], people["approver"], people["colleague"], mark)
    other = _side(OTHER, people["other"], people["other_approver"], people["other_approver"], mark)
    _council_and_dossier(own, people["staff"], people["council"])
    _council_and_dossier(other, people["other"], None)
    for side, who in ((own, "approver"), (other, "other_approver")):
        side.uid["account_act"] = two_people.prepare(
            people[who], AccountActKind.LINK, by=people["superuser"], reason=f"Quên{mark}"
        ).uid
        about = Certification.objects.get(uid=side.uid["certification"])
        data = evaluation_orders.OrderData(
            "12/BNNMT-VPĐP", date(2026, 11, 12), f"Dư luận phản ánh{mark}"
        )
        side.uid["order"] = evaluation_orders.order(about, data, by=people["ministry"]).uid
    heads.publish()
    turning.turn(clock.today())  # as the first reader of the day does
    return World(people, own, other)


def published_day(_side: Side) -> tuple:
    return (PublishedHead.objects.latest("day").day.isoformat(),)


def published_key(_side: Side) -> tuple:
    return (key_id(PublishedHead.objects.latest("day").public_key),)


def _people(mark: str) -> dict[str, User]:
    people = {
        "read_only": factories.user("xem", Role.READ_ONLY),
        "council": factories.user("hoidong", Role.COUNCIL_MEMBER),
        "staff": factories.staff("lan"),
        "colleague": factories.staff("hung"),
        "approver": factories.approver("minh"),
        "other": factories.staff("hoa", OTHER),
        "other_approver": factories.approver("thao", OTHER),
        "ministry": factories.ministry("binh"),
        "nobody": factories.user("moi", ""),
        "superuser": factories.user("quantri", "", is_superuser=True),
        "commune": factories.user("xuan", ""),
    }
    RoleHeld.objects.create(
        user=people["commune"],
        role=Role.COMMUNE_OFFICER,
        place=factories.commune(OWN),
        since=date(2026, 1, 1),
    )
    people["approver"].roles_held.update(manages_accounts=True)
    for person in people.values():
        User.objects.filter(pk=person.pk).update(full_name=f"{person.full_name}{mark}")
        person.refresh_from_db()
    return people


def private(code: str) -> dict[str, str]:
    """What nobody outside the office may learn of a household."""
    return {
        "tax_code": f"01234567{code}", "registration_number": f"DKKD-KIN-{code}", "phone": f"0912000{code}",
        "email": f"kin{code}@example.vn", "address": f"Thôn Kín {code}", "representative_name": f"Nguyễn Thị Kín {code}",
        "representative_ethnicity": f"Dân tộc Kín {code}",
    }  # fmt: skip


def _side(code: str, staff: User, approver: User, colleague: User, mark: str) -> Side:
    home = factories.commune(code)
    texts = {"value_chain": f"chuỗi{mark}", "craft_village": f"làng{mark}"}
    maker = factories.producer(
        f"HTX Quyết {code}{mark}", kind="household", place=home, **texts, **private(code)
    )
    hopeful = factories.producer(f"HTX Chờ {code}{mark}", place=home, address=f"Thôn{mark}")
    told = {"description": f"mô tả{mark}", "story": f"chuyện{mark}"}
    made = factories.product(f"Chè quyết {code}{mark}", of=maker, **told)
    waiting = factories.product(f"Mật chờ {code}{mark}", of=hopeful, **told)
    side = Side(code, mark=mark)
    side.pk |= {
        "producer": maker.pk,
        "undecided_producer": hopeful.pk,
        "product": made.pk,
        "undecided_product": waiting.pk,
    }
    side.uid |= {
        "producer": maker.uid,
        "undecided_producer": hopeful.uid,
        "product": made.uid,
        "undecided_product": waiting.uid,
    }
    _rounds(side, staff, approver, [made, waiting, hopeful])
    _decided(side, staff, made)
    _other_things(side, home, made, colleague)
    _finished_job(side, made.producer.province, staff)
    _comparison(side, staff)
    return side


def _rounds(side: Side, staff: User, approver: User, subjects: list[Any]) -> None:
    made, waiting, hopeful = subjects
    for number, status in enumerate(RoundStatus.values, start=1):
        wanted = {"decided": [made], "open": [waiting]}.get(status) or [
            factories.product(f"Thử {status} {side.province}", of=hopeful)
        ]
        round_ = _round_in(status, number, side.province, staff, approver, wanted)
        side.rounds[status] = round_.uid
        first = Application.objects.filter(round=round_).first()
        side.applications[status] = first.uid if first else unknown_uid("YYYYYY")


def _round_in(
    status: str, number: int, code: str, staff: User, approver: User, wanted: list[Product]
) -> Round:
    """A round brought to that status by the people whose work it is."""
    if status == "draft":
        return factories.draft_round(province_code=code, number=number)
    if status == "cancelled":
        round_ = factories.draft_round(province_code=code, number=number)
        return workflow.move(round_, "cancel", by=staff, reason="nhập nhầm")
    if status == "open":
        round_ = factories.open_round(staff, province_code=code, number=number)
        factories.take_in(round_, wanted, staff)
        return round_
    round_ = factories.evaluating_round(staff, wanted, province_code=code, number=number)
    if status == "evaluating":
        return round_
    factories.enter(round_, staff, factories.scored())
    factories.moved(round_, "conclude", by=staff)
    if status == "concluded":
        return round_
    factories.moved(round_, "approve", by=approver)
    if status == "decided":
        factories.decide(round_, staff, number=f"15{code}/QĐ-UBND")
    return round_


def _decided(side: Side, staff: User, made: Product) -> None:
    """The decision with a public signed copy, another one that holds its copy back, and an act that
    waits for approval."""
    decision = Decision.objects.get(round__uid=side.rounds["decided"])
    certification = Certification.objects.get(product=made)
    upload = SimpleUploadedFile("quyet-dinh.pdf", PDF)
    signed_copies.attach(decision, upload, by=staff)
    signed_copies.publish(
        decision, by=staff, redacted=SimpleUploadedFile("che.pdf", b"%PDF-1.4 covered")
    )
    held = Decision(
        number=f"16{side.province}/QĐ-UBND", signed_on=date(2026, 11, 3), certificates_issued_on=date(2026, 11, 3),
        issuer="UBND tỉnh", issuer_place=made.producer.province, origin=Origin.HISTORIC, source="sổ cũ",
    )  # fmt: skip
    with act("historic.record", by=staff, province=made.producer.province) as deed:
        deed.create(held)
    signed_copies.attach(held, SimpleUploadedFile("giu.pdf", PDF), by=staff)
    grounds = revocation_grounds(certification)
    values = {"ground": next(iter(grounds)), "decision": "512/QĐ-UBND", "on": "2026-11-10"}
    prepared = prepared_acts.prepare(
        certification, PreparedKind.REVOKE, values, by=staff, reason=f"Vi phạm{side.mark}"
    )
    side.uid |= {"decision": decision.uid, "held_decision": held.uid}
    side.uid |= {"certification": certification.uid, "prepared": prepared.uid}
    side.pk["certification"] = certification.pk


def _other_things(side: Side, home: Place, made: Product, colleague: User) -> None:
    province = made.producer.province
    with act("office.create", by=None, province=province) as deed:
        office = Office(
            place=province, name=f"Văn phòng {side.province}{side.mark}", address=f"phố{side.mark}"
        )
        deed.create(office)
    with act("point_of_sale.create", by=None, province=province) as deed:
        shop = PointOfSale(
            name=f"Điểm bán {side.province}{side.mark}", place=home, address=f"chợ{side.mark}"
        )
        deed.create(shop)
    with act("yearly_figure.create", by=None, province=province) as deed:
        figure = YearlyFigure(
            product=made, year=2025, revenue=1_600_000_000, source=f"báo cáo{side.mark}"
        )
        deed.create(figure)
    with act("target.create", by=None, province=province) as deed:
        target = Target(
            province=province,
            year=2030,
            indicator=Indicator.PRODUCTS,
            value=150,
            plan=f"KH{side.mark}",
        )
        deed.create(target)
    with act("word.create", by=None, province=province) as deed:
        word = Word(
            province=province,
            vocabulary="producer_kind",
            written=f"Cơ sở{side.mark}",
            meaning="sme",
        )
        word.clean()
        deed.create(word)
    staged = StagedRow.objects.create(
        source=f"danh sách {side.province}", number=1, raw={"product": f"Cũ {side.province}{side.mark}"}, province=province,
        outcome=StagedOutcome.STAGED, problems=[f"thiếu năm{side.mark}"],
    )  # fmt: skip
    imported = staging.stage(
        sheet_of(["Tên chủ thể", "Loại hình", "Xã, phường"], [[f"HTX Nhập {side.province}{side.mark}", "HTX", home.full_name]]),
        f"chu-the{side.mark[:20]}.xlsx", "producers", province=province, by=colleague,
    )  # fmt: skip
    side.uid["import"] = imported.uid
    RowMatter.objects.create(
        imported=imported,
        row=imported.rows.get(),
        section="note",
        word=f"note{side.mark[:20]}",
        key="0" * 16,
    )
    picture = ProductImage(product=made, alt=f"ảnh{side.mark}")
    rebuild(png()).put_into(picture)
    picture.save()
    side.pk |= {
        "office": office.pk,
        "pointofsale": shop.pk,
        "stagedrow": staged.pk,
        "user": colleague.pk,
    }
    side.pk |= {"yearlyfigure": figure.pk, "target": target.pk, "word": word.pk}
    with act("name_answer.create", by=None, province=province) as deed:
        answer = NameAnswer(
            province=province, of="producer", written=f"HTX Khác{side.mark}", key="htx khac",
            subject=made.producer.uid, same=False,
        )  # fmt: skip
        deed.create(answer)
    side.pk |= {"nameanswer": answer.pk}
    with act("import.apply", by=None, province=province) as deed:  # of before it was recognised
        deed.create(Participation(product=made, reported="2 sao", stars=2, source="danh sách"))
    side.pk |= {"place": home.pk, "productset": made.product_set_id}
    side.image = picture.small.name


def _finished_job(side: Side, province: Place, staff: User) -> None:
    """Work that a member of staff started, with the file that came of it."""
    job = Job(
        kind="list.export",
        title=f"Xuất Excel{side.mark}",
        province=province,
        by=staff,
        status=JobStatus.DONE,
        finished_at=clock.now(),
        said=[f"xong{side.mark}"],
        output_name="chu-the.xlsx",
    )
    job.output.save("chu-the.xlsx", ContentFile(b"PK"), save=False)
    job.save()
    side.uid["job"] = job.uid


def _comparison(side: Side, staff: User) -> None:
    """A doubtful place of the law that the office held against the signed copy."""
    sheet = Scorecard.objects.get(
        scheme__slug="26-2026", product_set__no=7 if side.province == OWN else 23
    )
    at = compared_schemes.doubtful(sheet)[0]["at"]
    found = compared_schemes.Found(at, agrees=True, compared_on=clock.today(), note=side.mark)
    upload = SimpleUploadedFile("ban-ky.pdf", FULL_PDF, "application/pdf")
    side.uid["comparison"] = compared_schemes.record(sheet, found, upload, by=staff).uid


def _council_and_dossier(side: Side, staff: User, member: User | None) -> None:
    """A round that a council scores (the first member by account, the second on paper, the third in
    conflict), and a dossier with a file."""
    hopeful = Producer.objects.get(pk=side.pk["undecided_producer"])
    product = factories.product(f"Chấm điểm {side.province}", of=hopeful)
    round_ = factories.evaluating_round(staff, [product], province_code=side.province, number=20)
    seated = members.set_council(round_, seats(3, {1: member} if member else {}), by=staff)
    attendance.take_attendance(round_, {one.uid: True for one in seated}, by=staff)
    application = Application.objects.select_related(
        "round__place", "round__scheme", "product_set"
    ).get(round=round_)
    conflict = conflicts.declare_conflict(
        application, seated[2], ConflictKind.OTHER, f"người nhà{side.mark}", by=staff
    )
    saved = drafts.save_draft(application, seated[1], totals("30", "20", "25"), 0, by=staff)
    assert saved.sheet is not None
    side.rounds["scoring"], side.applications["scoring"] = round_.uid, application.uid
    side.uid |= {"member": seated[1].uid, "conflict": conflict.uid, "sheet": saved.sheet.uid}
    handed_in = Application.objects.select_related("round__place", "round__scheme").get(
        uid=side.applications["open"]
    )
    side.evidence = dossier.checklist(handed_in)[0].code
    upload = SimpleUploadedFile("giay-phep.pdf", FULL_PDF, "application/pdf")
    side.uid["evidence"] = evidence_files.add_file(handed_in, side.evidence, upload, by=staff).uid


def sheet_of(headings: list[str], rows: list[list[Any]]) -> bytes:
    """A small workbook."""
    return workbook([Page("Danh sách", headings, rows)])


def png(color: str = "red") -> ContentFile:
    content = BytesIO()
    Image.new("RGB", (200, 200), color).save(content, "PNG")
    return ContentFile(content.getvalue(), name="anh.png")


__all__ = [
    "OTHER",
    "OWN",
    "PDF",
    "MISSING_PK",
    "PreparedAct",
    "Producer",
    "Side",
    "World",
    "make",
    "png",
    "unknown_uid",
]
