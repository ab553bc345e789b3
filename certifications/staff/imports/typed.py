"""What comes back from the page of a file: what was typed and answered, of single rows and of whole
groups."""

import re
from collections.abc import Mapping
from typing import Any

from certifications.imports.matters.groups import Answers
from certifications.imports.staging import Mending
from certifications.staff.imports.rows_shown import lines, mark
from ocop_registry.excel.sheets import LONGEST_TEXT

_OF_ROW = re.compile(r"^(c|q)-(\d{1,18})-([\w.-]{1,60})$")
_OF_GROUP = re.compile(r"^(g|t|all)-([\w.-]{1,100})$")
LONGEST_ANSWER = 200


def of_rows(data: Any) -> dict[int, Mending]:
    """By row: "c-<row>-<column>" for cells that differ from what was shown, "q-<row>-<question>"
    for answers."""
    typed: dict[int, dict[str, str]] = {}
    choices: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        if found := _OF_ROW.match(name):
            what, row, key = found[1], int(found[2]), found[3]
            if what == "q":
                choices.setdefault(row, {})[key] = value[:LONGEST_ANSWER]
            elif mark(value) != data.get(f"was-{row}-{key}", ""):
                typed.setdefault(row, {})[key] = lines(value)[:LONGEST_TEXT]
    return {
        row: Mending(typed.get(row, {}), choices.get(row, {}))
        for row in typed.keys() | choices.keys()
    }


def of_groups(data: Any) -> Answers:
    """By group: "g-<key>" for the answer to its question, "t-<key>" for the text of its cell where
    it differs from what was shown; "all-<word>": one answer for every group of a kind."""
    told: dict[str, dict[str, str]] = {"g": {}, "t": {}, "all": {}}
    for name, value in data.items():
        if not (found := _OF_GROUP.match(name)):
            continue
        what, key = found[1], found[2]
        if what == "t" and mark(value) == data.get(f"was-t-{key}", ""):
            continue
        if what == "t" or value:
            most = LONGEST_TEXT if what == "t" else LONGEST_ANSWER
            told[what][key] = lines(value)[:most]
    return Answers(told["g"], told["t"], told["all"])


def together(groups: Mapping[int, Mending], rows: Mapping[int, Mending]) -> dict[int, Mending]:
    """Both; what was said of a single row counts for it before what was said of its group."""
    none = Mending()
    return {
        row: Mending(
            {**groups.get(row, none).cells, **rows.get(row, none).cells},
            {**groups.get(row, none).choices, **rows.get(row, none).choices},
        )
        for row in groups.keys() | rows.keys()
    }
