"""What a council judges, kept as it was when the evaluation started: later corrections of the
register leave it alone."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from certifications.models import Application
from ocop_registry.journal.acts import Act

# Key of the frozen state → its label on papers and pages.
LABELS = {
    "product": "Sản phẩm",
    "producer": "Chủ thể",
    "producer_kind": "Loại hình chủ thể",
    "place": "Địa bàn",
    "set": "Bộ sản phẩm",
    "type": "Loại hồ sơ",
}


def state_of(application: Application) -> dict[str, Any]:
    """Product, producer, place, set and type in words, and the set's number (None while none is
    chosen)."""
    producer = application.product.producer
    return {
        "product": application.product.name,
        "producer": producer.name,
        "producer_kind": producer.get_kind_display(),
        "place": producer.place.path(),
        "place_code": producer.place.public_code,
        **particulars_of(application),
    }


def particulars_of(application: Application) -> dict[str, Any]:
    """The part of the state that is mended on the application itself."""
    chosen = application.product_set
    return {
        "set": str(chosen) if chosen else "",
        "set_no": chosen.no if chosen else None,
        "type": application.get_type_display(),
    }


def freeze(deed: Act, applications: QuerySet[Application]) -> None:
    """Keep the state of each of these applications as it is now; an earlier one, of a start that
    was undone, gives way."""
    related = ("product__producer__place__parent__parent", "product_set")
    chosen = list(
        applications.select_for_update(of=("self",)).select_related(*related).order_by("pk")
    )
    for application in chosen:
        application.frozen = state_of(application)
    deed.save_many(chosen)


@dataclass(frozen=True)
class Change:
    """One thing that is no longer as the council judged it."""

    label: str
    then: str
    now: str


def changes_since(application: Application) -> list[Change]:
    """What differs today from what was frozen; nothing while nothing is frozen."""
    if not application.frozen:
        return []
    now = state_of(application)
    return [
        Change(label, application.frozen[key] or "chưa chọn", now[key] or "chưa chọn")
        for key, label in LABELS.items()
        if application.frozen[key] != now[key]
    ]
