"""The staff site at /quan-tri/: a work queue, a menu that follows the work, one search box, and
places to plug pages in.

Apps above plug in from their `admin.py`:

    site = admin.site
    site.register_queue(waiting_rounds)                                   # user → [QueueItem, …]
    site.register_menu("Đánh giá", "Đợt đánh giá", "admin:round_list", order=10,
    allowed=may_see_rounds) site.register_search(find_products)                                   #
    (user, q, on) → [SearchHit, …] site.register_views(lambda: [path("dot/<str:uid>/", round_page,
    name="round_page")])   # reversed as "admin:round_page" site.register_gaps(staged_rows)
    # province → [QueueItem, …]
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.i18n import JavaScriptCatalog

from ocop_registry import clock
from ocop_registry.accounts import told as told_of
from ocop_registry.accounts.permissions import current_roles
from ocop_registry.places.models import Place
from ocop_registry.staff.accounts.sign_in import ChangeOwnPassword, SetPasswordByLink, SignInForm
from ocop_registry.staff.search import SearchHit, search_page

URGENCIES = ("late", "soon", "normal")


@dataclass(frozen=True)
class QueueItem:
    """One line of the work queue. `urgency`: late (a deadline passed), soon, or normal; items
    without count are left out."""

    label: str
    count: int
    url: str
    urgency: str = "normal"
    tag: str = "sắp đến hạn"  # said beside what is soon


@dataclass(frozen=True)
class MenuItem:
    section: str
    label: str
    url_name: str
    order: int
    allowed: Callable[[Any], bool]


def everybody(_user: Any) -> bool:
    return True


def _without_nulls(view: Callable) -> Callable:
    """Refuse a null character anywhere in the address or the form: nobody types one, and PostgreSQL
    cannot hold it."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = (
            text
            for sent in (request.GET, request.POST)
            for name, texts in sent.lists()
            for text in (name, *texts)
        )
        if "\x00" in request.path or any("\x00" in text for text in typed):
            raise BadRequest("null character")
        return view(request, *args, **kwargs)

    return checked


