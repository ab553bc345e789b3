"""Search without diacritics: every word somewhere in what a product may be found by; the closest
names first."""

from django.db.models import Case, IntegerField, Q, Value, When

from ocop_registry.places.text import fold, loose_fold

EXACT, PREFIX, WORD, CONTAINS = range(4)


def containing(text: str, entry: str = "entry__") -> Q:
    """Rows in whose search key every word of the text occurs, in any order. `entry`: the way from a
    row to its entry."""
    return Q(
        *(
            Q(**{f"{entry}search_key__contains": word})
            for word in dict.fromkeys(loose_fold(text).split())
        )
    )


def rank(text: str, entry: str = "entry__") -> Case:
    """How close a row is: the name itself, its beginning, whole words somewhere, or only parts of
    words."""
    name, phrase = fold(text), f" {loose_fold(text)} "
    return Case(
        When(**{f"{entry}name_key": name}, then=Value(EXACT)),
        When(**{f"{entry}name_key__startswith": name}, then=Value(PREFIX)),
        When(**{f"{entry}search_key__contains": phrase}, then=Value(WORD)),
        default=Value(CONTAINS),
        output_field=IntegerField(),
    )
