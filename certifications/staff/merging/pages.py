"""Merging what was entered twice: choosing the other one, and both side by side."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from certifications.merging import merge, prepared
from certifications.models import Certification
from certifications.rounds.access import Refused
from certifications.staff.fields import ReasonField
from certifications.staff.merging.duplicates import KINDS, Kind, about
from certifications.staff.posted import whole_number
from ocop_registry import uids
from ocop_registry.accounts.permissions import scope
from ocop_registry.journal.acts import VersionConflict
from ocop_registry.journal.models import MergedSubject, kept_uid
from ocop_registry.places.text import fold
from ocop_registry.staff.acts.history_pages import show_history
from ocop_registry.staff.pages import staff_page
from producers.models import Producer
from products.models import Product

FOUND = 20  # hits of the search for the other one


def urls() -> list:
    return [
        path("gop/<str:word>/<str:uid>/", choose_page, name="merge_choose"),
        path("gop/<str:word>/<str:uid>/<str:other>/", pair_page, name="merge_pair"),
        path("da-gop/<str:subject>/<str:uid>/", merged_history, name="merged_history"),
    ]


# --- choosing the other one -----------------------------------------------------------------------
def choose_page(request: HttpRequest, word: str, uid: str) -> HttpResponse:
    """Look-alikes first; then whatever a search finds (?q=)."""
    kind, subject = _subject_or_404(request.user, word, uid)
    merge.require(request.user, subject, subject)
    typed = request.GET.get("q", "").strip()
    pairs = kind.pairs(kind.within(kind.of_province(subject.province), only=subject.pk))
    alike = [(pair, pair.other if pair.one == subject else pair.one) for pair in pairs]
    context = {
        "kind": kind,
        "subject": subject,
        "about": about(subject),
        "q": typed,
        "alike": [(pair, other, about(other)) for pair, other in alike],
        "found": (
            [(one, about(one)) for one in _search(request.user, kind, subject, typed)]
            if typed
            else []
        ),
    }
    title = f"Gộp {kind.name} với…"
    return staff_page(
        request,
        "certifications/merging/merge_choose.html",
        context,
        title=title,
        crumbs=crumbs_of(subject),
    )


def _search(user: Any, kind: Kind, subject: Any, typed: str) -> QuerySet:
    words = Q()
    for word in fold(typed).split():
        own = Q(search_key__contains=word)
        words &= own if kind.model is Producer else own | Q(producer__search_key__contains=word)
    uid = uids.normalise(typed)
    wanted = words if fold(typed) else Q(pk=None)
    if uid:
        wanted |= Q(uid__in=[uid, kept_uid(kind.model.SUBJECT_KIND, uid) or uid])
    rows = scope(user, "view").limit_units(
        kind.model.objects.filter(wanted).exclude(pk=subject.pk), kind.place
    )
    return rows.select_related(f"{kind.place}__parent__parent", f"{kind.place}__province").order_by(
        "sort_key", "uid"
    )[:FOUND]


# --- side by side ---------------------------------------------------------------------------------
class MergeForm(forms.Form):
    """Why; and, where the two are different in the register, what says that they are one."""

    ground = forms.ChoiceField(
        label="Căn cứ",
        required=False,
        choices=[("", "– chọn –"), *prepared.GROUNDS.items()],
        help_text="Bắt buộc khi hai bên khác chủ thể, khác bộ sản phẩm, hoặc khác mã số thuế.",
    )
    paper = forms.CharField(
        label="Văn bản làm căn cứ",
        required=False,
        max_length=300,
        help_text="Số, ngày, nơi ban hành.",
    )
    reason = ReasonField()

    def told(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ("ground", "paper")}


def pair_page(request: HttpRequest, word: str, uid: str, other: str) -> HttpResponse:
    """Both with every field; what will move; which value to keep where they differ; merged on
    confirming."""
    kind, keep = _subject_or_404(request.user, word, uid)
    drop = _subject_or_404(request.user, word, other)[1]
    merge.require(request.user, keep, drop)
    form = MergeForm(request.POST or None)
    problems = merge.refusals(keep, drop, request.user)
    if request.method != "POST":
        return _show_pair(request, kind, keep, drop, form, problems)
    values = _chosen(request, keep, drop)
    problems += merge.unchosen(keep, drop, values)
    if form.is_valid():
        problems += prepared.ground_refusals(keep, drop, form.told())
    if not form.is_valid() or problems:
        return _show_pair(
            request, kind, keep, drop, form, problems, status=409 if problems else 422
        )
    if stale := [
        one
        for one, name in ((keep, "keep"), (drop, "drop"))
        if one.version != whole_number(request.POST.get(name, ""))
    ]:
        problems = [
            f"“{stale[0]}” vừa được người khác sửa: xem lại bên dưới rồi bấm Gộp lần nữa nếu vẫn"
            " đúng."
        ]
        return _show_pair(request, kind, keep, drop, form, problems, status=409, mergeable=True)
    try:
        sent = prepared.prepare(
            keep,
            drop,
            by=request.user,
            reason=form.cleaned_data["reason"],
            values=values,
            **form.told(),
        )
    except Refused as refused:
        return _show_pair(request, kind, keep, drop, form, refused.reasons, status=409)
    except ValidationError as problem:
        gone = isinstance(problem, VersionConflict)
        return _show_pair(
            request, kind, keep, drop, form, problem.messages, status=409, mergeable=not gone
        )
    messages.success(
        request,
        "Đã gửi duyệt: xem bên dưới công chúng sẽ đọc gì; việc gộp xảy ra khi một người khác duyệt.",
    )
    return redirect("admin:prepared_page", sent.uid)


def _chosen(request: HttpRequest, keep: Any, drop: Any) -> dict[str, str]:
    names = [pair.name for pair in merge.pairs(keep, drop) if pair.differs]
    typed = {name: request.POST.get(f"field-{name}", "") for name in names}
    return {name: answer for name, answer in typed.items() if answer in (merge.KEEP, merge.DROP)}


def _show_pair(
    request: HttpRequest, kind: Kind, keep: Any, drop: Any, form: MergeForm, problems: list[str], *, status: int = 200,
    mergeable: bool | None = None,
) -> HttpResponse:  # fmt: skip
    pairs = merge.pairs(keep, drop)
    chosen = _chosen(request, keep, drop) if request.method == "POST" else {}
    refused = bool(merge.refusals(keep, drop, request.user)) if mergeable is None else not mergeable
    context = {
        "kind": kind,
        "keep": keep,
        "drop": drop,
        "about": (about(keep), about(drop)),
        "form": form,
        "problems": problems,
        "mergeable": not refused,
        "rows": [(pair, chosen.get(pair.name, "" if pair.must else merge.KEEP)) for pair in pairs],
        "sides": [(one, _contents(one)) for one in (keep, drop)],
    }
    return staff_page(
        request,
        "certifications/merging/merge_pair.html",
        context,
        title=f"Gộp hai {kind.name}",
        crumbs=crumbs_of(keep),
        status=status,
    )


def _contents(subject: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, [(text, address)]) of what belongs to one side and would move with it."""
    if isinstance(subject, Producer):
        rows = subject.products.order_by("sort_key", "uid").prefetch_related("certifications")
        return [("Sản phẩm", [(f"{one.name}{_stars(one)}", admin_page(one)) for one in rows])]
    recognitions = [
        (
            f"{one} – quyết định {one.decision}, {_when(one)}",
            reverse("admin:certificate_page", args=[one.uid]),
        )
        for one in subject.certifications.select_related("decision")
    ]
    applications = [
        (
            f"{one.round} ({one.round.get_status_display().lower()})",
            reverse("admin:round_page", args=[one.round.uid]),
        )
        for one in subject.applications.select_related("round__place")
    ]
    counted = {
        "ảnh": subject.images.count(),
        "tiêu chuẩn": subject.standards.count(),
        "kênh tiêu thụ": subject.channels.count(),
        "điểm bán": subject.points_of_sale.count(),
        "dòng số liệu theo năm": subject.yearly_figures.count(),
    }
    rest = [(f"{count} {words}", "") for words, count in counted.items() if count]
    return [("Lần công nhận", recognitions), ("Hồ sơ", applications), ("Kèm theo", rest)]


