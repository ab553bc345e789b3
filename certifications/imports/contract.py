"""What every kind of import agrees on: a row with its cells, what is wrong with it, what it would
change, what it asks."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, TypeVar

from certifications.identity.name_answers import Answer
from certifications.imports.said import (
    Change,
    Fact,
    Fault,
    Option,
    Question,
    group_key,
)
from certifications.models import ImportKind, Round, RowOutcome
from ocop_registry.accounts.models import User
from ocop_registry.excel import cells
from ocop_registry.excel.headings import Column
from ocop_registry.excel.reading import CellError, Sheet
from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import JournalEntry
from ocop_registry.places.models import Place
from ocop_registry.written.reading import Asked, Reading
from ocop_registry.written.text import says_nothing

__all__ = [
    "ERASE",
    "NEW",
    "Change",
    "Column",
    "Context",
    "Fact",
    "Fault",
    "Kind",
    "Layout",
    "Option",
    "Question",
    "References",
    "Row",
]

T = TypeVar("T")

# An empty cell says nothing and leaves the register as it is; this word in a cell empties the
# field.
ERASE = "(xóa)"
# The answer "none of these, a new one" to a question which subject of the register a row means.
NEW = "moi"
# Columns in which "không" or "-" says something; in all others it is a blank.
_TELLING = frozenset({"stars", "woman_led", "minority_led", "disqualified"})
_NAMES = frozenset({"name", "product", "producer", "issued_product", "issued_producer"})


class References(Mapping[str, str]):
    """Column → its cell in one row ("B7"), made of the letters that all rows of a sheet share.
    `taken`: what a row takes from elsewhere, with the cell where it stands."""

    __slots__ = ("_letters", "_number", "_taken")

    def __init__(
        self, letters: Mapping[str, str], number: int, taken: Mapping[str, str] | None = None
    ) -> None:
        self._letters, self._number, self._taken = letters, number, taken or {}

    def __getitem__(self, column: str) -> str:
        return self._taken.get(column) or f"{self._letters[column]}{self._number}"

    def __iter__(self) -> Iterator[str]:
        return iter({**self._letters, **self._taken})

    def __len__(self) -> int:
        return len({**self._letters, **self._taken})


@dataclass(slots=True)
class Row:
    """One data row. `cells`: column → value as read or as typed over it; `references`: column →
    cell; `choices`: question → answer.

    A kind fills `outcome`, `faults`, `notes`, `facts`, `changes`, `questions` and keeps in `plan`
    what it needs to write the row. `noted`: (column, note) of the notes that stand at a cell.
    """

    sheet: str
    number: int
    cells: dict[str, Any]
    references: Mapping[str, str]
    choices: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    plan: Any = None
    held: dict[str, Any] = field(default_factory=dict)  # what takes two people (held_back)
    answered: list[Answer] = field(default_factory=list)  # about names, to be remembered
    subject: str = ""  # "kind/uid" of what the row speaks of, once it is known
    part: int = 0  # which of several that one row of the sheet tells
    at: int = 0  # place in the file as it is read; id of the stored row as it is checked again
    stored: Mapping[str, Any] | None = None  # what the last check kept of a stored row
    # what this check takes a cell for, in place of what it says; a later one finds it anew
    meant: dict[str, Any] = field(default_factory=dict)

    def value(self, column: str) -> Any:
        """What the cell is taken for."""
        return self.meant[column] if column in self.meant else self.cells.get(column)

    def fault(self, column: str, code: str, detail: str) -> None:
        """Say what is wrong with the cell of a column; with the row as a whole when the file has no
        such column."""
        reference = self.references.get(column, f"A{self.number}")
        written = str(self.cells.get(column))
        key = group_key(code, column, written, detail)
        self.faults.append(Fault(reference, code, detail, column, key))

    def note(self, column: str, text: str) -> None:
        """Say at its cell what was taken otherwise than it is written there, or left out."""
        self.notes.append(text)
        self.noted.append((column, text))

    def understood(
        self, label: str, value: str, *columns: str, state: str = "", passing: bool = False
    ) -> None:
        """Say what was understood of these cells; see `Fact`. Nothing is said of nothing."""
        if value:
            self.facts.append(Fact(label, value, columns, state, passing))

    def has(self, column: str) -> bool:
        """Whether the file says anything in that column: "chưa có", "-", "n/a" say nothing."""
        value = self.value(column)
        if not isinstance(value, str):
            return value is not None
        if column in _TELLING:
            return bool(value.strip())
        return not says_nothing(value, may_be_a_name=column in _NAMES)

    def erases(self, column: str) -> bool:
        """Whether the cell asks to empty the field."""
        value = self.value(column)
        return isinstance(value, str) and value.strip().casefold() == ERASE

    def read(self, column: str, how: Callable[[Any], T], word: str = "") -> T | None:
        """The cell through one of `excel.cells`; None when it is empty or unclear, and then the
        fault is said. `word`: of its code, else the name of `how`."""
        if not self.has(column):
            return None
        value = self.value(column)
        if isinstance(value, CellError):
            self.fault(column, f"cell_{value.code}", value.sentence)
            return None
        try:
            return how(value)
        except cells.Unclear as unclear:
            self.fault(column, f"bad_{word or how.__name__}", unclear.sentence)
            return None

    def text(self, column: str) -> str:
        """The cell as clean text, "" when it is empty."""
        value = self.value(column)
        if value is None or type(value) is str:  # nearly every cell
            return cells.text(value) if self.has(column) else ""
        return self.read(column, cells.text) or ""

    def understand(
        self,
        column: str,
        read: Callable[[Any], Reading[T]],
        answered: Callable[[str], T | None],
        *,
        code: str = "",
    ) -> T | None:
        """What `read` understands of the cell; None when it is empty, refused or waits for an
        answer, and then the fault is said. `answered`: what an answer means; `code`: of the fault,
        else made of the column's name."""
        if not self.has(column):
            return None
        value = self.value(column)
        if isinstance(value, CellError):
            self.fault(column, f"cell_{value.code}", value.sentence)
            return None
        reading = read(value)
        self.notes.extend(reading.notes)
        if reading.asked is not None:
            chosen = self.ask_about(column, reading.asked)
            return answered(chosen) if chosen else None
        if reading.refused:
            self.fault(column, code or f"bad_{column}", reading.refused)
        return reading.value

    def ask_about(self, column: str, asked: Asked, question: str = "") -> str:
        """The answer to what a written word asks; see `ask`. `question`: its name, the column's and
        what follows a point; else the column's."""
        options = [Option(choice.value, choice.label) for choice in asked.choices]
        name = question or column
        chosen = self.ask(
            name, column, asked.label, options, suggested=asked.suggested, key=asked.word
        )
        self.questions[name] = replace(self.questions[name], word=asked.word, lasting=asked.lasting)
        return chosen

    def ask(
        self,
        question: str,
        column: str,
        label: str,
        options: Sequence[Option],
        *,
        suggested: str = "",
        about: str = "",
        key: str = "",
    ) -> str:
        """The answer to a question, which the person sees in any case; without one the row is
        refused, with the choices named.

        `key`: what makes it one question for several rows (the folded word, both names of a pair,
        the column); by default its words and its choices. `about`: that as written.
        """
        chosen = self.choices.get(question, "")
        if chosen not in {option.value for option in options}:
            chosen = ""
        self.questions[question] = Question(
            label,
            tuple(options),
            chosen,
            suggested,
            group_key(question, key or "|".join([label, *(one.value for one in options)])),
            about,
            column,
        )
        if not chosen:
            names = "; ".join(option.label for option in options)
            self.fault(column, "choose", f"{label} Chọn một: {names}.")
        return chosen

    def settle(self, outcome: RowOutcome) -> None:
        """Set the outcome; a row with faults is refused whatever else is said of it."""
        self.outcome = RowOutcome.REFUSED if self.faults else outcome

    @property
    def good(self) -> bool:
        """Whether applying writes something for this row."""
        return self.outcome in {RowOutcome.CREATED, RowOutcome.CHANGED}


