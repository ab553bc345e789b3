"""Where a row's product comes from: the unit as named, the one it was on the day of each
recognition, and today's."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property, partial

from certifications.identity import known_facts
from certifications.identity.places import (
    LAST_DAY_OF_OLD_UNITS,
    Hint,
    Named,
    Places,
    address_endings,
)
from certifications.imports.asked.near_misses import plain
from certifications.imports.asked.places import key_of, unit_options
from certifications.imports.contract import Row
from certifications.imports.kinds.register.row_as_read import (
    PLACE_TEXTS,
    Recognition,
    Told,
    said_of_place,
)
from certifications.law.formats import places_of_code
from certifications.models import Level
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.names import name_key
from ocop_registry.places.overlap import Overlap
from ocop_registry.places.reading.meaning import meaning
from ocop_registry.places.reading.ways import split, spoken
from ocop_registry.places.resolve import Resolver, reads_todays_province
from ocop_registry.places.text import marked_key

_LEVEL_OF = {PlaceLevel.DISTRICT: Level.DISTRICT, PlaceLevel.PROVINCE: Level.PROVINCE}
_WORDS = {"address": "địa chỉ", "district": "huyện", "province": "tỉnh"}


class Spots:
    """The places that the rows of one file name; what is not certain is asked."""

    def __init__(self, province: Place | None, overlap: Overlap) -> None:
        self._province, self._places = province, Places(province, overlap)
        self.units = self._places.units
        self.compatible, self.then = self._places.compatible, self._places.then
        # (what the row says of its place) → the unit that a person chose for one of its rows
        self._answers: dict[tuple[str, str], str] = {}

    def answers_of(self, rows: Iterable[Row]) -> None:
        """Take up what was answered: the answer to one row serves all that say the same of their
        place."""
        for row in rows:
            for question in ("place", "place_now"):
                if answer := row.choices.get(question):
                    texts = {name: plain(row, name) for name in (*PLACE_TEXTS, "address")}
                    self._answers.setdefault((question, _said(said_of_place(texts))), answer)

    # --- the unit that a row names ----------------------------------------------------------------
    def locate(self, told: Told) -> None:
        """Fill `told.unit`. A place that cannot be told is a fault, one that may be several a
        question."""
        texts = told.place_texts
        if told.place_code:
            told.unit = self._coded(told, told.last.on if told.last else None)
        elif texts:
            text = ", ".join(text for _, text in texts)
            self._take(told, texts[0][0], text, self._named(told, text))
            self._compare_address(told, text)
        elif told.address:
            self._take_address(told)

    def _named(self, told: Told, text: str) -> Named:
        last = told.last
        on = last.on if last else None
        undated = last is not None and on is None
        return self._places.named(text, on, partial(self._rest, told), undated=undated)

    def _take(self, told: Told, column: str, text: str, named: Named) -> None:
        """Take the unit that a text names, and say what it was taken for; else ask."""
        notes = told.row.notes
        if named.unit and named.decided_by:
            notes.append(
                f"“{text}” có ở nhiều nơi: lấy {named.unit.path()}, theo {named.decided_by}."
            )
        notes += named.notes
        told.now = named.now
        told.unit = named.unit or self._asked(told, column, text, named)
        if told.unit and told.now is None and reads_todays_province(text, told.unit):
            notes.append(f"“{text}” ghi theo tỉnh hiện nay: lúc đó là {told.unit.path()}.")

    def _take_address(self, told: Told) -> None:
        """The place within the address of a row that names it nowhere else. An address without a
        place says nothing of it."""
        whole = [told.address] if spoken(told.address)[0].now else []
        for text in [*whole, *address_endings(told.address)]:
            named = self._named(told, text)
            if named.unit or named.several or named.suggested:
                self._take(told, "address", text, named)
                if told.unit:
                    told.row.notes.append(f"Địa bàn lấy từ địa chỉ: {told.unit.path()}.")
                return

    def _compare_address(self, told: Told, text: str) -> None:
        """An address within what the columns name may say the commune; one elsewhere may be an
        office: it changes nothing, and is said."""
        unit = told.unit
        if unit is None or not told.address:
            return
        if unit.level != PlaceLevel.COMMUNE and (commune := self._commune_within(told, text)):
            told.unit = commune
            told.row.notes.append(f"Xã, phường lấy từ địa chỉ: {commune.path()}.")
            return
        if unit.search_key in name_key(told.address):
            return
        other = self._places.in_address(told.address)
        if other and not self._places.compatible(unit, other):
            told.row.notes.append(
                f"Địa chỉ ghi {other.path()}, cột địa bàn ghi “{text}”: lấy {unit.path()}."
            )

    def _commune_within(self, told: Told, text: str) -> Place | None:
        on, columns = told.last.on if told.last else None, [Hint(text, "cột địa bàn")]
        for ending in address_endings(told.address):
            one = self._places.named(ending, on, lambda: columns, undated=on is None).unit
            if one and one.level == PlaceLevel.COMMUNE:
                return one if self._places.compatible(one, told.unit) else None
        return None

    @staticmethod
    def _rest(told: Told) -> list[Hint]:
        """What the row says of its place beside what names it."""
        used = {name for name, _ in told.place_texts}
        hints = [
            Hint(told.texts[name], words, address=name == "address")
            for name, words in _WORDS.items()
            if told.texts.get(name) and name not in used
        ]
        committees = {known_facts.committee_of(one.issuer) for one in told.recognitions} - {""}
        hints += [Hint(one, "cơ quan ban hành") for one in sorted(committees)]
        return [*hints, *(Hint(one, "mã sản phẩm") for one in places_of_code(told.code))]

    def _asked(self, told: Told, column: str, text: str, named: Named) -> Place | None:
        row = told.row
        if self._province and (elsewhere := self._elsewhere(text, named)):
            row.fault(
                column, "other_province",
                f"“{text}” nay thuộc {elsewhere.current_province.full_name}: tệp này chỉ nhận chủ thể của {self._province.full_name}.",
            )  # fmt: skip
            return None
        if not named.candidates:
            row.fault(column, "place_unknown", named.problem)
            return None
        options = unit_options(named.candidates)
        self._answer(told, "place")
        sure = named.suggested if named.suggested in named.candidates else None
        suggested = sure.public_code if sure else ""
        key = key_of([text], options)
        chosen = row.ask(
            "place", column, named.problem, options, suggested=suggested, about=text, key=key
        )
        return next((unit for unit in named.candidates if unit.public_code == chosen), None)

    def _answer(self, told: Told, question: str) -> None:
        answer = self._answers.get((question, _said(said_of_place(told.texts))))
        if answer and not told.row.choices.get(question):
            told.row.choices[question] = answer

    @cached_property
    def _country(self) -> Resolver:
        return Resolver()

    def _elsewhere(self, text: str, named: Named) -> Place | None:
        """The place of another province that the text names. A bare name that is near one of the
        province's own is rather meant to be that one."""
        if named.several or named.candidates and len(split(text)[0]) == 1:
            return None
        return self._country.resolve(text).place

    def _coded(self, told: Told, on: date | None) -> Place | None:
        """By the code of the unit; the names beside it must not name another one."""
        code = told.place_code
        named = self._places.coded(code, on)
        if named.unit is None:
            told.row.fault(
                "place_code", "place_unknown", named.problem or f"Không có đơn vị mã {code}."
            )
            return None
        column, own = next(iter(told.place_texts), ("", ""))
        unit = named.unit
        names = {marked_key(name) for name in (unit.full_name, unit.name, unit.path())}
        if own and marked_key(own) not in names and self._places.named(own, on).unit != named.unit:
            told.row.fault(
                column,
                "place_code",
                f"Ghi “{own}”, nhưng mã {code} là {named.unit.path()}: sửa tên, hoặc xóa ô mã địa"
                " bàn.",
            )
            return None
        return named.unit

    # --- then and now -----------------------------------------------------------------------------
    def today(self, told: Told) -> Place | None:
        """Today's unit of `told.unit`; a split commune is asked. A former district or province
        stays as it is."""
        unit = told.unit
        if told.now is not None:
            return told.now
        if unit is None or unit.in_force:
            return unit
        if unit.level == PlaceLevel.DISTRICT:
            return self._of_district(told, unit)
        units = self._places.today(unit) if unit.level == PlaceLevel.COMMUNE else [unit]
        if len(units) < 2:
            return units[0] if units else unit
        problem = f"{unit.full_name} nay nằm ở {len(units)} đơn vị: chủ thể ở đâu?"
        return self._one_now(told, problem, units)

    def _of_district(self, told: Told, district: Place) -> Place | None:
        """Of a time that had districts no more than the district may be known; since then a
        producer sits in a commune."""
        last = told.last
        if last is None or last.on is None or last.on <= LAST_DAY_OF_OLD_UNITS:
            told.row.notes.append(
                f"Chỉ biết đến {district.path()}: ghi như vậy, bổ sung xã, phường khi biết."
            )
            return district
        problem = f"Từ 01/07/2025 không còn cấp huyện. {district.full_name} nay là các xã, phường:"
        units = self._places.communes_today(district)
        told.now = self._one_now(told, f"{problem} chủ thể ở đâu?", units)
        return told.now

    def _one_now(self, told: Told, problem: str, units: Sequence[Place]) -> Place | None:
        options = unit_options(units, today=True)
        self._answer(told, "place_now")
        said = said_of_place(told.texts)
        column = said[0][0] if said else "place_code"
        key = key_of([text for _, text in said], options)
        chosen = told.row.ask("place_now", column, problem, options, key=key)
        return next((one for one in units if one.public_code == chosen), None)

    def certain_today(self, told: Told) -> Place | None:
        """Today's commune of `told.unit` when that is certain or was chosen; nothing is asked."""
        assert told.unit is not None
        if told.now is not None:
            return told.now
        units = [told.unit] if told.unit.in_force else self._places.today(told.unit)
        chosen = told.row.choices.get("place_now")
        found = [one for one in units if len(units) == 1 or one.public_code == chosen]
        return found[0] if found else None

    def fallback(self, told: Told) -> Place | None:
        """Where a new producer is when its row names no place: the unit of the issuer, or the
        province of the file."""
        if told.unit is not None or faulty_place(told.row):
            return None
        unit = (told.last and self.issuer(told.last)) or self._province
        if unit is None:
            told.row.fault(
                "commune",
                "place_missing",
                "Chưa ghi địa bàn: ghi xã, phường (kèm huyện nếu trước 01/07/2025) và tỉnh.",
            )
        return unit

    def where_since(self, told: Told, known: Place | None) -> None:
        """A row that names a former district only, and tells of a day since there are none: the
        producer's own commune, said so, or asked; never the province in silence."""
        unit = told.unit
        last = told.last.on if told.last else None
        if unit is None or unit.level != PlaceLevel.DISTRICT or unit.in_force or told.now:
            return
        if last is None or last <= LAST_DAY_OF_OLD_UNITS:
            return
        units = self._places.communes_today(unit)
        if known is not None and known in units:
            told.now = known
            told.row.notes.append(
                f"Chỉ ghi {unit.path()}, từ 01/07/2025 không còn cấp huyện: lấy {known.full_name}, nơi"
                " sổ ghi chủ thể."
            )
        elif known is not None:
            problem = f"Từ 01/07/2025 không còn cấp huyện. {unit.full_name} nay là các xã, phường:"
            told.now = self._one_now(told, f"{problem} chủ thể ở đâu?", units)

    # --- recognitions -----------------------------------------------------------------------------
    def place_recognitions(self, told: Told, known: Place | None) -> None:
        """The unit of each recognition on its day. `known`: the place that the register has for the
        producer."""
        for one in told.recognitions:
            one.issuer_place = self.issuer(one)
            unit = told.unit or known
            if unit is None and one.issuer_place is not None:
                unit = one.issuer_place
            unit = unit or self._province
            if unit is None:
                continue
            if told.now is not None and one.on and told.now.on(one.on):
                unit = told.now
            one.place = self.then(unit, one.on) or one.issuer_place
            one.literal = one.place is not None and one.place in (told.unit, told.now)

    def issuer(self, one: Recognition) -> Place | None:
        """The district or province whose committee decided."""
        name = known_facts.committee_of(one.issuer)
        if not name:
            return None
        place = self._places.named(name, one.on).unit
        return place if place and place.level in _LEVEL_OF else None

    @staticmethod
    def level(one: Recognition) -> Level | None:
        """The level that the issuer tells."""
        return (
            _LEVEL_OF[PlaceLevel(one.issuer_place.level)]
            if one.issuer_place
            else known_facts.level_of(one.issuer)
        )


def faulty_place(row: Row) -> bool:
    """Whether something is wrong with the place, or is still to be chosen."""
    columns = {
        row.references.get(name)
        for name in ("commune", "district", "province", "place_then", "place_code", "address")
    }
    return any(fault.reference in columns for fault in row.faults if fault.code != "too_long")


def _said(texts: Iterable[tuple[str, str]]) -> str:
    """What a row says of its place, however it is written."""
    return meaning(", ".join(text for _, text in texts))
