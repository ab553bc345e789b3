"""Orders of a new evaluation: the Ministry gives and withdraws them, the province concerned reads
them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.models import EvaluationOrder, OrderStatus
from certifications.rounds import evaluation_orders
from certifications.rounds.access import Refused
from certifications.rounds.evaluation_orders import OrderData
from certifications.staff.fields import DayField, LineField, ReasonField
from certifications.staff.list_columns import ORDERS
from certifications.staff.scoped import certification_or_404, permitted
from ocop_registry import uids
from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page
from ocop_registry.staff.site import QueueItem


def urls() -> list:
    return [
        path("yeu-cau-danh-gia-lai/", list_page, name="order_list"),
        path("yeu-cau-danh-gia-lai/moi/<str:uid>/", order_page, name="order_add"),
        path("yeu-cau-danh-gia-lai/<str:uid>/rut/", withdraw_page, name="order_withdraw"),
    ]


def queue(user: Any) -> Iterable[QueueItem]:
    """Open orders about products of the person's provinces; who sees no province has none."""
    count = evaluation_orders.orders_seen(user).filter(status=OrderStatus.OPEN).count()
    yield QueueItem(
        "yêu cầu đánh giá lại của Bộ",
        count,
        reverse("admin:order_list"),
        "soon",
        "chờ đánh giá lại",
    )


def list_page(request: HttpRequest) -> HttpResponseBase:
    """Orders of the person's provinces: those that wait, then those that are settled."""
    if not scope(request.user, "view"):
        raise PermissionDenied
    found = list(evaluation_orders.orders_seen(request.user))
    found.sort(key=lambda one: one.status != OrderStatus.OPEN)
    if file := twin(request, "Yêu cầu đánh giá lại của Bộ", ORDERS, found):
        return file
    context = {"orders": found, "may_withdraw": permitted(evaluation_orders.require, request.user)}
    return staff_page(
        request,
        "certifications/rounds/order_list.html",
        context,
        title="Yêu cầu đánh giá lại của Bộ",
    )


class OrderForm(forms.Form):
    number = LineField("Số văn bản", "Hãy ghi số văn bản, ví dụ 5120/BNNMT-VPĐP.", max_length=60)
    ordered_on = DayField("Ngày văn bản")
    reason = ReasonField("Tỉnh đọc lý do này; không công khai.")


def order_page(request: HttpRequest, uid: str) -> HttpResponse:
    """The Ministry orders a new evaluation of one certification."""
    certification = certification_or_404(request.user, uid)
    evaluation_orders.require(request.user)
    form = OrderForm(request.POST or None)
    problems = evaluation_orders.standing_in_the_way(certification)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            evaluation_orders.order(
                certification,
                OrderData(clean["number"], clean["ordered_on"], clean["reason"]),
                by=request.user,
            )
        except Refused as refused:
            problems = refused.reasons
        else:
            messages.success(request, "Đã ghi yêu cầu: tỉnh thấy ở trang việc cần làm.")
            return redirect("admin:certificate_page", certification.uid)
    back = reverse("admin:certificate_page", args=[certification.uid])
    context = {
        "form": form,
        "problems": problems,
        "back_url": back,
        "about": str(certification),
        "button": "Ghi yêu cầu",
    }
    status = 200 if request.method == "GET" else 409 if problems else 422
    title, crumbs = "Yêu cầu đánh giá lại", ((str(certification), back),)
    return staff_page(
        request,
        "certifications/rounds/order_form.html",
        context,
        title=title,
        crumbs=crumbs,
        status=status,
    )


class WithdrawForm(forms.Form):
    reason = ReasonField()


def withdraw_page(request: HttpRequest, uid: str) -> HttpResponse:
    """The Ministry takes an order back, with a reason."""
    given = _order_or_404(request.user, uid)
    evaluation_orders.require(request.user)
    form, problems = WithdrawForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            evaluation_orders.withdraw(given, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            problems = refused.reasons
        else:
            messages.success(request, "Đã rút yêu cầu.")
            return redirect("admin:order_list")
    back = reverse("admin:order_list")
    context = {
        "form": form,
        "problems": problems,
        "back_url": back,
        "about": str(given),
        "button": "Rút yêu cầu",
    }
    status = 200 if request.method == "GET" else 409 if problems else 422
    title, crumbs = "Rút yêu cầu đánh giá lại", (("Yêu cầu đánh giá lại của Bộ", back),)
    return staff_page(
        request,
        "certifications/rounds/order_form.html",
        context,
        title=title,
        crumbs=crumbs,
        status=status,
    )


def _order_or_404(user: Any, uid: str) -> EvaluationOrder:
    given = evaluation_orders.orders_seen(user).filter(uid=uids.normalise(uid) or "").first()
    if given is None:
        raise Http404
    return given
