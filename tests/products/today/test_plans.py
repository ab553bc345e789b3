"""How the databases answer the public's questions: by an index, in its order, never by reading a
table from end to end."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from products.models import ProductToday
from products.queries.search import reading
from products.queries.search.frequency import Frequency
from products.today.prepared import Shaped, Written
from tests.public import register
from tests.public.register import certification, producer, product, uid

pytestmark = pytest.mark.django_db
OF_REGISTER = "products_"
# Lists in an order that an index has; with `held_stars` its rows are filtered as they come.
IN_ORDER = [
    "products/",
    "products/?province=19",
    "products/?province=19&stars=4",
    "products/?province=19&standing=expired",
    "products/?commune=05503&standing=all",
    "products/?set=6",
    "products/?sector=Th%E1%BB%B1c%20ph%E1%BA%A9m",
    "products/?stars=5",
    "products/?ordering=-stars",
    "products/?ordering=-recognised_on",
    "products/?ordering=expires_on",
    "products/?ordering=-updated_at",
    "products/?standing=revoked",
    "certifications/",
    "certifications/?province=19",
    "certifications/?ordering=-updated_at",
    "producers/",
    "producers/?province=19",
    "producers/?ordering=-updated_at",
]
FEW = [
    "products/?producer=" + uid(900),
    "certifications/?product=" + uid(1),
    "certifications/?decision=386/QĐ-UBND",
    "products/?q=mien",
    "products/?q=1",
    "products/?q=tai+mien",
    "producers/?q=tai",
    "verify/?code=19-02155-1-2026",
    f"verify/?code={uid(1)}",
    "verify/?code=386/QĐ-UBND",
    f"products/{uid(1)}/",
    f"producers/{uid(900)}/",
]


@pytest.fixture
def _filled() -> None:
    for number in range(1, 8):
        of = product(
            number, f"Miến {number}", codes=[f"19-02155-{number}-2026"], stars=3 + number % 3
        )
        certification(20 + number, of, "in_force", decision="386/QĐ-UBND")
    producer()
    register.ready()


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("path", IN_ORDER)
def test_a_list_is_read_along_an_index(client: Client, path: str) -> None:
    plans = plans_of(client, path)
    assert [plan for plan in plans if scans(plan)] == []
    assert [plan for plan in plans if sorts(plan)] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps plans")
@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("path", [path for path in IN_ORDER if "standing=" not in path])
def test_so_is_one_that_is_planned_for_any_value(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Shaped] = []
    monkeypatch.setattr(Shaped, "ask", lambda self: asked.append(self) or Written.ask(self))
    assert client.get(f"/api/v1/{path}").status_code == 200
    [one] = asked
    plan = planned_for_any_value(one)
    assert "$1" in plan or not one.given
    assert not scans(plan)
    assert not sorts(plan)


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("path", FEW)
def test_what_is_named_is_looked_up(client: Client, path: str) -> None:
    assert [plan for plan in plans_of(client, path) if scans(plan)] == []


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("standing", ["valid", "all"])
@pytest.mark.parametrize("text", ["mien+dong", "dong+mien", "tai", "m", "1", "htx+tai+hoan+xa"])
def test_common_words_are_read_along_an_index(
    client: Client, text: str, standing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FEW", -1)
    monkeypatch.setattr(Frequency, "many", lambda one, rows: True)
    plans = plans_of(client, f"products/?q={text}&standing={standing}&page_size=2")
    assert [plan for plan in plans if scans(plan)] == []


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("few", [-1, 200])
def test_rare_words_are_looked_up(
    client: Client, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FEW", few)
    monkeypatch.setattr(Frequency, "many", lambda one, rows: False)
    [*named, looked_up] = plans_of(client, "products/?q=hoan+tai&page_size=2")
    assert [plan for plan in named if scans(plan)] == []
    assert not scans(looked_up)
    if connection.vendor == "sqlite":  # PostgreSQL's choice follows from how many rows there are
        assert "SCAN products_producttoday_words VIRTUAL TABLE INDEX" in looked_up
        assert "SEARCH products_producttoday USING INDEX product_today" not in looked_up


@pytest.mark.usefixtures("_filled")
def test_a_page_far_behind_costs_what_the_first_costs(client: Client) -> None:
    first = client.get("/api/v1/products/?page_size=2").json()
    onward = first["next"].partition("/api/v1/")[2]
    plans = plans_of(client, onward)
    assert [plan for plan in plans if scans(plan) or sorts(plan)] == []


@pytest.mark.usefixtures("_filled")
def test_a_question_without_an_index_is_noticed() -> None:
    rows = ProductToday.objects.filter(expires_last="2026-01-01").order_by("recognised_last")
    [plan] = explained([str(rows.values("uid").query).replace("2026-01-01", "'2026-01-01'")])
    assert scans(plan)
    assert sorts(plan)


def plans_of(client: Client, path: str) -> list[str]:
    """How each question that the address asks of the register would be answered on a large
    table."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    asked = [one["sql"] for one in captured if any(name in one["sql"] for name in LARGE)]
    return explained([sql for sql in asked if sql.startswith("SELECT")])


def explained(statements: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # else it reads small tables from end to end
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        return [_explained(cursor, statement) for statement in statements]


def planned_for_any_value(asked: Shaped) -> str:
    """The plan of its shape, which the same server keeps for all values."""
    assert asked.shape
    prepared = asked.shape.prepared
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(prepared.preparing)
        cursor.execute(f"EXPLAIN {prepared.executing}", asked.given)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def _explained(cursor: Any, statement: str) -> str:
    word = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    cursor.execute(f"{word} {statement}")
    return "\n".join(str(row[-1]) for row in cursor.fetchall())


def scans(plan: str) -> bool:
    if connection.vendor == "postgresql":
        return any(f"Seq Scan on {name}" in plan for name in LARGE)
    lines = plan.splitlines()
    return any(
        line.startswith(f"SCAN {name}") and not re.search("USING|VIRTUAL TABLE INDEX", line)
        for line in lines
        for name in LARGE
    )


def sorts(plan: str) -> bool:
    return ("Sort Key" if connection.vendor == "postgresql" else "TEMP B-TREE FOR ORDER") in plan


LARGE = [
    f"{OF_REGISTER}{name}"
    for name in (
        *("producttoday", "certificationtoday", "producertoday", "publiccard", "publiccode"),
        *("publicentry", "publicstate", "publicplace"),
    )
]
