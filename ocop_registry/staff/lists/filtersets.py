"""What a staff list may be asked: its parameters declared once, for the page and its files.

    class RoundFilters(ListFilters):
        q = words()
        status = Choice("status", label="Trạng thái", choices=RoundStatus.choices)

    asked = RoundFilters(request, seen_rounds(request.user))
    rows = asked.rows()     # none where the address means nothing: the page says what is wrong

The page includes "staff/_asked.html", which shows the form and the problems.
"""

import copy
from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ocop_registry.lists.filtersets import ReadFilter, StrictFilterSet, Unreadable
from ocop_registry.staff.lists.twins import ASKED

LONGEST = 200
PAGE = "page"


class Choice(django_filters.ChoiceFilter):
    """One of a few. It compares a column, keeps what the condition `keeps(value)` says, or answers
    the rows that `narrows(rows, value)` makes of those that it is given."""

    def __init__(
        self,
        field_name: str | None = None,
        *,
        keeps: Callable[[str], Q] | None = None,
        narrows: Callable[[Any, str], Any] | None = None,
        default: str = "",
        **options: Any,
    ) -> None:
        options.setdefault("empty_label", "Tất cả")
        wrong = "“%(value)s” không có trong danh sách để chọn."
        options.setdefault("error_messages", {"invalid_choice": wrong})
        super().__init__(field_name, **options)
        self.keeps, self.narrows, self.default = keeps, narrows, default

    def filter(self, qs: Any, value: str) -> Any:
        if value and self.narrows is not None:
            return self.narrows(qs, value)
        if value and self.keeps is not None:
            return qs.filter(self.keeps(value))
        return super().filter(qs, value)


class Words(ReadFilter):
    """Words to look for. `finds(rows, text)`: the rows that hold them."""

    def __init__(self, finds: Callable[[Any, str], Any], label: str = "Tìm") -> None:
        search = forms.TextInput(attrs={"type": "search", "placeholder": "không cần dấu"})
        super().__init__(_not_too_long, label=label, widget=search)
        self.finds = finds

    def filter(self, qs: Any, value: str) -> Any:
        return self.finds(qs, value)


def _not_too_long(text: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable(_("Từ khóa dài quá %(most)d ký tự: hãy rút ngắn.") % {"most": LONGEST})
    return text


class ListFilters(StrictFilterSet):
    """The filters of a list as its person may use them. An underscore of a name is a hyphen in the
    address: `trang_thai` is `?trang-thai=`.

    `offer` sets the choices that depend on the person or on the rows, and takes away the filters
    that are of no use to him.
    """

    also: ClassVar[tuple[str, ...]] = ()  # what else the address of this list may bear

    def __init__(self, request: HttpRequest, rows: Any) -> None:
        super().__init__(request.GET, rows, also=(*type(self).also, PAGE, ASKED))
        self.user: Any = request.user
        self.filters = copy.deepcopy(self.base_filters)
        self.offer()

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        return {name.replace("_", "-"): one for name, one in super().get_filters().items()}

    def offer(self) -> None:
        """Every filter as declared."""

    def choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.filters[name].extra["choices"] = choices

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for, apart from an order."""
        return bool(self.problems) or any(
            name in self.data and name not in self.also and value not in (None, "")
            for name, value in self.values.items()
            if name != "sort"
        )

    def rows(self) -> Any:
        """The rows that were asked for; none where the address means nothing."""
        if self.problems:
            return self.queryset.none() if isinstance(self.queryset, QuerySet) else []
        return self.matching()

    @property
    def status(self) -> int:
        return 400 if self.problems else 200
