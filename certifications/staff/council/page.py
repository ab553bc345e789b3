"""The council of a round: its members as rows, attendance and quorum, conflicts of interest."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from certifications.council.attendance import has_answered, standing_of, take_attendance
from certifications.council.conflicts import (
    declare_conflict,
    lift_conflict,
    lifted_conflicts,
    may_lift,
)
from certifications.council.members import Council, Seat, council_of, set_council
from certifications.council.same_people import also_concerned
from certifications.models import Conflict, ConflictKind, CouncilMember, CouncilRole, Round
from certifications.rounds.access import Refused, active_applications, may_in_round
from certifications.rounds.contents import Content, is_open
from certifications.rounds.rules_changes import rules_when_scored
from certifications.staff.list_columns import MEMBERS
from certifications.staff.posted import whole_number
from certifications.staff.rounds.lists import crumbs_of
from certifications.staff.scoped import round_or_404
from ocop_registry import clock
from ocop_registry.accounts.models import Role, User
from ocop_registry.staff.lists.twins import asked_for, twin
from ocop_registry.staff.pages import staff_page

EMPTY_ROWS = 3
MOST_ROWS = 60


def urls() -> list:
    return [
        path("dot/<str:uid>/hoi-dong/", page, name="round_council"),
        path("dot/<str:uid>/hoi-dong/diem-danh/", attendance, name="council_attendance"),
        path("dot/<str:uid>/hoi-dong/xung-dot/", declare, name="council_conflict"),
        path("dot/<str:uid>/hoi-dong/xung-dot/<str:conflict>/bo/", lift, name="council_lift"),
    ]


# --- the page -------------------------------------------------------------------------------------
@dataclass
class TypedRow:
    """One row of the council as the form has it; text as typed, so that nothing is lost when it is
    refused."""

    number: str = ""
    name: str = ""
    agency: str = ""
    role: str = CouncilRole.MEMBER
    user: str = ""
    substitute_for: str = ""
    uid: str = ""
    version: str = "0"
    remove: bool = False


def page(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Shows the council; POST saves its rows."""
    round_ = round_or_404(request.user, uid)
    if request.method != "POST":
        return _listed(request, round_) or _show(request, round_, _stored_rows(round_))
    typed = _typed_rows(request.POST)
    try:
        reason = request.POST.get("reason", "")[:500]
        set_council(round_, _seats(typed, round_), by=request.user, reason=reason)
    except Refused as refused:
        return _show(request, round_, typed, refused.reasons)
    except ValidationError as problem:
        return _show(request, round_, typed, problem.messages)
    messages.success(request, "Đã lưu hội đồng.")
    return redirect("admin:round_council", uid)


def _listed(request: HttpRequest, round_: Round) -> HttpResponseBase | None:
    """The members as the file that was asked for."""
    if not asked_for(request):
        return None
    return twin(
        request, f"Hội đồng {round_}", MEMBERS, enumerate(council_of(round_).members, start=1)
    )


def _show(
    request: HttpRequest, round_: Round, rows: list[TypedRow], problems: list[str] | None = None
) -> HttpResponse:
    council = council_of(round_)
    editable = is_open(Content.COUNCIL, round_) and may_in_round(request.user, "round.edit", round_)
    conflicts = Conflict.objects.filter(application__round=round_).select_related(
        "member", "application__product"
    )
    open_ = is_open(Content.CONFLICTS, round_)
    context = {
        "round": round_,
        "council": council,
        "asks_reason": editable and rules_when_scored(round_) is not None,
        "reason": request.POST.get("reason", ""),
        "rows": rows + ([TypedRow() for _ in range(EMPTY_ROWS)] if editable else []),
        "roles": CouncilRole.choices,
        "accounts": accounts_for(round_) if editable else [],
        "quorum": standing_of(council),
        "answers": _answers(council),
        "conflicts": conflicts.order_by("application__position", "member__position"),
        "kinds": ConflictKind.choices,
        "applications": (
            active_applications(round_).select_related("product").order_by("position")
            if open_
            else []
        ),
        "editable": editable,
        "may_take_attendance": (
            is_open(Content.ATTENDANCE, round_) and may_in_round(request.user, "round.edit", round_)
        ),
        "may_declare": open_ and may_in_round(request.user, "round.edit", round_),
        "liftable": [one.pk for one in conflicts if open_ and may_lift(request.user, one, round_)],
        "lifted": lifted_conflicts(
            council.members, list(round_.applications.select_related("product"))
        ),
        "problems": problems or [],
    }
    status = 409 if problems else 200
    return staff_page(
        request,
        "certifications/council/council_page.html",
        context,
        title="Hội đồng",
        crumbs=crumbs_of(round_),
        status=status,
    )


def _answers(council: Council) -> list[tuple[CouncilMember, bool]]:
    """Where opinions are asked for in writing: each scoring seat, and whether its opinions are
    in."""
    return (
        [(seat, has_answered(council, seat)) for seat in council.seats]
        if council.written.applications
        else []
    )


def accounts_for(round_: Round) -> list[User]:
    """Accounts that may score in this round: council members of its province; at the centre of
    any."""
    today = clock.today()
    held = Q(roles_held__role=Role.COUNCIL_MEMBER, roles_held__since__lte=today)
    held &= Q(roles_held__until=None) | Q(roles_held__until__gte=today)
    if round_.place:
        held &= Q(roles_held__place=round_.place)
    return list(User.objects.filter(held, is_active=True).distinct().order_by("full_name", "pk"))


