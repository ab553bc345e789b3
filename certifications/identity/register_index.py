"""Who is meant by a row of a list: the producer and the product of the register, found by
identifiers, then by name and place.

Built once per import: the register is read in a number of queries that does not grow with it, and
every question is then answered from indexes. What is not certain is never taken: `near` shows a
person what may be meant.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import F, QuerySet

from certifications.identity.name_index import NameIndex
from certifications.models import Certification
from ocop_registry import uids
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.journal.models import MergedSubject
from ocop_registry.places.models import Place
from ocop_registry.places.overlap import Overlap
from ocop_registry.places.text import fold, loose_fold
from producers.lookalikes import ENOUGH, SHOWN, likeness, proper
from producers.models import Producer
from products.models import Product
from products.serving import code_key

S = TypeVar("S", bound=Producer | Product)
Key = tuple[str, int]  # `Subject.identity`


@dataclass(frozen=True)
class Match(Generic[S]):
    """`one`: the certain match, else None. `near`: (likeness 0–1, subject) best first, told only
    when nothing is certain. `conflict`: why identifiers contradict each other, a sentence for the
    officer; then `one` is None.
    """

    one: S | None = None
    near: list[tuple[float, S]] = field(default_factory=list)
    conflict: str = ""


# --- identifiers as they are compared -------------------------------------------------------------
def tax_key(text: str) -> str:
    """A tax code by its digits. A spreadsheet that took it for a number has eaten the leading zero:
    it is put back."""
    digits = re.sub(r"\D", "", text)
    return digits.zfill(len(digits) + 1) if len(digits) in {9, 11} else digits


def registration_key(text: str) -> str:
    """A business registration number without case, marks, blanks and signs."""
    return fold(unicodedata.normalize("NFC", text)).replace(" ", "")


def gtin_key(text: str) -> str:
    """A GTIN as 14 digits (GS1: the shorter forms are filled with zeros); "" for what is none."""
    digits = re.sub(r"[\s-]", "", text)
    return digits.zfill(14) if digits.isascii() and digits.isdigit() else ""


@dataclass
class _Claim(Generic[S]):
    """Whom one identifier of the row names, and the sentence that says so."""

    subjects: list[S]
    words: str


class Register:
    """Producers and products of a province of today (None: of the country), with those that the
    same import brings."""

    def __init__(self, province: Place | None) -> None:
        self._where = f"Sổ đăng ký của {province.full_name} " if province else "Sổ đăng ký "
        self._overlap = Overlap()
        self._merged = {
            (kind, old): uid
            for kind, old, uid in MergedSubject.objects.filter(
                kind__in=(Producer.SUBJECT_KIND, Product.SUBJECT_KIND)
            ).values_list("kind", "old_uid", "uid")
        }
        self._producers: dict[str, Producer] = {}  # stored ones: a new one has no settled uid
        self._by_tax: dict[str, list[Producer]] = defaultdict(list)
        self._by_registration: dict[str, list[Producer]] = defaultdict(list)
        self._by_name: dict[str, list[Producer]] = defaultdict(list)
        # by today's province (id)
        self._names: dict[int, NameIndex[Producer]] = defaultdict(NameIndex)
        own = (
            Producer.objects.filter(belongs_to("place", [province.pk]))
            if province
            else Producer.objects.all()
        )
        for producer in _with_places(own):
            self.add_producer(producer)
        elsewhere = (
            Producer.objects.exclude(tax_code="").exclude(pk__in=own.values("pk"))
            if province
            else Producer.objects.none()
        )
        self._taxes_elsewhere = {
            tax_key(code) for code in elsewhere.values_list("tax_code", flat=True)
        }
        self._read_products(own if province else None)

    def _read_products(self, own: QuerySet[Producer] | None) -> None:
        self._products: dict[str, Product] = {}  # stored ones
        self._all_products: list[Product] = []
        self._by_code: dict[str, list[Product]] = defaultdict(list)
        self._by_gtin: dict[str, list[Product]] = defaultdict(list)
        self._of: dict[Key, list[Product]] = defaultdict(list)  # by their producer
        self._by_own_name: dict[tuple[Key, str], list[Product]] = defaultdict(list)
        self._by_issued_name: dict[tuple[Key, str], dict[int, Product]] = defaultdict(dict)
        self._codes_elsewhere: set[str] = set()
        codes = codes_ever_borne()
        producers = {producer.pk: producer for producer in self._producers.values()}
        by_pk: dict[int, Product] = {}
        products = (
            Product.objects.all() if own is None else Product.objects.filter(producer__in=own)
        )
        for product in products:
            # the very object, so that nothing is read twice
            product.producer = producers[product.producer_id]
            by_pk[product.pk] = product
            self.add_product(product, codes=codes.pop(product.pk, ()))
        for pk, name in _issued_names(own):
            if pk in by_pk:
                product = by_pk[pk]
                self._by_issued_name[product.producer.identity, fold(name)][pk] = product
        self._codes_elsewhere = {code_key(code) for those in codes.values() for code in those}
        elsewhere = (
            Product.objects.exclude(gtin="").exclude(producer__in=own)
            if own is not None
            else Product.objects.none()
        )
        self._gtins_elsewhere = {
            gtin_key(gtin) for gtin in elsewhere.values_list("gtin", flat=True)
        }

    # --- what the import itself brings ------------------------------------------------------------
    def add_producer(self, producer: Producer) -> None:
        """Let a producer be found as well, also one that is not saved yet."""
        if producer.pk is not None:
            self._producers[producer.uid] = producer
        if producer.tax_code:
            self._by_tax[tax_key(producer.tax_code)].append(producer)
        if producer.registration_number:
            self._by_registration[registration_key(producer.registration_number)].append(producer)
        folded, loose = folded_name(producer)
        self._by_name[folded].append(producer)
        self._names[self._overlap.province(producer.place.pk)].add(proper(loose), producer)

    def add_product(self, product: Product, *, codes: Iterable[str] = ()) -> None:
        """Let a product be found as well, also one that is not saved yet, with the product codes it
        bears."""
        if product.pk is not None:
            self._products[product.uid] = product
        self._all_products.append(product)
        for code in codes:
            known = self._by_code[code_key(code)]
            if product not in known:
                known.append(product)
        if product.gtin:
            self._by_gtin[gtin_key(product.gtin)].append(product)
        self._of[product.producer.identity].append(product)
        self._by_own_name[product.producer.identity, folded_name(product)[0]].append(product)

    @property
    def overlap(self) -> Overlap:
        """What became of the units, as it was read."""
        return self._overlap

    @property
    def products(self) -> list[Product]:
        """Every product that may be found."""
        return list(self._all_products)

    def products_of(self, producer: Producer) -> list[Product]:
        """The products of a producer, those that the import brings included."""
        return list(self._of.get(producer.identity, ()))

    def product_with(self, uid: str) -> Product | None:
        """The product of that uid, or the one it was merged into."""
        return self._resolved(uid, Product, self._products) if uid.strip() else None

    # --- producers --------------------------------------------------------------------------------
    def find_producer(
        self,
        *,
        uid: str = "",
        tax_code: str = "",
        registration_number: str = "",
        name: str = "",
        place: Place | None = None,
    ) -> Match[Producer]:
        """By uid, tax code, registration number, then folded name in a compatible place (no place:
        in any).

        Identifiers that name different producers, or an identifier that contradicts the producer of
        that name and place, are a conflict. `near`: the same name elsewhere, or much alike in the
        same province of today.
        """
        named = self._named(name, place)
        claims: list[_Claim[Producer]] = []
        if uid.strip():
            found = self._resolved(uid, Producer, self._producers)
            if found is None:
                conflict = f"{self._where}không có chủ thể nào mang mã định danh {uid.strip()}."
                return Match(near=self._near(name, place), conflict=conflict)
            claims.append(_Claim([found], f"Mã định danh {uid.strip()}"))
        tax = tax_key(tax_code)
        if tax in self._taxes_elsewhere:
            near = [(1.0, one) for claim in claims for one in claim.subjects] or self._near(
                name, place
            )
            return Match(
                near=near,
                conflict=f"Mã số thuế {tax_code.strip()} thuộc về một chủ thể của tỉnh khác.",
            )
        if tax and self._by_tax.get(tax):
            claims.append(_Claim(self._by_tax[tax], f"Mã số thuế {tax_code.strip()}"))
        registration = registration_key(registration_number)
        if registration and self._by_registration.get(registration):
            claims.append(
                _Claim(
                    self._by_registration[registration],
                    f"Số đăng ký kinh doanh {registration_number.strip()}",
                )
            )
        if named:
            claims.append(_Claim(named, f"Tên “{name.strip()}”"))
        match = _settled(claims, "chủ thể")
        if (
            match.one
            and tax
            and not uid.strip()
            and match.one.tax_code
            and tax_key(match.one.tax_code) != tax
        ):
            sentence = (
                f"Sổ ghi {match.one} có mã số thuế {match.one.tax_code}, khác {tax_code.strip()}."
            )
            return Match(near=[(1.0, match.one)], conflict=sentence)
        return match if claims else Match(near=self._near(name, place))

    def _named(self, name: str, place: Place | None) -> list[Producer]:
        """Producers of that folded name that may be in that place; those in the very place alone
        when there are any."""
        same = self._by_name.get(fold(name), []) if fold(name) else []
        if place is None:
            return list(same)
        there = [one for one in same if one.place.pk == place.pk]
        return there or [one for one in same if self._overlap.compatible(one.place, place)]

    def _near(self, name: str, place: Place | None) -> list[tuple[float, Producer]]:
        wanted = proper(loose_fold(name))
        if not wanted:
            return []
        indexes = (
            [self._names[self._overlap.province(place.pk)]] if place else list(self._names.values())
        )
        found = [pair for index in indexes for pair in index.near(wanted)]
        # word for word the same before the same in other words
        same = self._by_name.get(fold(name), ())
        return sorted(found, key=lambda pair: (-pair[0], pair[1] not in same))[:SHOWN]

    # --- products ---------------------------------------------------------------------------------
    def find_product(
        self,
        *,
        uid: str = "",
        code: str = "",
        gtin: str = "",
        name: str = "",
        producer: Producer | None,
    ) -> Match[Product]:
        """By uid, any product code ever borne, GTIN, then folded name among the producer's own: the
        present one, else one on a certification, so that a list once understood needs no answer the
        next time.

        A product that an identifier names but that belongs to another producer than the given one
        is a conflict. `near`: products of the same producer whose names are much alike.
        """
        claims: list[_Claim[Product]] = []
        if uid.strip():
            found = self._resolved(uid, Product, self._products)
            if found is None:
                conflict = f"{self._where}không có sản phẩm nào mang mã định danh {uid.strip()}."
                return Match(near=self._near_products(name, producer), conflict=conflict)
            claims.append(_Claim([found], f"Mã định danh {uid.strip()}"))
        for typed, key, known, elsewhere, words in (
            (code, code_key(code), self._by_code, self._codes_elsewhere, "Mã sản phẩm"),
            (gtin, gtin_key(gtin), self._by_gtin, self._gtins_elsewhere, "Mã GTIN"),
        ):
            if key and key in elsewhere:
                conflict = f"{words} {typed.strip()} thuộc về một sản phẩm của tỉnh khác."
                return Match(near=self._near_products(name, producer), conflict=conflict)
            if key and known.get(key):
                claims.append(_Claim(known[key], f"{words} {typed.strip()}"))
        named = self._by_own_name.get((producer.identity, fold(name))) if producer else None
        if producer and not named and not claims:
            named = list(self._by_issued_name.get((producer.identity, fold(name)), {}).values())
        if named:
            claims.append(_Claim(named, f"Tên “{name.strip()}”"))
        match = _settled(claims, "sản phẩm")
        sentence = (
            self._product_contradiction(match.one, gtin if not uid.strip() else "", producer)
            if match.one
            else ""
        )
        if match.one and sentence:
            return Match(near=[(1.0, match.one)], conflict=sentence)
        return match if claims else Match(near=self._near_products(name, producer))

    def _product_contradiction(self, product: Product, gtin: str, producer: Producer | None) -> str:
        if producer is not None and product.producer != producer:
            return (
                f"“{product}” ({product.uid}) trong sổ là của {product.producer}, không phải của"
                f" {producer}."
            )
        if product.gtin and gtin_key(gtin) and gtin_key(product.gtin) != gtin_key(gtin):
            return f"Sổ ghi “{product}” có mã GTIN {product.gtin}, khác {gtin.strip()}."
        return ""

    def _near_products(self, name: str, producer: Producer | None) -> list[tuple[float, Product]]:
        if producer is None or not name.strip():
            return []
        wanted = loose_fold(name)
        found = [
            (likeness(wanted, folded_name(one)[1]), one)
            for one in self._of.get(producer.identity, ())
        ]
        return sorted((pair for pair in found if pair[0] >= ENOUGH), key=lambda pair: -pair[0])[
            :SHOWN
        ]

    def _resolved(self, typed: str, model: type[S], known: dict[str, S]) -> S | None:
        """The subject of a uid as typed; that of one merged away is the subject it was merged
        into."""
        uid = uids.normalise(typed) or typed.strip()
        return known.get(self._merged.get((model.SUBJECT_KIND, uid), uid))


def _settled(claims: list[_Claim[S]], word: str) -> Match[S]:
    """The one subject that every identifier can mean; a conflict when two of them mean different
    ones.

    A claim of several (namesakes, a number entered twice) only narrows down what a stronger one
    says.
    """
    if not claims:
        return Match()
    meant = claims[0].subjects
    for claim in claims[1:]:
        common = [one for one in meant if one in claim.subjects]
        if not common:
            stronger, weaker = claims[0], claim
            sentence = (
                f"{stronger.words} là của {word} {_told(meant[0])}, nhưng"
                f" {weaker.words[:1].lower()}{weaker.words[1:]} là của {word}"
                f" {_told(claim.subjects[0])}."
            )
            return Match(
                near=[(1.0, one) for one in [*meant, *claim.subjects][:SHOWN]], conflict=sentence
            )
        meant = common
    return (
        Match(one=meant[0])
        if len(meant) == 1
        else Match(near=[(1.0, one) for one in meant[:SHOWN]])
    )


def _told(subject: Producer | Product) -> str:
    return f"“{subject.name}” ({subject.uid})"


def _with_places(producers: QuerySet[Producer]) -> list[Producer]:
    """Producers with their places up to the province, in two queries: each place is built once,
    however many share it."""
    places = Place.objects.filter(pk__in=producers.values("place")).select_related(
        "province", "parent__parent"
    )
    by_pk = {place.pk: place for place in places}
    found = list(producers.order_by("pk"))
    for producer in found:
        producer.place = by_pk[producer.place_id]
    return found


def folded_name(subject: Producer | Product) -> tuple[str, str]:
    """The name folded, and folded loosely: as stored with what is saved, reckoned for what is
    not."""
    if subject.pk is None:
        return fold(subject.name), loose_fold(subject.name)
    folded, loose, _ = subject.search_key.split("|", 2)
    return folded, loose


def _issued_names(own: QuerySet[Producer] | None) -> Iterable[tuple[int, str]]:
    """(product id, name) of certifications that name their product otherwise than it is called now.
    One query."""
    found = Certification.objects.exclude(product_name=F("product__name"))
    if own is not None:
        found = found.filter(product__producer__in=own)
    return found.order_by("pk").values_list("product_id", "product_name").iterator()


def codes_ever_borne() -> dict[int, set[str]]:
    """Product (id) → every code it bears or bore, also those corrected since. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Certification.objects.values_list("product_id", "code", "corrections").exclude(
        code="", corrections=[]
    )
    for product, code, corrections in rows.iterator():
        found[product].update([code] if code else [])
        found[product].update(
            note["old"] for note in corrections if note["field"] == "code" and note["old"]
        )
    return found
