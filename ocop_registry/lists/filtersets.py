"""FilterSets: which parameters a list takes, declared once for its page, its files, its counts and
the API.

    class ProducerFilters(StrictFilterSet):
        province = ReadFilter(values.province, "province_code", help_text="Code of a province.")

    asked = ProducerFilters(request.GET, entries(PRODUCER), also=("page",))
    if asked.problems:      # everything that was not understood, at once; nothing is ignored
        ...
    asked.matching()

They are django-filter's, read more strictly: a name that nobody declared, a name given twice and a
value that means nothing are problems that say what would be right. An empty value is no filter.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _


class Problem(NamedTuple):
    """`name`: the parameter as written; `sentence`: what is wrong and what would be right;
    `choices`: things to pick from."""

    name: str
    sentence: str
    choices: tuple[Any, ...] = ()


class Unreadable(ValidationError):
    """A value that a filter cannot take. Its text is the sentence for the reader; `choices` may be
    offered."""

    def __init__(self, sentence: str, choices: tuple[Any, ...] = ()) -> None:
        super().__init__(sentence, code="invalid")
        self.choices = choices

    def __str__(self) -> str:
        return str(self.message)


class ReadField(forms.Field):
    """A text that a function reads: it answers the value, or raises Unreadable."""

    def __init__(self, *, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = str(value or "").strip()
        if "\x00" in text:  # PostgreSQL has no such character
            raise Unreadable(_("Giá trị có ký tự không hợp lệ."))
        return self.read(text) if text else None


class ReadFilter(django_filters.Filter):
    """A filter whose text `read` understands.

    It compares a column (`field_name`, `lookup_expr`), or keeps what the condition `keeps(value)`
    says. `default`: the text that stands for an absent one. `help_text` and `choices` (the only
    texts there are, if few) describe it in the API's document.
    """

    field_class = ReadField

    def __init__(
        self,
        read: Callable[[str], Any],
        field_name: str | None = None,
        lookup_expr: str = "exact",
        *,
        keeps: Callable[[Any], Q] | None = None,
        default: str = "",
        choices: Collection[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(field_name, lookup_expr, read=read, **options)
        self.keeps, self.default, self.choices = keeps, default, tuple(choices)

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        if value is None or self.keeps is None:
            return super().filter(qs, value)
        return qs.filter(self.keeps(value))


class PossibleFilter(ReadFilter):
    """A filter of what may be known roughly: it keeps the rows that may fit (`keeps`) or, with a
    `CertainFilter` beside it set, those that surely do (`surely`)."""

    def __init__(self, *args: Any, surely: Callable[[Any], Q], **options: Any) -> None:
        super().__init__(*args, **options)
        self.surely = surely


class CertainFilter(ReadFilter):
    """Says how the `PossibleFilter`s beside it are meant; keeps every row itself."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs


class OrderFilter(ReadFilter):
    """The order of a list, by a name of `orders`. It keeps every row: whoever reads the rows orders
    them, page by page."""

    def __init__(self, orders: Mapping[str, tuple[str, ...]], **options: Any) -> None:
        super().__init__(self._known, choices=tuple(orders), **options)
        self.orders = orders

    def _known(self, text: str) -> str:
        if text not in self.orders:
            message = _("Không có cách sắp xếp “%(name)s”. Các cách: %(known)s.")
            raise Unreadable(message % {"name": text, "known": ", ".join(self.orders)})
        return text

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs


class StrictFilterSet(django_filters.FilterSet):
    """What was asked of a list. `values`: what could be read, by name; `problems`: everything else
    that was written. A list with problems must not be answered with rows.

    `also`: names of the same address that belong to somebody else (the page, the form of a file).

    Only what stands in the address is read, by the fields of the class: django-filter would copy
    every filter and build a form of them for each request, which takes longer than the list itself.
    `form` is built when a page shows it.
    """

    def __init__(
        self,
        data: Mapping[str, str],
        queryset: QuerySet,
        *,
        also: Collection[str] = (),
    ) -> None:
        self.data, self.queryset, self.also = data, queryset, also
        self.is_bound, self.form_prefix = True, None
        self.filters = self.base_filters

    @cached_property
    def values(self) -> dict[str, Any]:
        return self._understood[0]

    @cached_property
    def problems(self) -> list[Problem]:
        return self._understood[1]

    @property
    def errors(self) -> dict[str, list[str]]:
        return {one.name: [one.sentence] for one in self.problems}

    def is_valid(self) -> bool:
        return not self.problems

    @property
    def known(self) -> list[str]:
        """Every name that this address may bear."""
        return [*self.filters, *self.also]

    def matching(self, without: Collection[str] = ()) -> QuerySet:
        """The rows that every filter keeps (but those in `without`), in no order."""
        found = self.queryset
        certain = any(
            value and isinstance(self.filters[name], CertainFilter)
            for name, value in self.values.items()
        )
        for name, value in self.values.items():
            one = self.filters[name]
            if name in without:
                continue
            if certain and isinstance(one, PossibleFilter):
                found = found.filter(one.surely(value))
            else:
                found = one.filter(found, value)
        return found

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.matching()

    @cached_property
    def _understood(self) -> tuple[dict[str, Any], list[Problem]]:
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, text in {**self._defaults(), **self._written()}.items():
            if name in self.filters:
                try:
                    values[name] = self._read(name, text)
                except ValidationError as error:
                    choices = getattr(error, "choices", ())
                    problems.append(Problem(name, " ".join(error.messages), choices))
            elif name not in self.also:
                problems.append(Problem(name, _unknown(name, self.known)))
        return {name: value for name, value in values.items() if value is not None}, problems

    def _read(self, name: str, text: str) -> Any:
        given = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        if len(given) > 1:
            raise Unreadable(_("Tham số “%(name)s” chỉ được ghi một lần.") % {"name": name})
        return self.filters[name].field.clean(text)

    def _written(self) -> dict[str, str]:
        return {name: text for name in self.data if (text := self.data[name].strip())}

    def _defaults(self) -> dict[str, str]:
        usual = ((name, getattr(one, "default", "")) for name, one in self.filters.items())
        return {name: text for name, text in usual if text}


def _unknown(name: str, known: Collection[str]) -> str:
    return _("Không có bộ lọc “%(name)s”. Các bộ lọc: %(known)s.") % {
        "name": name,
        "known": ", ".join(known),
    }
