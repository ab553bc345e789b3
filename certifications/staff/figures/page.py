"""Số liệu đến ngày …: the figures of the register on any day, and the list behind every number.

A number and its list are asked for in the same words (`products.queries.figures`), so they cannot
disagree.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from certifications.staff.fields import DayField
from certifications.staff.figures import files
from certifications.staff.figures.lists import LISTS, cell, words_of
from certifications.staff.figures.tables import Figure, Table, summary, tables
from ocop_registry import clock
from ocop_registry.accounts.permissions import scope
from ocop_registry.lists.filtersets import ReadFilter
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.filtersets import Choice, ListFilters
from ocop_registry.staff.lists.twins import asked_for, twin
from ocop_registry.staff.pages import staff_page
from products.queries import figures
from products.queries.figures import PRODUCERS, PRODUCTS, Figures, Listed

PER_PAGE = 200
TITLE = "Số liệu đến ngày"
# Axis → its name in an address. A province is always the scope of the page itself.
NAMES = {
    "province": "tinh", "stars": "sao", "standing": "tinh-trang", "kind": "loai-hinh", "sector": "nganh", "set": "bo",
    "commune": "xa", "district": "huyen", "demo": "minh-hoa",
}  # fmt: skip
COUNTED = {PRODUCTS: "san-pham", PRODUCERS: "chu-the"}
OF = {word: of for of, word in COUNTED.items()}
# what the tables and their lists are all asked by: a form that says what it could not read
ASKED_OF_ALL = ("ngay", "tinh")


def urls() -> list:
    return [
        path("so-lieu/", figures_page, name="figures"),
        path("so-lieu/danh-sach/", list_page, name="figure_list"),
    ]


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


class AskedForm(forms.Form):
    """The day, and where: a province of today that the person sees; left empty by those who see
    all: the country."""

    ngay = DayField("Số liệu đến hết ngày")
    tinh = forms.ChoiceField(label="Địa bàn", required=False)

    def __init__(self, data: Any, user: Any) -> None:
        seen = scope(user, "view")
        provinces = Place.objects.current().provinces().order_by("sort_key")
        self.provinces = {
            one.code: one
            for one in (provinces if seen.everywhere else provinces.filter(pk__in=seen.provinces))
        }
        first = "" if seen.everywhere else next(iter(self.provinces), "")
        given = {
            "ngay": data.get("ngay", "").strip() or f"{clock.today():%d/%m/%Y}",
            "tinh": data.get("tinh", "").strip() or first,
        }
        if given["tinh"] and given["tinh"] not in self.provinces:
            raise Http404  # outside of what the person sees, or no province
        super().__init__(given)
        choices = [(code, one.full_name) for code, one in self.provinces.items()]
        self.fields["tinh"].choices = [("", "Cả nước"), *choices] if seen.everywhere else choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Asked:
    """A day and a province (None: the country)."""

    on: date
    province: Place | None

    @property
    def where(self) -> str:
        return self.province.full_name if self.province else "Cả nước"

    @property
    def title(self) -> str:
        return f"{TITLE} {self.on:%d/%m/%Y}, {self.where}"

    @property
    def code(self) -> str:
        return self.province.code if self.province else ""

    def figures(self) -> Figures:
        return figures.count(self.on, self.code)

    def listed(self) -> Listed:
        return Listed(self.on, self.code)

    @cached_property
    def query(self) -> str:
        return urlencode(
            {"ngay": f"{self.on:%d/%m/%Y}"} | ({"tinh": self.code} if self.code else {})
        )

    @cached_property
    def _lists(self) -> str:
        return f"{reverse('admin:figure_list')}?{self.query}"

    def list_of(self, figure: Figure) -> str:
        """The address of the list behind a figure. There are thousands on a page."""
        words = "".join(
            f"&{NAMES[axis]}={quote_plus(value)}" for axis, value in figure.choice.items()
        )
        return f"{self._lists}{words}&dem={COUNTED[figure.of]}"


def _asked(form: AskedForm) -> Asked | None:
    if not form.is_valid():
        return None
    return Asked(form.cleaned_data["ngay"], form.provinces.get(form.cleaned_data["tinh"]))


# --- the tables -----------------------------------------------------------------------------------
class TableFilters(ListFilters):
    """The tables are asked for by their form alone."""

    also = ASKED_OF_ALL


def figures_page(request: HttpRequest) -> HttpResponseBase:
    """?ngay=dd/mm/yyyy (today when left out) &tinh=code; ?xuat=xlsx or csv answers the same tables
    as a file."""
    if not may_see(request.user):
        raise PermissionDenied
    form = AskedForm(request.GET, request.user)
    asked = _asked(form)
    if asked is None:
        return staff_page(
            request, "certifications/figures/figures.html", {"form": form}, title=TITLE, status=422
        )
    wanted = TableFilters(request, [])
    if wanted.problems:
        context: dict[str, Any] = {"form": form, "wanted": wanted}
        return staff_page(
            request, "certifications/figures/figures.html", context, title=TITLE, status=400
        )
    counted = asked.figures()
    made = tables(counted, asked.province)
    if kind := asked_for(request):
        return files.WRITERS[kind](asked.title, made)
    context = {
        "form": form,
        "asked": asked,
        "tables": [_linked(table, asked) for table in made],
        "summary": [
            (text, figure.count, asked.list_of(figure)) for text, figure in summary(counted)
        ],
        "demo": _demo(counted, asked),
        "future": asked.on > clock.today(),
        "past": asked.on < clock.today(),
    }
    return staff_page(request, "certifications/figures/figures.html", context, title=asked.title)


def _linked(table: Table, asked: Asked) -> dict[str, Any]:
    """A table for the page: every number with the address of its list."""
    lines = [
        {
            "label": line.label,
            "kind": line.kind,
            "share": line.share,
            "figures": [
                (one.count, asked.list_of(one) if one.count else "") for one in line.figures
            ],
        }
        for line in table.lines
    ]
    return {
        "title": table.title,
        "axis": table.axis,
        "headings": table.headings,
        "lines": lines,
        "notes": table.notes,
    }


def _demo(counted: Figures, asked: Asked) -> tuple[int, str]:
    """How many of the products are invented ones of the demo, and their list."""
    invented = {"demo": "1"}
    figure = Figure(counted.number(PRODUCTS, invented), PRODUCTS, invented)
    return figure.count, asked.list_of(figure)


# --- the list behind a number ---------------------------------------------------------------------
class AxisFilter(ReadFilter):
    """The rows of one value of an axis. Any text is a value: the register may know more units and
    sets than are listed anywhere, and what nothing has is shown as written, with no rows."""

    def __init__(self, axis: str) -> None:
        super().__init__(str)
        self.axis = axis

    def filter(self, qs: Any, value: str) -> Listed:
        return qs.matching({self.axis: value})


class FigureFilters(ListFilters):
    """The rows behind a number, asked for in the words of its own address."""

    also = ASKED_OF_ALL

    dem = Choice(choices=[(word, word) for word in OF], narrows=lambda rows, word: rows)

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        axes = {name: AxisFilter(axis) for axis, name in NAMES.items() if axis != "province"}
        return {**super().get_filters(), **axes}

    @property
    def choice(self) -> dict[str, str]:
        """What was asked for, by axis."""
        axes = {name: axis for axis, name in NAMES.items()}
        return {axes[name]: value for name, value in self.values.items() if name in axes}


def list_page(request: HttpRequest) -> HttpResponseBase:
    """Exactly the products (or producers) that a number of the page counts; with its xlsx and CSV
    twin."""
    if not may_see(request.user):
        raise PermissionDenied
    form = AskedForm(request.GET, request.user)
    asked = _asked(form)
    crumbs: tuple = ((TITLE, reverse("admin:figures")),)
    if asked is None:
        return staff_page(
            request,
            "certifications/figures/figures.html",
            {"form": form},
            title=TITLE,
            crumbs=crumbs,
            status=422,
        )
    wanted = FigureFilters(request, asked.listed())
    kind = LISTS[OF[wanted.values.get("dem", COUNTED[PRODUCTS])]]
    rows: Any = [] if wanted.problems else kind(wanted.matching())
    if not wanted.problems and (file := twin(request, asked.title, kind.columns, rows)):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "figures": asked,
        "asked": wanted,
        "page": page,
        "lines": [
            (kind.address(one), [cell(value(one)) for _, value in kind.columns])
            for one in page.object_list
        ],
        "headings": [heading for heading, _ in kind.columns],
        "words": words_of(wanted.choice),
        "noun": kind.noun,
    }
    crumbs = ((asked.title, f"{reverse('admin:figures')}?{asked.query}"),)
    title = f"{page.paginator.count} {kind.noun}"
    return staff_page(
        request,
        "certifications/figures/figure_list.html",
        context,
        title=title,
        crumbs=crumbs,
        status=wanted.status,
    )
