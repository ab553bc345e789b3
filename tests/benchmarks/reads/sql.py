"""What PostgreSQL alone is asked: for each work the narrowest query of the register's tables that an
answer can be made of. The only part of the benchmark that knows how the register is stored."""

from collections.abc import Collection

from django.db import connection

from ocop_registry import clock
from products.models import ProductToday
from products.queries.search.parts import parts
from products.serving import code_key

_PAGE = 51
_ROWS = "products_producttoday t"
_JOIN = f"{_ROWS} JOIN products_publiccard c ON c.entry_id = t.entry_id"
_BY_NAME = "t.sort_key, t.uid"
_SERVED = f"c.text, {_BY_NAME}"
_STRETCHES = "products_publicentry e JOIN products_publicstate s ON s.entry_id = e.id"
_FACETS = {
    "province": "t.province_code",
    "stars": "t.stars",
    "held_stars": "t.held_stars",
    "sector": "t.sector",
    "set": "t.set_no",
    "producer_kind": "t.producer_kind",
    "standing": "t.standing",
}


def product_list(province: str, stars: int) -> str:
    """The first 50 of a province with so many stars, and one more."""
    where = f"t.province_code = '{province}' AND t.stars = {stars} AND t.valid = 1"
    return f"SELECT {_SERVED} FROM {_JOIN} WHERE {where} ORDER BY {_BY_NAME} LIMIT 51;"


def beyond(stars: int | None, sort_key: bytes, uid: str) -> str:
    """The 50 beyond a row."""
    where = f"t.valid = 1 AND ({_BY_NAME}) > ('\\x{sort_key.hex()}'::bytea, '{uid}')"
    where += f" AND t.stars = {stars}" if stars else ""
    return f"SELECT {_SERVED} FROM {_JOIN} WHERE {where} ORDER BY {_BY_NAME} LIMIT 51;"


def one_product(uid: str) -> str:
    """A product whole and its recognitions."""
    return (
        f"SELECT e.card, e.detail, e.updated_at, s.state, s.sentence FROM {_STRETCHES}"
        f" WHERE e.kind IN ('product', 'certification') AND e.product_uid = '{uid}'"
        f" AND {_today()} ORDER BY s.recognised_on DESC, e.uid;"
    )


def search(text: str) -> str:
    """The 50 closest, and one more: the parts of the search, as far as it takes to find them."""
    if connection.vendor != "postgresql":  # there is nobody to ask
        return ""
    asked, found = [], 0
    for part in parts(ProductToday.objects.filter(valid=1), text):
        columns = ("listed__text", *part.columns)
        rows = part.rows.order_by(*part.columns).values_list(*columns)[:_PAGE]
        with connection.cursor() as cursor:
            asked.append(f"{cursor.mogrify(*rows.query.sql_with_params()).decode()};")
        found += len(rows)
        if found >= _PAGE:
            break
    return "\n".join(asked)


def facets(province: str, stars: int) -> str:
    """Counts by every facet, each without its own filter."""
    return "\n".join(_counts(name, province, stars) for name in _FACETS)


def page(province: str, stars: int, number: int) -> str:
    """A page of 24, and how many products there are by standing."""
    where = f"t.province_code = '{province}' AND t.stars = {stars} AND t.valid = 1"
    return (
        f"{_counts('standing', province, stars)}\n"
        f"SELECT c.text FROM {_JOIN} WHERE {where}"
        f" ORDER BY {_BY_NAME} LIMIT 24 OFFSET {24 * (number - 1)};"
    )


def verify(codes: Collection[str]) -> str:
    """The recognitions and products that bear these codes, with what their products are worth."""
    listed = ", ".join(f"'{code_key(code)}'" for code in codes)
    return (
        f"SELECT k.code, e.uid, e.card, s.state, s.sentence FROM {_STRETCHES}"
        f" JOIN products_publiccode k ON k.entry_id = e.id WHERE k.code IN ({listed})"
        f" AND {_today()};"
    )


def home() -> str:
    """The figures of the home page and its newest decisions."""
    counted = [_counts(name, "", 0) for name in ("standing", "province", "stars")]
    newest = (
        "SELECT t.decision_key, t.entry_id FROM products_certificationtoday t"
        f" WHERE t.recognised_on <= '{clock.today()}' AND t.recognised_last = t.recognised_on"
        " AND t.decision_key <> '' ORDER BY t.recognised_on DESC, t.uid DESC LIMIT 300;"
    )
    return "\n".join([*counted, newest])


def _counts(facet: str, province: str, stars: int) -> str:
    conditions = {
        "province": f"t.province_code = '{province}'" if province else "",
        "stars": f"t.stars = {stars}" if stars else "",
        "standing": "t.valid = 1",
    }
    left_out = "stars" if facet == "held_stars" else facet
    kept = [text for name, text in conditions.items() if text and name != left_out]
    where = f"WHERE {' AND '.join(kept)} " if kept else ""
    column = _FACETS[facet]
    return f"SELECT {column}, count(*) FROM {_ROWS} {where}GROUP BY {column};"


def _today() -> str:
    return f"s.first_day <= '{clock.today()}' AND s.last_day >= '{clock.today()}'"
