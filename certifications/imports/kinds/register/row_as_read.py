"""What one row of a register says, before anything is looked up. Read by `reading`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from certifications.identity.words import Meanings
from certifications.imports.contract import Row
from certifications.law.scheme_of_day import Recognisers
from certifications.models import Certification, Level, Scheme
from ocop_registry.known_days import NOTHING, KnownDay
from ocop_registry.places.models import Place
from producers.models import ProducerKind
from products.models import ProductSet

# The columns whose plain texts are kept as they are.
TEXTS = frozenset((
    "commune", "district", "province", "place_then", "place_code", "address", "representative", "phone", "registration_number",
    "issued_product", "issued_producer", "source", "uid", "producer_uid", "certification_uid", "group", "code",
))  # fmt: skip


# Those by which a row names its place: the place as issued alone, or its commune, district and
# province.
PLACE_TEXTS = ("place_then", "commune", "district", "province")


def place_texts(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a row says of its place, by column."""
    names = PLACE_TEXTS[:1] if texts["place_then"] else PLACE_TEXTS[1:]
    return [(name, texts[name]) for name in names if texts[name]]


def said_of_place(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """The same; of a row that fills none of these columns its address."""
    address = [("address", texts["address"])] if texts["address"] else []
    return place_texts(texts) or address


@dataclass(eq=False, slots=True)
class Recognition:
    """One recognition as a row tells it. `suffix`: "" of the first, "2" of the second; `issued`:
    what it tells of the day of issue, in the column `time`; `takes_part`: it tells that the product
    holds no stars; what is not told is None or ""."""

    suffix: str
    stars: int
    takes_part: bool = False
    issued: KnownDay = NOTHING
    time: str = "stars"
    number: str = ""
    issuer: str = ""
    round: str = ""  # the words for it, as the list writes them
    type: str = ""  # of application, where the cell of the stars tells it
    held: int | None = None  # stars held before, likewise
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


@dataclass(frozen=True, slots=True)
class TakesPart:
    """A row that tells of no recognition: its product takes part. `reported`: the result as
    written; `stars`: 1 or 2, when it tells them; `year`: of the evaluation."""

    reported: str = ""
    stars: int | None = None
    year: int | None = None


@dataclass(eq=False, slots=True)
class Told:
    """A row as read. `recognitions` in the order of the file; `takes_part`: instead of them;
    `unit`: the unit, of any time, that the place names; `now`: today's, where the row says
    which."""

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
    until: KnownDay = NOTHING  # an end of validity that stands in another cell
    recognitions: list[Recognition] = field(default_factory=list)
    takes_part: "TakesPart | None" = None
    unit: Place | None = None
    now: Place | None = None
    # those of the register that its recognitions are
    claimed: list[Certification] = field(default_factory=list)

    def __getattr__(self, name: str) -> str:
        """The plain texts by column: `told.address`."""
        if name in TEXTS:
            return self.texts[name]
        raise AttributeError(name)

    @property
    def place_texts(self) -> list[tuple[str, str]]:
        """What the row says of its place, by column."""
        return place_texts(self.texts)

    @property
    def last(self) -> Recognition | None:
        return self.recognitions[-1] if self.recognitions else None


@dataclass(frozen=True)
class Law:
    """What rows are read against: criteria schemes, the sets in force, the day, what the office
    said that its words mean."""

    schemes: Sequence[Scheme]
    sets: Sequence[ProductSet]
    today: date
    recognisers: Recognisers
    meanings: Meanings = Meanings()
