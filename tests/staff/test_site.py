"""The frame of the staff site: queue, menu, search, autocompletes, exports, and how many queries a
list takes."""

from datetime import date
from io import BytesIO

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from openpyxl import load_workbook

from ocop_registry.staff.lists.export import cell_value
from ocop_registry.staff.pages import staff_page
from ocop_registry.staff.search import SearchHit
from ocop_registry.staff.site import QueueItem, RegistrySite
from tests import factories

HOME = "/quan-tri/"


@pytest.fixture
def site(monkeypatch):
    """The real site, with what a test plugs in taken out again."""
    for name in ("queues", "menu", "searches", "view_lists"):
        # The site itself, not Django's lazy stand-in for it, which forgets what was there before.
        monkeypatch.setattr(admin.site._wrapped, name, list(getattr(admin.site, name)))
    return admin.site


def test_home_shows_waiting_work_by_urgency_and_leaves_out_what_is_done(clients, site):
    site.queues.clear()
    site.register_queue(
        lambda user: [
            QueueItem("hồ sơ chờ kết quả", 12, "/a/"),
            QueueItem("việc đã xong", 0, "/b/"),
        ]
    )
    site.register_queue(lambda user: [QueueItem("chứng nhận hết hạn", 5, "/c/", "late")])
    page = clients["staff"].get(HOME)
    assert [item.label for item in page.context["queue"]] == [
        "chứng nhận hết hạn",
        "hồ sơ chờ kết quả",
    ]
    assert "việc đã xong" not in page.content.decode()


def test_home_says_so_when_nothing_waits_or_no_role_is_held(clients, site):
    site.queues.clear()
    assert "Không có việc nào đang chờ" in clients["staff"].get(HOME).content.decode()
    assert "chưa có vai trò nào" in clients["nobody"].get(HOME).content.decode()


def test_the_menu_offers_what_a_person_may_open(clients, site):
    site.register_menu(
        "Riêng quản trị",
        "Chỉ quản trị",
        "admin:index",
        order=-1,
        allowed=lambda user: user.is_superuser,
    )
    shown = {
        who: [section["name"] for section in clients[who].get(HOME).context["menu_sections"]]
        for who in ("staff", "admin")
    }
    assert shown["admin"][0] == "Riêng quản trị"
    assert "Riêng quản trị" not in shown["staff"]
    sections = clients["staff"].get(HOME).context["menu_sections"]
    labels = [entry["label"] for section in sections for entry in section["entries"]]
    assert "Chủ thể" in labels
    assert "Tài khoản" not in labels


def test_plugged_in_views_ask_for_sign_in(rf, cast):
    site = RegistrySite("thu")
    site.register_views(
        lambda: [
            path(
                "dot/",
                lambda request: staff_page(request, "staff/base.html", {}, title="Đợt"),
                name="dot",
            )
        ]
    )
    pattern = next(pattern for pattern in site.get_urls() if pattern.name == "dot")
    request = rf.get("/quan-tri/dot/")
    request.user = type("Nobody", (), {"is_active": False})()
    assert pattern.callback(request).status_code == 302
    request.user = cast["staff"]
    answer = pattern.callback(request)
    assert "<h1>Đợt</h1>" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_search_groups_hits_and_passes_the_day_on(clients, site):
    asked = []

    def find(user, q, on):
        asked.append((user.username, q, on))
        return [SearchHit("Miến dong", "Còn hiệu lực đến hết 01/12/2029.", "/x/", "Sản phẩm")]

    site.searches[:] = [find]
    page = clients["staff"].get("/quan-tri/tim/", {"q": "mien dong", "on": "31/12/2025"})
    assert asked == [("lan", "mien dong", date(2025, 12, 31))]
    assert [(group, len(hits)) for group, hits, _ in page.context["groups"]] == [("Sản phẩm", 1)]


def test_who_is_not_signed_in_is_shown_no_menu(client, db):
    assert client.get(reverse("admin:login")).context["menu_sections"] == []


@pytest.mark.parametrize("day", ["20/10/0206", "01/01/2200"])
def test_a_year_that_nobody_can_mean_is_refused(clients, day):
    page = clients["staff"].get("/quan-tri/tim/", {"q": "mien dong", "on": day})
    assert page.status_code == 400
    assert "ghi ngày từ 01/01/1900 đến 31/12/2199" in page.content.decode()


def test_search_with_an_unreadable_day_says_so_and_keeps_the_words(clients):
    page = clients["staff"].get("/quan-tri/tim/", {"q": "mien dong", "on": "31-13"})
    text = page.content.decode()
    assert page.status_code == 400
    assert "ví dụ 31/12/2025" in text
    assert 'value="mien dong"' in text
    assert 'value="31-13"' in text


