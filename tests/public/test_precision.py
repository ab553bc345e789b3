"""Recognitions of each precision, from the act that records them to page, file, API and filters:
all of them say as much of the day as is known, and no more."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from certifications.law import rules
from certifications.models import Certification
from certifications.register import compare
from ocop_registry.known_days import NOTHING, KnownDay
from products.queries.filters.certifications import CertificationFilters
from products.queries.filters.products import ProductListFilters
from products.serving import CERTIFICATION, PRODUCT, states
from tests import factories as make
from tests.certifications.certificates.history import recognised
from tests.public.register import TODAY, names, of_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
ONE_DAY = timedelta(days=1)
KNOWN = {
    "Ngày": KnownDay.of(date(2024, 12, 25)),
    "Tháng": KnownDay.of(None, 2024, "12"),
    "Quý": KnownDay.of(None, 2024, "Q4"),
    "Năm": KnownDay.of(None, 2024),
    "Năm nay": KnownDay.of(None, 2026, by=TODAY),
    "Không": NOTHING,
}


@pytest.fixture
def held() -> dict[str, Certification]:
    """One product a precision, named after it."""
    maker = make.producer("HTX Tài Hoan")
    return {
        name: recognised(make.product(name, of=maker), 4, issued=issued)
        for name, issued in KNOWN.items()
    }


def days(issued: KnownDay) -> Iterator[date]:
    assert issued.first is not None
    assert issued.last is not None
    day = issued.first
    while day <= issued.last:
        yield day
        day += ONE_DAY


# --- standing -------------------------------------------------------------------------------------
def test_register_and_api_have_the_standing_of_the_law_on_every_turning_day(
    held: dict[str, Certification], api: Callable[..., Any]
) -> None:
    """Row, query and answer against the pure function, on each side of each day on which it may
    turn."""
    assert list(compare()) == []
    turns = rules.turning_days(held.values())
    for day in sorted({turn + step * ONE_DAY for turn in turns for step in (-1, 0, 1)}):
        told = {name: rules.standing(one, day) for name, one in held.items()}
        uids = {one.uid: name for name, one in held.items()}
        rows = states(CERTIFICATION, day)
        assert {uids[row.entry.uid]: row.standing for row in rows} == told, day
        counting = Certification.objects.counting(day).values_list("uid", flat=True)
        assert {uids[uid] for uid in counting} == {
            name for name, state in told.items() if state in rules.VALID
        }, day
    day = date(2027, 11, 30)
    for name, one in held.items():
        [answer] = api("verify/", code=one.uid, on=day.isoformat())["results"]
        assert answer["standing"] == rules.standing(one, day), name


# --- filters --------------------------------------------------------------------------------------
def matching(kind: str, name: str, day: date, **more: str) -> set[str]:
    filters: Any = {PRODUCT: ProductListFilters, CERTIFICATION: CertificationFilters}[kind]
    asked = filters({name: day.isoformat(), "standing": "all", **more}, of_day(kind, TODAY))
    assert asked.problems == []
    return set(names(asked.rows()))


def possible(name: str, issued: KnownDay, day: date) -> set[bool]:
    """What a filter would say of each day that it can have been."""
    if not issued:
        return {True, False}
    if name == "expires_before":
        period = rules.period_within(issued)
        ends = {period.end, period.possible_end or period.end}
        return {end <= day for end in ends if end}
    after = name.endswith("after")
    return {one >= day if after else one <= day for one in days(issued)}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (PRODUCT, "recognised_after"),
        (PRODUCT, "recognised_before"),
        (PRODUCT, "expires_before"),
        (CERTIFICATION, "issued_after"),
        (CERTIFICATION, "issued_before"),
    ],
)
def test_a_filter_of_days_keeps_what_may_fit_or_what_certainly_fits(
    held: dict[str, Certification], kind: str, name: str
) -> None:
    make.product("Chưa công nhận", of=make.producer("HTX Chè"))
    turns = {day for one in KNOWN.values() for day in (one.first, one.last) if day}
    turns |= {
        day for one in held.values() for day in (one.in_force_until, one.possible_until) if day
    }
    for day in sorted({turn + step * ONE_DAY for turn in turns for step in (-1, 0, 1)}):
        fits = {of: possible(name, issued, day) for of, issued in KNOWN.items()}
        assert matching(kind, name, day) == {of for of, told in fits.items() if True in told}, day
        assert matching(kind, name, day, certain="true") == {
            of for of, told in fits.items() if told == {True}
        }, day


def test_a_span_of_days_keeps_what_may_lie_within_it(held: dict[str, Certification]) -> None:
    span = {"issued_after": "2024-12-26", "issued_before": "2024-12-31", "standing": "all"}
    asked = CertificationFilters(span, of_day(CERTIFICATION, TODAY))
    assert set(names(asked.rows())) == {"Tháng", "Quý", "Năm", "Không"}
    asked = CertificationFilters({**span, "certain": "true"}, of_day(CERTIFICATION, TODAY))
    assert names(asked.rows()) == []


def test_lists_are_sorted_by_the_first_day_that_it_can_have_been(
    held: dict[str, Certification],
) -> None:
    for order, told in (
        ("-issued_on", ["Năm nay", "Ngày", "Tháng", "Quý", "Năm", "Không"]),
        ("issued_on", ["Không", "Năm", "Quý", "Tháng", "Ngày", "Năm nay"]),
    ):
        asked = CertificationFilters({"ordering": order}, of_day(CERTIFICATION, TODAY))
        assert names(asked.rows()) == told


def test_the_page_says_that_it_counts_what_may_fit_and_offers_what_certainly_does(
    held: dict[str, Certification], client: Client
) -> None:
    address = "/san-pham/?standing=all&recognised_after=2024-12-26"
    page = client.get(address).content.decode()
    assert "chỉ biết tháng, quý hoặc năm" in page
    assert "certain=true" in page
    strict = client.get(f"{address}&certain=true").content.decode()
    assert "chỉ biết tháng, quý hoặc năm" not in strict
    assert "Chỉ khi chắc chắn:" in strict


# --- told -----------------------------------------------------------------------------------------
TOLD = {  # day of issue and last day in force, as a file tells them
    "Ngày": ("25/12/2024", "25/12/2027"),
    "Tháng": ("tháng 12/2024", "chắc chắn đến 30/11/2027"),
    "Quý": ("quý IV/2024", "chắc chắn đến 30/09/2027"),
    "Năm": ("năm 2024", "chắc chắn đến 31/12/2026"),
    "Năm nay": ("năm 2026", "chắc chắn đến 31/12/2028"),
    "Không": ("", ""),
}


def test_files_tell_the_day_as_the_page_does(
    held: dict[str, Certification], client: Client
) -> None:
    file = b"".join(client.get("/san-pham/xuat.csv?standing=all").streaming_content).decode()  # type: ignore[attr-defined]
    assert _told(file, "Tên sản phẩm") == TOLD
    client.force_login(make.staff("lan"), backend="ocop_registry.accounts.backends.StaffBackend")
    answer: Any = client.get("/quan-tri/certifications/certification/?xuat=csv")
    assert _told(answer.getvalue().decode(), "Sản phẩm") == TOLD


def _told(file: str, name: str) -> dict[str, tuple[str, str]]:
    heading, *rows = csv.reader(file.removeprefix("\ufeff").splitlines())
    at = [heading.index(word) for word in (name, "Ngày cấp", "Hiệu lực đến hết")]
    return {row[at[0]]: (row[at[1]], row[at[2]]) for row in rows}


def test_the_page_of_a_product_tells_the_month_and_what_is_certain(
    held: dict[str, Certification], client: Client
) -> None:
    address = f"/san-pham/{held['Tháng'].product.uid}-thang/"
    page = client.get(address).content.decode()
    assert "tháng 12/2024, chưa rõ ngày" in page
    assert "chắc chắn đến 30/11/2027, có thể đến 31/12/2027" in page
    client.cookies["django_language"] = "en"
    page = client.get(address).content.decode()
    assert "December 2024, day not known" in page
    assert "certainly through 30/11/2027, perhaps through 31/12/2027" in page


def test_the_api_gives_first_and_last_possible_day(
    held: dict[str, Certification], api: Callable[..., Any]
) -> None:
    """Where the day is known it says all; a list does not grow by what says it again."""
    found = {name: api(f"certifications/{one.uid}/") for name, one in held.items()}
    names = (
        *("issued_on", "issued_year", "issued_precision", "issued_first", "issued_last"),
        *("expires_on", "certain_until", "possible_until"),
    )
    month = (None, 2024, "month", "2024-12-01", "2024-12-31", None, "2027-11-30", "2027-12-31")
    day = ("2024-12-25", 2024, "day", None, None, "2027-12-25", None, None)
    assert tuple(found["Tháng"][name] for name in names) == month
    assert tuple(found["Ngày"].get(name) for name in names) == day
    assert {found[name]["issued_precision"] for name in found} == {
        *("day", "month", "quarter", "year", "none")
    }
    assert found["Năm nay"]["issued_last"] == TODAY.isoformat()
    [event] = api(f"products/{held['Quý'].product.uid}/")["timeline"]
    assert (event["on"], event["precision"]) == ("2024-Q4", "quarter")
