"""What a card says of days, as pages and files tell it: a day where it is known, else as much as is
known ("tháng 12/2020", "chắc chắn đến 30/11/2023")."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language

from ocop_registry.known_days import KnownDay, Precision, certain_until


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def issued(certificate: Mapping[str, Any]) -> KnownDay:
    """What is known of the day of issue of a certification, as its card has it."""
    first, last = _day(certificate.get("issued_first")), _day(certificate.get("issued_last"))
    if first is None:
        return KnownDay.of(_day(certificate.get("issued_on")), certificate.get("issued_year"))
    return KnownDay(Precision(certificate["issued_precision"]), first, last)


def issued_cell(certificate: Mapping[str, Any]) -> date | str | None:
    """The day of issue in a file."""
    return issued(certificate).cell(get_language() or "vi")


def until_cell(certificate: Mapping[str, Any]) -> date | str | None:
    """The last day in force in a file; where the day of issue is not known what is certain."""
    if expires := _day(certificate.get("expires_on")):
        return expires
    certain = _day(certificate.get("certain_until"))
    return certain_until(certain, get_language() or "vi") if certain else None


def ended_cell(certificate: Mapping[str, Any]) -> date | None:
    """The day from which it no longer counted, when that is known."""
    return _day(certificate.get("ended_on"))


def extended_cell(certificate: Mapping[str, Any]) -> date | None:
    """The last day of its extension at the latest, of one that was extended."""
    return _day(certificate.get("extended_until"))
