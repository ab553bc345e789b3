"""The choices of the form beside the list, as markup that is made once a version: it is the same for
every reader but for what he chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop_registry import clock
from ocop_registry.places.models import Place
from producers.models import ProducerKind
from products.models.taxonomy import ProductSet
from products.today.version import kept


@dataclass(frozen=True)
class Choices:
    """Values with their names, in order."""

    names: dict[str, str]

    @cached_property
    def markup(self) -> SafeString:
        return format_html_join("\n", '<option value="{}">{}</option>', self.names.items())

    def chosen(self, value: str) -> SafeString:
        """The options, of which that one is selected."""
        if value not in self.names:
            return self.markup
        option = f'value="{escape(value)}"'
        return mark_safe(self.markup.replace(option, f"{option} selected", 1))  # noqa: S308 (both escaped)


def provinces() -> Choices:
    return kept("provinces to choose", clock.today(), lambda: _units(_provinces(), "name"))


def communes(province: str) -> Choices:
    """Those of a province of today; none of any other text."""
    if not (province.isascii() and province.isdigit()):
        return Choices({})
    name = f"communes of {province} to choose"
    return kept(name, clock.today(), lambda: _units(_communes(province), "full_name"))


def sets() -> Choices:
    """Product sets by number, each with the name that it has in the scheme read last."""
    return kept("sets to choose", clock.today(), _sets)


def producer_kinds() -> Choices:
    return Choices(
        {word: _(text) for word, text in ProducerKind.choices if word != ProducerKind.UNKNOWN}
    )


def full_names() -> dict[str, str]:
    """The provinces of today, as they are told."""
    return kept("provinces told", clock.today(), lambda: _units(_provinces(), "full_name")).names


def _units(units: Iterable[Place], name: str) -> Choices:
    return Choices({one.code: getattr(one, name) for one in units})


def _provinces() -> QuerySet[Place]:
    return Place.objects.current().provinces()


def _communes(province: str) -> QuerySet[Place]:
    return Place.objects.current().communes().filter(province__code=province)


def _sets() -> Choices:
    english = get_language() == "en"
    found = ProductSet.objects.order_by("no", "scheme")
    return Choices(
        {str(one.no): f"{one.no}. {(english and one.name_en) or one.name}" for one in found}
    )
