"""Points that a list reports beside the stars: kept in the row as reported, and compared with the
stars; nothing is computed from them."""

from decimal import Decimal

from certifications.imports.kinds.register.row_as_read import Law, Told
from certifications.law.rules import format_points
from ocop_registry.excel import cells

_HIGHEST = Decimal(100)


def compare(told: Told, law: Law) -> None:
    """Say where the reported points lie in another band than the stars of the last recognition."""
    row, last = told.row, told.last
    points = row.read("score", cells.decimal, "points")
    if points is None:
        return
    if not 0 <= points <= _HIGHEST:
        row.fault(
            "score", "points", f"{format_points(points)} không phải điểm của thang 100: sửa ô này."
        )
        return
    row.notes.append(
        f"Nơi gửi báo {format_points(points)} điểm: giữ ở tệp này để so, không ghi vào sổ."
    )
    if last is None or not last.stars:
        return
    bands = law.recognisers.stars_of(points)
    said = " hoặc ".join(str(stars) for stars in sorted(bands))
    if bands and last.stars > max(bands):
        row.fault(
            "score",
            "points_stars",
            f"Ghi {format_points(points)} điểm, thuộc khung {said} sao, nhưng hạng ghi {last.stars} sao:"
            " sửa ô sai, hoặc xóa trắng ô điểm.",
        )
    elif bands and last.stars < min(bands):
        row.notes.append(
            f"{format_points(points)} điểm thuộc khung {said} sao, hạng ghi {last.stars} sao: có thể do"
            " chưa đạt dấu sao; lấy hạng đã ghi."
        )
