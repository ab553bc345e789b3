"""A cell that tells a decision: number, day, who issued it, the round; or several decisions."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from ocop_registry.known_days import KnownDay
from ocop_registry.places.text import fold
from ocop_registry.written import numbers
from ocop_registry.written.day_words import lacks_year
from ocop_registry.written.days import asked_day
from ocop_registry.written.parts import Parts, Stated, take
from ocop_registry.written.reading import Reading, refused
from ocop_registry.written.text import says_nothing, short, tidy

_ONLY_NUMBER = re.compile(r"\d{1,5}[a-zA-Z]?")
_ONE_WORD = re.compile(r"(?=\S*\d)\S{2,40}")
_COUNTED = re.compile(r"^\d{1,2}[).][ ]+|^[-+•*][ ]*", re.MULTILINE)  # "1) …", "- …"
_HINT = "viết như trên văn bản, ví dụ 386/QĐ-UBND"
# Words that say that it is no decision yet, or none any more.
_NOT_ONE = re.compile(
    r"\b(?:du thao|to trinh|trinh|cho ban hanh|cho quyet dinh|cho qd|dang tham dinh|thu hoi|huy bo|bai bo|de nghi)\b"
)
# A running number before a number, without its sign: "386, 387/QĐ-UBND", "38 6/QĐ-UBND".
_ANOTHER = re.compile(r"(?<![\w/.)])\d{1,5}[ ]*(?:[,;+&-]|và)?[ ]*$")
Decisions = tuple[Stated, ...]


def read(value: object, *, month_first: bool = False) -> Reading[Decisions]:
    """The decisions that a cell tells, in its order. A cell of a day alone tells a decision whose
    number is not known."""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return _without_number(Stated(issued=KnownDay.of(day)))
    text = tidy(value if isinstance(value, str) else "" if value is None else str(value))
    return Reading() if says_nothing(text) else _of_text(text, month_first)


@lru_cache(4096)
def _of_text(text: str, month_first: bool) -> Reading[Decisions]:
    """The texts of a column recur."""
    if _ONLY_NUMBER.fullmatch(text):
        note = f"Số quyết định chỉ ghi “{text}”, không có ký hiệu (như /QĐ-UBND)."
        return Reading((Stated(number=text),), (note,))
    parts = take(_COUNTED.sub("", text), month_first=month_first)
    if problem := next((day.problem for day in parts.days if day.problem), ""):
        return refused(problem)
    if not any(one.number for one in parts.stated):
        return _numberless(text, parts)
    if parts.unplaced:
        return refused(
            f"“{short(text)}” ghi nhiều ngày cho một quyết định: để lại một ngày, hoặc ghi mỗi"
            " quyết định một dòng."
        )
    return _of_parts(text, parts)


def _of_parts(text: str, parts: Parts) -> Reading[Decisions]:
    stated = [one for one in parts.stated if one.number]
    found = Reading(tuple(stated), tuple(dict.fromkeys(parts.notes)))
    if len(stated) > 1 and not all(one.issued.exact for one in stated):
        return refused(
            f"“{short(text)}” ghi {len(stated)} quyết định mà không rõ ngày của từng quyết định:"
            " ghi mỗi quyết định một dòng, kèm ngày."
        )
    if _NOT_ONE.search(fold(text)):
        return refused(_no_decision(text))
    if any(_ANOTHER.search(text[: one.start]) for one in numbers.find(text)):
        return refused(
            f"“{short(text)}” còn một số đứng trước số quyết định: nếu là quyết định khác thì ghi mỗi"
            " quyết định một dòng, nếu là cùng một số thì viết liền."
        )
    if lacking := next(filter(lacks_year, parts.rest), ""):
        return refused(f"“{lacking}” thiếu năm: viết đủ ngày/tháng/năm, ví dụ 19/03/2021.")
    doubtful = next((day for day in parts.days if day.doubt), None)
    if doubtful is not None:
        return Reading(found.value, found.notes, asked_day(doubtful, text))
    return found.noted(*_rounds(stated), _dropped(parts.rest))


def _rounds(stated: Sequence[Stated]) -> list[str]:
    return [f"Giữ lại “{one.round}” cùng nguồn." for one in stated if one.round]


def _dropped(rest: Sequence[str]) -> str:
    """What of a cell says nothing that is kept; quoted, so that an officer sees it."""
    said = "”, “".join(short(one) for one in rest if one)
    return f"Ô số quyết định còn ghi “{said}”: không ghi vào sổ." if said else ""


def _numberless(text: str, parts: Parts) -> Reading[Decisions]:
    if parts.stated and (parts.stated[0].issued or parts.stated[0].round) and not parts.unplaced:
        one = parts.stated[0]
        if not parts.rest and not (parts.days and parts.days[0].doubt):
            return _without_number(one).noted(*parts.notes, *_rounds([one]))
    if _ONE_WORD.fullmatch(text) and not parts.days:
        note = f"Số quyết định ghi nguyên là “{text}”: chưa giống số hiệu văn bản, {_HINT}."
        return Reading((Stated(number=text),), (note,))
    if parts.stated and parts.stated[0].issuer and not parts.rest and not parts.days:
        return _without_number(parts.stated[0])
    if _NOT_ONE.search(fold(text)):
        return refused(_no_decision(text))
    return refused(f"Không đọc được số quyết định trong “{short(text)}”: {_HINT}.")


def _no_decision(text: str) -> str:
    return (
        f"“{short(text)}” không phải quyết định công nhận đang có hiệu lực: chỉ ghi quyết định đang"
        " có; chưa có thì để trống cả hạng sao và số quyết định."
    )


def _without_number(one: Stated) -> Reading[Decisions]:
    said = one.issued.told() or one.issuer or one.round
    return Reading((one,), (f"Ô số quyết định chỉ ghi {said}, chưa có số quyết định.",))
