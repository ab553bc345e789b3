"""Declaring a province's register complete up to a day: the public then knows what "not found" means."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import act
from ocop_registry.staff.account_pages import ReasonForm
from ocop_registry.staff.days import in_reach
from ocop_registry.staff.pages import staff_page


class DeclarationForm(ReasonForm):
    """A day that has passed, and what the declaration rests on."""

    complete_until = forms.DateField(
        label="Đầy đủ đến hết ngày",
        validators=[in_reach],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Ngày phải ghi dạng ngày/tháng/năm, ví dụ 31/12/2025.",
            "required": "Hãy ghi ngày, ví dụ 31/12/2025.",
        },
    )
    field_order = ("complete_until", "reason")

    def clean_complete_until(self) -> date:
        day = self.cleaned_data["complete_until"]
        if day > clock.today():
            raise ValidationError("Không thể công bố trước cho một ngày chưa tới.", code="future")
        return day


def declare_page(request: HttpRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.select_related("place"), pk=pk)
    if not may(request.user, "office.edit", office.place.current_province):
        raise Http404
    form = DeclarationForm(request.POST or None, initial={"complete_until": office.complete_until})
    if request.method == "POST" and form.is_valid():
        reason, province = form.cleaned_data["reason"], office.place.current_province
        with act("office.declare_complete", by=request.user, reason=reason, province=province) as deed:
            office.complete_until = form.cleaned_data["complete_until"]
            deed.save(office)
        messages.success(request, f"Đã công bố: sổ đăng ký đầy đủ đến hết ngày {office.complete_until:%d/%m/%Y}.")
        return redirect("admin:accounts_office_change", office.pk)
    crumbs = (
        ("Văn phòng tỉnh", reverse("admin:accounts_office_changelist")),
        (office.name, reverse("admin:accounts_office_change", args=[office.pk])),
    )
    context = {"form": form, "office": office}
    return staff_page(request, "staff/office_declare.html", context, title="Công bố sổ đăng ký đã đầy đủ", crumbs=crumbs)
