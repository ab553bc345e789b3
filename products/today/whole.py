"""One product whole, as the API answers it: its card and those of its recognitions, in one
statement that is composed once."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from products.models.register import PublicState
from products.models.today import PublicCard
from products.today import texts, turning
from products.today.prepared import Prepared, composed

_KINDS = ["product", "certification"]
_UID = "?"  # where the uid stands in the composed statement
_COLUMNS = (
    *("entry__kind", "text", "entry__detail", "entry__province_code"),
    *("state__standing", "state__first_day", "state__sentence", "state__sentence_en"),
)


@dataclass(frozen=True)
class Whole:
    """`text`: card and detail; `certifications`: cards, the latest first; `sentence`,
    `sentence_en`: of the product's `standing`, which it has since `first_day`."""

    text: str
    certifications: Sequence[str]
    province_code: str
    standing: str
    first_day: date
    sentence: str
    sentence_en: str


def whole(product_uid: str, on: date) -> Whole | None:
    """A product on a day; None when there is none. One query."""
    found = _of_today(product_uid) if turning.holds(on) else _of_stretches(product_uid, on)
    product = next((row for row in found if row[0] == "product"), None)
    if product is None:
        return None
    _kind, text, detail, province, standing, first_day, sentence, sentence_en = product
    return Whole(
        texts.merged(text, detail),
        [row[1] for row in found if row[0] == "certification"],
        province,
        standing,
        date.fromisoformat(first_day) if isinstance(first_day, str) else first_day,
        sentence,
        sentence_en,
    )


def _of_today(uid: str) -> list[tuple[Any, ...]]:
    return _composed().ask({"uid": uid})


@functools.cache
def _composed() -> Prepared:
    rows = PublicCard.objects.filter(entry__kind__in=_KINDS, entry__product_uid=_UID)
    ordered = rows.order_by("-state__recognised_on", "entry__uid").values_list(*_COLUMNS)
    return composed("product_whole", ordered, {"uid": "text"}, {_UID: "uid"})


def _of_stretches(uid: str, on: date) -> list[tuple[Any, ...]]:
    rows = PublicState.objects.filter(
        entry__kind__in=_KINDS, entry__product_uid=uid, first_day__lte=on, last_day__gte=on
    )
    return [
        (
            row.entry.kind,
            texts.listed(row.entry.card, row.entry.updated_at, row.state),
            row.entry.detail,
            row.entry.province_code,
            *(row.standing, row.first_day, row.sentence, row.sentence_en),
        )
        for row in rows.select_related("entry").order_by("-recognised_on", "entry__uid")
    ]
