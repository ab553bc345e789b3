"""Which recognition of the register a row speaks of, and what the row says otherwise than the register."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from certifications.historic import facts
from certifications.imports.contract import NEW, Option
from certifications.imports.fields import called
from certifications.imports.kinds.register.spots import Spots
from certifications.imports.kinds.register.told import Recognition, Told
from certifications.models import Certification, Decision, Level, Origin, Scheme
from ocop_registry import uids
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold
from products.models import Product

SAME, DOUBT, OTHER = "same", "doubt", "other"


@dataclass(eq=False)
class Planned:
    """One recognition of one row, and the certification it is to be: a new one, or a changed copy of the `stored` one.

    `decision`: the decision's facts that differ (field → value); `corrected`: known values that change (field, old, new).
    """

    told: Told
    said: Recognition
    product: Product
    stored: Certification | None
    final: Certification
    decision: dict[str, Any] = field(default_factory=dict)
    corrected: list[tuple[str, str, str]] = field(default_factory=list)
    changed: bool = False

    @property
    def new(self) -> bool:
        return self.stored is None

    @property
    def matters(self) -> bool:
        return self.new or self.changed

    @property
    def order(self) -> tuple[date, int, str]:
        return self.said.on or date.min, self.told.row.number, self.said.suffix


def load(products: Iterable[Product], units: Mapping[int, Place], schemes: Sequence[Scheme], province: Place | None) -> dict[str, list[Certification]]:
    """The certifications of the register by their product's uid, oldest first, with what they refer to. Three queries at most."""
    by_pk = {product.pk: product for product in products if product.pk}
    certifications = Certification.objects.order_by("pk")
    decisions = Decision.objects.all()
    if province is not None:
        within = {"producer__place__province": province.pk}
        certifications = certifications.filter(product__in=Product.objects.filter(**within) | Product.objects.filter(producer__place=province.pk))
        decisions = decisions.filter(certifications__in=certifications.order_by()).distinct()
    known = {decision.pk: decision for decision in decisions}
    laws = {scheme.pk: scheme for scheme in schemes}
    found: dict[str, list[Certification]] = defaultdict(list)
    strange = []
    for one in certifications:
        one.product, one.decision = by_pk[one.product_id], known[one.decision_id]
        one.scheme = laws.get(one.scheme_id) if one.scheme_id else None
        if one.place_id in units:
            one.place = units[one.place_id]
        else:
            strange.append(one)
        found[one.product.uid].append(one)
    if strange:
        places = Place.objects.select_related("parent__parent", "province").in_bulk({one.place_id for one in strange})
        for one in strange:
            one.place = places[one.place_id]
    return found


# --- which one ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Known:
    """What decides whether two recognitions are one."""

    stars: int
    day: date | None
    year: int | None
    number: str

    @classmethod
    def of(cls, one: Certification) -> "Known":
        return cls(one.stars, one.issued_on, one.issued_on.year if one.issued_on else one.issued_year, fold(one.decision.number))

    @classmethod
    def said(cls, one: Recognition) -> "Known":
        return cls(one.stars, one.day, one.known_year, fold(one.number))


def compare(said: Known, known: Known) -> tuple[str, int]:
    """(SAME, DOUBT or OTHER, how surely): by the day, then by the number, then by the year with the stars."""
    if said.day and said.day == known.day:
        return SAME, 4
    if said.number and said.number == known.number:
        return (SAME, 3) if said.year == known.year or not (said.year and known.year) else (DOUBT, 0)
    if said.number and known.number:
        return OTHER, 0
    if said.year and known.year:
        if said.year != known.year:
            return OTHER, 0
        return (SAME, 2) if said.stars == known.stars and not (said.day and known.day) else (DOUBT, 0)
    return (SAME, 1) if said.stars == known.stars else (OTHER, 0)


