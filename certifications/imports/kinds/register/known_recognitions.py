"""Which recognition of the register a row speaks of; those of which the register knows nothing are
new."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from certifications.identity import known_facts
from certifications.imports.contract import NEW, Option
from certifications.imports.fields import called
from certifications.imports.kinds.register.differences import differences
from certifications.imports.kinds.register.places import Spots
from certifications.imports.kinds.register.plan import Planned, described
from certifications.imports.kinds.register.row_as_read import Recognition, Told
from certifications.law import rules
from certifications.models import Certification, Decision, Level, Origin, Scheme
from ocop_registry import uids
from ocop_registry.known_days import KnownDay
from ocop_registry.places.models import Place
from ocop_registry.written.numbers import number_key
from products.models import Product

SAME, DOUBT, OTHER = "same", "doubt", "other"


def load(
    products: Iterable[Product],
    units: Mapping[int, Place],
    schemes: Sequence[Scheme],
    province: Place | None,
) -> dict[int, list[Certification]]:
    """The certifications of the register by their product's id, oldest first, with what they refer
    to. Three queries at most."""
    by_pk = {product.pk: product for product in products if product.pk}
    if not by_pk:
        return {}
    certifications = Certification.objects.order_by("pk")
    decisions = Decision.objects.all()
    if province is not None:
        within = {"producer__place__province": province.pk}
        certifications = certifications.filter(
            product__in=Product.objects.filter(**within)
            | Product.objects.filter(producer__place=province.pk)
        )
        decisions = decisions.filter(certifications__in=certifications.order_by()).distinct()
    known = {decision.pk: decision for decision in decisions}
    laws = {scheme.pk: scheme for scheme in schemes}
    found: dict[int, list[Certification]] = defaultdict(list)
    strange = []
    for one in certifications:
        one.product, one.decision = by_pk[one.product_id], known[one.decision_id]
        one.scheme = laws.get(one.scheme_id) if one.scheme_id else None
        if one.place_id in units:
            one.place = units[one.place_id]
        else:
            strange.append(one)
        found[one.product_id].append(one)
    if strange:
        places = Place.objects.select_related("parent__parent", "province").in_bulk(
            {one.place_id for one in strange}
        )
        for one in strange:
            one.place = places[one.place_id]
    return found


# --- which one ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Known:
    """What decides whether two recognitions are one."""

    stars: int
    issued: KnownDay
    number: str

    @classmethod
    def of(cls, one: Certification) -> "Known":
        return cls(one.stars, one.issued, number_key(one.decision.number))

    @classmethod
    def said(cls, one: Recognition) -> "Known":
        return cls(one.stars, one.issued, number_key(one.number))


def compare(said: Known, known: Known) -> tuple[str, int]:
    """(SAME, DOUBT or OTHER, how surely): by the day, then by the number, then by what else is
    known of the day with the stars. Nobody is recognised with the same stars twice in a year: two
    numbers are rather one, corrected."""
    one, other = said.issued, known.issued
    if one.exact and one == other:
        return SAME, 4
    if said.number and said.number == known.number:
        return (SAME, 3) if one.can_be(other) or one.year == other.year else (DOUBT, 0)
    if said.number and known.number:
        corrected = one.year is not None and (one.year, said.stars) == (other.year, known.stars)
        return (DOUBT if corrected else OTHER), 0
    if one and other:
        if one.year != other.year:
            return OTHER, 0
        return (SAME, 2) if said.stars == known.stars and one.can_be(other) else (DOUBT, 0)
    return (SAME, 1) if said.stars == known.stars else (OTHER, 0)


class Recognised:
    """The recognitions of the register and of the file, each claimed by one row at most."""

    def __init__(
        self, stored: Mapping[int, list[Certification]], spots: Spots, schemes: Sequence[Scheme]
    ) -> None:
        self._stored, self._spots, self._schemes = stored, spots, schemes
        self._claims: dict[int, Told] = {}
        self._brought: dict[tuple[str, int], list[tuple[Known, Told]]] = defaultdict(list)
        self._by_uid = {one.uid: one for those in stored.values() for one in those}

    def plan(self, told: Told, said: Recognition, product: Product) -> Planned | None:
        """What becomes of one recognition; None when that is not settled (the fault is said)."""
        stored, settled = self._find(told, said, product)
        if not settled:
            return None
        if stored is not None:
            earlier = self._claims.setdefault(stored.pk, told)
            if earlier is not told or stored.pk in {one.pk for one in told.claimed}:
                self._duplicate(told, said, earlier)
                return None
            told.claimed.append(stored)
            return differences(told, said, product, stored, self._spots, self._schemes)
        mine = Known.said(said)
        for theirs, other in self._brought[product.identity]:
            if compare(mine, theirs)[0] == SAME:
                self._duplicate(told, said, other)
                return None
        self._brought[product.identity].append((mine, told))
        return _new(told, said, product, self._spots, self._schemes)

    def _duplicate(self, told: Told, said: Recognition, other: Told) -> None:
        where = (
            "lần công nhận kia của chính dòng này" if other is told else called(other.row, told.row)
        )
        column = "product" if other is not told else f"day{said.suffix}"
        told.row.fault(
            column, "duplicate",
            f"Trùng với {where}: cùng sản phẩm, cùng lần công nhận ({said.when}). Dòng này sẽ không được ghi; nếu là lần khác thì sửa ngày, số quyết định.",
        )  # fmt: skip

    def _find(
        self, told: Told, said: Recognition, product: Product
    ) -> tuple[Certification | None, bool]:
        """(the certification meant, whether that is settled)."""
        own = self._stored.get(product.pk, []) if product.pk else []
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
        free = [
            one for one in own if self._claims.get(one.pk, told) is told and one not in told.claimed
        ]
        told_apart = [(*compare(mine, Known.of(one)), one) for one in free]
        sure = [
            (rank, one.in_force_from or date.min, one.pk, one)
            for what, rank, one in told_apart
            if what == SAME
        ]
        if sure:
            return max(sure, key=lambda found: found[:3])[3], True
        taken = [
            one
            for one in own
            if one not in free and compare(mine, Known.of(one)) in ((SAME, 2), (SAME, 3), (SAME, 4))
        ]
        if taken:
            return taken[-1], True  # another row has claimed it: a duplicate
        return self._ask(told, said, [one for what, _, one in told_apart if what == DOUBT])

    def _ask(
        self, told: Told, said: Recognition, doubtful: Sequence[Certification]
    ) -> tuple[Certification | None, bool]:
        if not doubtful:
            return None, True
        options = [Option(one.uid, f"là {described(one)}") for one in doubtful]
        question = f"recognition{said.suffix or 1}"
        column = said.time_column
        label = f"Lần công nhận {said.stars} sao {said.when} có phải lần đã có trong sổ, ghi khác?"
        chosen = told.row.ask(
            question, column, label, [*options, Option(NEW, "là lần công nhận khác")]
        )
        return next((one for one in doubtful if one.uid == chosen), None), bool(chosen)


# --- a new one ------------------------------------------------------------------------------------
def _new(
    told: Told, said: Recognition, product: Product, spots: Spots, schemes: Sequence[Scheme]
) -> Planned | None:
    if said.place is None:
        told.row.fault(
            "commune", "place_then",
            f"Chưa rõ địa bàn lúc công nhận ({said.when}): ghi xã kèm huyện, tỉnh của lúc đó, hoặc cơ quan ban hành.",
        )  # fmt: skip
        return None
    scheme = said.scheme or _scheme(told, said, schemes)
    level = said.level or spots.level(said) or known_facts.assumed_level(said.stars)
    if said.stars == 5:
        level = Level.CENTRAL
    final = Certification.fresh(
        origin=Origin.HISTORIC, level=level, stars=said.stars, scheme=scheme, place=said.place, code=said.code,
        product_name=told.issued_product or told.product, producer_name=told.issued_producer or told.producer,
        source=told.source, **known_facts.period_fields(said.issued, scheme),
    )  # fmt: skip
    if told.set is not None and scheme is not None and told.set.scheme == scheme.slug:
        final.product_set, final.set_name = told.set, told.set.name
    decision = {"number": said.number, "signed_on": said.issued.day, "issuer": said.issuer}
    _note_gaps(told, said, final)
    return Planned(told, said, product, None, final, decision)


def _scheme(told: Told, said: Recognition, schemes: Sequence[Scheme]) -> Scheme | None:
    """The scheme that the time leaves no doubt about. On a day on which two could be applied the
    row must say which (domain §1)."""
    possible = {one.slug: one for one in rules.schemes_of(schemes, said.issued)}
    if not said.issued.exact or len(possible) < 2:
        return next(iter(possible.values())) if len(possible) == 1 else None
    question = (
        f"Ngày {said.issued.written} có {len(possible)} bộ tiêu chí cùng áp dụng được: chấm theo bộ"
        " nào?"
    )
    chosen = told.row.ask(
        f"scheme{said.suffix}",
        f"day{said.suffix}",
        question,
        [Option(slug, one.code) for slug, one in possible.items()],
    )
    return possible.get(chosen)


def _note_gaps(told: Told, said: Recognition, final: Certification) -> None:
    notes = told.row.notes
    if told.row.faults:  # what is missing may be what is to be mended
        return
    if said.issued and not said.issued.exact:
        notes.append(
            f"Chỉ biết {said.when}, chưa rõ ngày cấp: có hiệu lực chắc chắn đến hết"
            f" {final.in_force_until:%d/%m/%Y}."
        )
    elif not said.issued:
        notes.append(
            "Chưa rõ năm công nhận: hạng sao chỉ là theo nguồn, chưa xác minh, không được coi là"
            " còn hiệu lực."
        )
    if not said.number:
        notes.append("Chưa rõ số quyết định.")
    if final.scheme is None:
        notes.append("Chưa chắc bộ tiêu chí áp dụng.")
    if len(final.place.code) < 5:
        notes.append(
            "Địa bàn lúc công nhận chỉ biết đến cấp"
            f" {'huyện' if len(final.place.code) == 3 else 'tỉnh'}."
        )
