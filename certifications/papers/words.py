"""Words of official papers: days, names of authorities and the dotted lines for what is filled in
by hand.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I (days below 10 and the months 1 and 2 are written with a
leading 0).
"""

from datetime import date

from certifications.models import Decision, Result, Round
from ocop_registry.places.models import Place

DOTS = "……"
LONG_DOTS = "…………………………………………"
UNKNOWN_DAY = f"ngày {DOTS} tháng {DOTS} năm {DOTS}"


def long_day(day: date | None) -> str:
    """ "ngày 02 tháng 11 năm 2026"; dotted when it is not known yet."""
    if day is None:
        return UNKNOWN_DAY
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_and_day(place: Place | None, day: date | None) -> str:
    """The line at the upper right; the centre sits in Hà Nội."""
    return f"{place.name if place else 'Hà Nội'}, {long_day(day)}"


def within(place: Place) -> str:
    """A unit's full name inside a sentence: "tỉnh Thái Nguyên"."""
    return place.full_name[0].lower() + place.full_name[1:]


def committee(place: Place | None) -> str:
    """The authority that recognises: the province's People's Committee, or the ministry."""
    return f"Ủy ban nhân dân {within(place)}" if place else "Bộ Nông nghiệp và Môi trường"


def head_of(place: Place | None) -> str:
    """Whoever signs for that authority."""
    return f"Chủ tịch {committee(place)}" if place else "Bộ trưởng Bộ Nông nghiệp và Môi trường"


def decision_letters(round_: Round) -> str:
    return "QĐ-BNNMT" if round_.is_central else "QĐ-UBND"


def named(decision: Decision | None) -> str:
    """A decision inside a sentence; dotted before it is recorded."""
    if decision is None:
        return f"Quyết định số {DOTS} {UNKNOWN_DAY}"
    return f"Quyết định số {decision.number} {long_day(decision.signed_on)} của {decision.issuer}"


def stars_of(result: Result) -> str:
    """ "4 sao", or that it is out."""
    return "Bị loại" if result.disqualified else f"{result.final_stars} sao"
