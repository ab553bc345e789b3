"""Producers behind which the same person stands: whoever has an interest in one of them may have it
in the others (domain §4, conflicts of interest). Found to be asked about, never taken for granted."""

import re
from collections.abc import Iterator

from certifications.models import Application, ApplicationStatus, Conflict
from ocop_registry.places.text import marked_key
from producers.legal_forms import called
from producers.models import Producer

_FEWEST_WORDS = 2  # of a person's name that says whom it means
_FEWEST_DIGITS = 9
_HEAD_OFFICE = 10  # digits of a tax code that its branches share


def why_same(one: Producer, other: Producer) -> str:
    """What two producers have in common, in words that name no person; "" when it is nothing."""
    if one == other:
        return "cùng chủ thể"
    return next(_common(one, other), "")


def _common(one: Producer, other: Producer) -> Iterator[str]:
    if _people(one) & _people(other):
        yield "cùng người đại diện hoặc chủ hộ"
    if one.tax_code and one.tax_code[:_HEAD_OFFICE] == other.tax_code[:_HEAD_OFFICE]:
        yield "cùng mã số thuế của đơn vị chính"
    if (phone := _digits(one.phone)) and phone == _digits(other.phone):
        yield "cùng số điện thoại"
    if one.email and one.email.casefold() == other.email.casefold():
        yield "cùng thư điện tử"


def _people(producer: Producer) -> set[str]:
    """The persons whom a producer's name and representative name: a household is called after its
    head."""
    own = called(producer.name)
    names = {marked_key(producer.representative_name)}
    if own.form in {"ho", "hkd"}:
        names.add(_HONORIFIC.sub("", own.proper))
    return {name for name in names if len(name.split()) >= _FEWEST_WORDS}


_HONORIFIC = re.compile(rf"^(?:{'|'.join(map(marked_key, ('ông', 'bà')))}) ")


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= _FEWEST_DIGITS else ""


def also_concerned(conflict: Conflict) -> list[tuple[Application, str]]:
    """The other applications of the round, with why, in which the member may have the same
    interest: of the same producer, or of one behind whom the same person stands; not those that he
    declared. Two queries."""
    application = conflict.application
    declared = Conflict.objects.filter(member=conflict.member).values("application")
    rows = (
        Application.objects.filter(round=application.round_id, status=ApplicationStatus.ACTIVE)
        .exclude(pk__in=declared)
        .select_related("product__producer", "round__place")
        .order_by("position")
    )
    maker = application.product.producer
    told = ((one, why_same(maker, one.product.producer)) for one in rows)
    return [(one, why) for one, why in told if why]
