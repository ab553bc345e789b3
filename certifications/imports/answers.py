"""Answers about written words: given in one row, they count for all rows of the file that ask the
same of the same word."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from certifications.identity.words import Answer
from certifications.imports.stored import keep
from certifications.models import Import, ImportRow


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
    choices: Mapping[str, str], row: ImportRow, typed: Mapping[str, str]
) -> dict[str, str]:
    """The answers of a row that still stand when these cells are typed over: what was said of a
    word says nothing of another one."""
    return {
        name: answer
        for name, answer in choices.items()
        if _column(name) not in typed or not row.options.get(name, {}).get("word")
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
