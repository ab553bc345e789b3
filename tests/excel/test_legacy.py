"""Texts of outdated code pages: recognised by whole columns, never where the text is right."""

import csv
import random
import re
import unicodedata
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from ocop_registry.excel.legacy import has_lost_letters, restore
from ocop_registry.excel.legacy.syllables import is_syllable
from ocop_registry.excel.legacy.tables import _TCVN3, _VNI, WAYS
from ocop_registry.excel.reading import Sheet, Unreadable, read
from ocop_registry.places.models import Place

PRODUCTS = Path(__file__).parents[2] / "certifications/data/recognised_products.csv"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TO_TCVN3 = {meant: chr(code) for code, meant in _TCVN3.items()}
_TO_VNI = {
    meant: written
    for written, meant in _VNI.items()
    if not (len(written) == 2 and written[0].isupper() and written[1].islower())
}


def _rows() -> list[dict[str, str]]:
    with PRODUCTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(texts: list[str]) -> Sheet:
    return Sheet("S", rows=[(number, [text]) for number, text in enumerate(texts, start=1)])


def texts_of(sheet: Sheet) -> list[str]:
    return [values[0] for _, values in sheet.rows]


def tcvn3(text: str) -> str:
    return "".join(_TO_TCVN3.get(sign) or _TO_TCVN3.get(sign.lower()) or sign for sign in text)


def vni(text: str) -> str:
    return "".join(_TO_VNI.get(sign, sign) for sign in text)


def _twice(page: str) -> Callable[[str], str]:
    def written(text: str) -> str:
        return "".join(_sign(byte, page) for byte in text.encode())

    return written


def _sign(byte: int, page: str) -> str:
    try:
        return bytes([byte]).decode(page)
    except UnicodeDecodeError:
        return chr(byte)


def cp1258(text: str) -> str:
    """Vietnamese Windows text, read as Western."""
    raw = b""
    for sign in text:
        parts = unicodedata.normalize("NFD", sign)
        base = unicodedata.normalize("NFC", "".join(one for one in parts if one not in _TONES))
        tones = "".join(one for one in parts if one in _TONES)
        raw += base.encode("cp1258") + tones.encode("cp1258")
    return raw.decode("cp1252", errors="replace")


WRITTEN = {
    "TCVN3 (.VnTime)": tcvn3,
    "VNI": vni,
    "UTF-8 hai lần": _twice("cp1252"),
    "UTF-8 hai lần (1258)": _twice("cp1258"),
    "Windows-1258": cp1258,
}


@pytest.fixture(scope="module")
def columns() -> dict[str, list[str]]:
    """Names of real recognised products, their producers and places."""
    rows = _rows()
    names = ("product", "producer", "commune", "district")
    return {name: [row[name] for row in rows if row.get(name)] for name in names}


def test_right_text_is_never_taken_for_wrong(columns):
    for texts in columns.values():
        assert restore(column(texts))[1].ways == {}
        for text in set(texts):
            assert restore(column([text]))[1].ways == {}
    english = [
        "Crème brûlée",
        "Café Rosé",
        "Señorita Müller",
        "10°C ± 2",
        "Trà® × 10 gói",
        "naïve façade",
    ]
    assert restore(column(english))[1].ways == {}


@pytest.mark.django_db
def test_the_names_of_all_units_are_right_as_they_stand():
    names = list(Place.objects.values_list("full_name", flat=True))
    assert len(names) > 10_000
    assert restore(column(names))[1].ways == {}


@pytest.mark.parametrize("way", WRITTEN)
def test_whole_columns_are_recognised_and_restored_letter_by_letter(way, columns):
    chance = random.Random(way)
    for _ in range(60):
        texts = chance.choice(list(columns.values()))
        few = chance.sample(texts, min(len(texts), chance.randint(5, 20)))
        meant = [unicodedata.normalize("NFC", text) for text in few]
        if sum(not text.isascii() for text in meant) < 3:
            continue
        sheet, found = restore(column([WRITTEN[way](text) for text in meant]))
        assert list(found.ways) == [way]
        # fonts of capitals draw small letters: in such words the case is a font's, not the text's
        assert [one.lower() for one in texts_of(sheet)] == [one.lower() for one in meant]


