"""Who is meant by a row of a list: the producer and the product of the register, found by
identifiers, then by the name as written and the place.

Built once per import: the register is read in a number of queries that does not grow with it, and
every question is then answered from indexes. What is not certain is never taken: `near` shows a
person what may be meant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from django.db.models import QuerySet

from certifications.identity.country import Country
from certifications.identity.identifiers import (
    codes_ever_borne,
    gtin_key,
    issued_producer_names,
    issued_product_names,
    registration_key,
    tax_key,
)
from certifications.identity.match import (
    Claim,
    Match,
    Near,
    Nearness,
    contradicted,
    named_otherwise,
    nearness,
    settled,
)
from certifications.identity.name_index import NameIndex, ProducerNames, WholeNames
from certifications.identity.nearby import folded_name, may_be_meant, other_numbers
from ocop_registry import uids
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.places.models import Place
from ocop_registry.places.overlap import Overlap
from ocop_registry.places.text import loose_fold
from producers.legal_forms import called
from producers.lookalikes import ENOUGH, SHOWN, likeness, proper
from producers.models import Producer
from products.models import Product
from products.serving import code_key

S = TypeVar("S", bound=Producer | Product)
Key = tuple[str, int]  # `Subject.identity`


class Register:
    """Producers and products of a province of today (None: of the country), with those that the
    same import brings.

    Who looks at one province after the other gives what all of them need: the `country`, and the
    `units` (by id) in which producers may be.
    """

    def __init__(
        self,
        province: Place | None,
        country: Country | None = None,
        units: Mapping[int, Place] | None = None,
    ) -> None:
        self._where = f"Sổ đăng ký của {province.full_name} " if province else "Sổ đăng ký "
        self._province = province
        self._country = country or Country()
        self._overlap = self._country.overlap
        self._producers: dict[str, Producer] = {}  # stored ones: a new one has no settled uid
        self._by_tax: dict[str, list[Producer]] = defaultdict(list)
        self._by_registration: dict[str, list[Producer]] = defaultdict(list)
        self._by_name: ProducerNames[Producer] = ProducerNames()
        self._by_issued_name: ProducerNames[Producer] = ProducerNames()
        # by today's province (id)
        self._names: dict[int, NameIndex[Producer]] = defaultdict(NameIndex)
        own = (
            Producer.objects.filter(belongs_to("place", [province.pk]))
            if province
            else Producer.objects.all()
        )
        for producer in _with_places(own, units):
            self.add_producer(producer)
        self._read_products(own if province else None)
        if self._all_products:
            self._read_issued_names(own if province else None)

    def _read_products(self, own: QuerySet[Producer] | None) -> None:
        self._products: dict[str, Product] = {}  # stored ones
        self._all_products: list[Product] = []
        self._by_code: dict[str, list[Product]] = defaultdict(list)
        self._by_gtin: dict[str, list[Product]] = defaultdict(list)
        self._of: dict[Key, list[Product]] = defaultdict(list)  # by their producer
        self._by_own_name: WholeNames[Product] = WholeNames()
        self._by_issued_product_name: WholeNames[Product] = WholeNames()
        if not self._producers:
            return
        codes = codes_ever_borne(own)
        producers = {producer.pk: producer for producer in self._producers.values()}
        products = (
            Product.objects.all() if own is None else Product.objects.filter(producer__in=own)
        )
        for product in products:
            # the very object, so that nothing is read twice
            product.producer = producers[product.producer_id]
            self.add_product(product, codes=codes.get(product.pk, ()))

    def _read_issued_names(self, own: QuerySet[Producer] | None) -> None:
        """The names by which the register's own were certified, where these are others."""
        products = {product.pk: product for product in self._all_products}
        for pk, name in issued_product_names(own):
            if product := products.get(pk):
                self._by_issued_product_name.add(name, product, of=product.producer.identity)
        producers = {producer.pk: producer for producer in self._producers.values()}
        for pk, name in issued_producer_names(own):
            if producer := producers.get(pk):
                self._by_issued_name.add(name, producer)

    # --- what the import itself brings ------------------------------------------------------------
    def add_producer(self, producer: Producer) -> None:
        """Let a producer be found as well, also one that is not saved yet."""
        if producer.pk is not None:
            self._producers[producer.uid] = producer
        if producer.tax_code:
            self._by_tax[tax_key(producer.tax_code)].append(producer)
        if producer.registration_number:
            self._by_registration[registration_key(producer.registration_number)].append(producer)
        _, loose = folded_name(producer)
        self._by_name.add(producer.name, producer)
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
        self._by_own_name.add(
            product.name, product, of=product.producer.identity, folded=folded_name(product)[0]
        )

    @property
    def province(self) -> Place | None:
        """Whose register it is; None: the country's."""
        return self._province

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
        """By uid, tax code, registration number, then the name as written in a compatible place (no
        place: in any): the present one, else one on a certification of its products.

        Identifiers that name different producers, or an identifier that contradicts the producer of
        that name and place, are a conflict. `near`: the same name elsewhere, equal but for its
        marks, or much alike, in the same province of today.
        """
        named = self._named(name, place)
        tax, claims = tax_key(tax_code), list[Claim[Producer]]()
        if uid.strip():
            found = self._resolved(uid, Producer, self._producers)
            if found is None:
                conflict = f"{self._where}không có chủ thể nào mang mã định danh {uid.strip()}."
                return Match(near=self._near(name, place), conflict=conflict)
            claims.append(Claim([found], f"Mã định danh {uid.strip()}"))
        if self._is_elsewhere("tax", tax):
            sentence = f"Mã số thuế {tax_code.strip()} thuộc về một chủ thể của tỉnh khác."
            if claims:
                return contradicted(claims[0].subjects[0], sentence)
            return Match(near=self._near(name, place), conflict=sentence)
        claims += self._numbered(tax_code, registration_number)
        if named:
            claims.append(Claim(named, f"Tên “{name.strip()}”"))
        if not claims and (named := self._named(name, place, issued=True)):
            claims.append(Claim(named, f"Tên khi công nhận “{name.strip()}”"))
        match = settled(claims, "chủ thể")
        one = match.one
        if one and tax and not uid.strip() and one.tax_code and tax_key(one.tax_code) != tax:
            sentence = f"Sổ ghi {one} có mã số thuế {one.tax_code}, khác {tax_code.strip()}."
            return contradicted(one, sentence)
        if one and name.strip() and not (named or uid.strip()):
            return self._as_named(match, name)
        return match if claims else Match(near=self._near(name, place))

    def _numbered(self, tax_code: str, registration_number: str) -> Iterator[Claim[Producer]]:
        """Whom the numbers of a business name."""
        for typed, key, known, words in (
            (tax_code, tax_key, self._by_tax, "Mã số thuế"),
            (
                registration_number,
                registration_key,
                self._by_registration,
                "Số đăng ký kinh doanh",
            ),
        ):
            if found := known.get(key(typed)) if typed.strip() else None:
                yield Claim(found, f"{words} {typed.strip()}")

    def _as_named(self, match: Match[Producer], name: str) -> Match[Producer]:
        """Whom a number alone tells, when the name is the same told more or less fully, or was on a
        certification; else it is asked: two businesses may have been given one number by
        mistake."""
        one = match.one
        assert one is not None
        if called(name).can_be(called(one.name)) or one in self._by_issued_name.same(name):
            return match
        return named_otherwise(one, match.why, name)

    def _named(self, name: str, place: Place | None, *, issued: bool = False) -> list[Producer]:
        """Producers of that very name that may be in that place; those in the very place alone when
        there are any. Nobody of it there: the only one whose name is told more or less fully."""
        names = self._by_issued_name if issued else self._by_name
        same = self._in_place(names.same(name), place)
        if same or place is None:
            return same
        otherwise = self._in_place(names.told_otherwise(name), place)
        return otherwise if len(otherwise) == 1 else []

    def _in_place(self, same: list[Producer], place: Place | None) -> list[Producer]:
        if place is None:
            return same
        there = [one for one in same if one.place.pk == place.pk]
        return there or [one for one in same if self._overlap.compatible(one.place, place)]

    def _near(self, name: str, place: Place | None) -> list[Near[Producer]]:
        wanted = proper(loose_fold(name))
        if not wanted:
            return []
        indexes = (
            [self._names[self._overlap.province(place.pk)]] if place else list(self._names.values())
        )
        found = [
            Near(one, nearness(name, one.name), share)
            for index in indexes
            for share, one in index.near(wanted)
            if may_be_meant(name, one, share)
        ]
        found += [
            Near(one, Nearness.BUT_FOR_MARKS)
            for one in self._by_issued_name.but_for_marks(name)
            if one not in [near.subject for near in found]
            and (place is None or self._overlap.compatible(one.place, place))
        ]
        # word for word the same before the same in other words
        return sorted(found, key=lambda near: (-near.likeness, near.why.rank))[:SHOWN]

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
        """By uid, any product code ever borne, GTIN, then the name as written among the producer's
        own: the present one, else one on a certification, so that a list once understood needs no
        answer the next time.

        A product that an identifier names but that belongs to another producer than the given one
        is a conflict. `near`: products of the same producer in the register whose names are equal
        but for their marks or much alike. Two rows of one file with two names bring two products.
        """
        claims: list[Claim[Product]] = []
        if uid.strip():
            found = self._resolved(uid, Product, self._products)
            if found is None:
                conflict = f"{self._where}không có sản phẩm nào mang mã định danh {uid.strip()}."
                return Match(near=self.near_products(name, producer), conflict=conflict)
            claims.append(Claim([found], f"Mã định danh {uid.strip()}"))
        for kind, typed, key, known, words in (
            ("code", code, code_key(code), self._by_code, "Mã sản phẩm"),
            ("gtin", gtin, gtin_key(gtin), self._by_gtin, "Mã GTIN"),
        ):
            if self._is_elsewhere(kind, key):
                conflict = f"{words} {typed.strip()} thuộc về một sản phẩm của tỉnh khác."
                return Match(near=self.near_products(name, producer), conflict=conflict)
            if key and known.get(key):
                claims.append(Claim(known[key], f"{words} {typed.strip()}"))
        maker = producer.identity if producer else None
        named = self._by_own_name.same(name, of=maker) if producer else []
        if named:
            claims.append(Claim(named, f"Tên “{name.strip()}”"))
        elif producer and not claims:
            named = self._by_issued_product_name.same(name, of=maker)
            claims += [Claim(named, f"Tên khi công nhận “{name.strip()}”")] if named else []
        match = settled(claims, "sản phẩm")
        sentence = (
            self._product_contradiction(match.one, gtin if not uid.strip() else "", producer)
            if match.one
            else ""
        )
        if match.one and sentence:
            return contradicted(match.one, sentence)
        return match if claims else Match(near=self.near_products(name, producer))

    def _product_contradiction(self, product: Product, gtin: str, producer: Producer | None) -> str:
        if producer is not None and product.producer != producer:
            return (
                f"“{product}” ({product.uid}) trong sổ là của {product.producer}, không phải của"
                f" {producer}."
            )
        if product.gtin and gtin_key(gtin) and gtin_key(product.gtin) != gtin_key(gtin):
            return f"Sổ ghi “{product}” có mã GTIN {product.gtin}, khác {gtin.strip()}."
        return ""

    def near_products(
        self, name: str, producer: Producer | None, *, also_new: bool = False
    ) -> list[Near[Product]]:
        """Products of the producer whose names are equal but for their marks or much alike, the
        nearest first. `also_new`: those that the import itself brings as well."""
        if producer is None or not name.strip():
            return []
        wanted, maker = loose_fold(name), producer.identity
        found = [
            Near(one, nearness(name, one.name), likeness(wanted, folded_name(one)[1]))
            for one in self._of.get(maker, ())
            if (one.pk is not None or also_new) and not other_numbers(name, one.name)
        ]
        alike = [near for near in found if near.likeness >= ENOUGH]
        alike += [
            Near(one, Nearness.BUT_FOR_MARKS)
            for one in self._by_issued_product_name.but_for_marks(name, of=maker)
            if one not in [near.subject for near in alike]
        ]
        return sorted(alike, key=lambda near: (-near.likeness, near.why.rank))[:SHOWN]

    def _is_elsewhere(self, kind: str, key: str) -> bool:
        """Whether an identifier names somebody of another province."""
        own = self._province
        return own is not None and bool(key) and self._country.is_elsewhere(kind, key, own.pk)

    def _resolved(self, typed: str, model: type[S], known: dict[str, S]) -> S | None:
        """The subject of a uid as typed; that of one merged away is the subject it was merged
        into."""
        uid = uids.normalise(typed) or typed.strip()
        return known.get(self._country.merged.get((model.SUBJECT_KIND, uid), uid))


def _with_places(
    producers: QuerySet[Producer], units: Mapping[int, Place] | None
) -> list[Producer]:
    """Producers with their places up to the province: those of `units`, else read in one query, so
    that each place is built once, however many share it."""
    if units is None:
        places = Place.objects.filter(pk__in=producers.values("place")).select_related(
            "province", "parent__parent"
        )
        units = {place.pk: place for place in places}
    found = list(producers.order_by("pk"))
    for producer in found:
        producer.place = units[producer.place_id]
    return found
