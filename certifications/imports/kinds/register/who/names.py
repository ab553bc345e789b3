"""The producer's name of a row, without what stands behind it in the cell: the owner, the place, a
number, an earlier name go where they belong, and the row says so."""

import re

from certifications.imports.kinds.register.row_as_read import Told
from ocop_registry.places.text import fold
from producers.legal_forms import called
from producers.models import ProducerKind
from producers.written_names import Part, read_name

# part → column; what a column says already is kept
_COLUMNS = {
    Part.OWNER: "representative",
    Part.SPOT: "address",
    Part.PHONE: "phone",
    Part.FORMER: "issued_producer",
}
_HOUSEHOLDS = frozenset({ProducerKind.HOUSEHOLD, ProducerKind.REGISTERED_HOUSEHOLD})


def take_name(told: Told) -> None:
    """Leave the name alone in `told.producer` and in the name on the certificate, and put what
    stood behind it where it belongs. A person's name never stays in a name that is published."""
    places = [told.texts[column] for column in _PLACES if told.texts[column]]
    if issued := told.texts["issued_producer"]:
        told.texts["issued_producer"] = read_name(issued, places).name
    written = read_name(told.producer, places)
    if not written.beside:
        return
    told.producer = written.name
    kept = [_put(told, part, text) for part, text in written.beside.items()]
    told.row.notes.append(f"Tên chủ thể lấy “{written.name}”; bỏ khỏi tên: {', '.join(kept)}.")


_PLACES = ("commune", "district", "province", "place_then")


def _put(told: Told, part: Part, text: str) -> str:
    """Put a part where it belongs; what was done with it, in words that name no person."""
    if part is Part.UNIT:
        return _put_unit(told, text)
    if part is Part.TAX:
        if not told.row.has("tax_code"):
            told.row.meant["tax_code"] = text
            return f"{part} (ghi vào ô mã số thuế)"
        return str(part)
    column = _COLUMNS[part]
    if not told.texts[column]:
        told.texts[column] = text
        return f"{part} (chuyển sang ô riêng)"
    return f"{part} (đã có ở ô riêng)"


def _put_unit(told: Told, text: str) -> str:
    said = fold(" ".join(told.texts[column] for column in _PLACES))
    if not said:
        told.texts["commune"] = text
        return f"“{text}” (đọc là địa bàn)"
    names = (_BARE.sub("", fold(piece)) for piece in re.split(r"[,;]", text))
    if all(f" {name} " in f" {said} " for name in names if name):
        return f"“{text}”"
    return f"“{text}”, khác địa bàn ghi ở cột xã, huyện: kiểm tra lại"


_BARE = re.compile(
    r"^(?:xa|phuong|thi tran|huyen|thi xa|thanh pho|tinh|quan|dac khu|tp|tx|tt|x|p|h|t) | cu$"
)


def kind_by_name(told: Told) -> ProducerKind | None:
    """The kind that the name's own form tells where the row says none: every "HTX" is a
    cooperative."""
    return told.kind or called(told.producer).kind


def note_kind(told: Told) -> None:
    """Say so when the name's form and the kind that is told contradict each other."""
    by_name = called(told.producer).kind
    if told.kind is None or by_name is None or told.kind == by_name:
        return
    if {told.kind, by_name} <= _HOUSEHOLDS:
        return
    told.row.notes.append(
        f"Loại hình ghi {told.kind.label.lower()}, nhưng tên là của {by_name.label.lower()}:"
        " kiểm tra lại."
    )
