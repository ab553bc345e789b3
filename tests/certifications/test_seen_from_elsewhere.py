"""Lists and files of one province never hold a row of another, also where no page asks for them."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from certifications.certificates import gaps
from certifications.figures import ptnt_ocop
from certifications.imports.kinds import kind_of
from certifications.models import StagedRow, Target
from ocop_registry.accounts.permissions import Scope, scope
from ocop_registry.journal.acts import act
from products.models import YearlyFigure
from tests import factories as make
from tests.certifications.certificates.history import recognised
from tests.certifications.imports.files import context
from tests.support.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
EVERYWHERE = Scope(True, frozenset())


@pytest.fixture
def both(db: None) -> list[Any]:
    """Of two provinces: a product with a figure, a target, and a row of an old list."""
    found = []
    for code in ("19", "24"):
        place = make.province(code)
        maker = make.producer(f"HTX {code}", place=make.commune(code))
        found.append(make.product(f"Chè {code}", of=maker, set_no=None))
        with act("yearly_figure.create", by=None, province=place) as deed:
            deed.create(YearlyFigure(product=found[-1], year=2025, revenue=int(code)))
        with act("target.create", by=None, province=place) as deed:
            deed.create(
                Target(province=place, year=2030, indicator="products", value=1, plan=f"KH {code}")
            )
        StagedRow.objects.create(
            source="Danh sách cũ", number=int(code), raw={}, outcome="staged", province=place
        )
    return found


@pytest.mark.parametrize(
    ("kind", "column"),
    [("producers", "name"), ("products", "name"), ("figures", "revenue"), ("targets", "plan")],
)
def test_an_offices_own_file_holds_its_own_rows(kind, column, both, lan):
    rows = kind_of(kind).current(context(lan))
    assert [str(row[column])[-2:] for row in rows] == ["19"]


def test_what_is_lacking_is_told_to_the_province_it_lacks_in(both, lan):
    seen = scope(lan, "view")
    assert {row.product_name for row in gaps.Gaps(seen)} == {"Chè 19"}
    assert gaps.staged_rows(seen) == 1
    assert gaps.staged_rows(EVERYWHERE) == 2


def test_a_figure_of_another_province_is_not_told(both, lan):
    for product in both:
        recognised(product, 3, on=date(2025, 5, 1))
    rows = ptnt_ocop.recognised(date(2025, 12, 31), EVERYWHERE)
    lines = ptnt_ocop.lines(rows, 2025, scope(lan, "view"))
    assert {line.name: line.revenue for line in lines} == {"Chè 19": 19, "Chè 24": None}


def test_the_old_lists_are_shown_by_province_and_to_nobody_without_one(both, lan):
    address = reverse("admin:certifications_stagedrow_changelist")
    shown = signed_in(lan).get(address).context_data["cl"].queryset
    assert [row.number for row in shown] == [19]
    without = signed_in(make.user("khong", "")).get(address)
    assert without.status_code in {302, 403, 404}
