"""Whom the rows of real lists mean: families of products are products of their own, one producer
however its name is written, and what stands behind a name is taken off and said."""

from datetime import date

import pytest

from producers.models import Producer, ProducerKind
from products.models import Product
from tests.certifications.imports.registers import applied, looked, simple

pytestmark = pytest.mark.django_db
HEADINGS = ("Tên sản phẩm", "Chủ thể", "Loại hình", "Xã", "Huyện", "Hạng sao", "Ngày cấp",
            "Số quyết định", "Cơ quan ban hành", "Người đại diện")  # fmt: skip
FAMILIES = {
    "HTX Băng Bách Thắm": ["Bánh ống gạo dừa", "Bánh ống gạo ngũ cốc", "Bánh ống gạo phô mai"],
    "HTX Cải Bách Thắm": ["Kẹo lạc nguyên chất", "Kẹo lạc lá dứa", "Kẹo lạc cacao", "Kẹo lạc gừng"],
    "HTX Dũng Bách Thắm": [f"Nước mắm {degrees} độ đạm" for degrees in (38, 40, 43)],
    "HTX Én Bách Thắm": ["Trà giảo cổ lam túi lọc", "Trà giảo cổ lam sợi", "Hồng trà", "Trà xanh"],
    "HTX Gấm Bách Thắm": [f"Rượu men lá {degrees} độ" for degrees in (29, 35, 39, 45)],
    "HTX Hải Bách Thắm": ["Tinh bột nghệ vàng", "Tinh bột nghệ đen", "Viên tinh bột nghệ mật ong"],
    "HTX Kiên Bách Thắm": ["Mật ong hoa rừng", "Mật ong bạc hà", "Mật ong hoa nhãn", "Sáp ong"],
    "HTX Lộc Bách Thắm": ["Trà gừng", "Trà sả", "Trà quế", "Giấm gạo", "Giấm táo"],
}
# one producer a line
PRODUCERS = (
    ("Hộ kinh doanh Xuyến Đỉnh, xã Côn Minh", "Hộ kinh doanh Xuyến Đỉnh", "HKD Xuyến Đỉnh"),
    ("HKD Yên Đỉnh (Chủ hộ: ông Nông Văn X)", "Hộ KD Yên Đỉnh"),
    ("HTXNN Băng Đỉnh", "HTX NN Băng Đỉnh"),
    ("HTXDVNN Cải Đỉnh", "HTX DV NN Cải Đỉnh"),
    ("Cty CP Dũng Đỉnh", "CTCP Dũng Đỉnh", "Công ty Cổ phần Dũng Đỉnh"),
    ("CSSX Én Đỉnh", "Cơ sở sản xuất Én Đỉnh", "CSSX Én Đỉnh - Na Rì"),
    ("Công ty TNHH Gấm Đỉnh", "Công ty TNHH MTV Gấm Đỉnh", "Cty TNHH Gấm Đỉnh (MST: 4700123456)"),
)


def row(product, producer, kind=None, owner=None):
    day = date(2021, 3, 19)
    return [product, producer, kind, "Xã Côn Minh", "Huyện Na Rì", 3, day, "386/QĐ-UBND",
            "UBND tỉnh Bắc Kạn", owner]  # fmt: skip


def test_families_of_products_are_products_of_their_own(lan, minh, province):
    rows = [row(name, maker) for maker, names in FAMILIES.items() for name in names]
    done = applied(simple(HEADINGS, *rows), province, lan, minh)
    assert (done.counts["created"], done.counts["refused"]) == (len(rows), 0)
    assert Producer.objects.count() == len(FAMILIES)
    more = [row(f"Nước mắm {degrees} độ đạm", "HTX Dũng Bách Thắm") for degrees in (30, 45)]
    assert [one.faults for one in looked(simple(HEADINGS, *more), province)] == [[], []]


def test_one_producer_however_its_name_is_written(lan, minh, province):
    rows = [
        row(f"Sản phẩm {line}{at}", name)
        for line, names in enumerate(PRODUCERS)
        for at, name in enumerate(names)
    ]
    done = applied(simple(HEADINGS, *rows), province, lan, minh)
    assert done.counts["refused"] == 0, [one.faults for one in done.rows.all() if one.faults]
    assert Producer.objects.count() == len(PRODUCERS)
    assert Product.objects.count() == len(rows)
    known = {one.name: one for one in Producer.objects.all()}
    assert known["HKD Yên Đỉnh"].representative_name == "Nông Văn X"
    assert known["Công ty TNHH Gấm Đỉnh"].tax_code == "4700123456"
    assert known["Cty CP Dũng Đỉnh"].kind == ProducerKind.SME
    assert known["CSSX Én Đỉnh"].kind == ProducerKind.UNKNOWN
    notes = " ".join(note for one in done.rows.all() for note in one.notes)
    assert "bỏ khỏi tên: “xã Côn Minh”" in notes
    assert "Nông Văn X" not in notes
    assert "Loại hình theo tên chủ thể: doanh nghiệp nhỏ và vừa" in notes


def test_what_a_column_says_already_is_kept(lan, minh, province):
    content = simple(HEADINGS, row("Khô cá", "HKD Yên Đỉnh (bà Ma Thị Y)", owner="Nông Văn X"))
    applied(content, province, lan, minh)
    assert Producer.objects.get().representative_name == "Nông Văn X"


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("Công ty TNHH Hoa", "Hợp tác xã", True),
        ("HTX Hoa", "Tổ hợp tác", True),
        ("HTX Hoa", "Hợp tác xã", False),
        ("HKD Hoa", "Hộ sản xuất", False),
        ("Cơ sở Hoa", "Hợp tác xã", False),
    ],
)
def test_a_name_that_contradicts_the_kind_is_noted(province, name, kind, said):
    [one] = looked(simple(HEADINGS, row("Khô cá", name, kind)), province)
    assert ("nhưng tên là của" in " ".join(one.notes)) == said
    assert not one.faults


def test_two_of_one_number_and_two_names_in_one_file_are_asked(province):
    headings = (*HEADINGS, "Mã số thuế")
    rows = [
        [*row("Khô cá", "HTX Hoa"), "4700123456"],
        [*row("Khô bò", "HTX Nà Pò"), "4700123456"],
    ]
    first, second = looked(simple(headings, *rows), province)
    assert not first.faults
    assert [fault.code for fault in second.faults] == ["choose"]
    assert "Mã số thuế 4700123456" in second.faults[0].detail
