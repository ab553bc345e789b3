"""Invented data to try the main job on, marked "Dữ liệu minh họa": one decided and one open round of Thái Nguyên.

Goes through the same acts as the pages, with the demo accounts; nothing here exists outside demo mode.
"""

from datetime import date, timedelta

from certifications import applications, deciding, results, workflow
from certifications.models import ApplicationType, Level, Round, Scheme
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act
from ocop_registry.places.models import Place
from producers.models import Producer, ProducerKind
from products.models import Product, ProductSet

PROVINCE = "19"
SCHEME = "26-2026"
K, T = ProducerKind, ApplicationType

# product, producer, kind, commune, set, total, parts A B C, marks met, criteria missed
DECIDED = (
    (
        "Trà móc câu Đồi Xanh",
        "HTX chè Đồi Xanh (minh họa)",
        K.COOPERATIVE,
        "05503",
        11,
        "88,40",
        "35,20",
        "22,00",
        "31,20",
        "5",
        "",
    ),
    ("Miến dong Suối Bạc", "HTX Suối Bạc (minh họa)", K.COOPERATIVE, "05692", 6, "76,50", "31,00", "19,00", "26,50", "4", ""),
    (
        "Mật ong Rừng Già",
        "Tổ hợp tác ong Rừng Già (minh họa)",
        K.COOPERATIVE_GROUP,
        "05665",
        5,
        "86,40",
        "34,40",
        "22,00",
        "30,00",
        "3",
        "2.3",
    ),
    ("Gạo nếp Thung Lũng", "HTX Thung Lũng (minh họa)", K.COOPERATIVE, "05680", 3, "64,25", "26,25", "16,00", "22,00", "4", ""),
    ("Trà đinh Sương Sớm", "Công ty TNHH Sương Sớm (minh họa)", K.SME, "05503", 11, "91,00", "37,00", "23,00", "31,00", "5", ""),
    (
        "Măng khô Bản Nà",
        "Hộ sản xuất Bản Nà (minh họa)",
        K.HOUSEHOLD,
        "02143",
        4,
        "46,00",
        "19,00",
        "11,00",
        "16,00",
        "2",
        "1.4, 6.1",
    ),
)
OPEN = (
    ("Trà hoa vàng Đồi Xanh", "HTX chè Đồi Xanh (minh họa)", K.COOPERATIVE, "05503", 12),
    ("Bánh chưng Bờ Suối", "Hộ kinh doanh Bờ Suối (minh họa)", K.REGISTERED_HOUSEHOLD, "05665", 6),
    ("Tương nếp Làng Cổ", "HTX Làng Cổ (minh họa)", K.COOPERATIVE, "05680", 9),
    ("Lạp sườn Bếp Lửa", "HTX Bếp Lửa (minh họa)", K.COOPERATIVE, "01933", 7),
    ("Rượu men lá Khau Đồn", "HTX Khau Đồn (minh họa)", K.COOPERATIVE, "01933", 14),
    ("Tinh bột nghệ Nà Lùng", "Công ty CP Nà Lùng (minh họa)", K.SME, "01843", 18),
    ("Gừng sấy dẻo Nà Lùng", "Công ty CP Nà Lùng (minh họa)", K.SME, "01843", 7),
    ("Giỏ mây Tay Khéo", "Tổ hợp tác Tay Khéo (minh họa)", K.COOPERATIVE_GROUP, "05692", 21),
    ("Nấm hương Rừng Thông", "Trang trại Rừng Thông (minh họa)", K.FARM, "02143", 4),
    ("Na dai Sườn Núi", "HTX Sườn Núi (minh họa)", K.COOPERATIVE, "05680", 1),
    ("Trứng gà thả đồi", "Trang trại Đồi Thông (minh họa)", K.FARM, "05665", 2),
    ("Điểm du lịch Bản Chè", "Hội du lịch Bản Chè (minh họa)", K.SOCIETY, "05503", 26),
)


def load_rounds(staff: User, approver: User) -> list[Round]:
    """Make both rounds unless demo rounds exist. `staff` enters, `approver` approves."""
    if Round.objects.filter(is_demo=True).exists():
        return []
    return [_decided_round(staff, approver), _open_round(staff)]


def _decided_round(staff: User, approver: User) -> Round:
    today = clock.today()
    evaluated, signed = today - timedelta(days=30), today - timedelta(days=12)
    round_ = workflow.move(_round(1, "Đợt 1 (dữ liệu minh họa)", evaluated, staff), "open", by=staff)
    entries = [_entry(row[:5]) for row in DECIDED]
    taken = applications.take_in(round_, entries, by=staff)
    workflow.move(round_, "start", by=staff)
    fields = ("total", "part_a", "part_b", "part_c", "marks_met", "missed_criteria")
    typed = {one.uid: dict(zip(fields, row[5:], strict=True)) for one, row in zip(taken, DECIDED, strict=True)}
    results.enter(round_, typed, {}, by=staff)
    workflow.move(round_, "conclude", by=staff)
    workflow.move(round_, "approve", by=approver)
    data = deciding.DecisionData("9001/QĐ-UBND", signed, f"UBND {_lower(_place(PROVINCE))}", signed)
    deciding.record(round_, data, [r.application.uid for r in workflow.undecided_results(round_)], by=staff)
    return round_


def _open_round(staff: User) -> Round:
    round_ = workflow.move(_round(2, "Đợt 2 (dữ liệu minh họa)", None, staff), "open", by=staff)
    made: dict[str, Producer] = {}
    applications.take_in(round_, [_entry(row, made) for row in OPEN], by=staff)
    return round_


def _round(number: int, title: str, evaluated_on: date | None, staff: User) -> Round:
    round_ = Round(
        level=Level.PROVINCE,
        place=_place(PROVINCE),
        scheme=Scheme.objects.get(slug=SCHEME),
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


def _entry(row: tuple, made: dict[str, Producer] | None = None) -> applications.NewApplication:
    name, producer_name, kind, code, set_no = row
    made = {} if made is None else made
    producer = (
        made.get(producer_name)
        or Producer.objects.filter(name=producer_name, is_demo=True).select_related("place__province").first()
    )
    if producer is None:
        producer = Producer(name=producer_name, kind=kind, place=_place(code), is_demo=True)
    made[producer_name] = producer
    chosen = ProductSet.objects.get(scheme=SCHEME, no=set_no)
    return applications.NewApplication(Product(producer=producer, name=name, product_set=chosen, is_demo=True), T.FIRST, chosen)


def _place(code: str) -> Place:
    return Place.objects.current().select_related("province").get(code=code)


def _lower(place: Place) -> str:
    return place.full_name[0].lower() + place.full_name[1:]
