"""Whose product a row speaks of: the producer and the product of the register, or new ones that the
file brings."""

from collections.abc import Sequence

from certifications.identity.match import Match, Near, suggestion
from certifications.identity.name_index import is_same_name
from certifications.identity.register_index import Register
from certifications.imports.asked.near_misses import NearMisses
from certifications.imports.fields import called
from certifications.imports.kinds.register.places import Spots, faulty_place
from certifications.imports.kinds.register.row_as_read import Told
from certifications.imports.kinds.register.who.names import kind_by_name
from producers.legal_forms import called as name_parts
from producers.legal_forms import same_producer_name
from producers.models import Producer, ProducerKind
from products.models import Product

_SHOWN = 3


class Subjects:
    """Answers for all rows of a file. What one row brings, the rows after it find."""

    def __init__(self, register: Register, spots: Spots, rows: Sequence[Told]) -> None:
        self._register, self._spots = register, spots
        self._near_misses = NearMisses([told.row for told in rows], register.province)
        self._told_of: dict[int, Told] = {id(told.row): told for told in rows}
        self._known: dict[tuple, Producer] = {}

    def bringer(self, subject: Producer | Product) -> Told | None:
        """The row that brings a subject which the register does not have."""
        row = self._near_misses.row_of(subject)
        return self._told_of[id(row)] if row else None

    # --- producers --------------------------------------------------------------------------------
    def producer(self, told: Told) -> Producer | None:
        """The producer, an unsaved one when it is new; None when that is not settled (the fault is
        said)."""
        if not (told.producer or told.producer_uid):
            return None
        key = (
            told.uid,
            told.producer_uid,
            told.tax_code,
            told.registration_number,
            name_parts(told.producer).key,
            told.unit and told.unit.pk,
        )
        producer = self._known.get(key)
        if producer is None:
            producer = self._maker_of_named_product(told) or self._find_producer(told)
            if producer is None:
                return None
            if not told.row.questions.get("producer"):
                self._known[key] = producer
        self._compare_kind(told, producer)
        return producer

    def _maker_of_named_product(self, told: Told) -> Producer | None:
        """A list that came out of the registry names its products; then a place told less exactly
        makes no second producer."""
        product = self._register.product_with(told.uid)
        unnamed = not (told.producer_uid or told.tax_code or told.registration_number)
        return (
            product.producer
            if product and unnamed and same_producer_name(product.producer.name, told.producer)
            else None
        )

    def _find_producer(self, told: Told) -> Producer | None:
        match = self._register.find_producer(
            uid=told.producer_uid, tax_code=told.tax_code, registration_number=told.registration_number,
            name=told.producer, place=told.unit,
        )  # fmt: skip
        if match.conflict:
            told.row.fault(_identifier(told, "producer_uid", "tax_code", "registration_number", "producer"), "producer_conflict",
                           f"{match.conflict} Sửa ô sai, hoặc sửa chủ thể trong sổ rồi kiểm tra lại.")  # fmt: skip
            return None
        if match.one:
            self._tell_name(told, match.one)
            return match.one
        if match.question:
            return self._ask_named_otherwise(told, match)
        if told.unit is None and faulty_place(told.row):
            return None  # who is near depends on the place
        near = [
            one
            for one in match.near
            if self._spots.compatible(one.subject.place, told.unit) or self._moved(told, one)
        ]
        self._tell_elsewhere(told, match, near)
        if near:
            chosen, new = self._near_misses.ask(
                told.row,
                "producer",
                f"“{told.producer}” giống tên chủ thể đã có.",
                near,
                new="tạo mới",
                suggested=suggestion(told.producer, near),
            )
            if not new:
                return chosen
        return self._new_producer(told)

    def _moved(self, told: Told, near: Near[Producer]) -> bool:
        """Whether a producer of the very name elsewhere makes a product of this very name: then the
        row rather corrects the place."""
        one = near.subject
        return (
            one.pk is not None
            and same_producer_name(told.producer, one.name)
            and any(
                is_same_name(told.product, mine.name) for mine in self._register.products_of(one)
            )
        )

    @staticmethod
    def _tell_name(told: Told, producer: Producer) -> None:
        if told.producer and not same_producer_name(told.producer, producer.name):
            told.row.notes.append(f"Chủ thể là “{producer.name}” theo sổ hoặc dòng trước.")

    def _ask_named_otherwise(self, told: Told, match: Match[Producer]) -> Producer | None:
        """A number of one who bears another name: yes, or the number is wrong."""
        chosen, _ = self._near_misses.ask(told.row, "producer", match.question, match.near)
        return chosen

    def _tell_elsewhere(
        self, told: Told, match: Match[Producer], near: Sequence[Near[Producer]]
    ) -> None:
        others = [
            f"“{one.subject.name}” ở {one.subject.place.path()}"
            for one in match.near
            if one not in near
        ][:_SHOWN]
        if others:
            told.row.notes.append(
                f"Nơi khác trong tỉnh có chủ thể tên giống: {'; '.join(others)}. Ghi là chủ thể"
                " riêng."
            )

    def _new_producer(self, told: Told) -> Producer | None:
        place = self._spots.today(told) or self._spots.fallback(told)
        if place is None:
            return None
        kind = kind_by_name(told) or ProducerKind.UNKNOWN
        producer = Producer.fresh(name=told.producer, kind=kind, place=place, tax_code=told.tax_code,
                            registration_number=told.registration_number)  # fmt: skip
        self._near_misses.brings(told.row, producer)
        self._register.add_producer(producer)
        return producer

    def _compare_kind(self, told: Told, producer: Producer) -> None:
        """A kind decides what of a producer may be public: it is never changed in passing."""
        if told.kind is None or told.kind == producer.kind:
            return
        if producer.kind != ProducerKind.UNKNOWN:
            by = self.bringer(producer)
            where = called(by.row, told.row).capitalize() if by else "Sổ"
            told.row.fault(
                "kind", "kind_contradicts",
                f"{where} ghi “{producer.name}” là {producer.get_kind_display().lower()}, khác {told.kind.label.lower()}: "
                "sửa ô này, hoặc sửa loại hình ở trang chủ thể.",
            )  # fmt: skip
        elif self.bringer(producer):
            producer.kind = told.kind

    # --- products ---------------------------------------------------------------------------------
    def product(self, told: Told, producer: Producer | None) -> Product | None:
        """The product, an unsaved one when it is new; None when that is not settled."""
        if producer is None or not (told.product or told.uid):
            return None
        code = told.last.code if told.last else ""
        match = self._register.find_product(
            uid=told.uid, code=code, gtin=told.gtin, name=told.product, producer=producer
        )
        if match.conflict:
            told.row.fault(_identifier(told, "uid", "code", "gtin", "product"), "product_conflict",
                           f"{match.conflict} Sửa ô sai, hoặc sửa sản phẩm trong sổ rồi kiểm tra lại.")  # fmt: skip
            return None
        if match.one:
            return self._found_product(told, match.one)
        if match.near:
            chosen, new = self._near_misses.ask(
                told.row,
                "product",
                f"“{told.product}” giống tên sản phẩm cùng chủ thể.",
                match.near,
                new="tạo mới",
                suggested=suggestion(told.product, match.near),
            )
            if not new:
                return chosen
        product = Product.fresh(
            producer=producer, name=told.product, product_set=told.set, gtin=told.gtin
        )
        self._near_misses.brings(told.row, product)
        self._register.add_product(product, codes=[code] if code else [])
        return product

    def _found_product(self, told: Told, product: Product) -> Product:
        if told.product and not is_same_name(told.product, product.name):
            told.row.notes.append(
                f"Sổ ghi tên sản phẩm “{product.name}”: giữ nguyên; muốn đổi tên thì sửa ở trang"
                " sản phẩm."
            )
        return product


def _identifier(told: Told, *columns: str) -> str:
    """The first of these columns that the row fills: what a contradiction is about."""
    return next((column for column in columns if told.row.has(column)), columns[-1])
