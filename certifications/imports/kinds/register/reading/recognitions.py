"""The recognitions of one row: stars, decision and day, whatever of the three cells tells them.

A cell often tells more than its heading asks for: the decision's cell the day and the issuer, the
day's cell the number, the stars' cell the year. Cells that contradict each other are for the
officer to settle.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from certifications.identity import known_facts
from certifications.imports.contract import Row
from certifications.imports.kinds.register.columns import HEADINGS
from certifications.imports.kinds.register.row_as_read import Law, Recognition, Told
from certifications.models import Decision, Level
from ocop_registry.known_days import NOTHING, KnownDay, read_iso
from ocop_registry.places.text import fold
from ocop_registry.written import days, decisions, stars
from ocop_registry.written.numbers import number_key
from ocop_registry.written.parts import Stated
from ocop_registry.written.reading import Asked, Choice
from ocop_registry.written.stars import Stars

FIRST_YEAR = 2013  # the first province began then; the programme of the country in 2018
# suffix → the columns of which one is filled where there is a recognition
RECOGNISED: Mapping[str, tuple[str, ...]] = {
    suffix: tuple(f"{name}{suffix}" for name in ("stars", "day", "year", "number"))
    for suffix in ("", "2")
}
_FIELDS: Mapping[str, Any] = {name: Decision._meta.get_field(name) for name in ("number", "issuer")}
_LONGEST: Mapping[str, int] = {name: field.max_length for name, field in _FIELDS.items()}
_LEAVE_OUT = "bo"  # the answer that an earlier decision of one cell is not to be recorded


def missing(column: str) -> str:
    return f"Thiếu {HEADINGS[column].lower()}: ghi vào ô này."


def refuse_length(row: Row, column: str, text: str, most: int) -> None:
    if len(text) > most:
        row.fault(column, "too_long", f"Dài {len(text)} ký tự, nhiều nhất {most}: rút gọn.")


def recognitions(told: Told, suffix: str, law: Law) -> list[Recognition]:
    """The recognition that the columns of a suffix tell; two where the decision's cell tells two
    and the row has room for both."""
    row = told.row
    cell = _Cells(row, suffix)
    if len(cell.decisions) < 2:
        one = cell.recognition(cell.decisions[0] if cell.decisions else Stated(), law.today)
        told.until = told.until or cell.until
        return [one]
    if suffix or len(cell.decisions) > 2 or any(map(row.has, RECOGNISED["2"])):
        row.fault(
            f"number{suffix}",
            "several_decisions",
            f"Ô ghi {len(cell.decisions)} quyết định: ghi mỗi quyết định một dòng, hoặc vào cột công"
            " nhận lần 1 và lần 2.",
        )
        return [cell.recognition(Stated(), law.today)]
    return list(_both(cell, law.today))


def _both(cell: "_Cells", today: date) -> Iterator[Recognition]:
    """Two decisions of one cell: the stars are those of the later one; of the earlier one they are
    asked, unless the cell tells both."""
    row = cell.row
    before, after = sorted(cell.decisions, key=lambda one: one.issued.first or date.min)
    earlier = cell.earlier_stars(before)
    if earlier:
        first = Recognition("", earlier, number=before.number, issuer=before.issuer)
        first.issued, first.time, first.round = before.issued.by(today), "number", before.round
        _refuse_time(row, first, today)
        yield first
    second = cell.recognition(after, today)
    second.suffix = "2" if earlier else ""
    row.notes.append(
        f"Ô số quyết định ghi hai quyết định: {before.number} {before.issued.told()} và"
        f" {after.number} {after.issued.told()}."
    )
    yield second


@dataclass(eq=False)
class _Cells:
    """What the cells of one recognition tell."""

    row: Row
    suffix: str

    def __post_init__(self) -> None:
        row, suffix = self.row, self.suffix
        self.stars = self._stars()
        self.decisions: tuple[Stated, ...] = (
            row.understand(f"number{suffix}", decisions.read, self._whose, code="bad_number") or ()
        )
        self.day = row.understand(f"day{suffix}", days.read, _day, code="bad_day") or Stated()
        self.year = (
            row.understand(f"year{suffix}", days.read_within, _day, code="bad_year") or Stated()
        )
        self.until = self.day.until or next(
            (one.until for one in self.decisions if one.until), NOTHING
        )

    def _whose(self, answer: str) -> tuple[Stated, ...]:
        """What the decision's cell tells, with the day that was asked about."""
        found = decisions.read(self.row.cells[f"number{self.suffix}"]).value or (Stated(),)
        issued = NOTHING if answer == days.UNKNOWN else read_iso(answer)
        return tuple(Stated(one.number, issued, one.until, one.issuer, one.round) for one in found)

    # --- stars --------------------------------------------------------------------------------
    def _stars(self) -> Stars:
        row, column = self.row, f"stars{self.suffix}"
        if not row.has(column):
            if not self.suffix and row.has("stars2"):
                return Stars(stars=_stars_before(row))
            if not any(map(row.has, ("stars_now", f"number{self.suffix}", f"day{self.suffix}"))):
                return Stars(takes_part=True)
            now = (
                f" Cột {HEADINGS['stars_now'].lower()} ghi “{row.text('stars_now')}”: nếu là hạng lần"
                " này thì chép vào."
                if row.has("stars_now")
                else " Dòng có số quyết định hoặc ngày cấp."
            )
            row.fault(column, "missing_stars", missing("stars") + now)
            return Stars()
        return row.understand(column, stars.read, stars.answered, code="bad_stars") or Stars()

    def earlier_stars(self, before: Stated) -> int:
        """The stars of the earlier of two decisions; 0 when it is not to be recorded, or not known
        yet (the fault is said)."""
        if self.stars.held:
            return self.stars.held
        name = f"{before.number} {before.issued.told()}"
        choices = [Choice(str(one), f"{one} sao") for one in range(stars.LOWEST, stars.HIGHEST + 1)]
        choices.append(Choice(_LEAVE_OUT, "không ghi quyết định này"))
        label = f"Ô hạng sao chỉ ghi một hạng. Theo {name} là mấy sao?"
        asked = Asked(
            label, tuple(choices), word=f"{number_key(before.number)} {before.issued.iso}"
        )
        answer = self.row.ask_about("number", asked, "number.before")
        return int(answer) if answer.isdigit() else 0

    # --- one recognition ----------------------------------------------------------------------
    def recognition(self, decision: Stated, today: date) -> Recognition:
        row, suffix, beside = self.row, self.suffix, (self.day, self.year, self.stars.stated)
        one = Recognition(suffix, self.stars.stars or 0, self.stars.takes_part)
        one.level = Level(self.stars.level) if self.stars.level else None
        one.type, one.held = self.stars.type, self.stars.held
        one.number = self._number(decision)
        one.issuer = self._issuer(decision)
        one.round = next((told.round for told in (decision, *beside) if told.round), "")
        refuse_length(row, f"number{suffix}", one.number, _LONGEST["number"])
        refuse_length(row, f"issuer{suffix}", one.issuer, _LONGEST["issuer"])
        self._time(one, decision, today)
        return one

    def _number(self, decision: Stated) -> str:
        """The decision's number, from the first cell that tells one; two that differ are a
        fault."""
        told = [one.number for one in (decision, self.day, self.stars.stated) if one.number]
        for other in told[1:]:
            if _running(other) != _running(told[0]):
                self.row.fault(
                    f"number{self.suffix}",
                    "two_numbers",
                    f"Dòng này ghi hai số quyết định, {told[0]} và {other}: sửa một trong hai ô.",
                )
        return max(told, key=len) if told else ""

    def _issuer(self, decision: Stated) -> str:
        """Who issued it: its own column, else what another cell says of it."""
        own = self.row.text(f"issuer{self.suffix}")
        told = next(
            (one.issuer for one in (decision, self.day, self.stars.stated) if one.issuer), ""
        )
        if own and told and not _same_body(own, told):
            self.row.notes.append(f"Ô số quyết định ghi “{told}”; ghi theo cột cơ quan: “{own}”.")
        return own or told

    def _time(self, one: Recognition, decision: Stated, today: date) -> None:
        """What is told of the day most exactly: in the number's cell, as a day (or month, quarter,
        year), as a year, beside the stars."""
        row = self.row
        if decision.issued:
            one.issued, one.time = decision.issued, "number"
        if self.day.issued and not self.day.issued.can_be(one.issued):
            row.fault(
                f"day{self.suffix}",
                "two_days",
                f"Ô ghi {self.day.issued.named()}, nhưng ô số quyết định ghi {one.issued.named()}: sửa"
                " một trong hai ô.",
            )
        elif self.day.issued.sharpens(one.issued):
            one.issued, one.time = self.day.issued, "day"
        for within, column in ((self.year.issued, "year"), (self.stars.stated.issued, "stars")):
            self._within(one, within, column)
        one.issued = one.issued.by(today)
        _refuse_time(row, one, today)

    def _within(self, one: Recognition, within: KnownDay, column: str) -> None:
        if column == "year" and _is_year_before(within, one.issued):
            self.row.note(
                f"year{self.suffix}",
                f"Cột năm ghi {within.year}: hiểu là năm đánh giá, cấp {one.when}.",
            )
        elif within and not within.can_be(one.issued):
            is_day = "ngày cấp là" if one.issued.exact else "ô ngày cấp ghi"
            self.row.fault(
                f"{column}{self.suffix}",
                "year_date",
                f"Ghi {within.named()}, nhưng {is_day} {one.issued.named()}: sửa ô sai, hoặc xóa trắng"
                f" {'ô năm' if column == 'year' else 'phần thời gian'}.",
            )
        elif within.sharpens(one.issued):
            one.issued, one.time = within, column


