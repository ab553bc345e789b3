"""What officers write in cells, and what is meant by it; what is unclear is asked, never
guessed."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from ocop_registry.excel import cells
from ocop_registry.excel.reading import CellError

D = Decimal
MARCH = date(2021, 3, 19)


@pytest.mark.parametrize(
    ("read", "value", "meant"),
    [
        (cells.year, 2021, 2021),
        (cells.year, "năm 2021", 2021),
        (cells.year, "2021.0", 2021),
        (cells.year, MARCH, 2021),
        (cells.whole, 2021, 2021),
        (cells.whole, D("2021.0"), 2021),
        (cells.whole, "1.600.000.000", 1_600_000_000),
        (cells.whole, "1 600 000", 1_600_000),
        (cells.whole, "1\u00a0600", 1600),
        (cells.whole, "1,600,000", 1_600_000),
        (cells.whole, "1.600", 1600),
        (cells.whole, "−5", -5),
        (cells.whole, "0", 0),
        (cells.decimal, "86,4", D("86.4")),
        (cells.decimal, "86.40", D("86.40")),
        (cells.decimal, D("86.4"), D("86.4")),
        (cells.decimal, 90, D(90)),
        (cells.decimal, "1.234,5", D("1234.5")),
        (cells.decimal, "1,234.5", D("1234.5")),
        (cells.decimal, "1,234", D("1.234")),
        (cells.decimal, "0.125", D("0.125")),
        (cells.decimal, "1.234.567", D(1_234_567)),
        (cells.decimal, "86,4 điểm", D("86.4")),
        (cells.decimal, "-0,5", D("-0.5")),
        (cells.money, 850, 850),
        (cells.money, "1.600.000.000 đ", 1_600_000_000),
        (cells.money, "1.600.000 VNĐ", 1_600_000),
        (cells.money, "1,6 tỷ", 1_600_000_000),
        (cells.money, "1.6 tỉ đồng", 1_600_000_000),
        (cells.money, "850 triệu", 850_000_000),
        (cells.money, "1 tỷ 600 triệu", 1_600_000_000),
        (cells.money, "1 tỷ 250 triệu 500 nghìn đồng", 1_250_500_000),
        (cells.money, "500 nghìn", 500_000),
        (cells.money, "12,5tr", 12_500_000),
        *[(cells.truth, written, True) for written in ("có", "Có", "x", "X", "✓", True, 1, "true")],
        *[(cells.truth, written, False) for written in ("không", "Không", "0", False, 0, "chưa")],
        (cells.text, "  HTX \n Ta\u0300i  Hoan\u00a0", "HTX Tài Hoan"),
        (cells.text, 2021, "2021"),
        (cells.text, D("86.4"), "86,4"),
        (cells.text, D("1E+20"), "100000000000000000000"),
        (cells.text, MARCH, "19/03/2021"),
        (cells.text, datetime(2021, 3, 19, 8, 30), "19/03/2021 08:30"),
        (cells.text, time(8, 30), "08:30"),
        (cells.text, True, "có"),
        (cells.text, None, ""),
    ],
)
def test_what_is_meant(read: Callable[[Any], Any], value: Any, meant: Any) -> None:
    found = read(value)
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize(
    "read",
    [cells.year, cells.whole, cells.decimal, cells.money, cells.truth],
)
@pytest.mark.parametrize("blank", [None, "", "  \n"])
def test_a_blank_cell_is_nothing(read: Callable[[Any], Any], blank: str | None) -> None:
    assert read(blank) is None


@pytest.mark.parametrize(
    ("read", "value", "words"),
    [
        (cells.year, date(1905, 7, 12), "gõ năm 2020"),
        (cells.year, "21", "bốn chữ số"),
        (cells.year, 3021, "bốn chữ số"),
        (cells.whole, "1,600", "có thể là 1600"),
        (cells.whole, D("3.5"), "số lẻ"),
        (cells.whole, "năm", "không phải số"),
        (cells.whole, "1.60.000", "không phải số"),
        (cells.decimal, "1.234", "có thể là 1234 hoặc 1,234"),
        (cells.decimal, "86,4,1", "không phải số"),
        (cells.decimal, "1e5", "không phải số"),
        (cells.decimal, True, "không phải số"),
        (cells.money, "1.234 tỷ", "có thể là 1234 hoặc 1,234"),
        (cells.money, "khoảng 2 tỷ", "Không đọc được số tiền"),
        (cells.money, "600 triệu 1 tỷ", "Không đọc được số tiền"),
        (cells.money, D("1.6"), "số lẻ"),
        (cells.truth, "có thể", "“có” hoặc “không”"),
        (cells.truth, 2, "“có” hoặc “không”"),
        (cells.text, CellError.not_calculated(), "lưu lại rồi nạp"),
        (cells.decimal, CellError("1E400", "not_a_number"), "không phải một số"),
    ],
)
def test_what_is_unclear_is_asked(read: Callable[[Any], Any], value: Any, words: str) -> None:
    with pytest.raises(cells.Unclear) as refused:
        read(value)
    assert words in refused.value.sentence
