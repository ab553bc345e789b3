"""One row of an old list: what it says, how exactly, and what it leaves open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from certifications.certificates.recognised_by import ended_before
from certifications.identity import known_facts
from certifications.identity.places import LAST_DAY_OF_OLD_UNITS, Hint, Places
from certifications.law.scheme_of_day import Recognisers, days_of
from certifications.models import Level, Scheme
from ocop_registry import clock, known_days
from ocop_registry.known_days import NOTHING, KnownDay
from ocop_registry.places.models import Place
from producers.models import ProducerKind

KINDS = {
    "hop_tac_xa": ProducerKind.COOPERATIVE,
    "to_hop_tac": ProducerKind.COOPERATIVE_GROUP,
    "doanh_nghiep": ProducerKind.SME,
    "co_so": ProducerKind.UNKNOWN,
}
_PERHAPS_SEVERAL = re.compile(r",| và ")


@dataclass
class HistoricRow:
    """A row read: `problems` names everything missing or ambiguous; `blocking` what keeps it from
    being recorded at all."""

    number: int
    raw: dict[str, str]
    problems: list[str] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)
    place: Place | None = None
    stars: int = 0
    issued: KnownDay = NOTHING
    scheme: Scheme | None = None
    level: str = Level.UNKNOWN

    @property
    def product(self) -> str:
        return self.raw["product"].strip()

    @property
    def producer(self) -> str:
        return self.raw["producer"].strip()

    @property
    def kind(self) -> str:
        return KINDS.get(self.raw["producer_type"], ProducerKind.UNKNOWN)

    @property
    def source(self) -> str:
        return self.raw["source_publisher"].strip() or "chưa rõ nguồn"

    @property
    def order(self) -> tuple[date, int]:
        """Recognitions of one product in the order of time; those of no known time last."""
        return self.issued.last or date.max, self.number


def read_row(
    number: int,
    raw: dict[str, str],
    places: Places,
    schemes: Iterable[Scheme],
    recognisers: Recognisers,
) -> HistoricRow:
    """Read one row of the list. Never raises on what a row says: what is wrong with it becomes a
    problem of the row."""
    row = HistoricRow(number, raw)
    _read_names(row)
    _read_stars(row)
    _read_time(row)
    _read_place(row, places)
    row.scheme = _scheme(row, list(schemes))
    row.level = _level(row)
    _refuse_authority(row, places, recognisers)
    return row


def _read_names(row: HistoricRow) -> None:
    if not row.producer:
        row.blocking.append("Chưa rõ chủ thể.")
    if known_facts.several(row.product):
        row.blocking.append(
            f"Một dòng gộp nhiều sản phẩm: “{row.product}”; cần tách từng sản phẩm."
        )
    elif _PERHAPS_SEVERAL.search(row.product):
        row.problems.append("Tên có thể gồm nhiều sản phẩm.")
    if row.kind == ProducerKind.UNKNOWN and row.producer:
        row.problems.append("Chưa rõ loại hình chủ thể.")


def _read_stars(row: HistoricRow) -> None:
    text = row.raw["stars"].strip()
    if text in {"3", "4", "5"}:
        row.stars = int(text)
    else:
        row.blocking.append(
            "Chưa rõ hạng sao." if not text else f"Hạng sao “{text}” không phải 3, 4 hoặc 5."
        )


def _read_time(row: HistoricRow) -> None:
    """A day of decision, or as much as is told of it; else a year; else nothing. The day wins over
    a year column that says otherwise."""
    day, year = row.raw["decision_date"].strip(), row.raw["year"].strip()
    issued = known_days.read(day) or (KnownDay.of(date.fromisoformat(day)) if day else NOTHING)
    issued = issued or known_days.read(year) or NOTHING
    row.issued = issued.by(clock.today())
    if not row.raw["decision_no"].strip():
        row.problems.append("Chưa rõ số quyết định.")
    if day and year and int(year) != issued.year:
        row.problems.append(
            f"Cột năm ghi {year}, quyết định {issued.told()}: lấy theo ngày quyết định."
        )
    if issued and not issued.exact:
        row.problems.append(f"Chỉ biết {issued.told()}, chưa rõ ngày cấp.")
    elif not issued:
        row.problems.append("Chưa rõ năm công nhận: hạng sao chỉ là theo nguồn, chưa xác minh.")


def _read_place(row: HistoricRow, places: Places) -> None:
    """The unit of the time, as precisely as it can be told, checked against the code that the row
    gives for it.

    Of several of the name the one that the issuer's district or province holds; else, as with a
    commune that did not exist then (or not yet under that name), it is told and the wider unit is
    taken.
    """
    names = [row.raw[name].strip() for name in ("commune", "district", "province")]
    on = min(row.issued.last or LAST_DAY_OF_OLD_UNITS, LAST_DAY_OF_OLD_UNITS)
    committee = known_facts.committee_of(row.raw["authority"])
    issued_by = [Hint(committee, "cơ quan ban hành")] if committee else []
    found = ""
    for wider in range(3):
        text = ", ".join(name for name in names[wider:] if name)
        if not names[wider] or text == found:
            continue
        found, named = text, places.named_then(text, on, issued_by)
        row.place = named.unit
        if row.place:
            break
        row.problems.append(named.problem)
    if row.place is None:
        row.blocking.append("Chưa rõ địa bàn.")
        return
    code = row.raw[
        {5: "old_commune_code", 3: "old_district_code", 2: "old_province_code"}[len(row.place.code)]
    ]
    if code and row.place.code != code:
        row.problems.append(f"“{found}” có mã {row.place.code}, nhưng danh sách ghi {code}.")
    if len(row.place.code) < 5:
        row.problems.append(
            "Địa bàn chỉ biết đến cấp huyện."
            if len(row.place.code) == 3
            else "Địa bàn chỉ biết đến cấp tỉnh."
        )


def _scheme(row: HistoricRow, schemes: list[Scheme]) -> Scheme | None:
    found = known_facts.scheme_of(schemes, row.issued)
    if found is None:
        row.problems.append("Chưa rõ bộ tiêu chí áp dụng.")
    return found


def _level(row: HistoricRow) -> str:
    """From the issuer when named; otherwise what the scheme leaves no doubt about. 5★ were always
    the centre's."""
    if row.stars == 5:
        return Level.CENTRAL
    told = known_facts.level_of(row.raw["authority"])
    if told is not None:
        return told
    if row.raw["authority"].startswith("UBND thành phố"):
        return Level.UNKNOWN
    row.problems.append("Chưa rõ cơ quan công nhận.")
    return known_facts.assumed_level(row.stars)


def _refuse_authority(row: HistoricRow, places: Places, recognisers: Recognisers) -> None:
    """Nobody is there to say why a list names who had no right to recognise: such a row waits."""
    if row.stars not in {3, 4, 5}:
        return
    committee, on = known_facts.committee_of(row.raw["authority"]), row.issued.last
    unit = places.named(committee, on).unit if committee and on else None
    code = row.scheme.code if row.scheme else ""
    days = days_of(row.issued)
    problem = recognisers.problem(row.level, row.stars, days, code) or ended_before(
        unit, row.issued
    )
    if problem:
        row.blocking.append(f"{problem} Kiểm tra lại cơ quan công nhận.")
