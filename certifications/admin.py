"""What the staff site gets from this app: its pages, its menu, its queue, its search, and lists to
look things up in."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from certifications.law import numbers, rules
from certifications.models import Certification, StagedRow
from certifications.staff import menu, queue
from certifications.staff.list_columns import until_cell
from certifications.staff.scoped import certifications_seen
from ocop_registry import clock
from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.lists.filters import ProvinceFilter
from ocop_registry.staff.lists.folded import FoldedSearch
from ocop_registry.staff.lists.lookup import LookupAdmin
from products.models import PublicState
from products.standings import LABELS, label

site = admin.site


class SeenLookup(LookupAdmin):
    """A list to look things up in, for whoever sees any province."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(scope(request.user, "view"))


# --- certifications -------------------------------------------------------------------------------
class StandingFilter(admin.SimpleListFilter):
    """By the standing of today, as the public register has it."""

    title = "tình trạng hôm nay"
    parameter_name = "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(standing, vietnamese) for standing, (vietnamese, _) in LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        today = clock.today()
        states = PublicState.objects.filter(entry__kind="certification", standing=self.value())
        now = states.filter(first_day__lte=today, last_day__gte=today, entry__uid=OuterRef("uid"))
        return queryset.filter(Exists(now))


class ExpiryFilter(admin.SimpleListFilter):
    title = "thời hạn"
    parameter_name = "han"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            *((str(days), f"Hết hạn trong {days} ngày, kể cả có thể") for days in self._spans()),
            *(
                (f"{days}-chac-chan", f"Chắc chắn hết hạn trong {days} ngày")
                for days in self._spans()
            ),
            ("nop-lai", "Đến lúc nộp hồ sơ đánh giá lại"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = clock.today()
        if self.value() == "nop-lai":
            return queryset.to_renew(today)
        for days in self._spans():
            if self.value() == str(days):
                return queryset.perhaps_expiring(today, days)
            if self.value() == f"{days}-chac-chan":
                return queryset.surely_expiring(today, days)
        return queryset

    @staticmethod
    def _spans() -> tuple[int, int]:
        """Days ahead: what the queue tells of, and when renewal begins."""
        return queue.SOON_DAYS, numbers.EXPIRING_DAYS


@admin.register(Certification)
class CertificationAdmin(FoldedSearch, SeenLookup):
    """To find certifications; nothing is changed here, every act on one starts from its own
    page."""

    province_path = "product__producer__place"
    list_display = (
        "product_name",
        "producer_name",
        "star_text",
        "place",
        "code",
        "decision",
        "issued",
        "in_force_until",
        "standing_now",
    )
    list_filter = (
        ExpiryFilter,
        StandingFilter,
        "stars",
        ProvinceFilter,
        "level",
        "origin",
        "is_demo",
    )
    list_select_related = (
        "decision",
        "place__parent__parent",
        "product__producer__place__province",
    )
    ordering = ("in_force_until", "pk")
    search_fields = ("product__search_key", "product__producer__search_key")
    exact_search = ("uid", "code", "decision__number")
    search_help_text = (
        "Tên sản phẩm, tên chủ thể, địa danh cũ hay mới, mã sản phẩm hoặc số quyết định."
    )
    export_columns = [
        ("Mã định danh chứng nhận", lambda row: row.uid),
        ("Mã định danh sản phẩm", lambda row: row.product.uid),
        ("Sản phẩm", lambda row: row.product_name),
        ("Chủ thể", lambda row: row.producer_name),
        ("Địa bàn khi cấp", lambda row: row.place.path()),
        ("Tỉnh hiện nay", lambda row: row.product.province.full_name),
        ("Hạng sao", lambda row: row.stars),
        ("Mã sản phẩm", lambda row: row.code),
        ("Số quyết định", lambda row: row.decision.number),
        ("Ngày cấp", lambda row: row.issued.cell()),
        ("Năm cấp", lambda row: row.issued.year),
        ("Ngày ký quyết định", lambda row: row.decision.signed_on),
        ("Cơ quan ban hành", lambda row: row.decision.issuer),
        ("Hiệu lực đến hết", until_cell),
        ("Tình trạng hôm nay", lambda row: label(rules.standing(row, clock.today()))),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return certifications_seen(scope(request.user, "view")).select_related(
            *self.list_select_related
        )

    def change_view(
        self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any
    ) -> HttpResponse:
        """A certification has a page of its own."""
        found = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect("admin:certificate_page", found.uid)

    @admin.display(description="hạng", ordering="stars")
    def star_text(self, row: Certification) -> str:
        return f"{row.stars} sao"

    @admin.display(description="ngày cấp", ordering="in_force_from")
    def issued(self, row: Certification) -> str:
        return row.issued.named() or "chưa rõ"

    @admin.display(description="tình trạng hôm nay")
    def standing_now(self, row: Certification) -> str:
        return label(rules.standing(row, clock.today()))


# --- rows of old lists ----------------------------------------------------------------------------
@admin.register(StagedRow)
class StagedRowAdmin(SeenLookup):
    """Rows of old lists with what is missing or unclear in each; the office completes them from its
    papers."""

    province_path = "province"
    list_display = ("source", "number", "read", "province", "outcome", "missing")
    list_filter = ("outcome", ProvinceFilter, "source")
    list_select_related = ("province",)
    fields = ("source", "number", "read", "province", "outcome", "missing", "certification")
    readonly_fields = fields
    export_columns = [
        ("Danh sách", lambda row: row.source),
        ("Dòng", lambda row: row.number),
        ("Nội dung", lambda row: _content(row)),
        ("Tỉnh hiện nay", lambda row: row.province and row.province.full_name),
        ("Kết quả", lambda row: row.get_outcome_display()),
        ("Điểm còn thiếu hoặc chưa rõ", lambda row: " ".join(row.problems)),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return scope(request.user, "view").limit(super().get_queryset(request), "province")

    @admin.display(description="nội dung")
    def read(self, row: StagedRow) -> str:
        return _content(row)

    @admin.display(description="điểm còn thiếu hoặc chưa rõ")
    def missing(self, row: StagedRow) -> str:
        return " ".join(row.problems) or "–"  # each is a sentence


def _content(row: StagedRow) -> str:
    """The row in one line: what, whose, where, how many stars, when."""
    raw = row.raw
    place = ", ".join(raw[name] for name in ("commune", "district", "province") if raw.get(name))
    stars = f"{raw['stars']} sao" if raw.get("stars") else ""
    return "; ".join(
        part
        for part in (raw.get("product"), raw.get("producer"), place, stars, raw.get("year"))
        if part
    )


menu.plug_in(site)
