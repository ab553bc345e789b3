"""What bears a code: products and recognitions with their standings of a day, in one statement that
is written out, since composing it would take longer than answering it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet

from ocop_registry import uids
from ocop_registry.journal.batches import batches
from ocop_registry.journal.models import kept_uids
from products.codes import tax_codes
from products.models.register import PublicEntry, PublicState
from products.models.today import PublicCode
from products.queries.decisions import Decision, with_refs
from products.serving import CERTIFICATION, PRODUCER, PRODUCT
from products.today import turning
from products.today.prepared import Prepared
from products.today.texts import merged

_OF_ENTRY = (
    *("kind", "uid", "product_uid", "province_code", "decision_uid", "decision_key"),
    *("sort_key", "card"),
)
_OF_STATE = ("standing", "stars", "held_stars", "first_day", "sentence", "sentence_en", "state")
COLUMNS = (*(f"entry__{name}" for name in _OF_ENTRY), *_OF_STATE)  # of a PublicState, for `OfDay`


@dataclass
class OfDay:
    """A product or recognition on a day. `card_text`, `state_text`: as they are stored."""

    kind: str
    uid: str
    product_uid: str
    province_code: str
    decision_uid: str
    decision_key: str
    sort_key: bytes
    card_text: str
    standing: str
    stars: int
    held_stars: int
    first_day: date
    sentence: str
    sentence_en: str
    state_text: str

    @cached_property
    def card(self) -> dict[str, Any]:
        return json.loads(self.card_text)

    @cached_property
    def state(self) -> dict[str, Any]:
        return json.loads(self.state_text)

    @property
    def text(self) -> str:
        """Both as one JSON text."""
        return merged(self.card_text, self.state_text)


@dataclass(frozen=True, slots=True)
class Bearer:
    """What bears a code: a recognition with its product, or a product alone. `place`: of the
    product among those that bear the code, by name, from 1."""

    code: str
    place: int
    product: OfDay
    certification: OfDay | None


def bearers(codes: Collection[str], on: date, most: int) -> Iterator[Bearer]:
    """Every bearer of these codes, of the first `most` products of each. One query for each 500
    codes."""
    products: dict[str, OfDay] = {}
    for piece in batches(sorted(codes)):
        for code, place, *told in _asked(piece, on, most):
            product = products.get(told[_PRODUCT_UID])
            if product is None:
                product = products[told[_PRODUCT_UID]] = of_day(told[_WIDTH:])
            own = None if told[0] == PRODUCT else of_day(told[:_WIDTH])
            yield Bearer(code, place, product, own)


class Found:
    """What bears any of these keys: codes, GTINs, decision numbers, uids however they were typed,
    those of what was merged away too. Of each at most `most` products."""

    def __init__(self, keys: Iterable[str], on: date, most: int) -> None:
        wanted = {key for key in keys if key}
        self._on, self._most = on, most
        self._uid_of = {key: uid for key in wanted if (uid := uids.normalise(key))}
        self._by_code: dict[str, list[Bearer]] = {}
        self._kept: dict[str, str] = {}
        turning.made()
        self._add(wanted | set(self._uid_of.values()), on, most)
        lacking = {uid for key, uid in self._uid_of.items() if not self.of(key)}
        self._kept = kept_uids([PRODUCT, CERTIFICATION], lacking)
        self._add(set(self._kept.values()) - self._by_code.keys(), on, most)

    def names(self, key: str) -> list[str]:
        """The codes that a key stands for."""
        uid = self._uid_of.get(key, key)
        return list(dict.fromkeys([key, uid, self._kept.get(uid, uid)]))

    def of(self, key: str) -> list[Bearer]:
        """Its bearers, each once, those of a product together."""
        names = self.names(key) if key in self._uid_of else [key]
        return [one for name in names for one in self._by_code.get(name, ())]

    def add_makers(self, keys: Collection[str]) -> None:
        """And what bears these tax codes: the products of their producers. Two queries and those of
        the products, none where no key is one."""
        taxed = {code for key in keys for code in tax_codes(key)}
        if not taxed:
            return
        makers = dict(
            PublicCode.objects.filter(code__in=taxed, entry__kind=PRODUCER).values_list(
                "entry__uid", "code"
            )
        )
        if not makers:
            return
        made = PublicEntry.objects.filter(kind=PRODUCT, producer_uid__in=makers)
        code_of = {uid: makers[maker] for uid, maker in made.values_list("uid", "producer_uid")}
        for one in bearers(code_of.keys(), self._on, self._most):
            if one.certification is None:
                self._by_code.setdefault(code_of[one.code], []).append(one)

    def _add(self, codes: Collection[str], on: date, most: int) -> None:
        for one in bearers(codes, on, most):
            self._by_code.setdefault(one.code, []).append(one)


class Many:
    """How many bear keys that more bear than are listed, counted by the database. `names`: the
    codes that each key stands for."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._names = names
        self._counts: dict[str, Any] = {}
        self._decisions: dict[str, list[Decision]] = {}
        if names:
            self._count(PublicCode.objects.filter(code__in=sorted(chain(*names.values()))))

    def __contains__(self, key: str) -> bool:
        return key in self._names

    def products(self, key: str) -> int:
        return self._total(key, "products")

    def recognitions(self, key: str) -> int:
        """And the products that bear the key without any."""
        without = self._total(key, "products") - self._total(key, "recognised")
        return self._total(key, "recognitions") + without

    def decisions(self, key: str) -> list[Decision]:
        """Those that the recognitions rest on."""
        return [one for name in self._names[key] for one in self._decisions.get(name, ())]

    def _total(self, key: str, what: str) -> int:
        return sum(self._counts[name][what] for name in self._names[key] if name in self._counts)

    def _count(self, rows: QuerySet[PublicCode]) -> None:
        certified = Q(entry__kind=CERTIFICATION)
        counted = rows.order_by().values("code").annotate(
            products=Count("entry__product_uid", distinct=True),
            recognised=Count("entry__product_uid", distinct=True, filter=certified),
            recognitions=Count("pk", filter=certified),
        )  # fmt: skip
        self._counts = {one["code"]: one for one in counted}
        grouped = (
            rows.filter(certified)
            .exclude(entry__decision_key="")
            .order_by()
            .values("code", "entry__decision_key")
            .annotate(uid=Min("entry__decision_uid"), count=Count("pk"))
        )
        groups = list(grouped)
        for group, decision in zip(groups, with_refs(groups), strict=True):
            self._decisions.setdefault(group["code"], []).append(decision)


