"""What the approver says of a province's register, each an act with its reason: complete up to a
day, or no longer; used since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import act
from ocop_registry.staff.accounts.account_pages import ReasonForm
from ocop_registry.staff.days import in_reach
from ocop_registry.staff.pages import staff_page


def actions_on(office: Office) -> list[tuple[str, str]]:
    """What may be said of the register, as links on the office's page."""
    found = [
        ("Công bố sổ đăng ký đã đầy đủ", "office_declare"),
        ("Ghi ngày bắt đầu dùng hệ thống", "office_live"),
    ]
    if office.complete_until:
        found.insert(1, ("Rút công bố đầy đủ", "office_withdraw"))
    return [(label, reverse(f"admin:{name}", args=[office.pk])) for label, name in found]


class _DayField(forms.DateField):
    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(
            label=label,
            validators=[in_reach],
            widget=forms.DateInput(
                format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
            ),
            error_messages={
                "invalid": "Ngày phải ghi dạng ngày/tháng/năm, ví dụ 31/12/2025.",
                "required": "Hãy ghi ngày, ví dụ 31/12/2025.",
            },
            **options,
        )


class DeclarationForm(ReasonForm):
    """A day that has passed, and what the declaration rests on; known gaps must have been seen."""

    complete_until = _DayField("Đầy đủ đến hết ngày")
    seen = forms.BooleanField(
        label="Đã xem những điểm còn thiếu trên đây và vẫn công bố",
        error_messages={
            "required": "Sổ đăng ký còn thiếu những điểm trên đây: hãy đánh dấu nếu vẫn công bố."
        },
    )
    field_order = ("complete_until", "reason", "seen")

    def __init__(self, data: Any, *, office: Office, gaps: Sequence[Any]) -> None:
        super().__init__(data, initial={"complete_until": office.complete_until})
        if not gaps:
            del self.fields["seen"]

    def clean_complete_until(self) -> date:
        day = self.cleaned_data["complete_until"]
        if day > clock.today():
            raise ValidationError("Không thể công bố trước cho một ngày chưa tới.", code="future")
        return day


class WithdrawalForm(ReasonForm):
    def __init__(self, data: Any, *, office: Office, gaps: Sequence[Any]) -> None:
        super().__init__(data)


class LiveForm(ReasonForm):
    """The day from which decisions go through rounds; left empty: not yet."""

    live_since = _DayField("Dùng hệ thống từ ngày", required=False)
    field_order = ("live_since", "reason")

    def __init__(self, data: Any, *, office: Office, gaps: Sequence[Any]) -> None:
        super().__init__(data, initial={"live_since": office.live_since})


@dataclass(frozen=True)
class _Page:
    """One act on an office: its name in the journal, its words, its form, the field it writes and
    with what."""

    act: str
    title: str
    button: str
    form: Callable[..., ReasonForm]
    field: str
    told: Callable[[date | None], str]

    def show(self, request: HttpRequest, pk: int) -> HttpResponse:
        office = get_object_or_404(Office.objects.select_related("place"), pk=pk)
        province = office.place.current_province
        if not may(request.user, "office.edit", province):
            raise Http404
        gaps = admin.site.gaps_of(province) if self.form is DeclarationForm else []  # type: ignore[attr-defined]
        form = self.form(
            request.POST if request.method == "POST" else None, office=office, gaps=gaps
        )
        if (
            request.method == "POST"
            and form.is_valid()
            and self._carried_out(request, office, form)
        ):
            messages.success(request, self.told(getattr(office, self.field)))
            return redirect("admin:accounts_office_change", office.pk)
        crumbs = (
            ("Văn phòng tỉnh", reverse("admin:accounts_office_changelist")),
            (office.name, reverse("admin:accounts_office_change", args=[office.pk])),
        )
        context = {
            "form": form,
            "office": office,
            "gaps": gaps,
            "act": self.act,
            "button": self.button,
        }
        status = 200 if request.method == "GET" else 422
        return staff_page(
            request,
            "staff/office_declare.html",
            context,
            title=self.title,
            crumbs=crumbs,
            status=status,
        )

    def _carried_out(self, request: HttpRequest, office: Office, form: ReasonForm) -> bool:
        """Whether the act was done; somebody else's change in between is told on the form."""
        reason, province = form.cleaned_data["reason"], office.place.current_province
        try:
            with act(self.act, by=request.user, reason=reason, province=province) as deed:
                setattr(office, self.field, form.cleaned_data.get(self.field))
                deed.save(office)
        except ValidationError as problem:
            form.add_error(None, problem)
            return False
        return True


_DECLARE = _Page(
    "office.declare_complete", "Công bố sổ đăng ký đã đầy đủ", "Công bố", DeclarationForm, "complete_until",
    lambda day: f"Đã công bố: sổ đăng ký đầy đủ đến hết ngày {day:%d/%m/%Y}.",
)  # fmt: skip
_WITHDRAW = _Page(
    "office.withdraw_complete", "Rút công bố sổ đăng ký đã đầy đủ", "Rút công bố", WithdrawalForm, "complete_until",
    lambda _day: "Đã rút: công chúng không còn được cho biết là sổ đăng ký đã đầy đủ.",
)  # fmt: skip
_LIVE = _Page(
    "office.live_since", "Ngày bắt đầu dùng hệ thống", "Ghi", LiveForm, "live_since",
    lambda day: f"Đã ghi: dùng hệ thống từ ngày {day:%d/%m/%Y}." if day else "Đã ghi: chưa dùng hệ thống chính thức.",
)  # fmt: skip


def declare_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete up to a day: tells first what is still lacking."""
    return _DECLARE.show(request, pk)


def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration taken back."""
    return _WITHDRAW.show(request, pk)


def live_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Decisions from this day on go through rounds; old lists are refused for them."""
    return _LIVE.show(request, pk)
