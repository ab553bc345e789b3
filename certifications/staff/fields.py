"""Form fields as the paper forms have them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy

from ocop_registry.staff.days import in_reach
from ocop_registry.written import days, decisions
from ocop_registry.written.parts import Stated

DAY_ERRORS = {
    "invalid": "Ngày phải ghi dạng ngày/tháng/năm, ví dụ 02/11/2026.",
    "required": "Hãy ghi ngày, ví dụ 02/11/2026.",
}

# A text made anew each time it is shown: `as_asked(lambda: f"… {numbers.EXTENSION_MAX_DAYS} …")`.
as_asked = lazy(lambda make: make(), str)


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy."""

    def __init__(self, label: str, **options: Any) -> None:
        widget = forms.DateInput(
            format="%d/%m/%Y",
            attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "class": "vDateField"},
        )
        super().__init__(
            label=label, widget=widget, error_messages=DAY_ERRORS, validators=[in_reach], **options
        )

    def to_python(self, value: Any) -> date | None:
        """A day as lists write it too ("ngày 19 tháng 3 năm 2021"); what would have to be noted or
        asked is refused."""
        found = days.read(value) if isinstance(value, str) else None
        stated = found.value if found and not found.notes and found.asked is None else None
        if stated and stated.issued.exact and stated == Stated(issued=stated.issued):
            return stated.issued.day
        return super().to_python(value)


class LineField(forms.CharField):
    """One line of text; `missing`: the sentence when it is left empty."""

    def __init__(self, label: str, missing: str = "", **options: Any) -> None:
        options.setdefault("required", bool(missing))
        options.setdefault("max_length", 250)
        super().__init__(
            label=label,
            widget=forms.TextInput(attrs={"class": "vTextField"}),
            error_messages={"required": missing} if missing else None,
            **options,
        )


class NumberField(LineField):
    """The number of a decision, kept as papers write it whatever the way it is typed: "QĐ số 386 /
    qđ-ubnd" is 386/QĐ-UBND."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        stated = decisions.read(text).value or ()
        numbers = [one.number for one in stated if "/" in one.number]
        if len(numbers) != 1:
            return text  # what no decision bears is refused where it is used
        if stated[0] != Stated(number=numbers[0]):
            raise forms.ValidationError(
                f"Ô này chỉ ghi số quyết định: {numbers[0]}. Ngày và cơ quan ghi vào ô riêng.",
                code="more_than_number",
            )
        return numbers[0]


class ReasonField(LineField):
    def __init__(self, help_text: str = "Ghi vào nhật ký cùng việc này.", **options: Any) -> None:
        super().__init__(
            "Lý do",
            "Hãy ghi lý do: việc này phải giải thích được về sau.",
            max_length=500,
            help_text=help_text,
            **options,
        )
