"""Sorted texts by how they begin, as no index of a database finds them that orders texts by
language."""

from bisect import bisect_left
from collections.abc import Sequence

_AFTER_ALL = "\U0010ffff"


def beginning(texts: Sequence[str], with_: str) -> Sequence[str]:
    """Those of the sorted texts that begin so, itself among them, in their order."""
    first = bisect_left(texts, with_)
    return texts[first : bisect_left(texts, f"{with_}{_AFTER_ALL}", first)]
