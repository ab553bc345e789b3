"""The products of a day with what the register tells of each, as the first half of a statement.

Their former district is that of the producer's place, else that of the recognition which speaks for
the product on the day, else the only one that the commune of today comes from. Rows of the register
know each other by their uids, by which the ORM cannot join.
"""

from datetime import date

from ocop_registry.places.models import Place, PlaceLevel
from products.models.register import PublicEntry, PublicPlace, PublicState
from products.serving import CERTIFICATION, PRODUCER, PRODUCT
from products.standings import VALID, Standing

_STATEMENT = """
WITH of_producer AS (
    SELECT e.producer_uid AS uid, MAX(p.place_id) AS place
    FROM {place_of} p
    JOIN {entry} e ON e.id = p.entry_id
    JOIN {place} d ON d.id = p.place_id
    WHERE e.kind = %s AND d.level = %s {here}
    GROUP BY e.producer_uid
),
of_recognition AS (
    SELECT e.product_uid AS uid, p.place_id AS place, ROW_NUMBER() OVER (
        PARTITION BY e.product_uid
        ORDER BY {valid} DESC, s.recognised_on DESC, e.uid DESC, p.place_id DESC
    ) AS nth
    FROM {place_of} p
    JOIN {entry} e ON e.id = p.entry_id
    JOIN {place} d ON d.id = p.place_id
    JOIN {state} s ON s.entry_id = e.id
    WHERE e.kind = %s AND d.level = %s AND s.first_day <= %s AND s.last_day >= %s {here}
),
listed AS MATERIALIZED (
    SELECT s.id AS state, s.held_stars AS stars, s.standing AS standing, {valid} AS valid,
        e.producer_uid AS producer, e.producer_kind AS kind, e.sector AS sector,
        e.set_no AS set_no, e.commune_code AS commune, {unit} AS place,
        CASE WHEN e.is_demo THEN 1 ELSE 0 END AS demo,
        COALESCE(of_producer.place, of_recognition.place) AS named
    FROM {state} s
    JOIN {entry} e ON e.id = s.entry_id
    LEFT JOIN of_producer ON of_producer.uid = e.producer_uid
    LEFT JOIN of_recognition ON of_recognition.uid = e.uid AND of_recognition.nth = 1
    WHERE e.kind = %s AND s.first_day <= %s AND s.last_day >= %s AND s.standing <> %s {here}
)
"""


def listed_products(on: date, province: str) -> tuple[str, list[str | date]]:
    """The statement's first half and its values. It makes the table `listed`, a row for each product
    recognised by the day: its `state` (key of PublicState), `stars`, `standing`, `valid` (1 or 0),
    `producer` (uid), `kind`, `sector`, `set_no`, `commune`, `place` (the commune within a province,
    else the province), `demo` (1 or 0), `named` (the district, as key of Place, or null where only
    the commune tells it)."""
    here = [province] if province else []
    valid = sorted(str(one) for one in VALID)
    day = (on, on)
    values: list[str | date] = [PRODUCER, str(PlaceLevel.DISTRICT), *here]
    values += [*valid, CERTIFICATION, str(PlaceLevel.DISTRICT), *day, *here]
    values += [*valid, PRODUCT, *day, str(Standing.PARTICIPATING), *here]
    statement = _STATEMENT.format(
        entry=PublicEntry._meta.db_table,
        state=PublicState._meta.db_table,
        place_of=PublicPlace._meta.db_table,
        place=Place._meta.db_table,
        here="AND e.province_code = %s" if province else "",
        unit="e.commune_code" if province else "e.province_code",
        valid=f"CASE WHEN s.standing IN ({', '.join(['%s'] * len(valid))}) THEN 1 ELSE 0 END",
    )
    return statement, values
