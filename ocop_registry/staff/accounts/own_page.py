"""One's own account: its roles, and what others did with it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from ocop_registry.accounts.told import acknowledge, told
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [path("tai-khoan/cua-toi/", own_page, name="own_account")]


def own_page(request: HttpRequest) -> HttpResponse:
    """What others did with the account in the last 90 days; a button says that its owner read
    it."""
    user: Any = request.user
    found = told(user)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        known = [one.seq for one in found if seen.isascii() and seen == str(one.seq)]
        for seq in known:
            acknowledge(user, seq)
        return redirect("admin:own_account")
    return staff_page(request, "staff/own_account.html", {"told": found}, title="Tài khoản của tôi")
