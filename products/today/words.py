"""Counting the words of search keys, in the act that changes them."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from ocop_registry.journal.batches import batches, insert_rows
from products.models.register import PublicEntry
from products.models.words import LONGEST, PublicWord

KINDS = ("product", "producer")  # what is searched by words
_MOST_HELD = 100_000  # words in memory
_KEYS = 2000  # entries of one statement


def words_of(search_key: str) -> set[str]:
    """Its words, each two that stand side by side, and "" for the row itself. Numbers are left out:
    they are as many as the rows."""
    words = search_key.split()
    pairs = (f"{one} {other}" for one, other in zip(words, words[1:], strict=False))
    return {"", *filter(is_counted, words), *filter(is_counted, pairs)}


def is_counted(word: str) -> bool:
    """Whether such a word, or pair of words, is counted."""
    return len(word) <= LONGEST and not any(map(str.isdigit, word.split()))


class Words:
    """What an act changes of the counts: rows come (`add`) and go (`take`), then `store`."""

    def __init__(self) -> None:
        self._changes: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, kind: str, search_key: str) -> None:
        if kind in KINDS:
            self._changes[kind].update(words_of(search_key))
            if len(self._changes[kind]) > _MOST_HELD:
                self.store()

    def take(self, kind: str, search_key: str) -> None:
        if kind in KINDS:
            self._changes[kind].subtract(words_of(search_key))

    def store(self) -> None:
        """Bring what is stored up to date; words that no row bears any more go. The act holds the
        journal's head, so nobody else counts meanwhile."""
        for kind, counter in self._changes.items():
            changed = sorted((word, count) for word, count in counter.items() if count)
            for piece in batches(changed):
                _change(kind, dict(piece))
        self._changes.clear()


def _change(kind: str, changes: dict[str, int]) -> None:
    """Of at most as many words as one statement takes. Fewer than none breaks the column's
    constraint."""
    stored = PublicWord.objects.filter(kind=kind, word__in=changes)
    rows = dict(stored.values_list("word", "rows"))
    now = {word: rows.get(word, 0) + count for word, count in changes.items()}
    left = ((kind, word, count) for word, count in now.items() if count)
    insert_rows(PublicWord, ("kind", "word", "rows"), left, unique=("kind", "word"))
    gone = [word for word, count in now.items() if not count]
    PublicWord.objects.filter(kind=kind, word__in=gone).delete()


def counted() -> Iterator[tuple[str, Counter[str]]]:
    """The words of every entry, counted anew, by kind. Changes nothing."""
    for kind in KINDS:
        counts: Counter[str] = Counter()
        for key in _search_keys(kind):
            counts.update(words_of(key))
        yield kind, counts


def count_all() -> None:
    """Write all counts anew."""
    PublicWord.objects.all().delete()
    words = Words()
    for kind in KINDS:
        for key in _search_keys(kind):
            words.add(kind, key)
    words.store()


def _search_keys(kind: str) -> Iterator[str]:
    """Piece by piece: outside of a transaction a cursor would make PostgreSQL copy its answer."""
    last = 0
    while True:
        found = PublicEntry.objects.filter(kind=kind, pk__gt=last).order_by("pk")
        piece = list(found.values_list("pk", "search_key")[:_KEYS])
        if not piece:
            return
        yield from (key for _, key in piece)
        last = piece[-1][0]
