"""Where a row's product comes from: the unit as named, the one it was on the day of each
recognition, and today's."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from certifications.identity import known_facts
from certifications.imports.contract import Option, Row
from certifications.imports.kinds.register.row_as_read import Recognition, Told
from certifications.models import Level
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.overlap import Overlap
from ocop_registry.places.resolve import Resolver
from ocop_registry.places.text import fold

_LEVEL_OF = {PlaceLevel.DISTRICT: Level.DISTRICT, PlaceLevel.PROVINCE: Level.PROVINCE}


@dataclass(frozen=True)
class Named:
    """What a text names. `unit`: the one unit meant, of any time; else `candidates` to choose from
    and a `problem`."""

    unit: Place | None
    candidates: tuple[Place, ...] = ()
    problem: str = ""


class Spots:
    """The units of a province of today (None: of the country), read once; every answer comes from
    memory."""

    def __init__(self, province: Place | None, overlap: Overlap) -> None:
        self._province, self._overlap = province, overlap
        self._resolver = Resolver(belongs_to("", [province.pk]) if province else None)
        self.units = self._resolver.units
        self._turns = sorted(
            {
                day
                for unit in self.units.values()
                for day in (
                    unit.valid_from,
                    unit.valid_until and unit.valid_until + timedelta(days=1),
                )
                if day
            }
        )
        self._named: dict[tuple[str, int], Named] = {}
        self._then: dict[tuple[int, int], Place | None] = {}
        self._issuers: dict[tuple[str, int], Place | None] = {}

    # --- the unit that a row names ----------------------------------------------------------------
    def locate(self, told: Told) -> None:
        """Fill `told.unit`. A place that cannot be told is a fault, one that may be several a
        question."""
        row, last = told.row, told.last
        on = last.on if last else None
        column = next((name for name, _ in told.place_texts), "commune")
        text = ", ".join(text for _, text in told.place_texts)
        if told.place_code:
            told.unit = self._coded(told, on)
        elif text:
            named = self.named(text, on)
            told.unit = named.unit or self._asked(row, column, text, named)

    def named(self, text: str, on: date | None) -> Named:
        """The unit that a text names on the day, or else today or last; when these are two places,
        a person has to choose."""
        key = text, self._era(on)
        if key not in self._named:
            self._named[key] = self._name(text, on)
        return self._named[key]

    def _era(self, on: date | None) -> int:
        """Days between which no unit began or ended are one."""
        return bisect_right(self._turns, on) if on else -1

    def _name(self, text: str, on: date | None) -> Named:
        then = self._resolver.resolve(text, on) if on else None
        if then and then.place and then.place.in_force:
            return Named(then.place)
        other = self._resolver.resolve(text)
        if then and then.place and other.place and not self._one_line(then.place, other.place):
            problem = (
                f"“{text}” lúc đó là {then.place.path()}, nay là đơn vị khác cùng tên"
                f" ({other.place.path()}): là đơn vị nào?"
            )
            return Named(None, (then.place, other.place), problem)
        found = then.place if then and then.place else other.place
        if found:
            return Named(found)
        asked = then if then and then.candidates else other
        return Named(None, asked.candidates, asked.problem)

    def _one_line(self, one: Place, other: Place) -> bool:
        """Whether one became the other."""
        return other.pk in self._overlap.later(one.pk) or one.pk in self._overlap.later(other.pk)

    def _asked(self, row: Row, column: str, text: str, named: Named) -> Place | None:
        if self._province and (elsewhere := self._elsewhere(text)):
            row.fault(
                column, "other_province",
                f"“{text}” nay thuộc {elsewhere.current_province.full_name}: tệp này chỉ nhận chủ thể của {self._province.full_name}.",
            )  # fmt: skip
            return None
        if not named.candidates:
            row.fault(column, "place_unknown", named.problem)
            return None
        options = [Option(unit.public_code, self._said(unit)) for unit in named.candidates]
        chosen = row.ask("place", column, named.problem, options)
        return next((unit for unit in named.candidates if unit.public_code == chosen), None)

    @staticmethod
    def _said(unit: Place) -> str:
        return unit.path() if unit.in_force else f"{unit.path()} (đến {unit.valid_until:%d/%m/%Y})"

    @cached_property
    def _country(self) -> Resolver:
        return Resolver()

    def _elsewhere(self, text: str) -> Place | None:
        return self._country.resolve(text).place

    def _coded(self, told: Told, on: date | None) -> Place | None:
        """By the code of the unit; the names beside it must not name another one."""
        code = told.place_code
        named = self.named(code, on)
        if named.unit is None:
            told.row.fault(
                "place_code", "place_unknown", named.problem or f"Không có đơn vị mã {code}."
            )
            return None
        column, own = next(iter(told.place_texts), ("", ""))
        names = {fold(named.unit.full_name), fold(named.unit.name), fold(named.unit.path())}
        if own and fold(own) not in names and self.named(own, on).unit != named.unit:
            told.row.fault(
                column,
                "place_code",
                f"Ghi “{own}”, nhưng mã {code} là {named.unit.path()}: sửa tên, hoặc xóa ô mã địa"
                " bàn.",
            )
            return None
        return named.unit

    # --- then and now -----------------------------------------------------------------------------
    def then(self, unit: Place, on: date | None) -> Place | None:
        """The unit on that day: itself, the one it came from or became; several: what holds them
        all; None: not to be told."""
        if on is None or unit.on(on):
            return unit
        key = unit.pk, self._era(on)
        if key not in self._then:
            self._then[key] = self._derived(unit, on)
        return self._then[key]

    def _derived(self, unit: Place, on: date) -> Place | None:
        line = self._overlap.earlier(unit.pk) | self._overlap.later(unit.pk)
        found = [self.units[pk] for pk in line if pk in self.units]
        found = [one for one in found if one.level == unit.level and one.on(on)]
        if len(found) == 1:
            return found[0]
        shared = [{above.pk for above in one.ancestors()} for one in found]
        common = set.intersection(*shared) if shared else set()
        above = found[0].ancestors() if found else [*unit.ancestors(), unit.current_province]
        return next((one for one in above if one.on(on) and (not found or one.pk in common)), None)

    def today(self, told: Told) -> Place | None:
        """Today's unit of `told.unit`; a split commune is asked. A former district or province
        stays as it is."""
        unit = told.unit
        if unit is None or unit.in_force or unit.level != PlaceLevel.COMMUNE:
            return unit
        units = self._today_of(unit)
        if len(units) < 2:
            return units[0] if units else unit
        options = [Option(one.public_code, one.path()) for one in units]
        problem = f"{unit.full_name} nay nằm ở {len(units)} đơn vị: chủ thể ở đâu?"
        chosen = told.row.ask("place_now", "commune", problem, options)
        return next((one for one in units if one.public_code == chosen), None)

    def certain_today(self, told: Told) -> Place | None:
        """Today's commune of `told.unit` when that is certain or was chosen; nothing is asked."""
        assert told.unit is not None
        units = [told.unit] if told.unit.in_force else self._today_of(told.unit)
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

    def _today_of(self, unit: Place) -> list[Place]:
        line = (self.units[pk] for pk in self._overlap.later(unit.pk) if pk in self.units)
        return sorted(
            (one for one in line if one.in_force and one.level == unit.level),
            key=lambda one: one.code,
        )

    def compatible(self, one: Place | None, other: Place | None) -> bool:
        return one is None or other is None or self._overlap.compatible(one, other)

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
            one.place = self.then(unit, one.on) or one.issuer_place
            one.literal = told.unit is not None and one.place == told.unit

    def issuer(self, one: Recognition) -> Place | None:
        """The district or province whose committee decided."""
        name = known_facts.committee_of(one.issuer)
        if not name:
            return None
        key = name, self._era(one.on)
        if key not in self._issuers:
            place = self.named(name, one.on).unit
            self._issuers[key] = place if place and place.level in _LEVEL_OF else None
        return self._issuers[key]

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
        for name in ("commune", "district", "province", "place_then", "place_code")
    }
    return any(fault.reference in columns for fault in row.faults)
