"""The words that the register knows, how many rows bear each, and a sample of its rows: kept in the
process while the register stays as it is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings

from products.models.words import PublicWord
from products.queries.beginnings import beginning
from products.today.rows import TABLES
from products.today.version import current
from products.today.words import is_counted

_BY_CHANCE = 3  # rows of the sample
SAMPLED = 4096  # rows; all there are, where they are no more


@dataclass(frozen=True)
class Vocabulary:
    """`rows`: by single word; "" counts all rows. `sample`: search keys of the first rows by uid,
    which is drawn by chance: always the same of one version."""

    kind: str
    rows: dict[str, int]
    sample: Sequence[str] = ()
    _bearing: dict[str, int] = field(default_factory=dict, compare=False)

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

    def bearing(self, text: str) -> int:
        """Which of the sample bear a text (" mat ong ", " mat"), a bit for each."""
        if text not in self._bearing:
            bits = "".join(["1" if text in key else "0" for key in self.sample])
            self._bearing[text] = int(bits or "0", 2)
        return self._bearing[text]

    def estimated(self, among: int, most: int) -> float:
        """About how many rows are like these of the sample; never more than `most`, where so few
        are among the sample that they may be there by chance."""
        if not self.sample:
            return most
        hits, each = among.bit_count(), self.total / len(self.sample)
        if len(self.sample) < SAMPLED or hits > _BY_CHANCE:
            return hits * each
        return min(most, (hits + 1) * each)


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
    table: Any = TABLES[kind]
    sample = table._default_manager.order_by("uid").values_list("search_key", flat=True)[:SAMPLED]
    return Vocabulary(kind, dict(found.order_by().values_list("word", "rows")), tuple(sample))
