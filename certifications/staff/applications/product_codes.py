"""All product codes of a round on one page, the proposed one beside each."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from certifications.applications.product_codes import (
    CodesRefused,
    coded_applications,
    proposed_codes,
    save_codes,
)
from certifications.models import Application, Round
from certifications.rounds.access import require
from certifications.rounds.contents import Content, is_open
from certifications.staff.posted import whole_number
from certifications.staff.rounds.lists import crumbs_of
from certifications.staff.scoped import round_or_404
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [path("dot/<str:uid>/ma-san-pham/", codes_page, name="round_codes")]


@dataclass
class Line:
    """One application with the code in its cell."""

    application: Application
    proposed: str
    typed: str
    version: str
    faults: list[str] = field(default_factory=list)


def codes_page(request: HttpRequest, uid: str) -> HttpResponse:
    """The codes of a round: typed, or the proposed ones put into the empty cells to be looked over;
    saved all or none."""
    round_ = round_or_404(request.user, uid)
    require(request.user, "application.edit", round_)
    lines = _lines(request, round_)
    problems: list[str] = []
    filled = 0
    if request.method == "POST" and request.POST.get("action") == "fill":
        filled = _fill(lines)
    elif request.method == "POST":
        problems, changed = _save(request, round_, lines)
        if not problems:
            messages.success(
                request,
                f"Đã lưu {changed} mã sản phẩm." if changed else "Không có mã nào thay đổi.",
            )
            return redirect("admin:round_page", uid)
    context = {
        "round": round_,
        "lines": lines,
        "problems": problems,
        "filled": filled,
        "frozen": not is_open(Content.CODES, round_),
    }
    return staff_page(
        request, "certifications/applications/round_codes.html", context, title="Mã sản phẩm của đợt", crumbs=crumbs_of(round_),
        status=409 if problems else 200,
    )  # fmt: skip


def _lines(request: HttpRequest, round_: Round) -> list[Line]:
    """What is stored, under what was typed."""
    applications = coded_applications(round_)
    proposed = proposed_codes(round_, applications)
    return [
        Line(
            application,
            proposed.get(application.uid, ""),
            request.POST.get(f"code-{application.uid}", application.product_code).strip(),
            request.POST.get(f"version-{application.uid}", str(application.version)),
        )
        for application in applications
    ]


def _fill(lines: list[Line]) -> int:
    typed = {line.typed for line in lines}
    empty = [
        line for line in lines if not line.typed and line.proposed and line.proposed not in typed
    ]
    for line in empty:
        line.typed = line.proposed
    return len(empty)


def _save(request: HttpRequest, round_: Round, lines: list[Line]) -> tuple[list[str], int]:
    """(what stands in the way, how many codes changed); faults of single codes go to their
    lines."""
    codes = {line.application.uid: line.typed for line in lines}
    seen = {line.application.uid: whole_number(line.version) for line in lines}
    try:
        return [], save_codes(round_, codes, by=request.user, seen=seen)
    except CodesRefused as refused:
        for line in lines:
            line.faults = refused.by_uid.get(line.application.uid, [])
        return (
            ["Chưa lưu mã nào: xem lại các ô có chữ đỏ."] if refused.by_uid else refused.reasons
        ), 0
    except ValidationError as problem:
        for line in lines:
            line.version = str(line.application.version)
        return [*problem.messages, "Các mã bạn gõ còn nguyên bên dưới: xem lại rồi lưu lần nữa."], 0
