"""One register row as it should be: its columns, its stretches, the places under which it is found."""

from dataclasses import dataclass
from typing import Any

from certifications.models import Certification
from certifications.register import cards, stretches
from certifications.register.stretches import Stretch
from ocop_registry.journal.canonical import canonical
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold, loose_fold, sort_key
from producers.models import Producer
from products.models import Product, PublicEntry
from products.models.register import FIRST_DAY, LAST_DAY
from products.serving import code_key


@dataclass(frozen=True)
class Row:
    """`columns`: those of PublicEntry but for the stamps; `states`: those of PublicState; `places`: ids of Place."""

    columns: dict[str, Any]
    states: list[dict[str, Any]]
    places: frozenset[int]

    @property
    def key(self) -> tuple[str, str]:
        return self.columns["kind"], self.columns["uid"]

    def same_as(self, entry: PublicEntry) -> bool:
        return not self.different_columns(entry)

    def different_columns(self, entry: PublicEntry) -> list[str]:
        """Names of what the stored row says otherwise."""
        found = [name for name, value in self.columns.items() if _plain(getattr(entry, name)) != value]
        stored = (
            [{name: getattr(state, name) for name in self.states[0]} for state in _by_day(entry)]
            if self.states
            else _by_day(entry)
        )
        if stored != self.states:
            found.append("states")
        if {place.place_id for place in entry.places.all()} != self.places:
            found.append("places")
        return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _by_day(entry: PublicEntry) -> list:
    return sorted(entry.states.all(), key=lambda state: state.first_day)


def commune_today(place: Place) -> Place | None:
    """Today's commune of a place: only when it is certain; a split or larger unit has none."""
    units = [unit for unit in place.today_units if len(unit.code) == 5]
    return units[0] if len(units) == 1 else None


def of_product(product: Product, certifications: list[Certification], commune: Place | None) -> Row:
    cut = stretches.of_product(certifications)
    images = list(product.images.all())
    codes = [*cards.codes_of(certifications), product.gtin, *(one.decision.number for one in certifications)]
    units = _units(product.producer.place, commune, *(one.place for one in certifications))
    columns = {
        **_common("product", product, commune, product.name, product.producer),
        "product_uid": product.uid,
        "search_key": _search_key(
            product.name, product.name_en, product.producer.name, *codes, *(unit.full_name for unit in units)
        ),
        "codes": _codes(codes),
        "has_image": bool(images),
        "is_demo": product.is_demo,
        **_set_columns(product),
        "card": canonical(cards.product_card(product, commune)),
        "detail": canonical(cards.product_detail(product, certifications)),
    }
    return Row(columns, _states(cut, cards.product_state), frozenset(unit.pk for unit in units))


def of_certification(certification: Certification, product: Product, commune: Place | None) -> Row:
    cut = stretches.of_certification(certification)
    units = _units(product.producer.place, commune, certification.place)
    codes = [*cards.codes_of([certification]), certification.decision.number]
    columns = {
        **_common("certification", certification, commune, certification.product_name, product.producer),
        "product_uid": product.uid,
        "search_key": _search_key(certification.product_name, certification.producer_name, *codes),
        "codes": _codes(codes),
        "has_image": False,
        "is_demo": certification.is_demo,
        **_set_columns(product),
        "card": canonical(cards.certification_card(certification, product)),
        "detail": "{}",
    }
    return Row(columns, _states(cut, cards.certification_state), frozenset(unit.pk for unit in units))


def of_producer(producer: Producer, commune: Place | None) -> Row:
    units = _units(producer.place, commune)
    columns = {
        **_common("producer", producer, commune, producer.name, producer),
        "product_uid": "",
        "search_key": _search_key(producer.name, producer.name_en, *(unit.full_name for unit in units)),
        "codes": "",
        "has_image": False,
        "is_demo": producer.is_demo,
        "set_no": 0,
        "sector": "",
        "group": "",
        "card": canonical(cards.producer_card(producer, commune)),
        "detail": canonical(cards.producer_detail(producer)),
    }
    return Row(columns, [], frozenset(unit.pk for unit in units))


def _common(kind: str, subject: Any, commune: Place | None, name: str, producer: Producer) -> dict[str, Any]:
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
    }


def _set_columns(product: Product) -> dict[str, Any]:
    chosen = product.product_set
    return {
        "set_no": chosen.no if chosen else 0,
        "sector": chosen.sector if chosen else "",
        "group": chosen.group if chosen else "",
    }


def _search_key(*texts: str) -> str:
    """Everything it may be found by, loosely folded, each once, blanks at both ends so that a word can be told from a part."""
    parts = dict.fromkeys(loose_fold(text) for text in texts if text)
    return f" {' '.join(parts)} "


def _codes(codes: list[str]) -> str:
    keys = sorted({code_key(code) for code in codes if code})
    return f"|{'|'.join(keys)}|" if keys else ""


def _units(*places: Place | None) -> list[Place]:
    """These units, everything above them, and their province of today; each once, in a fixed order."""
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
    issued = certification.issued_on if certification else None
    return {
        "first_day": stretch.first,
        "last_day": stretch.last,
        "standing": str(stretch.standing),
        "stars": stretch.stars,
        "held_stars": stretch.held_stars,
        "recognised_on": issued or FIRST_DAY,
        "expires_on": (certification.in_force_until if certification and issued else None) or LAST_DAY,
        "sentence": stretch.sentence("vi"),
        "sentence_en": stretch.sentence("en"),
        "state": canonical(state_of(stretch, following)),
    }
