"""What is said of stars that ended: of one recognition, of a product, of today and of other days,
and how far the register knows; on pages, in the check, in files and in the API, in both
languages."""

import csv
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from certifications.register.timeline import corrected, timeline
from ocop_registry.accounts.models import Office
from products.queries.sentences import beyond
from products.queries.verify import check
from tests import factories as make
from tests.certifications.certificates.history import recognised
from tests.public.register import TODAY, certification, producer, product, province, uid

pytestmark = pytest.mark.django_db
OLD_CODE = "06-066-02158-1-2021"
SINCE = date(2024, 5, 2)
STRETCHES = [
    (date(1900, 1, 1), "participating", 4),
    (date(2021, 5, 1), "in_force", 4),
    (SINCE, "expired", 4),
]
NOT_KNOWN = "sổ này chưa biết lần công nhận nào sau đó"
NONE_TODAY = "nay không còn hạng sao"


def complete(until: date | None) -> None:
    Office.objects.update_or_create(
        place=province(), defaults={"name": "Văn phòng A", "complete_until": until}
    )


@pytest.fixture
def lapsed() -> Any:
    """A product whose only recognition ended; the register knows nothing later."""
    one = product(1, "Miến dong", codes=[OLD_CODE], stretches=STRETCHES, rests_on=11)
    certification(11, one, "expired", stars=4, code=OLD_CODE)
    return one


# --- the clause -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "until", "vietnamese", "english"),
    [
        (TODAY, None, NOT_KNOWN, "this register knows of no later recognition"),
        (
            TODAY,
            SINCE - timedelta(days=1),
            NOT_KNOWN,
            "this register knows of no later recognition",
        ),
        (TODAY, TODAY, NONE_TODAY, "it holds no stars today"),
        (
            TODAY,
            date(2026, 10, 31),
            (
                "sổ đăng ký của tỉnh, đủ các quyết định đến hết ngày 31/10/2026, không có lần công"
                " nhận nào sau đó"
            ),
            "the province's register, complete through 31/10/2026, holds no later recognition",
        ),
        (
            date(2025, 1, 2),
            TODAY,
            "ngày 02/01/2025 không còn hạng sao",
            "it held no stars on 02/01/2025",
        ),
        (
            date(2025, 1, 2),
            None,
            "sổ này chưa biết lần công nhận nào khác cho ngày 02/01/2025",
            "this register knows of no other recognition for 02/01/2025",
        ),
        (
            date(2027, 1, 2),
            TODAY,
            (
                "sổ đăng ký của tỉnh, đủ các quyết định đến hết ngày 20/11/2026, không có lần công"
                " nhận nào khác cho ngày 02/01/2027"
            ),
            (
                "the province's register, complete through 20/11/2026, holds no other recognition"
                " for 02/01/2027"
            ),
        ),
    ],
)
@pytest.mark.parametrize("standing", ["expired", "revoked"])
def test_what_is_known_beyond_an_end(
    standing: str, on: date, until: date | None, vietnamese: str, english: str
) -> None:
    assert beyond(standing, SINCE, on, TODAY, until) == vietnamese
    assert beyond(standing, SINCE, on, TODAY, until, "en") == english


def test_before_the_first_known_recognition_there_are_no_data() -> None:
    day, first = date(2020, 1, 2), date(1900, 1, 1)
    assert beyond("participating", first, day, TODAY, None) == "chưa có dữ liệu cho ngày 02/01/2020"
    assert beyond("participating", first, day, TODAY, None, "en") == "no data for 02/01/2020"
    assert beyond("participating", first, day, TODAY, TODAY) == "ngày 02/01/2020 chưa có hạng sao"


@pytest.mark.parametrize(
    "standing", ["in_force", "expiring", "extended", "unclear", "unverified", "superseded"]
)
def test_other_standings_say_all_themselves(standing: str) -> None:
    assert beyond(standing, SINCE, TODAY, TODAY, None) == ""


# --- where it is read -----------------------------------------------------------------------------
def test_page_file_and_api_say_what_the_register_knows(
    lapsed: Any, client: Client, api: Any
) -> None:
    def read() -> list[str]:
        page = client.get(f"/san-pham/{uid(1)}-mien-dong/").content.decode()
        file = b"".join(client.get("/san-pham/xuat.csv?standing=all").streaming_content).decode()  # type: ignore[attr-defined]
        found = check("mien dong", TODAY)
        return [page, file, api(f"products/{uid(1)}/")["sentence"], found.sentences[0]]

    complete(None)
    for text in read():
        assert NOT_KNOWN in text
        assert NONE_TODAY not in text
    complete(TODAY)
    for text in read():
        assert NONE_TODAY in text
        assert NOT_KNOWN not in text
    english = api(f"products/{uid(1)}/", language="en")["sentence"]
    assert english.endswith("it holds no stars today.")


