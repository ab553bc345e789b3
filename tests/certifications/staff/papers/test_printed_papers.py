"""Papers to sign: what stands in the Excel files and on the printed pages."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from certifications import papers
from ocop_registry.accounts.models import Office
from tests import factories as make


@pytest.fixture
def approved(lan: Any, minh: Any) -> Any:
    Office.objects.create(
        place=make.province(),
        name="Văn phòng điều phối NTM tỉnh Thái Nguyên",
        parent_body="Sở NN và MT",
    )
    products = [make.product("=HYPERLINK(1)"), make.product("Trà đinh"), make.product("Măng khô")]
    return make.approved_round(
        lan,
        minh,
        products,
        make.scored("86,4"),
        make.scored("91"),
        make.scored("42,1234", marks="2"),
    )


def sheet_of(answer: Any) -> Any:
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content)).active


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_results_table_opens_with_real_numbers(lan, as_user, approved):
    sheet = sheet_of(as_user(lan).get(reverse("admin:round_results_xlsx", args=[approved.uid])))
    rows = cells(sheet)
    header = next(index for index, row in enumerate(rows) if row[0] == "TT")
    assert rows[header][1:3] == ["Tên sản phẩm", "Chủ thể"]
    assert sheet.freeze_panes == f"A{header + 2}"
    assert sheet.print_title_rows == f"${header + 1}:${header + 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    first, second, third = rows[header + 1 : header + 4]
    assert first[0] == 1
    assert first[1] == "=HYPERLINK(1)"
    assert sheet.cell(header + 2, 2).data_type == "s", "a name never becomes a formula"
    assert (first[9], first[12]) == (86.4, 4)
    assert (second[12], second[13]) == (5, "Đề nghị trung ương công nhận 5 sao")
    assert (third[9], third[12], third[13]) == (42.1234, 2, "Không cấp giấy chứng nhận")
    flat = [value for row in rows for value in row if value]
    assert "SỞ NN VÀ MT" in flat
    assert "VĂN PHÒNG ĐIỀU PHỐI NTM TỈNH THÁI NGUYÊN" in flat
    assert "CHỦ TỊCH HỘI ĐỒNG" in flat


def test_the_annex_before_signing_leaves_number_and_day_blank(lan, as_user, approved):
    sheet = sheet_of(as_user(lan).get(reverse("admin:round_annex_xlsx", args=[approved.uid])))
    flat = [value for row in cells(sheet) for value in row if value]
    assert "Số: ……/QĐ-UBND" in flat
    assert "(Kèm theo Quyết định số: ……/QĐ-UBND ngày …… tháng …… năm ……)" in flat
    assert "Thái Nguyên, ngày …… tháng …… năm ……" in flat
    assert "Sản phẩm được công nhận và cấp giấy chứng nhận (1)" in flat
    assert "Sản phẩm đề nghị trung ương đánh giá, công nhận 5 sao (1)" in flat
    assert "Măng khô" not in flat


def test_the_annex_of_a_decision_bears_its_number_and_day(lan, as_user, approved):
    decision = make.decide(approved, lan)
    text = as_user(lan).get(reverse("admin:decision_annex", args=[decision.uid])).content.decode()
    assert "Số: 1523/QĐ-UBND" in text
    assert "ngày 02 tháng 11 năm 2026" in text
    assert "của UBND tỉnh Thái Nguyên" in text
    assert "Trà đinh" in text
    sheet_of(as_user(lan).get(reverse("admin:decision_annex_xlsx", args=[decision.uid])))


def test_the_printed_table_says_the_same(lan, as_user, approved):
    text = (
        as_user(lan).get(reverse("admin:round_results_paper", args=[approved.uid])).content.decode()
    )
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "86,40",
        "42,12",
        "hội đồng họp ngày 20/10/2026",
    ):
        assert part in text
    assert "style=" not in text


def test_there_is_no_paper_before_approval(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    for name in (
        "round_results_xlsx",
        "round_results_paper",
        "round_annex_xlsx",
        "round_annex_paper",
    ):
        answer = as_user(lan).get(reverse(f"admin:{name}", args=[round_.uid]))
        assert answer.status_code == 409
        assert "có sau khi kết quả được duyệt" in answer.content.decode()


def test_another_province_gets_none(lan, hoa, as_user, approved):
    decision = make.decide(approved, lan)
    for name in (
        "round_results_xlsx",
        "round_results_paper",
        "round_annex_xlsx",
        "round_annex_paper",
    ):
        assert as_user(hoa).get(reverse(f"admin:{name}", args=[approved.uid])).status_code == 404
    assert (
        as_user(hoa).get(reverse("admin:decision_annex_xlsx", args=[decision.uid])).status_code
        == 404
    )


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(lan, minh, count):
    round_ = make.approved_round(lan, minh, make.products(count))
    with CaptureQueriesContext(connection) as table:
        papers.results_table(round_)
    with CaptureQueriesContext(connection) as annex:
        papers.annex_of_round(round_)
    make.decide(round_, lan)
    decision = round_.decisions.select_related("issuer_place").get()
    with CaptureQueriesContext(connection) as signed:
        papers.annex_of_decision(decision)
    assert (len(table), len(annex), len(signed)) == (2, 2, 1)
