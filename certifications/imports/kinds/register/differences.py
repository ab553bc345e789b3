"""What a row says otherwise than a recognition of the register: what fills a gap, and what changes
a known value."""

from collections.abc import Sequence
from copy import copy
from decimal import Decimal
from typing import Any

from certifications.identity import known_facts
from certifications.imports.kinds.register.places import Spots
from certifications.imports.kinds.register.plan import Planned, described, plain
from certifications.imports.kinds.register.row_as_read import Law, Recognition, Told
from certifications.law.points import all_digits, format_points
from certifications.models import Certification, Level, Origin, Scheme
from ocop_registry.excel import cells
from ocop_registry.known_days import KnownDay
from ocop_registry.written.numbers import number_key
from products.models import Product

_HIGHEST = Decimal(100)  # points


def differences(
    told: Told,
    said: Recognition,
    product: Product,
    stored: Certification,
    spots: Spots,
    schemes: Sequence[Scheme],
) -> Planned | None:
    """What the row says otherwise. A live certification is never changed by a list: differing is a
    fault."""
    planned = Planned(told, said, product, stored, stored)
    _Comparison(planned, spots, schemes).run()
    if planned.changed and stored.origin == Origin.LIVE:
        labels = ", ".join(sorted({what for what, _, _ in planned.corrected} or {"ô ghi thêm"}))
        told.row.fault(
            _column_of(planned), "live",
            f"Khác chứng nhận {described(stored)} đã cấp qua đợt đánh giá trong hệ thống ({labels}): danh sách không sửa được; "
            f"sửa ô này, hoặc đính chính ở trang chứng nhận {stored.uid}.",
        )  # fmt: skip
        return None
    return planned


def _column_of(planned: Planned) -> str:
    first = planned.corrected[0][0] if planned.corrected else "stars"
    names = {
        "decision.number": "number",
        "decision.issuer": "issuer",
        "issued_on": "day",
        "issued_year": "year",
        "stars": "stars",
    }
    if first in names:
        return f"{names[first]}{planned.said.suffix}"
    return {
        "product_name": "issued_product",
        "producer_name": "issued_producer",
        "place": "commune",
    }.get(first, first)


