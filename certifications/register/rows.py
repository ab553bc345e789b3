"""One register row as it should be: its columns, its stretches, the places under which it is
found."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from certifications.models import Certification
from certifications.register import cards, stretches
from certifications.register.loading import PublicProduct, commune_today
from certifications.register.stretches import Stretch
from ocop_registry.journal.canonical import canonical
from ocop_registry.known_days import NOTHING
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold, loose_fold, sort_key
from producers.models import Producer
from producers.privacy import is_public
from products.models import Product
from products.models.register import FIRST_DAY, LAST_DAY
from products.serving import code_key


@dataclass(frozen=True)
class Row:
    """`columns`: those of PublicEntry but for the stamps; `states`: those of PublicState; `places`:
    ids of Place."""

    columns: dict[str, Any]
    states: list[dict[str, Any]]
    places: frozenset[int]

    @property
    def key(self) -> tuple[str, str]:
        return self.columns["kind"], self.columns["uid"]


def of_batch(found: Iterable[PublicProduct]) -> list[Row]:
    """The rows of these products and of their certifications."""
    rows = []
    for public in found:
        rows.append(of_product(public))
        rows.extend(
            of_certification(certification, public) for certification in public.certifications
        )
    return rows


def of_product(public: PublicProduct) -> Row:
    product, certifications = public.product, public.certifications
    codes = [
        *cards.codes_of(certifications),
        product.gtin,
        *(one.decision.number for one in certifications),
    ]
    units = _units(product.producer.place, public.commune, *(one.place for one in certifications))
    columns = {
        **_common("product", product, public.commune, product.name, product.producer),
        "product_uid": product.uid,
        "search_key": _search_key(
            product.name,
            product.name_en,
            product.producer.name,
            *codes,
            *(unit.full_name for unit in units),
        ),
        "codes": _codes(codes),
        "has_image": bool(public.images),
        "is_demo": product.is_demo,
        **_set_columns(product),
        "card": canonical(cards.product_card(public)),
        "detail": canonical(cards.product_detail(public)),
    }
    cut = stretches.of_product(certifications)
    state_of = partial(cards.product_state, certifications=certifications)
    return Row(columns, _states(cut, state_of), frozenset(unit.pk for unit in units))


def of_certification(certification: Certification, public: PublicProduct) -> Row:
    product = public.product
    units = _units(product.producer.place, public.commune, certification.place)
    codes = [*cards.codes_of([certification]), certification.decision.number]
    columns = {
        **_common(
            "certification",
            certification,
            public.commune,
            certification.product_name,
            product.producer,
        ),
        "product_uid": product.uid,
        "search_key": _search_key(certification.product_name, certification.producer_name, *codes),
        "codes": _codes(codes),
        "has_image": False,
        "is_demo": certification.is_demo,
        **_set_columns(product),
        "card": canonical(cards.certification_card(certification, public)),
        "detail": canonical(cards.certification_detail(certification)),
        "decision_uid": certification.decision.uid,
        "decision_key": cards.decision_key(certification),
        "scheme": certification.scheme.slug if certification.scheme else "",
    }
    cut = stretches.of_certification(certification, public.certifications)
    return Row(
        columns, _states(cut, cards.certification_state), frozenset(unit.pk for unit in units)
    )


def of_producer(producer: Producer) -> Row:
    commune = commune_today(producer.place)
    units = _units(producer.place, commune)
    columns = {
        **_common("producer", producer, commune, producer.name, producer),
        "product_uid": "",
        "search_key": _search_key(
            producer.name, producer.name_en, *(unit.full_name for unit in units)
        ),
        "codes": _codes([producer.tax_code] if is_public(producer, "tax_code") else []),
        "has_image": False,
        "is_demo": producer.is_demo,
        "set_no": 0,
        "sector": "",
        "group": "",
        "card": canonical(cards.producer_card(producer, commune)),
        "detail": canonical(cards.producer_detail(producer)),
    }
    return Row(columns, [], frozenset(unit.pk for unit in units))


def _common(
    kind: str, subject: Any, commune: Place | None, name: str, producer: Producer
) -> dict[str, Any]:
    return {
        "kind": kind,
        "uid": subject.uid,
        "name": name,
        "name_key": fold(name)[:250],
        "sort_key": sort_key(name),
        "province_code": producer.province.code,
        "commune_code": commune.code if commune else "",
        "producer_uid": producer.uid,
        "producer_kind": producer.kind,
        "decision_uid": "",
        "decision_key": "",
        "scheme": "",
    }


def _set_columns(product: Product) -> dict[str, Any]:
    chosen = product.product_set
    return {
        "set_no": chosen.no if chosen else 0,
        "sector": chosen.sector if chosen else "",
        "group": chosen.group if chosen else "",
    }


def _search_key(*texts: str) -> str:
    """Everything it may be found by, loosely folded, each once, blanks at both ends so that a word
    can be told from a part. Signs alone fold to nothing and are left out: the index of words takes
    no empty one."""
    parts = dict.fromkeys(key for text in texts if (key := loose_fold(text)))
    return f" {' '.join(parts)} "


def _codes(codes: list[str]) -> str:
    keys = sorted({code_key(code) for code in codes if code})
    return f"|{'|'.join(keys)}|" if keys else ""


def _units(*places: Place | None) -> list[Place]:
    """These units, everything above them, and their province of today; each once, in a fixed
    order."""
    found: dict[int, Place] = {}
    for place in places:
        if place is not None:
            for unit in (place, *place.ancestors(), place.current_province):
                found.setdefault(unit.pk, unit)
    return sorted(found.values(), key=lambda unit: (unit.code, unit.public_code))


def _states(cut: list[Stretch], state_of: Any) -> list[dict[str, Any]]:
    following: list[Stretch | None] = [*cut[1:], None]
    return [_state(stretch, after, state_of) for stretch, after in zip(cut, following, strict=True)]


def _state(stretch: Stretch, following: Stretch | None, state_of: Any) -> dict[str, Any]:
    certification = stretch.certification
    issued = certification.issued if certification else NOTHING
    ends = (certification.in_force_until, certification.possible_until) if certification else ()
    vietnamese, english = stretch.sentences
    return {
        "first_day": stretch.first,
        "last_day": stretch.last,
        "standing": str(stretch.standing),
        "stars": stretch.stars,
        "held_stars": stretch.held_stars,
        "recognised_on": issued.first or FIRST_DAY,
        "recognised_last": issued.last or (LAST_DAY if certification else FIRST_DAY),
        "expires_on": min((day for day in ends if day), default=LAST_DAY),
        "expires_last": max((day for day in ends if day), default=LAST_DAY),
        "sentence": vietnamese,
        "sentence_en": english,
        "state": canonical(state_of(stretch, following)),
    }
