"""The two hundred searches asked of the public API."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.test import Client

from tests.products.search.typed_queries import Query, fill, queries


@dataclass(frozen=True)
class Result:
    """`place`: of what was meant among the first ones found, from 1; 0: it is not there."""

    query: Query
    place: int
    seconds: float


def asked_all(first: int) -> list[Result]:
    """All of them, of a register that is filled for it."""
    fill()
    return list(asked(queries(), first))


def asked(wanted: Iterable[Query], first: int) -> Iterable[Result]:
    client = Client(SERVER_NAME="127.0.0.1")
    for query in wanted:
        started = time.perf_counter()
        answer = client.get("/api/v1/products/", {"q": query.typed, "page_size": first})
        spent = time.perf_counter() - started
        found = [(one["name"], one["producer"]["name"]) for one in answer.json()["results"]]
        fitting = (number for number, one in enumerate(found, 1) if query.fits(*one))
        yield Result(query, next(fitting, 0), spent)
