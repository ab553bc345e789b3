"""Yearly figures and targets of plans: typed as on paper, kept by act, never public."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from certifications.models import Indicator, Target
from ocop_registry.journal.models import JournalEntry, JournalHead
from products.models import PublicEntry, YearlyFigure
from tests import factories

FIGURES, TARGETS = "admin:products_yearlyfigure", "admin:certifications_target"


def figure(product: Any, **typed: str) -> dict[str, str]:
    return {
        "product": str(product.pk),
        "year": "2025",
        "revenue": "",
        "output": "",
        "output_unit": "",
        "source": "",
    } | typed


def problems(answer: Any) -> str:
    form = answer.context["adminform"].form
    return " ".join(str(fault) for faults in form.errors.values() for fault in faults)


def test_a_figure_is_typed_as_on_paper_and_kept_by_one_act(clients: dict) -> None:
    product = factories.product()
    entries, told = JournalEntry.objects.count(), JournalHead.objects.get().public_seq
    sent = figure(
        product,
        revenue="1.600.000.000",
        output="1.975,5",
        output_unit="tấn",
        source="Báo cáo quý IV",
    )
    assert clients["staff"].post(reverse(f"{FIGURES}_add"), sent).status_code == 302
    kept = YearlyFigure.objects.get()
    assert (kept.product, kept.year, kept.revenue, kept.output) == (
        product,
        2025,
        1_600_000_000,
        Decimal("1975.5"),
    )
    assert [entry.act for entry in JournalEntry.objects.order_by("seq")[entries:]] == [
        "yearly_figure.create"
    ]
    assert JournalHead.objects.get().public_seq == told
    assert not PublicEntry.objects.filter(detail__contains="1600000000").exists()
    shown = clients["staff"].get(reverse(f"{FIGURES}_changelist")).content.decode()
    assert all(text in shown for text in (">1.600.000.000<", ">1.975,5 tấn<", ">2025<"))
    form = clients["staff"].get(reverse(f"{FIGURES}_change", args=[kept.pk])).content.decode()
    assert 'value="1.600.000.000"' in form
    assert 'value="1.975,500"' in form


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Ghi doanh thu hoặc sản lượng."),
        ({"revenue": "-1"}, "Doanh thu và sản lượng không âm."),
        ({"output": "3"}, "Ghi đơn vị tính của sản lượng, ví dụ tấn."),
        ({"revenue": "1", "year": "25"}, "Ghi năm bốn chữ số, ví dụ 2025."),
        (
            {"revenue": "1", "year": "2024"},
            "Sản phẩm này đã có số liệu của năm này: hãy sửa dòng đã có.",
        ),
    ],
)
def test_a_figure_that_says_nothing_or_twice_is_refused_with_a_sentence(
    clients: dict, typed: dict, said: str
) -> None:
    product = factories.product()
    first = figure(product, year="2024", revenue="5")
    clients["staff"].post(reverse(f"{FIGURES}_add"), first)
    answer = clients["staff"].post(reverse(f"{FIGURES}_add"), figure(product, **typed))
    assert (answer.status_code, said in problems(answer)) == (200, True), problems(answer)
    assert [(one.year, one.revenue) for one in YearlyFigure.objects.all()] == [(2024, 5)]


def test_figures_are_found_by_year_and_province_and_read_by_readers(clients: dict) -> None:
    own, other = (
        factories.product("Miến dong"),
        factories.product("Vải", of=factories.producer(place=factories.commune("24"))),
    )
    for who, product, year in (
        ("staff", own, "2024"),
        ("staff", own, "2025"),
        ("other", other, "2025"),
    ):
        sent = figure(product, year=year, revenue="7")
        assert clients[who].post(reverse(f"{FIGURES}_add"), sent).status_code == 302
    listed = reverse(f"{FIGURES}_changelist")

    def found(who: str, **asked: str) -> list[tuple[str, int]]:
        return [
            (row.product.name, row.year)
            for row in clients[who].get(listed, asked).context["cl"].result_list
        ]

    assert found("read_only") == [("Miến dong", 2025), ("Miến dong", 2024)]
    assert found("read_only", nam="2024", q="mien") == [("Miến dong", 2024)]
    assert found("ministry", tinh="24") == [("Vải", 2025)]
    assert found("other") == [("Vải", 2025)]
    page = clients["read_only"].get(
        reverse(f"{FIGURES}_change", args=[YearlyFigure.objects.first().pk])
    )
    assert (page.status_code, 'name="_save"' in page.content.decode()) == (200, False)
    assert clients["ministry"].get(reverse(f"{FIGURES}_add")).status_code == 403


def test_a_figure_for_another_province_is_refused(clients: dict) -> None:
    foreign = factories.product("Vải", of=factories.producer(place=factories.commune("24")))
    answer = clients["staff"].post(reverse(f"{FIGURES}_add"), figure(foreign, revenue="7"))
    assert answer.status_code == 200
    assert YearlyFigure.objects.count() == 0


def test_targets_are_kept_for_the_provinces_of_the_office(clients: dict) -> None:
    own = factories.province("19")
    page = clients["staff"].get(reverse(f"{TARGETS}_add"))
    offered = page.context["adminform"].form.fields["province"].queryset
    assert [(place.full_name, place.in_force) for place in offered][0] == (own.full_name, True)
    assert {place.full_name for place in offered} == {"Tỉnh Thái Nguyên", "Tỉnh Bắc Kạn"}
    sent = {
        "province": str(own.pk),
        "year": "2030",
        "indicator": Indicator.KEPT_SHARE,
        "value": "87,5",
        "plan": "3438/KH-UBND",
    }
    assert clients["head"].post(reverse(f"{TARGETS}_add"), sent).status_code == 302
    assert Target.objects.values_list("year", "indicator", "value").get() == (
        2030,
        "kept_share",
        Decimal("87.50"),
    )
    again = clients["staff"].post(reverse(f"{TARGETS}_add"), sent)
    assert "Chỉ tiêu này của tỉnh và năm này đã có: hãy sửa dòng đã có." in problems(again)
    foreign = clients["other"].post(reverse(f"{TARGETS}_add"), sent)
    assert (foreign.status_code, Target.objects.count()) == (200, 1)
    found = clients["staff"].get(
        reverse(f"{TARGETS}_changelist"),
        {"nam": "2030", "indicator__exact": "kept_share", "q": "3438"},
    )
    assert (found.context["cl"].result_count, ">87,5<" in found.content.decode()) == (1, True)
    assert clients["other"].get(reverse(f"{TARGETS}_changelist")).context["cl"].result_count == 0


def test_deleting_wants_a_reason(clients: dict) -> None:
    clients["staff"].post(reverse(f"{FIGURES}_add"), figure(factories.product(), revenue="7"))
    url = reverse(f"{FIGURES}_delete", args=[YearlyFigure.objects.get().pk])
    clients["staff"].post(url, {"row_version": "1", "reason": ""})
    assert YearlyFigure.objects.count() == 1
    clients["staff"].post(url, {"row_version": "1", "reason": "ghi nhầm năm"})
    assert YearlyFigure.objects.count() == 0
    assert JournalEntry.objects.order_by("-seq").values_list("act", "reason").first() == (
        "yearly_figure.delete",
        "ghi nhầm năm",
    )
