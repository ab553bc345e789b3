"""Lists that are Django's own (changelists), asked as strictly as every other list.

Their filters stay declared as Django's `list_filter`, from which it makes what stands beside the
list; a FilterSet made of the same declaration reads the address before Django does.
"""

from typing import Any

from django.contrib.admin.options import IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.http import HttpRequest

from ocop_registry.lists.filtersets import ReadFilter, StrictFilterSet, Unreadable
from ocop_registry.staff.lists.twins import ASKED

# what the list itself may be asked: its pages, orders, words, and the windows it opens in
OWN = (SEARCH_VAR, PAGE_VAR, ORDER_VAR, ALL_VAR, ERROR_FLAG, ASKED)
OF_WINDOWS = (IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR)
_NULL = ("True", "False", "1", "0")


class ChangelistFilters(StrictFilterSet):
    """The address of the list of `model_admin`. Filters by a field may end in `__exact`,
    `__isnull`, `__in`, those by a relation in `__id__exact`."""

    def __init__(self, model_admin: Any, request: HttpRequest) -> None:
        super().__init__(request.GET, model_admin.model.objects.none(), also=(*OWN, *OF_WINDOWS))
        self.filters, self.linked = {}, []
        for one in model_admin.get_list_filter(request):
            if isinstance(one, str):
                field = get_fields_from_path(model_admin.model, one)[-1]
                made = _of_field(one, field)
            else:
                made = {one.parameter_name: _offered(one, model_admin, request)}
            self.filters |= made
            self.linked.append(next(iter(made)))

    @property
    def known(self) -> list[str]:
        """Each filter under the one name by which the list links it."""
        return [*self.linked, *OWN]


def _of_field(name: str, field: Field) -> dict[str, ReadFilter]:
    """By the value, by several with commas between, or by there being one. Of the names of one
    filter the first is the one that Django links."""
    exact = ReadFilter(lambda text: _value(field, text))
    several = ReadFilter(lambda text: [_value(field, one) for one in text.split(",")])
    linked, other = f"{name}__exact", name
    if field.is_relation:
        linked = f"{name}__id__exact"
    elif not field.flatchoices and field.get_internal_type() != "BooleanField":
        linked, other = other, linked
    names = {linked: exact, other: exact}
    return {**names, f"{name}__isnull": ReadFilter(_yes_or_no), f"{name}__in": several}


def _value(field: Any, text: str) -> Any:
    if field.flatchoices:
        _among(text, [str(value) for value, _ in field.flatchoices])
        return text
    try:
        return (field.target_field if field.is_relation else field).to_python(text)
    except ValidationError:
        raise Unreadable(f"“{text}” không phải là giá trị của bộ lọc này.") from None


def _offered(one: Any, model_admin: Any, request: HttpRequest) -> ReadFilter:
    """A filter with choices of its own: those that it offers to this person."""

    def read(text: str) -> str:
        spec = one(request, {one.parameter_name: [text]}, model_admin.model, model_admin)
        _among(text, [str(value) for value, _ in spec.lookup_choices])
        return text

    return ReadFilter(read)


def _yes_or_no(text: str) -> str:
    _among(text, _NULL)
    return text


def _among(text: str, known: Any) -> None:
    if text not in known:
        raise Unreadable(
            f"“{text}” không có trong các giá trị được nhận: {', '.join(known)}."
            if known
            else f"Danh sách này không có gì để chọn theo “{text}”."
        )