def test_a_column_that_is_partly_right_keeps_what_is_right():
    right = ["Hoà Bình", "Miến dong Côn Minh", "Trà hoa vàng", "Đắk Lắk", "Cà phê"]
    wrong = [tcvn3(text) for text in ("Miến dong sợi", "Mật ong rừng", "Rượu men lá")]
    sheet, found = restore(column([*right, *wrong]))
    assert found.ways == {"TCVN3 (.VnTime)": 3}
    assert texts_of(sheet)[:5] == right
    assert texts_of(sheet)[5:] == ["Miến dong sợi", "Mật ong rừng", "Rượu men lá"]


def test_words_drawn_in_capitals_are_capitals():
    assert WAYS["TCVN3 (.VnTime)"]("MIÕN DONG") == "MIẾN DONG"
    assert WAYS["VNI"]("MIEÁN DONG") == "MIẾN DONG"


def test_a_letter_lost_in_utf8_written_twice_is_the_only_one_it_can_be():
    assert WAYS["UTF-8 hai lần"]("386/QÄ\ufffd-UBND") == "386/QĐ-UBND"
    assert WAYS["UTF-8 hai lần"]("Má»\ufffdt ong") is None


@pytest.mark.parametrize("text", ["Mi?n dong", "M?t ong r?ng", "?t hiểm", "B\ufffdn Vèn"])
def test_lost_letters_are_seen(text):
    assert has_lost_letters(text)


@pytest.mark.parametrize("text", ["Là gì?", "https://a.vn/?q=b", "Trà ? sữa", "Có không? Có", "?"])
def test_a_question_is_none(text):
    assert not has_lost_letters(text)


LINES = (
    "TT;Tên sản phẩm;Chủ thể;Xã;Hạng sao\n1;Chè lam nếp cẩm;HTX Vân Xuân Ươm;Xã Côn Minh;3 sao\n"
)


@pytest.mark.parametrize("write", [tcvn3, vni])
def test_csv_in_old_bytes_is_read_and_restored(write):
    book = read(write(LINES).encode("latin-1"), "a.csv")
    sheet, found = restore(book.sheets[0])
    assert found
    assert [values for _, values in sheet.rows][1][1] == "Chè lam nếp cẩm"


def test_csv_of_vietnamese_windows_is_read():
    raw = re.sub("\ufffd", "", cp1258(LINES)).encode("cp1252")
    sheet, _ = restore(read(raw, "a.csv").sheets[0])
    assert [values for _, values in sheet.rows][1][2] == "HTX Vân Xuân Ươm"


def test_other_bytes_are_refused():
    with pytest.raises(Unreadable, match="Bảng mã"):
        read("Tªn;X\n1;2".encode("latin-1"), "a.csv")


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "Quyển",
        "giếng",
        "gì",
        "khuỷu",
        "ươm",
        "Đồng",
        "chuếnh",
        "hoà",
        "hòa",
        "thuở",
        "Na",
    ],
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Tªn", "café", "HuyÖn", "sàk", "bấ́n", "ngàp", "zô", "wớt"])
def test_no_syllables(word):
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("M¡NG íT", "MĂNG ỚT"), ("R¦îU M¸Y", "RƯỢU MÁY"), ("CÇU §å", "CẦU ĐỒ"), ("HTX Sen Hång", "HTX Sen Hồng"), ("X· Y", "Xã Y"),
        ("M¨ng ít", "Măng ớt"),
    ],
)  # fmt: skip
def test_fonts_of_capitals_come_out_capital(written, meant):
    assert WAYS["TCVN3 (.VnTime)"](written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("GAÏO NEÁP", "GẠO NẾP"), ("THò", "THỊ"), ("Ñaëc saûn", "Đặc sản"), ("TRAø", "TRÀ")],
)
def test_capitals_of_vni_come_out_capital(written, meant):
    assert WAYS["VNI"](written) == meant


def test_a_font_that_draws_capitals_is_known_by_its_name():
    book = Workbook()
    sheet = book.active
    for at, text in enumerate(["Tªn s¶n phÈm", "m¨ng ít", "r­îu m¸y", "chÌ xanh"], start=1):
        sheet.cell(at, 1, text).font = Font(name=".VnTimeH" if at > 1 else ".VnTime")
    kept = BytesIO()
    book.save(kept)
    restored, _ = restore(read(kept.getvalue(), "a.xlsx").sheets[0])
    assert [values[0] for _, values in restored.rows] == [
        "Tên sản phẩm",
        "MĂNG ỚT",
        "RƯỢU MÁY",
        "CHÈ XANH",
    ]