def of_day(values: Any) -> OfDay:
    """From `COLUMNS`, as a database answers them."""
    found = OfDay(*values)
    if isinstance(found.first_day, str):  # SQLite
        found.first_day = date.fromisoformat(found.first_day)
    found.sort_key = bytes(found.sort_key)
    return found


def _asked(codes: list[str], on: date, most: int) -> list[tuple[Any, ...]]:
    if connection.vendor == "postgresql":
        if len(codes) == 1:
            return _ONE.ask({"code": codes[0], "on": on, "most": most})
        return _SEVERAL.ask({"codes": codes, "on": on, "most": most})
    with connection.cursor() as cursor:
        cursor.execute(_JOINED, {"codes": json.dumps(codes), "on": on, "most": most})
        return cursor.fetchall()


# --- the statement --------------------------------------------------------------------------------
_ENTRY, _STATE, _CODE = (model._meta.db_table for model in (PublicEntry, PublicState, PublicCode))
_WIDTH = len(COLUMNS)
_PRODUCT_UID = _OF_ENTRY.index("product_uid")


def _columns(entry: str, state: str) -> str:
    return ", ".join(
        [*(f"{entry}.{name}" for name in _OF_ENTRY), *(f"{state}.{name}" for name in _OF_STATE)]
    )


def _of_day(entry: str, state: str, key: str) -> str:
    """An entry of that key, with its stretch of the day."""
    return (
        f"SELECT {_columns(entry, state)} FROM {_ENTRY} {entry} JOIN {_STATE} {state}"  # noqa: S608 (names of models)
        f" ON {state}.entry_id = {entry}.id AND {state}.first_day <= %(on)s"
        f" AND {state}.last_day >= %(on)s WHERE {entry}.id = {key}"
    )


# Each look-up stands by itself (OFFSET 0), so that PostgreSQL never joins whole tables that it
# believes to be empty, as their statistics say until an import of before has been counted.
_EACH = (
    f"SELECT b.code, b.place, own.*, product.* FROM ("  # noqa: S608 (names of models)
    "SELECT k.code, k.entry_id, p.id AS product_id, dense_rank() OVER"
    " (PARTITION BY k.code ORDER BY p.sort_key, p.uid) AS place"
    f" FROM (SELECT code, entry_id FROM {_CODE} WHERE code {{of_codes}} OFFSET 0) k"
    f" CROSS JOIN LATERAL (SELECT product_uid FROM {_ENTRY} WHERE id = k.entry_id"
    f" AND kind IN ('{PRODUCT}', '{CERTIFICATION}') OFFSET 0) e"
    f" CROSS JOIN LATERAL (SELECT id, sort_key, uid FROM {_ENTRY} WHERE kind = '{PRODUCT}'"
    " AND uid = e.product_uid OFFSET 0) p) b"
    f" CROSS JOIN LATERAL ({_of_day('e', 's', 'b.entry_id')} OFFSET 0) own"
    f" CROSS JOIN LATERAL ({_of_day('p', 'ps', 'b.product_id')} OFFSET 0) product"
    " WHERE b.place <= %(most)s"
)


def _state(state: str, entry: str) -> str:
    return (
        f"JOIN {_STATE} {state} ON {state}.entry_id = {entry}.id"
        f" AND {state}.first_day <= %(on)s AND {state}.last_day >= %(on)s"
    )


def _joined(of_codes: str) -> str:
    """The same for SQLite, which knows no LATERAL: CROSS JOIN keeps its order, so that it begins with
    the codes and never with all products."""
    return (
        f"SELECT b.code, b.place, {_columns('e', 's')}, {_columns('p', 'ps')} FROM ("  # noqa: S608 (names of models)
        "SELECT k.code, k.entry_id, p.id AS product_id, dense_rank() OVER"
        " (PARTITION BY k.code ORDER BY p.sort_key, p.uid) AS place"
        f" FROM {_CODE} k CROSS JOIN {_ENTRY} e ON e.id = k.entry_id"
        f" CROSS JOIN {_ENTRY} p ON p.kind = '{PRODUCT}' AND p.uid = e.product_uid"
        f" WHERE e.kind IN ('{PRODUCT}', '{CERTIFICATION}') AND k.code {of_codes}"
        f") b JOIN {_ENTRY} e ON e.id = b.entry_id {_state('s', 'e')}"
        f" JOIN {_ENTRY} p ON p.id = b.product_id {_state('ps', 'p')}"
        " WHERE b.place <= %(most)s"
    )


# Products are numbered by name before anything wide is read, so that of a decision with thousands
# no more than is told is read.
_ON = {"on": "date", "most": "int"}
_ONE = Prepared("bearers_of_one", _EACH.format(of_codes="= %(code)s"), {"code": "text", **_ON})
_SEVERAL = Prepared(
    "bearers", _EACH.format(of_codes="= ANY(%(codes)s)"), {"codes": "text[]", **_ON}
)
_JOINED = _joined("IN (SELECT value FROM json_each(%(codes)s))")