class Recognised:
    """The recognitions of the register and of the file, each claimed by one row at most."""

    def __init__(self, stored: Mapping[str, list[Certification]], spots: Spots, schemes: Sequence[Scheme]) -> None:
        self._stored, self._spots, self._schemes = stored, spots, schemes
        self._claims: dict[int, Told] = {}
        self._brought: dict[str, list[tuple[Known, Told]]] = defaultdict(list)
        self._by_uid = {one.uid: one for those in stored.values() for one in those}

    def plan(self, told: Told, said: Recognition, product: Product) -> Planned | None:
        """What becomes of one recognition; None when that is not settled (the fault is said)."""
        stored, settled = self._find(told, said, product)
        if not settled:
            return None
        if stored is not None:
            earlier = self._claims.setdefault(stored.pk, told)
            if earlier is not told or stored.pk in {one.pk for one in _claimed_by(told)}:
                self._duplicate(told, said, earlier)
                return None
            _claimed_by(told).append(stored)
            return differences(told, said, product, stored, self._spots, self._schemes)
        mine = Known.said(said)
        for theirs, other in self._brought[product.uid]:
            if compare(mine, theirs)[0] == SAME:
                self._duplicate(told, said, other)
                return None
        self._brought[product.uid].append((mine, told))
        return _new(told, said, product, self._spots, self._schemes)

    def _duplicate(self, told: Told, said: Recognition, other: Told) -> None:
        where = "lần công nhận kia của chính dòng này" if other is told else called(other.row, told.row)
        column = "product" if other is not told else f"day{said.suffix}"
        told.row.fault(
            column, "duplicate",
            f"Trùng với {where}: cùng sản phẩm, cùng lần công nhận ({said.when}). Xóa một dòng, hoặc sửa ngày, số quyết định cho đúng.",
        )  # fmt: skip

    def _find(self, told: Told, said: Recognition, product: Product) -> tuple[Certification | None, bool]:
        """(the certification meant, whether that is settled)."""
        own = self._stored.get(product.uid, [])
        if said.uid:
            one = self._by_uid.get(uids.normalise(said.uid) or said.uid)
            if one is None or one.product is not product:
                told.row.fault(
                    "certification_uid", "certification_unknown",
                    f"“{product}” không có chứng nhận mang mã {said.uid}: xóa ô này nếu là lần công nhận mới, hoặc chép lại mã.",
                )  # fmt: skip
                return None, False
            return one, True
        mine = Known.said(said)
        free = [one for one in own if self._claims.get(one.pk, told) is told and one not in _claimed_by(told)]
        told_apart = [(*compare(mine, Known.of(one)), one) for one in free]
        sure = [(rank, one.in_force_from or date.min, one.pk, one) for what, rank, one in told_apart if what == SAME]
        if sure:
            return max(sure, key=lambda found: found[:3])[3], True
        taken = [one for one in own if one not in free and compare(mine, Known.of(one)) >= (SAME, 2) and compare(mine, Known.of(one))[0] == SAME]
        if taken:
            return taken[-1], True  # another row has claimed it: a duplicate
        return self._ask(told, said, [one for what, _, one in told_apart if what == DOUBT])

    def _ask(self, told: Told, said: Recognition, doubtful: Sequence[Certification]) -> tuple[Certification | None, bool]:
        if not doubtful:
            return None, True
        options = [Option(one.uid, f"là {described(one)}") for one in doubtful]
        question = f"recognition{said.suffix or 1}"
        column = f"{'day' if said.day else 'year' if said.year else 'stars'}{said.suffix}"
        label = f"Lần công nhận {said.stars} sao {said.when} có phải lần đã có trong sổ, ghi khác?"
        chosen = told.row.ask(question, column, label, [*options, Option(NEW, "là lần công nhận khác")])
        return next((one for one in doubtful if one.uid == chosen), None), bool(chosen)


def _claimed_by(told: Told) -> list[Certification]:
    return told.__dict__.setdefault("claimed", [])


def described(one: Certification) -> str:
    """A certification in a few words: "4 sao ngày 19/03/2021 (386/QĐ-UBND)"."""
    when = f" ngày {one.issued_on:%d/%m/%Y}" if one.issued_on else f" năm {one.issued_year}" if one.issued_year else ""
    return f"{one.stars} sao{when}" + (f" ({one.decision.number})" if one.decision.number else "")


# --- a new one ----------------------------------------------------------------------------------------------------
def _new(told: Told, said: Recognition, product: Product, spots: Spots, schemes: Sequence[Scheme]) -> Planned | None:
    if said.place is None:
        told.row.fault(
            "commune", "place_then",
            f"Chưa rõ địa bàn lúc công nhận ({said.when}): ghi xã kèm huyện, tỉnh của lúc đó, hoặc cơ quan ban hành.",
        )  # fmt: skip
        return None
    scheme = said.scheme or facts.scheme_of(schemes, said.day, said.year)
    level = said.level or spots.level(said) or facts.assumed_level(said.stars)
    if said.stars == 5:
        level = Level.CENTRAL
    final = Certification(
        origin=Origin.HISTORIC, level=level, stars=said.stars, scheme=scheme, place=said.place, code=said.code,
        product_name=told.issued_product or told.product, producer_name=told.issued_producer or told.producer,
        source=told.source, **facts.period_fields(said.day, said.year, scheme),
    )  # fmt: skip
    if told.set is not None and scheme is not None and told.set.scheme == scheme.slug:
        final.product_set, final.set_name = told.set, told.set.name
    decision = {"number": said.number, "signed_on": said.day, "issuer": said.issuer}
    _note_gaps(told, said, final)
    return Planned(told, said, product, None, final, decision)


