"""How close a row is to what was typed: the same on any rows of `today.reading`, of any day.

CALLED: the name is the text or begins with its words. PHRASE: the words stand side by side
somewhere. WORDS: every word stands somewhere. OPENED: the name begins with the text, whose last word
may be half typed. BEGUN: every word but the last stands somewhere, of that at least the beginning.
PLACED: what is made where today the unit of before is that the text names, without bearing its name.
Of what is equally close the text as typed comes before other ways to write it, and, where so few
rows are found that all are ranked at once, what bears more of the words in its name before what
bears them elsewhere, then the alphabet. Of the many that bear common words somewhere the order is
that of their uids: no index has the rows that bear some words in the order of the alphabet, so the
first of them might stand anywhere.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import BinaryField, BooleanField, F, Func, IntegerField, Q, Value

from products.queries.search.writings import Reading, Writing
from products.today.reading import Bytes

LEVELS = CALLED, PHRASE, WORDS, OPENED, BEGUN = range(5)
PLACED = len(LEVELS)
NAMED = (CALLED, OPENED)  # ordered by the rest of the name
# Closer than each, as far as it is not closer than that itself.
_CLOSER = {
    CALLED: (),
    PHRASE: (CALLED,),
    WORDS: (PHRASE,),
    OPENED: (WORDS,),
    BEGUN: (WORDS, OPENED),
}
COLUMNS = ("rank", "first", "sort_key", "uid")  # the order of what is found; `first` among CALLED
MOST_WRITINGS, _MOST_WORDS = 8, 128
_AFTER_WORD = b"!"  # follows the blank
_AFTER_ALL = b"\xff"  # no UTF-8 text has this byte
Compiled = tuple[str, list[Any]]


def rank_of(level: int, writing: int) -> int:
    """The least rank of that closeness to the writing of that number."""
    return (level * MOST_WRITINGS + writing) * _MOST_WORDS


def read_rank(rank: int) -> tuple[int, int]:
    """Closeness and number of the writing of a rank."""
    return divmod(rank // _MOST_WORDS, MOST_WRITINGS)


def named(writing: Writing, level: int) -> Q:
    """Names that begin so: a range of an index."""
    least, beyond = _range(writing, level)
    return Q(called__gte=least, called__lt=beyond)


def placed(reading: Reading) -> Q | None:
    """What is in the units of today that took over those of before that the text names; None: it
    names none."""
    if reading.former is None:
        return None
    there = Q(commune_code__in=sorted(reading.former.names))
    return there & Q(Bearing(reading.beside)) if reading.beside else there


def _range(writing: Writing, level: int) -> tuple[bytes, bytes]:
    text = writing.phrase.encode()
    if level == CALLED:
        return text, text + _AFTER_WORD
    return text + _AFTER_WORD, text + _AFTER_ALL


class _OfTexts(Func):
    """Written out for `search_key` and `called` of a row: composing it of lookups would take longer
    than answering it."""

    def __init__(self, reading: Reading, *more: Any, **options: Any) -> None:
        super().__init__(F("search_key"), F("called"), *more, **options)
        self.reading = reading

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> Any:
        key, name, *more = (compiler.compile(one) for one in self.get_source_expressions())
        finds = "strpos" if connection.vendor == "postgresql" else "instr"
        return self.written(_Texts(key, name, finds, connection.Database.Binary, *more))

    def written(self, texts: "_Texts") -> Compiled:
        raise NotImplementedError


class Rank(_OfTexts):
    """The closeness of a row that is found: less is closer."""

    output_field = IntegerField()

    def written(self, texts: "_Texts") -> Compiled:
        cases, values = [], []
        for level in LEVELS:
            for number, writing in enumerate(self.reading.writings):
                for condition, asked in texts.bears(writing, level):
                    least = rank_of(level, number)
                    more, counted = texts.lacking(writing, level) if self.reading.fine else ("", [])
                    cases.append(f"WHEN {condition} THEN {least}{more}")
                    values += [*asked, *counted]
        last = rank_of(PLACED, 0)
        return (f"CASE {' '.join(cases)} ELSE {last} END" if cases else "0"), values


class First(_OfTexts):
    """What comes before the alphabet in the order: of names that begin with the text, the rest of
    the name without marks, so that the name itself is the first; of others, where many are found,
    the uid, drawn by chance."""

    output_field = BinaryField()

    def __init__(self, reading: Reading, **options: Any) -> None:
        others = Value(b"", BinaryField()) if reading.fine else Bytes(F("uid"))
        super().__init__(reading, others, **options)

    def written(self, texts: "_Texts") -> Compiled:
        begun, values = texts.any(self.reading.writings, (CALLED,))
        whole, more = texts.any(self.reading.writings, (WORDS,))
        opened, most = texts.any(self.reading.writings, (OPENED,))
        (name, own), (others, more_own) = texts.name, texts.others
        return (
            f"CASE WHEN {begun} THEN {name} WHEN {whole} THEN {others} WHEN {opened} THEN {name}"
            f" ELSE {others} END",
            [*values, *own, *more, *more_own, *most, *own, *more_own],
        )


class _Whether(_OfTexts):
    """A condition on a row. `often`: so many rows fit that they are read in the order of the list;
    else PostgreSQL, which takes every word for rare, would read and sort all."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, reading: Reading, *, often: bool = False) -> None:
        super().__init__(reading)
        self._often = often

    def written(self, texts: "_Texts") -> Compiled:
        condition, values = self.condition(texts)
        if self._often:  # of what it cannot judge it expects every second row to fit
            condition = f"CASE WHEN {condition} THEN TRUE ELSE FALSE END"
        return condition, values

    def condition(self, texts: "_Texts") -> Compiled:
        raise NotImplementedError


