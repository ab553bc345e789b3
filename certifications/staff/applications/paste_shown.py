"""The table of pasted rows as its page shows it: cells with what is wrong with them, the choices that
they leave open, and what may be answered for all rows at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from certifications.applications.typed.checked import CheckedRow
from certifications.applications.typed.columns import ALL, BESIDE, COLUMNS
from certifications.applications.typed.producers import KEEP, QUESTIONS, TAKE, Option
from certifications.models import ApplicationType

# Cells with a list of suggestions.
LISTS = {"kind": "kinds", "set": "sets", "type": "types"}
CHOICES_OF = {
    "place": ("place_choice", "keep.place"),
    "producer": ("producer_choice",),
    "product": ("product_choice",),
    "kind": ("kind.word", "keep.kind"),
    "set": ("set.word",),
    "type": ("type.word", "type_choice"),
    "phone": ("keep.phone",),
    "address": ("keep.address",),
    "representative": ("keep.representative",),
    "tax_code": ("keep.tax_code",),
}
FOR_ALL = (*QUESTIONS, "type_choice")  # questions that one answer may settle for all rows


@dataclass(frozen=True)
class ChoiceShown:
    """One question of a cell, with what was answered and what is likely."""

    name: str
    options: Sequence[Option]
    chosen: str
    suggested: str


class Cell:
    """One cell of the table: what was typed, what is wrong with it, and the choices that it leaves
    open."""

    def __init__(self, row: CheckedRow | None, index: int, column: str) -> None:
        self.label = ALL[column]
        self.name = f"row-{index}-{column}"
        self.column = column
        self.list = LISTS.get(column, "")
        self.value = row.raw[column] if row else ""
        self.error = row.errors.get(column, "") if row else ""
        self.choices = [
            ChoiceShown(
                f"row-{index}-{name}",
                row.options[name],
                row.raw.get(name, ""),
                row.suggested.get(name, ""),
            )
            for name in CHOICES_OF.get(column, ())
            if row and row.options.get(name)
        ]
        difference = row.differs.get(column) if row else None
        self.before = difference.before if difference else ""


class Line:
    """One row of the table."""

    def __init__(self, row: CheckedRow | None, index: int, columns: Iterable[str]) -> None:
        self.row, self.index = row, index
        self.cells = [Cell(row, index, column) for column in columns]

    @property
    def outcome(self) -> str:
        """What taking the row in will do, in a few words."""
        if self.row is None or not self.row.ready or not self.row.product or not self.row.producer:
            return ""
        if self.row.product.pk:
            return "sản phẩm đã có"
        return "sản phẩm mới" if self.row.producer.pk else "sản phẩm mới, chủ thể mới"


def shown_columns(rows: Iterable[CheckedRow]) -> list[str]:
    """The columns of the table: the usual ones, and those beside them that a row fills."""
    filled = {name for row in rows for name in BESIDE if row.raw[name] or name in row.errors}
    return [*COLUMNS, *(name for name in BESIDE if name in filled)]


@dataclass(frozen=True)
class ForAll:
    """One question that several rows leave open, and the answers for all of them."""

    name: str
    label: str
    rows: int
    options: Sequence[Option]


def for_all(rows: Sequence[CheckedRow]) -> list[ForAll]:
    found = []
    for name in FOR_ALL:
        open_ = [row for row in rows if row.options.get(name) and not row.raw[name]]
        if len(open_) > 1:
            found.append(ForAll(name, _label(name), len(open_), _options(name, open_)))
    return found


def _label(name: str) -> str:
    column = name.partition(".")[2]
    return f"{ALL[column]} khác sổ" if column else "Chưa ghi loại hồ sơ"


def _options(name: str, rows: Sequence[CheckedRow]) -> list[Option]:
    offered = {option.value for row in rows for option in row.options[name]}
    if name == "type_choice":
        told = [Option(str(one), str(one.label)) for one in ApplicationType]
    else:
        told = [Option(KEEP, "giữ như sổ"), Option(TAKE, "lấy theo các dòng")]
    return [one for one in told if one.value in offered]
