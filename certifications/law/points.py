"""Points (*điểm*) as people type them and as the registry shows them.

They are kept and compared exactly, up to four decimals. Every page, paper and file shows them with
`format_points`; `all_digits` is for the cell that is typed into, for the sentence that says what is
wrong with a number, and for who asks for all of it.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from certifications.law import numbers
from ocop_registry.excel.values import Shown

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


def shown_points(points: Decimal, edges: Iterable[Decimal] = numbers.BAND_MINIMA) -> Decimal:
    """The number that is shown for points: rounded (half up) to two decimals, and to as many more as
    it takes to stay on its own side of every edge. `edges`: what the reader compares it with; the
    bands of the schemes, unless it is a mark.

    >>> shown_points(Decimal("76.1666")), shown_points(Decimal("89.995"))
    (Decimal('76.17'), Decimal('89.995'))
    """
    near, places = list(edges), 2
    while True:
        shown = points.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if all((shown >= edge) == (points >= edge) for edge in near):
            return shown
        places += 1


def format_points(points: Decimal, edges: Iterable[Decimal] = numbers.BAND_MINIMA) -> str:
    """Points as every page, paper and file shows them (`shown_points`), with a decimal comma:
    Decimal("86.4") → "86,40", Decimal("89.995") → "89,995", never "90,00"."""
    return f"{shown_points(points, edges):f}".replace(".", ",")


def all_digits(points: Decimal) -> str:
    """Points with every digit they have, two decimals at least: Decimal("76.1666") → "76,1666"."""
    whole, _, places = f"{points.normalize():f}".partition(".")
    return f"{whole},{places.ljust(2, '0')}"


def hides_digits(points: Decimal) -> bool:
    """Whether what is shown is not all of it."""
    return shown_points(points) != points


def shown(points: Decimal | None) -> Shown | None:
    """Points for a cell of a file: the number itself, shown as everywhere else."""
    return None if points is None else Shown.of(points, format_points(points))
