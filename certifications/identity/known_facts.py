"""What follows from what is known of a recognition of before: scheme, level, issuing unit, period,
what it ended.

Shared by the old lists (`reading`, `recording`) and by the import of registers. Source: domain §2,
"Incomplete history".
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from certifications.law import rules
from certifications.models import Certification, Level, Scheme
from ocop_registry.known_days import KnownDay
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold

OVER = frozenset(
    {
        rules.Standing.EXPIRED,
        rules.Standing.UNVERIFIED,
        rules.Standing.REVOKED,
        rules.Standing.SUPERSEDED,
    }
)
_SEVERAL = re.compile(r"\(\s*0*([2-9]|[1-9]\d+)\s+(?:sản phẩm|sp)\b[^)]*\)", re.IGNORECASE)
_COMMITTEE = re.compile(r"^(?:chu tich )?(?:uy ban nhan dan|uy ban|ubnd) ")
_WRITTEN_COMMITTEE = re.compile(
    r"^(?:chủ tịch )?(?:[uủ][yỷ] ban nhân dân|ubnd) (.+)$", re.IGNORECASE
)
_ISSUERS = (
    ("bo ", Level.CENTRAL),
    ("tinh ", Level.PROVINCE),
    ("huyen ", Level.DISTRICT),
    ("thi xa ", Level.DISTRICT),
    ("quan ", Level.DISTRICT),
)
_CODE_LENGTH = {Level.DISTRICT: 3, Level.PROVINCE: 2}


def several(name: str) -> bool:
    """Whether one name stands for several products: "Bộ ấm chén (4 sản phẩm)"."""
    return bool(_SEVERAL.search(name))


def scheme_of(schemes: Iterable[Scheme], issued: KnownDay) -> Scheme | None:
    """The one scheme that can have been applied; None when there are two, none, or nothing is known
    of the time."""
    found = rules.schemes_of(schemes, issued)
    return found[0] if len(found) == 1 else None


def committee_of(issuer: str) -> str:
    """The unit whose people's committee an issuer is: "UBND huyện Na Rì" → "huyện Na Rì"; "" for
    any other."""
    found = _WRITTEN_COMMITTEE.match(issuer.strip())
    return found[1] if found else ""


def issuer_key(issuer: str) -> str:
    """Two ways to write one issuer are equal by this: "Ủy ban nhân dân tỉnh" and "UBND tỉnh"."""
    return _COMMITTEE.sub("ubnd ", fold(issuer))


def level_of(issuer: str) -> Level | None:
    """The level that the issuer's name tells; None when it tells none ("UBND thành phố …" may be
    either)."""
    name = f"{_COMMITTEE.sub('', fold(issuer))} "
    return next((level for beginning, level in _ISSUERS if name.startswith(beginning)), None)


def assumed_level(stars: int) -> Level:
    """The level of a recognition whose issuer is not told: 5★ were always the centre's, 4★ the
    province's."""
    return {5: Level.CENTRAL, 4: Level.PROVINCE}.get(stars, Level.UNKNOWN)


def issuer_place(place: Place | None, level: str, issuer: str) -> Place | None:
    """The unit whose committee decided: the district or province of the product's place then; none
    for a ministry or an unnamed issuer."""
    wanted = _CODE_LENGTH.get(Level(level))
    if place is None or wanted is None or not issuer:
        return None
    return next((unit for unit in [place, *place.ancestors()] if len(unit.code) == wanted), None)


def period_fields(issued: KnownDay, scheme: Scheme | None) -> Mapping[str, Any]:
    """The fields of a certification that tell its time, from what is known of the day of issue."""
    period = rules.period_within(issued, scheme.validity_months if scheme else None)
    return {
        "issued_on": issued.day,
        "issued_year": None if issued.exact else issued.year,
        "issued_part": issued.part,
        "known_on": None if issued == issued.whole else issued.last,
        "in_force_from": period.start,
        "in_force_until": period.end,
        "possible_from": period.possible_start,
        "possible_until": period.possible_end,
    }


def ends(previous: Certification, following: Certification) -> bool:
    """Whether a new recognition ends an earlier one that could still run on its first day. Source:
    domain §2."""
    if following.in_force_from is None or previous.in_force_from is None or previous.ended_on:
        return False
    if previous.in_force_from > following.in_force_from:
        return False
    return rules.standing(previous, following.in_force_from) not in OVER
