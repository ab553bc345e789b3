"""What the officer copies from a signed decision, and the signed copy itself."""

from typing import Any

from django import forms

from certifications.decisions.plan import DecisionData
from certifications.law import numbers
from certifications.models import Result
from certifications.staff.fields import DayField, LineField, as_asked
from ocop_registry.places.models import Place

MINISTRY = "Bộ Nông nghiệp và Môi trường"


class DecisionForm(forms.Form):
    """Number, days, issuer, and which results the decision is about (all, unless some are
    unticked). `place`: who decides."""

    number = LineField(
        "Số quyết định",
        "Hãy ghi số quyết định, ví dụ 386/QĐ-UBND.",
        max_length=60,
        help_text="Như trên bản ký, ví dụ: 386/QĐ-UBND.",
    )
    signed_on = DayField("Ngày ký")
    issuer = LineField("Cơ quan ban hành", "Hãy ghi cơ quan ban hành.", max_length=200)
    certificates_issued_on = DayField(
        "Ngày cấp giấy chứng nhận",
        required=False,
        help_text=as_asked(
            lambda: (
                f"Để trống nếu là ngày ký. Thời hạn {numbers.VALIDITY_MONTHS} tháng tính từ ngày"
                " này."
            )
        ),
    )
    results = forms.MultipleChoiceField(
        error_messages={
            "required": "Hãy chọn ít nhất một kết quả.",
            "invalid_choice": (
                "Hồ sơ %(value)s không còn chờ quyết định: có thể đã có trong một quyết định khác"
                " của đợt."
            ),
        }
    )

    def __init__(self, data: Any, *, place: Place | None, open_results: list[Result]) -> None:
        uids = [result.application.uid for result in open_results]
        super().__init__(data, initial={"issuer": proposed_issuer(place), "results": uids})
        self.fields["results"].choices = [(uid, uid) for uid in uids]  # type: ignore[attr-defined]

    @property
    def ticked(self) -> set[str]:
        return set(self["results"].value() or ())

    def decision(self) -> DecisionData:
        """The particulars of a valid form; without a day of issue, that of signing."""
        clean = self.cleaned_data
        issued_on = clean["certificates_issued_on"] or clean["signed_on"]
        return DecisionData(clean["number"], clean["signed_on"], clean["issuer"], issued_on)


def proposed_issuer(place: Place | None) -> str:
    """ "UBND tỉnh Thái Nguyên", "UBND thành phố Huế"; the Ministry where the centre decides."""
    if place is None:
        return MINISTRY
    name = place.full_name
    return f"UBND {name[0].lower()}{name[1:]}"


class SignedCopyForm(forms.Form):
    file = forms.FileField(
        label="Tệp PDF",
        error_messages={
            "required": "Hãy chọn tệp PDF.",
            "empty": "Tệp này rỗng: hãy chọn tệp khác.",
        },
    )


class PublishForm(forms.Form):
    """Either the confirmation or a covered copy."""

    nothing_private = forms.BooleanField(
        label="Tôi đã xem: bản này không có thông tin riêng tư", required=False
    )
    file = forms.FileField(
        label="Bản đã che thông tin riêng tư (PDF)",
        required=False,
        error_messages={"empty": "Tệp này rỗng."},
    )
