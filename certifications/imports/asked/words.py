"""Written words of closed lists in the rows of a file: read, asked once, and answered for all rows
of the file that write the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from certifications.identity.words import Answer, Meanings
from certifications.imports.contract import Row
from certifications.imports.stored import keep
from certifications.models import Import, ImportRow
from ocop_registry.excel import cells
from ocop_registry.written import producer_kinds, sets
from ocop_registry.written.words import ClosedList
from producers.models import ProducerKind
from products.models import ProductSet

KINDS, OF_OLD_LISTS = producer_kinds.KINDS, producer_kinds.OF_OLD_LISTS


def producer_kind(row: Row, known: ClosedList, meanings: Meanings) -> ProducerKind | None:
    """The kind that a row names; None when it names none, or is to be asked."""
    said = _said(row, "kind", meanings.of(known.name))
    kind = row.understand("kind", lambda value: known.read(cells.text(value), said), str)
    return ProducerKind(kind) if kind else None


def product_set(
    row: Row, those: Sequence[ProductSet], meanings: Meanings, *, code: str
) -> ProductSet | None:
    """The set that a row names; None when it names none, or is to be asked. `code`: of the fault."""
    scheme = those[0].scheme if those else ""
    said = _said(row, "set", meanings.of(sets.VOCABULARY, scheme))
    number = row.understand(
        "set", lambda value: sets.read(cells.text(value), those, scheme, said), int, code=code
    )
    return next((one for one in those if one.no == number), None)


def _said(row: Row, column: str, meanings: Mapping[str, str]) -> Mapping[str, str]:
    """What the office said before; in the file in which it was asked, the question stays to be
    seen."""
    return {} if column in row.choices else meanings


# --- answers --------------------------------------------------------------------------------------


class Answered(Protocol):
    """What a person did to one row: column → text typed over it, question → answer."""

    @property
    def cells(self) -> Mapping[str, str]: ...

    @property
    def choices(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class WordAnswer:
    """One answer. `question`, `word`: what it was about; `lasting`: it, as the office's next file
    takes it up."""

    question: str
    word: str
    answer: str
    lasting: Answer


def answers_in(imported: Import, mendings: Mapping[int, Answered]) -> list[WordAnswer]:
    """The answers about words among what was sent with a page of rows, one for each word. Rows that
    were only shown send the answer that stood there: one that differs from it is meant."""
    found: dict[tuple[str, str], WordAnswer] = {}
    meant: set[tuple[str, str]] = set()
    for row in imported.rows.filter(pk__in=mendings).order_by("pk"):
        for name, answer in mendings[row.pk].choices.items():
            asked = row.options.get(name)
            typed_over = _column(name) in mendings[row.pk].cells
            if not asked or not asked.get("word") or typed_over or answer not in _values(asked):
                continue
            key, shown = (name, asked["word"]), asked["chosen"] or asked["suggested"]
            if key in found and (answer == shown or key in meant):
                continue
            found[key] = WordAnswer(
                *key, answer, Answer(asked.get("lasting", ""), _written(row, _column(name)), answer)
            )
            meant.update([key] if answer != shown else [])
    return list(found.values())


def without_words(
    choices: Mapping[str, str], options: Mapping[str, Any], typed: Mapping[str, str]
) -> dict[str, str]:
    """The answers of a row, to what it asked (`options`), that still stand when these cells are
    typed over: what was said of a word says nothing of another one."""
    return {
        name: answer
        for name, answer in choices.items()
        if _column(name) not in typed or not options.get(name, {}).get("word")
    }


def _column(question: str) -> str:
    """What a question about a word is about: "number.before" is asked of the column "number"."""
    return question.partition(".")[0]


def _values(asked: Mapping[str, Any]) -> set[str]:
    return {option["value"] for option in asked["options"]}


def _written(row: ImportRow, column: str) -> str:
    """The word as the file, or the person who mended it, wrote it."""
    value = row.mended.get(column, row.cells.get(column, ["", ""])[1])
    return value if isinstance(value, str) else ""


def answer_alike(imported: Import, answers: Iterable[WordAnswer]) -> None:
    """Give every row of the file that asks the same the same answer."""
    wanted = {(one.question, one.word): one.answer for one in answers}
    if wanted:
        keep(_alike(imported, wanted))


def _alike(
    imported: Import, wanted: Mapping[tuple[str, str], str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = imported.rows.exclude(options={}).order_by("pk")
    for pk, options, choices in list(rows.values_list("pk", "options", "choices")):
        mine = {
            name: wanted[name, asked["word"]]
            for name, asked in options.items()
            if (name, asked.get("word", "")) in wanted
        }
        if mine and any(choices.get(name) != answer for name, answer in mine.items()):
            yield pk, {"choices": {**choices, **mine}}
