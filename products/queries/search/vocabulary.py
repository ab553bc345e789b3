"""The words that the register knows, and how many rows bear each: kept in the process while the
register stays as it is."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from products.models.words import PublicWord
from products.queries.search.wanted import Wanted
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
    def _written(self) -> str:
        return f" {' '.join(self.rows)} "

    def with_part(self, part: str) -> list[str]:
        """The words that have this part of a text (as of `wanted.part`)."""
        sought = re.escape(part.strip())
        before = "" if part.startswith(" ") else "[^ ]*"
        return re.findall(f"(?<= ){before}{sought}[^ ]*", self._written)

    def side_by_side(self, wanted: Wanted) -> int:
        """At most how many rows can bear the phrase. One query, unless it is one word."""
        if not wanted.pairs:
            return self.at_most(wanted.words)
        counted = [pair for pair in wanted.pairs if is_counted(pair)]
        found = PublicWord.objects.filter(kind=self.kind, word__in=counted)
        rows = dict(found.values_list("word", "rows")) if counted else {}
        return min([self.at_most(wanted.words), *(rows.get(pair, 0) for pair in counted)])

    def at_most(self, words: Collection[str]) -> int:
        """At most how many rows can bear all these words."""
        counts = [self.rows.get(word, 0) for word in words if is_counted(word)]
        return min(counts, default=self.total)


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
