"""The check: what each way of asking finds, and what is said when nothing or several things are
found."""

from datetime import date
from typing import Any

import pytest

from ocop_registry.accounts.models import Office
from ocop_registry.places.models import Place
from products.models.register import PublicEntry
from products.queries.verify import check, check_codes
from tests.public import register
from tests.public.register import TODAY, certification, product, province, uid

pytestmark = pytest.mark.django_db
CODE, LATER = "06-066-02158-1-2021", "19-02155-003-2026"


def names(text: str) -> list[str]:
    return [hit.product.card["name"] for hit in check(text, TODAY).hits]


@pytest.fixture
def noodles() -> PublicEntry:
    """Recognised twice: the later recognition superseded the earlier one."""
    one = product(
        1,
        "Miến dong",
        codes=[CODE, LATER],
        places=[Place.objects.get(level="province", search_key="bac kan")],
    )
    certification(11, one, "superseded", stars=3, code=CODE, decision="12/QĐ-UBND")
    certification(12, one, "in_force", stars=4, code=LATER, decision="386/QĐ-UBND")
    product(2, "Chè Shan tuyết", producer="HTX Bản Thi", standing="expired", decision="")
    return one


@pytest.mark.parametrize(
    "text", ["mien dong", "HTX Tài Hoan", "Bắc Kạn", uid(1).lower(), "OOOOO1" + uid(1)[-1]]
)
def test_one_product_however_it_is_asked_for(noodles: PublicEntry, text: str) -> None:
    answer = check(text, TODAY)
    assert (answer.kind, answer.standing, names(text)) == ("one", "in_force", ["Miến dong"])
    assert answer.sentences == ["Còn hiệu lực: 4 sao."]


def test_a_code_speaks_for_its_own_certificate_and_then_for_the_product(
    noodles: PublicEntry,
) -> None:
    answer = check(" 06-066-02158-1-2021 ", TODAY)
    assert (answer.kind, answer.standing) == ("one", "superseded")
    assert answer.sentences == [
        "Đã được thay thế: 3 sao.",
        "Sản phẩm này hiện nay: Còn hiệu lực: 4 sao.",
    ]
    assert check(LATER, TODAY).standing == "in_force"


def test_a_gtin_is_the_product(noodles: PublicEntry) -> None:
    product(3, "Gạo", codes=["8938501234567"])
    answer = check("893 850 1234567", TODAY)
    assert (answer.standing, names("8938501234567")) == ("in_force", ["Gạo"])


def test_a_decision_number_answers_its_products_whatever_the_case(noodles: PublicEntry) -> None:
    answer = check("386/qd-ubnd", TODAY)
    assert (answer.kind, [hit.product.card["name"] for hit in answer.hits]) == (
        "decision",
        ["Miến dong"],
    )
    assert [hit.standing for hit in check("12/QĐ-UBND", TODAY).hits] == ["superseded"]


def test_several_are_listed_and_none_is_chosen(noodles: PublicEntry) -> None:
    product(3, "Miến dong Na Rì", standing="revoked")
    answer = check("miến", TODAY)
    assert (answer.kind, answer.standing, answer.total) == ("several", "ambiguous", 2)
    assert {hit.product.card["name"]: hit.standing for hit in answer.hits} == {
        "Miến dong": "in_force",
        "Miến dong Na Rì": "revoked",
    }


def test_many_hits_are_counted_but_not_all_listed() -> None:
    for number in range(1, 54):
        product(number, f"Miến {number}")
    answer = check("miến", TODAY)
    assert (answer.total, len(answer.hits)) == (53, 50)


def test_another_day_has_its_own_answer() -> None:
    product(
        stretches=[
            (date(1900, 1, 1), "participating", 4),
            (date(2024, 5, 1), "in_force", 4),
            (date(2027, 5, 2), "expired", 4),
        ]
    )
    told = {
        day: check("mien dong", day).standing
        for day in (date(2024, 4, 30), TODAY, date(2027, 5, 2))
    }
    assert list(told.values()) == ["never_certified", "in_force", "expired"]


