"""Days of issue and of signing that cannot be, found among all that is stored. Acts refuse them as
they are written (`law/validity`, `corrections`, the imports)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from certifications.certificates.corrections import EARLIEST_YEAR
from certifications.certificates.scope import Scope
from certifications.law import validity
from certifications.models import Certification
from ocop_registry import clock


def days_can_be(of: Scope) -> Iterator[str]:
    """No day lies in the future unless the decision says so in its words, before the scheme or
    before the programme; one long after signing has its reason."""
    today = clock.today()
    signed_ahead = of.decisions.filter(signed_on__gt=today)
    yield from (
        f"Quyết định {one.uid}: ngày ký {one.signed_on:%d/%m/%Y} ở tương lai."
        for one in signed_ahead
    )
    told = of.certifications.exclude(Q(issued_on=None) & Q(issued_year=None))
    rows = told.select_related("decision", "scheme").defer("scheme__data")
    for one in rows.iterator():
        yield from (f"Chứng nhận {one.uid}: {problem}" for problem in _problems(one, today))


def _problems(one: Certification, today: date) -> Iterator[str]:
    decision, since = one.decision, one.scheme.effective_from if one.scheme else None
    if one.issued_on:
        yield from validity.issue_day_problems(
            one.issued_on,
            decision.signed_on,
            today,
            words=decision.issue_words,
            late_reason=decision.late_reason,
        )
        if decision.signed_on and one.issued_on < decision.signed_on:
            yield f"ngày cấp {one.issued_on:%d/%m/%Y} trước ngày ký {decision.signed_on:%d/%m/%Y}."
    issued = one.issued.whole
    if issued.first is None or issued.last is None:
        return
    if not issued.exact and (issued.first > today or issued.last.year < EARLIEST_YEAR):
        yield f"cấp {issued.told()}: không thể có."
    if since and issued.last < since:
        yield f"cấp trước ngày bộ tiêu chí {one.scheme} được áp dụng ({since:%d/%m/%Y})."
