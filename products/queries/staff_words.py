"""What a text means in the lists of the staff, where also what is not public is looked for: read as
the public search reads it, by the words that the public register knows, or by a list's own names."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ocop_registry.places.text import loose_fold
from ocop_registry.staff.lists.folded import Names, Piece, Understood
from products import codes
from products.queries.search.former import former_units
from products.queries.search.reading import read
from products.queries.search.same_words import in_other_words
from products.queries.search.slips import Slips
from products.queries.search.writings import How, Instead, pairs_of
from products.today.words import is_counted


def understood(text: str, kind: str, names: Names | None = None) -> Understood:
    """See `ocop_registry.staff.lists.folded`. A few queries, none of which looks at all rows."""
    typed = loose_fold(text).split()
    pieces = [Piece(*one) for one in in_other_words(text, typed)]
    if names is not None:
        return Understood(pieces, slips=_among(names(), typed))
    ways: list[Sequence[str]] = []
    slips: list[tuple[Sequence[str], str]] = []
    for one in read(kind, text).writings[1:]:
        hows = {instead.how for instead in one.instead}
        if How.SLIP in hows:
            slips.append((one.words, _told(one.instead)))
        elif hows & {How.JOINED, How.PLACE}:
            ways.append(one.words)
    former = former_units(text)
    return Understood(
        pieces,
        ways,
        slips,
        [key for piece in codes.several(text) or [text] for key in codes.keys_of(piece)],
        codes.beginnings(text),
        sorted(former.names) if former else (),
        former.rest if former else (),
    )


def _among(names: Iterable[str], typed: Sequence[str]) -> list[tuple[Sequence[str], str]]:
    """What the words may be slips of among the words of these names, folded."""
    borne: Counter[str] = Counter()
    together: Counter[str] = Counter()
    for name in names:
        words = name.split()
        borne.update(set(words))
        together.update(set(pairs_of(words)))
    ways = Slips(typed, borne, is_counted).ways(together)
    return [(way.words, _told(way.instead)) for way in ways]


def _told(instead: Iterable[Instead]) -> str:
    pairs = ", ".join(f"“{one.typed}” là “{one.told}”" for one in instead)
    return f"Không thấy đúng các từ đã gõ; danh sách này coi {pairs}."
