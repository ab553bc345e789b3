"""How close a row is to what was typed: the same on any rows of `today.reading`, of any day.

CALLED: the name is the text or begins with it. PHRASE: the words stand side by side somewhere.
WORDS: every word stands somewhere. BEGUN: so does every word but the last, of which at least the
beginning does: it may be half typed.
"""

import operator
from functools import reduce

from django.db.models import BinaryField, Case, F, IntegerField, Q, Value, When

from products.queries.search.wanted import Wanted

CALLED, PHRASE, WORDS, BEGUN = range(4)
COLUMNS = ("rank", "first", "sort_key", "uid")  # the order of what is found; `first` among CALLED
_AFTER_ALL = b"\xff"  # no UTF-8 text has this byte


def containing(text: str) -> Q:
    """Rows that are found at all."""
    return conditions(Wanted.typed(text))[BEGUN]


def conditions(wanted: Wanted) -> dict[int, Q]:
    """What each closeness asks, the closer ones not left out."""
    called = wanted.phrase.encode()
    return {
        CALLED: Q(called__gte=called, called__lt=called + _AFTER_ALL),
        PHRASE: Q(search_key__contains=f" {wanted.phrase} "),
        WORDS: _each([f" {word} " for word in wanted.words]),
        BEGUN: _each([*(f" {word} " for word in wanted.whole), f" {wanted.last}"]),
    }


def rank(text: str) -> Case:
    """The closeness of a row."""
    asked = conditions(Wanted.typed(text))
    cases = [When(asked[one], then=Value(one)) for one in (CALLED, PHRASE, WORDS)]
    return Case(*cases, default=Value(BEGUN), output_field=IntegerField())


def first(text: str) -> Case:
    """What comes before the alphabet in the order: of names that begin with the text, the rest of
    the name without marks, so that the name itself is the first."""
    called = When(conditions(Wanted.typed(text))[CALLED], then=F("called"))
    return Case(called, default=Value(b"", BinaryField()), output_field=BinaryField())


def _each(texts: list[str]) -> Q:
    return reduce(operator.and_, (Q(search_key__contains=text) for text in texts), Q())
