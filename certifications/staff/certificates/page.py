"""The staff page of a certification, and preparing an act on it for another person's approval."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.certificates import on_certifications, prepared_acts
from certifications.certificates.act_checks import refusals
from certifications.law.validity import end_of
from certifications.models import Certification, OrderStatus, PreparedKind
from certifications.register import stretches
from certifications.register.loading import changes_of_products
from certifications.register.stretches import Stretch
from certifications.register.timeline import timeline
from certifications.rounds import evaluation_orders
from certifications.rounds.access import Refused
from certifications.staff.certificates.changes_told import changes as told_changes
from certifications.staff.certificates.changes_told import seal
from certifications.staff.certificates.forms import FORMS
from certifications.staff.fields import DayField
from certifications.staff.scoped import certification_or_404, permitted
from ocop_registry import clock
from ocop_registry.known_days import read_iso
from ocop_registry.staff.acts.history import history_of
from ocop_registry.staff.pages import staff_page
from products.queries import sentences
from products.standings import VALID, label

# The word in the address → the act, the label of its button, the title of its page.
ACTS = {
    "gia-han": (PreparedKind.EXTEND, "Gia hạn"),
    "thu-hoi": (PreparedKind.REVOKE, "Thu hồi"),
    "dinh-chinh": (PreparedKind.CORRECT, "Đính chính"),
}


def urls() -> list:
    return [
        path("chung-nhan/<str:uid>/", certificate_page, name="certificate_page"),
        path("chung-nhan/<str:uid>/<str:word>/", act_page, name="certificate_act"),
    ]


@dataclass(frozen=True)
class Standing:
    """What to say of the certification, and of its product, on one day."""

    on: date
    label: str
    sentence: str
    valid: bool
    product_sentence: str


def standing_on(certification: Certification, siblings: list[Certification], on: date) -> Standing:
    own, whole = (
        _on(found, on)
        for found in (
            stretches.of_certification(certification, siblings),
            stretches.of_product(siblings),
        )
    )
    until = sentences.complete_registers().get(certification.product.province.code)
    told = sentences.completed(whole.sentence("vi"), whole.standing, whole.first, on, until)
    said = own.sentence("vi")
    return Standing(
        on, label(own.standing), said, own.standing in VALID, "" if told == said else told
    )


def _on(found: list[Stretch], on: date) -> Stretch:
    """The stretch that holds the day: they are gapless."""
    return next(stretch for stretch in found if stretch.first <= on <= stretch.last)


# --- the page -------------------------------------------------------------------------------------
def certificate_page(request: HttpRequest, uid: str) -> HttpResponse:
    """As issued; its standing today and on another day (?ngay=dd/mm/yyyy); timeline, history, and
    what may be prepared."""
    certification = certification_or_404(request.user, uid)
    siblings = list(certification.product.certifications.select_related("decision"))
    changes = changes_of_products([certification.product])[certification.product_id]
    on, problem = _other_day(request)
    waiting = prepared_acts.waiting_on(certification)
    may_prepare = permitted(
        on_certifications.require, request.user, "certification.prepare", certification
    )
    context = {
        "certification": certification,
        "ended": end_of(certification, siblings),
        "standing": standing_on(certification, siblings, clock.today()),
        "on": on,
        "other": standing_on(certification, siblings, on) if on else None,
        "day_typed": request.GET.get("ngay", ""),
        "day_problem": problem,
        "siblings": [one for one in siblings if one.pk != certification.pk],
        "timeline": [(_when(event), event["text"]) for event in timeline(siblings, changes)],
        "history": history_of(certification),
        "acts": list(ACTS.items()) if may_prepare and not waiting else [],
        "waiting": waiting,
        "orders": certification.evaluation_orders.filter(status=OrderStatus.OPEN),
        "may_order": (
            permitted(evaluation_orders.require, request.user)
            and not evaluation_orders.standing_in_the_way(certification)
        ),
    }
    title = f"Chứng nhận {certification}"
    return staff_page(
        request, "certifications/certificates/certificate_page.html", context, title=title
    )


def _other_day(request: HttpRequest) -> tuple[date | None, str]:
    """The day asked for, and what is wrong with it."""
    typed = request.GET.get("ngay", "").strip()
    if not typed:
        return None, ""
    try:
        return DayField("").clean(typed), ""
    except ValidationError as problem:
        return None, " ".join(problem.messages)


def _when(event: dict[str, Any]) -> str:
    return read_iso(event["on"] or "").named() or "chưa rõ ngày"


# --- preparing an act -----------------------------------------------------------------------------
def act_page(request: HttpRequest, uid: str, word: str) -> HttpResponse:
    """Form → preview of what changes → sent for another person's approval."""
    if word not in ACTS:
        raise Http404
    certification = certification_or_404(request.user, uid)
    on_certifications.require(request.user, "certification.prepare", certification)
    kind = ACTS[word][0]
    form = FORMS[kind](request.POST or None, certification=certification)
    page = _ActPage(request, certification, word, form)
    if request.method != "POST" or not form.is_valid():
        return page.show(status=200 if request.method == "GET" else 422)
    values, reason = form.values(), form.cleaned_data["reason"]
    problems = refusals(certification, kind, values, request.user)
    if problems:
        return page.show(values, problems, status=409)
    if "prepare" not in request.POST or request.POST.get("seal") != page.seal_of(values):
        return page.show(values)
    try:
        prepared = prepared_acts.prepare(
            certification, kind, values, by=request.user, reason=reason
        )
    except Refused as refused:
        return page.show(values, refused.reasons, status=409)
    messages.success(
        request, "Đã gửi duyệt: việc có hiệu lực khi một người khác có quyền duyệt bấm duyệt."
    )
    return redirect("admin:prepared_page", prepared.uid)


@dataclass
class _ActPage:
    request: HttpRequest
    certification: Certification
    word: str
    form: Any

    def seal_of(self, values: dict[str, str]) -> str:
        return seal(
            self.certification.uid,
            self.word,
            told_changes(self.certification, ACTS[self.word][0], values),
        )

    def show(
        self, values: dict | None = None, problems: list[str] | None = None, *, status: int = 200
    ) -> HttpResponse:
        kind, title = ACTS[self.word]
        agreed = values is not None and not problems
        context = {
            "certification": self.certification,
            "form": self.form,
            "problems": problems or [],
            "changes": told_changes(self.certification, kind, values) if agreed and values else [],
            "seal": self.seal_of(values) if agreed and values else "",
        }
        crumbs = (
            (
                str(self.certification),
                reverse("admin:certificate_page", args=[self.certification.uid]),
            ),
        )
        return staff_page(
            self.request,
            "certifications/certificates/certificate_act.html",
            context,
            title=title,
            crumbs=crumbs,
            status=status,
        )
