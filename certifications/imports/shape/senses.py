"""What a whole column says before a cell does: which of day and month comes first, days that a
spreadsheet turned round, one decision with two days, one number dragged down over everybody.

Each is asked once for its column (`ColumnQuestion`), and the answer serves all rows; until then the
cells that it decides are no values but say what is asked. Nothing is guessed: a suggestion is what
the other cells of the column make likely.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from certifications.imports.shape.columns.days import order, two_days
from certifications.imports.shape.columns.numbers import OWN, dragged, leftover, same
from certifications.imports.shape.columns.products import several
from certifications.imports.shape.columns.questions import ColumnQuestion, Fix, Kept
from certifications.imports.shape.layout import Layout
from certifications.imports.shape.lines import Line
from ocop_registry.excel.matching import base

__all__ = ["ColumnQuestion", "Senses"]

_AMOUNTS = frozenset({
    "score", "revenue", "revenue_millions", "revenue_billions", "output", "total", "part_a", "part_b",
    "part_c", "value",
})  # fmt: skip

_KNOWN_BY = ("uid", "certification_uid")  # what a line says that came out of the register
_OF_EACH = ("stars", "number", "day", "year", "code", "gtin", "score")  # what is each product's own


class Senses:
    """The questions about the columns of one sheet, and what their answers make of its lines."""

    def __init__(
        self, layout: Layout, lines: Iterable[Line], answers: Mapping[str, str], splits: str = ""
    ) -> None:
        """`splits`: the column of names of which one cell may hold several, each a row."""
        self._layout, self._columns, self._splits = layout, _columns_of(layout), splits
        self.questions: list[ColumnQuestion] = []
        self._fixes: list[tuple[str, Fix]] = []
        wanted = {"day", "day2", "expires", "number", splits, *_AMOUNTS, *OWN}
        if not wanted & set(self._columns):
            return
        kept = self._kept(lines)
        for question, fix in self._asked(kept):
            valid = {value for value, _ in question.options}
            chosen = answers.get(question.key, "")
            question = replace(question, chosen=chosen if chosen in valid else "")
            self.questions.append(question)
            self._fixes.append((question.chosen, fix))

    def _kept(self, lines: Iterable[Line]) -> list[Kept]:
        """Of each line only what questions are asked about: a file may have very many."""
        asked = [c for name, those in self._columns.items() if self._is_asked(name) for c in those]
        return [
            Kept({column: line.at(column) for column in asked}, line.taken.get("producer"))
            for line in lines
        ]

    def _is_asked(self, name: str) -> bool:
        return (
            _is_asked(name) or bool(self._splits) and name in {self._splits, *_OF_EACH, *_KNOWN_BY}
        )

    def apply(self, line: Line) -> None:
        """Change the line's values by the answers, or mark those that wait for one."""
        for chosen, fix in self._fixes:
            fix(line, chosen)

    def _asked(self, lines: list[Kept]) -> Iterator[tuple[ColumnQuestion, Fix]]:
        for name in ("day", "day2", "expires"):
            for column in self._columns.get(name, ()):
                yield from order(column, [line.at(column) for line in lines])
        yield from two_days(self._columns, lines)
        for column in self._columns.get("number", ()):
            yield from dragged(column, lines)
        for name in OWN:
            for column in self._columns.get(name, ()):
                yield from same(name, column, self._columns, lines)
        yield from self._several(lines)
        amounts = [c for name, those in self._columns.items() if _is_amount(name) for c in those]
        for column in amounts:
            yield from leftover(column, [line.at(column) for line in lines])

    def _several(self, lines: list[Kept]) -> Iterator[tuple[ColumnQuestion, Fix]]:
        columns = self._columns.get(self._splits, ())
        if len(columns) != 1 or self._layout.feeds[columns[0]] != (self._splits,):
            return
        known_by = [c for name in _KNOWN_BY for c in self._columns.get(name, ())]
        lists = [c for name in _OF_EACH for c in self._columns.get(name, ())]
        yield from several(self._splits, columns[0], known_by, lists, lines)


def _columns_of(layout: Layout) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for column, targets in layout.feeds.items():
        for target in targets:
            if base(target) == target:
                found[target].append(column)
    return found


def _is_amount(name: str) -> bool:
    return name in _AMOUNTS or name.startswith("m-")


def _is_asked(name: str) -> bool:
    return name.rstrip("2") in {
        "day",
        "expires",
        "number",
        "issuer",
        "product",
        "producer",
        *OWN,
    } or (_is_amount(name))
