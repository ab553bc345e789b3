"""What one row of a register says, before anything is looked up. Read by `telling`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from certifications.imports.contract import Row
from certifications.law.scheme_of_day import Recognisers
from certifications.models import Certification, Level, Scheme
from ocop_registry.known_days import NOTHING, KnownDay
from ocop_registry.places.models import Place
from producers.models import ProducerKind
from products.models import ProductSet


@dataclass(eq=False)
class Recognition:
    """One recognition as a row tells it. `suffix`: "" of the first, "2" of the second; `issued`:
    what it tells of the day of issue, in the column `time`; what is not told is None or ""."""

    suffix: str
    stars: int
    issued: KnownDay = NOTHING
    time: str = "stars"
    number: str = ""
    issuer: str = ""
    scheme: Scheme | None = None
    level: Level | None = None
    code: str = ""
    uid: str = ""
    place: Place | None = None  # the unit then
    literal: bool = False  # whether the row names that very unit
    issuer_place: Place | None = None

    @property
    def on(self) -> date | None:
        """The last day that it can have been."""
        return self.issued.last

    @property
    def time_column(self) -> str:
        return f"{self.time}{self.suffix}"

    @property
    def when(self) -> str:
        return self.issued.told() or "chưa rõ năm"


@dataclass(eq=False)
class Told:
    """A row as read. `recognitions` in the order of the file; `unit`: the unit, of any time, that
    the place names."""

    row: Row
    product: str
    producer: str
    texts: dict[str, str]
    kind: ProducerKind | None = None
    tax_code: str = ""
    set: ProductSet | None = None
    gtin: str = ""
    stars_now: int | None = None
    expires: KnownDay = NOTHING
    recognitions: list[Recognition] = field(default_factory=list)
    unit: Place | None = None
    # those of the register that its recognitions are
    claimed: list[Certification] = field(default_factory=list)

    def __getattr__(self, name: str) -> str:
        """The plain texts by column: `told.address`."""
        try:
            return self.__dict__["texts"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def place_texts(self) -> list[tuple[str, str]]:
        """What the row says of its place, by column: the place as issued alone, or commune,
        district and province."""
        names = ("place_then",) if self.texts["place_then"] else ("commune", "district", "province")
        return [(name, self.texts[name]) for name in names if self.texts[name]]

    @property
    def last(self) -> Recognition | None:
        return self.recognitions[-1] if self.recognitions else None


@dataclass(frozen=True)
class Law:
    """What rows are read against: criteria schemes, the sets in force, the day."""

    schemes: Sequence[Scheme]
    sets: Sequence[ProductSet]
    today: date
    recognisers: Recognisers
