"""Completing what is not known of a historic recognition, its product and its producer, in one act
with its source.

Only what is unknown is written: what is known is changed by a correction of two people
(`lifecycle`), and so are number, day and year even when unknown, because they decide what is in
force. Source: domain §2, "Incomplete history", "đính chính".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied

from certifications.certificates import recognised_by
from certifications.certificates.gaps import scheme_applied
from certifications.law import rules
from certifications.models import Certification, Level, Scheme
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import act, retried
from ocop_registry.places.former import FormerDistricts
from ocop_registry.places.models import Place, PlaceLevel
from producers.models import Producer, ProducerKind
from products.models import Product, ProductSet

LEVELS = (Level.DISTRICT, Level.PROVINCE)


@dataclass(frozen=True)
class Completion:
    """What has become known; None, "" or absent: still not. `schemes`, `levels`: by uid of the
    certification."""

    product_set: ProductSet | None = None
    kind: str = ""
    place: Place | None = None
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)


# --- what may be completed, and with what ---------------------------------------------------------
def require(by: User, product: Product) -> None:
    """Raise PermissionDenied unless the person keeps products and producers of the product's
    province of today."""
    if not may(by, "product.edit", product.province) or not may(
        by, "producer.edit", product.province
    ):
        raise PermissionDenied("Bạn không có quyền bổ sung thông tin này.")


def communes_for(place: Place) -> list[Place]:
    """The communes of today that a place known only to its district or province may be; of an old
    province those surely its own and those that cannot be told.
    """
    if place.level == PlaceLevel.COMMUNE:
        return []
    if place.level == PlaceLevel.DISTRICT:
        return [unit for unit in place.today_units if unit.level == PlaceLevel.COMMUNE]
    communes = list(
        Place.objects.current()
        .communes()
        .filter(province=place.current_province)
        .order_by("sort_key", "code")
    )
    if place.in_force:
        return communes
    district_of = FormerDistricts().of_communes([one.code for one in communes])
    return [
        one
        for one in communes
        if one.code not in district_of or district_of[one.code].parent_id == place.pk
    ]


def schemes_for(certification: Certification) -> list[Scheme]:
    """The schemes that may have been applied; none when it is known, or when none existed then."""
    one = certification
    if one.scheme_id or not scheme_applied(one.issued) or one.level == Level.CENTRAL:
        return []
    schemes = list(Scheme.objects.order_by("effective_from"))
    return rules.schemes_of(schemes, one.issued) if one.issued else schemes


def levels_for(certification: Certification) -> list[Level]:
    """The levels that may be written: a province never makes a recognition the centre's."""
    return list(LEVELS) if certification.level == Level.UNKNOWN else []


# --- the act --------------------------------------------------------------------------------------
@retried
def complete(product: Product, known: Completion, *, by: User, source: str) -> None:
    """Write what has become known of a product, its producer and its recognitions, with where it is
    known from.

    Raises PermissionDenied outside the province, Refused with every reason (nothing is written
    then), ValidationError without a source.
    """
    require(by, product)
    with act("historic.complete", by=by, reason=source, province=product.province) as deed:
        locked = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
        producer = Producer.objects.select_related("place__province").get(pk=locked.producer_id)
        certifications = {
            one.uid: one
            for one in locked.certifications.select_for_update(of=("self",)).order_by("pk")
        }
        changed = _write(locked, producer, certifications, known)
        for subject in changed:
            deed.save(subject)


def _write(
    product: Product,
    producer: Producer,
    certifications: Mapping[str, Certification],
    known: Completion,
) -> list[Any]:
    """Put the values in; answer the subjects that differ now. Raises Refused with everything that
    stands against it."""
    reasons: list[str] = []
    changed: list[Any] = []
    if known.kind or known.place:
        reasons += _write_producer(producer, known)
        changed.append(producer)
    if known.product_set:
        if product.product_set_id:
            reasons.append(f"Bộ sản phẩm đã được ghi: {product.product_set}. {_CORRECT}")
        product.product_set = known.product_set
        changed.append(product)
    for uid in dict.fromkeys([*known.schemes, *known.levels]):
        if uid not in certifications:
            reasons.append(f"Sản phẩm này không có chứng nhận {uid}.")
            continue
        reasons += _write_recognition(
            certifications[uid], known.schemes.get(uid), known.levels.get(uid, "")
        )
        changed.append(certifications[uid])
    if not changed and not reasons:
        reasons.append("Chưa ghi điều gì: hãy chọn ít nhất một mục.")
    if reasons:
        raise Refused(*reasons)
    return changed


_CORRECT = "Muốn sửa điều đã ghi, hãy sửa ở trang của nó hoặc đính chính."


def _write_producer(producer: Producer, known: Completion) -> list[str]:
    reasons = []
    if known.kind:
        if producer.kind != ProducerKind.UNKNOWN:
            reasons.append(
                f"Loại hình chủ thể đã được ghi: {producer.get_kind_display()}. {_CORRECT}"
            )
        elif known.kind not in ProducerKind.values or known.kind == ProducerKind.UNKNOWN:
            reasons.append("Chọn một loại hình chủ thể.")
        producer.kind = known.kind
    if known.place:
        if producer.place.level == PlaceLevel.COMMUNE:
            reasons.append(f"Nơi của chủ thể đã được ghi: {producer.place.path()}. {_CORRECT}")
        elif known.place not in communes_for(producer.place):
            reasons.append(
                f"{known.place.full_name} không nằm trong {producer.place.path()}: chọn xã thuộc"
                " nơi đã biết."
            )
        producer.place = known.place
    return reasons


def _write_recognition(
    certification: Certification, scheme: Scheme | None, level: str
) -> list[str]:
    """Scheme and level; the period is counted again with the scheme's validity."""
    reasons = []
    if scheme:
        if scheme not in schemes_for(certification):
            reasons.append(
                f"{certification}: bộ tiêu chí {scheme.code} đã được ghi, không áp dụng lúc đó,"
                " hoặc thuộc quyền của Bộ."
            )
        months = scheme.validity_months
        period = rules.period_within(certification.issued, months)
        if certification.in_force_until != period.end:
            reasons.append(
                f"{certification}: bộ tiêu chí {scheme.code} có thời hạn {months} tháng, khác thời"
                " hạn đang tính: hãy đính chính."
            )
        certification.scheme = scheme
    if level:
        if level not in levels_for(certification):
            reasons.append(
                f"{certification}: cấp công nhận đã được ghi, hoặc không do tỉnh ghi. {_CORRECT}"
            )
        else:
            reasons += recognised_by.level_refusals(certification, level)
        certification.level = level
    return reasons
