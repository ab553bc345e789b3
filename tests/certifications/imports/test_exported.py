"""What a list exports, an import reads again and finds nothing to change."""

import itertools
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certifications.imports import staging
from certifications.imports.contract import Context
from certifications.imports.kinds import kind_of
from certifications.imports.templates import current_workbook
from certifications.models import ImportKind, Indicator, Target
from ocop_registry import clock
from ocop_registry.journal.acts import act
from products.models import YearlyFigure
from tests import factories as make

LISTS = {
    ImportKind.PRODUCERS: "admin:producers_producer_changelist",
    ImportKind.PRODUCTS: "admin:products_product_changelist",
    ImportKind.FIGURES: "admin:products_yearlyfigure_changelist",
    ImportKind.TARGETS: "admin:certifications_target_changelist",
}

# columns that tell what follows from others: named to the officer, not read
FOLLOWS = {"Tỉnh hiện nay", "Loại hình"}


@pytest.fixture
def lan(db: None) -> Any:
    """An officer whose province has a little of everything, some of it awkward to write."""
    person, province = make.staff("lan"), make.province()
    maker = make.producer(
        '=HTX "Nà Pò", 1', tax_code="0123456789", phone="+84 912 000 000", address="-Thôn 1"
    )
    household = make.producer("Hộ Đặng Văn Ánh", kind="household", place=make.commune("19", 4))
    for at, product in enumerate(
        [
            make.product("Miến dong", of=maker),
            make.product('+Chè; "búp"', of=household, gtin="8938501234568"),
        ]
    ):
        with act("yearly_figure.create", by=None, province=province) as deed:
            deed.create(
                YearlyFigure(
                    product=product,
                    year=2025,
                    revenue=1_600_000_000 + at,
                    output="1975.5",
                    output_unit="tấn",
                )
            )
    for value, indicator in (("87.5", Indicator.KEPT_SHARE), ("150", Indicator.PRODUCTS)):
        with act("target.create", by=None, province=province) as deed:
            deed.create(
                Target(
                    province=province,
                    year=2030,
                    indicator=indicator,
                    value=value,
                    plan="3438/KH-UBND",
                )
            )
    return person


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", LISTS)
def test_an_exported_list_imports_again_with_nothing_to_change(
    lan: Any, kind: str, form: str
) -> None:
    client = Client()
    client.force_login(lan, backend="ocop_registry.accounts.backends.StaffBackend")
    answer = client.get(reverse(LISTS[ImportKind(kind)]), {"xuat": form})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    staged = staging.stage(content, f"danh-sach.{form}", kind, province=make.province(), by=lan)
    counts = {name: count for name, count in staged.counts.items() if count}
    told = [
        (row.cells, row.faults, row.changes)
        for row in staged.rows.all()
        if row.outcome != "unchanged"
    ]
    assert counts == {"read": 2, "unchanged": 2}, told
    unread = {
        heading for columns in staged.columns.values() for heading in columns["unread"].values()
    }
    assert unread <= FOLLOWS


def test_every_list_of_recognitions_imports_again_as_the_register_with_nothing_to_change(
    historic: None,
) -> None:
    client = Client()
    client.force_login(make.ministry(), backend="ocop_registry.accounts.backends.StaffBackend")
    lists = ["/quan-tri/certifications/certification/?xuat=", "/san-pham/xuat."]
    for address, form in itertools.product(lists, ("xlsx", "csv")):
        content = client.get(
            f"{address}{form}", {} if "?" in address else {"standing": "all"}
        ).getvalue()
        found = staging.dry_run(content, f"sổ.{form}", ImportKind.REGISTER, province=None, by=None)
        assert [
            (row.number, row.faults, row.changes)
            for row in found.rows
            if row.outcome != "unchanged"
        ] == [], address + form
        assert found.counts["read"] > 100


@pytest.mark.usefixtures("historic")
def test_the_lists_of_before_import_again_without_a_change():
    content = current_workbook(
        kind_of(ImportKind.REGISTER), Context(None, None, None, clock.today())
    )
    rows = staging.dry_run(content, "sổ.xlsx", ImportKind.REGISTER, province=None, by=None).rows
    assert len(rows) == 139
    assert [
        (row.number, row.faults, row.changes) for row in rows if row.outcome != "unchanged"
    ] == []
