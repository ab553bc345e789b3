"""Yearly figures: what the producer reported of one product in one year."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from certifications.imports import understood
from certifications.imports.contract import Column, Context, Kind, Option, Row
from certifications.imports.fields import Field, called, fill, put, settle, subject_name, write_all
from certifications.imports.finding import PRODUCER_COLUMNS, PRODUCT_COLUMNS, Finder
from certifications.imports.kinds.producers import commune_names
from certifications.imports.kinds.products import product_cells, products_with_codes
from certifications.models import ImportKind
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.excel import cells
from ocop_registry.excel.sheets import grouped
from ocop_registry.journal.acts import Act
from products.models import Product, YearlyFigure

FIRST_YEAR, LAST_YEAR = 2000, 2100
MILLION = 10**6


# --- cells ----------------------------------------------------------------------------------------
def millions(value: Any) -> int | None:
    return _amount(value, MILLION)


def billions(value: Any) -> int | None:
    return _amount(value, 1000 * MILLION)


def _amount(value: Any, unit: int) -> int | None:
    """A number of millions or billions, in whole đồng; a cell that names its own unit stands for
    itself."""
    if any(word in cells.text(value).lower() for word in ("tỷ", "tỉ", "tr", "đ", "ngh", "ngàn")):
        return cells.money(value)
    number = cells.decimal(value)
    if number is not None and number * unit != int(number * unit):
        raise cells.Unclear(f"“{cells.text(value)}” có phần nhỏ hơn một đồng: làm tròn đến đồng.")
    return None if number is None else int(number * unit)


REVENUES = {"revenue": cells.money, "revenue_millions": millions, "revenue_billions": billions}
FIELDS = (Field("output", cells.decimal), Field("output_unit"), Field("source"))

COLUMNS = (
    *PRODUCT_COLUMNS,
    Column(
        "product",
        "Tên sản phẩm",
        also=("Sản phẩm", "Tên SP"),
        required=True,
        help="Như trong sổ đăng ký.",
        example="Miến dong",
    ),
    *PRODUCER_COLUMNS,
    Column(
        "year",
        "Năm",
        also=("Năm báo cáo", "Năm số liệu"),
        required=True,
        help="Bốn chữ số.",
        example="2025",
    ),
    Column(
        "revenue",
        "Doanh thu (đồng)",
        also=("Doanh thu", "Doanh thu năm", "Doanh thu (VNĐ)", "Doanh thu (VND)", "Doanh số"),
        help="Số đồng, hoặc kèm đơn vị: 1,6 tỷ; 850 triệu.",
        example="1,6 tỷ",
    ),
    Column(
        "revenue_millions",
        "Doanh thu (triệu đồng)",
        also=("Doanh thu (triệu)", "Doanh thu (tr.đ)", "Doanh thu (trđ)"),
        help="Chỉ ghi một cột doanh thu.",
    ),
    Column(
        "revenue_billions",
        "Doanh thu (tỷ đồng)",
        also=("Doanh thu (tỷ)", "Doanh thu (tỉ đồng)"),
        help="Chỉ ghi một cột doanh thu.",
    ),
    Column(
        "output",
        "Sản lượng",
        also=("Sản lượng năm", "Khối lượng"),
        help="Số, phần lẻ sau dấu phẩy.",
        example="12,5",
    ),
    Column(
        "output_unit",
        "Đơn vị tính",
        also=("ĐVT", "Đơn vị"),
        help="Bắt buộc khi có sản lượng.",
        example="tấn",
    ),
    Column("source", "Nguồn số liệu", also=("Nguồn",), example="Báo cáo của chủ thể, tháng 1/2026"),
)


def _understood(row: Row, figure: YearlyFigure) -> None:
    understood.product(row, figure.product, "product", "uid", "code", "gtin")
    understood.producer(row, figure.product.producer, "producer", "producer_uid", "producer_tax")
    row.understood("Năm", str(figure.year), "year")
    if figure.revenue is not None:
        row.understood("Doanh thu", f"{grouped(figure.revenue)} đồng", *REVENUES)
    if figure.output is not None:
        told = f"{cells.text(figure.output)} {figure.output_unit}".strip()
        row.understood("Sản lượng", told, "output", "output_unit")


class Figures(Kind):
    word: ClassVar[ImportKind] = ImportKind.FIGURES
    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    permission: ClassVar[str] = "product.edit"
    apply_permission: ClassVar[str] = "product.edit"
    about: ClassVar[str] = (
        "Mỗi dòng là doanh thu, sản lượng của một sản phẩm trong một năm, như chủ thể báo cáo. Chỉ"
        " dùng trong văn phòng. Ô để trống giữ nguyên điều sổ đang ghi; ghi (xóa) để xóa trắng một"
        " mục."
    )

    def check(self, rows: Sequence[Row], context: Context) -> None:
        finder = Finder(rows, context)
        stored = {(one.product_id, one.year): one for one in _figures(context)}
        seen: dict[tuple[str, int], Row] = {}
        for row in rows:
            row.plan = self._figure(row, finder, stored, seen)
            if row.plan is not None:
                row.subject = subject_name(row.plan) if row.plan.pk else ""
            settle(row)
            if row.plan is not None:
                _understood(row, row.plan)

    def _figure(
        self,
        row: Row,
        finder: Finder,
        stored: Mapping[tuple[int, int], YearlyFigure],
        seen: dict[tuple[str, int], Row],
    ) -> YearlyFigure | None:
        product, year = finder.product(row), self._year(row)
        if product is None or year is None:
            return None
        first = seen.setdefault((product.uid, year), row)
        if first is not row:
            row.fault(
                "product",
                "duplicate",
                f"Trùng với {called(first, row)}: mỗi sản phẩm mỗi năm chỉ ghi một dòng.",
            )
            return None
        figure = stored.get((product.pk, year)) or YearlyFigure(product=product, year=year)
        figure.product = product
        self._revenue(row, figure)
        fill(row, figure, FIELDS)
        self._whole(row, figure)
        return figure

    def _year(self, row: Row) -> int | None:
        year = row.read("year", cells.year)
        if year is None and not row.has("year"):
            row.fault("year", "required", "Chưa ghi năm.")
        elif year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            row.fault(
                "year", "year", f"Năm {year} ngoài khoảng {FIRST_YEAR}–{LAST_YEAR}: kiểm tra lại."
            )
            return None
        return year

    def _revenue(self, row: Row, figure: YearlyFigure) -> None:
        filled = [name for name in REVENUES if row.has(name)]
        if len(filled) > 1:
            row.fault(filled[1], "two_amounts", "Doanh thu ghi ở hai cột: chỉ giữ một cột.")
        elif filled and row.erases(filled[0]):
            put(row, figure, "revenue", None)
        elif filled:
            name = filled[0]
            amount = row.read(name, REVENUES[name])
            if (
                amount is not None
                and name == "revenue"
                and 0 < amount < MILLION
                and amount != figure.revenue
            ):
                amount = self._ask_unit(row, amount)
            if amount is not None:
                put(row, figure, "revenue", amount, _money)

    def _ask_unit(self, row: Row, amount: int) -> int | None:
        """Less than a million đồng a year is hardly meant: lists often count in millions without
        saying so."""
        options = [
            Option("trieu", f"{grouped(amount)} triệu đồng"),
            Option("dong", f"đúng là {grouped(amount)} đồng"),
        ]
        chosen = row.ask(
            "revenue", "revenue", f"Doanh thu cả năm chỉ {grouped(amount)} đồng?", options
        )
        return {"trieu": amount * MILLION, "dong": amount}.get(chosen)

    def _whole(self, row: Row, figure: YearlyFigure) -> None:
        """What the table demands of a figure as a whole."""
        if row.faults:
            return
        if figure.revenue is None and figure.output is None:
            row.fault("revenue", "required", "Ghi doanh thu hoặc sản lượng.")
        if figure.revenue is not None and not 0 <= figure.revenue < 2**63:
            column = next(name for name in REVENUES if name == "revenue" or row.has(name))
            row.fault(column, "invalid", "Doanh thu không âm và không quá lớn: kiểm tra lại.")
        if figure.output is not None and figure.output < 0:
            row.fault("output", "invalid", "Sản lượng không âm.")
        if figure.output is not None and not figure.output_unit:
            row.fault("output_unit", "required", "Ghi đơn vị tính của sản lượng, ví dụ tấn.")

    def write(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        write_all(deed, rows, context)

    def lists(self, context: Context) -> Mapping[str, Sequence[str]]:
        return {"place": commune_names(context)}

    def examples(self, context: Context) -> Sequence[Mapping[str, Any]]:
        last = context.today.year - 1
        shown = {
            "product": "Miến dong",
            "producer": "HTX Tài Hoan",
            "place": "Xã Côn Minh",
            "output_unit": "tấn",
        }
        return [
            {
                **shown,
                "year": last,
                "revenue": "1,6 tỷ",
                "output": "12,5",
                "source": f"Báo cáo của chủ thể, tháng 1/{last + 1}",
            },
            {**shown, "year": last - 1, "revenue": 1_450_000_000, "output": "11"},
        ]

    def current(self, context: Context) -> Sequence[Mapping[str, Any]]:
        cells_of = {
            product.pk: product_cells(product, code)
            for product, code in products_with_codes(context)
        }
        return [
            {
                **cells_of[one.product_id],
                "year": one.year,
                "revenue": one.revenue,
                "output": one.output,
                "output_unit": one.output_unit,
                "source": one.source,
            }
            for one in _figures(context)
        ]


def _figures(context: Context) -> list[YearlyFigure]:
    figures = YearlyFigure.objects.all()
    if context.province:
        own = Product.objects.filter(belongs_to("producer__place", [context.province.pk]))
        figures = figures.filter(product__in=own)
    return list(figures.order_by("product__sort_key", "product__uid", "-year"))


def _money(value: Any) -> str:
    return "" if value is None else grouped(value)
