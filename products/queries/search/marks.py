"""The words of a text with the marks that were typed: who types them means them."""

from collections.abc import Sequence

from ocop_registry.places.text import marked_key

ONLY_BESIDE = "~"


def marked_words(text: str, count: int) -> Sequence[str]:
    """The words of a text with their marks, if they are so many; else none are known."""
    found = marked(text)
    return found if len(found) == count else [""] * count


def marked(text: str) -> list[str]:
    """The words with their marks, y and i as one letter."""
    return marked_key(text.strip().lstrip(ONLY_BESIDE)).replace("y", "i").split()
