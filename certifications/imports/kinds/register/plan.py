"""What one recognition of one row is to become, and how it is called for people."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from certifications.imports.kinds.register.row_as_read import Recognition, Told
from certifications.models import Certification, Level, Scheme
from ocop_registry.places.models import Place
from products.models import Product

# What a list may say otherwise of a recognition, with the label for people; the keys are those of
# the history of corrections.
LABELS = {
    "stars": "Hạng sao",
    "issued_on": "Ngày cấp",
    "issued_year": "Tháng, quý hoặc năm cấp",
    "decision.number": "Số quyết định",
    "decision.issuer": "Cơ quan ban hành",
    "level": "Cấp công nhận",
    "scheme": "Bộ tiêu chí",
    "product_name": "Tên sản phẩm khi cấp",
    "producer_name": "Tên chủ thể khi cấp",
    "place": "Địa bàn khi cấp",
    "code": "Mã sản phẩm",
    "source": "Nguồn",
}


@dataclass(eq=False)
class Planned:
    """One recognition of one row, and the certification it is to be: a new one, or a changed copy
    of the `stored` one.

    `decision`: the decision's facts that differ (field → value); `corrected`: known values that
    change (field, old, new).
    """

    told: Told
    said: Recognition
    product: Product
    stored: Certification | None
    final: Certification
    decision: dict[str, Any] = field(default_factory=dict)
    corrected: list[tuple[str, str, str]] = field(default_factory=list)
    changed: bool = False

    @property
    def new(self) -> bool:
        return self.stored is None

    @property
    def matters(self) -> bool:
        return self.new or self.changed

    @property
    def order(self) -> tuple[date, int, str]:
        return self.said.on or date.min, self.told.row.number, self.said.suffix


def described(one: Certification) -> str:
    """A certification in a few words: "4 sao ngày 19/03/2021 (386/QĐ-UBND)"."""
    when = f" {one.issued.told()}" if one.issued else ""
    return f"{one.stars} sao{when}" + (f" ({one.decision.number})" if one.decision.number else "")


def plain(value: Any) -> str:
    """A value as the history of corrections keeps it: days ISO, places by their whole name."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Place):
        return value.path()
    if isinstance(value, Scheme):
        return value.code
    return str(value if value is not None else "")


def shown(value: Any) -> str:
    """A value as a person reads it in a list of changes."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(Level(value).label) if value in Level.values else plain(value)
