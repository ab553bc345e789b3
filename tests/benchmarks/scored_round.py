"""A decided round with everything that papers speak of: a council, a sheet of each member for every
product, a decision."""

from certifications.council import attendance
from certifications.council import members as council
from certifications.council.sheets.access import cards_of
from certifications.law.scorecards import Criterion, Scorecard
from certifications.models import Application, CouncilMember, Round, ScoreSheet
from certifications.results.from_sheets import conclude_all
from ocop_registry import clock
from ocop_registry.accounts.models import User
from products.models import Product
from tests import factories as make
from tests.certifications.council.scored_round import seats

NAMES = (
    "Miến dong",
    "Chè Shan tuyết",
    "Gạo nếp",
    "Mật ong",
    "Bún khô",
    "Rượu men lá",
    "Tinh bột nghệ",
    "Trà hoa vàng",
)
# Which stars a product's marks allow, and the share of each criterion's points, in turn.
LEVELS = ((4, 0.99), (3, 0.7), (5, 1.0), (4, 0.99), (2, 0.4), (3, 0.99), (4, 0.99))


def scored_round(products: int, members: int = 7) -> Round:
    """Two products a producer, over all sets in turn; results from below 3 stars to 5."""
    staff, approver = make.staff("lap"), make.approver("duyet")
    round_ = make.evaluating_round(staff, made_products(products), council_decision="1200/QĐ-UBND")
    seated = council.set_council(round_, seats(members), by=staff)
    attendance.take_attendance(round_, {one.uid: True for one in seated}, by=staff)
    score(list(round_.applications.select_related("product_set")), seated, staff)
    conclude_all(round_, by=staff)
    for name, by in (("conclude", staff), ("approve", approver)):
        round_ = make.moved(round_, name, by=by)
    make.decide(round_, staff)
    round_.refresh_from_db()
    return round_


def made_products(count: int) -> list[Product]:
    found: list[Product] = []
    for number in range(count):
        if number % 2 == 0:
            owner = make.producer(
                f"HTX {NAMES[number // 2 % 8]} {number // 2 + 1}",
                place=make.commune("19", number // 2),
            )
        found.append(
            make.product(f"{NAMES[number % 8]} {number + 1}", of=owner, set_no=number % 26 + 1)
        )
    return found


def score(applications: list[Application], members: list[CouncilMember], by: User) -> None:
    """A closed sheet of everybody for everything, all alike."""
    cards = cards_of(applications)
    sheets = []
    for number, application in enumerate(applications):
        choices = choices_of(cards[application.product_set_id], *LEVELS[number % len(LEVELS)])
        sheets += [
            ScoreSheet(
                application=application,
                member=member,
                choices=choices,
                keyed_by=by,
                closed_at=clock.now(),
            )
            for member in members
        ]
    ScoreSheet.objects.bulk_create(sheets)


def choices_of(card: Scorecard, stars: int, share: float) -> dict[str, dict]:
    """On every criterion the highest level within that share of its points, or the mark of these
    stars where that is more."""
    found = {
        one.code: {"points": _points(one, stars, share), "case": _case(one)} for one in card.scored
    }
    for one in card.scored:
        if one.applies_if and found[one.applies_if[0]]["points"] <= one.applies_if[1]:
            found[one.code]["points"] = 0
    return found


def _points(criterion: Criterion, stars: int, share: float) -> int:
    case = _case(criterion)
    levels = sorted({one.points for one in criterion.options if one.case in (None, case)})
    within = max((points for points in levels if points <= share * levels[-1]), default=0)
    return max([within, *(points for star, points in criterion.marks().items() if star <= stars)])


def _case(criterion: Criterion) -> str | None:
    return criterion.cases[0].code if criterion.cases else None
