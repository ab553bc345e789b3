"""Whether an application's type fits what its product holds: one rule for ticking, pasting, files,
mending, and for going on with the round."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.conf import settings

from certifications.law.application_types import Fit, fit
from certifications.models import Application, ApplicationType, Certification
from certifications.rounds.scheme_of_day import handed_in_on
from ocop_registry import clock
from ocop_registry.journal.batches import batches
from products.models import Product

REASON_MAX = 500


def held_by(products: Iterable[Product]) -> dict[int, list[Certification]]:
    """Product (id) → the certifications that it holds or held; one that is not saved has none."""
    held: dict[int, list[Certification]] = defaultdict(list)
    for pks in batches(product.pk for product in products if product.pk):
        for one in Certification.objects.filter(product__in=pks):
            held[one.product_id].append(one)
    return held


def unfounded(type_: str, held: Sequence[Certification]) -> str:
    """Why a product that was never recognised cannot come for this type, as a sentence; "" when
    that is no hindrance. Any recognition counts, also one that has ended."""
    if held or type_ not in {ApplicationType.UPGRADE, ApplicationType.RE_EVALUATION}:
        return ""
    return (
        f"Sản phẩm chưa từng được công nhận nên không thể {ApplicationType(type_).label.lower()}:"
        " ghi Lần đầu, hoặc chọn đúng sản phẩm đã được công nhận."
    )


def fit_of(type_: str, held: Sequence[Certification], handed_in: date | None = None) -> Fit:
    """The law's answer for today, with the registry's setting of the waiting time."""
    return fit(
        type_,
        held,
        handed_in=handed_in,
        today=clock.today(),
        wait=settings.MONTHS_AFTER_REVOCATION,
    )


def type_refusals(
    product: Product,
    type_: str,
    held: Sequence[Certification],
    *,
    reason: str,
    handed_in: date | None = None,
) -> Iterable[str]:
    """Why an application of that type may not be in the round, or what its reason must answer."""
    if why := unfounded(type_, held):
        yield f"{product.name}: {why}"
    found = fit_of(type_, held, handed_in)
    yield from (f"{product.name}: {why}" for why in found.refusals)
    if not reason.strip():
        yield from (f"{product.name}: {ask}" for ask in found.asks)
    elif len(reason.strip()) > REASON_MAX:
        yield f"{product.name}: lý do tối đa {REASON_MAX} ký tự."


def round_refusals(found: Collection[Application]) -> Iterable[str]:
    """The same of everything that takes part in a round, with what has become known since: the day
    of handing in, a recognition, a revocation."""
    held = held_by(one.product for one in found)
    for one in found:
        yield from type_refusals(
            one.product,
            one.type,
            held.get(one.product_id, ()),
            reason=one.exception_reason,
            handed_in=handed_in_on(one),
        )


def told_of(application: Application, held: Sequence[Certification]) -> list[str]:
    """What is unusual about an application and answered by its reason."""
    return fit_of(application.type, held, handed_in_on(application)).asks
