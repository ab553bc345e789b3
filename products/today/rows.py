"""Writing the rows of today: each follows from an entry and the stretch of one day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ocop_registry.journal.batches import insert_rows
from ocop_registry.places.text import loose
from products.models.register import FIRST_DAY, LAST_DAY
from products.models.today import (
    CertificationToday,
    OfToday,
    ProducerToday,
    ProductToday,
    PublicCard,
    PublicCode,
)
from products.today import texts

TABLES: dict[str, type[OfToday]] = {
    "product": ProductToday,
    "certification": CertificationToday,
    "producer": ProducerToday,
}
_ALWAYS: Mapping[str, Any] = {"id": None, "first_day": FIRST_DAY, "last_day": LAST_DAY}


@dataclass(frozen=True, slots=True)
class Told:
    """One object on a day. `entry`: columns of PublicEntry, its `id` among them; `state`: columns
    of PublicState, its `id` among them; None of a producer."""

    entry: Mapping[str, Any]
    state: Mapping[str, Any] | None

    @property
    def card(self) -> tuple[int | None, str]:
        """Key of the stretch, and the card with what it says."""
        entry, state = self.entry, self.state
        text = texts.listed(entry["card"], entry["updated_at"], state["state"] if state else "{}")
        return state["id"] if state else None, text

    @property
    def codes(self) -> set[str]:
        """What leads to a product or certification: codes, numbers, its uid."""
        codes = {code for code in self.entry["codes"].split("|") if code}
        return codes if self.entry["kind"] == "producer" else {*codes, self.entry["uid"]}


def names_of(table: type[OfToday]) -> list[str]:
    return [field.name for field in table._meta.concrete_fields]


def write(found: Iterable[Told]) -> None:
    """Store these objects as they are on the day, over what is stored of them."""
    by_kind: dict[str, list[Told]] = defaultdict(list)
    for one in found:
        if one.entry["kind"] in TABLES:
            by_kind[one.entry["kind"]].append(one)
    for kind, told in by_kind.items():
        cards = ((one.entry["id"], *one.card) for one in told)
        insert_rows(PublicCard, ("entry", "state", "text"), cards, unique=("entry",))
        names = names_of(TABLES[kind])
        rows = (columns_of(one, names) for one in told)
        insert_rows(TABLES[kind], names, rows, unique=("listed",))


def write_codes(found: Iterable[Told]) -> None:
    """Store the codes of objects that have none stored."""
    codes = ((one.entry["id"], code) for one in found for code in sorted(one.codes))
    insert_rows(PublicCode, ("entry", "code"), codes)


def columns_of(one: Told, names: list[str]) -> list[Any]:
    """These columns of its row."""
    return [_value(one, name) for name in names]


def _value(one: Told, name: str) -> Any:
    state = one.state or _ALWAYS
    if name == "listed":
        return one.entry["id"]
    if name == "valid":
        return int(state["stars"] > 0)
    if name == "called":
        return loose(one.entry["name_key"]).encode()
    return state[name] if name in state else one.entry[name]