class RegistryAutocomplete(AutocompleteJsonView):
    """Django's autocomplete, with the label that the model's admin gives (a place needs its whole
    path to be told apart)."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict:
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "choice_label", None)
        return result if label is None else {**result, "text": label(obj)}


class RegistrySite(admin.AdminSite):
    site_header = "Sổ đăng ký OCOP"
    site_title = "Sổ đăng ký OCOP"
    index_title = "Việc cần làm"
    enable_nav_sidebar = False
    index_template = "staff/home.html"
    login_form = SignInForm
    login_template = "staff/sign_in.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.queues: list[Callable[[Any], Iterable[QueueItem]]] = []
        self.menu: list[MenuItem] = []
        self.searches: list[Callable[[Any, str, date | None], Iterable[SearchHit]]] = []
        self.view_lists: list[Callable[[], list[URLPattern]]] = []
        self.gap_lists: list[Callable[[Place], Iterable[QueueItem]]] = []

    # --- plugging in ------------------------------------------------------------------------------
    def register_queue(self, queue: Callable[[Any], Iterable[QueueItem]]) -> None:
        """`queue(user)` gives that user's waiting work; asked at every opening of the home page."""
        self.queues.append(queue)

    def register_menu(
        self,
        section: str,
        label: str,
        url_name: str,
        order: int,
        allowed: Callable[[Any], bool] = everybody,
    ) -> None:
        """An entry of the menu; sections stand in the order of their first entry."""
        self.menu.append(MenuItem(section, label, url_name, order, allowed))

    def register_search(
        self, search: Callable[[Any, str, date | None], Iterable[SearchHit]]
    ) -> None:
        """`search(user, q, on)` gives hits within the user's scope; `on`: the day the sentences
        speak of (None: today)."""
        self.searches.append(search)

    def register_views(self, views: Callable[[], list[URLPattern]]) -> None:
        """`views()` gives paths under /quan-tri/; each view is wrapped: sign-in asked, never
        cached, CSRF checked."""
        self.view_lists.append(views)

    def register_gaps(self, gaps: Callable[[Place], Iterable[QueueItem]]) -> None:
        """`gaps(province)` gives what its register still lacks; told to whoever declares the
        register complete."""
        self.gap_lists.append(gaps)

    def gaps_of(self, province: Place) -> list[QueueItem]:
        """Everything that a province's register still lacks; what is not lacking is left out."""
        return [item for gaps in self.gap_lists for item in gaps(province) if item.count]

    # --- who and where ----------------------------------------------------------------------------
    def has_permission(self, request: HttpRequest) -> bool:
        """Every account in force may enter; what it sees there is the business of its roles."""
        return request.user.is_active

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        return super().admin_view(_without_nulls(view), cacheable)

    def each_context(self, request: HttpRequest) -> dict:
        signed_in = self.has_permission(request)
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": signed_in,
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "menu_sections": self.menu_of(request) if signed_in else [],
            "staff_roles": current_roles(request.user) if signed_in else [],
        }

    def menu_of(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The sections with the entries this user may open; those of the page being shown are
        marked."""
        items = [
            item
            for item in sorted(self.menu, key=lambda item: item.order)
            if item.allowed(request.user)
        ]
        urls = {item: reverse(item.url_name) for item in items}
        # A page below two entries ("đợt đánh giá" and "lập đợt mới") belongs to the nearer one.
        nearest = max(
            (url for url in urls.values() if request.path.startswith(url)), key=len, default=""
        )
        sections: dict[str, list[dict]] = {}
        for item in items:
            entry = {"label": item.label, "url": urls[item], "current": urls[item] == nearest}
            sections.setdefault(item.section, []).append(entry)
        return [
            {
                "name": name,
                "entries": entries,
                "current": any(entry["current"] for entry in entries),
            }
            for name, entries in sections.items()
        ]

    # --- pages ------------------------------------------------------------------------------------
    def get_urls(self) -> list:
        own = [
            path("tim/", self.admin_view(search_page), name="search"),
            path("dat-mat-khau/<uidb64>/<token>/", self.set_password, name="set_password"),
        ]
        return [*own, *self._plugged_in(), *super().get_urls()]

    def _plugged_in(self) -> list[URLPattern]:
        patterns = [pattern for views in self.view_lists for pattern in views()]
        for pattern in patterns:
            pattern.callback = self.admin_view(pattern.callback)
        return patterns

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        items = [item for queue in self.queues for item in queue(request.user) if item.count]
        items.sort(key=lambda item: URGENCIES.index(item.urgency))
        # Somebody who acknowledges in the owner's place hides nothing: what is new shows all again.
        told = told_of.told(request.user) if told_of.unseen(request.user) else []
        context = {"queue": items, "told": told, "today": clock.today(), **(extra_context or {})}
        return super().index(request, context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list:
        """Django's list of apps and models is not shown anywhere."""
        return []

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """The site is not organised by apps: the way up is home."""
        return redirect("admin:index")

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        """Django's script texts, with the Vietnamese ones it lacks from this app."""
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "ocop_registry.staff"])(
            request
        )

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """As Django's; who comes in is told at once what others did with the account."""
        answer = super().login(request, extra_context)
        user: Any = request.user
        if request.method == "POST" and user.is_authenticated and (count := told_of.unseen(user)):
            messages.warning(
                request,
                format_html(
                    'Người khác đã làm {} việc với tài khoản của bạn. <a href="{}">Xem</a>.',
                    count,
                    reverse("admin:own_account"),
                ),
            )
        return answer

    def password_change(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        context = {**self.each_context(request), "title": "Đổi mật khẩu", **(extra_context or {})}
        return ChangeOwnPassword.as_view(extra_context=context)(request)

    def set_password(self, request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
        """Open to whoever holds a printed link."""
        context = {"site_header": self.site_header, "title": "Đặt mật khẩu"}
        return SetPasswordByLink.as_view(extra_context=context)(request, uidb64=uidb64, token=token)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return RegistryAutocomplete.as_view(admin_site=self)(request)