@dataclass(frozen=True)
class Context:
    """For whom a file is read. `province`: None when each row's own place decides; `by`: None for
    the command line.

    `imported`: the uid of the staged import; "" while nothing is kept (a dry run, a template).
    """

    province: Place | None
    round: Round | None
    by: User | None
    today: date
    imported: str = ""


@dataclass(frozen=True)
class Layout:
    """One data sheet of a template. `rows`: column → value, what the register holds now (or the
    subjects to fill in)."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]


class Kind(ABC):
    """One kind of file. Stateless: everything known about one import lives in its rows and its
    context."""

    word: ClassVar[ImportKind]
    columns: ClassVar[tuple[Column, ...]]
    permission: ClassVar[str]  # to stage and mend
    apply_permission: ClassVar[str]  # to apply and take back
    two_people: ClassVar[bool] = False
    needs_round: ClassVar[bool] = False
    # one paragraph for the page and the template: what a row is, what a blank cell means
    about: ClassVar[str] = ""

    @property
    def label(self) -> str:
        return str(self.word.label)

    def columns_for(self, context: Context) -> tuple[Column, ...]:
        """The columns that a file of this kind may have; some kinds know more of them once the
        round is known."""
        return self.columns

    def columns_on(self, sheet: Sheet, context: Context) -> tuple[Column, ...]:
        """The same, for one sheet: some go by what its headings write around a name."""
        return self.columns_for(context)

    @abstractmethod
    def check(self, rows: Sequence[Row], context: Context) -> None:
        """Give every row its outcome, faults, notes, changes, questions and plan. Changes nothing;
        constant number of queries."""

    def checked(self, rows: Iterable[Row], context: Context) -> Iterator[list[Row]]:
        """All rows, checked, in parts that have nothing to do with each other, so that each may be
        written before the next is looked at. Most kinds of files are short: one part."""
        whole = list(rows)
        self.check(whole, context)
        yield whole

    @abstractmethod
    def write(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        """Write the plans of these rows, all good, within the open act. Raises `workflow.Refused`
        when that cannot be."""

    def before_undo(self, deed: Act, context: Context) -> None:  # noqa: B027  (most kinds ask for nothing)
        """What taking back asks for or does beyond the journal's lines. Raises `workflow.Refused`
        when it may not be now."""

    @contextmanager
    def taking_back(
        self, deed: Act, entry: JournalEntry
    ) -> Iterator[Mapping[str, Collection[str]]]:
        """Around the taking back of an applied file: kind → uids of what the file brought and what
        rests on it by now without being of the file, which stays."""
        yield {}

    def lists(self, context: Context) -> Mapping[str, Sequence[str]]:
        """Drop-down values of the template, by column."""
        return {}

    def examples(self, context: Context) -> Sequence[Mapping[str, Any]]:
        """Rows that the template shows as examples, on a page of their own."""
        return []

    def current(self, context: Context) -> Sequence[Mapping[str, Any]]:
        """What the register holds now, as rows of this kind: exported and imported again they
        change nothing."""
        return []

    def layouts(self, context: Context, *, filled: bool) -> Sequence[Layout]:
        """The data sheets of the template: empty, or `filled` with what the register holds now."""
        return [
            Layout(self.label, self.columns_for(context), self.current(context) if filled else [])
        ]
