"""The rows of today against the entries and stretches that they follow from."""

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, connection, transaction

from ocop_registry.journal.batches import batches
from products.models.register import FIRST_DAY, PublicEntry
from products.models.today import PublicCard, PublicCode
from products.models.triggers import words_of
from products.models.words import PublicWord
from products.today import turning
from products.today.rows import TABLES, columns_of, names_of
from products.today.words import KINDS, counted

Difference = tuple[str, str, str]  # kind, uid, what differs


def differences() -> Iterator[Difference]:
    """Every row of today that does not say what its entry and its stretch of the day say. Changes
    nothing."""
    day = turning.held()
    if day == FIRST_DAY:  # none was made yet
        return
    for kind in TABLES:
        keys = PublicEntry.objects.filter(kind=kind).order_by("pk").values_list("pk", flat=True)
        for piece in batches(list(keys)):
            yield from _of_piece(kind, piece, day)
    yield from _of_words()
    yield from _of_indexes()


def _of_piece(kind: str, keys: list[int], day: Any) -> Iterator[Difference]:
    table, names = TABLES[kind], names_of(TABLES[kind])
    rows = {row[0]: row for row in table._default_manager.filter(pk__in=keys).values_list(
        "pk", *names
    )}  # fmt: skip
    cards = {
        pk: (state, text)
        for pk, state, text in PublicCard.objects.filter(pk__in=keys).values_list(
            "pk", "state_id", "text"
        )
    }
    codes: dict[int, set[str]] = {}
    for pk, code in PublicCode.objects.filter(entry__in=keys).values_list("entry_id", "code"):
        codes.setdefault(pk, set()).add(code)
    for told in turning.as_of(kind, keys, day):
        pk, uid = told.entry["id"], told.entry["uid"]
        wanted = [_plain(value) for value in columns_of(told, names)]
        found = [_plain(value) for value in rows.get(pk, [None])[1:]]
        if found != wanted:
            yield kind, uid, "dòng của hôm nay: " + ", ".join(_differing(names, found, wanted))
        if cards.get(pk) != told.card:
            yield kind, uid, "thẻ của hôm nay"
        if codes.get(pk, set()) != told.codes:
            yield kind, uid, "mã tra cứu"


def _of_words() -> Iterator[Difference]:
    for kind, counts in counted():
        stored = dict(PublicWord.objects.filter(kind=kind).values_list("word", "rows"))
        for word in sorted(counts.keys() | stored.keys()):
            if counts.get(word, 0) != stored.get(word, 0):
                yield kind, word, "số dòng có từ này"


def _of_indexes() -> Iterator[Difference]:
    """SQLite's index of words stands beside its table: whether it says the same."""
    if connection.vendor != "sqlite":
        return
    for kind in KINDS:
        index = words_of(TABLES[kind]._meta.db_table)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 (name of a table)
        except DatabaseError:
            yield kind, "", "mục lục từ"


def _differing(names: list[str], found: list[Any], wanted: list[Any]) -> list[str]:
    if not found:
        return ["thiếu"]
    pairs = zip(names, found, wanted, strict=True)
    return [name for name, value, right in pairs if value != right]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
