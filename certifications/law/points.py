"""Points as people type them."""

import re
from decimal import Decimal

PARTS = {"part_a": "A", "part_b": "B", "part_c": "C"}


_POINTS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,4})?")


class BadPoints(ValueError):
    """Text that is not a number of points; the message says what to type."""


def parse_points(text: str) -> Decimal:
    """Points as typed, with comma or point: "86,4" → Decimal("86.4"). At most four decimals; never
    rounded. Raises BadPoints."""
    typed = text.strip()
    if not _POINTS.fullmatch(typed):
        raise BadPoints(
            f"“{text.strip()}” không phải số điểm. Ghi số với dấu phẩy thập phân, ví dụ 86,40."
        )
    return Decimal(typed.replace(",", "."))
