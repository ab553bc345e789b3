"""What a typed row says of its producer, beside what the register says: what was not known is filled
in, what differs is asked, side by side, and nothing that the row says is dropped without a word.

A row of a producer that no commune of today is known of is asked for it: without one the product
gets no code (tỉnh-xã-STT-năm).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError

from certifications.applications.typed.columns import ALL
from certifications.identity.identifiers import tax_key
from certifications.identity.name_index import is_same_name
from certifications.identity.places import Places
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.text import fold
from producers import written_numbers
from producers.models import Producer, ProducerKind

KEEP, TAKE = "giu", "lay"
UNIT = "xa:"  # an answer that names a commune: its code follows
# column → field of the producer
FIELDS: Mapping[str, str] = {
    "place": "place",
    "kind": "kind",
    "phone": "phone",
    "address": "address",
    "representative": "representative_name",
    "tax_code": "tax_code",
}
QUESTIONS = tuple(f"keep.{column}" for column in FIELDS)
_TEXTS = ("phone", "address", "representative", "tax_code")
_READ: Mapping[str, Callable[[str], str]] = {
    "phone": written_numbers.phone,
    "tax_code": written_numbers.tax_code,
}
_OF_COMMUNE = re.compile(r"(?:xa|phuong|thi tran|dac khu|huyen|tinh|thanh pho|thi xa|quan)\b")
_MOST_UNITS = 40  # communes that a list of answers may hold


@dataclass(frozen=True)
class Option:
    """One answer to a question."""

    value: str
    label: str


@dataclass(frozen=True)
class Difference:
    """What the register says, and what the row says instead, as people read them."""

    before: str
    after: str


class Typed(Protocol):
    """What is read and filled here of a row. `taken`: field of a known producer → the value that the
    row puts in; `differs`: by column."""

    raw: dict[str, str]
    called: str
    errors: dict[str, str]
    notes: list[str]
    options: dict[str, list[Option]]
    suggested: dict[str, str]
    taken: dict[str, Any]
    differs: dict[str, Difference]
    place: Place | None
    place_error: str
    kind: ProducerKind | None


class KnownProducers:
    """Shared by the rows of one list: what one row says of a producer, the next ones find."""

    def __init__(self, rows: Iterable[Typed], places: Places) -> None:
        self._places = places
        self._told: dict[tuple[str, int, str], tuple[str, str]] = {}  # → (value, row that says it)
        # an answer serves all rows that write the same of the same name
        self._answers = {
            _said(row, question): answer
            for row in rows
            for question in QUESTIONS
            if (answer := row.raw.get(question, ""))
        }

    # --- a producer of the register ---------------------------------------------------------------
    def compare(self, row: Typed, producer: Producer) -> None:
        """Fill in, or ask, whatever the row says of a producer that the register has."""
        self._place(row, producer)
        if row.kind and producer.kind == ProducerKind.UNKNOWN:
            self._fill(row, producer, "kind", row.kind, str(row.kind.label))
        elif row.kind and row.kind != producer.kind:
            words = str(producer.get_kind_display()), str(row.kind.label)
            self._ask(row, "kind", row.kind, *words)
        for column in _TEXTS:
            self._text(row, producer, column)

    def _text(self, row: Typed, producer: Producer, column: str) -> None:
        text = self._value(row, producer, column)
        if not text:
            return
        known = getattr(producer, FIELDS[column])
        if not known:
            self._fill(row, producer, column, text, text)
        elif not _same(column, known, text):
            self._ask(row, column, text, known, text)

    def _fill(self, row: Typed, producer: Producer, column: str, value: Any, words: str) -> None:
        """What the register does not know yet; two rows may not say it differently."""
        if self._first(row, producer, column, words):
            row.taken[FIELDS[column]] = value
            row.notes.append(f"Bổ sung {ALL[column].lower()} của chủ thể: {words}.")

    def _first(self, row: Typed, producer: Producer, column: str, words: str) -> bool:
        said, at = self._told.setdefault((*producer.identity, column), (words, row.called))
        if at != row.called and not _same(column, said, words):
            row.errors.setdefault(column, f"{at[:1].upper()}{at[1:]} ghi “{said}” cho chủ thể này.")
        return at == row.called

    def _ask(
        self, row: Typed, column: str, value: Any, before: str, after: str, suggested: str = ""
    ) -> None:
        row.differs[column] = Difference(before, after)
        options = [Option(KEEP, "giữ như sổ"), Option(TAKE, "lấy theo dòng này")]
        answer = self._answer(row, f"keep.{column}", options, suggested)
        label = ALL[column].lower()
        if answer == TAKE:
            row.taken[FIELDS[column]] = value
            row.notes.append(f"Đổi {label} của chủ thể trong sổ: “{before}” thành “{after}”.")
        elif answer:
            row.notes.append(f"Sổ ghi {label} là “{before}”: giữ như trong sổ.")
        else:
            row.errors[column] = f"Sổ ghi “{before}”, dòng này ghi “{after}”: giữ hay đổi?"

    def _answer(
        self, row: Typed, question: str, options: Sequence[Option], suggested: str = ""
    ) -> str:
        answer = row.raw[question] or self._answers.get(_said(row, question), "")
        row.options[question] = list(options)
        row.suggested[question] = suggested
        valid = answer if answer in {one.value for one in options} else ""
        row.raw[question] = valid
        return valid

    # --- where it is ------------------------------------------------------------------------------
    def _place(self, row: Typed, producer: Producer) -> None:
        known = producer.place
        units = [known] if _is_commune(known) else self._places.communes_today(known)
        if row.place is None:
            self._untold(row, known, units)
        elif row.place.pk != known.pk:
            narrower = row.place in units or known.level == PlaceLevel.PROVINCE
            suggested = TAKE if narrower and not _is_commune(known) else ""
            self._ask(row, "place", row.place, known.path(), row.place.path(), suggested)

    def _untold(self, row: Typed, known: Place, units: Sequence[Place]) -> None:
        """A row that tells no commune, or one that is not understood."""
        text = row.raw["place"]
        meant = {one.value for one in row.options.get("place_choice", ())}
        if _is_commune(known):
            if text and known.code not in meant:
                self._choose_unit(row, known, (), f"{row.place_error} Sổ ghi {known.full_name}.")
            elif text:
                row.options.pop("place_choice", None)
                row.notes.append(f"“{text}” là {known.full_name} như sổ ghi.")
            return
        problem = row.place_error if text else "Dòng này không ghi xã, phường."
        told = f"{problem} Sổ chỉ biết đến {known.path()}: chọn xã, phường hiện nay."
        self._choose_unit(row, known, () if meant else units[:_MOST_UNITS], told)

    def _choose_unit(self, row: Typed, known: Place, units: Sequence[Place], told: str) -> None:
        kept = (
            "giữ như sổ"
            if _is_commune(known)
            else "chưa biết: nhận trước, chưa cấp được mã sản phẩm"
        )
        options = [
            *(Option(f"{UNIT}{one.code}", one.full_name) for one in units),
            Option(KEEP, kept),
        ]
        answer = self._answer(row, "keep.place", options)
        if answer.startswith(UNIT):
            row.taken["place"] = next(one for one in units if one.code == answer[len(UNIT) :])
            row.notes.append(f"Ghi chủ thể ở {row.taken['place'].full_name}.")
        elif answer:
            row.options.pop("place_choice", None)
            row.notes.append(f"Giữ nơi ở như sổ: {known.path()}.")
        else:
            row.errors["place"] = told

    # --- a producer that the rows bring -----------------------------------------------------------
    def describe(self, row: Typed, producer: Producer) -> None:
        """Put onto a new producer what the row says of it."""
        for column in _TEXTS:
            text = self._value(row, producer, column)
            if text and self._first(row, producer, column, text):
                setattr(producer, FIELDS[column], text)

    def _value(self, row: Typed, producer: Producer, column: str) -> str:
        """The cell as the producer's field takes it; what that refuses is said at the cell."""
        text = row.raw[column]
        text = _READ[column](text) if text and column in _READ else text
        if not text or column == "address" and _only_a_place(text, row.raw["place"]):
            return ""
        field: Any = producer._meta.get_field(FIELDS[column])
        try:
            return str(field.clean(text, producer))
        except ValidationError as problem:
            row.errors[column] = " ".join(problem.messages)
            return ""


def _said(row: Typed, question: str) -> tuple[str, str, str]:
    column = question.partition(".")[2]
    return question, fold(row.raw["producer"]), fold(row.raw[column])


def _is_commune(place: Place) -> bool:
    return place.level == PlaceLevel.COMMUNE and place.in_force


def _same(column: str, one: str, other: str) -> bool:
    if column == "phone":
        digits = [re.sub(r"\D", "", re.sub(r"^\+?84", "0", text)) for text in (one, other)]
        return digits[0] == digits[1]
    if column == "tax_code":
        return tax_key(one) == tax_key(other)
    return is_same_name(one, other)


def _only_a_place(address: str, place: str) -> bool:
    """Whether an address tells no more than the commune, which the row tells as well."""
    return (
        bool(_OF_COMMUNE.match(fold(address)))
        or fold(address) == fold(place)
        and "," not in address
    )
