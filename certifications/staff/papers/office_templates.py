"""The Word templates of a province's papers: which are in use, downloading them, putting in one's
own, going back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from certifications.models import PaperTemplate
from certifications.papers.word import office_templates
from certifications.papers.word.language import BadTemplate
from certifications.papers.word.samples import KINDS, sample
from certifications.papers.word.template import built_in
from certifications.rounds.access import Refused
from certifications.staff.fields import ReasonField
from certifications.staff.papers.of_round import download
from certifications.staff.posted import whole_number
from ocop_registry.accounts.permissions import scope
from ocop_registry.places.models import Place
from ocop_registry.places.slugs import file_name
from ocop_registry.staff.acts.history import history_of
from ocop_registry.staff.pages import staff_page

TITLE = "Mẫu văn bản"


def urls() -> list:
    return [
        path("mau-van-ban/", list_page, name="template_list"),
        path("mau-van-ban/<slug:code>/<slug:kind>/", one_page, name="template_page"),
        path("mau-van-ban/<slug:code>/<slug:kind>/dang-dung.docx", in_use, name="template_in_use"),
        path("mau-van-ban/<slug:code>/<slug:kind>/co-san.docx", built, name="template_built_in"),
    ]


def may_set(user: Any) -> bool:
    return bool(scope(user, "template.edit"))


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Tệp Word (.docx)",
        help_text="Tối đa 5 MB. Mẫu được điền thử bằng dữ liệu giả trước khi nhận.",
        error_messages={
            "required": "Hãy chọn tệp Word.",
            "empty": "Tệp này rỗng: hãy chọn tệp khác.",
        },
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    reason = ReasonField()


class RemoveForm(forms.Form):
    reason = ReasonField()


# --- pages ----------------------------------------------------------------------------------------
@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """Every kind of paper with the template that it is made from, for each province of the
    person."""
    held = scope(request.user, "template.edit")
    if not held:
        raise PermissionDenied
    provinces = held.limit(Place.objects.current().provinces(), "pk").order_by("code")
    found = [(province, _kinds(province)) for province in provinces]
    return staff_page(
        request, "certifications/papers/template_list.html", {"provinces": found}, title=TITLE
    )


def _kinds(province: Place) -> list[tuple[str, str, PaperTemplate | None]]:
    own = office_templates.own_templates(province)
    return [(kind, label, own.get(kind)) for kind, label in KINDS.items()]


def one_page(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One kind of paper: its template, the names that it may use, and both acts."""
    province = _province_or_404(request.user, code, kind)
    removing = "remove" in request.POST
    own = office_templates.own_templates(province).get(kind)
    upload = UploadForm(
        *((request.POST, request.FILES) if request.method == "POST" and not removing else ())
    )
    remove = RemoveForm(*((request.POST,) if removing else ()), prefix="remove")
    form, problems = remove if removing else upload, []
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, province, kind, form)
        except Refused as refused:
            problems = refused.reasons
        else:
            return redirect("admin:template_page", code, kind)
    # only then has the person seen what is stored
    read = request.method == "GET" or office_templates.CHANGED in problems
    context = {
        "province": province,
        "kind": kind,
        "own": own,
        "seen": (own.version if own else 0) if read else request.POST.get("seen", ""),
        "form": upload,
        "remove_form": remove,
        "problems": problems,
        "names": _names(sample(kind)),
        "history": history_of(own) if own else [],
    }
    status = 200 if request.method == "GET" else 422
    crumbs = ((TITLE, reverse("admin:template_list")),)
    return staff_page(
        request,
        "certifications/papers/template_page.html",
        context,
        title=KINDS[kind],
        crumbs=crumbs,
        status=status,
    )


def _act(request: HttpRequest, province: Place, kind: str, form: forms.Form) -> None:
    reason, seen = form.cleaned_data["reason"], whole_number(request.POST.get("seen"))
    if isinstance(form, RemoveForm):
        office_templates.remove(province, kind, by=request.user, reason=reason, seen=seen)
        messages.success(request, f"{KINDS[kind]}: từ nay dùng lại mẫu có sẵn.")
    else:
        file = form.cleaned_data["file"]
        office_templates.replace(province, kind, file, by=request.user, reason=reason, seen=seen)
        messages.success(request, f"{KINDS[kind]}: từ nay dùng mẫu “{file.name}”.")


def _names(values: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    """Every name that a template may use, with an example; those of a list's rows under "list ›
    name"."""
    found = []
    for name, value in values.items():
        if isinstance(value, list):
            row = value[0]
            found.append(
                (f"{before}{name}", "danh sách: dùng trong {%p for … %} hoặc {%tr for … %}")
            )
            found += (
                _names(row, f"{before}{name} › ")
                if isinstance(row, dict)
                else [(f"{before}{name} › (mỗi dòng)", row)]
            )
        else:
            found.append((f"{before}{name}", str(value)))
    return found


# --- files ----------------------------------------------------------------------------------------
@require_GET
def in_use(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    province = _province_or_404(request.user, code, kind)
    own = office_templates.own_templates(province).get(kind)
    try:
        content = office_templates.in_use(own, kind).content
    except BadTemplate as problem:
        context = {
            "problems": problem.reasons,
            "back": reverse("admin:template_page", args=[code, kind]),
        }
        return staff_page(
            request,
            "certifications/papers/paper_refused.html",
            context,
            title="Không tải được mẫu",
            status=409,
        )
    return download(content, f"{file_name('mau', KINDS[kind], province.name)}.docx")


@require_GET
def built(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The project's own template, to start from."""
    _province_or_404(request.user, code, kind)
    return download(built_in(kind).content, f"{file_name('mau co san', KINDS[kind])}.docx")


def _province_or_404(user: Any, code: str, kind: str) -> Place:
    """A province of today that the person sees, and whose templates are his to set."""
    province = Place.objects.current().provinces().filter(code=code).first()
    if province is None or kind not in KINDS or not scope(user, "view").covers(province):
        raise Http404
    office_templates.require(user, province)
    return province
