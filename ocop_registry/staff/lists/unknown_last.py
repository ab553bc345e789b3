"""The order of a list whose column may be empty: what is not known stands last, whichever way it is
sorted and on either database (left alone, SQLite has it first where PostgreSQL has it last)."""

from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest


class UnknownLast(ChangeList):
    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        return [unknown_last(self.model, one) for one in super().get_ordering(request, queryset)]


def unknown_last(model: type[Model], wanted: Any) -> Any:
    """A field's path, "-" before it for the other way round. What is never empty keeps the plain
    order, which an index serves; an expression says for itself where the unknown stands."""
    if not isinstance(wanted, str):
        return wanted
    path = wanted.removeprefix("-")
    if path == "pk" or not any(field.null for field in _fields(model, path)):
        return wanted
    return getattr(F(path), "desc" if wanted.startswith("-") else "asc")(nulls_last=True)


def _fields(model: type[Model], path: str) -> list[Any]:
    try:
        return get_fields_from_path(model, path)
    except FieldDoesNotExist:
        return []  # what the list reckons for itself, such as a count, is known of every row
