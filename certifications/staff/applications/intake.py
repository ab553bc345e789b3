"""Applications of a round: taking in products that the register has, mending one application,
withdrawing and the like."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path

from certifications.applications import intake
from certifications.applications.candidates import Candidate, candidates
from certifications.applications.fitting import fit_of
from certifications.applications.intake import NewApplication
from certifications.applications.participation import move_application
from certifications.applications.particulars import Particulars, edit_application, remove
from certifications.applications.product_codes import next_code
from certifications.applications.typed.words import set_named
from certifications.law import rules
from certifications.models import Application, ApplicationType, Round
from certifications.rounds.access import Refused, require
from certifications.rounds.contents import Content, is_open
from certifications.rounds.proposals import pending_proposals
from certifications.staff.rounds.forms import ApplicationForm, MoveForm
from certifications.staff.rounds.lists import crumbs_of
from certifications.staff.scoped import round_or_404
from ocop_registry import clock, uids
from ocop_registry.places.text import fold
from ocop_registry.staff.acts.history import history_of
from ocop_registry.staff.pages import staff_page
from products.models import Product, ProductSet
from products.standings import label as standing_label

SHOWN = 1000


def urls() -> list:
    return [
        path("dot/<str:uid>/nhan-ho-so/", tick_page, name="application_tick"),
        path("dot/<str:uid>/ho-so/<str:application_uid>/", edit_page, name="application_edit"),
        path(
            "dot/<str:uid>/ho-so/<str:application_uid>/<str:name>/",
            move_page,
            name="application_move",
        ),
    ]


# --- ticking products that exist ------------------------------------------------------------------
@dataclass
class Offer:
    """One product that may be ticked, as the form shows it."""

    product: Product
    standing: str
    note: str
    in_window: bool
    type: str
    set: str
    proposal: Any = None
    ticked: bool = False
    reason: str = ""
    asks: str = ""  # what the reason must answer
    instead: tuple[tuple[str, str], ...] = ()  # types that fit where the chosen one does not
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def uid(self) -> str:
        return self.product.uid


def tick_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Products to tick, those due for renewal first. Searching keeps every tick."""
    round_ = round_or_404(request.user, uid)
    require(request.user, "application.edit", round_)
    offers = _proposed(round_) if round_.is_central else _candidates(round_)
    sets = list(ProductSet.objects.filter(scheme=round_.scheme.slug))
    problems: list[str] = []
    if request.method == "POST":
        _put_back(request, offers, sets)
        if request.POST.get("action") != "search":
            problems = _take_in(request, round_, offers, sets)
            if not problems:
                return redirect("admin:round_page", uid)
    q = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()
    found = _matching(offers, q)
    context = {
        "round": round_,
        "offers": found[:SHOWN],
        "left_out": max(len(found) - SHOWN, 0),
        "total": len(offers),
        "due": sum(offer.in_window for offer in offers),
        "ticked": sum(offer.ticked for offer in offers),
        "filter": q,
        "types": ApplicationType.choices,
        "sets": sets,
        "problems": problems,
        "closed": not is_open(Content.APPLICATIONS, round_),
        "tab": "tick",
    }
    return staff_page(
        request, "certifications/applications/application_tick.html", context, title="Nhận hồ sơ", crumbs=crumbs_of(round_),
        status=409 if problems else 200,
    )  # fmt: skip


def _candidates(round_: Round) -> list[Offer]:
    today = clock.today()
    return [_offer(round_, candidate, today) for candidate in candidates(round_, today)]


def _offer(round_: Round, candidate: Candidate, today: Any) -> Offer:
    product = candidate.product
    until = "chắc chắn đến" if candidate.certainly else "hết hạn"
    note = (
        f"{candidate.stars} sao, {until} {candidate.expires_on:%d/%m/%Y}"
        if candidate.expires_on
        else ""
    )
    known = product.product_set
    held = list(product.certifications.all())
    offer = Offer(
        product=product,
        standing=standing_label(candidate.standing),
        note=note,
        in_window=candidate.in_window,
        type=proposed_type(held, today),
        set=str(known) if known and known.scheme == round_.scheme.slug else "",
    )
    _judge(offer, held)
    return offer


def proposed_type(held: list, today: Any) -> str:
    """The type to propose: a re-evaluation in its window and where it may be expected anyway, an
    upgrade before the window, otherwise the first time."""
    state, current = rules.product_standing(held, today)
    if state == rules.Standing.IN_FORCE and current and current.stars < 5:
        return ApplicationType.UPGRADE
    expected = rules.expected_application_type(held, today)
    return (
        ApplicationType.RE_EVALUATION
        if ApplicationType.RE_EVALUATION in expected
        else ApplicationType.FIRST
    )


