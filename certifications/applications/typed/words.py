"""Cells of typed rows that name a member of a closed list: kind of producer, type of application,
product set. A word that nobody knows is asked once, whatever the number of rows that write it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from certifications.identity.words import Answer, Meanings
from ocop_registry.written import application_types, producer_kinds, sets
from ocop_registry.written.reading import Asked, Reading
from ocop_registry.written.words import key
from producers.models import ProducerKind
from products.models import ProductSet

Read = Callable[[str, Mapping[str, str]], Reading]
COLUMNS = ("kind", "type", "set")
QUESTIONS = tuple(f"{column}.word" for column in COLUMNS)


def set_named(text: str, those: Sequence[ProductSet]) -> ProductSet | None:
    """The set that a text certainly names; None when it names none, or would have to be asked."""
    number = sets.read(text, those, those[0].scheme if those else "").value
    return next((one for one in those if one.no == number), None)


class Typed(Protocol):
    """What is filled here of a row. `asked`: question → what it asks; `answers`: what the person
    said of its words."""

    raw: dict[str, str]
    asked: dict[str, Asked]
    answers: list[Answer]
    notes: list[str]
    errors: dict[str, str]
    kind: ProducerKind | None
    kind_error: str
    type: str
    product_set: ProductSet | None


class WrittenCells:
    """Readings of one list of rows: the office's meanings, and the answers that its own rows
    bring."""

    def __init__(
        self, rows: Iterable[Typed], those: Sequence[ProductSet], meanings: Meanings
    ) -> None:
        scheme = those[0].scheme if those else ""
        self._sets = those
        self._read: Mapping[str, Read] = {
            "kind": producer_kinds.read,
            "type": application_types.read,
            "set": lambda text, meant: sets.read(text, those, scheme, meant),
        }
        self._meant = {
            "kind": meanings.of(producer_kinds.KINDS.name),
            "type": meanings.of(application_types.TYPES.name),
            "set": meanings.of(sets.VOCABULARY, scheme),
        }
        self._answers = {
            (column, key(row.raw[column])): answer
            for row in rows
            for column in COLUMNS
            if (answer := row.raw.get(f"{column}.word", ""))
        }

    def fill(self, row: Typed) -> None:
        """What the row's cells name; a kind that is not known is a fault of new producers only."""
        kind, row.kind_error = self._named(row, "kind")
        row.kind = ProducerKind(kind) if kind else None
        row.type, type_error = self._named(row, "type")
        number, set_error = self._named(row, "set")
        row.product_set = next((one for one in self._sets if str(one.no) == number), None)
        for column, problem in (("type", type_error), ("set", set_error)):
            if problem:
                row.errors[column] = problem

    def _named(self, row: Typed, column: str) -> tuple[str, str]:
        """(the member that the cell names, "" for none; why not, "" for a blank cell). An answer
        takes the place of the word, so that it is seen in the table."""
        text = row.raw[column]
        answer = self._answers.get((column, key(text)), "")
        reading = self._read[column](text, {} if answer else self._meant[column])
        row.notes.extend(reading.notes)
        asked, question = reading.asked, f"{column}.word"
        if asked is None:
            row.raw[question] = ""
            return str(reading.value or ""), reading.refused
        row.asked[question] = asked
        labels = {choice.value: choice.label for choice in asked.choices}
        row.raw[question] = answer if answer in labels else ""
        if answer not in labels:
            return "", asked.label
        row.raw[column] = labels[answer]
        row.answers.append(Answer(asked.lasting, text, answer))
        return answer, ""
