"""The tables of "Số liệu đến ngày …": what stands in their lines and columns, in the words of the
reports."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from ocop_registry.places.former import FormerDistricts
from ocop_registry.places.models import Place
from producers.models import ProducerKind
from products.models import ProductSet
from products.queries.figures import (
    COLUMNS,
    PRODUCERS,
    STARS,
    UNKNOWN,
    Choice,
    Column,
    Figures,
)
from products.standings import label

UNKNOWN_LABEL = "Chưa rõ"
_EVERYTHING: dict[str, str] = {}
SHARE = "Tỷ lệ trong chủ thể có sao còn giá trị"


@dataclass(frozen=True)
class Figure:
    """A number, and what its list is asked with: `of` products or producers, those that `choice`
    keeps."""

    count: int
    of: str
    choice: dict[str, str]


@dataclass(frozen=True)
class Line:
    """`kind`: "total", "group" (of the lines that follow), or "" for any other."""

    label: str
    figures: list[Figure]
    kind: str = ""
    share: str = ""


@dataclass(frozen=True)
class Table:
    title: str
    axis: str  # heading of the first column
    headings: list[str]
    lines: list[Line]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Kind:
    """A kind of table: what its lines are, which columns it has."""

    axis: str
    columns: tuple[Column, ...]

    def total(self, figures: Figures) -> Line:
        counts = zip(figures.totals(self.columns), self.columns, strict=True)
        return Line(
            "Tổng",
            [Figure(count, column.of, dict(column.choice)) for count, column in counts],
            "total",
        )

    def lines(
        self,
        figures: Figures,
        values: Iterable[tuple[str, str]],
        kind: str = "",
        within: Choice = _EVERYTHING,
    ) -> list[Line]:
        """A line per (value, label), then one per value that only the figures know, then what is
        not known. `within`: of the products that it keeps."""
        found = figures.counted(self.axis, self.columns, within)
        named = dict(values)
        named |= {
            value: value for value in sorted(found) if value not in named and value != UNKNOWN
        }
        if UNKNOWN in found:
            named[UNKNOWN] = UNKNOWN_LABEL
        return [
            self._line(name, value, found.get(value, [0] * len(self.columns)), kind)
            for value, name in named.items()
        ]

    def _line(self, name: str, value: str, counts: list[int], kind: str) -> Line:
        pairs = zip(counts, self.columns, strict=True)
        return Line(
            name,
            [
                Figure(count, column.of, {self.axis: value, **column.choice})
                for count, column in pairs
            ],
            kind,
        )


def tables(figures: Figures, province: Place | None) -> list[Table]:
    """Every table of a province of today, or of the country (by province instead of by commune)."""
    return [
        _by_stars(figures),
        _by_kind(figures),
        _by_set(figures),
        _by_place(figures, province),
        _by_district(figures),
    ]


def _heading(column: Column) -> str:
    """A column in words, from what it keeps."""
    if column.of == PRODUCERS:
        return "Chủ thể có sao còn giá trị" if column.choice else "Tất cả chủ thể"
    standing, stars = column.choice.get("standing", ""), column.choice.get("stars", "")
    if stars:
        return f"{stars} sao"
    return {
        "": "Tất cả sản phẩm",
        "valid": "Sản phẩm còn giá trị",
        "other": "Không còn hoặc chưa rõ",
    }.get(standing) or label(standing)


def _headings(columns: Iterable[Column]) -> list[str]:
    return [_heading(column) for column in columns]


def _by_stars(figures: Figures) -> Table:
    kind = _Kind("stars", COLUMNS["stars"])
    lines = kind.lines(figures, [(stars, f"{stars} sao") for stars in STARS])
    note = (
        "Hạng sao là hạng của lần công nhận đang xét; sao chỉ được tính khi còn giá trị (còn hiệu"
        " lực, sắp hết hạn, được gia hạn)."
    )
    return Table(
        "Hạng sao và tình trạng",
        "Hạng sao",
        _headings(kind.columns),
        [*lines, kind.total(figures)],
        [note],
    )


def _by_kind(figures: Figures) -> Table:
    kind = _Kind("kind", COLUMNS["kind"])
    values = [
        (str(value), str(text))
        for value, text in ProducerKind.choices
        if value != ProducerKind.UNKNOWN
    ]
    if ProducerKind.UNKNOWN in figures.values("kind"):
        values.append((str(ProducerKind.UNKNOWN), UNKNOWN_LABEL))
    total = kind.total(figures)
    whole = total.figures[0].count
    lines = [
        Line(one.label, one.figures, one.kind, share(one.figures[0].count, whole))
        for one in [*kind.lines(figures, values), total]
    ]
    note = "Mỗi chủ thể được tính một lần, dù có bao nhiêu sản phẩm."
    return Table("Loại hình chủ thể", "Loại hình", [*_headings(kind.columns), SHARE], lines, [note])


def _by_set(figures: Figures) -> Table:
    """Each sector with its sets below it."""
    sectors, sets = _Kind("sector", COLUMNS["set"]), _Kind("set", COLUMNS["set"])
    known = list(ProductSet.objects.order_by("no", "scheme").values_list("no", "name", "sector"))
    names = {str(no): f"{no}. {name}" for no, name, _ in reversed(known)}
    lines: list[Line] = []
    for line in sectors.lines(
        figures,
        [(sector, sector) for sector in dict.fromkeys(sector for *_, sector in known)],
        "group",
    ):
        sector = line.figures[0].choice["sector"]
        values = dict.fromkeys(str(no) for no, _, its in known if its == sector)
        lines.append(line)
        if sector != UNKNOWN:
            named = [(no, names[no]) for no in values]
            lines += sets.lines(figures, named, within={"sector": sector})
    return Table(
        "Ngành và bộ sản phẩm",
        "Ngành, bộ sản phẩm",
        _headings(sets.columns),
        [*lines, sets.total(figures)],
    )


def _by_place(figures: Figures, province: Place | None) -> Table:
    kind = _Kind("commune" if province else "province", COLUMNS["place"])
    units = Place.objects.current()
    units = units.communes().filter(province=province) if province else units.provinces()
    lines = kind.lines(figures, units.order_by("sort_key", "code").values_list("code", "full_name"))
    title, axis = (
        ("Xã, phường, đặc khu hiện nay", "Xã, phường, đặc khu")
        if province
        else ("Tỉnh, thành phố hiện nay", "Tỉnh, thành phố")
    )
    notes = (
        ["“Chưa rõ”: mới biết đến huyện hoặc tỉnh, hoặc xã cũ nay thuộc nhiều xã."]
        if province
        else []
    )
    return Table(title, axis, _headings(kind.columns), [*lines, kind.total(figures)], notes)


def _by_district(figures: Figures) -> Table:
    kind = _Kind("district", COLUMNS["district"])
    known, here = FormerDistricts().by_code, figures.values("district")
    found = sorted((known[code] for code in here if code in known), key=_by_old_province)
    lines = kind.lines(
        figures, [(district.public_code, district_label(district)) for district in found]
    )
    note = (
        "Huyện trước ngày 01/07/2025: theo địa chỉ của chủ thể, nếu không thì theo địa bàn khi cấp,"
        " nếu không thì theo xã hiện nay. “Chưa rõ”: mới biết đến tỉnh, hoặc xã hiện nay gồm nhiều"
        " huyện cũ."
    )
    return Table(
        "Huyện trước đây",
        "Huyện trước đây",
        _headings(kind.columns),
        [*lines, kind.total(figures)],
        [note],
    )


def _by_old_province(district: Place) -> tuple[bytes, bytes, str]:
    assert district.parent is not None
    return bytes(district.parent.sort_key), bytes(district.sort_key), district.code


def district_label(district: Place) -> str:
    """As a list names it: "Huyện Na Rì (tỉnh Bắc Kạn)"."""
    above = district.parent.full_name if district.parent else ""
    return f"{district.full_name} ({above[:1].lower()}{above[1:]})" if above else district.full_name


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent, two places, decimal comma: share(76, 97) → "78,35 %"."""
    if not whole:
        return "–"
    percent = (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{percent} %".replace(".", ",")


def summary(figures: Figures) -> list[tuple[str, Figure]]:
    """The sentence that reports begin with, piece by piece: (what is counted, the number)."""
    wanted: list[tuple[str, str, dict[str, str]]] = [
        ("sản phẩm có sao còn giá trị", "products", {})
    ]
    wanted += [(f"hạng {stars} sao", "products", {"stars": stars}) for stars in STARS]
    wanted += [
        ("chủ thể", "producers", {}),
        ("trong đó là hợp tác xã", "producers", {"kind": str(ProducerKind.COOPERATIVE)}),
    ]
    found = [(text, of, {"standing": "valid", **more}) for text, of, more in wanted]
    return [(text, Figure(figures.number(of, choice), of, choice)) for text, of, choice in found]