def _stars(product: Product) -> str:
    count = len(product.certifications.all())
    return f" ({count} lần công nhận)" if count else ""


def _when(one: Certification) -> str:
    return one.issued.told() or "chưa rõ năm"


# --- the history of the one that was dropped ------------------------------------------------------
def merged_history(request: HttpRequest, subject: str, uid: str) -> HttpResponseBase:
    """What was done with a producer or product (`subject`: its kind in the journal) before it was
    merged into another."""
    kind = next((kind for kind in KINDS.values() if subject == kind.model.SUBJECT_KIND), None)
    known = uids.normalise(uid)
    if kind is None or known is None:
        raise Http404
    merged = get_object_or_404(MergedSubject, kind=subject, old_uid=known)
    kept = _subject_or_404(request.user, kind.word, merged.uid)[1]
    gone = kind.model(uid=known, name=f"{known} (đã gộp vào {kept.name})")
    return show_history(request, gone, crumbs_of(kept))


# --- what all share -------------------------------------------------------------------------------
def admin_page(subject: Any) -> str:
    options = subject._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[subject.pk])


def crumbs_of(subject: Any) -> tuple:
    options = subject._meta
    listed = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    return (
        (str(options.verbose_name_plural).capitalize(), listed),
        (subject.name, admin_page(subject)),
    )


def _subject_or_404(user: Any, word: str, uid: str) -> tuple[Kind, Any]:
    """The producer or product of a province that the person sees; by an old uid the one that was
    kept."""
    known = uids.normalise(uid)
    if word not in KINDS or known is None:
        raise Http404
    kind = KINDS[word]
    rows = scope(user, "view").limit_units(kind.model.objects.all(), kind.place)
    rows = rows.select_related(f"{kind.place}__parent__parent", f"{kind.place}__province")
    found = rows.filter(uid=known).first()
    return kind, found or get_object_or_404(
        rows, uid=kept_uid(kind.model.SUBJECT_KIND, known) or known
    )
