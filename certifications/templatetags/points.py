"""Points on pages."""

from decimal import Decimal

from django import template
from django.utils.html import format_html

from certifications.law.points import all_digits, format_points, hides_digits

register = template.Library()


@register.filter
def points(value: Decimal | None) -> str:
    """Points as everywhere, with all of their digits as a title where two decimals hide some:
    Decimal("86.4") → "86,40"; None → ""."""
    if value is None:
        return ""
    if not hides_digits(value):
        return format_points(value)
    return format_html(
        '<span class="points-cut" title="đủ số: {}">{}</span>',
        all_digits(value),
        format_points(value),
    )
