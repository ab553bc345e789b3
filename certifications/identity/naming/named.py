"""What a written place turns out to name: a unit, or a question; and what else a row says of where
it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.resolve import Resolution


@dataclass(frozen=True)
class Named:
    """What a text names. `unit`: the one unit meant, of any time; else `candidates` to choose from
    and a `problem`. `several`: each of the candidates bears the name as written; `decided_by`: what
    else of the row told between several of that name; `suggested`: the candidate that only has to
    be confirmed; `now`: today's unit, where the text says which; `notes`: what was taken otherwise
    than written, in sentences."""

    unit: Place | None
    candidates: tuple[Place, ...] = ()
    problem: str = ""
    several: bool = False
    decided_by: str = ""
    suggested: Place | None = None
    now: Place | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hint:
    """Something else that a row says of where it is. `words`: what it is called for people.
    `address`: the text may begin with a house, a hamlet, a road."""

    text: str
    words: str
    address: bool = False


@dataclass(frozen=True)
class NamedPlace:
    """`named`: the one unit, of any time, that the text names; `units`: communes of today that this
    may be; `suggested`: the one of them that only has to be confirmed."""

    named: Place | None
    units: Sequence[Place]
    said: str = ""
    suggested: Place | None = None
    notes: tuple[str, ...] = ()

    @property
    def one(self) -> Place | None:
        """The commune of today, when nothing is left to choose."""
        return self.units[0] if self.named and len(self.units) == 1 else None

    @property
    def district(self) -> Place | None:
        """The former district, when no more than that is named."""
        named = self.named
        return named if named and named.level == PlaceLevel.DISTRICT else None

    @property
    def problem(self) -> str:
        """Why a person has to choose or to write something else, as a sentence."""
        if self.named is None:
            return self.said
        if not self.units:
            return (
                f"{self.named.full_name} không phải xã, phường của tỉnh: ghi xã, phường, đặc khu"
                " nơi chủ thể ở."
            )
        return f"{self.named.full_name} nay nằm ở {len(self.units)} đơn vị: chọn một."


def as_resolved(found: Resolution) -> Named:
    if found.place:
        return Named(found.place)
    return Named(None, found.candidates, found.problem, found.several)


def one_of(text: str, then: Sequence[Place], now: Place) -> Named:
    """A name that another place bears now."""
    before = "; ".join(one.path() for one in then)
    problem = (
        f"“{text}” lúc đó là {before}, nay là đơn vị khác cùng tên ({now.path()}): là đơn vị nào?"
    )
    return Named(None, (*then, now), problem, several=True)


def namesakes(text: str, likely: Place, others: Sequence[Place], *, sure: bool) -> Named:
    """A name that units of other times bore as well. `sure`: the likely one only has to be
    confirmed."""
    named = "; ".join(with_day(one) for one in (likely, *others)[:_SHOWN])
    more = " …" if len(others) >= _SHOWN else ""
    problem = (
        f"“{text}” là tên của {len(others) + 1} đơn vị qua các thời kỳ: {named}{more}. Là đơn vị"
        " nào? (Lần sau ghi kèm huyện cũ, hoặc thêm “(mới)” sau tên hiện nay.)"
    )
    units = (likely, *others)
    return Named(None, units, problem, several=True, suggested=likely if sure else None)


_SHOWN = 5


def with_day(unit: Place) -> str:
    """The whole name, of an ended unit with its last day."""
    return unit.path() if unit.in_force else f"{unit.path()} (đến {unit.valid_until:%d/%m/%Y})"


def written_as_today(text: str, units: Sequence[Place], on: date) -> Named:
    """A name with today's province, of a day before: the commune then is not told by it."""
    problem = (
        f"“{text}” là tên hiện nay; ngày {on:%d/%m/%Y} nơi đó thuộc {len(units) - 1} xã, phường:"
        " chủ thể ở đâu? (Chọn đơn vị hiện nay nếu chưa rõ.)"
    )
    return Named(None, tuple(units), problem, several=True, suggested=units[-1])


def contradicted(text: str, then: Sequence[Place], now: Sequence[Place]) -> Named:
    """A text that gives an old and a new name of which the one did not become the other."""
    problem = (
        f"“{text}”: theo danh mục, {then[0].path()} không trở thành {now[0].path()}. Là đơn vị nào?"
    )
    return Named(None, (*then, *now), problem, several=True)


def other_than_listed(then: Place, now: Place, listed: Sequence[Place]) -> str:
    """A row that says of an old unit that it is today another one than the lists say."""
    own = " hoặc ".join(one.path() for one in listed) or "đơn vị chưa rõ"
    return f"Theo danh mục, {then.path()} nay là {own}; lấy theo tệp: nay là {now.path()}."


def near(text: str, problem: str, candidates: Sequence[Place], suggested: Place | None) -> Named:
    """A text that names no unit; `candidates` are near it."""
    if not candidates:
        return Named(None, (), problem)
    shown = "; ".join(with_day(one) for one in candidates[:_SHOWN])
    sentence = f"Không có đơn vị hành chính “{text}” như đã ghi. Gần nhất: {shown}. Là đơn vị này?"
    return Named(None, tuple(candidates), sentence, suggested=suggested)


def bore_it_before(text: str, unit: Place, others: Sequence[Place]) -> str:
    """The name of a day since 01/07/2025, which other communes of the province bore before."""
    before = "; ".join(one.path() for one in others[:_SHOWN])
    return f"“{text}”: lấy {unit.path()}. Trước đây còn {before}: nếu là nơi đó thì ghi kèm huyện."


def read_as(text: str, unit: Place) -> str:
    return f"“{text}” đọc là {unit.path()}."


def only_the_wider(text: str, dropped: str, unit: Place) -> str:
    return f"“{text}”: “{dropped}” không phải đơn vị hành chính, chỉ rõ đến {unit.path()}."