def _judge(offer: Offer, held: list) -> None:
    """What the law says to the chosen type: why not, what instead, what the reason must answer."""
    found = fit_of(offer.type, held)
    offer.asks = " ".join(f"{ask[:1].upper()}{ask[1:]}" for ask in found.asks)
    offer.instead = tuple((word, str(ApplicationType(word).label)) for word in found.instead)
    if offer.ticked and found.refusals:
        offer.errors["type"] = " ".join(found.refusals)


def _proposed(round_: Round) -> list[Offer]:
    """What provinces sent up, for a central round."""
    offers = []
    for proposal in pending_proposals():
        sent = proposal.result.application
        known = sent.product_set
        offers.append(
            Offer(
                product=sent.product,
                standing=f"Đề nghị theo {proposal.decision}",
                note=sent.product.producer.place.current_province.full_name,
                in_window=False,
                type=sent.type,
                set=str(known) if known and known.scheme == round_.scheme.slug else "",
                proposal=proposal,
            )
        )
    return offers


def _put_back(request: HttpRequest, offers: list[Offer], sets: list[ProductSet]) -> None:
    """Ticks, types and sets as they were sent."""
    ticked = set(request.POST.getlist("product"))
    retyped, _, instead = request.POST.get("retype", "").partition(" ")
    for offer in offers:
        offer.ticked = offer.uid in ticked
        offer.type = request.POST.get(f"type-{offer.uid}", offer.type)
        if offer.uid == retyped:
            offer.type = instead
        offer.reason = request.POST.get(f"reason-{offer.uid}", "").strip()
        if offer.ticked and offer.type in ApplicationType.values:
            _judge(offer, list(offer.product.certifications.all()))
        offer.set = request.POST.get(f"set-{offer.uid}", offer.set)
        if offer.ticked and offer.set.strip() and set_named(offer.set, sets) is None:
            offer.errors["set"] = (
                f"Không nhận ra bộ “{offer.set.strip()}”: ghi số hoặc chọn trong danh sách."
            )


def _take_in(
    request: HttpRequest, round_: Round, offers: list[Offer], sets: list[ProductSet]
) -> list[str]:
    """Take the ticked products in, all or none; gives what stands in the way."""
    chosen = [offer for offer in offers if offer.ticked]
    gone = set(request.POST.getlist("product")) - {offer.uid for offer in chosen}
    reasons = [
        f"{offer.product.name}: {text}" for offer in chosen for text in offer.errors.values()
    ]
    if gone:
        names = ", ".join(
            Product.objects.filter(uid__in=gone, applications__round=round_).values_list(
                "name", flat=True
            )
        )
        reasons.append(
            f"{names or f'{len(gone)} sản phẩm'}: vừa được nhận vào một đợt, hoặc không còn chọn"
            " được."
        )
    if reasons:
        return reasons
    entries = [
        NewApplication(
            _with_place(offer.product),
            offer.type,
            set_named(offer.set, sets),
            offer.proposal,
            offer.reason,
        )
        for offer in chosen
    ]
    try:
        taken = intake.take_in(round_, entries, by=request.user)
    except Refused as refused:
        return refused.reasons
    except ValidationError as problem:
        return problem.messages
    messages.success(request, f"Đã nhận {len(taken)} hồ sơ vào đợt.")
    return []


def _with_place(product: Product) -> Product:
    return Product.objects.select_related("producer__place__province", "product_set").get(
        pk=product.pk
    )


def _matching(offers: list[Offer], q: str) -> list[Offer]:
    """Offers whose product, producer or commune holds every word; ticked ones always, and first."""
    words = fold(q).split()
    found = [
        offer for offer in offers if offer.ticked or all(word in _text(offer) for word in words)
    ]
    return sorted(found, key=lambda offer: not offer.ticked)


def _text(offer: Offer) -> str:
    producer = offer.product.producer
    return fold(f"{offer.product.name} {producer.name} {producer.place.full_name}")


# --- one application ------------------------------------------------------------------------------
def application_or_404(round_: Round, uid: str) -> Application:
    known = uids.normalise(uid)
    if known is None:
        raise Http404
    found = Application.objects.select_related(
        "round__place", "round__scheme", "product__producer__place__province", "product_set"
    )
    return get_object_or_404(found, round=round_, uid=known)


