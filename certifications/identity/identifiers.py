"""Numbers that identify producers and products, as they are compared, and every name and code that
a product was ever certified by."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import F, QuerySet

from certifications.models import Certification
from ocop_registry.journal.batches import batches
from ocop_registry.places.text import fold
from producers.models import Producer


def tax_key(text: str) -> str:
    """A tax code by its digits. A spreadsheet that took it for a number has eaten the leading zero:
    it is put back."""
    digits = re.sub(r"\D", "", text)
    return digits.zfill(len(digits) + 1) if len(digits) in {9, 11} else digits


def registration_key(text: str) -> str:
    """A business registration number without case, marks, blanks and signs."""
    return fold(unicodedata.normalize("NFC", text)).replace(" ", "")


def gtin_key(text: str) -> str:
    """A GTIN as 14 digits (GS1: the shorter forms are filled with zeros); "" for what is none."""
    digits = re.sub(r"[\s-]", "", text)
    return digits.zfill(14) if digits.isascii() and digits.isdigit() else ""


OF_CODES = ("product_id", "code", "corrections")


def codes_ever_borne(own: QuerySet[Producer] | None = None) -> dict[int, set[str]]:
    """Product (id) → every code it bears or bore, also those corrected since; of these producers
    alone, or of all. One query."""
    rows = Certification.objects.all()
    return codes_on(rows if own is None else rows.filter(product__producer__in=own))


def codes_on(rows: QuerySet[Certification]) -> dict[int, set[str]]:
    """The same of these certifications alone."""
    found: dict[int, set[str]] = defaultdict(set)
    told = rows.exclude(code="", corrections=[]).order_by()
    for product, code, corrections in told.values_list(*OF_CODES).iterator():
        found[product].update(codes_of(code, corrections))
    return found


def codes_of(code: str, corrections: list[dict[str, str]]) -> set[str]:
    """The codes that one certification bears or bore."""
    before = {note["old"] for note in corrections if note["field"] == "code"}
    return {one for one in (code, *before) if one}


def issued_product_names(own: QuerySet[Producer] | None) -> Iterable[tuple[int, str]]:
    """(product id, name) of certifications that name their product otherwise than it is called now:
    before it was renamed, or before another one was merged into it. One query."""
    found = Certification.objects.exclude(product_name=F("product__name"))
    if own is not None:
        found = found.filter(product__producer__in=own)
    return found.order_by("pk").values_list("product_id", "product_name").iterator()


def issued_names_of(products: Collection[int]) -> Iterable[tuple[int, str]]:
    """The same of these products (ids) alone, a round's. One query for each batch."""
    for batch in batches(products):
        found = Certification.objects.filter(product__in=batch)
        yield from (
            found.exclude(product_name=F("product__name"))
            .order_by("pk")
            .values_list("product_id", "product_name")
        )


def issued_producer_names(own: QuerySet[Producer] | None) -> Iterable[tuple[int, str]]:
    """(producer id, name) of certifications that name their maker otherwise than it is called now.
    One query."""
    found = Certification.objects.exclude(producer_name=F("product__producer__name"))
    if own is not None:
        found = found.filter(product__producer__in=own)
    return found.order_by("pk").values_list("product__producer_id", "producer_name").iterator()