def _note_gaps(told: Told, said: Recognition, final: Certification) -> None:
    notes = told.row.notes
    if said.year and not said.day:
        notes.append(f"Chỉ biết năm {said.year}, chưa rõ ngày cấp: có hiệu lực chắc chắn đến hết {said.year + 2}.")
    elif not said.day:
        notes.append("Chưa rõ năm công nhận: hạng sao chỉ là theo nguồn, chưa xác minh, không được coi là còn hiệu lực.")
    if not said.number:
        notes.append("Chưa rõ số quyết định.")
    if final.scheme is None:
        notes.append("Chưa chắc bộ tiêu chí áp dụng.")
    if len(final.place.code) < 5:
        notes.append("Địa bàn chỉ biết đến cấp huyện." if len(final.place.code) == 3 else "Địa bàn chỉ biết đến cấp tỉnh.")


# --- a stored one -------------------------------------------------------------------------------------------------
def differences(
    told: Told, said: Recognition, product: Product, stored: Certification, spots: Spots, schemes: Sequence[Scheme]
) -> Planned | None:
    """What the row says otherwise. A live certification is never changed by a list: differing is a fault."""
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
    names = {"decision.number": "number", "decision.issuer": "issuer", "issued_on": "day", "issued_year": "year", "stars": "stars"}
    if first in names:
        return f"{names[first]}{planned.said.suffix}"
    return {"product_name": "issued_product", "producer_name": "issued_producer", "place": "commune"}.get(first, first)


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

    # --- setting ------------------------------------------------------------------------------------------------------
    @property
    def _final(self) -> Certification:
        """The copy that is written; the stored one stays as it is, should the row be refused after all."""
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

    # --- fields -------------------------------------------------------------------------------------------------------
    def _stars_and_time(self) -> None:
        said, stored = self.said, self.stored
        if said.stars and said.stars != stored.stars:
            self._set("stars", said.stars)
            if said.stars == 5 and stored.level != Level.CENTRAL:
                self._set("level", Level.CENTRAL, known=False)
        day, year = stored.issued_on, stored.issued_year
        if said.day and said.day != day:
            if day or year and year != said.day.year:
                self._note("issued_on" if day else "issued_year", day or year, said.day)
            day, year = said.day, None
        elif said.year and not said.day:
            if day is None and said.year != year:
                self._note("issued_year", year, said.year)
                year = said.year
            elif day is not None and said.year != day.year:
                self.planned.told.row.fault(
                    f"year{said.suffix}", "year_register", f"Sổ ghi lần này ngày {day:%d/%m/%Y}: ghi cả ngày nếu muốn sửa, hoặc sửa năm."
                )
        moved = (day, year) != (stored.issued_on, stored.issued_year)
        scheme = said.scheme or (facts.scheme_of(self.schemes, day, year) if moved else stored.scheme)
        if moved or scheme != stored.scheme:
            if scheme != stored.scheme:
                self._set("scheme", scheme, known=said.scheme is not None)
            for name, value in facts.period_fields(day, year, scheme).items():
                setattr(self._final, name, value)
        if moved and said.day:
            self.planned.decision["signed_on"] = said.day

    def _decision(self) -> None:
        said, decision = self.said, self.stored.decision
        if said.number and fold(said.number) != fold(decision.number):
            self._note("decision.number", decision.number, said.number)
            self.planned.decision["number"] = said.number
        if said.issuer and facts.issuer_key(said.issuer) != facts.issuer_key(decision.issuer):
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
        if said.level == Level.UNKNOWN or level is None or level == stored.level or 5 in (said.stars, stored.stars):
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
        """A place told more exactly fills; one that cannot be the stored one corrects, when the row names that very unit."""
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


def plain(value: Any) -> str:
    """A value as the history of corrections keeps it: days ISO, places by their whole name."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Place):
        return value.path()
    if isinstance(value, Scheme):
        return value.code
    return str(value if value is not None else "")
