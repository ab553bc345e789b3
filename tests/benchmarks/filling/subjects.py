"""The objects of some decisions, not stored yet: producers, products, decisions, certifications."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from certifications.identity import known_facts
from certifications.law.validity import may_extend
from certifications.models import Certification, Decision, EndedBy, Origin, Scheme
from ocop_registry import clock
from ocop_registry.uids import ALPHABET, check_character
from producers.models import Producer
from products.models import Product, ProductSet
from tests.benchmarks.filling import words
from tests.benchmarks.filling.history import Occasion
from tests.benchmarks.filling.places import Geography, Home, somewhere

SOURCE = "Dữ liệu đo tốc độ"
OF_A_DECISION = 70
NEWEST_SCHEME = "26-2026"
_CODED, _WITH_GTIN, _IN_ENGLISH = 0.8, 1 / 3, 0.1
_AGAIN, _REVOKED, _EXTENDED = 0.75, 0.012, 0.5  # of those to whom it can happen
_KINDS = (Producer, Product, Decision, Certification)


@dataclass
class Made:
    """The objects of several decisions, in the order in which they can be stored."""

    producers: list[Producer] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    first: list[Certification] = field(default_factory=list)
    again: list[Certification] = field(default_factory=list)

    def take(self, other: "Made") -> None:
        """Add what another one holds."""
        for mine, more in zip(vars(self).values(), vars(other).values(), strict=True):
            mine.extend(more)


class Maker:
    """Makes the objects of one decision after the other. What it keeps is small: places, schemes,
    and how many codes each commune has given."""

    def __init__(self, seed: int) -> None:
        self._seed, self._today = seed, clock.today()
        self._geography = Geography()
        self._sets = {one.no: one for one in ProductSet.objects.filter(scheme=NEWEST_SCHEME)}
        self._schemes = list(Scheme.objects.order_by("effective_from"))
        self._codes: Counter[tuple[str, int]] = Counter()
        self._numbers: Counter[type] = Counter()
        self._homes: dict[str, Home] = {}  # of the producers of one decision

    def decisions(self, products: int) -> Iterator[Made]:
        """One decision (and the re-evaluation of its products) after the other, until so many
        products are there."""
        number = 0
        while (left := products - self._numbers[Product]) > 0:
            yield self._decision(Random(f"{self._seed}-{number}"), left)
            number += 1

    def _decision(self, chance: Random, most: int) -> Made:
        made, occasion, self._homes = Made(), Occasion.drawn(chance, self._today), {}
        homes = self._geography.province(chance)
        first = somewhere(homes, chance)
        if occasion.level == "district":
            homes = self._geography.around(first)
        decision = self._paper(made, occasion, first, chance)
        for _ in range(min(most, chance.randint(OF_A_DECISION - 25, OF_A_DECISION + 25))):
            if occasion.level == "central":
                homes = self._geography.province(chance)
            producer, home = self._producer(made, homes, chance)
            product = self._product(made, producer, chance)
            self._recognised(made.first, occasion, decision, product, home, chance)
        self._happened_since(made, occasion, first, chance)
        return made

    # --- who and what -----------------------------------------------------------------------------
    def _producer(self, made: Made, homes: list[Home], chance: Random) -> tuple[Producer, Home]:
        """A new producer, or one that came in the same decision: 1.8 products each."""
        if made.producers and chance.random() < 0.45:
            known = chance.choice(made.producers)
            return known, self._homes[known.uid]
        home = somewhere(homes, chance)
        name, kind = words.producer_name(chance, home.today)
        producer = self._fresh(Producer, name=name, kind=kind, place=home.today)
        self._homes[producer.uid] = home
        made.producers.append(producer)
        return producer, home

    def _product(self, made: Made, producer: Producer, chance: Random) -> Product:
        hosts = producer.kind in {kind for kind, _ in words.HOSTS}
        name, set_no = words.product_name(chance, words.TOURISM if hosts else 0)
        text = words.description(chance)
        product = self._fresh(
            Product,
            name=name,
            name_en=f"Product {name}" if chance.random() < _IN_ENGLISH else "",
            producer=producer,
            product_set=self._sets[set_no],
            description=text,
            gtin=_gtin(self._numbers[Product]) if chance.random() < _WITH_GTIN else "",
        )
        made.products.append(product)
        return product

    def _paper(self, made: Made, occasion: Occasion, home: Home, chance: Random) -> Decision:
        day, number = occasion.known.day, occasion.number(chance)
        issuer = occasion.issuer(home) if number or chance.random() < 0.5 else ""
        place = known_facts.issuer_place(home.on(occasion.day), occasion.level, issuer)
        decision = self._fresh(
            Decision, number=number, signed_on=day, certificates_issued_on=day, issuer=issuer,
            issuer_place=place, origin=Origin.HISTORIC, source=SOURCE,
        )  # fmt: skip
        made.decisions.append(decision)
        return decision

    def _recognised(
        self, into: list[Certification], occasion: Occasion, decision: Decision, product: Product,
        home: Home, chance: Random, **more: Any,
    ) -> Certification:  # fmt: skip
        scheme = known_facts.scheme_of(self._schemes, occasion.known)
        newest = scheme is not None and scheme.slug == NEWEST_SCHEME
        values = {
            "stars": occasion.stars(chance),
            "code": self._code(home, occasion.day) if chance.random() < _CODED else "",
            **known_facts.period_fields(occasion.known, scheme),
            **more,
        }
        one = self._fresh(
            Certification, product=product, decision=decision, origin=Origin.HISTORIC,
            level=occasion.level, scheme=scheme, product_name=product.name,
            product_set=product.product_set if newest else None,
            set_name=product.product_set.name, producer_name=product.producer.name,
            place=home.on(occasion.day), source=SOURCE, **values,
        )  # fmt: skip
        into.append(one)
        return one

    # --- what became of it ------------------------------------------------------------------------
    def _happened_since(self, made: Made, occasion: Occasion, home: Home, chance: Random) -> None:
        later = occasion.again(chance, self._today)
        decision = self._paper(made, later, home, chance) if later else None
        for one in made.first:
            if later and decision and chance.random() < _AGAIN:
                self._again(made, one, later, decision, chance)
            elif chance.random() < _REVOKED:
                self._revoke(one, chance)
            elif chance.random() < _EXTENDED:
                self._extend(one)

    def _again(
        self, made: Made, one: Certification, later: Occasion, decision: Decision, chance: Random
    ) -> None:
        home = self._homes[one.product.producer.uid]
        stars = 4 if one.stars == 3 and chance.random() < 0.1 else one.stars
        more: dict[str, Any] = {"stars": stars}
        if one.code:
            more["code"] = one.code
        after = self._recognised(
            made.again, later, decision, one.product, home, chance, supersedes=None, **more
        )
        if known_facts.ends(one, after):
            one.ended_on, one.ended_by = after.in_force_from, EndedBy.SUPERSEDED
            after.supersedes = one

    def _revoke(self, one: Certification, chance: Random) -> None:
        since, until = one.issued_on, one.in_force_until
        if since and until and (days := (min(until, self._today) - since).days) > 60:
            one.ended_on = since + timedelta(days=chance.randint(30, days))
            one.ended_by, one.revocation_ground = EndedBy.REVOKED, "e"
            one.revocation_decision = f"{chance.randint(1, 4999)}/QĐ-UBND"
            one.revocation_reason = "Không còn sản xuất."

    def _extend(self, one: Certification) -> None:
        """What expired in the last weeks and waits for its new result."""
        until = one.in_force_until
        if one.issued_on and until and self._today - timedelta(days=90) < until < self._today:
            last = until + timedelta(days=120)
            if may_extend(until, last):
                one.extended_until = last
                one.extension_basis = "Công văn gia hạn của cơ quan công nhận"

    # --- numbers ----------------------------------------------------------------------------------
    def _code(self, home: Home, day: date) -> str:
        place = home.today
        self._codes[place.code, day.year] += 1
        serial = self._codes[place.code, day.year]
        return f"{place.current_province.code}-{place.code}-{serial:03d}-{day.year}"

    def _fresh(self, model: Any, **values: Any) -> Any:
        self._numbers[model] += 1
        # nothing bears the uid of something else: who types one means one thing
        number = self._numbers[model] * len(_KINDS) + _KINDS.index(model)
        one = model.fresh(uid=_uid(number), **values)
        one.set_keys()
        return one


def _uid(number: int) -> str:
    """A uid for a number, each once, in no order: an odd factor scatters them over 30
    bits, whose highest differ most and come first."""
    bits = number * 0x2545F491 % 2**30
    body = "".join(ALPHABET[bits >> shift & 31] for shift in range(25, -1, -5))
    return body + check_character(body)


def _gtin(number: int) -> str:
    """A GTIN-13 under Việt Nam's prefix."""
    body = f"893{number:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"
