"""What a page of the list of products asks and says, which follows from the version and the address:
understood once, then asked of the database again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.formats import localize

from ocop_registry import clock
from ocop_registry.api import keyset
from products.models.today import ProductToday
from products.queries.filters.products import ProductListFilters
from products.queries.search.writings import Reading
from products.queries.starts import Starts
from products.serving import PRODUCT
from products.today import reading
from products.today.version import kept
from products.views.addresses import changed
from products.views.sheets.beside import beside, form_choices
from products.views.sheets.cards import OF_STANDING
from products.views.sheets.frame import Sheet, hole, sheet

TEMPLATE = "public/product_list.html"
PAGE_SIZE = 24
ALSO = ("page",)


class NotUnderstood(Exception):
    """`values`: what the template tells of an address that asks for what there is not."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__()
        self.values = values


@dataclass(frozen=True)
class Beside:
    """What pages of one list share."""

    sheet: Sheet
    total: int


@dataclass(frozen=True)
class Listed:
    """One page: its question to the database, of which so many rows are passed over, and what its
    sheet has no words for, by hole; `reading`: what its words were read as."""

    sheet: Sheet
    question: reading.Question
    passed: int
    told: dict[str, bytes]
    reading: Reading | None = None

    def rows(self) -> list[Any]:
        """The page's rows, as `cards` reads them."""
        return self.question.ask(self.passed + PAGE_SIZE)[self.passed :]


def understood(request: HttpRequest) -> Listed:
    """What the address asks; raises NotUnderstood."""
    written = request.GET.dict()
    params = dict(_filters(written))
    asked = ProductListFilters(request.GET, reading.rows(PRODUCT, clock.today()), also=ALSO)
    values = {"params": params, "canonical": _canonical(request.path, params)}
    if asked.problems:
        problems = {"problems": asked.problems}
        raise NotUnderstood(form_choices(params) | values | problems)
    name = ("beside the list of products", request.path, *params.items())
    shared = kept(name, clock.today(), lambda: _beside(asked, values, request.path))
    page = Paginator(range(shared.total), PAGE_SIZE).get_page(written.get("page"))
    rows, passed = _rows(asked, page.object_list.start, shared.total)
    question = reading.Question(rows)
    return Listed(shared.sheet, question, passed, _told(page, params), asked.reading)


def _canonical(path: str, params: dict[str, str]) -> str:
    return f"{settings.PUBLIC_URL}{path}{changed(params)}"


def _beside(asked: ProductListFilters, values: dict[str, Any], path: str) -> Beside:
    told = beside(asked, values["params"])
    total = told["total"]
    pages = Paginator(range(total), PAGE_SIZE).num_pages
    holes = {name: hole(name) for name in ("cards", "number", "pager")}
    made = sheet(TEMPLATE, {**values, **told, **holes, "pages": pages}, path)
    return Beside(made, total)


def _rows(asked: ProductListFilters, before: int, total: int) -> tuple[list[Any], int]:
    """The rows of the page that begins behind so many, as its cards are read, and how many of them
    to pass over."""
    if parts := asked.parts():
        ordered = (part.rows.order_by(*part.columns) for part in parts)
        return [_served(rows)[: before + PAGE_SIZE] for rows in ordered], before
    found = asked.ranked()
    along_index = found.model is ProductToday  # stretches are read rarely
    at = _starts(asked, total).beyond(before) if before and along_index else None
    first = before if at is None else 0
    return [keyset.beyond(_served(found), asked.columns, at)[: first + PAGE_SIZE]], first


def _served(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.values_list(*reading.served(found), *OF_STANDING, named=True)


def _starts(asked: ProductListFilters, total: int) -> Starts:
    name = ("starts of pages", *_filters(asked.data))
    return kept(name, clock.today(), lambda: Starts(asked.ranked(), asked.columns, total))


def _filters(written: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is written in an address but for the page."""
    return [(name, text) for name, text in written.items() if name not in ALSO]


def _told(page: Page, params: dict[str, str]) -> dict[str, bytes]:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    values = {"page": page, "numbers": numbers, "params": params}
    return {
        "number": str(localize(page.number)).encode(),
        "pager": render_to_string("public/_pager.html", values).encode(),
    }
