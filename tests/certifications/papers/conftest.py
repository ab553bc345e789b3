"""A decided round with a council of three, in the cast of the staff pages."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from certifications.models import Round
from certifications.results.from_sheets import conclude_all
from ocop_registry.accounts.models import Office
from tests import factories as make
from tests.benchmarks.scored_round import choices_of
from tests.certifications.council import scored_round
from tests.certifications.staff.conftest import _today  # noqa: F401

PRIVATE = ("0912345678", "ba.nhat@example.vn", "Thôn Nà Pò", "4600123456", "Trần Thị Nhật", "Tày")


def private_producer(name: str = "Hộ bà Nhật & con") -> Any:
    phone, email, address, tax_code, representative, ethnicity = PRIVATE
    return make.producer(
        name, kind="household", phone=phone, email=email, address=address, tax_code=tax_code,
        representative_name=representative, representative_ethnicity=ethnicity,
    )  # fmt: skip


@pytest.fixture
def office(db: None) -> Office:
    return Office.objects.create(
        place=make.province(),
        name="Văn phòng điều phối nông thôn mới tỉnh Thái Nguyên",
        parent_body="Sở Nông nghiệp và Môi trường",
        phone="0208 3855 555",
    )


def scored(lan: Any, levels: list[tuple[int, float]], members: int = 3) -> Round:  # noqa: F811
    """A round being evaluated, each product scored alike by everybody: (stars its marks allow,
    share of the points)."""
    owner = private_producer()
    products = [
        make.product(f"Sản phẩm {number}", of=owner, set_no=number)
        for number in range(1, len(levels) + 1)
    ]
    round_ = make.evaluating_round(lan, products, council_decision="1200/QĐ-UBND")
    seated = scored_round.council.set_council(round_, scored_round.seats(members), by=lan)
    scored_round.attendance.take_attendance(round_, {one.uid: True for one in seated}, by=lan)
    applications = round_.applications.select_related(
        "product", "product_set", "round__place", "round__scheme"
    )
    for application, level in zip(applications.order_by("position"), levels, strict=True):
        card = scored_round.card_of(application)
        choices = choices_of(card, *level)
        if level[0] == 3:  # one mark of the next star is missed, whatever the points
            choices[
                next(one.code for one in card.scored if 4 in one.marks() and 3 not in one.marks())
            ]["points"] = 0
        for member in seated:
            scored_round.closed(application, member, {"choices": choices}, lan)
    conclude_all(round_, by=lan)
    return Round.objects.select_related("place", "scheme").get(pk=round_.pk)


def approve(round_: Round, lan: Any, minh: Any) -> Round:  # noqa: F811
    make.moved(round_, "conclude", by=lan)
    make.moved(round_, "approve", by=minh)
    return Round.objects.select_related("place", "scheme").get(pk=round_.pk)


@pytest.fixture
def approved(lan: Any, minh: Any, office: Office) -> Round:  # noqa: F811
    """Four stars, five, one that its marks hold at three, and one below three."""
    return approve(scored(lan, [(4, 0.99), (5, 1), (3, 1), (2, 0.4)]), lan, minh)


@pytest.fixture
def decided(approved: Round, lan: Any) -> Round:  # noqa: F811
    make.decide(approved, lan)
    return Round.objects.select_related("place", "scheme").get(pk=approved.pk)


def words_of(document: bytes) -> str:
    """Everything that a reader of a Word paper sees, cell by cell."""
    read = Document(BytesIO(document))
    lines = [one.text or "" for one in read.element.body.iter() if one.tag.endswith("}t")]
    assert read.sections[0].page_width.mm == pytest.approx(210, abs=0.2)
    return " ".join(" ".join(lines).split())
