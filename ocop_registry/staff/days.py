"""Days that a form of the staff site takes."""

from datetime import date

from django.core.exceptions import ValidationError

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def in_reach(day: date) -> None:
    """Refuse a year mistyped beyond all use ("20/10/0206"): periods counted from it would leave the
    calendar."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(
            f"Năm {day.year} không dùng được: ghi ngày từ {EARLIEST:%d/%m/%Y} đến"
            f" {LATEST:%d/%m/%Y}.",
            code="reach",
        )
