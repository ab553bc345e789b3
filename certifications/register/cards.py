"""What the public sees of one object, as plain dictionaries. A private field cannot leak: it is
never read here.

URLs begin with BASE, which is replaced by the site's address when a card is served, so that a
register is identical wherever it is built.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from certifications.identity.known_facts import issuer_key
from certifications.law.validity import end_of
from certifications.models import Certification, Decision
from certifications.register.loading import PublicProduct
from certifications.register.stretches import Stretch
from certifications.register.timeline import corrected, timeline
from ocop_registry.places.models import Place
from ocop_registry.places.slugs import slug
from ocop_registry.written.numbers import number_key
from producers.models import Producer
from producers.privacy import public_fields
from products.models import Product, ProductImage, ProductSet
from products.queries.decisions import SEPARATOR
from products.standings import Standing
from products.today.texts import BASE

_PARTICULARS = (
    "tax_code",
    "registration_number",
    "address",
    "phone",
    "email",
    "website",
    "value_chain",
    "craft_village",
)


def product_url(product: Product) -> str:
    return f"{BASE}/san-pham/{product.uid}-{slug(product.name)}/"


def producer_url(producer: Producer) -> str:
    return f"{BASE}/chu-the/{producer.uid}-{slug(producer.name)}/"


def place_ref(place: Place | None) -> dict[str, str] | None:
    return (
        {"code": place.public_code, "name": place.name, "full_name": place.full_name}
        if place
        else None
    )


def producer_ref(producer: Producer) -> dict[str, str]:
    return {"uid": producer.uid, "name": producer.name, "kind": producer.kind}


def set_ref(product_set: ProductSet | None) -> dict[str, Any] | None:
    if product_set is None:
        return None
    chosen = product_set
    return {
        "no": chosen.no,
        "scheme": chosen.scheme,
        "name": chosen.name,
        "name_en": chosen.name_en,
        "group": chosen.group,
        "sector": chosen.sector,
    }


def image_ref(image: ProductImage) -> dict[str, Any]:
    sizes = {"small": image.small, "medium": image.medium, "large": image.large}
    return {
        "url": BASE + image.large.url,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "sizes": {name: BASE + file.url for name, file in sizes.items()},
    }


def decision_key(one: Certification) -> str:
    """Two records with the same key tell of one paper: number, day (else what is known of the
    year) and issuer, folded; "" when the number is not known."""
    decision = one.decision
    if not decision.number:
        return ""
    day = decision.signed_on.isoformat() if decision.signed_on else str(one.issued.year or "")
    parts = (number_key(decision.number), day, issuer_key(decision.issuer))
    return SEPARATOR.join(parts)[:300]


def decision_ref(decision: Decision) -> dict[str, Any]:
    return {
        "uid": decision.uid if decision.number else None,
        "url": f"{BASE}/quyet-dinh/{decision.uid}/" if decision.number else None,
        "issue_words": decision.issue_words or None,
        "number": decision.number or None,
        "issued_on": decision.signed_on.isoformat() if decision.signed_on else None,
        "issuer": decision.issuer or None,
        "file": (
            f"{BASE}/quyet-dinh/{decision.uid}/ban-ky.pdf"
            if decision.file_state in {"public", "redacted"}
            else None
        ),
    }


def product_card(public: PublicProduct) -> dict[str, Any]:
    """The language-neutral part of a product in a list; its standing is filled in when it is
    served."""
    product = public.product
    return {
        "uid": product.uid,
        "name": product.name,
        "name_en": product.name_en or None,
        "url": product_url(product),
        "producer": producer_ref(product.producer),
        "province": place_ref(product.province),
        "commune": place_ref(public.commune),
        "set": set_ref(product.product_set),
        "image": image_ref(public.images[0]) if public.images else None,
        "demo": product.is_demo,
    }


def product_detail(public: PublicProduct) -> dict[str, Any]:
    """What the product's own page and answer hold beyond the card."""
    product = public.product
    return {
        "description": product.description,
        "description_en": product.description_en,
        "story": product.story,
        "gtin": product.gtin or None,
        "images": [image_ref(image) for image in public.images],
        "standards": [
            {
                "kind": one.kind,
                "name": one.get_kind_display(),
                "number": one.number or None,
                "issued_by": one.issued_by or None,
                "expires_on": one.expires_on.isoformat() if one.expires_on else None,
            }
            for one in public.standards
        ],
        "channels": [
            {
                "kind": one.kind,
                "kind_name": one.get_kind_display(),
                "name": one.name,
                "url": one.url or None,
            }
            for one in public.channels
        ],
        "points_of_sale": [
            {"uid": one.uid, "name": one.name, "place": place_ref(one.place)}
            for one in public.points_of_sale
        ],
        "codes": codes_of(public.certifications),
        "timeline": timeline(public.certifications, public.changes),
    }