def edit_page(request: HttpRequest, uid: str, application_uid: str) -> HttpResponse:
    """Type, set and product code of one application; the code that comes next in its commune is
    offered."""
    round_ = round_or_404(request.user, uid)
    application = application_or_404(round_, application_uid)
    require(request.user, "application.edit", round_)
    proposed = "" if application.product_code else next_code(application, round_.year)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and data.get("use_proposed") and proposed:
        data["product_code"] = proposed
    form = _application_form(data, application)
    problems: list[str] = []
    if data is not None and form.is_valid():
        problems = _save_application(request, application, form)
        if not problems and form.is_valid():
            messages.success(request, f"Đã lưu hồ sơ {application}.")
            return redirect("admin:round_page", uid)
    context = {
        "round": round_,
        "application": application,
        "form": form,
        "proposed": proposed,
        "problems": problems,
        "entries": history_of(application),
        "frozen": not is_open(Content.CODES, round_),
    }
    return staff_page(
        request, "certifications/applications/application_edit.html", context, title=f"Hồ sơ {application}", crumbs=crumbs_of(round_),
        status=409 if problems else 200,
    )  # fmt: skip


def _application_form(data: Any, application: Application) -> ApplicationForm:
    open_ = is_open(Content.KINDS, application.round)
    return ApplicationForm(data, instance=application, particulars_open=open_)


def _save_application(
    request: HttpRequest, application: Application, form: ApplicationForm
) -> list[str]:
    new = Particulars(
        form.cleaned_data["type"],
        form.cleaned_data["product_set"],
        form.cleaned_data["product_code"],
        form.cleaned_data["exception_reason"],
    )
    try:
        edit_application(application, new, by=request.user, seen=form.cleaned_data["row_version"])
    except Refused as refused:
        return refused.reasons
    except ValidationError as problem:
        return problem.messages
    return []


MOVES: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "withdraw": (
        "Rút hồ sơ",
        (
            "Hồ sơ không tham gia đợt nữa; đợt tiếp tục với các hồ sơ khác. Sản phẩm có thể vào đợt"
            " sau."
        ),
        lambda application, **how: move_application(application, "withdraw", **how),
    ),
    "hold": (
        "Tạm dừng hồ sơ",
        "Hồ sơ đứng ngoài kết quả cho đến khi được tiếp tục; đợt không phải chờ.",
        lambda application, **how: move_application(application, "hold", **how),
    ),
    "resume": (
        "Tiếp tục hồ sơ",
        "Hồ sơ tham gia trở lại và phải có kết quả trước khi kết thúc đánh giá.",
        lambda application, **how: move_application(application, "resume", **how),
    ),
    "return": (
        "Trả lại hồ sơ để bổ sung",
        (
            "Hồ sơ về chủ thể để bổ sung theo lý do ghi dưới đây và đứng ngoài kết quả cho đến khi"
            " nhận lại; đợt không phải chờ."
        ),
        lambda application, **how: move_application(application, "return", **how),
    ),
    "take_again": (
        "Nhận lại hồ sơ đã bổ sung",
        (
            "Hồ sơ tham gia trở lại và phải có kết quả trước khi kết thúc đánh giá. Lý do: chủ thể"
            " đã bổ sung những gì."
        ),
        lambda application, **how: move_application(application, "take_again", **how),
    ),
    "remove": (
        "Bỏ hồ sơ nhập nhầm",
        (
            "Hồ sơ được bỏ khỏi đợt như chưa từng nhận; nhật ký vẫn giữ. Sản phẩm và chủ thể còn"
            " nguyên trong sổ."
        ),
        remove,
    ),
}


def move_page(request: HttpRequest, uid: str, application_uid: str, name: str) -> HttpResponse:
    """Withdraw, hold back, resume or remove one application, with its reason."""
    round_ = round_or_404(request.user, uid)
    if name not in MOVES:
        raise Http404
    application = application_or_404(round_, application_uid)
    require(request.user, "application.edit", round_)
    label, consequence, deed = MOVES[name]
    form = MoveForm(request.POST or None, subject=application, asks_reason=True)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            deed(application, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            problems = refused.reasons
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, f"{label}: {application.product.name}.")
            return redirect("admin:round_page", uid)
    context = {
        "round": round_, "application": application, "form": form, "label": label, "consequence": consequence,
        "problems": problems,
    }  # fmt: skip
    return staff_page(
        request, "certifications/applications/application_move.html", context, title=label, crumbs=crumbs_of(round_),
        status=409 if problems else 200,
    )  # fmt: skip