def _stored_rows(round_: Round) -> list[TypedRow]:
    members = list(round_.council.select_related("user").order_by("position", "pk"))
    number = {member.pk: str(at) for at, member in enumerate(members, start=1)}
    return [
        TypedRow(
            number[one.pk], one.name, one.agency, one.role, one.user.uid if one.user else "",
            number.get(one.substitute_for_id, ""), one.uid, str(one.version),
        )
        for one in members
    ]  # fmt: skip


def _typed_rows(posted: QueryDict) -> list[TypedRow]:
    """The rows as typed, in the order of their numbers; empty new rows are left out."""
    rows = []
    for at in range(MOST_ROWS):
        if f"r-{at}-name" not in posted:
            break
        texts = {
            name: posted.get(f"r-{at}-{name}", "").strip()
            for name in TypedRow.__dataclass_fields__
            if name != "remove"
        }
        row = TypedRow(**texts, remove=bool(posted.get(f"r-{at}-remove")))
        if row.uid or row.name or row.agency or row.user:
            rows.append(row)
    return sorted(rows, key=lambda row: whole_number(row.number) or MOST_ROWS)


def _seats(rows: list[TypedRow], round_: Round) -> list[Seat]:
    """Rows as the act takes them. Raises Refused for an account or a number that is not there."""
    accounts = {account.uid: account for account in accounts_for(round_)}
    accounts |= {
        one.user.uid: one.user for one in round_.council.select_related("user") if one.user
    }
    kept = [row for row in rows if not row.remove]
    place_of = {row.number: at for at, row in enumerate(kept, start=1) if row.number}
    seats, faults = [], []
    for at, row in enumerate(kept, start=1):
        if row.user and row.user not in accounts:
            faults.append(
                f"Dòng {at}: không có tài khoản này trong các tài khoản thành viên hội đồng."
            )
        if row.substitute_for and row.substitute_for not in place_of:
            faults.append(
                f"Dòng {at}: “thay cho” phải là số TT của một thành viên còn trong danh sách."
            )
        seats.append(
            Seat(
                row.name, row.role, row.agency, accounts.get(row.user), place_of.get(row.substitute_for), row.uid,
                whole_number(row.version),
            )
        )  # fmt: skip
    if faults:
        raise Refused(*faults)
    return seats


# --- attendance -----------------------------------------------------------------------------------
@require_POST
def attendance(request: HttpRequest, uid: str) -> HttpResponse:
    """The tick list: who is ticked is present, everybody else of the list is away."""
    round_ = round_or_404(request.user, uid)
    present = set(request.POST.getlist("present"))
    try:
        council = take_attendance(
            round_, {one: one in present for one in request.POST.getlist("member")}, by=request.user
        )
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        messages.success(request, standing_of(council))
    return redirect("admin:round_council", uid)


# --- conflicts ------------------------------------------------------------------------------------
@require_POST
def declare(request: HttpRequest, uid: str) -> HttpResponse:
    """The office writes down what a member declared, on paper say."""
    round_ = round_or_404(request.user, uid)
    application = (
        round_.applications.select_related("round__place")
        .filter(uid=request.POST.get("application", ""))
        .first()
    )
    member = round_.council.filter(uid=request.POST.get("member", "")).first()
    if application is None or member is None:
        messages.error(request, "Chọn thành viên và hồ sơ.")
        return redirect("admin:round_council", uid)
    note = request.POST.get("note", "")[:300]
    kind = request.POST.get("kind", "")
    try:
        conflict = declare_conflict(application, member, kind, note, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("admin:round_council", uid)
    messages.success(request, f"Đã ghi: {member.name} không chấm {application}.")
    if also_concerned(conflict):
        return redirect("admin:council_also", uid, conflict.uid)
    return redirect("admin:round_council", uid)


def lift(request: HttpRequest, uid: str, conflict: str) -> HttpResponse:
    """Take a declaration back, with a reason, by an approver."""
    round_ = round_or_404(request.user, uid)
    found = Conflict.objects.select_related("member", "application__product", "application__round__place").filter(
        uid=conflict, application__round=round_
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    if not may_lift(request.user, found, round_):
        raise PermissionDenied("Bạn không bỏ được khai xung đột lợi ích này.")
    title = f"Bỏ khai xung đột lợi ích: {found.member}, {found.application}"
    problems: list[str] = []
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        try:
            lift_conflict(found, by=request.user, reason=reason)
        except Refused as refused:
            problems = refused.reasons
        except ValidationError as problem:
            problems = problem.messages
        else:
            messages.success(
                request, "Đã bỏ khai xung đột lợi ích; thành viên chấm hồ sơ này trở lại."
            )
            return redirect("admin:round_council", uid)
    back = reverse("admin:round_council", args=[uid])
    context: dict[str, Any] = {
        "consequence": (
            "Thành viên sẽ chấm hồ sơ này như các hồ sơ khác. Nếu hồ sơ đã tổng hợp thì kết quả bị"
            " rút. Lý do được ghi vào nhật ký và biên bản họp. Ai bỏ khai thì không duyệt kết quả của đợt này: cần một người duyệt khác."
        ),
        "problems": problems,
        "reason": reason,
        "back_url": back,
    }
    crumbs = (*crumbs_of(round_), ("Hội đồng", back))
    status = 409 if problems else 200
    return staff_page(
        request,
        "certifications/council/sheet_reason.html",
        context,
        title=title,
        crumbs=crumbs,
        status=status,
    )
