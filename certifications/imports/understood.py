"""What was understood of whom a row speaks, in the same words whatever the kind of file."""

from certifications.imports.contract import Row
from producers.models import Producer, ProducerKind
from products.models import Product


def producer(row: Row, one: Producer, *columns: str) -> None:
    """Who it is, new or known, with its kind and where it is."""
    kind = str(ProducerKind(one.kind).label).lower() if one.kind else ""
    told = f"{one.name} ({kind})" if kind else one.name
    row.understood("Chủ thể", told, *columns, "kind", state=_state(one))
    if one.place_id:
        row.understood("Nơi ở", one.place.path(), "place")


def product(row: Row, one: Product, *columns: str) -> None:
    row.understood("Sản phẩm", one.name, *columns, state=_state(one))


def _state(subject: Producer | Product) -> str:
    return "known" if subject.pk else "new"
