"""What a text of a search means in the register as it is: the words as typed, the same in other
words, and, where hardly anything bears those, what they are slips of."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations, product
from typing import Any

from django.db.models import QuerySet

from ocop_registry import clock, uids
from ocop_registry.places.text import loose_fold
from products import codes
from products.models.register import PublicEntry, PublicState
from products.models.today import PublicCode
from products.queries.search import programme, same_words
from products.queries.search.closeness import MOST_WRITINGS, Bearing
from products.queries.search.former import former_units
from products.queries.search.frequency import Frequency, frequencies
from products.queries.search.lookups import bearing
from products.queries.search.marks import marked_words
from products.queries.search.same_words import Term
from products.queries.search.slips import Slips
from products.queries.search.spelling import respelled
from products.queries.search.vocabulary import Vocabulary, vocabulary
from products.queries.search.writings import How, Instead, Reading, Typed, Writing, pairs_of
from products.serving import PRODUCER, PRODUCT
from products.today import turning
from products.today.rows import TABLES
from products.today.version import kept
from products.today.words import is_counted

FEW = 200  # rows that are sooner ranked all at once
_ENOUGH = 5  # rows that bear the words as typed: they were meant
_SURELY = 50  # rows that bear each two words side by side
_MOST_TERMS = 3  # that may stand for one
_MOST_PAIRS = 600
_KIND_OF: dict[type, str] = {
    **{table: kind for kind, table in TABLES.items()},
    PublicState: PRODUCT,
    PublicEntry: PRODUCER,
}


def kind_of(rows: QuerySet[Any]) -> str:
    """Of what the rows are, of today or of any day."""
    return _KIND_OF[rows.model]


def read(kind: str, text: str) -> Reading:
    """Read once for each version. A few queries, none of which looks at all rows."""
    readings = text.readings if isinstance(text, Typed) else {}
    if kind not in readings:
        made = kept(("search", kind, str(text)), clock.today(), lambda: _read(kind, text))
        readings[kind] = made
    return readings[kind]


def _read(kind: str, text: str) -> Reading:
    if kind == PRODUCT and (borne := _borne_codes(text)):
        return Reading((), codes=borne)
    asked = programme.asked(codes.bare_number(text))
    stars = asked.stars if kind == PRODUCT else ()
    typed = loose_fold(asked.rest).split()
    if not typed:
        return Reading((), stars=stars)
    known = vocabulary(kind)
    reading = _with_frequency(_Same(asked.rest, typed, known).reading())
    former = former_units(asked.rest)
    is_place = former is not None and not former.rest
    if not is_place and not _is_sure(kind, reading):
        reading = _with_slips(kind, reading, typed)
    beside = _beside(former.rest, known) if former and former.rest else None
    return replace(reading, stars=stars, former=former, beside=beside)


def _beside(typed: Sequence[str], known: Vocabulary) -> Reading:
    """What was typed beside the name of a place: whole words, or the same in other words."""
    reading = _Same(" ".join(typed), typed, known).reading()
    return replace(reading, writings=tuple(replace(one, begun=False) for one in reading.writings))


def _borne_codes(text: str) -> tuple[str, ...]:
    """The codes that the text, or each piece of it, can be read as and that anything bears: of each
    the likeliest. A producer's tax code stands for its products."""
    if not any(map(str.isdigit, text)) and uids.normalise(text) is None:
        return ()
    pieces = [codes.keys_of(piece) for piece in codes.several(text) or [text]]
    turning.made()
    rows = PublicCode.objects.filter(code__in={key for keys in pieces for key in keys})
    found = set(rows.values_list("code", flat=True))
    best = (next((key for key in keys if key in found), None) for keys in pieces)
    return tuple(key for key in best if key)


def _with_frequency(reading: Reading) -> Reading:
    return replace(reading, fine=sum(one.likely for one in frequencies(reading)) <= FEW)


# --- the same in other words ----------------------------------------------------------------------
@dataclass(frozen=True)
class _Piece:
    """What may stand at one place of the text. `beside`: only beside another word."""

    words: tuple[str, ...]
    instead: Instead | None = None
    beside: bool = False


