"""What waits in a file, by groups of rows: each group is one question or one fault that many rows
share, and is answered or mended for all of them in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q

from certifications.imports.contract import NEW
from certifications.imports.matters import OPEN
from certifications.imports.staging import Mending
from certifications.models import Import, ImportRow, MatterSection, RowMatter
from ocop_registry.journal.batches import batches

SUGGESTED = "="  # in place of an answer: the likely one of each question


@dataclass(frozen=True)
class Group:
    """Rows with the same matter. `first`: the id of its first row, shown as its example."""

    section: str
    word: str
    key: str
    count: int
    first: int


@dataclass(frozen=True)
class Kind:
    """All groups of one kind of matter, the largest first."""

    section: str
    word: str
    groups: Sequence[Group]

    @property
    def rows(self) -> int:
        """How many rows, each counted once for every group that it is in."""
        return sum(group.count for group in self.groups)

    @property
    def waits(self) -> bool:
        """Whether it keeps its rows from being written."""
        return self.section in OPEN

    @property
    def column(self) -> str:
        """The column that a fault or note of this kind is about."""
        return self.word if self.section == MatterSection.NOTE else self.word.rpartition(".")[2]


def kinds(imported: Import) -> list[Kind]:
    """Whatever there is to look at, by kind: what holds most rows first. One query."""
    told = imported.matters.values_list("section", "word", "key").annotate(Count("row"), Min("row"))
    by_kind: dict[tuple[str, str], list[Group]] = {}
    for group in sorted((Group(*one) for one in told), key=lambda one: (-one.count, one.first)):
        by_kind.setdefault((group.section, group.word), []).append(group)
    found = [Kind(*kind, groups) for kind, groups in by_kind.items()]
    return sorted(found, key=lambda one: (-one.rows, one.word))


# --- one answer for many rows ---------------------------------------------------------------------
@dataclass(frozen=True)
class Answers:
    """What a person said of whole groups: `chosen` and `typed` by the group's key, `every` by the
    word of a kind: the same answer for all of its groups."""

    chosen: Mapping[str, str]
    typed: Mapping[str, str]
    every: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.chosen or self.typed or self.every)


def mendings(imported: Import, answers: Answers) -> dict[int, Mending]:
    """The same as what is typed and answered in each of the rows."""
    if not answers:
        return {}
    keys = [*answers.chosen, *answers.typed]
    wanted = Q(key__in=keys) | Q(word__in=list(answers.every), section__in=map(str, OPEN))
    found = RowMatter.objects.filter(wanted, imported=imported).exclude(section=MatterSection.NOTE)
    cells: dict[int, dict[str, str]] = {}
    choices: dict[int, dict[str, str]] = {}
    changed: dict[tuple[str, str], tuple[int, str]] = {}
    for row, section, word, key in found.values_list("row", "section", "word", "key"):
        if section == MatterSection.FAULT:
            column = word.rpartition(".")[2]
            if column and key in answers.typed:
                cells.setdefault(row, {})[column] = answers.typed[key]
        elif answer := answers.every.get(word) or answers.chosen.get(key):
            choices.setdefault(row, {})[word] = answer
            if section == MatterSection.ANSWERED:
                changed.setdefault((word, key), (row, answer))
    for (word, _), (row, answer) in changed.items():
        for other in _answered_alike(imported, row, word):
            choices.setdefault(other, {}).setdefault(word, answer)
    _take_suggested(choices)
    return {
        row: Mending(cells.get(row, {}), choices.get(row, {})) for row in cells.keys() | choices
    }


def likely(asked: Mapping[str, Any]) -> str:
    """What a stored question suggests; of a name that is new or the one that it resembles, that
    one. "" where nothing is likelier than the rest: of several the nearest is not taken."""
    values = [one["value"] for one in asked["options"]]
    others = [value for value in values if value != NEW]
    only = others[0] if NEW in values and len(others) == 1 else ""
    return asked.get("suggested") or only


def _answered_alike(imported: Import, row: int, word: str) -> list[int]:
    """Rows that were given the same answer for the same written cell, and need not ask any more: a
    name that one row brings is known to the rows below it. What is changed is changed for them."""
    example = imported.rows.get(pk=row)
    column, answer = example.options[word].get("column", ""), example.choices.get(word, "")
    alike = imported.rows.filter(**{f"choices__{word}": answer}).exclude(pk=row)
    written = _written(example.cells, example.mended, column)
    return [
        pk
        for pk, cells, mended in alike.values_list("pk", "cells", "mended")
        if _written(cells, mended, column) == written
    ]


def _written(cells: Mapping[str, Any], mended: Mapping[str, str], column: str) -> Any:
    return mended.get(column, cells.get(column, ["", None])[1])


def _take_suggested(choices: dict[int, dict[str, str]]) -> None:
    """Put in the likely answer of each row's question; where none is, it stays open."""
    waiting = [row for row, answers in choices.items() if SUGGESTED in answers.values()]
    for piece in batches(waiting):
        rows = ImportRow.objects.filter(pk__in=piece)
        for row, options in rows.values_list("pk", "options"):
            for word, answer in list(choices[row].items()):
                if answer != SUGGESTED:
                    continue
                if one := likely(options.get(word, {"options": ()})):
                    choices[row][word] = one
                else:
                    del choices[row][word]
