"""How close a row is to what was typed: the same on any rows of `today.reading`, of any day.

CALLED: the name is the text or begins with it. PHRASE: the words stand side by side somewhere.
WORDS: every word stands somewhere. BEGUN: so does every word but the last, of which at least the
beginning does: it may be half typed. Of what is equally close the text as typed comes before other
ways to write it, and, where so few rows are found that all are ranked at once, what bears more of
the words in its name before what bears them elsewhere.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import BinaryField, BooleanField, Case, F, Func, IntegerField, Q, Value, When

from products.queries.search.writings import Reading, Writing

LEVELS = CALLED, PHRASE, WORDS, BEGUN = range(4)
COLUMNS = ("rank", "first", "sort_key", "uid")  # the order of what is found; `first` among CALLED
MOST_WRITINGS, _MOST_WORDS = 8, 128
_AFTER_ALL = b"\xff"  # no UTF-8 text has this byte
Compiled = tuple[str, list[Any]]


def rank_of(level: int, writing: int) -> int:
    """The least rank of that closeness to the writing of that number."""
    return (level * MOST_WRITINGS + writing) * _MOST_WORDS


def read_rank(rank: int) -> tuple[int, int]:
    """Closeness and number of the writing of a rank."""
    return divmod(rank // _MOST_WORDS, MOST_WRITINGS)


def called(writing: Writing) -> Q:
    """Names that begin so: a range of an index."""
    text = writing.phrase.encode()
    return Q(called__gte=text, called__lt=text + _AFTER_ALL)


def first(reading: Reading) -> Case:
    """What comes before the alphabet in the order: of names that begin with the text, the rest of
    the name without marks, so that the name itself is the first."""
    nothing = Value(b"", BinaryField())
    begin = Q(*map(called, reading.writings), _connector=Q.OR)
    if not reading.writings:
        return Case(default=nothing, output_field=BinaryField())
    return Case(When(begin, then=F("called")), default=nothing, output_field=BinaryField())


class _OfTexts(Func):
    """Written out for `search_key` and `called` of a row: composing it of lookups would take longer
    than answering it."""

    def __init__(self, reading: Reading, **options: Any) -> None:
        super().__init__(F("search_key"), F("called"), **options)
        self.reading = reading

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        key, name = (compiler.compile(one) for one in self.get_source_expressions())
        finds = "strpos" if connection.vendor == "postgresql" else "instr"
        return self.written(_Texts(key, name, finds, connection.Database.Binary))

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
        never = rank_of(len(LEVELS), 0)
        return (f"CASE {' '.join(cases)} ELSE {never} END" if cases else "0"), values


class Bearing(_OfTexts):
    """Whether a row bears one of the writings, with a closeness of these `levels`."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, reading: Reading, levels: Sequence[int] = (WORDS, BEGUN)) -> None:
        super().__init__(reading)
        self.levels = levels

    def written(self, texts: "_Texts") -> Compiled:
        asked = [
            one
            for level in self.levels
            for writing in self.reading.writings
            for one in texts.bears(writing, level)
        ]
        conditions = " OR ".join(condition for condition, _ in asked) or "1 = 0"
        return f"({conditions})", [value for _, values in asked for value in values]


class _Texts:
    """Conditions on the texts of a row as a database has them."""

    def __init__(
        self, key: Compiled, name: Compiled, finds: str, binary: Callable[[bytes], Any]
    ) -> None:
        self._key, self._key_values = key
        self._name, self._name_values = name
        self._finds, self._binary = finds, binary

    def bears(self, writing: Writing, level: int) -> list[Compiled]:
        """The condition of a closeness; none where no row can have it that has not a closer one."""
        if level == CALLED:
            begins = writing.phrase.encode()
            least, beyond = self._binary(begins), self._binary(begins + _AFTER_ALL)
            own = self._name_values
            values = [*own, least, *own, beyond]
            return [(f"({self._name} >= %s AND {self._name} < %s)", values)]
        if level == PHRASE:
            return [self._all([f" {writing.phrase} "])]
        if level == WORDS:
            return [self._all([f" {word} " for word in writing.words])]
        if not writing.begun:
            return []
        return [self._all([*(f" {word} " for word in writing.whole), f" {writing.last}"])]

    def lacking(self, writing: Writing, level: int) -> Compiled:
        """To be added: how many of its words do not stand in the name."""
        if level == CALLED:
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
