"""Whom of the near ones a row means: asked in the same words whatever the kind of file, and once for
all rows that say the same."""

from collections.abc import Sequence
from typing import TypeVar

from certifications.identity.match import Near, described
from certifications.identity.name_answers import Answer, NameAnswers
from certifications.imports.contract import NEW, Option, Row
from certifications.imports.fields import called
from ocop_registry.excel import cells
from ocop_registry.places.models import Place
from ocop_registry.places.text import marked_key
from producers.models import Producer
from products.models import Product

S = TypeVar("S", Producer, Product)

# What makes two rows name one producer, and one product: their texts in these columns.
_OF_PRODUCER = (
    *("producer_uid", "producer_tax", "tax_code", "registration_number", "producer"),
    *("place", "place_then", "commune", "district", "province", "place_code"),
)
_OF_PRODUCT = ("name", "product", *_OF_PRODUCER)


class NearMisses:
    """The questions of one file, with the subjects that its own rows bring."""

    def __init__(self, rows: Sequence[Row], province: Place | None) -> None:
        self._remembered = NameAnswers(province)
        self._brought: dict[tuple[str, int], Row] = {}
        self._answers: dict[tuple[str, ...], str] = {}
        for row in rows:
            for question in ("producer", "product", "name"):
                if answer := row.choices.get(question):
                    self._answers.setdefault(_said(row, question), answer)

    def brings(self, row: Row, subject: Producer | Product) -> None:
        """The row brings a subject that is not saved yet."""
        self._brought[subject.identity] = row

    def row_of(self, subject: Producer | Product) -> Row | None:
        """The earlier row that brings a subject which the register does not have."""
        return self._brought.get(subject.identity)

    def ask(
        self,
        row: Row,
        question: str,
        label: str,
        near: Sequence[Near[S]],
        *,
        new: str = "",
        suggested: S | None = None,
    ) -> tuple[S | None, bool]:
        """(the one chosen, whether "none of these, a new one" was). (None, False): nothing is
        chosen yet, and the fault is said.

        `question`: also the column that it is about; `new`: the words for a new one, "" where there
        can be none. What was answered for an earlier file is not asked again, and noted.
        """
        written = plain(row, question)
        near, one = self._as_remembered(row, written, near, new=bool(new))
        if one is not None or not near:
            return one, one is None
        by_value: dict[str, S] = {self._value(one.subject): one.subject for one in near}
        options = [
            Option(value, f"là {self._told(one, row)}")
            for value, one in zip(by_value, near, strict=True)
        ]
        if new:
            options.append(Option(NEW, new))
        answer = self._answers.get(_said(row, question))
        if answer and not row.choices.get(question):
            row.choices[question] = answer
        chosen = row.ask(
            question,
            question,
            label,
            options,
            suggested=self._value(suggested) if suggested else "",
        )
        one = by_value.get(chosen)
        if one is not None:
            row.answered.append(Answer(written, one, same=True))
        elif chosen == NEW:
            row.answered += [Answer(written, other.subject, same=False) for other in near]
        return one, chosen == NEW

    def _as_remembered(
        self, row: Row, written: str, near: Sequence[Near[S]], *, new: bool
    ) -> tuple[Sequence[Near[S]], S | None]:
        """(those that are still to be asked about, the one that was said to be meant)."""
        said = [(one, self._remembered.of(written, one.subject)) for one in near]
        meant = [one.subject for one, same in said if same]
        if len(meant) == 1:
            row.notes.append(f"“{written}” là “{meant[0].name}” ({meant[0].uid}), như đã trả lời.")
            return near, meant[0]
        left = [one for one, same in said if same is None or not new]
        if len(left) < len(near):
            others = ", ".join(f"“{one.subject.name}”" for one in near if one not in left)
            row.notes.append(f"“{written}” khác {others}, như đã trả lời.")
        return left, None

    def _value(self, subject: Producer | Product) -> str:
        """What stands for a subject in an answer: one that is not saved yet has no settled uid."""
        row = self.row_of(subject)
        return f"dong-{row.sheet}-{row.number}" if row else subject.uid

    def _told(self, near: Near[S], beside: Row) -> str:
        row = self.row_of(near.subject)
        where = f"mới ở {called(row, beside)}" if row else near.subject.uid
        return described(near.subject, where, near.why)


def _said(row: Row, question: str) -> tuple[str, ...]:
    columns = _OF_PRODUCT if question in {"product", "name"} else _OF_PRODUCER
    return question, *(marked_key(plain(row, column)) for column in columns)


def plain(row: Row, column: str) -> str:
    """The cell's text, without saying its faults."""
    if not row.has(column) or row.erases(column):
        return ""
    try:
        return cells.text(row.value(column))
    except cells.Unclear:
        return ""
