"""The words that the register knows, and how many rows bear each: kept in the process while the
register stays as it is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from products.models.words import PublicWord
from products.queries.beginnings import beginning
from products.today.version import current
from products.today.words import is_counted


@dataclass(frozen=True)
class Vocabulary:
    """`rows`: by single word; "" counts all rows."""

    kind: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        return self.rows.get("", 0)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.rows)

    def beginning(self, with_: str) -> Sequence[str]:
        """The words that begin so, itself among them, in their order."""
        return beginning(self._sorted, with_)

    def together(self, pairs: Iterable[str]) -> dict[str, int]:
        """How many rows bear each of these pairs of words side by side, those with numbers left
        out. One query, none without pairs."""
        counted = sorted({*filter(is_counted, pairs)})
        if not counted:
            return {}
        found = PublicWord.objects.filter(kind=self.kind, word__in=counted)
        return dict.fromkeys(counted, 0) | dict(found.values_list("word", "rows"))

    def at_most(self, words: Collection[str]) -> int:
        """At most how many rows can bear all these words."""
        counts = [self.rows.get(word, 0) for word in words if is_counted(word)]
        return min(counts, default=self.total)

    def at_least(self, counts: Collection[int]) -> int:
        """At least how many rows are among all of several sets of so many rows."""
        return sum(counts) - (len(counts) - 1) * self.total


_held: dict[str, tuple[int, Vocabulary]] = {}


def vocabulary(kind: str) -> Vocabulary:
    """The words of a kind, as of the version that the request has found."""
    version = current()
    if version is None or not settings.KEEP_BY_VERSION:
        return _read(kind)
    seq, held = _held.get(kind, (-1, None))
    if held is None or seq != version.public_seq:
        held = _read(kind)
        _held[kind] = version.public_seq, held
    return held


def _read(kind: str) -> Vocabulary:
    found = PublicWord.objects.filter(kind=kind).exclude(word__contains=" ")
    return Vocabulary(kind, dict(found.order_by().values_list("word", "rows")))