def test_a_code_is_answered_for_its_recognition_and_then_for_the_product(
    lapsed: Any, api: Any
) -> None:
    complete(TODAY)
    own, whole = check(OLD_CODE, TODAY).sentences
    assert "không còn" not in own
    assert whole == f"Sản phẩm này hiện nay: Hết hiệu lực: 4 sao; {NONE_TODAY}."
    [item] = api("verify/", code=OLD_CODE)["results"]
    assert item["sentence"] == f"{own} {whole}"


def test_an_earlier_recognition_never_says_that_the_product_holds_nothing(api: Any) -> None:
    """The old one ran out, a later one counts: the old code speaks of both."""
    one = product(1, "Miến dong", codes=[OLD_CODE, "N"], standing="in_force", rests_on=12)
    certification(11, one, "expired", stars=3, code=OLD_CODE)
    certification(12, one, "in_force", stars=4, code="N")
    complete(TODAY)
    assert check(OLD_CODE, TODAY).sentences == [
        "Hết hiệu lực: 3 sao.",
        "Sản phẩm này hiện nay: Còn hiệu lực: 4 sao.",
    ]
    assert api(f"certifications/{uid(11)}/")["sentence"] == "Hết hiệu lực: 3 sao."


def test_today_is_said_of_today_alone(lapsed: Any, api: Any) -> None:
    complete(TODAY)
    day = date(2025, 6, 1)
    for text in ("mien dong", OLD_CODE):
        told = " ".join(check(text, day).sentences)
        assert "ngày 01/06/2025 không còn hạng sao" in told
        assert " nay " not in f" {told}"
    [item] = api("verify/", code=OLD_CODE, on="2025-06-01", language="en")["results"]
    assert "On 01/06/2025 this product: " in item["sentence"]
    assert "today" not in item["sentence"]


def test_a_register_of_another_province_says_nothing_here(lapsed: Any) -> None:
    Office.objects.create(place=province("24"), name="Văn phòng B", complete_until=TODAY)
    assert NOT_KNOWN in check("mien dong", TODAY).sentences[0]


# --- the history ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "old", "new", "vietnamese", "english"),
    [
        (
            "issued_on",
            "2026-11-02",
            "2026-11-12",
            "Đính chính ngày cấp: “02/11/2026” thành “12/11/2026”.",
            "Corrected day of issue: “02/11/2026” to “12/11/2026”.",
        ),
        (
            "decision.signed_on",
            "",
            "2021-03-19",
            "Bổ sung ngày ký quyết định: “19/03/2021”.",
            "Completed decision day: “19/03/2021”.",
        ),
        (
            "issued_year",
            "2020",
            "Quý IV/2020",
            "Đính chính tháng, quý hoặc năm cấp: “năm 2020” thành “quý IV/2020”.",
            "Corrected month, quarter or year of issue: “2020” to “Q4 2020”.",
        ),
        (
            "level",
            "district",
            "province",
            "Đính chính cấp công nhận: “Cấp huyện (trước đây)” thành “Cấp tỉnh”.",
            "Corrected level: “district level (formerly)” to “province level”.",
        ),
        (
            "code",
            "19-1",
            "19-2",
            "Đính chính mã sản phẩm: “19-1” thành “19-2”.",
            "Corrected product code: “19-1” to “19-2”.",
        ),
    ],
)
def test_a_correction_is_told_in_the_words_and_days_of_people(
    field: str, old: str, new: str, vietnamese: str, english: str
) -> None:
    note = {"on": "2026-11-20", "field": field, "old": old, "new": new, "reason": "Bản gốc"}
    [event] = corrected([note])
    assert event["text"] == f"{vietnamese} Lý do: Bản gốc"
    assert event["text_en"] == f"{english} Reason: Bản gốc"


