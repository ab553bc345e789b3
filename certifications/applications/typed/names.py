"""The producer's name of a row without what stands behind it: an owner, a place, a number, an
earlier name go to their own cells where those are blank, and the row says so."""

from typing import Protocol

from producers.written_names import Part, read_name

_COLUMNS = {
    Part.OWNER: "representative",
    Part.SPOT: "address",
    Part.PHONE: "phone",
    Part.TAX: "tax_code",
    Part.UNIT: "place",
}


class Typed(Protocol):
    raw: dict[str, str]
    notes: list[str]
    name: str


def take_name(row: Typed) -> None:
    """Fill `name`. A person's name never stays in a name that is published."""
    written = read_name(row.raw["producer"], [row.raw["place"]] if row.raw["place"] else [])
    row.name = written.name
    if not written.beside:
        return
    for part, text in written.beside.items():
        column = _COLUMNS.get(part)
        if column and not row.raw[column]:
            row.raw[column] = text
    parts = ", ".join(str(part) for part in written.beside)
    row.notes.append(f"Tên chủ thể lấy “{row.name}”; bỏ khỏi tên: {parts}.")
