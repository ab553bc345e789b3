"""Search without diacritics: every word somewhere in what a product may be found by; the closest
names first."""

from django.db.models import Case, IntegerField, Q, Value, When

from ocop_registry.places.text import fold, loose_fold

EXACT, PREFIX, WORD, CONTAINS = range(4)


def containing(text: str) -> Q:
    """Rows in whose search key every word of the text occurs, in any order."""
    words = dict.fromkeys(loose_fold(text).split())
    return Q(*(Q(search_key__contains=word) for word in words))


def rank(text: str) -> Case:
    """How close a row is: the name itself, its beginning, whole words somewhere, or only parts of
    words."""
    name, phrase = fold(text), f" {loose_fold(text)} "
    return Case(
        When(name_key=name, then=Value(EXACT)),
        When(name_key__startswith=name, then=Value(PREFIX)),
        When(search_key__contains=phrase, then=Value(WORD)),
        default=Value(CONTAINS),
        output_field=IntegerField(),
    )
