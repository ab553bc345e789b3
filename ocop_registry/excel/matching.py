"""Which of the wanted columns a header's headings mean: as a person chose, as the office remembers,
by their words, by their order, and at last by what they mean."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ocop_registry.places.text import fold

_BRACKETS = re.compile(r"\(([^)]*)\)")
# change what a number means
_UNITS = re.compile(r"\b(dong|d|vnd|ty|ti|trieu|tr|nghin|ngan|tan|kg|ta|phan tram|usd)\b|%")


@dataclass(frozen=True)
class Column:
    """A column that an import wants: its `name` in code, its Vietnamese heading, other headings it
    goes by, and the group above it.

    Columns with the same heading under different groups ("Số QĐ" of "Lần 1" and "Lần 2") are told
    apart by their groups, each of which may go by other names (`groups_also`). `at_last`: headings
    that mean this column when no other column wants them. `help` and `example` are for templates.
    """

    name: str
    heading: str
    also: tuple[str, ...] = ()
    required: bool = False
    group: str = ""
    help: str = ""
    example: str = ""
    groups_also: tuple[str, ...] = ()
    at_last: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Its headings, folded."""
        return frozenset(fold(text) for text in (self.heading, *self.also))

    @cached_property
    def names_at_last(self) -> frozenset[str]:
        return frozenset(fold(text) for text in self.at_last)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return tuple(fold(group) for group in (self.group, *self.groups_also) if group)

    @cached_property
    def names_in_group(self) -> frozenset[str]:
        return frozenset(f"{group} {name}" for group in self.groups for name in self.names)


Targets = tuple[str, ...]  # what the cells of one column are read as
Understands = Callable[[Sequence[str]], Targets]
# Targets of which several columns hold a part each: a heading merged over them stands for all.
_JOINED = frozenset({"address", "commune", "place", "place_then"})


@dataclass(frozen=True)
class Settled:
    """What is known of headings before they are looked at.

    `remembered`: key(heading) → targets joined by "+", as an officer settled it before; "" means
    "not to be read". `chosen`: column → targets, as a person chose for this very sheet; () likewise.
    `understands`: what a heading means that is no known word (`imports.shape.meaning.Meanings`).
    """

    remembered: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[int, Targets] = field(default_factory=dict)
    understands: Understands = lambda _parts: ()


@dataclass(frozen=True)
class Match:
    """What a header of some rows would say: column → parts of its heading, column → targets; `rank`
    is the higher the more headings say something by themselves, less where only order tells."""

    headings: dict[int, list[str]]
    feeds: dict[int, Targets]
    rank: int


def base(target: str) -> str:
    """The column of which a target speaks: "stars=3" and "stars@2021" of "stars"."""
    return re.split("[=@]", target, maxsplit=1)[0]


def key(heading: str) -> str:
    """How a heading as shown is remembered."""
    return fold(heading)


def match(
    headings: dict[int, list[str]], columns: Sequence[Column], settled: Settled, over: set[int]
) -> Match:
    """Column → targets: as chosen, as remembered, by heading and group, by heading alone, by order,
    and at last by what the heading means. The first to claim a name has it.

    `over`: columns over which the heading to their left is merged; they have none of their own.
    """
    whole = {number: parts for number, parts in headings.items() if number not in over}
    read, marks, done = _told(whole, columns, settled)
    for fits in (_fits_with_group, _fits_without_group):
        for number, parts in whole.items():
            if number not in done:
                taken = set(read.values())
                name = next(
                    (
                        column.name
                        for column in columns
                        if column.name not in taken and fits(column, parts)
                    ),
                    None,
                )
                if name:
                    read[number] = name
                    done.add(number)
    under_years = _under_years(whole, done, settled)
    marks |= under_years
    done |= set(under_years)
    by_order = _match_by_order(whole, columns, read, done)
    read |= by_order
    read |= _match_at_last(whole, columns, read, done)
    feeds = {number: (name,) for number, name in read.items()} | marks
    feeds |= _meant(whole, feeds, done, settled)
    rank = 2 * len(feeds) - len(by_order)
    return Match(headings, feeds | _continued(over, feeds), rank)


def _told(
    headings: dict[int, list[str]], columns: Sequence[Column], settled: Settled
) -> tuple[dict[int, str], dict[int, Targets], set[int]]:
    """What a person chose or the office remembers: names, other targets, columns done with."""
    read: dict[int, str] = {}
    marks: dict[int, Targets] = {}
    names = {column.name for column in columns}
    told = {
        number: tuple(filter(None, said.split("+")))
        for number, parts in headings.items()
        if (said := settled.remembered.get(key(" / ".join(parts)))) is not None
    }
    taken: set[str] = set()
    done: set[int] = set()
    for number, targets in {**told, **settled.chosen}.items():
        if not all(base(target) in names for target in targets):
            continue
        done.add(number)
        fresh = number in settled.chosen or not taken.intersection(targets)
        if targets and fresh:
            taken.update(targets)
            if len(targets) == 1 and targets[0] in names - set(read.values()):
                read[number] = targets[0]
            else:
                marks[number] = targets
    return read, marks, done


