"""Every word of the public pages has its English."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from ocop_registry.journal.proof import heads
from producers.models import ProducerKind
from products.models.product import ChannelKind, StandardKind
from products.views.words import WORDS
from tests.public.register import product

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates" / "public").glob("*.html"))
CATALOGUE = ROOT / "ocop_registry" / "locale" / "en" / "LC_MESSAGES" / "django"
VIETNAMESE = re.compile(
    "[ăâđêôơưĂÂĐÊÔƠƯàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]"
)
# Examples of what to type stay as they are typed.
NAMES = re.compile(
    r"HTX Tài Hoan|Na Rì|Bắc Kạn|xã Kim Lư, huyện|Kim Lư|Việt Nam|26/2026/QĐ-TTg|xã or"
    r" huyện|\bxã\b|\bhuyện\b"
)


def test_every_text_of_the_templates_is_in_the_catalogue() -> None:
    texts = {
        text
        for path in TEMPLATES
        for text in re.findall(r'{% translate "(.*?)"', path.read_text(encoding="utf-8"))
    }
    assert len(texts) > 100
    with translation.override("en"):
        left = [
            text for text in texts if VIETNAMESE.search(NAMES.sub("", translation.gettext(text)))
        ]
    assert left == []


def test_no_entry_of_the_catalogue_is_empty_and_the_compiled_one_is_as_new() -> None:
    entries = CATALOGUE.with_suffix(".po").read_text(encoding="utf-8").split("\n\n")[1:]
    assert [
        entry
        for entry in entries
        if 'msgstr ""' in entry or 'msgstr[1] ""' in entry or "fuzzy" in entry
    ] == []
    with translation.override("en"):
        pairs = [
            re.search(r'^msgid "(.*)"\nmsgstr "(.*)"$', entry, re.MULTILINE)
            for entry in entries
            if "msgid_plural" not in entry
        ]
        assert [pair[1] for pair in pairs if pair and translation.gettext(pair[1]) != pair[2]] == []


def test_the_words_of_choices_are_those_of_the_models() -> None:
    assert {*ProducerKind.labels, *StandardKind.labels, *ChannelKind.labels} == WORDS
    with translation.override("en"):
        assert translation.gettext("Hợp tác xã") == "Cooperative"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/san-pham/",
        "/san-pham/?q=zzz",
        "/tinh/",
        "/dia-danh/",
        "/tra-cuu/",
        "/gioi-thieu/",
        "/nhat-ky/",
        "/san-pham/?set=99",
    ],
)
def test_an_english_page_speaks_english(client: Client, path: str) -> None:
    product(1, "Noodles", producer="Coop", decision="386/QD")
    heads.publish()
    client.cookies["django_language"] = "en"
    page = client.get(path).content.decode()
    text = re.sub(
        r"<option.*?</option>|<button name=\"language\".*?</button>|<li><a"
        r" href=\"/tinh/.*?</li>|<th scope=\"row\".*?</th>",
        "",
        page,
    )
    text = re.sub(r"<[^>]*>", " ", text.partition("<body>")[2])
    left = [
        line.strip()
        for line in text.splitlines()
        if VIETNAMESE.search(
            NAMES.sub("", line.replace("UBND tỉnh", "").replace("Tỉnh Thái Nguyên", ""))
        )
    ]
    assert left == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "told"), [("vi", "Không tìm thấy trang này"), ("en", "This page was not found")]
)
def test_not_found_is_said_in_the_language_of_the_reader(
    client: Client, language: str, told: str
) -> None:
    client.cookies["django_language"] = language
    answer = client.get("/san-pham/0000000/")
    assert answer.status_code == 404
    assert told in answer.content.decode()
    assert f'<html lang="{language}">' in answer.content.decode()
