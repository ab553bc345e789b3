"""Numbers on the dossier's pages."""

from decimal import Decimal

from django import template

from certifications.law.rules import format_points

register = template.Library()


@register.filter
def points(value: Decimal) -> str:
    """Points with a decimal comma: Decimal("86.4") → "86,40"."""
    return format_points(value)
