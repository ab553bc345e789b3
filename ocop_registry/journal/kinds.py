"""The catalogue of acts: every name that may stand in the journal, its label, and whether the law
wants a reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ActKind:
    """`name` as stored ("round.approve"); labels for people; `needs_reason` where the law or common
    sense asks why."""

    name: str
    label: str
    label_en: str
    needs_reason: bool = False


_kinds: dict[str, ActKind] = {}


def declare(*kinds: ActKind) -> None:
    """Add an app's acts to the catalogue; called once, from the app's `acts` module."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"act {kind.name} is declared twice, differently")


def kind_of(name: str) -> ActKind:
    """The declared act of that name. Raises KeyError: an undeclared act must not reach the
    journal."""
    return _kinds[name]


def declared() -> list[str]:
    """The name of every declared act."""
    return list(_kinds)


def label_of(name: str, language: str = "vi") -> str:
    """The act's label for a person; the bare name for acts that an older release declared."""
    kind = _kinds.get(name)
    if kind is None:
        return name
    return kind.label_en if language == "en" else kind.label
