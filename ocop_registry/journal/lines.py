"""A line of an act: one subject, as it was and as it is, and the text that the entry's hash covers."""

import functools
from collections.abc import Iterator
from typing import Any

from ocop_registry.journal.canonical import canonical, digest, plain


class Line:
    """One subject of an act. `private`: names of the fields whose values must not stand in the
    journal's text.

    An act may have tens of thousands of lines: the states are kept without their names, which
    recur.
    """

    __slots__ = ("_after", "_before", "kind", "private", "uid")

    def __init__(
        self,
        kind: str,
        uid: str,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        private: frozenset[str],
    ) -> None:
        self.kind, self.uid, self.private = kind, uid, private
        self.before, self.after = before, after

    @property
    def was(self) -> bool:
        """Whether the subject was there before."""
        return self._before is not None

    @property
    def before(self) -> dict[str, Any] | None:
        return _unpacked(self._before)

    @before.setter
    def before(self, state: dict[str, Any] | None) -> None:
        self._before = _packed(state)

    @property
    def after(self) -> dict[str, Any] | None:
        return _unpacked(self._after)

    @after.setter
    def after(self, state: dict[str, Any] | None) -> None:
        self._after = _packed(state)

    def private_changes(self) -> Iterator[tuple[str, str, str]]:
        """(field, before, after) of every private field that changed."""
        old, new = self.before or {}, self.after or {}
        for name in sorted(self.private & (old.keys() | new.keys())):
            before, after = plain(old.get(name)), plain(new.get(name))
            if before != after:
                yield name, before, after

    @property
    def needs_salt(self) -> bool:
        """Whether a private value stands on either side."""
        if not self.private:
            return False
        states = (self.before or {}, self.after or {})
        return any(plain(state.get(name)) for state in states for name in self.private)

    def text(self, salt: str) -> str:
        """The canonical text that the entry's hash covers."""
        before, after = self._digested(self.before, salt), self._digested(self.after, salt)
        return canonical({"kind": self.kind, "uid": self.uid, "before": before, "after": after})

    def _digested(self, state: dict[str, Any] | None, salt: str) -> dict[str, Any] | None:
        if state is None or self.private.isdisjoint(state):
            return state
        return {
            name: (
                digest(salt, name, plain(value)) if name in self.private and plain(value) else value
            )
            for name, value in state.items()
        }


_Packed = tuple[tuple[str, ...], tuple[Any, ...]]


def _packed(state: dict[str, Any] | None) -> _Packed | None:
    return None if state is None else (_shared(tuple(state)), tuple(state.values()))


def _unpacked(packed: _Packed | None) -> dict[str, Any] | None:
    return None if packed is None else dict(zip(*packed, strict=True))


@functools.lru_cache(1024)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same tuple for the same names."""
    return names
