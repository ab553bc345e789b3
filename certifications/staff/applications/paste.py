"""Taking in rows pasted from Excel or typed by hand: what is read from which column is shown, the
rows are checked in an editable table, then taken in all together."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from certifications.applications.typed import rows as typed_rows
from certifications.applications.typed.checked import FIELDS, CheckedRow
from certifications.applications.typed.columns import ALL
from certifications.identity.words import remember
from certifications.imports.kinds.applications import known
from certifications.imports.kinds.applications.pasted import Pasted, read_pasted
from certifications.imports.shape.layout import ChosenSheet
from certifications.models import ApplicationType, Round
from certifications.rounds.access import Refused, require
from certifications.rounds.contents import Content, is_open
from certifications.staff.applications.paste_shown import FOR_ALL, Line, for_all, shown_columns
from certifications.staff.rounds.lists import crumbs_of
from certifications.staff.scoped import round_or_404
from ocop_registry.excel.values import Unreadable
from ocop_registry.staff.pages import staff_page
from producers.models import ProducerKind
from products.models import ProductSet

EMPTY_ROWS = 3
MOST_ROWS = 500


def urls() -> list:
    return [path("dot/<str:uid>/nhan-ho-so/dan/", paste_page, name="application_paste")]


class Table:
    """What was sent: the rows of the table, the text pasted beside them, what was said of its
    columns; and what became of it."""

    def __init__(self, request: HttpRequest, round_: Round) -> None:
        self.data, self.round = request.POST, round_
        self.text = str(self.data.get("pasted", ""))
        self.read_from, self.read_text = 0, ""
        self.pasted: Pasted | None = None
        self.problems: list[str] = []
        self.typed = _typed(self.data)
        again = self.data.get("action") == "reread" and not self.text.strip()
        if again:  # the rows of the last paste are read anew, with the columns as named now
            self.text = str(self.data.get("read_text", ""))
            self.typed = _typed(self.data, _number(self.data.get("read_from", "")))
        if self.text.strip():
            self._read()
        if len(self.typed) > MOST_ROWS:
            self.problems.append(
                f"Có {len(self.typed)} dòng, nhiều hơn {MOST_ROWS} dòng một lần: hãy chia làm nhiều"
                " lần."
            )

    def _read(self) -> None:
        try:
            self.pasted = read_pasted(self.text, self.round, self._chosen())
        except Unreadable as problem:
            self.problems.append(str(problem))
            return
        if self.pasted.lacking:
            self.problems.append(
                f"Chưa thấy cột {', '.join(self.pasted.lacking)}: chọn ở dưới cột nào của bảng là cột"
                " đó."
            )
        if not self.pasted.waits:
            self.read_text, self.read_from = self.text, len(self.typed)
            self.typed += self.pasted.rows
            self.text = ""

    @property
    def mark(self) -> str:
        """Of the text that the columns on the page speak of: another one is read by itself."""
        return sha256(_lines(self.text or self.read_text).encode()).hexdigest()[:16]

    def _chosen(self) -> ChosenSheet:
        if self.data.get("asked_of", "") != self.mark:
            return ChosenSheet()
        columns = {
            name.removeprefix("col-"): str(value)
            for name, value in self.data.items()
            if name.startswith("col-") and set(str(value).split("+")) <= {"", *ALL}
        }
        answers = {
            name.removeprefix("ask-"): str(value)
            for name, value in self.data.items()
            if name.startswith("ask-")
        }
        return ChosenSheet(columns, answers=answers)


def paste_page(request: HttpRequest, uid: str) -> HttpResponse:
    """A box to paste into and a table to mend; saving takes all rows in at once, or none."""
    round_ = round_or_404(request.user, uid)
    require(request.user, "application.edit", round_)
    if round_.is_central:
        raise Http404
    if request.method != "POST":
        return _show(request, round_, [], checked=False)
    table = Table(request, round_)
    checked = typed_rows.check(round_, table.typed)
    known.announce(checked)
    remember([one for row in checked for one in row.answers], round_.place, request.user)
    saves = request.POST.get("action") == "save" and table.pasted is None and not table.text
    if not table.problems and saves:
        table.problems = _take_in(request, round_, checked)
        if not table.problems:
            return redirect("admin:round_page", uid)
    return _show(request, round_, checked, table)


def _lines(text: str) -> str:
    """The ends of lines as they are compared; forms send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0


def _typed(data: Any, most: int = MOST_ROWS + EMPTY_ROWS) -> list[dict[str, str]]:
    """The rows of the table as sent, of the first so many; blank ones and those ticked "bỏ" are
    left out. An answer for all rows goes to those that were asked."""
    count = min(_number(data.get("rows", "")), MOST_ROWS + EMPTY_ROWS, most)
    rows = []
    for index in range(count):
        if data.get(f"row-{index}-drop"):
            continue
        row = {name: data.get(f"row-{index}-{name}", "") for name in FIELDS}
        for name in FOR_ALL:
            answer = data.get(f"all-{name}", "")
            if answer and f"row-{index}-{name}" in data:
                row[name] = answer
        if any(row[name].strip() for name in ALL):
            rows.append(row)
    return rows


def _take_in(request: HttpRequest, round_: Round, checked: list[CheckedRow]) -> list[str]:
    wrong = [row for row in checked if not row.ready]
    if wrong:
        numbers = ", ".join(str(row.number) for row in wrong[:20])
        return [
            f"Còn {len(wrong)} dòng phải xem lại (dòng {numbers}{' …' if len(wrong) > 20 else ''}):"
            " xem chữ đỏ trong bảng."
        ]
    try:
        taken = known.take_in(round_, checked, by=request.user)
    except Refused as refused:
        return refused.reasons
    except ValidationError as problem:
        return problem.messages
    messages.success(request, f"Đã nhận {len(taken)} hồ sơ vào đợt.")
    return []


def _show(
    request: HttpRequest, round_: Round, rows: list[CheckedRow], table: Table | None = None, *,
    checked: bool = True,
) -> HttpResponse:  # fmt: skip
    columns = shown_columns(rows)
    lines = [Line(row, index, columns) for index, row in enumerate(rows)]
    lines += [Line(None, index, columns) for index in range(len(rows), len(rows) + EMPTY_ROWS)]
    wrong = sum(not row.ready for row in rows)
    problems = table.problems if table else []
    context = {
        "round": round_,
        "lines": lines,
        "columns": [ALL[name] for name in columns],
        "table": table,
        "targets": ALL.items(),
        "for_all": for_all(rows),
        "problems": problems,
        "checked": checked and bool(rows),
        "wrong": wrong,
        "ready": len(rows) - wrong,
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
