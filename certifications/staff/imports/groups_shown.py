"""What waits in a file as its page shows it: kind by kind, group by group, each with one of its rows
opened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certifications.imports.contract import NEW, Column
from certifications.imports.matters import fault_key, note_key
from certifications.imports.matters.groups import SUGGESTED, Answers, Group, Kind, likely
from certifications.models import Import, MatterSection
from certifications.staff.imports.rows_shown import CellShown, RowShown, mark, shown

OF_A_KIND = 5  # groups of one kind shown on the page of all kinds
ON_A_PAGE = 25
KEYS = 9  # answers that have a key of their own
QUESTION, FAULT, NOTE = MatterSection.QUESTION, MatterSection.FAULT, MatterSection.NOTE


@dataclass(frozen=True)
class OptionShown:
    value: str
    label: str
    number: int  # the key that chooses it, 0 for none
    chosen: bool
    suggested: bool


@dataclass(frozen=True)
class GroupShown:
    """One group. `head`: what it is about, as written; `label`: the question, or what is wrong;
    `options`: of a question; `cell`: what is mended for all rows of a fault."""

    group: Group
    head: str
    label: str
    options: list[OptionShown]
    cell: CellShown | None
    example: RowShown

    @property
    def key(self) -> str:
        return self.group.key

    @property
    def listed(self) -> bool:
        """Whether there are too many answers to stand open."""
        return len(self.options) > KEYS

    @property
    def chosen(self) -> str:
        return next((one.label for one in self.options if one.chosen), "")


@dataclass(frozen=True)
class KindShown:
    """One kind. `every`: (answer, label) that answer all groups of it in one go."""

    kind: Kind
    number: int
    heading: str
    shown: list[GroupShown]
    every: list[tuple[str, str]]

    @property
    def word(self) -> str:
        return self.kind.word

    @property
    def address(self) -> str:
        """Of the page with all its groups."""
        return f"{self.kind.section}.{self.kind.word}"

    @property
    def more(self) -> int:
        return len(self.kind.groups) - len(self.shown)

    @property
    def asks(self) -> bool:
        return self.kind.section in {QUESTION, MatterSection.ANSWERED}

    @property
    def mends(self) -> bool:
        """Whether something of it can be typed for all rows of a group."""
        return any(one.cell for one in self.shown)


def few(kinds: Sequence[Kind]) -> list[tuple[Kind, Sequence[Group]]]:
    """The first groups of every kind, as many as a page holds."""
    left, found = ON_A_PAGE, []
    for kind in kinds:
        groups = kind.groups[: max(1, min(OF_A_KIND, left))]
        found.append((kind, groups))
        left -= len(groups)
    return found


def shown_kinds(
    imported: Import,
    chosen: Iterable[tuple[Kind, Sequence[Group]]],
    columns: Mapping[str, Column],
    editable: bool,
    answers: Answers | None = None,
) -> list[KindShown]:
    """`answers`: what a person has just said of groups, which could not be kept. One query, for the
    rows that are opened."""
    chosen = list(chosen)
    firsts = {group.first for _, groups in chosen for group in groups}
    rows = imported.rows.in_bulk(firsts)
    found = []
    for number, (kind, groups) in enumerate(chosen, start=1):
        opened = [
            _group(group, shown(rows[group.first], columns, None, editable), columns, answers)
            for group in groups
        ]
        heading = _heading(kind, opened, columns)
        found.append(KindShown(kind, number, heading, opened, _every(kind, opened)))
    return found


def _group(
    group: Group, example: RowShown, columns: Mapping[str, Column], answers: Answers | None
) -> GroupShown:
    row = example.row
    if group.section in {QUESTION, MatterSection.ANSWERED}:
        asked = row.options[group.word]
        said = answers.chosen.get(group.key, "") if answers else ""
        options = _options(asked, said)
        return GroupShown(group, asked.get("about", ""), asked["label"], options, None, example)
    if group.section == NOTE:
        text = next(one for one in row.notes if note_key(group.word, one) == group.key)
        return GroupShown(group, "", text, [], None, example)
    fault = next(one for one in row.faults if fault_key(one) == group.key)
    cell = _mended_cell(group, example, columns, answers)
    written = cell.value if cell else ""
    return GroupShown(group, written, fault["detail"], [], cell, example)


def _options(asked: Mapping[str, Any], said: str) -> list[OptionShown]:
    chosen = said or asked["chosen"] or asked["suggested"]
    return [
        OptionShown(
            one["value"],
            one["label"],
            number if number <= KEYS else 0,
            one["value"] == chosen,
            one["value"] == asked["suggested"],
        )
        for number, one in enumerate(asked["options"], start=1)
    ]


def _mended_cell(
    group: Group, example: RowShown, columns: Mapping[str, Column], answers: Answers | None
) -> CellShown | None:
    """The cell that is wrong in all rows of a fault; None where it is the row as a whole."""
    name = group.word.rpartition(".")[2]
    if name not in columns:
        return None
    found = next((cell for cell in example.cells if cell.name == name), None)
    stored = found.value if found else ""
    typed = answers.typed.get(group.key, stored) if answers else stored
    reference = found.reference if found and group.count == 1 else ""
    return CellShown(name, columns[name].heading, reference, typed, mark(stored), False, [])


def _heading(kind: Kind, opened: Sequence[GroupShown], columns: Mapping[str, Column]) -> str:
    """What the kind is about: the column's heading."""
    name = kind.column
    if kind.section in {QUESTION, MatterSection.ANSWERED} and opened:
        asked = opened[0].example.row.options[kind.word]
        name = asked.get("column") or kind.word
    if name in columns:
        return columns[name].heading
    return "Cả dòng" if kind.section in {FAULT, NOTE} else "Câu hỏi"


def _every(kind: Kind, opened: Sequence[GroupShown]) -> list[tuple[str, str]]:
    """Answers that fit all groups of a kind of question alike, the suggestions first."""
    if kind.section != QUESTION or len(kind.groups) < 2:
        return []
    common = set.intersection(
        *({(one.value, one.label) for one in group.options} for group in opened)
    )
    every = [
        (one.value, one.label) for one in opened[0].options if (one.value, one.label) in common
    ]
    found = sum(bool(likely(group.example.row.options[kind.word])) for group in opened)
    named = "là một, cho mọi dòng" if NEW in {value for value, _ in common} else "như gợi ý"
    return [(SUGGESTED, named)] * (found > 1) + every
