"""Reading one row of a register, cell by cell: names, codes, kinds; its recognitions in
`recognitions`. What is wrong with a cell is said at once."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from certifications.identity import known_facts
from certifications.imports.asked.words import OF_OLD_LISTS, producer_kind, product_set
from certifications.imports.contract import ERASE, Option, Row
from certifications.imports.kinds.producers import phone, tax_code
from certifications.imports.kinds.register.differences import compare_points
from certifications.imports.kinds.register.reading.last import read_last
from certifications.imports.kinds.register.reading.recognitions import (
    RECOGNISED,
    missing,
    recognitions,
    refuse_length,
)
from certifications.imports.kinds.register.row_as_read import TEXTS, Law, Told
from certifications.imports.kinds.register.who import participation
from certifications.imports.kinds.register.who.names import note_kind, take_name
from certifications.imports.shape.compound import counted
from certifications.law.formats import PRODUCT_CODE
from certifications.models import Certification
from ocop_registry.places.text import fold
from producers.models import Producer, ProducerKind, tax_code_format
from products.models import Product
from products.models.product import validate_gtin

_ONE = "mot"  # the answer that a name that counts several means one product
# column → the field that says how long its text may be
_FIELDS: Mapping[str, Any] = {
    "product": Product._meta.get_field("name"),
    "producer": Producer._meta.get_field("name"),
    "registration_number": Producer._meta.get_field("registration_number"),
    "address": Producer._meta.get_field("address"),
    "representative": Producer._meta.get_field("representative_name"),
    "phone": Producer._meta.get_field("phone"),
    "issued_product": Certification._meta.get_field("product_name"),
    "issued_producer": Certification._meta.get_field("producer_name"),
    "code": Certification._meta.get_field("code"),
    "source": Certification._meta.get_field("source"),
}
_LONGEST: Mapping[str, int] = {column: field.max_length for column, field in _FIELDS.items()}
_LIMITED = tuple((column, most) for column, most in _LONGEST.items() if column in TEXTS)
_NO_TEXTS = dict.fromkeys(TEXTS, "")


def tell(row: Row, law: Law) -> Told:
    """Read one row. Never raises on what it says: what is wrong with a cell is a fault of the
    row."""
    _refuse_erasing(row)
    texts = _NO_TEXTS | {name: row.text(name) for name in row.cells if name in _NO_TEXTS}
    told = Told(row, row.text("product"), row.text("producer"), texts)
    take_name(told)
    _refuse_names(told)
    texts["phone"] = row.read("phone", phone) or "" if texts["phone"] else ""
    told.kind = _kind(row, law)
    note_kind(told)
    _read_numbers(told, law)
    for suffix, columns in RECOGNISED.items():
        if any(map(row.has, columns)):
            told.recognitions.extend(recognitions(told, suffix, law))
    participation.take(told)
    if (note := row.text("note")) and "thu hoi" in fold(note):
        row.notes.append(
            "Ghi chú nhắc đến thu hồi: danh sách không ghi được việc thu hồi, hãy ghi ở trang chứng"
            " nhận."
        )
    read_last(told, law)
    compare_points(told, law)
    refuse_length(row, "product", told.product, _LONGEST["product"])
    refuse_length(row, "producer", told.producer, _LONGEST["producer"])
    for column, most in _LIMITED:
        refuse_length(row, column, texts[column], most)
    return told


def _refuse_erasing(row: Row) -> None:
    for column, value in row.cells.items():
        if isinstance(value, str) and value[:1] == "(" and row.erases(column):
            row.fault(
                column,
                "erase",
                f"Không xóa trắng bằng {ERASE} ở loại tệp này: để trống ô; muốn sửa điều đã ghi thì"
                " đính chính.",
            )
            row.meant[column] = None


def _refuse_names(told: Told) -> None:
    if not told.product:
        _fault_once(told.row, "product", "missing_product", missing("product"))
    elif known_facts.several(told.product) or counted(told.product):
        _ask_whether_one(told)
    if not told.producer:
        _fault_once(told.row, "producer", "missing_producer", missing("producer"))


def _ask_whether_one(told: Told) -> None:
    """A name that counts several and names none of them: it is one product of several kinds or
    pieces, or its row is to be written anew."""
    told.row.ask(
        "several",
        "product",
        "Tên này gộp nhiều sản phẩm? Là nhiều thì trong tệp ghi tên từng sản phẩm, mỗi tên một dòng trong"
        " ô, rồi nạp lại; là một thì trả lời ở đây.",
        [Option(_ONE, "Là một sản phẩm (bộ, nhiều loại, nhiều cỡ): giữ tên như ghi")],
        about=told.product,
        key=told.product,
    )


def _fault_once(row: Row, column: str, code: str, detail: str) -> None:
    """Not beside another fault of the same cell, which says more."""
    reference = row.references.get(column)
    if not any(fault.reference == reference for fault in row.faults):
        row.fault(column, code, detail)


# --- the producer and the product -----------------------------------------------------------------
def _kind(row: Row, law: Law) -> ProducerKind | None:
    """The kind of the producer; a kind that stays unknown says nothing."""
    kind = producer_kind(row, OF_OLD_LISTS, law.meanings)
    return None if kind == ProducerKind.UNKNOWN else kind


def _read_numbers(told: Told, law: Law) -> None:
    row = told.row
    told.tax_code = row.read("tax_code", tax_code) or ""
    if told.tax_code and not tax_code_format.regex.match(told.tax_code):  # type: ignore[union-attr]
        row.fault(
            "tax_code",
            "tax_code",
            f"“{told.tax_code}”: {tax_code_format.message} Ghi dạng chữ để giữ số 0 đầu.",
        )
        told.tax_code = ""
    told.gtin = re.sub(r"[\s-]", "", row.text("gtin"))
    if told.gtin and (problem := _gtin_problem(told.gtin)):
        row.fault("gtin", "gtin", problem)
        told.gtin = ""
    told.set = product_set(row, law.sets, law.meanings, code="set")
    if told.code and not PRODUCT_CODE.match(told.code):
        row.fault(
            "code",
            "code",
            f"“{told.code}” không đúng dạng tỉnh-xã-STT-năm, ví dụ 19-02155-003-2026: sửa hoặc để"
            " trống.",
        )
        told.texts["code"] = ""
    _compare_group(told, law)


def _gtin_problem(gtin: str) -> str:
    try:
        validate_gtin(gtin)
    except ValidationError as problem:
        return " ".join(problem.messages)
    return ""


def _compare_group(told: Told, law: Law) -> None:
    """A sector or group names no set, but must not contradict the one that is named."""
    group = fold(told.group)
    if not group or told.set is None:
        return
    chosen = told.set
    sectors = {fold(one.sector): one.sector for one in law.sets}
    if group in sectors and sectors[group] != chosen.sector:
        told.row.fault(
            "group",
            "group",
            f"Bộ {chosen.no} thuộc ngành “{chosen.sector}”, không phải “{told.group}”: sửa một"
            " trong hai ô.",
        )
