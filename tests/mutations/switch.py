"""What the broken copy of the code asks at each guard: is it you who is broken now?

The copy imports this module; the project itself never does.
"""

import os
from collections.abc import Callable
from typing import Any

from django.db import models

VARIABLE = "OCOP_MUTATION"

broken = os.environ.get(VARIABLE, "")  # name of the guard that is broken now, or nothing
reached: set[str] = set()  # names of the guards that were asked since somebody emptied it
matrix: dict[str, list[str]] = {}  # guard → addresses that ask it, for the matrix to try
told: list[Callable[[dict], None]] = []  # who listens to what a test finds out beside passing


def on(name: str) -> bool:
    """Whether this guard is the broken one."""
    reached.add(name)
    return name == broken


def break_only(name: str) -> None:
    """Break one guard, in this process and in those it starts; an empty name mends all."""
    global broken
    broken = os.environ[VARIABLE] = name


def everywhere(name: str, scope: Callable[[], Any]) -> Any:
    """The scope of a person; the whole country when broken."""
    found = scope()
    return type(found)(True, frozenset()) if on(name) else found


def either(name: str, guarded: Callable, bare: Callable) -> Callable:
    """A function that is chosen anew with every call, because it was put together before."""

    def chosen(*args: Any, **kwargs: Any) -> Any:
        return (bare if on(name) else guarded)(*args, **kwargs)

    return chosen


def anyone(*_args: Any, **_kwargs: Any) -> bool:
    """A condition that everybody meets."""
    return True


def all_rows() -> Any:
    """The condition that every row meets."""
    return models.Q()


def private(name: str, fields: frozenset[str]) -> frozenset[str]:
    """The private fields of a model; none when this place is broken, without one when that field
    is."""
    if on(name):
        return frozenset()
    return frozenset(field for field in fields if not on(f"PRIVATE_FIELDS/{field}"))
