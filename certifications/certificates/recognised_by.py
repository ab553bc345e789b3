"""Whether who recognised had the right to, by the schemes' table (`law/scheme_of_day`); asked when a
recognition is imported, completed or corrected, and of all that is stored.

What an old paper or source says against the table is kept only with a reason (`authority_reason`).
"""

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date

from certifications.certificates.scope import Scope
from certifications.identity import known_facts
from certifications.identity.issuers import issuer_problems
from certifications.law.scheme_of_day import Recognisers, days_of
from certifications.models import Certification, Level, Origin, Scheme
from ocop_registry.known_days import KnownDay
from ocop_registry.places.models import Place

FIVE_STARS = 5


def problem_of(one: Certification, issuer: str, recognisers: Recognisers, code: str = "") -> str:
    """Why its authority had no right to it, "" when it had; by its level and by what the issuer's
    name tells. `code`: of its scheme."""
    days = days_of(one.issued)
    told = known_facts.level_of(issuer) or Level(one.level)
    for level in dict.fromkeys((told, Level(one.level))):
        if problem := recognisers.problem(level, one.stars, days, code):
            return problem
    return ""


def ended_before(unit: Place | None, issued: KnownDay) -> str:
    """Why a unit's committee cannot have decided then: it was no more, or was not yet."""
    days = days_of(issued)
    if unit is None or days is None or unit.on(days[0]) or unit.on(days[1]):
        return ""
    when = issued.told()
    if unit.valid_until and unit.valid_until < days[0]:
        return f"UBND {unit.full_name} không còn sau {unit.valid_until:%d/%m/%Y}, quyết định ghi {when}."
    return f"UBND {unit.full_name} chưa có vào {when}."


def level_refusals(one: Certification, level: str) -> Iterator[str]:
    """Why a level that has become known cannot be who recognised."""
    code = one.scheme.code if one.scheme else ""
    days = days_of(one.issued)
    problem = Scheme.objects.recognisers().problem(level, one.stars, days, code)
    if problem and not one.authority_reason:
        yield f"{one}: {problem} Kiểm tra lại cấp công nhận."


def correction_refusals(
    one: Certification, changed: Mapping[str, str], issued: KnownDay
) -> Iterator[str]:
    """Why a corrected issuer or day cannot be: not an authority of that level and day, or one
    without the right. `changed`: the corrected fields as typed, days ISO; `issued`: what they say
    of the day of issue."""
    if not changed.keys() & {"decision.issuer", "issued_on", "issued_year", "decision.signed_on"}:
        return
    issuer = changed.get("decision.issuer", one.decision.issuer)
    signed = _day(changed.get("decision.signed_on", "")) or one.decision.signed_on
    if one.origin == Origin.LIVE:
        if signed:
            yield from issuer_problems(one.decision.issuer_place, issuer, signed)
        return
    told = copy(one)
    told.level = level_told(one, issuer)
    if issued:
        told.issued_on, told.issued_year, told.issued_part = issued.day, None, ""
        if not issued.exact:
            told.issued_year, told.issued_part = issued.year, issued.part
    code, recognisers = one.scheme.code if one.scheme else "", Scheme.objects.recognisers()
    problem = problem_of(told, issuer, recognisers, code)
    # What was wrong before and is not what is corrected stands for a correction of its own.
    before = problem_of(one, one.decision.issuer, recognisers, code)
    if problem and not one.authority_reason and ("decision.issuer" in changed or not before):
        yield f"{problem} Đính chính cả cơ quan ban hành hoặc ngày cho khớp."


def level_told(one: Certification, issuer: str) -> str:
    """The level of a recognition under a corrected issuer; 5★ stay the centre's."""
    told = known_facts.level_of(issuer)
    return one.level if told is None or one.stars == FIVE_STARS else told


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# --- all that is stored ---------------------------------------------------------------------------
def recognised_with_right(of: Scope) -> Iterator[str]:
    """Who recognised had the right to by the scheme's table on that day, or the reason to believe
    it is recorded; a live decision is signed by an authority of its level and day."""
    recognisers = Scheme.objects.recognisers()
    stored = of.certifications.filter(authority_reason="").select_related("decision")
    codes = dict(Scheme.objects.values_list("pk", "code"))
    signed: set[int] = set()
    for one in stored.select_related("decision__issuer_place").iterator():
        decision = one.decision
        code = codes[one.scheme_id] if one.scheme_id else ""
        if problem := problem_of(one, decision.issuer, recognisers, code):
            yield f"Chứng nhận {one.uid}: {problem}"
        elif one.origin == Origin.LIVE and decision.signed_on and decision.pk not in signed:
            signed.add(decision.pk)
            wrong = issuer_problems(decision.issuer_place, decision.issuer, decision.signed_on)
            yield from (f"Quyết định {decision.uid}: {problem}" for problem in wrong)