class Bearing(_Whether):
    """Whether a row bears one of the writings at all."""

    def condition(self, texts: "_Texts") -> Compiled:
        return texts.any(self.reading.writings, (WORDS, BEGUN))


class Exactly(_Whether):
    """Whether a row is as close as that to the writing of that number, and no closer to any."""

    def __init__(self, reading: Reading, level: int, number: int, *, often: bool = False) -> None:
        super().__init__(reading, often=often)
        self.level, self.number = level, number

    def condition(self, texts: "_Texts") -> Compiled:
        writings = self.reading.writings
        own, asked = texts.any(writings[self.number : self.number + 1], (self.level,))
        for among, levels in (
            (writings, _CLOSER[self.level]),
            (writings[: self.number], (self.level,)),
        ):
            closer, values = texts.any(among, levels)
            if values:
                own, asked = f"{own} AND NOT {closer}", [*asked, *values]
        return f"({own})", asked


class _Texts:
    """Conditions on the texts of a row as a database has them."""

    def __init__(
        self,
        key: Compiled,
        name: Compiled,
        finds: str,
        binary: Callable[[bytes], Any],
        others: Compiled = ("", []),
    ) -> None:
        self._key, self._key_values = key
        self._name, self._name_values = name
        self._finds, self._binary = finds, binary
        self.others = others

    @property
    def name(self) -> Compiled:
        return self._name, self._name_values

    def any(self, writings: Sequence[Writing], levels: Sequence[int]) -> Compiled:
        """Whether one of these closenesses to one of the writings is there."""
        asked = [
            one for level in levels for writing in writings for one in self.bears(writing, level)
        ]
        conditions = " OR ".join(condition for condition, _ in asked) or "1 = 0"
        return f"({conditions})", [value for _, values in asked for value in values]

    def bears(self, writing: Writing, level: int) -> list[Compiled]:
        """The condition of a closeness; none where no row can have it that has not a closer one."""
        if level not in writing.levels:
            return []
        if level in NAMED:
            least, beyond = map(self._binary, _range(writing, level))
            own = self._name_values
            values = [*own, least, *own, beyond]
            return [(f"({self._name} >= %s AND {self._name} < %s)", values)]
        if level == PHRASE:
            return [self._all([f" {writing.phrase} "])]
        if level == WORDS:
            return [self._all([f" {word} " for word in writing.words])]
        return [self._all([*(f" {word} " for word in writing.whole), f" {writing.last}"])]

    def lacking(self, writing: Writing, level: int) -> Compiled:
        """To be added: how many of its words do not stand in the name."""
        if level in NAMED:
            return "", []
        name = f"substr({self._key}, 1, length({self._name}) + 2)"
        one = f" + CASE WHEN {self._finds}({name}, %s) > 0 THEN 0 ELSE 1 END"
        whole = writing.words if level != BEGUN else writing.whole
        own = [*self._key_values, *self._name_values]
        return one * len(whole), [value for word in whole for value in (*own, f" {word} ")]

    def _all(self, texts: list[str]) -> Compiled:
        one = f"{self._finds}({self._key}, %s) > 0"
        values = [value for text in texts for value in (*self._key_values, text)]
        return f"({' AND '.join([one] * len(texts))})", values
