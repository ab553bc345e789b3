"""Rows without stars: their products take part in the programme (domain §6: 502 take part, 269 hold
stars). Known once for each product, and only counted."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from certifications.imports.contract import Change, Row
from certifications.imports.kinds.register.row_as_read import Recognition, TakesPart, Told
from certifications.models import Certification, Participation
from ocop_registry.excel import cells
from ocop_registry.journal.batches import batches
from ocop_registry.written import stars
from products.models import Product

Key = tuple[str, int]  # `Subject.identity`
_STARS = "stars{}"
_WORDS = {"reported": "Kết quả như nguồn ghi", "stars": "Hạng chưa đạt", "year": "Năm đánh giá"}


# --- as read --------------------------------------------------------------------------------------
def take(told: Told) -> None:
    """Take what tells of no stars out of the row's recognitions. What is left of a row that tells
    of no other is that its product takes part."""
    without = [one for one in told.recognitions if one.takes_part]
    if told.recognitions and not without:
        return
    told.recognitions = [one for one in told.recognitions if not one.takes_part]
    if told.recognitions:
        _beside_others(told.row, without)
        return
    told.takes_part = _takes_part(told.row, without)
    told.row.notes.append(f"{_told(told.takes_part)}: ghi là sản phẩm tham gia, chưa có sao.")


def _beside_others(row: Row, without: Sequence[Recognition]) -> None:
    """One that failed is no recognition; one whose stars are left out is not told whole."""
    for one in without:
        column = _STARS.format(one.suffix)
        if row.has(column):
            row.notes.append(f"“{row.text(column)}” không phải là lần công nhận: không ghi lần đó.")
        else:
            row.fault(column, "missing_stars", "Thiếu hạng sao của lần này: ghi vào ô này.")


def _takes_part(row: Row, without: Sequence[Recognition]) -> TakesPart:
    last = without[-1] if without else None
    column = _STARS.format(last.suffix if last else "")
    reported = cells.text(row.cells.get(column)) if row.has(column) else ""
    told = stars.read(reported).value
    low = told.low if told else None
    return TakesPart(_short(reported.strip(" -–—.?")), low, last.issued.year if last else None)


def _short(text: str) -> str:
    most = Participation._meta.get_field("reported").max_length or 0
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _told(one: TakesPart) -> str:
    if one.stars:
        return f"{one.stars} sao không có quyết định công nhận"
    return f"“{one.reported}”" if one.reported else "Không có hạng sao"


# --- beside what the register holds ---------------------------------------------------------------
class Participations:
    """Those of the register, and of the rows before; read when the first row needs them."""

    def __init__(self, stored: Mapping[int, Sequence[Certification]]) -> None:
        self._certified = stored
        self._known: dict[Key, Participation] = {}
        self._told: dict[Key, Told] = {}

    def read(self, part: Iterable[Told], products: Iterable[Product]) -> None:
        """Read those of these products, when a row tells of any. One query for each batch."""
        if not any(told.takes_part for told in part):
            return
        known = {product.pk: product for product in products if product.pk}
        for batch in batches(sorted(known)):
            for one in Participation.objects.filter(product__in=batch):
                one.product = known[one.product_id]
                self._known[one.product.identity] = one

    def plan(self, told: Told, product: Product) -> Participation | None:
        """What is to be written of a row without stars: a new one, a changed copy; None when the
        register says it already, or knows better."""
        said = told.takes_part
        if said is None:
            return None
        if product.pk and self._certified.get(product.pk):
            told.row.notes.append("Sổ đã có lần công nhận của sản phẩm này: dòng không đổi gì.")
            return None
        if product.identity in self._told:
            told.row.fault(
                "product",
                "duplicate",
                "Trùng với dòng trước: cùng sản phẩm, cùng không có hạng sao. Dòng này sẽ không"
                " được ghi.",
            )
            return None
        self._told[product.identity] = told
        before = self._known.get(product.identity)
        if before is None:
            return _new(told.row, said, product)
        return _changed(told.row, said, before)


def _new(row: Row, said: TakesPart, product: Product) -> Participation:
    if product.pk:
        shown = said.reported or "chưa có sao"
        row.changes.append(Change(f"Sản phẩm “{product.name}”", "Tham gia chương trình", "", shown))
    return Participation.fresh(
        product=product, reported=said.reported, stars=said.stars, year=said.year
    )


def _changed(row: Row, said: TakesPart, before: Participation) -> Participation | None:
    """What the row says otherwise; what it leaves open stays."""
    after = copy(before)
    for name, label in _WORDS.items():
        old, new = getattr(before, name), getattr(said, name)
        if new and new != old:
            setattr(after, name, new)
            subject = f"Sản phẩm “{before.product.name}” tham gia, chưa có sao"
            row.changes.append(Change(subject, label, str(old or ""), str(new)))
    same = all(getattr(after, name) == getattr(before, name) for name in _WORDS)
    return None if same else after