def _under_years(
    headings: dict[int, list[str]], done: set[int], settled: Settled
) -> dict[int, Targets]:
    """Headings that stand under a year say whose recognition they tell: not their order."""
    found = {}
    for number, parts in headings.items():
        if number not in done and len(parts) > 1:
            targets = settled.understands(parts)
            if targets and all("@" in target for target in targets):
                found[number] = targets
    return found


def _meant(
    headings: dict[int, list[str]], feeds: dict[int, Targets], done: set[int], settled: Settled
) -> dict[int, Targets]:
    """What headings mean that are no known words; of two that mean the same column the first."""
    found: dict[int, Targets] = {}
    taken = {target for targets in feeds.values() for target in targets}
    for number, parts in headings.items():
        if number in done or number in feeds:
            continue
        targets = tuple(one for one in settled.understands(parts) if one not in taken)
        if targets:
            found[number] = targets
            # marks of stars may be several, one column of a field
            taken.update(one for one in targets if base(one) == one)
    return found


def _continued(over: set[int], feeds: dict[int, Targets]) -> dict[int, Targets]:
    """A heading merged over several columns that hold parts of one thing: all of them feed it."""
    found: dict[int, Targets] = {}
    for number in sorted(over):
        left = found.get(number - 1) or feeds.get(number - 1, ())
        if left and _JOINED.issuperset(left):
            found[number] = left
    return found


def _match_at_last(
    headings: dict[int, list[str]],
    columns: Sequence[Column],
    read: dict[int, str],
    settled: set[int],
) -> dict[int, str]:
    """Headings without a group that nobody wanted so far: "Hạng sao" beside recognitions with
    groups is the one held now."""
    found: dict[int, str] = {}
    for number, parts in headings.items():
        if number not in settled and number not in read and len(parts) == 1:
            taken = {*read.values(), *found.values()}
            wanted = fold(parts[0])
            fits = (
                one.name for one in columns if one.name not in taken and wanted in one.names_at_last
            )
            if name := next(fits, None):
                found[number] = name
    return found


def _match_by_order(
    headings: dict[int, list[str]],
    columns: Sequence[Column],
    read: dict[int, str],
    settled: set[int],
) -> dict[int, str]:
    """Columns under a group that nothing above names: the first such heading is the first group's,
    the second the second's.

    Not for headings one of which was told by its group: the other then stands under a group of
    another meaning.
    """
    by_name = {column.name: column for column in columns}
    found: dict[int, str] = {}
    for number, parts in headings.items():
        if number in settled:
            continue
        taken = {*read.values(), *found.values()}
        told = any(
            _leaf_fits(by_name[name], parts) and by_name[name].group for name in read.values()
        )
        if not told:
            name = next(
                (
                    column.name
                    for column in columns
                    if column.name not in taken and _leaf_fits(column, parts)
                ),
                None,
            )
            if name and _same_words_as_sibling(
                by_name[name], parts, {**read, **found}, by_name, headings
            ):
                found[number] = name
    return found


def _same_words_as_sibling(
    column: Column,
    parts: list[str],
    read: dict[int, str],
    by_name: Mapping[str, Column],
    headings: dict[int, list[str]],
) -> bool:
    """Whether the first group's column bears the very same heading: "Ngày ký" after "Ngày cấp" is
    no second "Ngày cấp"."""
    siblings = [number for number, name in read.items() if by_name[name].heading == column.heading]
    return not siblings or any(fold(headings[number][-1]) == fold(parts[-1]) for number in siblings)


def _fits_with_group(column: Column, parts: list[str]) -> bool:
    """The heading with its groups says it all, or its leaf stands under the column's group."""
    whole = fold(" ".join(parts))
    names = column.names
    if len(parts) > 1 and whole in names or whole in column.names_in_group:
        return True
    if not column.group or len(parts) < 2 or not _leaf_fits(column, parts):
        return False
    shown = fold(" ".join(parts[:-1]))
    return any(_same_group(group, shown) for group in column.groups)


def _fits_without_group(column: Column, parts: list[str]) -> bool:
    return not column.group and _leaf_fits(column, parts)


def _leaf_fits(column: Column, parts: list[str]) -> bool:
    """The lowest heading is one of the column's, a remark in brackets aside ("Ngày (dd/mm/yyyy)")
    unless it is a unit."""
    names = column.names
    if fold(parts[-1]) in names:
        return True
    remarks = " ".join(_BRACKETS.findall(parts[-1]))
    return (
        bool(remarks)
        and not _UNITS.search(fold(remarks) + remarks)
        and fold(_BRACKETS.sub(" ", parts[-1])) in names
    )


def _same_group(wanted: str, shown: str) -> bool:
    """Groups are equal, or one says what the other says and more ("Lần 1" and "Công nhận lần
    1")."""
    return f" {wanted} " in f" {shown} " or f" {shown} " in f" {wanted} "
