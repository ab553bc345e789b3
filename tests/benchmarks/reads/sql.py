"""What PostgreSQL alone is asked: for each work the narrowest query of the register's tables that an
answer can be made of. The only part of the benchmark that knows how the register is stored."""

from collections.abc import Collection

from ocop_registry import clock
from ocop_registry.places.text import fold, loose_fold
from products.serving import code_key
from products.standings import VALID

_JOIN = "products_publicentry e JOIN products_publicstate s ON s.entry_id = e.id"
_BY_NAME = "e.sort_key, e.uid"
_SERVED = "e.card, e.updated_at, s.state"
_FACETS = {
    "province": "e.province_code",
    "commune": "e.commune_code",
    "stars": "s.stars",
    "held_stars": "s.held_stars",
    "sector": "e.sector",
    "set": "e.set_no",
    "producer_kind": "e.producer_kind",
    "standing": "s.standing",
}


def product_list(province: str, stars: int) -> str:
    """The first 50 of a province with so many stars, and one more."""
    where = _where(province=f"e.province_code = '{province}'", stars=f"s.stars = {stars}")
    return f"SELECT {_SERVED}, {_BY_NAME} FROM {_JOIN} WHERE {where} ORDER BY {_BY_NAME} LIMIT 51;"


def beyond(stars: int | None, sort_key: bytes, uid: str) -> str:
    """The 50 beyond a row."""
    where = _where(
        beyond=f"({_BY_NAME}) > ('\\x{sort_key.hex()}'::bytea, '{uid}')",
        stars=f"s.stars = {stars}" if stars else "",
    )
    return f"SELECT {_SERVED}, {_BY_NAME} FROM {_JOIN} WHERE {where} ORDER BY {_BY_NAME} LIMIT 51;"


def one_product(uid: str) -> str:
    """A product whole and its recognitions."""
    return (
        f"SELECT e.card, e.detail, e.updated_at, s.state FROM {_JOIN}"
        f" WHERE e.kind = 'product' AND e.uid = '{uid}' AND {_today()};\n"
        f"SELECT {_SERVED}, s.sentence FROM {_JOIN}"
        f" WHERE e.kind = 'certification' AND e.product_uid = '{uid}' AND {_today()}"
        " ORDER BY s.recognised_on DESC, e.uid DESC;"
    )


def search(text: str) -> str:
    """The 50 closest."""
    words = {
        word: f"e.search_key LIKE '%{word}%'" for word in dict.fromkeys(loose_fold(text).split())
    }
    name, phrase = fold(text), loose_fold(text)
    rank = (
        f"CASE WHEN e.name_key = '{name}' THEN 0 WHEN e.name_key LIKE '{name}%' THEN 1"
        f" WHEN e.search_key LIKE '% {phrase} %' THEN 2 ELSE 3 END"
    )
    return (
        f"SELECT {_SERVED}, {rank} AS rank, {_BY_NAME} FROM {_JOIN} WHERE {_where(**words)}"
        f" ORDER BY rank, {_BY_NAME} LIMIT 51;"
    )


def facets(province: str, stars: int) -> str:
    """Counts by every facet, each without its own filter."""
    return "\n".join(_counts(name, province, stars) for name in _FACETS)


def page(province: str, stars: int, number: int) -> str:
    """A page of 24, and how many products there are by standing."""
    where = _where(province=f"e.province_code = '{province}'", stars=f"s.stars = {stars}")
    return (
        f"{_counts('standing', province, stars)}\n"
        f"SELECT {_SERVED} FROM {_JOIN} WHERE {where}"
        f" ORDER BY {_BY_NAME} LIMIT 24 OFFSET {24 * (number - 1)};"
    )


def verify(codes: Collection[str]) -> str:
    """The recognitions and products that bear these codes, with what their products are worth."""
    keys = sorted({code_key(code) for code in codes})
    told = f"SELECT e.uid, e.codes, {_SERVED}, s.sentence FROM {_JOIN}"
    where = f"e.kind IN ('product', 'certification') AND {_today()}"
    if len(keys) == 1:
        bears = f"(e.codes LIKE '%|{keys[0]}|%' OR e.uid = '{keys[0]}')"
        return f"{told} WHERE {where} AND {bears};"
    listed = ", ".join(f"'{key}'" for key in keys)
    return (
        f"{told}, unnest(string_to_array(e.codes, '|')) AS own(code),"
        f" unnest(ARRAY[{listed}]) AS asked(code) WHERE {where} AND own.code = asked.code"
        f" UNION ALL {told} WHERE {where} AND e.uid IN ({listed});"
    )


def home() -> str:
    """The figures of the home page and its newest decisions."""
    counted = [_counts(name, "", 0) for name in ("standing", "province", "stars")]
    newest = (
        f"SELECT e.card FROM {_JOIN} WHERE e.kind = 'certification' AND {_today()}"
        f" AND s.recognised_on <= '{clock.today()}' AND s.recognised_last = s.recognised_on"
        " ORDER BY s.recognised_on DESC, e.uid DESC LIMIT 300;"
    )
    return "\n".join([*counted, newest])


def _counts(facet: str, province: str, stars: int) -> str:
    conditions = {
        "province": f"e.province_code = '{province}'" if province else "",
        "stars": f"s.stars = {stars}" if stars else "",
        "standing": _valid(),
    }
    left_out = "stars" if facet == "held_stars" else facet
    where = _where(**{**conditions, left_out: ""})
    column = _FACETS[facet]
    return f"SELECT {column}, count(*) FROM {_JOIN} WHERE {where} GROUP BY {column};"


def _where(**conditions: str) -> str:
    """Products of today that these conditions keep; valid ones where `standing` says nothing."""
    chosen = {"standing": _valid(), **conditions}
    return " AND ".join(["e.kind = 'product'", _today(), *filter(None, chosen.values())])


def _today() -> str:
    return f"s.first_day <= '{clock.today()}' AND s.last_day >= '{clock.today()}'"


def _valid() -> str:
    words = ", ".join(f"'{one}'" for one in sorted(VALID))
    return f"s.standing IN ({words})"