class _Comparison:
    """Field by field: what fills a gap, what changes a known value."""

    def __init__(self, planned: Planned, spots: Spots, schemes: Sequence[Scheme]) -> None:
        self.planned, self.spots, self.schemes = planned, spots, schemes
        self.said = planned.said
        assert planned.stored is not None
        self.stored = planned.stored

    def run(self) -> None:
        self._stars_and_time()
        self._decision()
        self._level()
        self._names()
        self._place()

    # --- setting ----------------------------------------------------------------------------------
    @property
    def _final(self) -> Certification:
        """The copy that is written; the stored one stays as it is, should the row be refused after
        all."""
        if self.planned.final is self.stored:
            self.planned.final = copy(self.stored)
        self.planned.changed = True
        return self.planned.final

    def _set(self, name: str, value: Any, *, known: bool = True) -> None:
        self._note(name, getattr(self.stored, name), value, known=known)
        setattr(self._final, name, value)

    def _note(self, name: str, old: Any, new: Any, *, known: bool = True) -> None:
        if known and old not in (None, ""):
            self.planned.corrected.append((name, plain(old), plain(new)))

    # --- fields -----------------------------------------------------------------------------------
    def _stars_and_time(self) -> None:
        said, stored = self.said, self.stored
        if said.stars and said.stars != stored.stars:
            self._set("stars", said.stars)
            if said.stars == 5 and stored.level != Level.CENTRAL:
                self._set("level", Level.CENTRAL, known=False)
        issued = self._issued()
        moved = issued != stored.issued
        scheme = said.scheme or (
            known_facts.scheme_of(self.schemes, issued) if moved else stored.scheme
        )
        if moved or scheme != stored.scheme:
            if scheme != stored.scheme:
                self._set("scheme", scheme, known=said.scheme is not None)
            for name, value in known_facts.period_fields(issued, scheme).items():
                setattr(self._final, name, value)
        if moved and issued.exact:
            self.planned.decision["signed_on"] = issued.day

    def _issued(self) -> KnownDay:
        """What will be known of the day of issue: what says more fills in, what says otherwise
        corrects, what says less changes nothing."""
        said, known = self.said.issued, self.stored.issued
        if not said or said.whole == known.whole:
            return known
        if said.sharpens(known):
            return said if said.exact else said.by(self.stored.known_on or said.last)
        if said.can_be(known):
            return known
        if known.exact and not said.exact:
            self.planned.told.row.fault(
                self.said.time_column,
                "year_register",
                f"Sổ ghi lần này {known.told()}: ghi cả ngày nếu muốn sửa, hoặc sửa ô này.",
            )
            return known
        name = "issued_on" if known.exact else "issued_year"
        self._note(name, known.day or known.written, said.day or said.written)
        return said

    def _decision(self) -> None:
        said, decision = self.said, self.stored.decision
        if said.number and number_key(said.number) != number_key(decision.number):
            self._note("decision.number", decision.number, said.number)
            self.planned.decision["number"] = said.number
        if said.issuer and known_facts.issuer_key(said.issuer) != known_facts.issuer_key(
            decision.issuer
        ):
            self._note("decision.issuer", decision.issuer, said.issuer)
            self.planned.decision["issuer"] = said.issuer
        source = self.planned.told.source
        if source and source != " ".join(self.stored.source.split()):
            self._set("source", source)
            self.planned.decision["source"] = source
        if self.planned.decision:
            self._final  # noqa: B018  (a differing decision changes the certification)

    def _level(self) -> None:
        said, stored = self.said, self.stored
        level = said.level if said.level is not None else self.spots.level(said)
        if (
            said.level == Level.UNKNOWN
            or level is None
            or level == stored.level
            or 5 in (said.stars, stored.stars)
        ):
            return
        self._set("level", level, known=stored.level != Level.UNKNOWN)

    def _names(self) -> None:
        told = self.planned.told
        for name, text in (
            ("product_name", told.issued_product), ("producer_name", told.issued_producer), ("code", self.said.code),
        ):  # fmt: skip
            if text and text != " ".join(getattr(self.stored, name).split()):
                self._set(name, text)

    def _place(self) -> None:
        """A place told more exactly fills; one that cannot be the stored one corrects, when the row
        names that very unit."""
        told, place, stored = self.planned.told, self.said.place, self.stored.place
        if told.unit is None or place is None or place == stored or place in stored.ancestors():
            return
        if stored in place.ancestors():
            self._set("place", place, known=False)
        elif self.said.literal:
            self._set("place", place)
        elif not self.spots.compatible(place, stored):
            told.row.fault(
                "commune", "place_contradicts",
                f"Sổ ghi lần công nhận {self.said.when} ở {stored.path()}: ghi xã, huyện của lúc đó nếu muốn sửa, hoặc sửa ô này.",
            )  # fmt: skip


# --- points ---------------------------------------------------------------------------------------
def compare_points(told: Told, law: Law) -> None:
    """Points that a list reports beside the stars are kept in the row as reported, and compared; nothing
    is computed from them. Say where the reported points lie in another band than the stars of the last recognition."""
    row, last = told.row, told.last
    points = row.read("score", cells.decimal, "points")
    if points is None:
        return
    if not 0 <= points <= _HIGHEST:
        row.fault(
            "score", "points", f"{all_digits(points)} không phải điểm của thang 100: sửa ô này."
        )
        return
    said = f"{format_points(points)} (giữ ở tệp này để so, không ghi vào sổ)"
    row.understood("Điểm nơi gửi báo", said, "score")
    row.notes.append(
        f"Nơi gửi báo {all_digits(points)} điểm: giữ ở tệp này để so, không ghi vào sổ."
    )
    if last is None or not last.stars:
        return
    bands = law.recognisers.stars_of(points)
    said = " hoặc ".join(str(stars) for stars in sorted(bands))
    if bands and last.stars > max(bands):
        row.fault(
            "score",
            "points_stars",
            f"Ghi {all_digits(points)} điểm, thuộc khung {said} sao, nhưng hạng ghi {last.stars} sao:"
            " sửa ô sai, hoặc xóa trắng ô điểm.",
        )
    elif bands and last.stars < min(bands):
        row.notes.append(
            f"{all_digits(points)} điểm thuộc khung {said} sao, hạng ghi {last.stars} sao: có thể do"
            " chưa đạt dấu sao; lấy hạng đã ghi."
        )
