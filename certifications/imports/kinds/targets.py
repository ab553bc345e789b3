"""Targets of a province's plan: one figure per indicator and year."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from certifications.identity.places import Places, place_texts
from certifications.imports.contract import Column, Context, Kind, Row
from certifications.imports.fields import Field, called, fill, settle, subject_name, write_all
from certifications.models import ImportKind, Indicator, Target
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.excel import cells
from ocop_registry.excel.reading import CellError
from ocop_registry.journal.acts import Act
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.text import fold

FIRST_YEAR, LAST_YEAR = 2000, 2100
SHARES = frozenset(
    {
        Indicator.KEPT_SHARE,
        Indicator.COOPERATIVE_SHARE,
        Indicator.SME_SHARE,
        Indicator.VALUE_CHAIN_SHARE,
    }
)
_BY_WORDS = {fold(str(one.label)): one for one in Indicator} | {one.value: one for one in Indicator}

COLUMNS = (
    Column(
        "place",
        "Tỉnh, thành phố",
        also=("Tỉnh", "Tỉnh thành phố", "Địa phương"),
        help="Để trống: tỉnh của người nạp tệp.",
    ),
    Column(
        "indicator",
        "Chỉ tiêu",
        also=("Tên chỉ tiêu", "Nội dung", "Mục tiêu, chỉ tiêu"),
        required=True,
        help="Một trong các chỉ tiêu của danh sách.",
        example=str(Indicator.PRODUCTS.label),
    ),
    Column(
        "year",
        "Đến hết năm",
        also=("Năm", "Năm mục tiêu"),
        required=True,
        help="Bốn chữ số.",
        example="2030",
    ),
    Column(
        "value",
        "Mục tiêu",
        also=("Giá trị", "Số lượng", "Kế hoạch", "Chỉ tiêu kế hoạch"),
        required=True,
        help="Số sản phẩm, số chủ thể hoặc tỷ lệ %.",
        example="350",
    ),
    Column(
        "plan",
        "Theo kế hoạch",
        also=("Văn bản", "Số kế hoạch", "Căn cứ"),
        help="Số, ngày của văn bản.",
        example="3438/KH-UBND ngày 27/12/2022",
    ),
)


def value_of(value: Any) -> Decimal | None:
    """A number; a percent sign behind it is understood."""
    return cells.decimal(value.replace("%", "").strip() if isinstance(value, str) else value)


FIELDS = (
    Field("value", value_of, lambda value: cells.text(Decimal(f"{value.normalize():f}"))),
    Field("plan"),
)


class Targets(Kind):
    word: ClassVar[ImportKind] = ImportKind.TARGETS
    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    permission: ClassVar[str] = "target.edit"
    apply_permission: ClassVar[str] = "target.edit"
    about: ClassVar[str] = (
        "Mỗi dòng là một chỉ tiêu của kế hoạch tỉnh cho một năm. Chỉ tiêu đã có của năm đó được sửa"
        " theo tệp; ô kế hoạch để trống giữ nguyên điều sổ đang ghi."
    )

    def check(self, rows: Sequence[Row], context: Context) -> None:
        places = Places(context.province)
        stored = {(one.province_id, one.year, one.indicator): one for one in _targets(context)}
        seen: dict[tuple[int, int, str], Row] = {}
        for row in rows:
            row.plan = self._target(row, context, places, stored, seen)
            if row.plan is not None and row.plan.pk:
                row.subject = subject_name(row.plan)
            settle(row)
            if row.plan is not None and row.plan.value is not None:
                said = f"{row.plan.get_indicator_display()}, {row.plan.year}"
                row.understood("Chỉ tiêu", said, "indicator", "year", "place")
                value = cells.text(Decimal(f"{row.plan.value.normalize():f}"))
                row.understood("Mục tiêu", value, "value", "plan")

    def _target(
        self,
        row: Row,
        context: Context,
        places: Places,
        stored: Mapping[tuple[int, int, str], Target],
        seen: dict[tuple[int, int, str], Row],
    ) -> Target | None:
        province, indicator, year = (
            self._province(row, context, places),
            self._indicator(row),
            self._year(row),
        )
        if province is None or indicator is None or year is None:
            return None
        key = (province.pk, year, str(indicator))
        first = seen.setdefault(key, row)
        if first is not row:
            row.fault(
                "indicator",
                "duplicate",
                f"Trùng với {called(first, row)}: mỗi chỉ tiêu mỗi năm chỉ ghi một dòng.",
            )
            return None
        target = stored.get(key) or Target(province=province, year=year, indicator=indicator)
        if row.erases("value"):
            row.fault("value", "required", "Không để trống được mục tiêu: ghi một số.")
        else:
            fill(row, target, FIELDS)
        self._value(row, target)
        return target

    def _province(self, row: Row, context: Context, places: Places) -> Place | None:
        text = row.text("place")
        if not text:
            if context.province is None:
                row.fault("place", "required", "Chưa ghi tỉnh, thành phố.")
            return context.province
        found = places.named(text, None)
        units = (found.unit, *found.candidates)
        provinces = [one for one in units if one and one.level == PlaceLevel.PROVINCE]
        if len(provinces) != 1:  # a town or a ward may bear the name of one
            where = f" của {context.province.full_name}" if context.province else ""
            row.fault(
                "place",
                "place",
                f"“{text}” không phải tỉnh, thành phố (nay hoặc trước đây){where}: kiểm tra lại,"
                " hoặc để trống.",
            )
            return None
        return provinces[0]

    def _indicator(self, row: Row) -> Indicator | None:
        text = row.text("indicator")
        found = _BY_WORDS.get(fold(text)) or _BY_WORDS.get(text)
        if not text:
            row.fault("indicator", "required", "Chưa ghi chỉ tiêu.")
        elif found is None:
            labels = "; ".join(str(one.label) for one in Indicator)
            row.fault(
                "indicator", "unknown", f"Không nhận ra chỉ tiêu “{text}”: ghi một trong {labels}."
            )
        return found

    def _year(self, row: Row) -> int | None:
        year = row.read("year", cells.year)
        if not row.has("year"):
            row.fault("year", "required", "Chưa ghi năm.")
        elif year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            row.fault(
                "year", "year", f"Năm {year} ngoài khoảng {FIRST_YEAR}–{LAST_YEAR}: kiểm tra lại."
            )
            return None
        return year

    def _value(self, row: Row, target: Target) -> None:
        if target.value is None:
            if not row.faults:
                row.fault("value", "required", "Chưa ghi mục tiêu.")
        elif target.value < 0:
            row.fault("value", "invalid", "Mục tiêu không âm.")
        elif target.indicator in SHARES and target.value > 100:
            row.fault(
                "value", "invalid", f"Tỷ lệ {cells.text(target.value)}% lớn hơn 100%: kiểm tra lại."
            )
        elif target.indicator not in SHARES and target.value != int(target.value):
            row.fault(
                "value",
                "invalid",
                f"{cells.text(target.value)}: số sản phẩm, số chủ thể là số nguyên.",
            )
        elif target.indicator in SHARES and 0 < target.value <= 1:
            percent = cells.text(Decimal(f"{(target.value * 100).normalize():f}"))
            row.notes.append(
                f"Ghi {cells.text(target.value)}%; nếu ý là {percent}% thì ghi {percent}."
            )

    def write(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        write_all(deed, rows, context)

    def lists(self, context: Context) -> Mapping[str, Sequence[str]]:
        return {"indicator": [str(one.label) for one in Indicator]}

    def examples(self, context: Context) -> Sequence[Mapping[str, Any]]:
        year, plan = context.today.year, "3438/KH-UBND ngày 27/12/2022"
        return [
            {"indicator": str(Indicator.PRODUCTS.label), "year": year, "value": 350, "plan": plan},
            {
                "indicator": str(Indicator.COOPERATIVE_SHARE.label),
                "year": year,
                "value": "40",
                "plan": plan,
            },
        ]

    def current(self, context: Context) -> Sequence[Mapping[str, Any]]:
        found = _targets(context)
        places = place_texts((one.province for one in found), context.province)
        return [
            {
                "place": places[one.province_id],
                "indicator": str(one.get_indicator_display()),
                "year": one.year,
                "value": one.value,
                "plan": one.plan,
            }
            for one in found
        ]


def _targets(context: Context) -> list[Target]:
    targets = Target.objects.select_related("province")
    return list(
        targets.filter(belongs_to("province", [context.province.pk]))
        if context.province
        else targets
    )


def _plain(row: Row) -> str:
    """The place as text, whatever kind of cell holds it; without saying its faults."""
    value = row.cells.get("place")
    return cells.text(value) if row.has("place") and not isinstance(value, CellError) else ""
