"""What is said of stars that ended: of one recognition, of a product, of today and of other days,
and how far the register knows; on pages, in the check, in files and in the API, in both
languages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from ocop_registry.accounts.models import Office
from products.queries.sentences import beyond
from products.queries.verify import check
from tests.public.register import TODAY, certification, product, province, uid

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
