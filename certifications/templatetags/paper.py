"""A paper's row as it is printed: points with a decimal comma, days as dd/mm/yyyy."""

from typing import Any

from django import template

from certifications.law.rules import format_points
from certifications.law.sentences import day
from certifications.papers import Column
from certifications.papers.content import DAY, POINTS

register = template.Library()


@register.filter
def printed(columns: list[Column], row: list[Any]) -> list[tuple[str, str]]:
    """(kind of the column, text) for every cell."""
    return [(column.kind, _text(column, value)) for column, value in zip(columns, row, strict=True)]


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == POINTS:
        return format_points(value)
    return day(value) if column.kind == DAY else str(value)
