"""The kinds of files, by their word."""

from certifications.imports.contract import Kind
from certifications.models import ImportKind

KINDS: dict[ImportKind, Kind] = {kind.word: kind for kind in ()}


def kind_of(word: str) -> Kind:
    """The kind of that word. Raises ValueError for a word that is none."""
    return KINDS[ImportKind(word)]
