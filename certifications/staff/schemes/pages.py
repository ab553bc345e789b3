"""Criteria schemes on the staff site: the same sheets as in public, with what is doubtful in the
data, and two compared."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, re_path, reverse

from certifications.decisions.compared_schemes import Found, doubtful, may_compare
from certifications.models import Scheme, Scorecard
from certifications.schemes import shown
from certifications.schemes.comparison import Change, diff
from certifications.schemes.loading import data_of
from certifications.schemes.public_pages import sheet_context, sheet_of
from certifications.staff.fields import DayField, LineField
from ocop_registry import clock
from ocop_registry.accounts.permissions import may
from ocop_registry.staff.lists.export import Columns
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

# `kind` of a flag → what it means for the reader.
FLAG_KINDS = {
    "corrected": "đã sửa so với bản chép",
    "assumed": "giả định",
    "suspect": "nghi sai, giữ như bản chép",
    "odd": "lạ, đúng như bản in",
    "parsed": "đọc từ ô khó đọc",
    "source_typo": "lỗi in của văn bản",
    "implied_options": "mức không in",
}
# what to compare with the signed copy
CHECK_FIRST = ("corrected", "suspect", "assumed", "odd", "parsed", "source_typo")


DIFFERENCES: Columns = [
    ("Ở đâu", lambda change: change.where),
    ("Thay đổi", lambda change: change.kind_text),
    ("Nội dung", lambda change: change.what),
    ("Trước", lambda change: change.before),
    ("Sau", lambda change: change.after),
]


def urls() -> list:
    return [
        path("bo-tieu-chi/", list_page, name="scheme_list"),
        path("bo-tieu-chi/so-sanh/", diff_page, name="scheme_diff"),
        path("bo-tieu-chi/<slug:slug>/", scheme_page, name="scheme_page"),
        re_path(
            r"^bo-tieu-chi/(?P<slug>[-\w]+)/(?P<no>[1-9]\d{0,2})/$", sheet_page, name="scheme_sheet"
        ),
    ]


def may_see_flags(user: Any) -> bool:
    """Who answers for the data: administrators of the installation and the ministry."""
    return user.is_superuser or may(user, "central", None)


def list_page(request: HttpRequest) -> HttpResponseBase:
    in_force = set(Scheme.objects.in_force(clock.today()).values_list("pk", flat=True))
    schemes = [
        {"scheme": one, "in_force": one.pk in in_force, "bands": shown.bands(one)}
        for one in Scheme.objects.all()
    ]
    if file := twin(request, "Bộ tiêu chí", shown.scheme_columns(), schemes):
        return file
    context = {"schemes": schemes, "sees_flags": may_see_flags(request.user)}
    return staff_page(
        request, "certifications/schemes/scheme_list.html", context, title="Bộ tiêu chí"
    )


def scheme_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = Scheme.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    if file := twin(
        request,
        f"Bộ tiêu chí {found.code}",
        shown.set_columns(),
        shown.sets_of(found),
    ):
        return file
    sees_flags = may_see_flags(request.user)
    context = {
        "scheme": found,
        "bands": shown.bands(found),
        "sectors": shown.sectors(found),
        "sees_flags": sees_flags,
        "flags": _flags_of_scheme(found) if sees_flags else [],
    }
    return staff_page(
        request,
        "certifications/schemes/scheme_page.html",
        context,
        title=f"Bộ tiêu chí {found.code}",
        crumbs=_crumbs(),
    )


def sheet_page(request: HttpRequest, slug: str, no: str) -> HttpResponse:
    found = sheet_of(slug, no)
    if found is None:
        raise Http404
    return show_sheet(request, found)


def show_sheet(
    request: HttpRequest,
    found: Scorecard,
    *,
    form: "CompareForm | None" = None,
    problems: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The sheet; to those who may compare it with the signed copy, what is to be compared."""
    no, scheme = found.product_set.no, found.scheme
    sees_flags, compares = may_see_flags(request.user), may_compare(request.user)
    flags = [_flag(no, flag) for flag in found.card.flags] if sees_flags else []
    context = {
        **sheet_context(found),
        "sees_flags": sees_flags,
        "flags": flags,
        "may_compare": compares,
        "places": _places(found) if compares else [],
        "form": form or CompareForm(sheet=found),
        "problems": problems,
    }
    crumbs = (*_crumbs(), (scheme.code, reverse("admin:scheme_page", args=[scheme.slug])))
    return staff_page(
        request,
        "certifications/schemes/scheme_sheet.html",
        context,
        title=f"Bộ {found.product_set}",
        crumbs=crumbs,
        status=status,
    )


