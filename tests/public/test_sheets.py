"""Pages put together from a frame and sheets that are made once: what they say is what Django's
`render` would say, and nothing that anybody wrote becomes markup, a template or a hole."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.html import escape

from products.views.sheets import frame, listed
from tests.public import register
from tests.public.register import acted, certification, producer, product, province, uid

pytestmark = pytest.mark.django_db
PATHS = [
    "/",
    "/san-pham/",
    "/san-pham/?q=mien&page=2",
    "/san-pham/?sao=4",
    "/san-pham/?q=khong+co",
    f"/san-pham/{uid(1)}-mien-dong/",
    f"/chu-the/{uid(900)}-htx-tai-hoan/",
    "/tinh/",
    "/tinh/?xep=so-luong",
    "/tinh/19-thai-nguyen/",
    "/dia-danh/?q=na+ri",
    "/dia-danh/05503/",
    "/tra-cuu/",
    "/tra-cuu/?q=mien",
    "/tra-cuu/?ngay=31/02/2027",
    "/gioi-thieu/",
    "/nhat-ky/",
]
TYPED = [
    '"><script>alert(1)</script>',
    "'><img src=x>",
    "{{ params }}{% now 'Y' %}",
    "%s %(n)s %d {0} {name}",
    "[cards] [0123:cards]",
    "</main>\\1\\g<0>&amp;",
]


@pytest.fixture
def _filled() -> None:
    maker = producer()
    entry = product(1, "Miến dong", producer_uid=maker.uid, codes=["19-02155-1-2026"])
    certification(20, entry, "in_force", code="19-02155-1-2026")
    product(2, "Miến gạo", standing="expired")
    register.ready()
    acted()


def first_of(text: str) -> bytes:
    """A page with something in its holes."""
    holes = {name: f"[{name}]".encode() for name in ("address", "cards", "number", "pager")}
    return frame.Sheet(text).filled(holes)


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("demo", [True, False])
def test_every_page_is_what_its_template_says(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, language: str, demo: bool
) -> None:
    settings.DEMO, seen = demo, []
    usual = frame.sheet

    def compared(name: str, values: Mapping[str, Any], path: str) -> frame.Sheet:
        request = RequestFactory().get(path)
        request.get_full_path = lambda: frame.hole("address")  # type: ignore[method-assign,assignment]
        values = {**values, "numbers": list(values.get("numbers", ()))}
        made = usual(name, values, path)
        holes = {one: f"[{one}]".encode() for one in ("address", "cards", "number", "pager")}
        assert made.filled(holes) == first_of(render_to_string(name, dict(values), request))
        seen.append(name)
        return made

    monkeypatch.setattr(frame, "sheet", compared)
    monkeypatch.setattr(listed, "sheet", compared)
    client.cookies["django_language"] = language
    for path in PATHS:
        answer = client.get(path)
        assert answer.status_code in {200, 400}, path
        page = answer.content.decode()
        assert f'<html lang="{language}">' in page
        assert ("demo-bar" in page) is demo
        assert f'name="next" value="{escape(path)}"' in page
    assert len(seen) >= len(PATHS)


def test_the_current_page_is_told_in_the_header(client: Client) -> None:
    names = {"/san-pham/": "Sản phẩm", "/tra-cuu/": "Tra cứu", "/tinh/": "Tỉnh"}
    for path, name in {**names, "/gioi-thieu/": "Giới thiệu"}.items():
        header = client.get(path).content.decode().partition("</header>")[0]
        [told] = re.findall(r'aria-current="page">([^<]+)<', header)
        assert told == name
    assert 'aria-current="page"' not in client.get("/").content.decode()


def test_pages_of_the_header_are_all_known() -> None:
    header = render_to_string("public/base.html", request=RequestFactory().get("/"))
    nav = header.partition("<nav")[2].partition("</nav>")[0]
    assert set(re.findall(r'href="([^"]+)"', nav)) == frame._marked()


@pytest.mark.usefixtures("keeping_by_version")
@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("path", ["/san-pham/", "/tra-cuu/", "/dia-danh/"])
def test_what_was_typed_stays_text_in_what_is_kept(client: Client, path: str, typed: str) -> None:
    product(1, "Miến dong")
    register.ready()
    acted()
    first = client.get(path, {"q": typed})
    again = client.get(path, {"q": typed})
    assert first.status_code == 200
    assert first.content == again.content
    page = first.content.decode()
    assert f'name="q" type="search" value="{escape(typed)}"' in page
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.usefixtures("keeping_by_version")
@pytest.mark.parametrize("typed", TYPED)
def test_a_name_stays_text_in_what_is_kept(client: Client, typed: str) -> None:
    product(1, f"Miến {typed}", producer=f"HTX {typed}")
    register.ready()
    acted()
    for path in ("/san-pham/", f"/san-pham/{uid(1)}/"):
        page = client.get(path, follow=True).content.decode()
        assert client.get(path, follow=True).content.decode() == page
        assert f">Miến {escape(typed)}</" in page
        assert "<script" not in page.partition("<main")[2]
        assert "<img" not in page


@pytest.mark.usefixtures("keeping_by_version")
def test_an_address_is_text_in_the_form_of_the_language(client: Client) -> None:
    for query in ("x='%22><b>", "page='><b>", "q='><script>"):
        for path in ("/", "/san-pham/", "/tinh/"):
            page = client.get(f"{path}?{query}").content.decode()
            [told] = re.findall(r'name="next" value="([^"]*)"', page)
            assert "<" not in told
            assert "'" not in told


@pytest.mark.usefixtures("keeping_by_version")
def test_readers_are_given_their_own_holes(client: Client) -> None:
    """A sheet that is kept for one address, language or page is not shown at another."""
    for number in range(1, 50):
        product(number, f"Miến {number:02}")
    register.ready()
    acted()
    told = {}
    for language in ("vi", "en", "vi"):
        client.cookies["django_language"] = language
        for page in (1, 2, 3, 2, 1):
            answer = client.get(f"/san-pham/?page={page}").content.decode()
            told.setdefault((language, page), answer)
            assert told[language, page] == answer
            assert f'value="/san-pham/?page={page}"' in answer
            assert f'<html lang="{language}">' in answer
            assert (f"trang {page} trong 3" in answer) is (language == "vi")
    assert len(set(told.values())) == 6


@pytest.mark.usefixtures("keeping_by_version")
def test_a_change_is_seen_on_what_was_kept(client: Client) -> None:
    product(1, "Miến dong")
    register.ready()
    acted()
    for path in ("/", "/tinh/", "/tinh/19-thai-nguyen/", "/san-pham/?province=19"):
        client.get(path)
    product(2, "Chè", province=province("19"))
    register.ready()
    acted()
    assert "<strong>2</strong>" in client.get("/").content.decode()
    assert "<strong>2</strong>" in client.get("/tinh/19-thai-nguyen/").content.decode()
    assert "2 sản phẩm" in client.get("/san-pham/?province=19").content.decode()
    row = client.get("/tinh/").content.decode().partition("/tinh/19-thai-nguyen/")[2]
    assert row.partition("</tr>")[0].count(">2<") >= 1
