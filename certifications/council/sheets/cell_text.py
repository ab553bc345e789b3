"""A cell of a grid as text: "3", "3 b" (second case), "0 D" (stop: dừng chấm), "L" (disqualify:
loại), and back."""

from collections.abc import Mapping
from typing import Any

from certifications.council.sheets.content import PARTS, Content
from certifications.law.scorecards import DISQUALIFY, STOP, Criterion, Scorecard

CASE_LETTERS = "ab"
FINDING_LETTERS = {"d": STOP, "l": DISQUALIFY}
LETTER_OF = {STOP: "D", DISQUALIFY: "L"}
REMARKS = ("disqualified_reason", "comment")


def values_of(content: Content, card: Scorecard | None) -> dict[str, str]:
    """A sheet's criteria as cells, by code, with its remarks."""
    texts = {one.code: text_of(content, one) for one in card.scored} if card else {}
    return texts | {name: getattr(content, name) for name in REMARKS}


def text_of(content: Content, criterion: Criterion) -> str:
    choice = content.choices.get(criterion.code, {})
    codes = [case.code for case in criterion.cases]
    letter = CASE_LETTERS[codes.index(choice["case"])] if choice.get("case") in codes else ""
    finding = LETTER_OF.get(content.findings.get(criterion.code, ""), "")
    return " ".join(
        part
        for part in (str(choice.get("points", choice.get("typed", ""))), letter, finding)
        if part
    )


def part_values(content: Content) -> dict[str, str]:
    return {name: content.part_text(name) for name in PARTS}


def content_data(
    values: Mapping[str, str], card: Scorecard, remarks: Mapping[str, str]
) -> dict[str, Any]:
    """The content that cells stand for; remarks that the grid does not show stay as they are."""
    choices, findings = {}, {}
    for criterion in card.scored:
        choices[criterion.code], findings[criterion.code] = _read(
            values.get(criterion.code, ""), criterion
        )
    kept = {name: values.get(name, remarks.get(name, "")) for name in REMARKS}
    return {"mode": "criteria", "choices": choices, "findings": findings} | kept


def part_data(values: Mapping[str, str], remarks: Mapping[str, str]) -> dict[str, Any]:
    own = {name: values.get(name, "") for name in PARTS}
    return (
        {"mode": "totals"}
        | own
        | {name: values.get(name, remarks.get(name, "")) for name in REMARKS}
    )


def _read(text: str, criterion: Criterion) -> tuple[dict[str, Any], str]:
    """One cell. What is not understood stays as typed, so that the rules can say what is wrong with
    it."""
    case, finding, rest = None, "", []
    for word in text.split():
        letter = word.lower()
        if letter in FINDING_LETTERS and not finding:
            finding = FINDING_LETTERS[letter]
        elif criterion.cases and letter in CASE_LETTERS[: len(criterion.cases)] and case is None:
            case = criterion.cases[CASE_LETTERS.index(letter)].code
        else:
            rest.append(word)
    return {"points": " ".join(rest), "case": case}, finding
