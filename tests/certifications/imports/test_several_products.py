"""Cells that name several products: asked once for the column, taken apart or left as one name."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from certifications.imports import applying, staging
from certifications.imports.shape.compound import compound
from certifications.imports.shape.layout import ChosenSheet
from certifications.imports.staging import DryRun, Mending
from certifications.models import Certification
from certifications.staff.imports.files import mended_cells
from products.models import Product
from tests import factories as make
from tests.certifications.imports.files import answered, dry, staged, xlsx

HEAD = ("TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Ngày cấp", "Số quyết định")
D, Q = "19/3/2021", "386/QĐ-UBND"
TOLD = {
    "1. Khô ếch\n2. Khô cá": ("numbered", ["Khô ếch", "Khô cá"]),
    "1) Khô ếch; 2) Khô cá; 3) Khô nhái": ("numbered", ["Khô ếch", "Khô cá", "Khô nhái"]),
    "- Mật ong bạc hà\n- Mật ong hoa rừng": ("numbered", ["Mật ong bạc hà", "Mật ong hoa rừng"]),
    "1/ Chả cá thu 2/ Chả cá mối": ("numbered", ["Chả cá thu", "Chả cá mối"]),
    "a) Rượu ngô\nb) Rượu sắn": ("numbered", ["Rượu ngô", "Rượu sắn"]),
    "Trà xanh; trà sen": ("semicolons", ["Trà xanh", "Trà sen"]),
    "Gạo nếp cẩm;\nGạo tẻ đỏ;": ("lines", ["Gạo nếp cẩm", "Gạo tẻ đỏ"]),
    "Khô ếch đồng\nKhô cá lóc": ("lines", ["Khô ếch đồng", "Khô cá lóc"]),
    "Trà xanh, trà sen (02 loại)": ("counted", ["Trà xanh", "Trà sen"]),
    "Bột sắn và tinh bột nghệ (2 sản phẩm)": ("counted", ["Bột sắn", "Tinh bột nghệ"]),
    "Tinh dầu sả, tinh dầu quế, tinh dầu hồi": (
        "alike", ["Tinh dầu sả", "Tinh dầu quế", "Tinh dầu hồi"],
    ),
    "Muối tôm và muối ớt": ("alike", ["Muối tôm", "Muối ớt"]),
}  # fmt: skip
ONE = [
    "Kẹo vừng và lạc", "Bánh đa vừng, mè đen", "Miến dong\n(sợi nhỏ)", "Miến dong\nsợi nhỏ", "Trà 1. Sen",
    "Rượu men lá 29/2", "Trà túi lọc (02 loại)", "Bộ ấm chén (4 sản phẩm)", "Gạo ST25; ", "Miến\nHoan", "Nước mắm 40°",
    "Chè Shan tuyết 1.5 kg", "Trà (sen, nhài và trà xanh)",
]  # fmt: skip


@pytest.mark.parametrize("text", TOLD)
def test_what_may_be_several_is_found(text):
    found = compound(text)
    assert found is not None
    assert (found.sign, list(found.pieces)) == TOLD[text]


@pytest.mark.parametrize("text", ONE)
def test_what_is_one_name_is_left_alone(text):
    assert compound(text) is None


def register(*rows: tuple[Any, ...]) -> bytes:
    return xlsx(HEAD, *((at, *row) for at, row in enumerate(rows, start=1)))


def one(product: str, stars: Any = 3, day: Any = D, number: Any = Q) -> tuple[Any, ...]:
    return (product, "HTX Nà Mực", "Côn Minh", "Na Rì", stars, day, number)


def looked(content: bytes, **answers: str) -> DryRun:
    chosen = {"Trang1": ChosenSheet(answers={f"B.several-{k}": v for k, v in answers.items()})}
    return staging.dry_run(
        content, "so.xlsx", "register", province=make.province(), by=None, chosen=chosen
    )


def read(run: DryRun, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.cells[name] for name in names) for row in run.rows]


@pytest.mark.django_db
@pytest.mark.parametrize("text", TOLD)
def test_nothing_is_split_before_it_is_answered_and_one_answer_serves_the_column(text):
    sign, names = TOLD[text]
    content = register(one(text), one("Tép chua"))
    asked = looked(content)
    [question] = asked.reading.columns["Trang1"]["questions"]
    assert question["key"] == f"B.several-{sign}"
    assert (asked.counts["read"], asked.counts["refused"]) == (2, 1)
    split = looked(content, **{sign: "split"})
    assert read(split, "product", "stars") == [*((name, 3) for name in names), ("Tép chua", 3)]
    assert split.counts["created"] == len(names) + 1
    assert [row.part for row in split.rows] == [*range(len(names)), 0]
    assert f"đã tách dòng 2 thành {len(names)}" in " ".join(split.reading.notes)
    kept = looked(content, **{sign: "keep"})
    assert (kept.counts["read"], kept.reading.columns["Trang1"]["questions"][0]["chosen"]) == (
        2,
        "keep",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"stars": "3 sao\n4 sao"}, [("3 sao", D, Q), ("4 sao", D, Q)]),
        ({"stars": "1. 3 sao\n2. 4 sao"}, [("3 sao", D, Q), ("4 sao", D, Q)]),
        ({"stars": "3; 4"}, [("3", D, Q), ("4", D, Q)]),
        ({"stars": 4, "number": f"{Q}\n1512/QĐ-UBND", "day": "19/3/2021\n20/8/2024"},
         [(4, "19/3/2021", Q), (4, "20/8/2024", "1512/QĐ-UBND")]),
        ({"stars": "3 sao, 4 sao", "day": D}, [("3 sao", D, Q), ("4 sao", D, Q)]),
    ],
)  # fmt: skip
def test_lists_as_long_as_the_names_tell_one_thing_of_each(cells, expected):
    run = looked(register(one("1. Khô ếch\n2. Khô cá", **cells)), numbered="split")
    assert read(run, "stars", "day", "number") == expected
    assert run.counts["created"] == 2


@pytest.mark.django_db
def test_a_list_of_another_length_is_never_shared_out():
    run = looked(
        register(one("1. Khô ếch\n2. Khô cá\n3. Khô nhái", "3 sao\n4 sao")), numbered="split"
    )
    assert [cell for row in run.rows for cell in [row.cells["stars"]]] == ["3 sao\n4 sao"] * 3
    assert run.counts["refused"] == 3


@pytest.mark.django_db
def test_lines_that_go_with_lists_suggest_the_split_and_bare_ones_nothing():
    alone, matched = (
        one("Khô ếch đồng\nKhô cá lóc"),
        one("Khô ếch đồng\nKhô cá lóc", "3 sao\n4 sao"),
    )
    [question] = looked(register(alone)).reading.columns["Trang1"]["questions"]
    assert question["suggested"] == ""
    [question] = looked(register(matched)).reading.columns["Trang1"]["questions"]
    assert question["suggested"] == "split"


@pytest.mark.django_db
def test_each_part_of_a_row_is_written_and_mended_by_itself(lan, minh):
    content = register(one("Trà xanh; trà sen", "3 sao; 4 sao"), one("Tép chua"))
    imported = staged("register", content, lan)
    assert imported.counts["refused"] == 1
    chosen = {"Trang1": ChosenSheet(answers={"B.several-semicolons": "split"})}
    staging.name_columns(imported, chosen, by=lan)
    imported.refresh_from_db()
    rows = list(imported.rows.order_by("pk"))
    assert [(row.number, row.part) for row in rows] == [(2, 0), (2, 1), (3, 0)]
    staging.mend(imported, {rows[1].pk: Mending({"product": "Trà ướp sen"})}, by=lan)
    imported.refresh_from_db()
    assert list(mended_cells(imported)) == [("Trang1", "B2", "Trà xanh\nTrà ướp sen")]
    applying.apply(imported, by=minh)
    found = Certification.objects.order_by("pk").values_list("product_name", "stars")
    assert list(found) == [("Trà xanh", 3), ("Trà ướp sen", 4), ("Tép chua", 3)]


@pytest.mark.django_db
def test_a_name_that_counts_several_and_names_none_is_asked_for_all_that_write_it(lan):
    content = register(one("Trà túi lọc (02 loại)"), one("Bộ ấm chén (4 sản phẩm)"))
    imported = staged("register", content, lan)
    assert [list(row.options) for row in imported.rows.all()] == [["several"], ["several"]]
    answered(imported, lan, {2: {"several": "mot"}, 3: {"several": "mot"}})
    imported.refresh_from_db()
    assert imported.counts["created"] == 2


@pytest.mark.django_db
def test_what_the_register_calls_so_is_not_asked_again_when_it_comes_back(lan, minh):
    content = register(one("Trà xanh; trà sen"))
    chosen = {"Trang1": ChosenSheet(answers={"B.several-semicolons": "keep"})}
    imported = staging.stage(
        content, "so.xlsx", "register", province=make.province(), by=lan, chosen=chosen
    )
    applying.apply(imported, by=minh)
    made = Product.objects.get()
    assert made.name == "Trà xanh; trà sen"
    back = xlsx((*HEAD, "Mã định danh"), (1, *one(made.name), made.uid))
    assert looked(back).counts["unchanged"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["products", "applications"])
def test_other_lists_of_products_ask_the_same(lan, kind):
    make.producer("HTX Sen Hồng")
    content = xlsx(("Tên sản phẩm", "Chủ thể"), ("Trà xanh; trà sen", "HTX Sen Hồng"))
    where = {"round_": make.open_round(lan)} if kind == "applications" else {}
    run = dry(kind, content, lan, **where)
    [question] = run.reading.columns["Trang1"]["questions"]
    assert question["key"] == "A.several-semicolons"
    chosen = {"Trang1": ChosenSheet(answers={question["key"]: "split"})}
    place, round_ = make.province(), where.get("round_")
    run = staging.dry_run(
        content, "t.xlsx", kind, province=place, by=lan, round_=round_, chosen=chosen
    )
    assert [(row.outcome, row.faults) for row in run.rows] == [("created", [])] * 2


@pytest.mark.django_db
def test_results_name_applications_and_are_never_split(lan):
    round_ = make.evaluating_round(lan, make.products(1))
    content = xlsx(("Tên sản phẩm", "Tổng điểm"), ("Trà xanh; trà sen", 81))
    run = dry("results", content, lan, round_=round_)
    assert run.reading.columns["Trang1"]["questions"] == []


@pytest.mark.django_db
def test_the_marked_copy_keeps_every_name_of_a_split_cell(lan):
    imported = staged("register", register(one("Trà xanh; trà sen"), one("Tép chua")), lan)
    row = imported.rows.get(number=3)
    staging.mend(imported, {row.pk: Mending({"product": "Tép"})}, by=lan)
    imported.refresh_from_db()
    assert list(mended_cells(imported)) == [("Trang1", "B3", "Tép")]
    sheet = openpyxl.load_workbook(BytesIO(imported.file.open("rb").read())).active
    assert sheet["B2"].value == "Trà xanh; trà sen"
