"""Form fields as the paper forms have them."""

from typing import Any

from django import forms
from django.utils.functional import lazy

from ocop_registry.staff.days import in_reach

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


class ReasonField(LineField):
    def __init__(self, help_text: str = "Ghi vào nhật ký cùng việc này.", **options: Any) -> None:
        super().__init__(
            "Lý do",
            "Hãy ghi lý do: việc này phải giải thích được về sau.",
            max_length=500,
            help_text=help_text,
            **options,
        )
