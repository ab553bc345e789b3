"""A question about a whole column, and what its answer does to each line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from certifications.imports.shape.lines import Line, Taken
from ocop_registry.excel import cells as written
from ocop_registry.excel.values import OF_COLUMN, CellError

KEEP = "keep"


@dataclass(frozen=True)
class ColumnQuestion:
    """What is asked once of a column. `key`: its letter and what is asked; `options`: value and
    words; `chosen`: "" while nobody answered."""

    key: str
    column: str
    label: str
    options: tuple[tuple[str, str], ...]
    suggested: str = ""
    chosen: str = ""

    def stored(self) -> dict[str, Any]:
        """As `Import.columns` keeps it."""
        return {**vars(self), "options": [list(one) for one in self.options]}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the columns asked about hold in one line; `producer`: as it takes it from above."""

    values: dict[int, Any]
    producer: Taken | None

    def at(self, column: int) -> Any:
        return self.values.get(column)


Fix = Callable[[Line, str], None]  # changes a line's values by the answer; "" while there is none


def waits(line: Line, column: int) -> None:
    """Leave a value open until its column's question is answered."""
    shown = written.text(line.at(column))
    line.values[column - 1] = CellError(shown[:80], OF_COLUMN)
