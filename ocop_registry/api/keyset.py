"""Pages by position, not by number: stable while rows come and go, equally fast on page 1 and on
page 10,000.

A list is ordered by columns of which the last is unique ("-stars", "sort_key", "uid"). A cursor
says, signed, in which ordering and beyond which row to go on, forwards or back. So rows added
before that position shift nothing.
"""

import base64
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ocop_registry.api.errors import Fault

PAGE_SIZE, LARGEST_PAGE = 50, 200
PARAMETERS = ("cursor", "page_size")
_SALT = "api.cursor"


@dataclass(frozen=True)
class Position:
    """Beyond the row with these sort `values`; `back`: towards the beginning; `itself`: that row
    included."""

    values: tuple[Any, ...]
    back: bool = False
    itself: bool = False


@dataclass(frozen=True)
class Part:
    """One of several lists that follow one another, or the only one. Its rows bear the list's
    columns, of which the first is `rank`; `columns`: by which they are ordered, the rank only where
    it differs among them."""

    rows: QuerySet
    rank: int
    columns: Sequence[str]


@dataclass(frozen=True)
class Page:
    """The rows in list order, and where the neighbouring pages begin (None: there is none)."""

    rows: list[Any]
    next: Position | None
    previous: Position | None


def page_size(request: HttpRequest, faults: list[Fault]) -> int:
    """The wanted number of rows; a fault when it is none from 1 to 200."""
    text = request.GET.get("page_size", "")
    if not text:
        return PAGE_SIZE
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LARGEST_PAGE:
        return int(text)
    sentence = _("page_size là số nguyên từ 1 đến %(most)d, không phải “%(text)s”.") % {
        "most": LARGEST_PAGE,
        "text": text,
    }
    faults.append(Fault("?page_size", "invalid", sentence))
    return PAGE_SIZE


def position(request: HttpRequest, ordering: str, faults: list[Fault]) -> Position | None:
    """Where the request wants to go on; a fault when the cursor is not ours or belongs to another
    list or ordering."""
    text = request.GET.get("cursor", "")
    if not text:
        return None
    try:
        path, ordered, back, itself, *values = _signer().unsign_object(text)
    except (signing.BadSignature, ValueError, TypeError):
        faults.append(
            Fault(
                "?cursor",
                "invalid",
                _("Con trỏ trang không đúng: hãy dùng nguyên địa chỉ “next” hoặc “previous”."),
            )
        )
        return None
    if (path, ordered) != (request.path, ordering):
        sentence = _(
            "Con trỏ trang thuộc về danh sách hoặc thứ tự khác: hãy bắt đầu lại từ trang đầu."
        )
        faults.append(Fault("?cursor", "other_list", sentence))
        return None
    return Position(tuple(_plain(value) for value in values), back, itself)


def page(rows: QuerySet, columns: Sequence[str], at: Position | None, size: int) -> Page:
    """One page, in one query without COUNT: one row more than wanted tells whether there is a
    neighbour.

    `rows`: the filtered list, unordered. `columns`: as of `order_by`, never null, the last one
    unique.
    """
    return page_of(list(wanted(rows, columns, at, size)), columns, at, size)


def wanted(rows: QuerySet, columns: Sequence[str], at: Position | None, size: int) -> QuerySet:
    """The rows that `page_of` makes the page of, turned round on the way back."""
    return beyond(rows, columns, at)[: size + 1]


def beyond(rows: QuerySet, columns: Sequence[str], at: Position | None) -> QuerySet:
    """All rows beyond a position in their order, turned round on the way back."""
    back = at is not None and at.back
    if at is not None:
        rows = rows.filter(_beyond(columns, at))
    return rows.order_by(*(_turned(column) if back else column for column in columns))


