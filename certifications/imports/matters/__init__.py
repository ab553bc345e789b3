"""What of a file's rows a person should look at, as a table beside the rows: questions, faults,
answers, notes. It follows from what the last check found, and lets a page of thousands of rows be
shown by what is to be done."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from certifications.imports.said import group_key
from certifications.models import Import, MatterSection, RowMatter
from ocop_registry.journal.batches import batches, insert_rows

__all__ = ["Matter", "note_key", "of", "replace", "store"]

Matter = tuple[str, str, str]  # section, word, key
OPEN = (MatterSection.QUESTION, MatterSection.FAULT)  # what keeps a row from being written
ASKED = "choose"  # the code of the fault that stands for an open question
NAMES = ("imported", "row", "section", "word", "key")
_QUOTED = re.compile(r"“[^”]*”")
_NUMBERS = re.compile(r"\d[\d/.,–-]*")


def of(found: Mapping[str, Any]) -> set[Matter]:
    """The matters of one row, from what its columns keep of the last check."""
    return {
        *(_of_question(name, asked) for name, asked in found["options"].items()),
        *(_of_fault(fault) for fault in found["faults"] if fault["code"] != ASKED),
        *_of_notes(found["notes"], found["understood"]),
    }


def _of_question(name: str, asked: Mapping[str, Any]) -> Matter:
    section = MatterSection.ANSWERED if asked["chosen"] else MatterSection.QUESTION
    return str(section), name, question_key(name, asked)


def question_key(name: str, asked: Mapping[str, Any]) -> str:
    """Of a question as it is stored; those of earlier versions bear none."""
    values = (option["value"] for option in asked["options"])
    return asked.get("key") or group_key(name, "|".join([asked["label"], *values]))


def _of_fault(fault: Mapping[str, Any]) -> Matter:
    column, code = fault.get("column", ""), fault["code"]
    return str(MatterSection.FAULT), f"{code}.{column}"[:100], fault_key(fault)


def fault_key(fault: Mapping[str, Any]) -> str:
    return fault.get("key") or group_key(fault["code"], fault["detail"])


def _of_notes(notes: Iterable[str], understood: Mapping[str, Any]) -> Iterator[Matter]:
    columns = {text: column for column, text in understood.get("noted", ())}
    for text in notes:
        column = columns.get(text, "")
        yield str(MatterSection.NOTE), column, note_key(column, text)


def note_key(column: str, text: str) -> str:
    """Notes that differ only in what they quote and in their numbers say the same."""
    return group_key("note", column, _NUMBERS.sub("0", _QUOTED.sub("“…”", text)))


# --- the table ------------------------------------------------------------------------------------
def store(imported: Import, matters: Iterable[set[Matter]]) -> None:
    """Those of all rows of a file, in the order of the rows, which have none yet."""
    keys = imported.rows.order_by("pk").values_list("pk", flat=True)
    insert_rows(
        RowMatter,
        NAMES,
        (
            (imported.pk, key, *matter)
            for key, those in zip(keys, matters, strict=True)
            for matter in sorted(those)
        ),
    )


def replace(imported: Import, changed: Mapping[int, set[Matter]]) -> None:
    """Those of these rows (id → what there is now)."""
    for piece in batches(changed):
        RowMatter.objects.filter(row__in=piece).delete()
    insert_rows(
        RowMatter,
        NAMES,
        (
            (imported.pk, row, *matter)
            for row, matters in changed.items()
            for matter in sorted(matters)
        ),
    )
