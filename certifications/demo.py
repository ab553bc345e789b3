"""Invented data to try the main job on, marked "Dữ liệu minh họa": one decided and one open round
of Thái Nguyên.

Goes through the same acts as the pages, with the demo accounts; nothing here exists outside demo
mode.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

from certifications import workflow
from certifications.applications import intake
from certifications.certificates import prepared_acts
from certifications.council.members import Seat, set_council
from certifications.decisions import confirming
from certifications.decisions.plan import DecisionData
from certifications.models import (
    Application,
    ApplicationType,
    CouncilRole,
    GroundKind,
    Level,
    Round,
    Scheme,
)
from certifications.results import typed as results
from certifications.results.grounds import Answers, lacking
from certifications.rounds.access import undecided_results
from ocop_registry import clock
from ocop_registry.accounts.models import Office, User
from ocop_registry.journal.acts import act
from ocop_registry.places.models import Place
from producers.models import Producer
from products.models import Product, ProductSet

PROVINCE = "19"
APPLICATIONS = Path(__file__).parent / "data" / "demo_applications.csv"
RESULT_FIELDS = ("total", "part_a", "part_b", "part_c", "marks_met", "missed_criteria")
Row = dict[str, str]
# The invented round was held on paper, without dossiers.
REASONS = {
    (kind, ""): "Dữ liệu minh họa: ghi từ biên bản giấy, không có hồ sơ thật"
    for kind in GroundKind.values
}


def load_office() -> None:
    """The office of the demo province, so that pages can say whom to ask. It declares nothing
    complete: that would be untrue."""
    if Office.objects.filter(place=_place(PROVINCE)).exists():
        return
    with act("office.create", by=None, province=_place(PROVINCE)) as deed:
        deed.create(
            Office(
                place=_place(PROVINCE),
                name="Văn phòng điều phối nông thôn mới tỉnh Thái Nguyên (minh họa)",
            )
        )


def load_rounds(staff: User, approver: User) -> list[Round]:
    """Make both rounds unless demo rounds exist. `staff` enters, `approver` approves."""
    if Round.objects.filter(is_demo=True).exists():
        return []
    return [_decided_round(staff, approver), _open_round(staff)]


def _decided_round(staff: User, approver: User) -> Round:
    today = clock.today()
    evaluated, signed = today - timedelta(days=30), today - timedelta(days=12)
    round_ = workflow.move(
        _round(1, "Đợt 1 (dữ liệu minh họa)", evaluated, staff), "open", by=staff
    )
    rows = _rows("1")
    taken = _take_in(round_, rows, staff)
    workflow.move(round_, "start", by=staff)
    typed = {
        one.uid: {name: row[name] for name in RESULT_FIELDS}
        for one, row in zip(taken, rows, strict=True)
    }
    results.enter(round_, typed, {}, by=staff)
    workflow.move(round_, "conclude", by=staff, answers=Answers(REASONS))
    read = Answers(read=GroundKind.values, lacking=lacking(round_.grounds.all()))
    workflow.move(round_, "approve", by=approver, answers=read)
    data = DecisionData("9001/QĐ-UBND", signed, f"UBND {_lower(_place(PROVINCE))}", signed)
    uids = [result.application.uid for result in undecided_results(round_)]
    prepared_acts.approve(confirming.prepare(round_, data, uids, by=staff), by=approver)
    return round_


def _open_round(staff: User) -> Round:
    round_ = workflow.move(_round(2, "Đợt 2 (dữ liệu minh họa)", None, staff), "open", by=staff)
    _take_in(round_, _rows("2"), staff)
    set_council(round_, _seats(), by=staff)
    return round_


def _seats() -> list[Seat]:
    """A council of seven: one member scores with an account of his own, the others on paper."""
    member = User.objects.filter(username="duc", is_demo=True).first()
    return [
        Seat("Chủ tịch hội đồng (minh họa)", CouncilRole.CHAIR, "UBND tỉnh"),
        Seat("Phó chủ tịch hội đồng (minh họa)", CouncilRole.VICE, "Sở Nông nghiệp và Môi trường"),
        Seat("Ma Văn Đức (minh họa)", CouncilRole.MEMBER, "Sở Công Thương", member),
        *(
            Seat(f"Ủy viên {number} (minh họa)", CouncilRole.MEMBER, "Sở, ngành của tỉnh")
            for number in range(2, 6)
        ),
        Seat(
            "Thư ký hội đồng (minh họa)", CouncilRole.SECRETARY, "Văn phòng điều phối nông thôn mới"
        ),
    ]


def _round(number: int, title: str, evaluated_on: date | None, staff: User) -> Round:
    round_ = Round(
        level=Level.PROVINCE,
        place=_place(PROVINCE),
        scheme=_scheme(evaluated_on),
        year=clock.today().year,
        number=number,
        title=f"{title}, năm {clock.today().year}",
        evaluated_on=evaluated_on,
        opened_on=clock.today() - timedelta(days=60 if evaluated_on else 10),
        council_decision="1200/QĐ-UBND",
        council_decided_on=clock.today() - timedelta(days=70),
        is_demo=True,
    )
    with act("round.create", by=staff, province=round_.place) as deed:
        deed.create(round_)
    return round_


def _rows(number: str) -> list[Row]:
    with APPLICATIONS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["round"] == number]


def _take_in(round_: Round, rows: list[Row], staff: User) -> list[Application]:
    """One act for all rows; rows of one producer share it, and a producer of the earlier round is
    found again."""
    made = {
        one.name: one
        for one in Producer.objects.filter(is_demo=True).select_related("place__province")
    }
    for row in rows:
        made.setdefault(
            row["producer"],
            Producer(
                name=row["producer"], kind=row["kind"], place=_place(row["commune"]), is_demo=True
            ),
        )
    entries = [_entry(row, made[row["producer"]]) for row in rows]
    return intake.take_in(round_, entries, by=staff)


def _scheme(evaluated_on: date | None = None) -> Scheme:
    """The scheme of the day of evaluation; of today while that is not known."""
    scheme = Scheme.objects.current(evaluated_on or clock.today())
    assert scheme is not None, "the schemes are loaded before the demo"
    return scheme


def _entry(row: Row, producer: Producer) -> intake.NewApplication:
    chosen = ProductSet.objects.get(scheme=_scheme().slug, no=row["set"])
    product = Product(producer=producer, name=row["product"], product_set=chosen, is_demo=True)
    return intake.NewApplication(product, ApplicationType.FIRST, chosen)


def _place(code: str) -> Place:
    return Place.objects.current().select_related("province").get(code=code)


def _lower(place: Place) -> str:
    return place.full_name[0].lower() + place.full_name[1:]
