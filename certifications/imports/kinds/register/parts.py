"""A list of the whole country in parts, a province each: who a row means is looked for in one
province, so the register is read province by province, and memory grows with neither file nor
country."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from certifications.identity.register_index import gtin_key, registration_key, tax_key
from certifications.imports.contract import Row
from certifications.imports.kinds.register.places import Spots
from certifications.imports.kinds.register.reading import tell
from certifications.imports.kinds.register.row_as_read import Law, Told
from certifications.models import Certification
from ocop_registry import uids
from ocop_registry.held import Held
from ocop_registry.journal.models import MergedSubject
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold
from producers.models import Producer
from products.models import Product
from products.serving import code_key

Key = tuple[str, str]  # what kind of identifier, and the identifier as it is compared
ANYWHERE = 0  # the part of rows that may mean somebody of any province


class Parts:
    """Parts the rows of a file without a province of its own."""

    def __init__(self, spots: Spots, law: Law) -> None:
        self._spots, self._law = spots, law
        self._homes: dict[Key, int] = {}  # identifier → today's province (id) of whom it names
        self._named: dict[str, set[int]] = defaultdict(set)  # producers of the file

    def of(self, rows: Iterable[Row]) -> Iterator[tuple[Place | None, list[Row]]]:
        """(today's province, its rows in the order of the file); None: rows that may mean somebody
        of any. All are told apart before the first part is given, so before anything is written.
        """
        whole, used = Held[Row](), set[str]()
        for row in rows:
            whole.append(row)
            told = tell(_blank(row), self._law)
            self._spots.answers_of([told])
            used.update(kind for kind, _ in _identifiers(told))
        self._homes = _homes(used)
        parts: dict[int, Held[Row]] = {}
        for row in whole:
            told = tell(_blank(row), self._law)
            self._spots.locate(told)
            home = self._home(told)
            parts.setdefault(home, Held(most=_FEW)).append(row)
        for home, part in parts.items():
            yield self._spots.units[home] if home else None, list(part)

    def _home(self, told: Told) -> int:
        """Where whom it names is, in the register or in an earlier row; else the province of its
        place, or of its issuer."""
        keys = list(_identifiers(told))
        home = next((self._homes[key] for key in keys if key in self._homes), None)
        name = fold(told.producer)
        if home is None:
            home = self._of_place(told, name)
        for key in keys:
            self._homes.setdefault(key, home)
        self._named[name].add(home)
        return home

    def _of_place(self, told: Told, name: str) -> int:
        unit = told.unit
        if unit is None and not told.place_texts and not told.place_code:
            if len(self._named[name]) == 1:
                return next(iter(self._named[name]))
            unit = self._spots.issuer(told.last) if told.last else None
        return unit.current_province.pk if unit else ANYWHERE


_FEW = 100  # rows of each of many parts that stay in memory


def _blank(row: Row) -> Row:
    """A copy to read: what is wrong with a row is said when it is checked."""
    return replace(
        row, cells=dict(row.cells), choices=dict(row.choices), faults=[], notes=[], changes=[],
        questions={},
    )  # fmt: skip


def _identifiers(told: Told) -> Iterator[Key]:
    """What names a producer or product wherever it is."""
    code = told.last.code if told.last else ""
    for kind, typed, key in (
        ("product", told.uid, uids.normalise(told.uid) or told.uid),
        ("producer", told.producer_uid, uids.normalise(told.producer_uid) or told.producer_uid),
        ("code", code, code_key(code) if code else ""),
        ("gtin", told.gtin, gtin_key(told.gtin)),
        ("tax", told.tax_code, tax_key(told.tax_code)),
        ("registration", told.registration_number, registration_key(told.registration_number)),
    ):
        if typed and key:
            yield kind, key


# --- where those of the register are ----------------------------------------------------------------
def _homes(used: set[str]) -> dict[Key, int]:
    """Identifier → today's province (id), for those kinds of identifiers that the file uses."""
    found: dict[Key, int] = {}
    if used & {"producer", "tax", "registration"}:
        found.update(_of_producers())
    if used & {"product", "gtin"}:
        found.update(_of_products())
    if "code" in used:
        found.update(_of_codes())
    for kind, old, uid in MergedSubject.objects.filter(
        kind__in=used & {Producer.SUBJECT_KIND, Product.SUBJECT_KIND}
    ).values_list("kind", "old_uid", "uid"):
        if (kind, uid) in found:
            found.setdefault((kind, old), found[kind, uid])
    return found


def _of_producers() -> Iterator[tuple[Key, int]]:
    rows = Producer.objects.order_by().values_list(
        "uid", "tax_code", "registration_number", "place", "place__province"
    )
    for uid, tax, registration, place, province in rows.iterator():
        home = province or place
        yield ("producer", uid), home
        if tax:
            yield ("tax", tax_key(tax)), home
        if registration:
            yield ("registration", registration_key(registration)), home


def _of_products() -> Iterator[tuple[Key, int]]:
    rows = Product.objects.order_by().values_list(
        "uid", "gtin", "producer__place", "producer__place__province"
    )
    for uid, gtin, place, province in rows.iterator():
        yield ("product", uid), province or place
        if gtin:
            yield ("gtin", gtin_key(gtin)), province or place


def _of_codes() -> Iterator[tuple[Key, int]]:
    rows = Certification.objects.exclude(code="", corrections=[]).order_by()
    for code, corrections, place, province in rows.values_list(
        "code", "corrections", "product__producer__place", "product__producer__place__province"
    ).iterator():
        old = (note["old"] for note in corrections if note["field"] == "code")
        for one in filter(None, (code, *old)):
            yield ("code", code_key(one)), province or place