def producer_card(producer: Producer, commune: Place | None) -> dict[str, Any]:
    return {
        "uid": producer.uid,
        "name": producer.name,
        "name_en": producer.name_en or None,
        "kind": producer.kind,
        "kind_name": producer.get_kind_display(),
        "url": producer_url(producer),
        "province": place_ref(producer.province),
        "commune": place_ref(commune),
        "demo": producer.is_demo,
    }


def certification_card(certification: Certification, public: PublicProduct) -> dict[str, Any]:
    """One recognition with everything that is public of it; its standing is filled in when it is
    served. Of an end that follows from the year of its successor no day is told."""
    one, product = certification, public.product
    ended = end_of(one, public.certifications)
    return {
        "uid": one.uid,
        "product": {"uid": product.uid, "name": product.name, "url": product_url(product)},
        "producer": producer_ref(product.producer),
        "province": place_ref(product.province),
        **certificate_ref(one, public.certifications),
        "set": {
            "no": one.product_set.no if one.product_set else None,
            "name": one.set_name or None,
        },
        "product_name": one.product_name,
        "producer_name": one.producer_name,
        "place_as_issued": one.place.path(),
        "code": one.code or None,
        "ended_year": ended.year,
        "ended_first": _iso(ended.first),
        "ended_last": _iso(ended.last),
        "supersedes": one.supersedes.uid if one.supersedes else None,
        "extension_basis": one.extension_basis or None,
        "revocation": (
            {
                "ground": one.revocation_ground,
                "decision": one.revocation_decision,
                "reason": one.revocation_reason,
            }
            if one.ended_by == "revoked"
            else None
        ),
        "authority_note": one.authority_reason or None,
        "origin": one.origin,
        "source": one.source or None,
        "demo": one.is_demo,
    }


def certification_detail(certification: Certification) -> dict[str, Any]:
    """What the page of its decision says beyond the card."""
    notes = certification.corrections
    return {
        "corrections": [
            {**event, "of_decision": note["field"].startswith("decision.")}
            for note, event in zip(notes, corrected(notes), strict=True)
        ]
    }


def certificate_ref(
    certification: Certification, siblings: Sequence[Certification]
) -> dict[str, Any]:
    """The heart of a certification as lists show it. `siblings`: those of its product, of which one
    may have ended it."""
    one, issued = certification, certification.issued
    ended = end_of(one, siblings).day
    return {
        "uid": one.uid,
        "stars": one.stars,
        "level": one.level,
        "decision": decision_ref(one.decision),
        "issued_on": one.issued_on.isoformat() if one.issued_on else None,
        "issued_year": issued.year,
        "issued_precision": issued.precision,
        **(_roughly(one) if issued and not issued.exact else {}),
        "expires_on": (
            one.in_force_until.isoformat() if one.issued_on and one.in_force_until else None
        ),
        "extended_until": one.extended_until.isoformat() if one.extended_until else None,
        "ended_on": _iso(ended),
        "ended_by": one.ended_by or None,
        "scheme": one.scheme.slug if one.scheme else None,
        "scheme_code": one.scheme.code if one.scheme else None,
    }


def _roughly(one: Certification) -> dict[str, Any]:
    """What is known of its days where the day of issue is not; else `issued_on` and `expires_on`
    say it, and lists stay short."""
    return {
        "issued_first": _iso(one.issued.first),
        "issued_last": _iso(one.issued.last),
        "certain_until": _iso(one.in_force_until),
        "possible_until": _iso(one.possible_until),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def product_state(
    stretch: Stretch, following: Stretch | None, certifications: Sequence[Certification]
) -> dict[str, Any]:
    """What is merged into a product's card on the days of a stretch. `certifications`: all of the
    product."""
    certification = stretch.certification
    return {
        "code": (certification.code or None) if certification else None,
        "place_as_issued": certification.place.path() if certification else None,
        "stars": stretch.stars or None,
        "certification": certificate_ref(certification, certifications) if certification else None,
        **certification_state(stretch, following),
    }


def certification_state(stretch: Stretch, following: Stretch | None) -> dict[str, Any]:
    """What it is on the days of a stretch, and what it becomes when; of an end that follows from
    the year of a successor no day is told."""
    reckoned = (
        following is not None
        and following.standing == Standing.SUPERSEDED
        and bool(following.ended)
        and not following.ended.exact
    )
    return {
        "standing": stretch.standing,
        "next_standing": following.standing if following else None,
        "next_standing_on": _iso(following.first) if following and not reckoned else None,
    }


def producer_detail(producer: Producer) -> dict[str, Any]:
    """Contact and particulars that are the business's own or open by consent; what the card already
    says is left out."""
    shown = public_fields(producer)
    return {name: shown[name] or None for name in _PARTICULARS if name in shown}


def codes_of(certifications: list[Certification]) -> list[str]:
    """Every product code ever borne, corrected ones included, oldest first."""
    codes: list[str] = []
    for one in certifications:
        corrected = [note["old"] for note in one.corrections if note["field"] == "code"]
        codes.extend(code for code in [*corrected, one.code] if code and code not in codes)
    return codes
