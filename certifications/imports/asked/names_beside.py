"""Producers' names in files of every kind, without what stands behind them: an owner, a place, a
number go to their own cells where those are blank, and the row says so."""

from collections.abc import Mapping

from certifications.imports.contract import Row
from producers.written_names import Part, read_name


def take_beside(row: Row, column: str, into: Mapping[Part, str]) -> None:
    """Take the name alone for the cell of `column`. `into`: part → the column where it belongs. A
    person's name never stays in a name that is published."""
    place = row.text("place")
    written = read_name(row.text(column), [place] if place else [])
    if not written.beside:
        return
    row.meant[column] = written.name
    kept = []
    for part, text in written.beside.items():
        other = into.get(part, "")
        if other and not row.has(other):
            row.meant[other] = text
            kept.append(f"{part} (chuyển sang ô riêng)")
        else:
            kept.append(f"{part} “{text}”" if part is Part.UNIT else str(part))
    row.note(column, f"Tên chủ thể lấy “{written.name}”; bỏ khỏi tên: {', '.join(kept)}.")
