"""Every public page: what it says of a product and its standing, where old names lead, and what it
never shows."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from ocop_registry.accounts.models import Office
from ocop_registry.places.models import Place
from products.views import export
from tests.public import register
from tests.public.register import acted, certification, producer, product, province, uid

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>\"'"


def text(client: Client, path: str, status: int = 200, **data: Any) -> str:
    response = client.get(path, data)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def old_province() -> Place:
    return Place.objects.get(level="province", search_key="bac kan")


def test_home_counts_valid_products_by_star_and_province(client: Client) -> None:
    product(1, "Miến dong", stars=4)
    product(2, "Chè", stars=3)
    product(3, "Rượu", stars=5, standing="expired")
    page = " ".join(text(client, "/").split())
    assert "<strong>2</strong> sản phẩm" in page
    assert 'href="/san-pham/?stars=5"><strong>0</strong>' in page
    assert "Còn 1 sản phẩm từng được ghi hạng sao" in page
    assert '<a href="/tinh/19-thai-nguyen/">Thái Nguyên</a> <span class="quiet">2</span>' in page


def test_the_list_shows_what_is_valid_and_counts_the_rest_one_click_away(client: Client) -> None:
    product(1, "Miến dong")
    product(2, "Chè Shan", standing="expired")
    page = text(client, "/san-pham/")
    assert "Miến dong" in page
    assert "Chè Shan" not in page
    assert 'href="/san-pham/?standing=expired">Hết hiệu lực <span class="number">1</span>' in page
    assert "Chè Shan" in text(client, "/san-pham/?standing=expired")


def test_stars_that_do_not_count_are_outlined_beside_their_standing(client: Client) -> None:
    product(1, "Chè Shan", standing="expired", stars=4)
    page = text(client, "/san-pham/", standing="all")
    assert "stars-held" in page
    assert "từng ghi 4 sao" in page
    assert '<span class="badge badge-expired">Hết hiệu lực</span>' in page
    assert "stars-count" not in page.partition("<main")[2]


def test_the_filter_form_keeps_what_was_chosen(client: Client) -> None:
    product()
    page = text(client, "/san-pham/", q="mien", province="19", held_stars="4", ordering="-stars")
    for kept in (
        'value="mien"',
        '<option value="19" selected>',
        '<option value="4" selected>',
        '<option value="-stars" selected>',
    ):
        assert kept in page
    assert 'href="/san-pham/?q=mien&amp;province=19&amp;ordering=-stars"' in page, (
        "each filter can be taken away"
    )


def test_nothing_found_offers_the_other_standings_and_the_check(client: Client) -> None:
    product(standing="expired")
    page = text(client, "/san-pham/", q="mien dong")
    assert "Không có sản phẩm nào khớp" in page
    assert "/tra-cuu/?q=mien+dong" in page
    assert "standing=expired" in page


def test_an_unknown_filter_is_refused_with_the_known_ones_and_keeps_the_rest(
    client: Client,
) -> None:
    product()
    page = text(client, "/san-pham/", status=400, colour="red", q="miến", stars="9")
    assert "colour" in page
    assert "expires_before" in page
    assert "3, 4, 5" in page
    assert 'value="miến"' in page
    assert "Miến dong" not in page


def test_an_ambiguous_place_is_offered_to_choose_from(client: Client) -> None:
    page = text(client, "/san-pham/", status=400, place="xã Tân Thành", q="miến")
    assert "/san-pham/?place=" in page.partition('role="alert"')[2]
    assert "&amp;q=mi%E1%BA%BFn" in page.partition('role="alert"')[2], (
        "the rest of what was typed stays"
    )


def test_pages_of_a_long_list(client: Client) -> None:
    for number in range(1, 51):
        product(number, f"Miến {number:02d}")
    assert [
        f"Miến {number:02d}" in text(client, "/san-pham/?page=2") for number in (24, 25, 48, 49)
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert "trang 3 trong 3" in text(client, "/san-pham/?page=999")
    assert "trang 1 trong 3" in text(client, "/san-pham/?page=x")


def test_the_product_page_says_its_standing_first(client: Client) -> None:
    entry = product(
        1,
        "Miến dong",
        standing="expired",
        codes=["19-02155-003-2026"],
        detail={"gtin": "8938501234567"},
    )
    page = text(client, f"/san-pham/{entry.uid}-mien-dong/")
    body = page.partition("<main")[2]
    assert body.index(
        "Hết hiệu lực: 4 sao; sổ này chưa biết lần công nhận nào sau đó."
    ) < body.index("386/QĐ-UBND")
    for told in (
        "386/QĐ-UBND",
        "01/05/2024",
        "UBND tỉnh Bắc Kạn",
        "19-02155-003-2026",
        "8938501234567",
        "HTX Tài Hoan",
        "Na Rì",
    ):
        assert told in body
    assert (
        f'<link rel="canonical" href="http://127.0.0.1:8000/san-pham/{entry.uid}-mien-dong/">'
        in page
    )


def test_the_validity_of_a_revoked_one_is_struck_through_with_its_end(client: Client) -> None:
    entry = product(1, "Miến dong", standing="revoked", ended_on=date(2026, 3, 5))
    for language, told in (
        ("vi", "thu hồi từ ngày 05/03/2026"),
        ("en", "revoked as of 05/03/2026"),
    ):
        client.cookies["django_language"] = language
        page = text(client, f"/san-pham/{entry.uid}-mien-dong/")
        assert f"<s>01/05/2027</s>, {told}" in page
    client.cookies.clear()
    file = b"".join(client.get("/san-pham/xuat.csv?standing=all").streaming_content).decode()  # type: ignore[attr-defined]
    heading, row = list(csv.reader(file.splitlines()))[:2]
    assert row[heading.index("Chấm dứt từ ngày")] == "05/03/2026"


def test_its_history_and_every_recognition(client: Client) -> None:
    event = {
        "on": "2018",
        "precision": "year",
        "event": "recognised",
        "text": "Công nhận 4 sao.",
        "text_en": "Recognised.",
    }
    entry = product(detail={"timeline": [event]})
    for number, standing in ((11, "superseded"), (12, "in_force")):
        certification(number, entry, standing, code=f"06-{number}")
    page = text(client, f"/san-pham/{entry.uid}-mien-dong/")
    assert '<span class="when">năm 2018</span> Công nhận 4 sao.' in page
    assert "Đã được thay thế: 3 sao." in page


@pytest.mark.parametrize(
    "key", ["{uid}", "{uid}-cu", "{lower}-mien-dong", "19-02155-003-2026", "386-khong"]
)
def test_a_product_has_one_address(client: Client, key: str) -> None:
    entry = product(codes=["19-02155-003-2026"])
    written = key.format(uid=entry.uid, lower=entry.uid.lower().replace("0", "o"))
    response = client.get(f"/san-pham/{written}/", follow=True)
    if key == "386-khong":
        assert response.status_code == 404
    else:
        assert response.redirect_chain[-1][0] == f"/san-pham/{entry.uid}-mien-dong/"


def test_a_producer_with_its_products_and_public_contact(client: Client) -> None:
    maker = producer(website="https://taihoan.example.vn", phone="0209 000 111")
    product(1, "Miến dong")
    product(2, "Bún khô", standing="revoked")
    product(3, "Của người khác", producer_uid=uid(901))
    page = text(client, f"/chu-the/{maker.uid}-htx-tai-hoan/")
    assert page.index("Miến dong") < page.index("Sản phẩm khác trong sổ") < page.index("Bún khô")
    assert "Của người khác" not in page
    assert 'href="https://taihoan.example.vn"' in page
    assert client.get(f"/chu-the/{maker.uid}/").status_code == 301


def test_34_provinces_in_vietnamese_order_or_by_number(client: Client) -> None:
    product(1, stars=3)
    page = text(client, "/tinh/")
    assert page.count('<th scope="row"><a href="/tinh/') == 34
    names = [">Đà Nẵng<", ">Đắk Lắk<", ">Điện Biên<", ">Đồng Nai<", ">Gia Lai<"]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)
    assert page.index(">Cần Thơ<") < page.index(">Đà Nẵng<")
    first = text(client, "/tinh/?xep=so-luong").partition('<th scope="row">')[2]
    assert first.startswith('<a href="/tinh/19-thai-nguyen/">')


@pytest.mark.parametrize(
    ("path", "island"), [("48-da-nang", "Hoàng Sa"), ("56-khanh-hoa", "Trường Sa")]
)
def test_the_islands_stand_under_their_provinces(client: Client, path: str, island: str) -> None:
    assert island in text(client, f"/tinh/{path}/").partition('id="communes"')[2]


def test_a_province_says_what_it_was_made_of_and_whether_its_register_is_complete(
    client: Client,
) -> None:
    Office.objects.filter(place=province("19")).delete()
    Office.objects.create(
        place=province("19"), name="Văn phòng A", phone="0208 1", complete_until=date(2026, 10, 31)
    )
    product(1, standing="unclear")
    page = text(client, "/tinh/19-thai-nguyen/")
    assert "Tỉnh Bắc Kạn" in page
    assert "31/10/2026" in page
    assert "Văn phòng A" in page
    assert "province=19&amp;standing=unclear" in page
    assert client.get("/tinh/19/").url == "/tinh/19-thai-nguyen/"
    assert client.get("/tinh/06/").status_code == 404


def test_an_old_place_leads_to_today_and_to_what_was_recognised_there(client: Client) -> None:
    old = old_province()
    product(1, "Miến dong", places=[old])
    product(2, "Chè")
    page = text(client, f"/dia-danh/{old.public_code}/")
    assert "Miến dong" in page
    assert "Chè<" not in page
    assert '<a href="/tinh/19-thai-nguyen/">' in page
    assert "đến hết 30/06/2025" in page
    assert client.get("/dia-danh/19/").url == "/tinh/19-thai-nguyen/"
    assert client.get("/dia-danh/06/").url == f"/dia-danh/{old.public_code}/"
    assert client.get("/dia-danh/06@x/").status_code == 404


def test_places_are_found_by_old_and_new_names(client: Client) -> None:
    page = text(client, "/dia-danh/", q="na ri")
    assert "huyện Na Rì, tỉnh Bắc Kạn" in page
    assert "Không có đơn vị nào tên là “Atlantis”" in text(client, "/dia-danh/", q="Atlantis")


def test_the_check_answers_today_and_on_another_day(client: Client) -> None:
    product(
        stretches=[
            (date(1900, 1, 1), "participating", 4),
            (date(2024, 5, 1), "in_force", 4),
            (date(2027, 5, 2), "expired", 4),
        ]
    )
    assert "Còn hiệu lực: 4 sao." in text(client, "/tra-cuu/", q="mien dong")
    page = text(client, "/tra-cuu/", q="mien dong", ngay="02/05/2027")
    assert "Hết hiệu lực: 4 sao; sổ này chưa biết lần công nhận nào khác cho ngày" in page
    assert "Tình trạng của ngày 02/05/2027" in page
    wrong = text(client, "/tra-cuu/", status=400, q="mien dong", ngay="31/02/2027")
    assert "31/02/2027" in wrong
    assert 'value="mien dong"' in wrong


def test_the_check_lists_several_and_says_whom_to_ask_about_none(client: Client) -> None:
    Office.objects.all().delete()
    Office.objects.create(place=province("19"), name="Văn phòng A", phone="0208 1")
    product(1, "Miến dong")
    product(2, "Miến gạo", standing="revoked")
    several = text(client, "/tra-cuu/", q="mien")
    assert "Có 2 sản phẩm khớp" in several
    assert "Đã thu hồi: 4 sao; sổ này chưa biết lần công nhận nào sau đó." in several
    none = text(client, "/tra-cuu/", q="bún khô")
    assert "Không tìm thấy “bún khô”" in none
    assert "Văn phòng A, 0208 1" in none


PAGES = [
    "/",
    "/san-pham/",
    "/san-pham/?q=script",
    "/tra-cuu/?q=script",
    "/chu-the/{maker}-x/",
    "/san-pham/{uid}-x/",
    "/gioi-thieu/",
]


@pytest.mark.parametrize("path", PAGES)
def test_names_are_text_and_never_markup(client: Client, path: str) -> None:
    entry, maker = (
        product(1, f"Miến {NASTY}", producer=f"HTX {NASTY}"),
        producer(900, f"HTX {NASTY}"),
    )
    response = client.get(path.format(uid=entry.uid, maker=maker.uid), follow=True)
    assert response.status_code == 200
    assert "<script" not in response.content.decode()


def test_what_was_typed_is_text_too(client: Client) -> None:
    for path in ("/tra-cuu/", "/dia-danh/", "/san-pham/"):
        assert "<script" not in client.get(path, {"q": NASTY}).content.decode()
    assert "<script" not in client.get("/san-pham/", {"stars": NASTY, NASTY: "1"}).content.decode()


def test_exports_hold_the_filtered_rows_as_text(client: Client) -> None:
    product(1, '=HYPERLINK("x")', stars=3)
    product(2, "Chè", stars=4)
    lines = b"".join(client.get("/san-pham/xuat.csv?stars=3").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(lines)))
    assert [row[1] for row in rows] == ["Tên sản phẩm", '\'=HYPERLINK("x")']
    sheet = load_workbook(
        io.BytesIO(client.get("/san-pham/xuat.xlsx?ordering=-stars").content)
    ).active
    assert [row[1].value for row in sheet.iter_rows()] == ["Tên sản phẩm", "Chè", '=HYPERLINK("x")']
    assert sheet["B3"].data_type == "s"


def test_a_list_too_long_for_a_workbook_is_offered_as_csv(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_XLSX_ROWS", 1)
    product(1)
    assert "xuat.xlsx" in text(client, "/san-pham/")
    product(2, "Chè")
    assert "xuat.xlsx" not in text(client, "/san-pham/")
    assert (
        client.get("/san-pham/xuat.xlsx?q=che")
        .headers["Content-Type"]
        .startswith("application/vnd")
    )
    assert client.get("/san-pham/xuat.xlsx?province=19").url == "/san-pham/xuat.csv?province=19"


def test_demo_data_says_so(client: Client) -> None:
    entry = product(1, is_demo=True)
    for path in ("/san-pham/", f"/san-pham/{entry.uid}-mien-dong/", "/tra-cuu/?q=mien"):
        assert "Dữ liệu minh họa" in text(client, path).partition("<main")[2]


def test_the_language_is_chosen_by_the_reader_and_kept(client: Client) -> None:
    product(1, "Miến dong")
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/san-pham/?q=mien"})
    assert answer.url == "/san-pham/?q=mien"
    page = text(client, "/san-pham/?q=mien")
    assert '<html lang="en">' in page
    assert "In force" in page
    assert client.post("/ngon-ngu/", {"language": "xx", "next": "https://evil.example/"}).url == "/"
    assert '<html lang="en">' in text(client, "/")


def test_robots_and_unknown_addresses(client: Client) -> None:
    assert "Disallow: /quan-tri/" in text(client, "/robots.txt")
    for path in (
        "/san-pham/0000000/",
        "/chu-the/abc/",
        "/tinh/99-x/",
        "/dia-danh/99999/",
        "/quyet-dinh/abc/",
        "/media/products/no.jpg",
    ):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/san-pham/a%00/", "/chu-the/%00/", "/tinh/%00/", "/dia-danh/06%00/", "/quyet-dinh/%00/"],
)
def test_an_address_with_a_character_no_database_takes_leads_nowhere(
    client: Client, path: str
) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/tra-cuu/?q=%00", "/dia-danh/?q=%00", "/tinh/?xep=%00"])
def test_a_question_with_such_a_character_is_a_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_coming_recognition_shows_no_stars_yet(client: Client) -> None:
    entry = product(standing="participating", stars=4)
    page = (
        text(client, f"/san-pham/{entry.uid}-mien-dong/")
        .partition("<main")[2]
        .partition("</section>")[0]
    )
    assert "Đang tham gia" in page
    assert "#star" not in page


# --- caching --------------------------------------------------------------------------------------
def test_an_unchanged_page_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    product()
    first = client.get("/san-pham/?q=mien")
    etag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Vary"] == "Cookie"
    with django_assert_num_queries(1):
        again = client.get("/san-pham/?q=mien", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert client.get("/san-pham/?q=che", headers={"If-None-Match": etag}).status_code == 200


def test_a_new_version_language_or_day_is_a_new_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from ocop_registry import clock

    etags, products = [client.get("/").headers["ETag"]], client.get("/san-pham/").headers["ETag"]
    acted()
    etags.append(client.get("/").headers["ETag"])
    assert client.get("/san-pham/").headers["ETag"] == products, (
        "an act that changes nothing public leaves the list as it was"
    )
    client.cookies["django_language"] = "en"
    etags.append(client.get("/").headers["ETag"])
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 16, 59, 40, tzinfo=UTC))
    late = client.get("/")
    assert late.headers["Cache-Control"] == "public, max-age=20", (
        "never beyond midnight in Việt Nam"
    )
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    etags.append(client.get("/").headers["ETag"])
    assert len(set(etags)) == 4


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 10), ("/san-pham/", 6), ("/san-pham/?q=mien&province=19", 10), ("/tra-cuu/?q=mien", 7)],
)
def test_queries_do_not_grow_with_rows(
    client: Client, path: str, most: int, django_assert_max_num_queries: Any
) -> None:
    used = []
    for number in (1, 2, 3):
        product(number, f"Miến {number}")
        register.ready()
        with django_assert_max_num_queries(most) as queries:
            client.get(path)
        used.append(len(queries))
    assert used[1] == used[2]


@pytest.mark.usefixtures("keeping_by_version")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/san-pham/",
        "/san-pham/?province=19&held_stars=4",
        f"/san-pham/{uid(1)}-mien-1/",
        "/api/v1/products/?province=19&stars=4",
        f"/api/v1/products/{uid(1)}/",
        "/api/v1/products/facets/?province=19&stars=4",
    ],
)
def test_what_follows_from_the_version_is_known_and_two_queries_are_left(
    client: Client, path: str, django_assert_max_num_queries: Any
) -> None:
    """The version, and what was asked for; no answer is kept here."""
    product(1, "Miến 1")
    register.ready()
    acted()
    first = client.get(path)
    with django_assert_max_num_queries(2):
        again = client.get(path)
    assert first.status_code == 200
    assert again.content == first.content
