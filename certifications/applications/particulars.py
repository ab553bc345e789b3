"""Mending an application that is in a round already: its type, its set, its code; or taking it out.

The type and the set decide what is judged, the code only names it: it is often given after the
council has met.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import ProtectedError

from certifications.applications import as_judged
from certifications.applications.fitting import type_refusals
from certifications.applications.intake import set_refusals, warnings_for
from certifications.law.formats import PRODUCT_CODE
from certifications.models import (
    Application,
    ApplicationType,
    Certification,
    Result,
    Round,
    RoundStatus,
)
from certifications.rounds import proposals
from certifications.rounds.access import Refused, lock, require
from certifications.rounds.contents import Content, closed_because, require_open
from certifications.rounds.scheme_of_day import handed_in_on
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act, retried
from products.models import ProductSet


@dataclass(frozen=True)
class Particulars:
    """What may be mended on an application: its type, its set, its product code ("" while none is
    given), the reason for what is unusual ("": none)."""

    type: str
    product_set: ProductSet | None
    product_code: str
    reason: str = ""


@retried
def edit_application(
    application: Application, new: Particulars, *, by: User, seen: int
) -> Application:
    """Mend one application. `seen`: the version that the person was looking at.

    Type and set may change until the evaluation is concluded, the code until the results are
    approved. Raises Refused with every reason, VersionConflict when somebody saved in between,
    PermissionDenied for the wrong person.
    """
    require(by, "application.edit", application.round)
    with act("application.edit", by=by, province=application.round.place) as deed:
        round_ = lock(application.round)
        locked = (
            Application.objects.select_for_update(of=("self",))
            .select_related("product__producer__place", "product_set")
            .get(pk=application.pk)
        )
        held = list(locked.product.certifications.all())
        reasons = [
            *edit_refusals(round_, locked, new, held),
            *code_problems(locked, new.product_code),
        ]
        if reasons:
            raise Refused(*reasons)
        mend(round_, locked, new)
        locked.version = seen
        deed.save(locked)
    return locked


def mend(round_: Round, application: Application, new: Particulars) -> None:
    """Put new particulars onto an application; saving it is the caller's."""
    if application.type != new.type:
        handed_in = handed_in_on(application)
        application.warnings = warnings_for(round_, application.product, new.type, handed_in)
    application.type, application.product_set = new.type, new.product_set
    application.product_code = new.product_code
    application.exception_reason = new.reason.strip()
    # mended during the evaluation: the council judges the mended type and set
    if application.frozen:
        application.frozen |= as_judged.particulars_of(application)


def edit_refusals(
    round_: Round, application: Application, new: Particulars, held: Sequence[Certification]
) -> Iterable[str]:
    """Why type, set or code may not become these now, the code's own form and uniqueness apart.
    `held`: the certifications that the product holds or held."""
    if closed := closed_because(Content.CODES, round_):
        yield closed
        return
    asked = (application.type, application.product_set, application.exception_reason) != (
        new.type,
        new.product_set,
        new.reason.strip(),
    )
    if asked and (closed := closed_because(Content.KINDS, round_)):
        yield closed
    if new.type not in ApplicationType.values:
        yield "Chọn loại hồ sơ (lần đầu, nâng hạng, đánh giá lại)."
    if (new.type, new.reason.strip()) != (application.type, application.exception_reason):
        yield from type_refusals(
            application.product,
            new.type,
            held,
            reason=new.reason,
            handed_in=handed_in_on(application),
        )
    yield from set_refusals(round_, application.product, new.product_set)


def code_problems(application: Application, code: str) -> Iterable[str]:
    """What is wrong with a product code for this application: its form, or that another product
    bears or awaits it."""
    if not code:
        return
    if not PRODUCT_CODE.match(code):
        yield f"Mã “{code}” không đúng dạng tỉnh-xã-STT-năm, ví dụ 19-02155-003-2026."
    borne = Certification.objects.filter(code=code).exclude(product=application.product_id).first()
    if borne:
        yield f"Mã {code} đã cấp cho “{borne.product_name}”."
    awaited = (
        Application.objects.filter(product_code=code)
        .exclude(product=application.product_id)
        .exclude(round__status=RoundStatus.CANCELLED)
    )
    for other in awaited.select_related("product", "round__place"):
        yield f"Mã {code} đang ghi cho “{other.product.name}” ở {other.round}."


@retried
def remove(application: Application, *, by: User, reason: str) -> None:
    """Take out an application that was entered by mistake, while the round is open and it has no
    result."""
    require(by, "application.edit", application.round)
    with act("application.remove", by=by, reason=reason, province=application.round.place) as deed:
        round_ = lock(application.round)
        locked = Application.objects.select_for_update().get(pk=application.pk)
        require_open(Content.REMOVALS, round_)
        if Result.objects.filter(application=locked).exists():
            raise Refused("Hồ sơ này đã có kết quả đánh giá nên không bỏ được: hãy cho rút hồ sơ.")
        proposal = locked.proposal
        try:
            deed.delete_many(list(locked.grounds.all()))  # of a conclusion that was taken back
            deed.delete(locked)
        except ProtectedError as kept:
            raise Refused(
                "Hồ sơ này đã có minh chứng, báo cáo của cấp xã, điểm tự chấm, phiếu chấm hoặc khai"
                " xung đột lợi ích nên không bỏ được: hãy cho rút hồ sơ."
            ) from kept
        if proposal:
            proposals.free(deed, proposal)
