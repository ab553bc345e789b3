"""The lists behind the figures: products, or producers each once, with what a report needs of
them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.urls import reverse

from certifications.staff.figures.tables import UNKNOWN_LABEL, district_label
from ocop_registry.places.former import FormerDistricts
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.export import Columns
from producers.models import ProducerKind
from products.models import ProductSet, PublicEntry, PublicState
from products.queries.figures import PRODUCERS, PRODUCTS, UNKNOWN, Row, matching
from products.standings import LABELS, label
from products.views.days import issued_cell, until_cell
from products.views.shown import shown, shown_entry

BATCH = 500  # rows read at once: keys go into one statement


def _place(item: Mapping[str, Any]) -> str:
    units = (item["commune"], item["province"])
    return ", ".join(unit["full_name"] for unit in units if unit)


def _certificate(item: Mapping[str, Any]) -> dict[str, Any]:
    return item["certification"] or {}


def _number(item: Mapping[str, Any]) -> str | None:
    return (_certificate(item).get("decision") or {}).get("number")


@dataclass(frozen=True)
class Products:
    """The products of these rows, in their order."""

    found: Sequence[Row]
    noun: ClassVar[str] = "sản phẩm"
    columns: ClassVar[Columns] = [
        ("Sản phẩm", lambda item: item["name"]),
        ("Chủ thể", lambda item: item["producer"]["name"]),
        ("Loại hình", lambda item: str(ProducerKind(item["producer"]["kind"]).label)),
        ("Địa bàn hiện nay", _place),
        ("Bộ sản phẩm", lambda item: item["set"] and item["set"]["name"]),
        ("Hạng sao", lambda item: item["held_stars"]),
        ("Tình trạng", lambda item: label(item["standing"])),
        ("Số quyết định", _number),
        ("Ngày cấp", lambda item: issued_cell(_certificate(item))),
        ("Năm cấp", lambda item: _certificate(item).get("issued_year")),
        ("Hiệu lực đến hết", lambda item: until_cell(_certificate(item))),
        ("Mã sản phẩm", lambda item: item["code"]),
        ("Địa bàn khi cấp", lambda item: item["place_as_issued"]),
        ("Mã định danh", lambda item: item["uid"]),
    ]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Products":
        return cls(rows)

    def items(self, found: Sequence[Row]) -> Iterator[dict[str, Any]]:
        """What the register says of them on the day of the rows; two queries per batch at most."""
        for start in range(0, len(found), BATCH):
            keys = [row.state for row in found[start : start + BATCH]]
            read = PublicState.objects.filter(pk__in=keys).select_related("entry").in_bulk()
            yield from (shown(read[key]) for key in keys)

    @staticmethod
    def address(item: Mapping[str, Any]) -> str:
        return reverse("admin:certificate_page", args=[item["certification"]["uid"]])


@dataclass(frozen=True)
class Producers:
    """The producers of the products that were kept, each once, by name; with how many of those
    products each has."""

    found: Sequence[str]
    products: Mapping[str, int]
    valid: Mapping[str, int]
    noun: ClassVar[str] = "chủ thể"
    columns: ClassVar[Columns] = [
        ("Chủ thể", lambda item: item["name"]),
        ("Loại hình", lambda item: item["kind_name"]),
        ("Địa bàn hiện nay", _place),
        ("Sản phẩm", lambda item: item["products"]),
        ("Trong đó còn giá trị", lambda item: item["valid"]),
        ("Mã định danh", lambda item: item["uid"]),
    ]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Producers":
        wanted = Counter(row.producer for row in rows)
        ordered = (
            PublicEntry.objects.filter(kind="producer")
            .order_by("sort_key", "uid")
            .values_list("uid", flat=True)
        )
        valid = Counter(row.producer for row in matching(rows, {"standing": "valid"}))
        return cls([uid for uid in ordered if uid in wanted], wanted, valid)

    def items(self, found: Sequence[str]) -> Iterator[dict[str, Any]]:
        for start in range(0, len(found), BATCH):
            uids = found[start : start + BATCH]
            read = {
                entry.uid: entry
                for entry in PublicEntry.objects.filter(kind="producer", uid__in=uids)
            }
            yield from (
                {**shown_entry(read[uid]), "products": self.products[uid], "valid": self.valid[uid]}
                for uid in uids
            )

    @staticmethod
    def address(item: Mapping[str, Any]) -> str:
        return item["url"]


LISTS: dict[str, type[Products] | type[Producers]] = {PRODUCTS: Products, PRODUCERS: Producers}


def cell(value: Any) -> str:
    """A value of a list as the page shows it."""
    if value in (None, ""):
        return "–"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


# --- what was asked for, in words -----------------------------------------------------------------
def words_of(choice: Mapping[str, str]) -> list[str]:
    """ "Hạng sao: 4 sao", "Xã: …": the filters of a list as its reader knows them."""
    return [f"{_AXES[axis]}: {_value(axis, value)}" for axis, value in choice.items()]


_AXES = {
    "stars": "Hạng sao", "standing": "Tình trạng", "kind": "Loại hình", "sector": "Ngành", "set": "Bộ sản phẩm",
    "commune": "Xã, phường, đặc khu", "district": "Huyện trước đây", "demo": "Dữ liệu minh họa",
}  # fmt: skip
_STANDINGS = {"valid": "còn giá trị", "other": "không còn giá trị hoặc chưa rõ"}


def _value(axis: str, value: str) -> str:
    """A value in words; one that names nothing is shown as written (its list is empty)."""
    if value == UNKNOWN:
        return UNKNOWN_LABEL.lower()
    found: str | None = None
    if axis == "stars":
        found = f"{value} sao"
    elif axis == "standing":
        found = _STANDINGS.get(value) or (label(value) if value in LABELS else None)
    elif axis == "kind" and value in ProducerKind.values:
        found = str(ProducerKind(value).label)
    elif axis == "set" and value.isascii() and value.isdigit():
        found = (
            ProductSet.objects.filter(no=int(value[:4]))
            .order_by("scheme")
            .values_list("name", flat=True)
            .first()
        )
    elif axis == "commune":
        found = (
            Place.objects.current()
            .communes()
            .filter(code=value)
            .values_list("full_name", flat=True)
            .first()
        )
    elif axis == "district":
        district = FormerDistricts().by_code.get(value)
        found = district_label(district) if district else None
    elif axis == "demo":
        found = "có" if value == "1" else "không"
    return found or value
