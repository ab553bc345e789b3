"""The near misses of a waiting file answered in one go: "tạo mới tất cả", or "là một, cho mọi
dòng"."""

from collections.abc import Iterator

from certifications.imports.contract import NEW
from certifications.imports.staging import Mending, mend
from certifications.models import Import, ImportRow
from ocop_registry.accounts.models import User

SAME = "la-mot"  # each the one that it can be
ALL_NEW = NEW
QUESTIONS = ("producer", "product", "name")


def open_questions(imported: Import) -> int:
    """How many near misses of a waiting file are not answered yet."""
    return sum(1 for _ in _open(imported))


def answer_all(
    imported: Import, answer: str, *, by: User | None, version: int | None = None
) -> Import:
    """Answer every open near miss: `ALL_NEW`, none of them is one of the register; `SAME`, each is
    the one that is suggested, or the only one asked about; of several the nearest is not taken.
    What no answer fits stays open. Raises as `staging.mend` does.

    Answers may bring further questions (a maker is known, now its products are near): those are
    answered too.
    """
    asked: set[tuple[int, str]] = set()
    while True:
        found = {
            (row.pk, question): fitting
            for row, question in _open(imported)
            if (row.pk, question) not in asked and (fitting := _fitting(row, question, answer))
        }
        if not found:
            return imported
        asked |= found.keys()
        mendings: dict[int, dict[str, str]] = {}
        for (row, question), fitting in found.items():
            mendings.setdefault(row, {})[question] = fitting
        told = {row: Mending(choices=choices) for row, choices in mendings.items()}
        imported = mend(imported, told, by=by, version=version)
        version = None


def _open(imported: Import) -> Iterator[tuple[ImportRow, str]]:
    for row in imported.rows.exclude(options={}).order_by("pk").iterator():
        for question in QUESTIONS:
            told = row.options.get(question)
            if told and not told["chosen"] and NEW in _values(told):
                yield row, question


def _values(told: dict) -> list[str]:
    return [option["value"] for option in told["options"]]


def _fitting(row: ImportRow, question: str, answer: str) -> str:
    told = row.options[question]
    if answer == ALL_NEW:
        return NEW
    others = [value for value in _values(told) if value != NEW]
    return told["suggested"] or (others[0] if len(others) == 1 else "")
