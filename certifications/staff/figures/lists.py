"""The lists behind the figures: products, or producers each once, with what a report needs of
them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from certifications.staff.figures.tables import UNKNOWN_LABEL, district_label
from ocop_registry.places.former import FormerDistricts
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.export import Columns
from ocop_registry.staff.lists.pieces import Pieces, keys_of
from producers.models import ProducerKind
from products.models import ProductSet, PublicEntry, PublicState
from products.queries.figures import PRODUCERS, PRODUCTS, UNKNOWN, Listed
from products.serving import PRODUCER
from products.standings import LABELS, VALID, label
from products.views.days import issued_cell, until_cell
from products.views.shown import shown, shown_entry


def _place(item: Mapping[str, Any]) -> str:
    units = (item["commune"], item["province"])
    return ", ".join(unit["full_name"] for unit in units if unit)


def _certificate(item: Mapping[str, Any]) -> dict[str, Any]:
    return item["certification"] or {}


def _number(item: Mapping[str, Any]) -> str | None:
    return (_certificate(item).get("decision") or {}).get("number")


class Products(Pieces[dict[str, Any]]):
    """The products, by their names. A key is that of a PublicState."""

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

    def __init__(self, listed: Listed) -> None:
        self.listed = listed

    def count(self) -> int:
        return self.listed.number(PRODUCTS)

    def keys(self, part: slice = slice(None)) -> Sequence[int]:
        return keys_of(self.listed.by_name().values_list("pk", flat=True)[part])

    def read(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        """What the register says of them on the day."""
        read = PublicState.objects.select_related("entry").in_bulk(keys)
        return [shown(read[key]) for key in keys if key in read]

    @staticmethod
    def address(item: Mapping[str, Any]) -> str:
        return reverse("admin:certificate_page", args=[item["certification"]["uid"]])


class Producers(Pieces[dict[str, Any]]):
    """The producers of the products, each once, by name; with how many of those products each has.
    A key is that of a PublicEntry."""

    noun: ClassVar[str] = "chủ thể"
    columns: ClassVar[Columns] = [
        ("Chủ thể", lambda item: item["name"]),
        ("Loại hình", lambda item: item["kind_name"]),
        ("Địa bàn hiện nay", _place),
        ("Sản phẩm", lambda item: item["products"]),
        ("Trong đó còn giá trị", lambda item: item["valid"]),
        ("Mã định danh", lambda item: item["uid"]),
    ]

    def __init__(self, listed: Listed) -> None:
        self.listed = listed

    @property
    def _entries(self) -> QuerySet[PublicEntry]:
        makers = self.listed.states.values("entry__producer_uid")
        return PublicEntry.objects.filter(kind=PRODUCER, uid__in=makers)

    def count(self) -> int:
        return self._entries.count()

    def keys(self, part: slice = slice(None)) -> Sequence[int]:
        ordered = self._entries.order_by("sort_key", "uid")
        return keys_of(ordered.values_list("pk", flat=True)[part])

    def read(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        read = PublicEntry.objects.in_bulk(keys)
        products = self._products([entry.uid for entry in read.values()])
        return [
            {**shown_entry(one), **dict(zip(("products", "valid"), products[one.uid], strict=True))}
            for key in keys
            if (one := read.get(key)) and one.uid in products
        ]

    def _products(self, makers: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Producer (uid) → how many of the products are his, and how many of them are valid."""
        theirs = self.listed.states.filter(entry__producer_uid__in=makers).order_by()
        counted = theirs.values("entry__producer_uid").annotate(
            products=Count("pk"), valid=Count("pk", filter=Q(standing__in=sorted(VALID)))
        )
        rows = counted.values_list("entry__producer_uid", "products", "valid")
        return {uid: (products, valid) for uid, products, valid in rows}

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
