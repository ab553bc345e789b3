"""Forms of the acts on a certification. `values()` gives what `lifecycle.prepare` takes: texts,
days in ISO."""

from typing import Any

from django import forms

from certifications.certificates.act_checks import (
    CORRECTABLE,
    current_value,
    differs,
    revocation_grounds,
)
from certifications.law import numbers
from certifications.models import Certification, PreparedKind
from certifications.staff.fields import DayField, LineField, NumberField, ReasonField, as_asked

# What of the correctable is a day is typed as one.
_DAYS = {"issued_on", "decision.signed_on"}
_LINES: dict[str, type[LineField]] = {"decision.number": NumberField}


class _ActForm(forms.Form):
    field_order: Any = None

    def __init__(self, data: Any, *, certification: Certification) -> None:
        self.certification = certification
        super().__init__(data)

    def values(self) -> dict[str, str]:
        return {name: _text(value) for name, value in self.cleaned_data.items() if name != "reason"}


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


class ExtendForm(_ActForm):
    """Transition: valid until the new result, once, for a limited time after expiry."""

    until = DayField(
        "Gia hạn đến hết ngày",
        help_text=as_asked(
            lambda: (
                f"Chỉ một lần, chậm nhất {numbers.EXTENSION_MAX_DAYS} ngày sau ngày hết hạn; tự"
                " chấm dứt khi có kết quả đánh giá mới."
            )
        ),
    )
    basis = LineField(
        "Căn cứ pháp lý",
        "Hãy ghi căn cứ pháp lý của việc gia hạn.",
        help_text=(
            "Văn bản cho phép gia hạn, ví dụ: Quyết định 26/2026/QĐ-TTg, điều khoản chuyển tiếp."
        ),
    )
    reason = ReasonField()


class RevokeForm(_ActForm):
    """Revocation by the authority's decision, on one of the grounds of the scheme."""

    ground = forms.ChoiceField(
        label="Căn cứ thu hồi",
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn một căn cứ."},
    )
    decision = NumberField(
        "Số quyết định thu hồi",
        "Hãy ghi số quyết định thu hồi, ví dụ 512/QĐ-UBND.",
        max_length=120,
        help_text="Ví dụ: 512/QĐ-UBND.",
    )
    on = DayField("Thu hồi từ ngày", help_text="Từ ngày này chứng nhận không còn hiệu lực.")
    reason = ReasonField("Công khai cùng việc thu hồi: không ghi thông tin riêng tư.")

    def __init__(self, data: Any, *, certification: Certification) -> None:
        super().__init__(data, certification=certification)
        grounds = revocation_grounds(certification)
        self.fields["ground"].choices = [
            (code, f"{code}) {label}") for code, label in grounds.items()
        ]  # type: ignore[attr-defined]


class CorrectForm(_ActForm):
    """Every correctable value beside the present one; what is left as it is is not corrected."""

    def __init__(self, data: Any, *, certification: Certification) -> None:
        super().__init__(data, certification=certification)
        for name, label in CORRECTABLE.items():
            if name == "issued_year" and certification.issued_on:
                continue  # the day tells it
            present = current_value(certification, name)
            title = label[0].upper() + label[1:]
            field = (
                DayField(title, required=False)
                if name in _DAYS
                else _LINES.get(name, LineField)(title)
            )
            field.help_text = f"Đang ghi: {shown(name, present)}"
            if name == "issued_year":
                field.help_text += ". Khi chưa rõ ngày: 12/2020, quý IV/2020 hoặc 2020."
            field.initial = shown(name, present) if present else ""
            self.fields[name] = field
        self.fields["reason"] = ReasonField(
            "Công khai trong lịch sử của sản phẩm: không ghi thông tin riêng tư."
        )

    def values(self) -> dict[str, str]:
        """Only what differs from the present values."""
        typed = super().values()
        return {
            name: value for name, value in typed.items() if differs(self.certification, name, value)
        }


def shown(name: str, value: str) -> str:
    """A value of a prepared act as people read it: days as dd/mm/yyyy."""
    if not value:
        return "để trống"
    if name in _DAYS | {"until", "on"} and len(value) == 10:
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    return value


FORMS: dict[str, type[_ActForm]] = {
    PreparedKind.EXTEND: ExtendForm,
    PreparedKind.REVOKE: RevokeForm,
    PreparedKind.CORRECT: CorrectForm,
}