def test_not_found_says_how_far_that_can_be_relied_on(noodles: PublicEntry) -> None:
    assert "Chưa tỉnh nào xác nhận" in check("Bún khô", TODAY).sentences[1]
    Office.objects.all().delete()
    Office.objects.create(
        place=province("19"), name="Văn phòng A", complete_until=date(2026, 10, 31)
    )
    answer = check("Bún khô", TODAY)
    assert (answer.kind, answer.standing, answer.hits) == ("none", "unknown", ())
    assert answer.sentences[0] == "Không tìm thấy “Bún khô” trong sổ đăng ký."
    assert "Thái Nguyên" in answer.sentences[1]
    assert "31/10/2026" in answer.sentences[1]
    assert [office.name for office in answer.offices] == ["Văn phòng A"]


@pytest.mark.parametrize("text", ["", "   ", "???", "\x00", "|", "%", "_"])
def test_what_says_nothing_finds_nothing(noodles: PublicEntry, text: str) -> None:
    assert check(text, TODAY).kind == "none"


def test_a_batch_is_answered_in_order_and_in_a_constant_number_of_queries(
    noodles: PublicEntry, django_assert_max_num_queries: Any
) -> None:
    texts = [
        LATER,
        "mien dong",
        "386/QĐ-UBND",
        CODE,
        "không có",
        uid(1),
        *(f"01-00{n}" for n in range(100)),
    ]
    register.ready()
    with django_assert_max_num_queries(4):
        answers = check_codes(texts, TODAY)
    assert [answer.standing for answer in answers[:7]] == [
        "in_force",
        "unknown",
        "decision",
        "superseded",
        "unknown",
        "in_force",
        "unknown",
    ]
    register.ready()
    with django_assert_max_num_queries(4):
        assert [answer.standing for answer in check_codes(texts[:3], TODAY)] == [
            "in_force",
            "unknown",
            "decision",
        ]


def test_of_a_decision_with_many_products_some_are_listed_and_all_are_counted(
    client: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 54):
        one = product(number, f"Miến {number:02d}", codes=[f"N{number}"], decision="386/QĐ-UBND")
        certification(100 + number, one, "in_force", decision="386/QĐ-UBND")
    PublicEntry.objects.filter(kind="certification").update(
        decision_uid=uid(990), decision_key="386/qd-ubnd|2024-05-01|"
    )
    PublicEntry.objects.filter(uid=uid(153)).update(
        decision_uid=uid(991), decision_key="386/qd-ubnd|2020-05-01|"
    )
    register.ready()
    with django_assert_max_num_queries(5):
        answer = check_codes(["386/QĐ-UBND", "386/qđ-ubnd"], TODAY)[0]
    assert (answer.kind, answer.total, len(answer.hits)) == ("decisions", 53, 50)
    assert [hit.product.card["name"] for hit in answer.hits[:2]] == ["Miến 01", "Miến 02"]
    assert sorted((one.uid, one.count) for one in answer.decisions) == [
        (uid(990), 52),
        (uid(991), 1),
    ]
    [told] = client.get("/api/v1/verify/", {"code": "386/QĐ-UBND"}).json()["results"]
    assert (told["candidate_count"], len(told["candidates"])) == (53, 50)


def test_of_a_code_that_many_bear_some_are_listed_and_all_are_counted() -> None:
    for number in range(1, 54):
        one = product(number, f"Miến {number}", codes=["CHUNG"])
        certification(100 + number, one, "in_force", code="CHUNG")
    answer = check_codes(["chung"], TODAY)[0]
    assert (answer.kind, answer.total, len(answer.hits)) == ("several", 53, 50)
    assert {hit.certification is not None for hit in answer.hits} == {True}


def test_of_a_decision_recorded_on_many_products_alone_all_are_counted() -> None:
    for number in range(1, 54):
        product(number, f"Miến {number}", decision="386/QĐ-UBND")
    answer = check_codes(["386/QĐ-UBND"], TODAY)[0]
    assert (answer.kind, answer.total, answer.decisions) == ("decision", 53, [])
