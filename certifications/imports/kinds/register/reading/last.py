"""What a row tells of its last recognition beside it: code, scheme, level, stars and expiry of
today."""

import re
from typing import Any

from certifications.imports.contract import Row
from certifications.imports.kinds.register.row_as_read import Law, Recognition, Told
from certifications.law import rules
from certifications.models import Level, Scheme
from ocop_registry.excel import cells
from ocop_registry.known_days import read_iso, without_certain
from ocop_registry.places.text import fold
from ocop_registry.written import days, schemes, stars
from ocop_registry.written.parts import Stated
from ocop_registry.written.reading import Reading

_LEVELS = {fold(str(level.label)): level for level in Level} | {
    "huyen": Level.DISTRICT, "cap huyen": Level.DISTRICT, "tinh": Level.PROVINCE, "trung uong": Level.CENTRAL,
    "cap trung uong": Level.CENTRAL, "quoc gia": Level.CENTRAL, "cap quoc gia": Level.CENTRAL, "tw": Level.CENTRAL, "cap tw": Level.CENTRAL,
    "thanh pho": Level.PROVINCE, "tp": Level.PROVINCE, "cap thanh pho": Level.PROVINCE, "thi xa": Level.DISTRICT, "quan": Level.DISTRICT,
    "ubnd huyen": Level.DISTRICT, "ubnd tinh": Level.PROVINCE, "bo nn ptnt": Level.CENTRAL, "bo nn mt": Level.CENTRAL, "bo": Level.CENTRAL,
}  # fmt: skip
_MONTHS_ONLY = re.compile(r"(?:36|ba mươi sáu) ?tháng|0?3 ?năm|ba năm", re.IGNORECASE)


def read_last(told: Told, law: Law) -> None:
    """Fill what is told of the last recognition."""
    row, last = told.row, told.last
    told.stars_now = (row.understand("stars_now", stars.read, stars.answered, code="bad_stars") or stars.Stars()).stars  # fmt: skip
    _read_expiry(told)
    if last is None:
        return
    last.code, last.uid = told.code, told.certification_uid
    last.level, last.scheme = _level(row) or last.level, _scheme(row, last, law)
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


def _read_expiry(told: Told) -> None:
    """The last day in force; a cell of the whole period ("19/3/2021 – 19/3/2024") also tells when
    it began."""
    row, last = told.row, told.last
    found = row.understand("expires", _expiry, _answered_expiry, code="bad_day") or Stated()
    told.expires = found.until or found.issued or told.until
    if told.until and told.expires and not told.until.can_be(told.expires):
        row.fault(
            "expires",
            "two_ends",
            f"Ghi hết hạn {told.expires.named()}, nhưng ô khác của dòng ghi đến {told.until.named()}:"
            " sửa ô sai.",
        )
    if not (found.until and found.issued and last):
        return
    if not found.issued.can_be(last.issued):
        row.fault(
            "expires",
            "two_days",
            f"Thời hạn ghi từ {found.issued.named()}, nhưng cấp {last.when}: sửa một trong hai ô.",
        )
    elif found.issued.sharpens(last.issued):
        last.issued, last.time = found.issued, "expires"


def _expiry(value: Any) -> Reading[Stated]:
    """Our own files write "chắc chắn đến 31/12/2023" where that is certain; the months alone say no
    more than the law does."""
    if not isinstance(value, str):
        return days.read(value)
    if _MONTHS_ONLY.fullmatch(cells.text(value)):
        return Reading()
    return days.read(without_certain(value))


def _answered_expiry(answer: str) -> Stated:
    return Stated() if answer == days.UNKNOWN else Stated(issued=read_iso(answer))


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
    by_number = {one.slug.split("-")[0]: one for one in law.schemes}
    number = row.understand("scheme", lambda value: schemes.read(cells.text(value), list(by_number)), str, code="scheme")  # fmt: skip
    found = by_number.get(number or "")
    text = row.text("scheme")
    if found is None:
        return None
    if last.issued and not last.uid and found not in rules.schemes_of(law.schemes, last.issued):
        row.fault(
            "scheme",
            "scheme",
            f"{found.code} không áp dụng cho {last.when}: sửa bộ tiêu chí hoặc ngày, hoặc để trống"
            f" ô này (đang ghi “{text}”).",
        )
    return found
