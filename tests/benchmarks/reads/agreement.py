"""Whether both sides answer the same; else their speeds are not worth comparing."""

import json
import re
from collections.abc import Sequence
from typing import Any

from tests.benchmarks.reads.load import Request, ask
from tests.benchmarks.reads.servers import Server
from tests.benchmarks.reads.works import API, Work

_SOME = 12  # questions of each work
_ONE_IN = 5  # searches
_OF_A_LINK = re.compile(rb'href="/san-pham/([0-9A-Z]{7})-')
_FIGURE = re.compile(rb"<strong>([\d.,\s]*\d)")
# The plain project finds less: it knows neither old places nor codes and numbers of decisions.
_LEAST_FOUND = 0.5


class Disagreement(SystemExit):
    """A sentence: what the two sides say differently."""


def agree(ours: Server, plain: Server, works: Sequence[Work]) -> str:
    """Compare answers of every work. Answers a sentence on what searches find; raises
    Disagreement."""
    both = {work.name: work for work in works}
    readers = {
        "API list of 50, province and stars": _uids,
        "deep pages of the API list": _uids,
        "one product": _product,
        "facets, province and stars": _facets,
        "HTML list of 24": _links,
        "verify one code": _verified,
        "verify 1,000 codes at once, codes": _verified,
        "home page": _figure,
    }
    for name, read in readers.items():
        work = both[name]
        step = max(1, len(work.ours) // _SOME)
        for mine, other in list(zip(work.ours, work.plain, strict=True))[::step]:
            one, two = read(ask(ours.port, mine)[0]), read(ask(plain.port, other)[0])
            if not one:
                raise Disagreement(f"{name}: nothing to compare at {mine.path}")
            if one != two:
                raise Disagreement(
                    f"{name}: {mine.path} and {other.path} differ, so nothing was measured:"
                    f"\n  ours  {str(one)[:500]}\n  plain {str(two)[:500]}"
                )
    return _searches(ours, plain, both["search, 100 queries without marks"])


def _searches(ours: Server, plain: Server, work: Work) -> str:
    here = there = 0
    pairs = list(zip(work.ours, work.plain, strict=True))[::_ONE_IN]
    for mine, other in pairs:
        facets = Request(mine.path.replace(API, f"{API}facets/"))
        counted = json.loads(ask(ours.port, facets)[0])["facets"]["province"]
        found, said = sum(counted.values()), json.loads(ask(plain.port, other)[0])["count"]
        here, there = here + found, there + said
    if min(here, there) < max(here, there) * _LEAST_FOUND:
        raise Disagreement(f"The plain project finds {there} products, ours {here}: too far apart.")
    return f"{len(pairs)} searches find {here:,} products here, {there:,} in the plain project."


# --- what is compared of an answer ----------------------------------------------------------------
def _uids(body: bytes) -> list[str]:
    return [row["uid"] for row in json.loads(body)["results"]]


def _product(body: bytes) -> tuple[Any, ...]:
    told = json.loads(body)
    certifications = sorted((one["uid"], one["stars"]) for one in told["certifications"])
    return told["uid"], told["name"], told["standing"], certifications


def _facets(body: bytes) -> dict[str, dict[str, int]]:
    """Those that both sides count; without what is not known."""
    told = json.loads(body)["facets"]
    told.pop("held_stars", None)
    return {
        name: {str(value): rows for value, rows in counts.items() if value not in ("", "0")}
        for name, counts in told.items()
    }


def _links(body: bytes) -> list[bytes]:
    return list(dict.fromkeys(_OF_A_LINK.findall(body)))


def _verified(body: bytes) -> list[tuple[Any, ...]]:
    return [
        (one["code"], one["standing"], one["product"] and one["product"]["uid"])
        for one in json.loads(body)["results"]
    ]


def _figure(body: bytes) -> int:
    found = _FIGURE.search(body)
    return int(re.sub(rb"\D", b"", found[1])) if found else 0
