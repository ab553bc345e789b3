"""The works that are measured: the same question to us, to the plain project and to the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from tests.benchmarks.plain import asked
from tests.benchmarks.reads import parameters, sql
from tests.benchmarks.reads.load import Request, ask
from tests.benchmarks.reads.parameters import Parameters

API, PLAIN_API = "/api/v1/products/", "/api/products/"
DEEPEST = 100  # pages that are followed first
_MEASURED = 20  # of the last of them
PAGE_SIZE = 50


@dataclass(frozen=True)
class Work:
    """`statements`: what the database alone is asked, one script for each question; `each`: how
    many answers one request brings."""

    name: str
    ours: Sequence[Request]
    plain: Sequence[Request]
    statements: Sequence[str]
    each: int = 1


def works(port: int, drawn: Parameters) -> list[Work]:
    """All works of answers made anew. `port`: of the server whose pages are followed."""
    filters = [(province, stars, _query(province, stars)) for province, stars in drawn.filters]
    pages = [(*one, 1 + place % 3) for place, one in enumerate(filters)]
    return [
        Work(
            "API list of 50, province and stars",
            [Request(f"{API}?{query}") for *_, query in filters],
            [Request(f"{PLAIN_API}?{query}") for *_, query in filters],
            [sql.product_list(province, stars) for province, stars, _ in filters],
        ),
        deep_pages(port),
        Work(
            "one product",
            [Request(f"{API}{uid}/") for uid in drawn.uids],
            [Request(f"{PLAIN_API}{uid}/") for uid in drawn.uids],
            [sql.one_product(uid) for uid in drawn.uids],
        ),
        Work(
            "search, 100 queries without marks",
            [Request(f"{API}?q={quote(text)}") for text in drawn.queries],
            [Request(f"{PLAIN_API}?q={quote(text)}") for text in drawn.queries],
            [sql.search(text) for text in drawn.queries],
        ),
        Work(
            "facets, province and stars",
            [Request(f"{API}facets/?{query}") for *_, query in filters],
            [Request(f"/api/facets/?{query}") for *_, query in filters],
            [sql.facets(province, stars) for province, stars, _ in filters],
        ),
        Work(
            "HTML list of 24",
            [Request(f"/san-pham/?{query}&page={number}") for *_, query, number in pages],
            [Request(f"/products/?{query}&page={number}") for *_, query, number in pages],
            [sql.page(province, stars, number) for province, stars, _, number in pages],
        ),
        Work(
            "verify one code",
            [Request(f"/api/v1/verify/?code={quote(code)}") for code in drawn.codes],
            [Request(f"/api/verify/?code={quote(code)}") for code in drawn.codes],
            [sql.verify([code]) for code in drawn.codes],
        ),
        Work(
            "verify 1,000 codes at once, codes",
            [_posted("/api/v1/verify/", codes) for codes in drawn.lists],
            [_posted("/api/verify/", codes) for codes in drawn.lists],
            [sql.verify(codes) for codes in drawn.lists],
            each=parameters.MOST_CODES,
        ),
        Work("home page", [Request("/")], [Request("/")], [sql.home()]),
    ]


def deep_pages(port: int) -> Work:
    """The last of a hundred pages, of all products and of those with 3★ and 4★; fewer where there
    are fewer."""
    ours, plain, statements = [], [], []
    for stars in (None, 3, 4):
        query = f"stars={stars}&" if stars else ""
        followed = _followed(port, f"{API}?{query}ordering=name")
        params = {"stars": str(stars)} if stars else {}
        rows = asked.valid(params).order_by("sort_key", "uid").values_list("sort_key", "uid")
        before = list(rows[: PAGE_SIZE * len(followed)])
        for number in range(max(1, len(followed) - _MEASURED + 1), len(followed) + 1):
            ours.append(Request(followed[number - 1]))
            plain.append(Request(f"{PLAIN_API}?{query}page={number + 1}"))
            sort_key, uid = before[PAGE_SIZE * number - 1]
            statements.append(sql.beyond(stars, bytes(sort_key), uid))
    return Work("deep pages of the API list", ours, plain, statements)


def _followed(port: int, path: str) -> list[str]:
    """The addresses of the pages 2, 3, … as `next` gives them."""
    import json

    found: list[str] = []
    while len(found) < DEEPEST:
        following = json.loads(ask(port, Request(path))[0])["next"]
        if following is None:
            break
        parts = urlsplit(following)
        path = f"{parts.path}?{parts.query}"
        found.append(path)
    return found


def _posted(path: str, codes: list[str]) -> Request:
    return Request(path, "POST", body=parameters.body(codes))


def _query(province: str, stars: int) -> str:
    return urlencode({"province": province, "stars": stars})