class CompareForm(forms.Form):
    """What a person found who held one place of a sheet against the signed copy."""

    at = forms.ChoiceField(label="Chỗ đã so")
    finding = forms.ChoiceField(
        label="Kết quả",
        choices=[
            ("", "Chọn kết quả"),
            ("same", "đúng như bản ký số"),
            ("other", "bản ký số ghi khác"),
        ],
    )
    note = LineField("Bản ký số ghi", max_length=500, help_text="Chỉ cần khi khác.")
    compared_on = DayField("Ngày đối chiếu")
    file = forms.FileField(
        label="Bản ký số đã so (PDF)",
        error_messages={
            "required": "Hãy chọn tệp PDF đã so.",
            "empty": "Tệp này rỗng: hãy chọn tệp khác.",
        },
    )

    def __init__(self, *args: Any, sheet: Scorecard) -> None:
        super().__init__(*args)
        places = dict.fromkeys(flag["at"] for flag in doubtful(sheet))
        self.fields["at"].choices = [(at, at) for at in places]  # type: ignore[attr-defined]

    def found(self) -> Found:
        clean = self.cleaned_data
        agrees = clean["finding"] == "same"
        return Found(clean["at"], agrees, clean["compared_on"], clean["note"])


def _places(sheet: Scorecard) -> list[dict[str, Any]]:
    """What is to be compared on a sheet, each with who has compared it."""
    no = sheet.product_set.no
    made = sheet.scheme.comparisons.filter(set_no=no).select_related("compared_by")
    return [
        {**_flag(no, flag), "comparisons": [one for one in made if one.at == flag["at"]]}
        for flag in doubtful(sheet)
    ]


def diff_page(request: HttpRequest) -> HttpResponseBase:
    """What changed from one loaded scheme to another."""
    schemes = {one.slug: one for one in Scheme.objects.order_by("effective_from")}
    old, new = schemes.get(request.GET.get("cu", "")), schemes.get(request.GET.get("moi", ""))
    changes = diff(data_of(old), data_of(new)) if old and new else []
    groups = _by_set(changes)
    if file := twin(
        request,
        "So sánh hai bộ tiêu chí",
        DIFFERENCES,
        [change for _, found in groups for change in found],
    ):
        return file
    context = {
        "schemes": schemes.values(),
        "old": old,
        "new": new,
        "groups": groups,
        "count": len(changes),
    }
    return staff_page(
        request,
        "certifications/schemes/scheme_diff.html",
        context,
        title="So sánh hai bộ tiêu chí",
        crumbs=_crumbs(),
    )


def _crumbs() -> tuple:
    return (("Bộ tiêu chí", reverse("admin:scheme_list")),)


def _by_set(changes: list[Change]) -> list[tuple[str, list[Change]]]:
    """The changes under their sets, those of the scheme itself and whole sets first."""
    groups: dict[str, list[Change]] = {}
    for change in sorted(changes, key=lambda one: one.set_no is not None and not one.whole_set):
        groups.setdefault(
            "Chung" if change.set_no is None or change.whole_set else f"Bộ {change.set_no}", []
        ).append(change)
    return list(groups.items())


def _flags_of_scheme(scheme: Scheme) -> list[dict[str, Any]]:
    """What to compare first with the signed copy, the gravest kinds first."""
    sheets = scheme.scorecards.select_related("product_set")
    found = [
        (sheet.product_set.no, flag)
        for sheet in sheets
        for flag in sheet.data["flags"]
        if flag["kind"] in CHECK_FIRST
    ]
    found.sort(key=lambda pair: (CHECK_FIRST.index(pair[1]["kind"]), pair[0]))
    return [_flag(no, flag) for no, flag in found]


def _flag(no: int | str, flag: dict[str, str]) -> dict[str, Any]:
    return {**flag, "no": int(no), "kind_text": FLAG_KINDS.get(flag["kind"], flag["kind"])}