def wanted_of(
    parts: Iterable[Part], columns: Sequence[str], at: Position | None, size: int
) -> list[QuerySet]:
    """The same of lists that follow one another, to be read one by one until one row more than the
    page is there. `columns`: of the whole, the rank first."""
    if at is None:
        return [wanted(part.rows, part.columns, None, size) for part in parts]
    found = []
    for part in parts:
        if part.rank == at.values[0] or columns[0] in part.columns:
            values = dict(zip(columns, at.values, strict=True))
            here = Position(tuple(values[name] for name in part.columns), at.back, at.itself)
            found.append(wanted(part.rows, part.columns, here, size))
        elif (part.rank < at.values[0]) == at.back:
            order = [_turned(one) if at.back else one for one in part.columns]
            found.append(part.rows.order_by(*order)[: size + 1])
    return found[::-1] if at.back else found


def page_of(found: list[Any], columns: Sequence[str], at: Position | None, size: int) -> Page:
    """The page that these rows are, read as `wanted` asks for them."""
    back = at is not None and at.back
    more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
    return Page(found, *_neighbours(found, columns, at, more))


def _neighbours(
    found: list[Any], columns: Sequence[str], at: Position | None, more: bool
) -> tuple[Position | None, Position | None]:
    """Where to go on and back. Behind a cursor there is always the page it came from."""
    if not found:
        if at is None:
            return None, None
        # Everything beyond the cursor is gone: the way back includes the row that the cursor stood
        # on.
        way_back = Position(at.values, not at.back, itself=not at.itself)
        return (way_back, None) if at.back else (None, way_back)
    first, last = values_of(found[0], columns), values_of(found[-1], columns)
    onward, backward = Position(last), Position(first, back=True)
    if at is None:
        return (onward if more else None), None
    if at.back:
        return onward, (backward if more else None)
    return (onward if more else None), backward


def address(request: HttpRequest, ordering: str, to: Position | None) -> str | None:
    """The whole address of a neighbouring page: the same parameters, another cursor."""
    if to is None:
        return None
    cursor = _signer().sign_object(
        [request.path, ordering, to.back, to.itself, *(_packed(value) for value in to.values)],
        compress=True,
    )
    same = _same_list(request.META.get("QUERY_STRING", ""), request.encoding)
    return f"{settings.PUBLIC_URL}{request.path}?{same}cursor={quote(cursor)}"


@functools.lru_cache(maxsize=1024)
def _same_list(query: str, encoding: str | None) -> str:
    """The parameters of an address but for its cursor, as those of another page begin."""
    asked = QueryDict(query, encoding=encoding)
    return "".join(
        f"{urlencode({name: values}, doseq=True)}&"
        for name, values in asked.lists()
        if name != "cursor"
    )


@functools.cache
def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)


def _beyond(columns: Sequence[str], at: Position) -> Q:
    """Rows beyond a position: greater in the first column, or equal there and greater in the
    second, and so on.

    The first comparison stands once more on its own, so that an index on the first column can be
    entered at the right place.
    """
    names = [column.lstrip("-") for column in columns]
    signs = ["lt" if column.startswith("-") != at.back else "gt" for column in columns]
    beyond = Q()
    for depth, (name, sign) in enumerate(zip(names, signs, strict=True)):
        last = depth == len(names) - 1
        equal = Q(**dict(zip(names[:depth], at.values[:depth], strict=True)))
        beyond |= equal & Q(
            **{f"{name}__{sign}{'e' if last and at.itself else ''}": at.values[depth]}
        )
    return Q(**{f"{names[0]}__{signs[0]}e": at.values[0]}) & beyond


def values_of(row: Any, columns: Sequence[str]) -> tuple[Any, ...]:
    """Where a row (an object, or a named tuple of `values_list`) stands: its value in each
    column."""
    return tuple(getattr(row, column.lstrip("-")) for column in columns)


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _packed(value: Any) -> Any:
    """A sort value as JSON: bytes, instants and days carry their type."""
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def _plain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kind, text = next(iter(value.items()))
    if kind == "b":
        return base64.b64decode(text)
    return datetime.fromisoformat(text) if kind == "t" else date.fromisoformat(text)
