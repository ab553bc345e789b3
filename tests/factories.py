"""Plain functions that make valid objects by default, through the same acts as the pages. No
randomness, no clock."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from certifications import workflow
from certifications.applications import intake
from certifications.applications.fitting import fit_of, held_by
from certifications.certificates import held_back, prepared_acts
from certifications.decisions import confirming
from certifications.decisions.plan import DecisionData
from certifications.identity.issuers import authorities
from certifications.merging import prepared as merging
from certifications.models import (
    Application,
    ApplicationType,
    Decision,
    GroundKind,
    Level,
    PreparedAct,
    PreparedKind,
    Round,
    Scheme,
)
from certifications.results import typed as results
from certifications.results.grounds import Answers, lacking
from certifications.rounds.access import active_applications, undecided_results
from ocop_registry.accounts.models import Role, RoleHeld, User
from ocop_registry.journal.acts import act
from ocop_registry.places.models import Place
from producers.models import Producer, ProducerKind
from products.models import Product, ProductSet

EVALUATED_ON = date(2026, 10, 20)
SIGNED_ON = date(2026, 11, 2)


# --- places and people ----------------------------------------------------------------------------
def province(code: str = "19") -> Place:
    """A province of today; 19 is Thái Nguyên, 24 Bắc Ninh."""
    return Place.objects.current().provinces().get(code=code)


def commune(province_code: str = "19", number: int = 0) -> Place:
    """A commune of today in that province."""
    return (
        Place.objects.current()
        .communes()
        .select_related("province")
        .filter(province__code=province_code)
        .order_by("code")[number]
    )


def old_place(code: str) -> Place:
    """A unit that ended on 30/06/2025, by its code: 06 is the province Bắc Kạn, 066 the district Na
    Rì."""
    return Place.objects.get(code=code, valid_until=date(2025, 6, 30), dates_exact=True)


def user(
    username: str, role: str = Role.PROVINCE_STAFF, province_code: str | None = "19", **extra: Any
) -> User:
    """A person holding one role (none when role is "")."""
    person = User(username=username, full_name=f"Người {username}", **extra)
    person.set_password("mat-khau-thu-nghiem")
    person.save()
    if role:
        place = province(province_code) if province_code and role != Role.MINISTRY else None
        RoleHeld.objects.create(user=person, role=role, place=place, since=date(2026, 1, 1))
    return person


def staff(username: str = "lan", province_code: str = "19") -> User:
    return user(username, Role.PROVINCE_STAFF, province_code)


def approver(username: str = "minh", province_code: str = "19") -> User:
    return user(username, Role.APPROVER, province_code)


def ministry(username: str = "bo") -> User:
    return user(username, Role.MINISTRY, None)


# --- producers and products -----------------------------------------------------------------------
def producer(
    name: str = "HTX Nà Pò", *, place: Place | None = None, by: User | None = None, **fields: Any
) -> Producer:
    made = Producer(
        name=name,
        kind=fields.pop("kind", ProducerKind.COOPERATIVE),
        place=place or commune(),
        **fields,
    )
    with act("producer.create", by=by, province=made.province) as deed:
        deed.create(made)
    return made


def product(
    name: str = "Miến dong Nà Pò",
    *,
    of: Producer | None = None,
    by: User | None = None,
    set_no: int | None = 6,
    **fields: Any,
) -> Product:
    owner = of or producer()
    chosen = ProductSet.objects.get(scheme="26-2026", no=set_no) if set_no else None
    made = Product(producer=owner, name=name, product_set=chosen, **fields)
    with act("product.create", by=by, province=owner.province) as deed:
        deed.create(made)
    return made


def products(count: int, *, of: Producer | None = None) -> list[Product]:
    """Several products of one producer: "Sản phẩm 01", "Sản phẩm 02" …"""
    owner = of or producer()
    return [product(f"Sản phẩm {number:02d}", of=owner) for number in range(1, count + 1)]


def changed(subject: Any, by: User, approver: User, *, reason: str = "Đổi", **values: Any) -> Any:
    """A recognised product or producer with other particulars, as two people change them."""
    found = held_back.differences(subject, values)
    prepared_acts.approve(
        prepared_acts.prepare(subject, PreparedKind.CHANGE, found, by=by, reason=reason),
        by=approver,
    )
    subject.refresh_from_db()
    return subject


def merged(keep: Any, drop: Any, *, by: User, **told: Any) -> Any:
    """`drop` merged into `keep`: prepared by one person, approved by another; the kept one as it is
    then. Of the Ministry's both are its people."""
    sent = merging.prepare(keep, drop, by=by, **told)
    prepared_acts.approve(sent, by=second_person(sent))
    return type(keep).objects.get(pk=keep.pk)


def second_person(sent: PreparedAct) -> User:
    """Somebody who may approve a prepared merge, or the taking back of one."""
    name = "duyet-bo" if sent.values["central"] else f"duyet-{sent.subject.province.code}"
    known = User.objects.filter(username=name).first()
    made = ministry if sent.values["central"] else approver
    code = () if sent.values["central"] else (sent.subject.province.code,)
    return known or made(name, *code)


# --- rounds ---------------------------------------------------------------------------------------
def draft_round(
    *,
    province_code: str = "19",
    number: int = 1,
    evaluated_on: date | None = EVALUATED_ON,
    **fields: Any,
) -> Round:
    round_ = Round(
        level=Level.PROVINCE,
        place=province(province_code),
        scheme=Scheme.objects.get(slug="26-2026"),
        year=2026,
        number=number,
        title=f"Đợt {number} năm 2026",
        evaluated_on=evaluated_on,
        **fields,
    )
    with act("round.create", by=None, province=round_.place) as deed:
        deed.create(round_)
    return round_


