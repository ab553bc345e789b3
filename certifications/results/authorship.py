"""Whose hand stands in what: in every field of a result and every cell of a score sheet, as it is
now.

Who typed a row may approve it once nothing of it is his any more: another person emptied it and
entered it anew. Overwriting is told field by field, so that a row of which one number was changed
stays the row of who typed the others. Source: domain §2 ("Nobody alone").
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from certifications.council.sheets.content import FIELDS as SHEET_FIELDS
from certifications.council.sheets.content import content_of
from certifications.models import Application, Result, ScoreSheet, SheetHistory
from certifications.results.typed_row import FIELDS
from ocop_registry.journal.models import JournalLine

_TYPIST = "typed_by"  # of a draft; None: somebody emptied the row
_TYPING = "result.enter"
_TYPED = frozenset(FIELDS)
_SECOND = "second_keying"


# --- results --------------------------------------------------------------------------------------
def hands_in_results(applications: Iterable[Application]) -> dict[str, set[int]]:
    """Application (uid) → the accounts (ids) whose hand stands in its result or draft: one query."""
    uids = [one.uid for one in applications]
    lines = JournalLine.objects.filter(kind=Result.SUBJECT_KIND, uid__in=uids)
    rows: dict[str, _Row] = {uid: _Row() for uid in uids}
    told = lines.order_by("entry__seq", "pk").values_list(
        "uid", "text", "entry__act", "entry__actor"
    )
    for uid, text, name, actor in told:
        rows[uid].read(json.loads(text), name, actor)
    return {uid: row.hands for uid, row in rows.items()}


class _Row:
    """One result's story, read line by line."""

    def __init__(self) -> None:
        self._fields: dict[str, int | None] = {}
        self._draft: set[int | None] = set()

    @property
    def hands(self) -> set[int]:
        return {one for one in (*self._fields.values(), *self._draft) if one is not None}

    def read(self, line: Mapping[str, Any], name: str, actor: int | None) -> None:
        """`line`: before and after of one act, only what changed; None for what was not there."""
        before, after = line["before"], line["after"]
        if after is not None and _TYPIST in after:
            emptied = after[_TYPIST] is None
            self._fields = {} if emptied else self._fields
            self._draft = set() if emptied else {*self._draft, actor}
        elif after is None:
            # Typing over a result turns it into a draft of what is left of it; anything else takes
            # it back whole.
            self._draft |= set(self._fields.values()) if name == _TYPING else set()
            self._fields = {}
        else:
            kept = self._fields if before is not None else {}
            self._fields = kept | dict.fromkeys(set(after) & _TYPED, actor)


# --- sheets ---------------------------------------------------------------------------------------
def hands_in_sheet(sheet: ScoreSheet, history: Iterable[SheetHistory]) -> set[int]:
    """The accounts (ids) whose hand stands in a sheet as it is: who typed each cell last, and who
    keyed it a second time. `history`: of the sheet, in order."""
    cells: dict[str, tuple[str, int]] = {}
    second: int | None = None
    for one in history:
        if _SECOND in one.content:
            second = one.saved_by_id
            continue
        said = _cells(one.content)
        cells = {
            place: cells[place] if cells.get(place, ("",))[0] == text else (text, one.saved_by_id)
            for place, text in said.items()
        }
    if content_of(sheet).empty:
        return set()
    found = {by for _, by in cells.values()}
    return found | ({second} if second and sheet.second_choices is not None else set())


def _cells(content: Mapping[str, Any]) -> dict[str, str]:
    """A saved sheet place by place, as text; what is empty is no place."""
    found = {}
    for name in SHEET_FIELDS:
        value = content.get(name)
        inner = value if isinstance(value, Mapping) else {"": value}
        for code, told in inner.items():
            if told not in (None, "", {}) and name != "mode":
                found[f"{name} {code}"] = json.dumps(told, sort_keys=True)
    return found
