"""What the public endpoints share: the answer follows from the register's version, the day, the
language and the address."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from drf_spectacular.utils import OpenApiParameter

from ocop_registry import clock
from ocop_registry.api import keyset
from ocop_registry.api.document import CURSOR, PAGE_SIZE, query
from ocop_registry.api.errors import Fault, problem
from ocop_registry.api.views import (
    ApiView,
    json_answer,
    json_text,
    open_to_all,
    refuse,
    unknown_field,
    unknown_parameters,
)
from products import caching
from products.queries.filters.register import RegisterFilters
from products.queries.search.why import Reasons
from products.queries.search.writings import Reading
from products.today import reading, texts, version

FIELDS = query("fields", "Only these fields of each row, separated by commas.")
PAGING = (CURSOR, PAGE_SIZE)
MATCH = "match"  # of what was found by words


class PublicView(ApiView):
    """A public resource: refuses what it does not know, answers 304 after one query, else with
    `answer`."""

    summary: ClassVar[str]
    answers: ClassVar[Any]
    paged: ClassVar[bool] = False
    parameters: ClassVar[Sequence[OpenApiParameter]] = ()
    path_parameters: ClassVar[Sequence[OpenApiParameter]] = ()
    # "seq" where the answer also tells of places, schemes or offices, which change without the
    # register.
    follows: ClassVar[str] = "public_seq"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view = super().as_view(**initkwargs)
        view.short = cls.short
        return view

    @classmethod
    def short(cls, request: HttpRequest, **address: str) -> HttpResponseBase:
        """A plain GET without what other requests need: see `products.short_way`."""
        view = cls()
        view.setup(request, **address)
        response = view.get(request, **address)
        response.headers["Allow"] = ", ".join(view.allowed_methods)
        open_to_all(response)
        return response

    def get(self, request: HttpRequest, **address: str) -> HttpResponseBase:
        now = version.current() or version.version_now()
        etag = caching.etag_of(request, now, self.follows)
        response = get_conditional_response(request, etag=etag)
        if response is not None and response.status_code == 412:
            return problem(request, 412)
        if response is None:
            with version.at(now):
                response = self.answer(request, **address)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = f"public, max-age={caching.seconds_to_keep()}"
        patch_vary_headers(response, ["Accept-Language"])
        return response

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        raise NotImplementedError

    def faults(self, request: HttpRequest) -> list[Fault]:
        """Parameters that this endpoint does not know, or that stand twice."""
        return unknown_parameters(request, [parameter.name for parameter in self.parameters])


@dataclass(frozen=True)
class Understood:
    """What the address of a list asks. `rows`: the page's, in its order (turned round on the way
    back) and one more, as queries to be read one by one until so many are there; `fields`: those
    picked, none: all; `places`: what a name of several units was read as, as JSON text; `read_as`: what
    its words were read as."""

    rows: Any
    order: str
    columns: Sequence[str]
    at: keyset.Position | None
    size: int
    fields: list[str]
    places: str
    read_as: Reading | None = None


class ListView(PublicView):
    """A list in pages. Subclasses say which `rows` match, in which order, and how they are
    written."""

    paged = True
    wanted: RegisterFilters | None = None  # what the address asks, once it is read

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        asked = self.understood(request)
        rows = self.read(asked.rows, asked.size + 1)
        page = keyset.page_of(rows, asked.columns, asked.at, asked.size)
        following, previous = (
            json_text(keyset.address(request, asked.order, to)) for to in (page.next, page.previous)
        )
        return json_answer(
            f'{{"next":{following},"previous":{previous}{asked.places},'
            f'"results":[{self.written(page.rows, asked.fields, asked.read_as)}]}}'
        )

    def understood(self, request: HttpRequest) -> Understood:
        """What the address asks; raises InvalidInput with every fault of it."""
        faults = self.faults(request)
        size = keyset.page_size(request, faults)
        found, order, columns = self.rows(request, faults)
        at = keyset.position(request, order, faults)
        fields = self.fields(request, faults)
        refuse(faults)
        parts = self.wanted.parts() if self.wanted else None
        if parts is None:
            rows = [keyset.wanted(found, columns, at, size)]
        else:
            rows = keyset.wanted_of(parts, columns, at, size)
        if served := self.served(found):
            names = columns_of(*served, order=columns)
            rows = [one.values_list(*names, named=True) for one in rows]
        told = self._places_meant(), self.wanted.reading if self.wanted else None
        return Understood(rows, order, columns, at, size, fields, *told)

    def _places_meant(self) -> str:
        """Which units a name in `place=` was read as, when it is the name of several: the rows are
        those of all, and the code of one asks for it alone."""
        named = self.wanted.values.get("place", ()) if self.wanted else ()
        if len(named) < 2:
            return ""
        units = [{"code": unit.public_code, "name": unit.path()} for unit in named]
        return f',"places":{json_text(units)}'

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet, str, Sequence[str]]:
        """The matching rows unordered, the name of the order, and its columns (the last one
        unique)."""
        raise NotImplementedError

    def served(self, found: QuerySet) -> tuple[str, ...]:
        """The columns that `card` reads; none: it reads whole objects."""
        return ()

    def read(self, rows: Any, most: int) -> list[Any]:
        """The rows, up to so many."""
        return list(islice(chain.from_iterable(rows), most))

    def written(
        self, rows: list[Any], fields: Sequence[str], read_as: Reading | None = None
    ) -> str:
        """Rows as JSON texts, with commas between them; those found by words with why."""
        told: Iterable[str] = map(self.card, rows)
        if read_as:
            told = matched(told, rows, Reasons(read_as))
        return ",".join(only(text, fields) for text in told) if fields else ",".join(told)

    def card(self, row: Any) -> str:
        """One row as JSON text."""
        raise NotImplementedError

    def fields(self, request: HttpRequest, faults: list[Fault]) -> list[str]:
        """The fields that `fields=name,stars` picks; a fault per name that no card has. None: the
        cards as they are."""
        names = [name.strip() for name in request.GET.get("fields", "").split(",") if name.strip()]
        if not names or FIELDS not in self.parameters:
            return []
        known = list(self.answers().fields)
        faults.extend(unknown_field(name, known) for name in names if name not in known)
        return names


class RegisterList(ListView):
    """A list of the public register, whose cards are stored. What an address asks is understood,
    and its question to the database written, once for each version."""

    def understood(self, request: HttpRequest) -> Understood:
        today, address = clock.today(), request.get_full_path()
        return version.kept(("list", address), today, lambda: self._understood(request))

    def _understood(self, request: HttpRequest) -> Understood:
        asked = super().understood(request)
        return replace(asked, rows=reading.Question(asked.rows))

    def served(self, found: QuerySet) -> tuple[str, ...]:
        return reading.served(found)

    def read(self, rows: Any, most: int) -> list[Any]:
        return rows.ask(most)

    def written(
        self, rows: list[Any], fields: Sequence[str], read_as: Reading | None = None
    ) -> str:
        if fields:
            return super().written(rows, fields, read_as)
        told = reading.stored_texts_of(rows)
        if read_as:
            told = matched(told, rows, Reasons(read_as))
        return texts.based(",".join(told))

    def card(self, row: Any) -> str:
        return reading.text_of(row)


def columns_of(*names: str, order: Sequence[str]) -> tuple[str, ...]:
    """What a list reads: the named columns and those that it is ordered by, each once."""
    return tuple(dict.fromkeys([*names, *(column.lstrip("-") for column in order)]))


def only(text: str, fields: Sequence[str]) -> str:
    """A card cut to some of its fields: the one case in which a stored card is read."""
    card = json.loads(text)
    return json_text({name: card[name] for name in fields if name != MATCH or MATCH in card})


def matched(cards: Iterable[str], rows: Iterable[Any], why: Reasons) -> Iterator[str]:
    """Cards of rows with why each was found."""
    for text, row in zip(cards, rows, strict=True):
        reason = why.of(text, row)
        yield f'{text[:-1]},"{MATCH}":{reason.text}}}' if reason else text


def asked(
    filters: type[RegisterFilters], request: HttpRequest, rows: QuerySet, faults: list[Fault]
) -> RegisterFilters:
    """What the address asks of these rows; what cannot be read is added to the faults, unless the
    parameter is one already."""
    read = filters(request.GET, rows, also=list(request.GET))
    named = {fault.pointer for fault in faults}
    faults.extend(
        Fault(f"?{one.name}", "invalid", one.sentence)
        for one in read.problems
        if f"?{one.name}" not in named
    )
    return read