def central_round(*, number: int = 1) -> Round:
    round_ = Round(
        level=Level.CENTRAL, place=None, scheme=Scheme.objects.get(slug="26-2026"), year=2026, number=number,
        title=f"Đợt trung ương {number} năm 2026", evaluated_on=EVALUATED_ON,
    )  # fmt: skip
    with act("round.create", by=None) as deed:
        deed.create(round_)
    return round_


def open_round(by: User, **fields: Any) -> Round:
    return workflow.move(draft_round(**fields), "open", by=by)


def take_in(
    round_: Round, wanted: list[Product], by: User, *, type: str = ApplicationType.FIRST
) -> list[Application]:
    entries = [
        intake.NewApplication(one, type, one.product_set, reason=_reason(one, type))
        for one in wanted
    ]
    return intake.take_in(round_, entries, by=by)


def _reason(of: Product, type_: str) -> str:
    """A reason where the law asks for one."""
    held = held_by([of]).get(of.pk or 0, ())
    return "Chủ thể có lý do chính đáng" if fit_of(type_, held).asks else ""


def evaluating_round(
    by: User, wanted: list[Product], *, type: str = ApplicationType.FIRST, **fields: Any
) -> Round:
    round_ = open_round(by, **fields)
    take_in(round_, wanted, by, type=type)
    return workflow.move(round_, "start", by=by)


def scored(
    total: str = "75,5", *, marks: str = "5", missed: str = "", **other: str
) -> dict[str, str]:
    """A results row as typed: the total shared out over parts A, B, C within their maxima; all
    marks met unless said."""
    points = Decimal(total.replace(",", "."))
    a = min(points, Decimal(40))
    b = min(points - a, Decimal(25))
    parts = {"part_a": a, "part_b": b, "part_c": points - a - b}
    return {
        "total": total,
        **{name: str(value).replace(".", ",") for name, value in parts.items()},
        "marks_met": marks,
        "missed_criteria": missed,
        **other,
    }


def enter(round_: Round, by: User, *rows: dict[str, str]) -> list[results.SavedRow]:
    """Results for the round's active applications in order; the last row serves for all that
    follow."""
    active = list(active_applications(round_).order_by("position"))
    typed = {one.uid: rows[min(index, len(rows) - 1)] for index, one in enumerate(active)}
    return results.enter(round_, typed, {}, by=by)


def approved_round(
    by: User, approver: User, wanted: list[Product], *rows: dict[str, str], **fields: Any
) -> Round:
    round_ = evaluating_round(by, wanted, **fields)
    saved = enter(round_, by, *(rows or (scored(),)))
    assert all(row.outcome == "saved" for row in saved), [row.row.errors for row in saved]
    moved(round_, "conclude", by=by)
    return moved(round_, "approve", by=approver)


REASONS = {(kind, ""): "Theo biên bản họp của hội đồng" for kind in GroundKind.values}


# The same as the form of a move sends it, where one dossier lacks something.
ANSWERED = {
    **{f"ly-do-{kind}": why for (kind, _), why in REASONS.items()},
    "da-doc": GroundKind.values,
    "con-thieu": "1",
}


def moved(round_: Round, name: str, *, by: User, reason: str = "") -> Round:
    """A move of the round by a person who answers everything that it asks."""
    answers = Answers(REASONS, read=GroundKind.values, lacking=lacking(round_.grounds.all()))
    return workflow.move(round_, name, by=by, reason=reason, answers=answers)


def decide(
    round_: Round,
    by: User,
    *,
    number: str = "1523/QĐ-UBND",
    signed_on: date = SIGNED_ON,
    issued_on: date | None = None,
) -> Decision:
    """A decision over everything that still wants one; it says itself when it gives certificates
    on another day than its own."""
    uids = [result.application.uid for result in undecided_results(round_)]
    issuer = authorities(round_.place, signed_on)[0]
    words = f"Cấp giấy chứng nhận ngày {issued_on:%d/%m/%Y}." if issued_on else ""
    data = DecisionData(number, signed_on, issuer, issued_on or signed_on, words)
    return recorded(round_, data, uids, by=by)


def recorded(round_: Round, data: DecisionData, uids: Sequence[str], *, by: User) -> Decision:
    """A decision prepared by one person and confirmed by another."""
    return confirmed(confirming.prepare(round_, data, uids, by=by))


def prepared() -> QuerySet[PreparedAct]:
    """The prepared acts, but for the decisions by which things came to be recognised."""
    return PreparedAct.objects.exclude(kind=PreparedKind.DECIDE)


def confirmed(sent: PreparedAct) -> Decision:
    """What a prepared decision becomes once somebody else confirms it."""
    place = sent.subject.place
    name = f"xac-nhan-{place.code if place else 'bo'}"
    person = User.objects.filter(username=name).first()
    person = person or (approver(name, place.code) if place else ministry(name))
    decision = confirming.decision_of(prepared_acts.approve(sent, by=person))
    assert decision is not None
    return decision


def certified(
    by: User,
    approver: User,
    wanted: list[Product],
    *rows: dict[str, str],
    number: str = "1523/QĐ-UBND",
    **fields: Any,
) -> Round:
    """Products brought through a whole round to their certifications."""
    signed_on, issued_on = fields.pop("signed_on", SIGNED_ON), fields.pop("issued_on", None)
    round_ = approved_round(by, approver, wanted, *rows, **fields)
    decide(round_, by, number=number, signed_on=signed_on, issued_on=issued_on)
    round_.refresh_from_db()
    return round_
