"""Reading one row of a register, cell by cell: names, days, stars, numbers. What is wrong with a
cell is said at once."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError

from certifications.identity import known_facts
from certifications.identity.list_words import read_kind, read_set
from certifications.imports.contract import ERASE, Row
from certifications.imports.kinds.producers import phone, producer_kind, tax_code
from certifications.imports.kinds.register.columns import HEADINGS
from certifications.imports.kinds.register.row_as_read import TEXTS, Law, Recognition, Told
from certifications.imports.kinds.register.who import participation
from certifications.imports.kinds.register.who.names import note_kind, take_name
from certifications.law import rules
from certifications.law.formats import PRODUCT_CODE
from certifications.models import Certification, Decision, Level, Scheme
from ocop_registry.excel import cells
from ocop_registry.excel.values import Value
from ocop_registry.known_days import NOTHING, KnownDay, without_certain
from ocop_registry.places.text import fold
from producers.models import Producer, ProducerKind, tax_code_format
from products.models import Product
from products.models.product import validate_gtin

FIRST_YEAR = 2013  # the first province began then; the programme of the country in 2018
LOWEST, HIGHEST = 3, 5
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
    "number": Decision._meta.get_field("number"),
    "issuer": Decision._meta.get_field("issuer"),
}
_LONGEST: Mapping[str, int] = {column: field.max_length for column, field in _FIELDS.items()}
_LIMITED = tuple((column, most) for column, most in _LONGEST.items() if column in TEXTS)
_LEVELS = {fold(str(level.label)): level for level in Level} | {
    "huyen": Level.DISTRICT, "cap huyen": Level.DISTRICT, "tinh": Level.PROVINCE, "trung uong": Level.CENTRAL,
    "cap trung uong": Level.CENTRAL, "quoc gia": Level.CENTRAL, "cap quoc gia": Level.CENTRAL,
}  # fmt: skip
_NUMBER_PREFIX = re.compile(r"^(?:quyết định|qđ)?\s*(?:số)?\s*[:.]?\s*(?=\d)", re.IGNORECASE)
_NUMBER_AND_DAY = re.compile(
    r"^(?P<number>\S+)\s*,?\s*(?:ngày|\()\s*(?P<day>\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4})\)?$",
    re.IGNORECASE,
)
# What offices write where there are no stars.
_NO_STARS = re.compile(
    r"(?:san pham )?(?:chua|khong) (?:dat|co|duoc|xep|phan|cong nhan)\b.*|khong|tham gia"
)
_NO_TEXTS = dict.fromkeys(TEXTS, "")
# suffix → the columns of which one is filled where there is a recognition
_RECOGNISED = {
    suffix: tuple(f"{name}{suffix}" for name in ("stars", "day", "year", "number"))
    for suffix in ("", "2")
}


def tell(row: Row, law: Law) -> Told:
    """Read one row. Never raises on what it says: what is wrong with a cell is a fault of the
    row."""
    _refuse_erasing(row)
    texts = _NO_TEXTS | {name: row.text(name) for name in row.cells if name in _NO_TEXTS}
    told = Told(row, row.text("product"), row.text("producer"), texts)
    take_name(told)
    _refuse_names(told)
    texts["phone"] = row.read("phone", phone) or "" if texts["phone"] else ""
    told.kind = _kind(row)
    note_kind(told)
    _read_numbers(told, law)
    for suffix, columns in _RECOGNISED.items():
        if any(map(row.has, columns)):
            told.recognitions.append(_recognition(row, suffix, law))
    participation.take(told)
    if (note := row.text("note")) and "thu hoi" in fold(note):
        row.notes.append(
            "Ghi chú nhắc đến thu hồi: danh sách không ghi được việc thu hồi, hãy ghi ở trang chứng"
            " nhận."
        )
    _read_last(told, law)
    _refuse_length(row, "product", told.product, _LONGEST["product"])
    _refuse_length(row, "producer", told.producer, _LONGEST["producer"])
    for column, most in _LIMITED:
        _refuse_length(row, column, texts[column], most)
    return told


def _missing(column: str) -> str:
    return f"Thiếu {HEADINGS[column].lower()}: ghi vào ô này."


def _refuse_erasing(row: Row) -> None:
    for column, value in row.cells.items():
        if isinstance(value, str) and value[:1] == "(" and row.erases(column):
            row.fault(
                column,
                "erase",
                f"Không xóa trắng bằng {ERASE} ở loại tệp này: để trống ô; muốn sửa điều đã ghi thì"
                " đính chính.",
            )
            row.cells[column] = None


def _refuse_names(told: Told) -> None:
    if not told.product:
        _fault_once(told.row, "product", "missing_product", _missing("product"))
    elif known_facts.several(told.product):
        told.row.fault(
            "product",
            "several_products",
            f"“{told.product}” gộp nhiều sản phẩm: tách mỗi sản phẩm thành một dòng, ghi đúng tên"
            " từng sản phẩm.",
        )
    if not told.producer:
        _fault_once(told.row, "producer", "missing_producer", _missing("producer"))


def _fault_once(row: Row, column: str, code: str, detail: str) -> None:
    """Not beside another fault of the same cell, which says more."""
    reference = row.references.get(column)
    if not any(fault.reference == reference for fault in row.faults):
        row.fault(column, code, detail)


def _refuse_length(row: Row, column: str, text: str, most: int) -> None:
    if len(text) > most:
        row.fault(column, "too_long", f"Dài {len(text)} ký tự, nhiều nhất {most}: rút gọn.")


# --- the producer and the product -----------------------------------------------------------------
def _kind(row: Row) -> ProducerKind | None:
    text = row.text("kind")
    if not text:
        return None
    kind = _kind_called(text) or row.read("kind", producer_kind)
    return ProducerKind(kind) if kind else None


@lru_cache(maxsize=200)
def _kind_called(text: str) -> ProducerKind | None:
    """Every row has a kind, and they are few."""
    return read_kind(text)


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
    if row.text("set"):
        told.set = read_set(row.text("set"), law.sets)
        if told.set is None:
            row.fault(
                "set",
                "set",
                f"Không nhận ra bộ “{row.text('set')}”: ghi số (1–{len(law.sets)}) hoặc đúng tên bộ"
                " sản phẩm.",
            )
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


# --- recognitions ---------------------------------------------------------------------------------
def _recognition(row: Row, suffix: str, law: Law) -> Recognition:
    stars = _stars(row, suffix)
    one = Recognition(suffix, stars or 0, takes_part=stars is None)
    one.issuer = row.text(f"issuer{suffix}")
    _refuse_length(row, f"issuer{suffix}", one.issuer, _LONGEST["issuer"])
    _read_number(row, one)
    _read_time(row, one, law.today)
    return one


def _stars(row: Row, suffix: str) -> int | None:
    """The stars; 0 when that is a fault, None when the row tells that there are none."""
    column = f"stars{suffix}"
    if not row.has(column):
        if not any(map(row.has, ("stars_now", f"number{suffix}", f"day{suffix}"))):
            return None
        now = (
            f" Cột {HEADINGS['stars_now'].lower()} ghi “{row.text('stars_now')}”: nếu là hạng lần"
            " này thì chép vào."
            if row.has("stars_now")
            else " Dòng có số quyết định hoặc ngày cấp."
        )
        row.fault(column, "missing_stars", _missing("stars") + now)
        return 0
    shown = row.text(column)
    if not shown.strip(" -–—.") or _NO_STARS.fullmatch(fold(shown)):
        return None
    stars = row.read(column, cells.stars) or 0
    return None if stars and stars < LOWEST else stars


def _read_number(row: Row, one: Recognition) -> None:
    """The number alone; "386/QĐ-UBND ngày 19/3/2021" also tells the day."""
    column = f"number{one.suffix}"
    text = _NUMBER_PREFIX.sub("", row.text(column))
    both = _NUMBER_AND_DAY.match(text)
    if both:
        text = both["number"].rstrip(",")
        try:
            one.issued = KnownDay.of(cells.day(both["day"]))
            one.time = "day"
        except cells.Unclear as unclear:
            row.fault(column, "bad_day", unclear.sentence)
    one.number = text
    _refuse_length(row, column, text, _LONGEST["number"])


def _read_time(row: Row, one: Recognition, today: date) -> None:
    """What is told of the day most exactly: in the number's cell, as a day (or month, quarter,
    year), as a year. Columns that contradict each other are for the officer to settle."""
    column = f"day{one.suffix}"
    told = row.read(column, cells.known_day, "day") or NOTHING
    if told and not told.can_be(one.issued):
        row.fault(
            column,
            "two_days",
            f"Ô ghi {told.named()}, nhưng ô số quyết định ghi {one.issued.named()}: sửa một trong"
            " hai ô.",
        )
    if told.sharpens(one.issued):
        one.issued, one.time = told, "day"
    within = row.read(f"year{one.suffix}", cells.known_part, "year") or NOTHING
    if within and not within.can_be(one.issued):
        is_day = "ngày cấp là" if one.issued.exact else "ô ngày cấp ghi"
        row.fault(
            f"year{one.suffix}",
            "year_date",
            f"Ghi {within.named()}, nhưng {is_day} {one.issued.named()}: sửa ô sai, hoặc xóa trắng"
            " ô năm.",
        )
    elif within.sharpens(one.issued):
        one.issued, one.time = within, "year"
    one.issued = one.issued.by(today)
    _refuse_time(row, one, today)


def _refuse_time(row: Row, one: Recognition, today: date) -> None:
    issued, year = one.issued, one.issued.year
    if issued.exact and issued.first and issued.first > today:
        row.fault(
            one.time_column,
            "future",
            f"Ngày {issued.written} ở tương lai: chỉ ghi quyết định đã ban hành; kiểm tra lại"
            " ngày.",
        )
    elif issued.first and issued.first > today:
        name = issued.named()
        row.fault(
            one.time_column, "future", f"{name[0].upper()}{name[1:]} ở tương lai: kiểm tra lại."
        )
    elif year and year < FIRST_YEAR:
        row.fault(
            one.time_column,
            "too_early",
            f"Năm {year} chưa có sản phẩm OCOP nào được công nhận: kiểm tra lại năm.",
        )


def _read_last(told: Told, law: Law) -> None:
    """What a row tells of its last recognition: code, scheme, level, stars and expiry of today."""
    row, last = told.row, told.last
    told.stars_now = row.read("stars_now", cells.stars)
    expires = row.read("expires", _expiry, "day")
    told.expires = expires or NOTHING
    if last is None:
        return
    last.code, last.uid = told.code, told.certification_uid
    last.level, last.scheme = _level(row), _scheme(row, last, law)
    if told.stars_now and last.stars and told.stars_now != last.stars:
        row.fault(
            "stars_now",
            "stars_now",
            f"Hạng hiện tại ghi {told.stars_now} sao, nhưng lần công nhận cuối là {last.stars} sao:"
            " sửa ô sai.",
        )
    first = told.recognitions[0]
    if first is not last:
        _refuse_order(row, first, last)


def _expiry(value: Value) -> KnownDay | None:
    """A last day in force; our own files write "chắc chắn đến 31/12/2023" where that is certain."""
    return cells.known_day(without_certain(value) if isinstance(value, str) else value)


def _refuse_order(row: Row, first: Recognition, last: Recognition) -> None:
    before, after = first.issued.whole, last.issued.whole
    wrong = (
        bool(before.first and after.last and after.last < before.first)
        or before.exact
        and before == after
    )
    if wrong:
        row.fault(
            last.time_column, "order",
            f"Lần công nhận 2 ({last.when}) không sau lần 1 ({first.when}): sửa thời gian, hoặc đổi chỗ hai lần.",
        )  # fmt: skip


def _level(row: Row) -> Level | None:
    text = row.text("level")
    if text and fold(text) not in _LEVELS:
        row.fault(
            "level",
            "level",
            f"Không nhận ra cấp “{text}”: ghi {', '.join(str(level.label) for level in Level)}.",
        )
    return _LEVELS.get(fold(text)) if text else None


def _scheme(row: Row, last: Recognition, law: Law) -> Scheme | None:
    text = row.text("scheme")
    if not text:
        return None
    wanted = re.match(r"\D*(\d+)", text)
    number = wanted[1] if wanted else None
    found = next((one for one in law.schemes if one.slug.split("-")[0] == number), None)
    codes = ", ".join(one.code for one in law.schemes)
    if found is None:
        row.fault("scheme", "scheme", f"Không nhận ra bộ tiêu chí “{text}”: ghi một trong {codes}.")
    elif last.issued and not last.uid and found not in rules.schemes_of(law.schemes, last.issued):
        row.fault(
            "scheme",
            "scheme",
            f"{found.code} không áp dụng cho {last.when}: sửa bộ tiêu chí hoặc ngày, hoặc để trống"
            " ô này.",
        )
    return found
