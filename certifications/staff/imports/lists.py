"""The list of files, and sending a new one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from certifications.imports import jobs
from certifications.imports.kinds import kind_of
from certifications.models import Import, ImportKind, ImportStatus, Round
from certifications.staff.imports.scoped import imports_seen, kinds_for, provinces_for
from ocop_registry.accounts.hands import counted_as
from ocop_registry.accounts.permissions import scope
from ocop_registry.excel.reading import MOST_BYTES
from ocop_registry.places.models import Place
from ocop_registry.staff.jobs.answers import answer_job
from ocop_registry.staff.jobs.bar import bar_on
from ocop_registry.staff.lists.filtersets import Choice, ListFilters, Words
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page
from ocop_registry.staff.site import QueueItem

PER_PAGE = 50
COLUMNS = [
    ("Tệp", lambda one: one.file_name),
    ("Loại", lambda one: one.get_kind_display()),
    ("Tỉnh, thành phố", lambda one: str(one.province or "Cả nước")),
    ("Đợt", lambda one: str(one.round or "")),
    ("Trạng thái", lambda one: one.get_status_display()),
    ("Số dòng", lambda one: one.counts.get("read")),
    ("Thêm mới", lambda one: one.counts.get("created")),
    ("Thay đổi", lambda one: one.counts.get("changed")),
    ("Giữ nguyên", lambda one: one.counts.get("unchanged")),
    ("Chưa ghi được", lambda one: one.counts.get("refused")),
    ("Người nạp", lambda one: str(one.staged_by.get_full_name() if one.staged_by else "Hệ thống")),
    ("Nạp lúc", lambda one: one.staged_at),
    ("Người ghi", lambda one: one.applied_by.get_full_name() if one.applied_by else ""),
]


def urls() -> list:
    return [
        path("nhap-excel/", list_page, name="import_list"),
        path("nhap-excel/moi/", new_page, name="import_new"),
    ]


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


def _of_others(files: QuerySet[Import], by: str, user: Any) -> int:
    """How many of the files another person brought, or wants taken back."""
    people = files.filter(**{f"{by}__isnull": False}).order_by().values_list(by, flat=True)
    own = counted_as(user, people.distinct())
    return files.exclude(**{f"{by}__in": own}).count()


def queue(user: Any) -> Iterable[QueueItem]:
    """Registers staged by a colleague, and proposals to take one back, that wait for this
    person."""
    allowed = scope(user, kind_of(ImportKind.REGISTER).apply_permission)
    if not allowed:
        return
    mine = allowed.limit(Import.objects.filter(kind=ImportKind.REGISTER), "province")
    staged = mine.filter(status=ImportStatus.STAGED)
    asked = mine.filter(status=ImportStatus.APPLIED, undo_asked_by__isnull=False)
    waiting = _of_others(staged, "staged_by", user)
    undoing = _of_others(asked, "undo_asked_by", user)
    where = reverse("admin:import_list")
    yield QueueItem(
        "tệp sổ đăng ký chờ bạn xem và ghi",
        waiting,
        f"{where}?loai=register&trang-thai=staged",
        "soon",
        "chờ bạn",
    )
    yield QueueItem(
        "đề nghị hoàn tác tệp chờ bạn duyệt",
        undoing,
        f"{where}?loai=register&trang-thai=applied",
        "soon",
        "chờ bạn",
    )


# --- the list -------------------------------------------------------------------------------------
class ImportFilters(ListFilters):
    """Files by name, kind and status."""

    q = Words(lambda found, text: found.filter(file_name__icontains=text), "Tên tệp")
    loai = Choice("kind", label="Loại", choices=ImportKind.choices, empty_label="Mọi loại")
    trang_thai = Choice(
        "status", label="Trạng thái", choices=ImportStatus.choices, empty_label="Mọi trạng thái"
    )


def list_page(request: HttpRequest) -> HttpResponseBase:
    if not may_see(request.user):
        raise PermissionDenied
    asked = ImportFilters(request, imports_seen(request.user))
    found = asked.rows()
    if not asked.problems and (file := twin(request, "Tệp nhập Excel", COLUMNS, found)):
        return file
    context = {
        "asked": asked,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": kinds_for(request.user),
    }
    return staff_page(
        request,
        "certifications/imports/import_list.html",
        context,
        title="Nhập từ Excel",
        status=asked.status,
    )


# --- a new file -----------------------------------------------------------------------------------
class UploadForm(forms.Form):
    kind = forms.ChoiceField(label="Loại tệp", error_messages={"required": "Chọn loại tệp."})
    province = forms.ModelChoiceField(
        Place.objects.none(), label="Tỉnh, thành phố", required=False, empty_label="– chọn –"
    )
    round = forms.ModelChoiceField(
        Round.objects.none(),
        label="Đợt đánh giá",
        required=False,
        to_field_name="uid",
        empty_label="– chọn –",
        help_text="Chỉ với hồ sơ và kết quả của một đợt.",
    )
    file = forms.FileField(
        label="Tệp Excel",
        help_text=(
            "Tệp .xlsx (hoặc .csv), nhiều nhất 10 MB. Chưa có gì được ghi cho đến khi bạn xem trước"
            " và bấm ghi."
        ),
        error_messages={
            "required": "Chọn tệp trên máy.",
            "empty": "Tệp rỗng: kiểm tra lại tệp đã lưu.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        kinds = kinds_for(user)
        provinces = provinces_for(user, "view")
        rounds = scope(user, "view").limit(Round.objects.select_related("place", "scheme"), "place")
        self.fields["kind"].choices = [
            ("", "– chọn –"),
            *((kind.word, kind.label) for kind in kinds),
        ]  # type: ignore[attr-defined]
        self.fields["province"].queryset = provinces  # type: ignore[attr-defined]
        self.fields["round"].queryset = rounds.exclude(place=None)  # type: ignore[attr-defined]
        if len(provinces) == 1:
            self.fields["province"].widget = forms.HiddenInput()
            self.fields["province"].initial = provinces[0].pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "kind" not in data:
            return data
        kind, round_ = kind_of(data["kind"]), data.get("round")
        if kind.needs_round:
            if round_ is None:
                self.add_error("round", "Chọn đợt đánh giá mà tệp này thuộc về.")
            else:
                data["province"] = round_.place
        else:
            data["round"] = None
            if data.get("province") is None:
                self.add_error("province", "Chọn tỉnh, thành phố của tệp.")
        province = data.get("province")
        if province and not scope(self.user, kind.permission).covers(province):
            self.add_error("kind", f"Bạn không có quyền nhập loại tệp này cho {province}.")
        return data


def new_page(request: HttpRequest) -> HttpResponseBase:
    """Choose kind and file; reading it leads to its preview. Templates and the data of today are
    offered beside."""
    if not kinds_for(request.user):
        raise PermissionDenied
    initial = {
        "kind": request.GET.get("loai", ""),
        "round": request.GET.get("dot", ""),
        "province": request.GET.get("tinh", ""),
    }
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(
        *data, user=request.user, initial={name: value for name, value in initial.items() if value}
    )
    if request.method == "POST" and form.is_valid():
        return _stage(request, form)
    return _form(request, form, initial["round"])


def _form(request: HttpRequest, form: UploadForm, round_: str) -> HttpResponse:
    context = {"form": form, "kinds": kinds_for(request.user), "round": round_}
    context["job_bar"] = bar_on(request.path, request.user)
    crumbs = (("Nhập từ Excel", reverse("admin:import_list")),)
    status = 422 if request.method == "POST" else 200
    return staff_page(
        request,
        "certifications/imports/import_new.html",
        context,
        title="Nạp tệp",
        crumbs=crumbs,
        status=status,
    )


def _stage(request: HttpRequest, form: UploadForm) -> HttpResponseBase:
    data, upload = form.cleaned_data, form.cleaned_data["file"]
    job = jobs.start_staging(
        upload.read(MOST_BYTES + 1),
        upload.name,
        data["kind"],
        province=data["province"],
        by=request.user,
        round_=data["round"],
        page=request.path,
    )

    def refused(reasons: list[str]) -> HttpResponse:
        form.add_error("file", " ".join(reasons))
        return _form(request, form, request.GET.get("dot", ""))

    return answer_job(request, job, refused=refused)
