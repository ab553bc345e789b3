"""The one search box of the staff site."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ocop_registry.staff.days import in_reach
from ocop_registry.staff.lists.export import Columns
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

HITS_PER_GROUP = 50


@dataclass(frozen=True)
class SearchHit:
    """One hit. `sentence`: what to read out on the phone; `group`: the heading it stands under
    ("Sản phẩm")."""

    title: str
    sentence: str
    url: str
    group: str


COLUMNS: Columns = [
    ("Nhóm", lambda hit: hit.group),
    ("Tìm thấy", lambda hit: hit.title),
    ("Nội dung", lambda hit: hit.sentence),
    ("Đường dẫn", lambda hit: f"{settings.PUBLIC_URL}{hit.url}"),
]


class SearchForm(forms.Form):
    q = forms.CharField(label="Tìm", max_length=200, required=False, strip=True)
    on = forms.DateField(
        label="Tình trạng vào ngày",
        required=False,
        validators=[in_reach],
        error_messages={"invalid": "Ngày phải ghi dạng ngày/tháng/năm, ví dụ 31/12/2025."},
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
        ),
    )


def search_page(request: HttpRequest) -> HttpResponseBase:
    """/quan-tri/tim/?q=…&on=dd/mm/yyyy: hits of every registered search, grouped."""
    form = SearchForm(request.GET)
    groups: dict[str, list[SearchHit]] = {}
    if form.is_valid() and form.cleaned_data["q"]:
        for search in admin.site.searches:
            for hit in search(request.user, form.cleaned_data["q"], form.cleaned_data["on"]):
                groups.setdefault(hit.group, []).append(hit)
    shown = [(group, hits[:HITS_PER_GROUP], len(hits)) for group, hits in groups.items()]
    listed = [hit for _, hits, _ in shown for hit in hits]
    if form.is_valid() and (file := twin(request, "Kết quả tìm", COLUMNS, listed)):
        return file
    context = {
        "form": form,
        "groups": shown,
        "q": request.GET.get("q", ""),
        "on": request.GET.get("on", ""),
    }
    return staff_page(
        request,
        "staff/search.html",
        context,
        title="Tìm kiếm",
        status=200 if form.is_valid() else 400,
    )
