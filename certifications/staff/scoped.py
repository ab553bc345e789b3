"""Finding what a page is about: what lies outside the person's provinces is answered as if it did
not exist."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from certifications.applications.dossier import may_report, may_see
from certifications.models import Application, Certification, Decision, PreparedAct, Round
from certifications.models.certification import CertificationQuerySet
from ocop_registry import uids
from ocop_registry.accounts.permissions import Scope, belongs_to, scope
from ocop_registry.journal.models import kept_uid


def round_or_404(user: Any, uid: str) -> Round:
    """A round of a province the person may see; central rounds are seen by those who see the whole
    country."""
    round_ = get_object_or_404(Round.objects.select_related("place", "scheme"), uid=_known(uid))
    if not scope(user, "view").covers(round_.place):
        raise Http404
    return round_


def dossier_or_404(user: Any, uid: str, *, report_only: bool = False) -> Application:
    """An application whose dossier the person may look at; with `report_only` also one whose
    commune's report is theirs."""
    found = Application.objects.select_related(
        "round__place", "round__scheme", "product__producer__place__parent__parent", "product__producer__place__province",
        "product_set", "proposal__result__application", "commune_report", "self_score__entered_by",
    )  # fmt: skip
    application = get_object_or_404(found, uid=_known(uid))
    if may_see(user, application) or (report_only and may_report(user, application)):
        return application
    raise Http404


def decision_or_404(user: Any, uid: str) -> Decision:
    """A decision of one's own province, or one on which a product of the province stands (a central
    one, an old one)."""
    found = Decision.objects.select_related(
        "round__place", "round__scheme", "issuer_place__province"
    )
    decision = get_object_or_404(found, uid=_known(uid))
    seen = scope(user, "view")
    if (
        not seen.covers(province_of(decision))
        and not certifications_seen(seen).filter(decision=decision).exists()
    ):
        raise Http404
    return decision


def certification_or_404(user: Any, uid: str) -> Certification:
    """A certification of a product that belongs today to a province the person may see; by an old
    uid the kept one."""
    found = certifications_seen(scope(user, "view")).select_related(
        "decision__round",
        "scheme",
        "supersedes",
        "product__producer__place__province",
        "product_set",
        "place__parent__parent",
    )
    known = _known(uid)
    one = found.filter(uid=known).first()
    return one or get_object_or_404(found, uid=kept_uid(Certification.SUBJECT_KIND, known) or known)


def prepared_seen(user: Any) -> QuerySet[PreparedAct]:
    """Prepared acts on what the person may see, with what a list shows of them."""
    place = "producer__place__province"
    found = PreparedAct.objects.select_related(
        "certification__decision", "certification__scheme", "certification__supersedes",
        f"certification__product__{place}", f"product__{place}", place, "round__place", "round__scheme",
        "prepared_by", "settled_by",
    )  # fmt: skip
    return prepared_within(scope(user, "view"), found)


def prepared_within(allowed: Scope, acts: QuerySet[PreparedAct]) -> QuerySet[PreparedAct]:
    """Those of the acts whose subject belongs today to a province of the scope."""
    if allowed.everywhere:
        return acts
    within = Q()
    for path in (
        "certification__product__producer__place",
        "product__producer__place",
        "producer__place",
        "round__place",
    ):
        within |= belongs_to(path, allowed.provinces)
    return acts.filter(within)


def prepared_or_404(user: Any, uid: str) -> PreparedAct:
    return get_object_or_404(prepared_seen(user), uid=_known(uid))


def certifications_seen(seen: Scope) -> CertificationQuerySet:
    if seen.everywhere:
        return Certification.objects.all()
    return Certification.objects.filter(Q(belongs_to("product__producer__place", seen.provinces)))


def province_of(decision: Decision) -> Any:
    """The province of today that a decision belongs to, also when it rests on the centre's round;
    None for the country."""
    return decision.issuer_place.current_province if decision.issuer_place else None


def permitted(check: Callable[..., None], *arguments: Any) -> bool:
    """Whether a check that raises PermissionDenied lets the person pass: for showing a button or
    not."""
    try:
        check(*arguments)
    except PermissionDenied:
        return False
    return True


def _known(uid: str) -> str:
    known = uids.normalise(uid)
    if known is None:
        raise Http404
    return known
