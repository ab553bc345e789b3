"""What the officer copies from a signed decision, and the signed copy itself."""

from datetime import date
from typing import Any

from django import forms

from certifications.decisions.plan import DecisionData
from certifications.identity.issuers import authorities
from certifications.law import numbers, validity
from certifications.models import Result
from certifications.staff.fields import DayField, LineField, NumberField, as_asked
from ocop_registry import clock
from ocop_registry.places.models import Place


class DecisionForm(forms.Form):
    """Number, days, issuer, and which results the decision is about (all, unless some are
    unticked). `place`: who decides."""

    number = NumberField(
        "Số quyết định",
        "Hãy ghi số quyết định, ví dụ 386/QĐ-UBND.",
        max_length=60,
        help_text="Như trên bản ký, ví dụ: 386/QĐ-UBND.",
    )
    signed_on = DayField("Ngày ký")
    issuer = forms.ChoiceField(
        label="Cơ quan ban hành",
        error_messages={
            "required": "Hãy chọn cơ quan ban hành.",
            "invalid_choice": "“%(value)s” không phải cơ quan công nhận của cấp này: hãy chọn lại.",
        },
    )
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
    issue_words = LineField(
        "Quyết định ghi về ngày cấp",
        max_length=300,
        help_text="Ngày cấp ở tương lai: chép nguyên văn câu của quyết định cho cấp vào ngày đó.",
    )
    late_reason = LineField(
        "Vì sao cấp muộn",
        max_length=300,
        help_text=as_asked(
            lambda: (
                f"Ngày cấp sau ngày ký quá {numbers.ISSUED_WITHIN_DAYS} ngày: ghi lý do; người"
                " duyệt và người xem quyết định đọc được."
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
        super().__init__(data, initial={"results": uids})
        # its first name is the usual one; which of them bore it that day is asked with the day
        self.fields["issuer"].choices = [  # type: ignore[attr-defined]
            (name, name) for name in authorities(place)
        ]
        self.fields["results"].choices = [(uid, uid) for uid in uids]  # type: ignore[attr-defined]
        for name in {"issue_words", "late_reason"} - self._asked():
            del self.fields[name]

    def _asked(self) -> set[str]:
        """Which words about the day of issue these days call for; usually none, so that the form
        is as long as the paper."""
        names, days = ("signed_on", "certificates_issued_on"), []
        for name in names if self.data else ():
            try:
                days.append(self.fields[name].clean(self.data.get(name)))
            except forms.ValidationError:
                days.append(None)
        if None in days or len(days) < len(names):
            return set()
        asked = {
            "issue_words": validity.issue_day_problems(
                days[1], None, clock.today(), words="", late_reason=""
            ),
            "late_reason": validity.issue_day_problems(
                days[1], days[0], date.max, words="", late_reason=""
            ),
        }
        return {name for name, problems in asked.items() if any(problems)}

    @property
    def ticked(self) -> set[str]:
        return set(self["results"].value() or ())

    def decision(self) -> DecisionData:
        """The particulars of a valid form; without a day of issue, that of signing."""
        clean = self.cleaned_data
        issued_on = clean["certificates_issued_on"] or clean["signed_on"]
        return DecisionData(
            clean["number"],
            clean["signed_on"],
            clean["issuer"],
            issued_on,
            clean.get("issue_words", ""),
            clean.get("late_reason", ""),
        )


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