class _Same:
    def __init__(self, text: str, typed: Sequence[str], known: Vocabulary) -> None:
        self._typed, self._known = typed, known
        self._marked = marked_words(text, len(typed))
        self._pieces = list(self._read())

    def reading(self) -> Reading:
        phrase = " ".join(self._typed)
        respelt = respelled(self._typed, self._known.rows)
        several = permutations(dict.fromkeys(self._typed), 2)
        doubled = (f"{word} {word}" for word in self._typed if len(self._typed) > 1)
        pairs = {*map(" ".join, several), *doubled, *self._inner()}
        pairs |= {pair for one in respelt for pair in pairs_of(one.phrase.split())}
        together = self._known.together(islice(sorted(pairs), _MOST_PAIRS))
        others = [*self._combined(together), *_borne(respelt, together)]
        more = {one.phrase: one for one in others if one.phrase != phrase}
        writings = (Writing(phrase), *more.values())
        return Reading(writings[:MOST_WRITINGS], known=self._known, together=together)

    def _read(self) -> Iterator[list[_Piece]]:
        at, groups = 0, same_words.groups()
        while at < len(self._typed):
            pieces = [_Piece(tuple(self._typed[at : at + 1]))]
            for length, others in groups.at(self._typed, self._marked, at):
                typed = tuple(self._typed[at : at + length])
                if borne := list(self._others(" ".join(typed), others)):
                    pieces = [_Piece(typed), *borne]
                    break
            yield pieces
            at += len(pieces[0].words)

    def _others(self, typed: str, others: Iterable[tuple[Term, str]]) -> Iterator[_Piece]:
        """Those of which every word is borne, those first that most may bear."""
        borne = [
            (term, how)
            for term, how in others
            if all(not is_counted(one) or one in self._known.rows for one in term.words)
        ]
        for term, how in sorted(borne, key=lambda one: -self._known.at_most(one[0].words)):
            meant = " ".join(term.words)
            yield _Piece(term.words, Instead(typed, meant, how, term.name), term.beside)

    def _inner(self) -> Iterator[str]:
        """The pairs that decide whether a term is borne, and whether beside what stands there."""
        for number, pieces in enumerate(self._pieces):
            for piece in pieces[1:]:
                yield from pairs_of(piece.words)
                yield from self._around(number, piece)

    def _around(self, number: int, piece: _Piece) -> Iterator[str]:
        for other in self._pieces[number - 1][:1] if number else ():
            yield f"{other.words[-1]} {piece.words[0]}"
        for other in self._pieces[number + 1][:1] if number + 1 < len(self._pieces) else ():
            yield f"{piece.words[-1]} {other.words[0]}"

    def _combined(self, together: Mapping[str, int]) -> Iterator[Writing]:
        """The texts that come of it, the fewest words replaced first."""
        choices = []
        for number, pieces in enumerate(self._pieces):
            fit = [one for one in pieces[1:] if self._fits(number, one, together)]
            choices.append([pieces[0], *fit[:_MOST_TERMS]])
        texts = islice(product(*choices), 4 * MOST_WRITINGS)
        found = sorted(texts, key=lambda text: sum(one.instead is not None for one in text))
        for text in found[1:MOST_WRITINGS]:
            words = [word for one in text for word in one.words]
            yield Writing(" ".join(words), tuple(one.instead for one in text if one.instead))

    def _fits(self, number: int, piece: _Piece, together: Mapping[str, int]) -> bool:
        inner = all(together.get(pair, 1) for pair in pairs_of(piece.words))
        return inner and (
            not piece.beside or any(together.get(pair) for pair in self._around(number, piece))
        )


def _borne(writings: Iterable[Writing], together: Mapping[str, int]) -> Iterator[Writing]:
    """Those of which every replaced term is borne side by side; names of places only where more
    rows bear them than what was typed."""
    for one in writings:
        terms = (pair for instead in one.instead for pair in pairs_of(instead.meant.split()))
        if all(together.get(pair) for pair in terms) and all(
            together.get(instead.meant, 1) > together.get(instead.typed, 0)
            for instead in one.instead
            if instead.how == How.PLACE
        ):
            yield one


# --- slips ----------------------------------------------------------------------------------------
def _is_sure(kind: str, reading: Reading) -> bool:
    """Whether enough rows bear the words as they were typed, or in other words."""
    each = frequencies(reading)
    typed = each[0]
    if typed.wanted.pairs and all(map(is_counted, typed.wanted.words)):
        if min(reading.together.get(pair, 0) for pair in typed.wanted.pairs) >= _SURELY:
            return True
    elif len(typed.wanted.words) == 1 and typed.likely:
        return True
    return _finds(kind, reading, each, _ENOUGH)


def _finds(kind: str, reading: Reading, each: Collection[Frequency], most: int) -> bool:
    """Whether so many rows are found, of any standing."""
    able = [one for one in each if all(one.groups)]
    ways = [one.looked_for(one.groups) for one in able]
    if not ways or not all(ways):
        return bool(ways)
    table: Any = TABLES[kind]
    rows = bearing(table._default_manager.filter(Bearing(reading)), ways)
    return len(rows.order_by().values_list("pk", flat=True)[:most]) >= most


def _with_slips(kind: str, reading: Reading, typed: Sequence[str]) -> Reading:
    """The reading and what it may be a slip of: first only of the words that nobody bears."""
    known = reading.known or vocabulary(kind)
    for suspected in ([], _apart(typed, reading.together)):
        slips = Slips(typed, known.rows, is_counted, suspected)
        together = known.together(islice(sorted(slips.pairs), _MOST_PAIRS))
        meant = [
            Writing(" ".join(way.words), way.instead, begun=False) for way in slips.ways(together)
        ]
        if not meant:
            continue
        more = {one.phrase: one for one in reversed([*reading.writings, *meant])}
        writings = tuple(reversed(more.values()))[:MOST_WRITINGS]
        made = replace(reading, writings=writings, together={**together, **reading.together})
        if suspected or _finds(kind, made, frequencies(made), 1):
            return _with_frequency(made)
    return reading


def _apart(typed: Sequence[str], together: Mapping[str, int]) -> list[int]:
    """The places of words that never stand beside the next or the one before."""
    pairs = pairs_of(typed)
    apart = [at for at, pair in enumerate(pairs) if is_counted(pair) and not together.get(pair)]
    return sorted({place for at in apart for place in (at, at + 1)})
