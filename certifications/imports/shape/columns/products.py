"""Cells of a column that name several products: asked once for each way in which they do."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from certifications.imports.shape.columns.questions import KEEP, ColumnQuestion, Fix, Kept, waits
from certifications.imports.shape.compound import (
    ALIKE,
    COUNTED,
    LINES,
    NUMBERED,
    SEMICOLONS,
    Compound,
    compound,
    matches_a_list,
)
from certifications.imports.shape.lines import Line, blank
from ocop_registry.excel.values import letters

SPLIT = "split"
_WORDS = {
    NUMBERED: "đánh số từng tên trong một ô",
    LINES: "ghi nhiều tên xuống dòng trong một ô",
    SEMICOLONS: "ghi nhiều tên cách nhau bằng dấu chấm phẩy",
    COUNTED: "ghi nhiều tên kèm số loại",
    ALIKE: "ghi nhiều tên cùng một chữ đầu, nối bằng dấu phẩy hoặc “và”",
}
_LIKELY = frozenset({NUMBERED, SEMICOLONS, COUNTED})  # ways that are seldom meant otherwise


def several(
    name: str, column: int, known_by: Sequence[int], lists: Sequence[int], lines: list[Kept]
) -> Iterator[tuple[ColumnQuestion, Fix]]:
    """`name`: the column of ours; `known_by`: columns that say which product of the register a line
    means, so that nothing is asked of it; `lists`: columns whose lists may go with the names."""
    found: dict[str, list[tuple[Kept, Compound]]] = defaultdict(list)
    for line in lines:
        if (one := compound(line.at(column))) and not any(line.at(at) for at in known_by):
            found[one.sign].append((line, one))
    for sign, those in found.items():
        yield _asked(name, column, known_by, sign, those, _agreeing(those, lists))


def _agreeing(those: list[tuple[Kept, Compound]], lists: Sequence[int]) -> bool:
    """Whether each of the lines tells something else in as many pieces."""
    return all(
        matches_a_list([line.at(at) for at in lists], len(one.pieces)) for line, one in those
    )


def _asked(
    name: str, column: int, known_by: Sequence[int], sign: str,
    those: list[tuple[Kept, Compound]], agreeing: bool,
) -> tuple[ColumnQuestion, Fix]:  # fmt: skip
    letter, first = letters(column), those[0][1]
    shown = "; ".join(f"“{piece}”" for piece in first.pieces[:3])
    question = ColumnQuestion(
        f"{letter}.several-{sign}",
        letter,
        f"Cột {letter}: {len(those)} ô {_WORDS[sign]}, ví dụ {shown}"
        f"{' …' if len(first.pieces) > 3 else ''}. Là nhiều sản phẩm?",
        (
            (SPLIT, "Tách: mỗi sản phẩm một dòng, các ô khác của dòng giữ như nhau"),
            (KEEP, "Không tách: là một sản phẩm"),
        ),
        SPLIT if sign in _LIKELY or agreeing else "",
    )

    def fix(line: Line, chosen: str) -> None:
        one = compound(line.at(column))
        if one is None or one.sign != sign or chosen == KEEP:
            return
        if any(not blank(line.at(at)) for at in known_by):
            return
        if chosen:
            line.products = (name, one.pieces)
        else:
            waits(line, column)

    return question, fix
