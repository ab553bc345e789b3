"""From ended units to the units in force that cover them: follows rows of succession, whoever reads
them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

# Abolished before 2025 → merged in 2025 → retyped in 2026, plus room for the reorganisations to
# come.
_LONGEST_CHAIN = 8


class Link(NamedTuple):
    """One step in time, by ids: `old` went, wholly or in part, into `new`. `district`: the one that
    `old` lay in, None for any other unit."""

    old: int
    district: int | None
    new: int
    in_force: bool


def units_reached(
    ended: Iterable[int], links_of: Callable[[set[int]], Iterable[Link]]
) -> dict[int, set[int]]:
    """Ended unit (id) → the units in force (ids) that its chain of successors reaches.

    `links_of`: every link that leaves one of these units, or a commune of one of these districts;
    asked once for each step in time, whatever the number of units. A district thus reaches every
    unit that came from its communes; a unit whose heir is not known reaches none.
    """
    open_ends = {unit: {unit} for unit in ended}
    found: dict[int, set[int]] = {unit: set() for unit in open_ends}
    for _ in range(_LONGEST_CHAIN):
        if not open_ends:
            break
        ahead = _ahead(set().union(*open_ends.values()), links_of)
        for unit, olds in list(open_ends.items()):
            steps = {step for old in olds for step in ahead[old]}
            found[unit] |= {new for new, in_force in steps if in_force}
            open_ends[unit] = {new for new, in_force in steps if not in_force}
            if not open_ends[unit]:
                del open_ends[unit]
    return found


def _ahead(
    olds: set[int], links_of: Callable[[set[int]], Iterable[Link]]
) -> dict[int, set[tuple[int, bool]]]:
    ahead: dict[int, set[tuple[int, bool]]] = defaultdict(set)
    for link in links_of(olds):
        for unit in olds & {link.old, link.district}:
            ahead[unit].add((link.new, link.in_force))
    return ahead