def test_what_only_a_source_tells_is_not_told_as_a_recognition() -> None:
    one = recognised(make.product("Miến dong", of=make.producer("HTX Tài Hoan")), 5)
    [event] = timeline([one])
    assert event["text"] == (
        "Nguồn Danh sách cũ ghi 5 sao do Bộ Nông nghiệp và PTNT công nhận (chưa rõ số quyết"
        " định); chưa xác minh."
    )
    assert event["text_en"] == (
        "Danh sách cũ tells of 5 stars given by Bộ Nông nghiệp và PTNT (decision number not"
        " known); not verified."
    )


def test_an_extension_is_told_after_its_own_term_in_both_languages() -> None:
    held = make.product("Miến dong", of=make.producer("HTX Tài Hoan"))
    one = recognised(held, 4, on=date(2023, 11, 1))
    one.extended_until, one.extension_basis = date(2027, 3, 1), "Điều 12"
    event = next(event for event in timeline([one]) if event["event"] == "extended")
    assert event["text"].startswith("Hết thời hạn, được gia hạn đến khi có kết quả mới, chậm nhất")
    assert "through 01/03/2027 at the latest" in event["text_en"]


# --- what is coming, and what only may have been --------------------------------------------------
def test_what_it_becomes_is_said_with_its_condition(client: Client) -> None:
    entry = product(1, "Miến dong")
    held = entry.states.get()
    held.state = held.state.replace(
        '"next_standing":null,"next_standing_on":null',
        '"next_standing":"expired","next_standing_on":"2027-05-02"',
    )
    held.save()
    address = f"/san-pham/{uid(1)}-mien-dong/"
    page = client.get(address).content.decode()
    assert "Từ ngày 02/05/2027, nếu không có quyết định mới: Hết hiệu lực." in page
    client.cookies["django_language"] = "en"
    page = client.get(address).content.decode()
    assert "From 02/05/2027, unless there is a new decision: Expired." in page


def test_stars_that_do_not_count_yet_say_so_beside_them(client: Client) -> None:
    product(1, "Miến dong", standing="participating", stars=4)
    page = client.get(f"/san-pham/{uid(1)}-mien-dong/").content.decode()
    assert "<dd>4 sao (chưa có hiệu lực)</dd>" in page


def test_a_producer_s_other_products_are_not_all_called_recognised(client: Client) -> None:
    producer(900)
    product(1, "Miến dong", standing="unverified")
    address = f"/chu-the/{uid(900)}-htx-tai-hoan/"
    page = client.get(address).content.decode()
    assert "Sản phẩm khác trong sổ" in page
    assert "từng được công nhận" not in page
    client.cookies["django_language"] = "en"
    assert "Other products in the register" in client.get(address).content.decode()


# --- files and numbers ----------------------------------------------------------------------------
def test_an_english_file_speaks_english_in_every_line(client: Client) -> None:
    """A file is sent while it is read, when the request has been left."""
    product(1, "Noodles", producer="Coop")
    client.cookies["django_language"] = "en"
    sent: Any = client.get("/san-pham/xuat.csv").streaming_content
    with translation.override("vi"):
        heading, row = csv.reader(b"".join(sent).decode("utf-8-sig").splitlines())
        told = dict(zip(heading, row, strict=True))
        assert translation.get_language() == "vi"
    assert told["Standing today"] == "In force"
    assert told["Standing in words"] == "In force: 4 stars."
    assert told["Kind of producer"] == "Cooperative"


def test_a_file_tells_until_when_stars_are_extended(client: Client) -> None:
    entry = product(1, "Miến dong", standing="extended", expires_on=date(2026, 11, 1))
    held = entry.states.get()
    held.state = held.state.replace('"extended_until":null', '"extended_until":"2027-03-01"')
    held.save()
    sent: Any = client.get("/san-pham/xuat.csv").streaming_content
    heading, row = csv.reader(b"".join(sent).decode("utf-8-sig").splitlines())
    told = dict(zip(heading, row, strict=True))
    assert told["Hiệu lực đến hết"] == "01/11/2026"
    assert told["Được gia hạn đến hết"] == "01/03/2027"


@pytest.mark.parametrize(("count", "told"), [(1, "1 product in"), (2, "2 products in")])
def test_a_decision_counts_in_english(count: int, told: str) -> None:
    for number in range(1, count + 1):
        one = product(number, f"Miến {number}", decision="", rests_on=10 + number)
        certification(10 + number, one, "in_force", decision="386/QĐ-UBND")
    with translation.override("en"):
        assert check("386/QĐ-UBND", TODAY).sentences == [
            f"Decision 386/QĐ-UBND: {told} the register."
        ]
