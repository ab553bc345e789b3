"""Taking in rows pasted from Excel or typed by hand: checked in an editable table, then taken in
all together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from certifications.applications import intake, pasted_text, typed_rows
from certifications.applications.pasted_text import COLUMNS
from certifications.applications.typed_rows import FIELDS, CheckedRow, Option
from certifications.identity.words import remember
from certifications.models import ApplicationType, Round
from certifications.rounds.access import Refused, require
from certifications.rounds.contents import Content, is_open
from certifications.staff.rounds.lists import crumbs_of
from certifications.staff.scoped import round_or_404
from ocop_registry.staff.pages import staff_page
from producers.models import ProducerKind
from products.models import ProductSet

EMPTY_ROWS = 3
MOST_ROWS = 500
# Cells with a list of suggestions.
LISTS = {"kind": "kinds", "set": "sets", "type": "types"}
CHOICES_OF = {
    "place": ("place_choice",),
    "producer": ("producer_choice",),
    "product": ("product_choice",),
    "kind": ("kind.word",),
    "set": ("set.word",),
    "type": ("type.word", "type_choice"),
}


def urls() -> list:
    return [path("dot/<str:uid>/nhan-ho-so/dan/", paste_page, name="application_paste")]


class Cell:
    """One cell of the table: what was typed, what is wrong with it, and the choice that it leaves
    open."""

    def __init__(self, row: CheckedRow | None, index: int, column: str) -> None:
        self.label = COLUMNS[column]
        self.name = f"row-{index}-{column}"
        self.column = column
        self.list = LISTS.get(column, "")
        self.value = row.raw[column] if row else ""
        self.error = row.errors.get(column, "") if row else ""
        choices = CHOICES_OF.get(column, ("",))
        choice = next((one for one in choices if row and row.options.get(one)), choices[-1])
        self.choice_name = f"row-{index}-{choice}"
        self.options: list[Option] = row.options.get(choice, []) if row else []
        self.chosen = row.raw.get(choice, "") if row else ""
        self.suggested = row.suggested.get(choice, "") if row else ""


class Line:
    """One row of the table."""

    def __init__(self, row: CheckedRow | None, index: int) -> None:
        self.row, self.index = row, index
        self.cells = [Cell(row, index, column) for column in COLUMNS]

    @property
    def outcome(self) -> str:
        """What taking the row in will do, in a few words."""
        if self.row is None or not self.row.ready or not self.row.product or not self.row.producer:
            return ""
        if self.row.product.pk:
            return "sản phẩm đã có"
        return "sản phẩm mới" if self.row.producer.pk else "sản phẩm mới, chủ thể mới"


def paste_page(request: HttpRequest, uid: str) -> HttpResponse:
    """A box to paste into and a table to mend; saving takes all rows in at once, or none."""
    round_ = round_or_404(request.user, uid)
    require(request.user, "application.edit", round_)
    if round_.is_central:
        raise Http404
    if request.method != "POST":
        return _show(request, round_, [], checked=False)
    typed = _typed(request.POST)
    text, problems = request.POST.get("pasted", ""), []
    if text.strip():
        try:
            typed += pasted_text.read(text)
            text = ""
        except pasted_text.Unreadable as problem:
            problems.append(str(problem))
    if len(typed) > MOST_ROWS:
        problems.append(
            f"Có {len(typed)} dòng, nhiều hơn {MOST_ROWS} dòng một lần: hãy chia làm nhiều lần."
        )
    checked = typed_rows.check(round_, typed)
    remember([one for row in checked for one in row.answers], round_.place, request.user)
    read_now = bool(request.POST.get("pasted", "").strip())
    if not problems and request.POST.get("action") == "save" and not read_now:
        problems = _take_in(request, round_, checked)
        if not problems:
            return redirect("admin:round_page", uid)
    return _show(request, round_, checked, text=text, problems=problems)


def _typed(data: Any) -> list[dict[str, str]]:
    """The rows of the table as sent; a row ticked "bỏ" is left out."""
    told = data.get("rows", "")
    count = min(
        int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0,
        MOST_ROWS + EMPTY_ROWS,
    )
    return [
        {name: data.get(f"row-{index}-{name}", "") for name in FIELDS}
        for index in range(count)
        if not data.get(f"row-{index}-drop")
    ]


def _take_in(request: HttpRequest, round_: Round, checked: list[CheckedRow]) -> list[str]:
    wrong = [row for row in checked if not row.ready]
    if wrong:
        numbers = ", ".join(str(row.number) for row in wrong[:20])
        return [
            f"Còn {len(wrong)} dòng phải xem lại (dòng {numbers}{' …' if len(wrong) > 20 else ''}):"
            " xem chữ đỏ trong bảng."
        ]
    try:
        taken = intake.take_in(round_, typed_rows.entries(checked), by=request.user)
    except Refused as refused:
        return refused.reasons
    except ValidationError as problem:
        return problem.messages
    messages.success(request, f"Đã nhận {len(taken)} hồ sơ vào đợt.")
    return []


def _show(
    request: HttpRequest, round_: Round, checked_rows: list[CheckedRow], *, text: str = "", problems: list[str] | None = None,
    checked: bool = True,
) -> HttpResponse:  # fmt: skip
    lines = [Line(row, index) for index, row in enumerate(checked_rows)]
    lines += [
        Line(None, index) for index in range(len(checked_rows), len(checked_rows) + EMPTY_ROWS)
    ]
    wrong = sum(not row.ready for row in checked_rows)
    context = {
        "round": round_,
        "lines": lines,
        "columns": COLUMNS.values(),
        "text": text,
        "problems": problems or [],
        "checked": checked and bool(checked_rows),
        "wrong": wrong,
        "ready": len(checked_rows) - wrong,
        "sets": ProductSet.objects.filter(scheme=round_.scheme.slug),
        "kinds": [kind.label for kind in ProducerKind if kind != ProducerKind.UNKNOWN],
        "types": ApplicationType.labels,
        "closed": not is_open(Content.APPLICATIONS, round_),
        "tab": "paste",
    }
    return staff_page(
        request, "certifications/applications/application_paste.html", context, title="Nhận hồ sơ", crumbs=crumbs_of(round_),
        status=409 if problems else 200,
    )  # fmt: skip
