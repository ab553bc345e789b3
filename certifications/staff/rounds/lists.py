"""Rounds: the list, making one, mending its particulars."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.models import ApplicationStatus, Round, RoundStatus
from certifications.rounds import particulars
from certifications.rounds.access import Refused, may_in_round, require
from certifications.rounds.contents import Content, is_open
from certifications.staff.rounds.forms import RoundForm
from certifications.staff.scoped import round_or_404
from ocop_registry.accounts.permissions import may, scope
from ocop_registry.lists.filtersets import OrderFilter
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.export import Columns
from ocop_registry.staff.lists.filtersets import Choice, ListFilters, Words
from ocop_registry.staff.lists.folded import among, names_of
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

PER_PAGE = 50
# Heading → (name in the address, order). The first one is the usual order.
SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Năm, đợt": ("nam", ("-year", "-number", "-pk")),
    "Tỉnh": ("tinh", ("place__sort_key", "-year", "-number")),
    "Trạng thái": ("trang-thai", ("status", "-year", "-number")),
    "Hồ sơ": ("ho-so", ("-application_count", "-year", "-number")),
}
ORDERS = dict(SORTS.values())
CENTRAL = "tw"  # in place of a province


def urls() -> list:
    return [
        path("dot/", list_page, name="round_list"),
        path("dot/lap-moi/", add_page, name="round_add"),
        path("dot/<str:uid>/sua/", edit_page, name="round_edit"),
    ]


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


def may_add(user: Any) -> bool:
    return bool(scope(user, "round.edit")) or may(user, "central", None)


# --- what the list may be asked -------------------------------------------------------------------
def _named(seen: QuerySet[Round], text: str) -> QuerySet[Round]:
    """Rounds whose title, province or council decision holds every word; a few hundred rows, folded
    as they are read."""
    keys = names_of(seen, "title", "place__full_name", "council_decision")
    return seen.filter(pk__in=among(text, keys)[0])


class RoundFilters(ListFilters):
    """Rounds by year, status and province, in one of the orders."""

    q = Words(_named)
    year = Choice("year", label="Năm")
    status = Choice("status", label="Trạng thái", choices=RoundStatus.choices)
    province = Choice(
        label="Tỉnh",
        keeps=lambda code: Q(place=None) if code == CENTRAL else Q(place__code=code),
    )
    sort = OrderFilter(ORDERS, default=next(iter(ORDERS)), widget=forms.HiddenInput)

    def offer(self) -> None:
        years = sorted(set(Round.objects.values_list("year", flat=True)), reverse=True)
        self.choices("year", [(str(year), str(year)) for year in years])
        seen = scope(self.user, "view")
        if not seen.everywhere and len(seen.provinces) < 2:
            del self.filters["province"]
            return
        provinces = seen.limit(Place.objects.current().provinces(), "pk")
        central = [(CENTRAL, "Trung ương")] if seen.everywhere else []
        self.choices("province", [*central, *((place.code, place.name) for place in provinces)])

    def rows(self) -> QuerySet[Round]:
        return super().rows().order_by(*ORDERS[self.values.get("sort", next(iter(ORDERS)))])


# --- the list -------------------------------------------------------------------------------------
def seen_rounds(user: Any) -> QuerySet[Round]:
    """Rounds of the provinces that the person may see, with how many applications take part and
    have their result."""
    active = Q(applications__status=ApplicationStatus.ACTIVE)
    counted = Round.objects.select_related("place", "scheme").annotate(
        application_count=Count("applications", filter=active),
        result_count=Count("applications__result", filter=active),
    )
    return scope(user, "view").limit(counted, "place")


def list_page(request: HttpRequest) -> HttpResponseBase:
    if not may_see(request.user):
        raise PermissionDenied
    asked = RoundFilters(request, seen_rounds(request.user))
    found = asked.rows()
    if not asked.problems and (file := twin(request, "Đợt đánh giá", COLUMNS, found)):
        return file
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for round_ in page:
        round_.next_step = next_step(round_)  # type: ignore[attr-defined]
    context = {
        "asked": asked,
        "page": page,
        "sorts": [
            (label, name, name == asked.values.get("sort")) for label, (name, _) in SORTS.items()
        ],
        "may_add": may_add(request.user),
        "many_provinces": "province" in asked.filters,
    }
    return staff_page(
        request,
        "certifications/rounds/round_list.html",
        context,
        title="Đợt đánh giá",
        status=asked.status,
    )


def next_step(round_: Round) -> str:
    """What the round waits for, in a few words. Needs the counts of `seen_rounds`."""
    missing = round_.application_count - round_.result_count  # type: ignore[attr-defined]
    steps = {
        RoundStatus.DRAFT: "Mở nhận hồ sơ",
        RoundStatus.OPEN: "Nhận hồ sơ, rồi bắt đầu đánh giá",
        RoundStatus.EVALUATING: (
            f"Nhập kết quả: còn {missing} hồ sơ" if missing else "Kết thúc đánh giá, trình duyệt"
        ),
        RoundStatus.CONCLUDED: "Người duyệt xem và duyệt kết quả",
        RoundStatus.APPROVED: "Ghi quyết định sau khi ký",
    }
    return steps.get(RoundStatus(round_.status), "")


COLUMNS: Columns = [
    ("Mã đợt", lambda row: row.uid),
    ("Tên đợt", lambda row: row.title),
    ("Đợt của", lambda row: row.place.full_name if row.place else "Trung ương"),
    ("Năm", lambda row: row.year),
    ("Đợt số", lambda row: row.number),
    ("Bộ tiêu chí", lambda row: row.scheme.code),
    ("Trạng thái", lambda row: row.get_status_display()),
    ("Hồ sơ tham gia", lambda row: row.application_count),
    ("Đã có kết quả", lambda row: row.result_count),
    ("Ngày họp đánh giá", lambda row: row.evaluated_on),
    ("Việc tiếp theo", next_step),
]


# --- making and mending ---------------------------------------------------------------------------
def add_page(request: HttpRequest) -> HttpResponse:
    if not may_add(request.user):
        raise PermissionDenied
    form = RoundForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            round_ = particulars.create(form.instance, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(
                request, f"Đã lập {round_}. Đợt còn là bản nháp: mở nhận hồ sơ khi sẵn sàng."
            )
            return redirect("admin:round_page", round_.uid)
    context = {"form": form, "button": "Lập đợt"}
    crumbs = (("Đợt đánh giá", reverse("admin:round_list")),)
    return staff_page(
        request,
        "certifications/rounds/round_form.html",
        context,
        title="Lập đợt mới",
        crumbs=crumbs,
    )


def edit_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Mend the particulars, until the results are approved. A stale form comes back with what was
    typed."""
    round_ = round_or_404(request.user, uid)
    require(request.user, "round.edit", round_)
    form = RoundForm(request.POST or None, instance=round_, user=request.user)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data.get("rules_reason", "")
            particulars.edit(form.instance, by=request.user, reason=reason)
        except Refused as refused:
            problems = refused.reasons
        except ValidationError as problem:
            form = _again(request, uid)
            if form.is_valid():
                form.add_error(None, problem.messages)
        else:
            messages.success(request, "Đã lưu thông tin đợt.")
            return redirect("admin:round_page", uid)
    context = {"form": form, "button": "Lưu", "round": round_, "problems": problems}
    return staff_page(
        request,
        "certifications/rounds/round_form.html",
        context,
        title="Sửa thông tin đợt",
        crumbs=crumbs_of(round_),
    )


def _again(request: HttpRequest, uid: str) -> RoundForm:
    """The same typed form over the row as it is now: when somebody was faster, the form itself
    finds the conflict."""
    form = RoundForm(request.POST, instance=round_or_404(request.user, uid), user=request.user)
    form.is_valid()
    return form


def may_edit(user: Any, round_: Round) -> bool:
    return is_open(Content.PARTICULARS, round_) and may_in_round(user, "round.edit", round_)


def crumbs_of(round_: Round) -> tuple:
    """The way to a page below the round's."""
    return (
        ("Đợt đánh giá", reverse("admin:round_list")),
        (str(round_), reverse("admin:round_page", args=[round_.uid])),
    )
