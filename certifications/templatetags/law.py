"""Numbers of the law in templates: `{% law as law %}`, then `{{ law.validity_months }}`."""

from django import template

from certifications.law import numbers

register = template.Library()


@register.simple_tag
def law() -> dict[str, int]:
    """The numbers of `law/numbers.py`, in lower case."""
    return {name.lower(): value for name, value in vars(numbers).items() if name.isupper()}