@pytest.mark.parametrize("query", ["tai hoan", "TÀI HOAN", "4700123456"])
def test_search_finds_producers_of_the_own_province_without_diacritics(clients, query):
    factories.producer("HTX Tài Hoan", tax_code="4700123456")
    found = {
        who: clients[who].get("/quan-tri/tim/", {"q": query}).context["groups"]
        for who in ("staff", "other")
    }
    assert [
        hit.title for group, hits, _ in found["staff"] if group == "Chủ thể" for hit in hits
    ] == ["HTX Tài Hoan"]
    assert not [hits for group, hits, _ in found["other"] if group == "Chủ thể"]


def test_lists_are_searched_without_diacritics(clients):
    factories.product("Miến dong")
    factories.product("Bún khô", of=factories.producer("HTX Khác"))
    url = reverse("admin:products_product_changelist")
    found = {
        q: [row.name for row in clients["staff"].get(url, {"q": q}).context["cl"].result_list]
        for q in ("mien dong", "htx khac")
    }
    assert found == {"mien dong": ["Miến dong"], "htx khac": ["Bún khô"]}


def autocomplete(client, app, model, field, term):
    answer = client.get(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": field, "term": term},
    )
    return [result["text"] for result in answer.json()["results"]]


def test_places_are_offered_old_and_new_within_the_own_province(clients):
    offered = {
        who: autocomplete(clients[who], "producers", "producer", "place", "na ri")
        for who in ("staff", "other")
    }
    assert any(text.startswith("xã Na Rì, tỉnh Thái Nguyên") for text in offered["staff"])
    assert any("huyện Na Rì, tỉnh Bắc Kạn (đến 30/06/2025)" in text for text in offered["staff"])
    assert not any("Bắc Kạn" in text for text in offered["other"])


def test_producers_are_offered_within_the_own_province(clients):
    factories.producer("HTX Tài Hoan")
    assert autocomplete(clients["staff"], "products", "product", "producer", "tai hoan")
    assert not autocomplete(clients["other"], "products", "product", "producer", "tai hoan")


def test_an_export_holds_the_filtered_rows_as_excel_wants_them(clients):
    factories.producer("=1+1", place=factories.commune("19", 1))
    factories.producer("HTX Tài Hoan", tax_code="4700123456")
    answer = clients["staff"].get(
        reverse("admin:producers_producer_changelist"), {"q": "tai hoan", "xuat": "xlsx"}
    )
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert rows[0][1] == "Tên chủ thể"
    assert [row[1] for row in rows[1:]] == ["HTX Tài Hoan"]
    assert sheet.freeze_panes == "A2"
    assert answer["Content-Disposition"].startswith('attachment; filename="chu-the-')


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=cmd()", "'=cmd()"),
        ("+84 912", "'+84 912"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("HTX\x0b", "HTX"),
        (True, "có"),
        (None, None),
        (date(2026, 1, 2), date(2026, 1, 2)),
        (3, 3),
    ],
)
def test_cells_never_become_formulas(value, cell):
    assert cell_value(value) == cell


@pytest.mark.parametrize(
    "model", ["producers_producer", "products_product", "accounts_user", "products_pointofsale"]
)
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(clients, model):
    from ocop_registry.accounts.models import Role

    def fill(number):
        factories.product(
            f"Sản phẩm {number}",
            of=factories.producer(f"HTX số {number}", place=factories.commune("19", number)),
        )
        factories.user(f"nguoi{number}", Role.READ_ONLY)

    url, counts = reverse(f"admin:{model}_changelist"), []
    fill(1)
    clients["head"].get(url)
    for _ in (1, 3):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert clients["head"].get(url).status_code == 200
        counts.append(len(queries))
        fill(2 + len(counts))
        fill(12 + len(counts))
    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_refusals_and_missing_pages_speak_vietnamese_and_lead_back(clients, site):
    missing = clients["staff"].get("/quan-tri/khong-co/")
    assert missing.status_code == 404
    assert "Không tìm thấy trang này" in missing.content.decode()

    def refuse(user):
        raise PermissionDenied

    site.register_queue(refuse)
    refused = clients["staff"].get(HOME)
    assert refused.status_code == 403
    assert 'href="/quan-tri/"' in refused.content.decode()


def test_an_expired_form_says_what_to_do(cast):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["staff"], backend="ocop_registry.accounts.backends.StaffBackend")
    answer = client.post(reverse("admin:producers_producer_add"), {"name": "HTX"})
    assert answer.status_code == 403
    assert "Biểu mẫu đã quá hạn" in answer.content.decode()