def _stars_before(row: Row) -> int:
    """Of two recognitions whose stars stand once, those of the earlier one are asked, once for the
    rows that tell the same two."""
    choices = [Choice(str(one), f"{one} sao") for one in range(stars.LOWEST, stars.HIGHEST + 1)]
    later = row.text("stars2")
    label = f"Dòng ghi hai lần công nhận nhưng chỉ ghi hạng lần sau ({later}): lần trước mấy sao?"
    word = fold(" ".join(row.text(name) for name in ("number", "day", "number2", "day2")))
    answer = row.ask_about("number", Asked(label, tuple(choices), word=word), "number.before")
    return int(answer) if answer else 0


def _day(answer: str) -> Stated:
    return Stated() if answer == days.UNKNOWN else Stated(issued=read_iso(answer))


def _is_year_before(within: KnownDay, issued: KnownDay) -> bool:
    """Whether a bare year is that of the evaluation: its decision often follows in the next one."""
    year = within.year if within and not within.part else None
    return issued.exact and year is not None and issued.year == year + 1


def _running(number: str) -> str:
    """The running number of a decision, by which two cells can name the same."""
    return number_key(number).split(" ")[0]


def _same_body(one: str, other: str) -> bool:
    """Whether two names can be one body's: equal, or one only leaves out the unit or the chair."""
    keys = [known_facts.issuer_key(one), known_facts.issuer_key(other)]
    return keys[0] in keys[1] or keys[1] in keys[0] or fold(one) == fold(other)


def _refuse_time(row: Row, one: Recognition, today: date) -> None:
    issued, year = one.issued, one.issued.year
    if issued.exact and issued.first and issued.first > today:
        row.fault(
            one.time_column,
            "future",
            f"Ngày {issued.written} ở tương lai: chỉ ghi quyết định đã ban hành; kiểm tra lại"
            " ngày.",
        )
    elif issued.first and issued.first > today:
        name = issued.named()
        row.fault(
            one.time_column, "future", f"{name[0].upper()}{name[1:]} ở tương lai: kiểm tra lại."
        )
    elif year and year < FIRST_YEAR:
        row.fault(
            one.time_column,
            "too_early",
            f"Năm {year} chưa có sản phẩm OCOP nào được công nhận: kiểm tra lại năm.",
        )
