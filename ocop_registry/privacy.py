"""What kind of data a field holds: declared once, beside the model (`Subject.PRIVACY`).

What the public may see, what the journal's text holds only as a keyed digest, and what can be erased
all follow from it. A test fails for a field without a class. Source: Law 91/2025/QH15; domain §7.
"""

from collections.abc import Mapping
from enum import Enum


class Privacy(Enum):
    """The class of a field."""

    PUBLIC = "public"  # the public register shows it
    # A business's own contact is public; that of a household, group or person only with written
    # consent, field by field.
    CONSENT = "consent"
    PERSONAL = "personal"  # of a person's life: never public, erased when the person asks
    # Of the office's work, who acted included: never public by itself, kept because acts must be
    # explained later on.
    OFFICE = "office"


# What may be a private person's: never plainly in the journal's text.
ERASABLE = frozenset({Privacy.CONSENT, Privacy.PERSONAL})


def classes(**named: str) -> dict[str, Privacy]:
    """Field → class, from names by class: `classes(public="name", personal="email")`. Raises
    ValueError for a name in two classes, KeyError for an unknown class."""
    found: dict[str, Privacy] = {}
    for word, names in named.items():
        privacy = Privacy[word.upper()]
        for name in names.split():
            if name in found:
                raise ValueError(f"field {name} has two classes: {found[name]}, {privacy}")
            found[name] = privacy
    return found


def erasable(declared: Mapping[str, Privacy]) -> frozenset[str]:
    """The fields whose values stand apart from the journal's text."""
    return frozenset(name for name, privacy in declared.items() if privacy in ERASABLE)
