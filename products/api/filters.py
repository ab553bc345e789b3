"""Filters of the lists of producers and certifications (those of products are in
`products.queries.filters`)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ocop_registry.api.errors import Fault
from products.models.register import FIRST_DAY, PublicPlace
from products.queries import search, values
from products.queries.filters import Filter
from products.queries.problems import Unreadable
from products.serving import code_key
from products.standings import VALID, Standing

SCHEME = "scheme"


def _equal(column: str) -> Callable[[Any], Q]:
    return lambda value: Q(**{column: value})


def _found_under(entry: str) -> Callable[[Any], Q]:
    return lambda place: Q(Exists(PublicPlace.objects.filter(entry=OuterRef(entry), place=place)))


def _word(text: str) -> str:
    """A short text as it is compared; longer ones are none of ours."""
    if len(text) > values.LONGEST:
        raise Unreadable(_("Giá trị dài quá %(most)d ký tự.") % {"most": values.LONGEST})
    return text


def _scheme(text: str) -> str:
    if not all(
        character.isascii() and (character.isalnum() or character == "-")
        for character in _word(text)
    ):
        raise Unreadable(
            _("“%(text)s” không phải là mã bộ tiêu chí, ví dụ 26-2026.") % {"text": text}
        )
    return text


def _standings(text: str) -> list[str]:
    """As for products, and `superseded`, which only a certification can be."""
    known = [*Standing, "valid", "all"]
    chosen = [one.strip() for one in text.split(",")]
    for one in chosen:
        if one not in known:
            message = _("“%(text)s” không có trong các giá trị được nhận: %(known)s.")
            raise Unreadable(message % {"text": one, "known": ", ".join(known)})
    if "all" in chosen:
        return list(Standing)
    return [one for one in Standing if one in chosen or ("valid" in chosen and one in VALID)]


PRODUCERS: dict[str, Filter] = {
    "province": Filter(values.province, _equal("province_code")),
    "commune": Filter(values.commune, _equal("commune_code")),
    "place": Filter(values.place, _found_under("pk")),
    "kind": Filter(values.producer_kinds, _equal("producer_kind__in")),
    "q": Filter(values.words, lambda text: search.containing(text, entry="")),
}

CERTIFICATIONS: dict[str, Filter] = {
    "product": Filter(values.uid, _equal("entry__product_uid")),
    "producer": Filter(values.uid, _equal("entry__producer_uid")),
    "province": Filter(values.province, _equal("entry__province_code")),
    "place": Filter(values.place, _found_under("entry")),
    "stars": Filter(values.stars, _equal("held_stars__in")),
    "standing": Filter(_standings, _equal("standing__in")),
    # The card is canonical JSON: within it only the certificate has a member "scheme", and quotes
    # in texts are escaped.
    SCHEME: Filter(_scheme, lambda slug: Q(entry__card__contains=f'"scheme":"{slug}"')),
    "decision": Filter(
        _word, lambda number: Q(entry__codes__contains=f"|{code_key(number).replace('|', '')}|")
    ),
    # Days are included on both sides; a recognition whose day is not known is neither after nor
    # before any day.
    "issued_after": Filter(
        values.day, lambda day: Q(recognised_on__gte=day) & ~Q(recognised_on=FIRST_DAY)
    ),
    "issued_before": Filter(
        values.day, lambda day: Q(recognised_on__lte=day) & ~Q(recognised_on=FIRST_DAY)
    ),
}


def read(
    request: HttpRequest, filters: Mapping[str, Filter], faults: list[Fault]
) -> dict[str, Any]:
    """The readable filters of an address by name; what cannot be read becomes faults. Empty values
    are no filter."""
    named = {fault.pointer for fault in faults}
    found: dict[str, Any] = {}
    for name, one in filters.items():
        text = request.GET.get(name, "").strip()
        if text and f"?{name}" not in named:
            try:
                found[name] = one.read(text)
            except Unreadable as problem:
                faults.append(Fault(f"?{name}", "invalid", str(problem)))
    return found


def keeping(filters: Mapping[str, Filter], found: Mapping[str, Any]) -> Q:
    """Rows that every filter keeps."""
    return Q(*(filters[name].keeps(value) for name, value in found.items()))


def ordering(
    request: HttpRequest, known: Mapping[str, Any], default: str, faults: list[Fault]
) -> str:
    """The wanted order, one of the known ones."""
    name = request.GET.get("ordering", "").strip()
    if not name or name in known:
        return name or default
    message = _("Không có cách sắp xếp “%(name)s”. Các cách: %(known)s.")
    faults.append(
        Fault("?ordering", "invalid", message % {"name": name, "known": ", ".join(known)})
    )
    return default
