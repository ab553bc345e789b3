"""What a row adds to its producer and product: only what the register does not know yet. What
contradicts it is refused or told."""

from copy import copy
from typing import Any

from certifications.identity.identifiers import gtin_key, tax_key
from certifications.identity.name_index import is_same_name
from certifications.imports.contract import Change, Row
from certifications.imports.fields import called
from certifications.imports.kinds.register.places import Spots
from certifications.imports.kinds.register.row_as_read import Told
from certifications.imports.kinds.register.who.names import kind_by_name
from ocop_registry.places.models import PlaceLevel
from producers.models import Producer, ProducerKind
from products.models import Product
from products.serving import code_key

# column → field of the producer; a filled field keeps its value, and the row says so
_PRODUCER = {
    "tax_code": "tax_code",
    "registration_number": "registration_number",
    "address": "address",
    "phone": "phone",
    "representative": "representative_name",
}
Key = tuple[str, int]  # `Subject.identity`


class Filling:
    """Shared by all rows of a file: of several rows that could fill a field the first does."""

    def __init__(self, spots: Spots) -> None:
        self._spots = spots
        self._taken: dict[tuple[str, str], tuple[Key, Told]] = {}
        self._finals: dict[Key, Any] = {}  # stored subject → the copy that is written
        self._started: set[Key] = set()  # new subjects that a good row has described

    # --- before anything is planned ---------------------------------------------------------------
    def refuse(self, told: Told, producer: Producer, product: Product) -> None:
        """Faults for what contradicts the register, or another row."""
        self._refuse_taken(told, "tax_code", tax_key(told.tax_code), producer)
        self._refuse_taken(told, "gtin", gtin_key(told.gtin), product)
        self._refuse_taken(told, "code", code_key(told.code) if told.code else "", product)
        if (
            producer.pk
            and told.tax_code
            and producer.tax_code
            and tax_key(told.tax_code) != tax_key(producer.tax_code)
        ):
            self._contradicts(
                told.row,
                "tax_code",
                f"“{producer.name}” có mã số thuế {producer.tax_code}",
                "chủ thể",
            )
        if (
            product.pk
            and told.gtin
            and product.gtin
            and gtin_key(told.gtin) != gtin_key(product.gtin)
        ):
            self._contradicts(
                told.row, "gtin", f"“{product.name}” có mã GTIN {product.gtin}", "sản phẩm"
            )
        if (
            told.set is not None
            and product.product_set is not None
            and product.product_set_id != told.set.pk
        ):
            self._contradicts(
                told.row, "set", f"“{product.name}” thuộc bộ {product.product_set}", "sản phẩm"
            )

    @staticmethod
    def _contradicts(row: Row, column: str, register: str, page: str) -> None:
        row.fault(
            column,
            f"{column}_contradicts",
            f"Sổ ghi {register}: sửa ô này, hoặc sửa ở trang {page} rồi kiểm tra lại.",
        )

    def _refuse_taken(self, told: Told, column: str, key: str, subject: Producer | Product) -> None:
        if not key:
            return
        holder, earlier = self._taken.setdefault((column, key), (subject.identity, told))
        if holder != subject.identity:
            told.row.fault(
                column, "taken",
                f"{called(earlier.row, told.row).capitalize()} đã ghi mã này cho “{self._name(earlier, column)}”: sửa mã ở một trong hai dòng.",
            )  # fmt: skip

    @staticmethod
    def _name(told: Told, column: str) -> str:
        return told.producer if column == "tax_code" else told.product

    # --- once it is known which rows are written --------------------------------------------------
    def producer(self, told: Told, producer: Producer) -> Producer | None:
        """The producer to be written; None when the row adds nothing to a stored one."""
        if producer.pk is None:
            self._start(producer, told)
        for column, name in _PRODUCER.items():
            text = told.tax_code if column == "tax_code" else told.texts.get(column, "")
            if text:
                self._fill(told.row, producer, name, text, f"Chủ thể “{producer.name}”")
        if told.kind is not None and self._current(producer).kind == ProducerKind.UNKNOWN:
            self._put(told.row, producer, "kind", told.kind, "Chưa rõ", str(told.kind.label))
        self._sharpen(told, producer)
        return self._finals.get(producer.identity) if producer.pk else producer

    def product(self, told: Told, product: Product) -> Product | None:
        """The product to be written; None when the row adds nothing to a stored one."""
        if product.pk is None and product.identity not in self._started:
            self._started.add(product.identity)
            product.product_set, product.gtin, product.name = told.set, told.gtin, told.product
        if told.gtin:
            self._fill(told.row, product, "gtin", told.gtin, f"Sản phẩm “{product.name}”")
        if told.set is not None and self._current(product).product_set_id is None:
            self._put(told.row, product, "product_set", told.set, "", str(told.set))
        return self._finals.get(product.identity) if product.pk else product

    def _start(self, producer: Producer, told: Told) -> None:
        """A new producer is what the first row that is written says, not an earlier one that is
        refused."""
        if producer.identity not in self._started:
            self._started.add(producer.identity)
            producer.name, producer.kind = (
                told.producer or producer.name,
                kind_by_name(told) or ProducerKind.UNKNOWN,
            )
            producer.tax_code, producer.registration_number = (
                told.tax_code,
                told.registration_number,
            )
            if told.unit is not None:
                producer.place = self._spots.certain_today(told) or producer.place
            if told.kind is None:
                told.row.notes.append(
                    "Chưa rõ loại hình chủ thể."
                    if producer.kind == ProducerKind.UNKNOWN
                    else f"Loại hình theo tên chủ thể: {producer.get_kind_display().lower()}."
                )

    def _current(self, subject: Any) -> Any:
        return self._finals.get(subject.identity, subject)

    def _fill(
        self, row: Row, subject: Producer | Product, name: str, text: str, called_: str
    ) -> None:
        present = getattr(self._current(subject), name)
        label = _label(subject, name)
        if not present:
            self._put(row, subject, name, text, "", text)
        elif not is_same_name(present, text):
            row.notes.append(f"{called_} đã có {label} khác: giữ nguyên.")

    def _put(
        self, row: Row, subject: Producer | Product, name: str, value: Any, before: str, after: str
    ) -> None:
        target = subject
        if subject.pk:
            target = self._finals.setdefault(subject.identity, copy(subject))
            label = _label(subject, name)
            what = "Chủ thể" if isinstance(subject, Producer) else "Sản phẩm"
            row.changes.append(
                Change(f"{what} “{subject.name}”", f"{label[:1].upper()}{label[1:]}", before, after)
            )
        setattr(target, name, value)

    def _sharpen(self, told: Told, producer: Producer) -> None:
        """A row may name the commune where the register knows only the district or province."""
        if told.unit is None or told.place_code or told.unit.level != PlaceLevel.COMMUNE:
            return
        present = self._current(producer).place
        if present.level == PlaceLevel.COMMUNE or not self._spots.compatible(present, told.unit):
            return
        place = self._spots.certain_today(told)
        if place is not None:
            self._put(told.row, producer, "place", place, present.path(), place.path())


def _label(subject: Producer | Product, name: str) -> str:
    field: Any = subject._meta.get_field(name)
    return str(field.verbose_name)
