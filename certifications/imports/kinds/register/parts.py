"""A list of the whole country in parts, a province each: who a row means is looked for in one
province, so the register is read province by province, and memory grows with neither file nor
country."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from certifications.identity.country import Country
from certifications.identity.identifiers import gtin_key, registration_key, tax_key
from certifications.imports.contract import Row
from certifications.imports.kinds.register.places import Spots
from certifications.imports.kinds.register.reading import tell
from certifications.imports.kinds.register.row_as_read import Law, Told
from ocop_registry import uids
from ocop_registry.held import Common, Held
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold
from products.serving import code_key

Key = tuple[str, str]  # what kind of identifier, and the identifier as it is compared
Part = tuple[Place | None, list[Told]]
ANYWHERE = 0  # the part of rows that may mean somebody of any province


class Parts:
    """Parts the rows of a file without a province of its own."""

    def __init__(self, spots: Spots, law: Law, country: Country) -> None:
        self._spots, self._law, self._country = spots, law, country
        self._common = Common([*spots.units.values(), *law.schemes, *law.sets])
        self._homes: dict[Key, int] = {}  # identifier → the part of the first row that bears it
        self._named: dict[str, set[int]] = defaultdict(set)  # producers of the file

    def of(self, rows: Iterable[Row]) -> Iterator[Part]:
        """(today's province, its rows in the order of the file, told and located); None: rows that
        may mean somebody of any. All are told apart before the first part is given, so before
        anything is written.
        """
        parts: dict[int, Held[Told]] = {}
        for told in told_rows(rows, self._spots, self._law):
            home = self._home(told)
            parts.setdefault(home, Held(most=_FEW, common=self._common)).append(told)
        for home in list(parts):
            yield self._spots.units[home] if home else None, list(parts.pop(home))

    def _home(self, told: Told) -> int:
        """Where whom it names is, in the register or in an earlier row; else the province of its
        place, or of its issuer."""
        keys = list(_identifiers(told))
        known = (self._known(key) for key in keys)
        home = next((one for one in known if one is not None), None)
        name = fold(told.producer)
        if home is None:
            home = self._of_place(told, name)
        for key in keys:
            self._homes.setdefault(key, home)
        self._named[name].add(home)
        return home

    def _known(self, key: Key) -> int | None:
        homes = self._country.homes(*key)
        return homes[-1] if homes else self._homes.get(key)

    def _of_place(self, told: Told, name: str) -> int:
        unit = told.unit
        if unit is None and not told.place_texts and not told.place_code:
            if len(self._named[name]) == 1:
                return next(iter(self._named[name]))
            unit = self._spots.issuer(told.last) if told.last else None
        return unit.current_province.pk if unit else ANYWHERE


_FEW = 100  # rows of each of many parts that stay in memory


def told_rows(rows: Iterable[Row], spots: Spots, law: Law) -> Iterator[Told]:
    """The rows as read, with the unit that each names. All answers count before the first row is
    located."""
    whole = rows if isinstance(rows, Held) else Held(rows)
    spots.answers_of(whole)
    for row in whole:
        told = tell(row, law)
        spots.locate(told)
        yield told


def _identifiers(told: Told) -> Iterator[Key]:
    """What names a producer or product wherever it is."""
    if told.uid:
        yield "product", uids.normalise(told.uid) or told.uid
    if told.producer_uid:
        yield "producer", uids.normalise(told.producer_uid) or told.producer_uid
    code = told.last.code if told.last else ""
    for kind, key in (
        ("code", code_key(code) if code else ""),
        ("gtin", told.gtin and gtin_key(told.gtin)),
        ("tax", told.tax_code and tax_key(told.tax_code)),
        (
            "registration",
            told.registration_number and registration_key(told.registration_number),
        ),
    ):
        if key:
            yield kind, key
