"""The page on which a person's data is erased at his wish: what goes, what stays and why, who else must
agree."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from certifications.certificates import erasing
from certifications.certificates.changes import label
from certifications.models import PreparedKind
from certifications.rounds.access import Refused
from certifications.staff.certificates.changes_told import TOLD, Change
from certifications.staff.fields import ReasonField
from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.pages import staff_page
from producers.models import Producer


def urls() -> list:
    return [path("xoa-du-lieu-ca-nhan/<str:uid>/", erasing_page, name="erasing")]


class ErasingForm(forms.Form):
    def __init__(self, producer: Producer, *arguments: Any) -> None:
        super().__init__(*arguments)
        if filled := erasing.filled(producer):
            self.fields["fields"] = self._choice(producer, filled)
        self.fields["reason"] = ReasonField(
            help_text="Ví dụ: theo đơn đề nghị ngày 20/11/2026. Đừng ghi dữ liệu cá nhân vào đây:"
            " lý do đứng trong nhật ký, không xóa được."
        )

    @staticmethod
    def _choice(producer: Producer, filled: list[str]) -> forms.MultipleChoiceField:
        return forms.MultipleChoiceField(
            label="Xóa cả giá trị đang ghi",
            choices=[(name, label(producer, name)) for name in filled],
            initial=filled,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Mục không đánh dấu giữ giá trị đang ghi. Giá trị cũ của mọi mục đều bị xóa.",
        )


def erasing_page(request: HttpRequest, uid: str) -> HttpResponse:
    seen = scope(request.user, "view").limit_units(
        Producer.objects.select_related("place__province", "place__parent__parent"), "place"
    )
    producer = get_object_or_404(seen, uid=uid)
    erasing.WORK.require(request.user, "prepare", producer)
    form, problems = ErasingForm(producer, request.POST or None), []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            sent = erasing.erase(
                producer, typed.get("fields", []), by=request.user, reason=typed["reason"]
            )
        except Refused as refused:
            problems = refused.reasons
        else:
            if sent:
                messages.success(request, "Chưa xóa: chờ một người khác có quyền duyệt.")
                return redirect("admin:prepared_page", sent.uid)
            messages.success(request, "Đã xóa. Nhật ký dưới đây chỉ còn nói đã xóa những gì.")
            return redirect("admin:producers_producer_history", producer.pk)
    status = 200 if request.method != "POST" else 409 if problems else 422
    address = reverse("admin:producers_producer_change", args=[producer.pk])
    return staff_page(
        request,
        "certifications/certificates/erasing.html",
        {
            "producer": producer,
            "form": form,
            "filled": "fields" in form.fields,
            "problems": problems,
        },
        title=f"Xóa dữ liệu cá nhân: {producer}",
        crumbs=(
            ("Chủ thể", reverse("admin:producers_producer_changelist")),
            (producer.name, address),
        ),
        status=status,
    )


def _told(subject: Any, values: dict[str, Any]) -> list[Change]:
    """What goes, without saying it once more."""
    own = [Change(label(subject, name), "đang ghi", "xóa") for name in values["fields"]]
    return [*own, Change("Giá trị cũ của dữ liệu cá nhân", "còn giữ", "xóa, không khôi phục được")]


TOLD[PreparedKind.ERASE] = _told
