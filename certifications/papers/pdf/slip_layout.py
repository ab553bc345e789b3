"""Where everything stands on the slip of one product set: laid out once, then drawn under every
slip of the set.

A slip is drawn by hand instead of flowing, because a round has hundreds: the printed part of a page
is one reusable form in the PDF, and a member's slip only adds names, ticks and points at the places
noted here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from certifications.law.scorecards import DISQUALIFY, STOP, Criterion, Option, Scorecard
from certifications.law.sheet_score import PARTS
from certifications.models import Scheme
from certifications.papers.content import COUNTRY, MOTTO
from certifications.papers.pdf.page import BOLD, BOTTOM, ITALIC, LEFT, REGULAR, RIGHT, TOP

WIDTH, HEIGHT = A4
NAMES = 70
SIZE, LEADING, PAD = 9.5, 11.4, 1.9
CODE, MARK, POINTS, BOX = 11 * mm, 16 * mm, 13 * mm, 11 * mm
X = (
    LEFT,
    LEFT + CODE,
    WIDTH - RIGHT - MARK - POINTS - BOX,
    WIDTH - RIGHT - POINTS - BOX,
    WIDTH - RIGHT - BOX,
    WIDTH - RIGHT,
)
HEADINGS = ("Mã", "Tiêu chí và mức điểm", "Dấu sao", "Điểm", "Chọn")
FIELDS = ("Sản phẩm", "Chủ thể", "Hồ sơ", "Người chấm")
TEXT_WIDTH = X[2] - X[1] - 6
COMMENT_LINES = 4


Line = tuple[float, float, float, float]


@dataclass(frozen=True)
class Text:
    """One line of words, beginning at `x`."""

    font: str
    size: float
    x: float
    y: float
    text: str


def centred(font: str, size: float, x: float, y: float, text: str) -> Text:
    return Text(font, size, x - stringWidth(text, font, size) / 2, y, text)


@dataclass(frozen=True)
class Spot:
    """A place on a page (counted from 0)."""

    page: int
    x: float
    y: float


@dataclass
class Page:
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    dotted: list[Line] = field(default_factory=list)
    boxes: list[tuple[float, float]] = field(default_factory=list)
    shades: list[Line] = field(default_factory=list)

    def draw(self, canvas: Canvas) -> None:
        """Everything of a kind in one go: what a file repeats for every set has to be quick."""
        canvas.setFillGray(0.93)
        for shade in self.shades:
            canvas.rect(*shade, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setLineWidth(0.4)
        canvas.lines(self.lines)
        boxes = canvas.beginPath()
        for x, y in self.boxes:
            boxes.rect(x - 4, y - 4, 8, 8)
        canvas.drawPath(boxes)
        canvas.setDash(0.8, 1.8)
        canvas.lines(self.dotted)
        canvas.setDash()
        words = canvas.beginText()
        for text in sorted(self.texts, key=lambda one: (one.font, one.size)):
            if (words._fontname, words._fontsize) != (text.font, text.size):
                words.setFont(text.font, text.size)
            words.setTextOrigin(text.x, text.y)
            words.textOut(text.text)
        canvas.drawText(words)


@dataclass
class Layout:
    """A laid-out slip. `fields`: where the names begin; `levels`: (criterion, case, points) → its
    box; `points`: code → where the score is written ("A", "B", "C", "total" at the end);
    `findings`: (criterion, "stop"/"disqualify") → its box."""

    card: Scorecard
    pages: list[Page] = field(default_factory=list)
    fields: dict[str, Spot] = field(default_factory=dict)
    levels: dict[tuple[str, str | None, int], Spot] = field(default_factory=dict)
    points: dict[str, Spot] = field(default_factory=dict)
    findings: dict[tuple[str, str], Spot] = field(default_factory=dict)
    comment: list[Spot] = field(default_factory=list)
    excluded: Spot | None = None
    signature: Spot | None = None


def layout_of(card: Scorecard, scheme: Scheme, set_name: str) -> Layout:
    """Lay a set's slip out on A4 pages. No criterion is cut in two; the heading row stands on every
    page."""
    return _Writer(card, scheme, set_name).write()


class _Writer:
    def __init__(self, card: Scorecard, scheme: Scheme, set_name: str):
        self.card, self.scheme, self.set_name = card, scheme, set_name
        self.layout = Layout(card)
        self.y = 0.0

    @property
    def page(self) -> Page:
        return self.layout.pages[-1]

    def write(self) -> Layout:
        self._new_page()
        self._head()
        self._headings()
        for part in self.scheme.data["parts"]:
            self._part(part)
        self._end()
        for page in self.layout.pages:
            page.lines = _joined(page.lines)
        return self.layout

    # --- pages ------------------------------------------------------------------------------------
    def _new_page(self) -> None:
        self.layout.pages.append(Page())
        self.y = HEIGHT - TOP

    def _room(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self._new_page()
            self._headings()

    def _spot(self, x: float, y: float) -> Spot:
        return Spot(len(self.layout.pages) - 1, x, y)

    # --- the head ---------------------------------------------------------------------------------
    def _head(self) -> None:
        middle = (LEFT + WIDTH - RIGHT) / 2
        for font, size, text, leading in (
            (BOLD, 12, COUNTRY, 15),
            (BOLD, 13, MOTTO, 30),
            (BOLD, 14, "PHIẾU ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP", 16),
            (BOLD, 12, f"Bộ sản phẩm {self.card.no}: {self.set_name}", 14),
            (ITALIC, 11, f"(Theo bộ tiêu chí {self.scheme.code})", 20),
        ):
            for line in simpleSplit(text, font, size, WIDTH - LEFT - RIGHT):
                self.page.texts.append(centred(font, size, middle, self.y - size, line))
                self.y -= leading
            if text == MOTTO:
                self.page.lines.append((middle - 75, self.y + 11, middle + 75, self.y + 11))
        for name in FIELDS:
            self.page.texts.append(Text(REGULAR, 12, LEFT, self.y - 12, f"{name}:"))
            self.layout.fields[name] = self._spot(LEFT + NAMES, self.y - 12)
            self.page.dotted.append((LEFT + NAMES, self.y - 14, WIDTH - RIGHT, self.y - 14))
            self.y -= 19
        self.y -= 6

    def _headings(self) -> None:
        height = 17
        self.page.shades.append((X[0], self.y - height, X[-1] - X[0], height))
        for left, right, text in zip(X, X[1:], HEADINGS, strict=False):
            self.page.texts.append(centred(BOLD, 9.5, (left + right) / 2, self.y - 12, text))
        self._frame(height, X)

    def _frame(self, height: float, columns: Iterable[float]) -> None:
        """The lines around one row that ends `height` below; moves on."""
        below = self.y - height
        self.page.lines += [(X[0], self.y, X[-1], self.y), (X[0], below, X[-1], below)]
        self.page.lines += [(x, self.y, x, below) for x in columns]
        self.y = below

    # --- criteria ---------------------------------------------------------------------------------
    def _part(self, part: dict) -> None:
        self._room(90)
        self._band(
            f"PHẦN {part['code']}. {part['name'].upper()} ({part['max_points']} điểm)", part["code"]
        )
        for section in self.card.sections:
            if section.part != part["code"]:
                continue
            within = [
                one
                for one in self.card.criteria
                if (one.part, one.section) == (section.part, section.code)
            ]
            if not (len(within) == 1 and within[0].code == section.code):  # not told twice
                self._room(70)
                self._band(f"{section.code}. {section.name} ({section.max_points} điểm)")
            for criterion in within:
                self._criterion(criterion)

    def _band(self, text: str, part: str = "") -> None:
        lines = simpleSplit(text, BOLD, SIZE, X[-1] - X[0] - 8)
        if part:
            self.page.shades.append(
                (
                    X[0],
                    self.y - len(lines) * LEADING - 2 * PAD,
                    X[-1] - X[0],
                    len(lines) * LEADING + 2 * PAD,
                )
            )
        for at, line in enumerate(lines):
            self.page.texts.append(
                Text(BOLD, SIZE, X[0] + 4, self.y - PAD - SIZE - at * LEADING + 1, line)
            )
        self._frame(len(lines) * LEADING + 2 * PAD, (X[0], X[-1]))

    def _criterion(self, criterion: Criterion) -> None:
        rows = [
            _heading_row(criterion),
            *_remark_rows(self.card, criterion),
            *_level_rows(criterion),
        ]
        self._room(sum(row.height for row in rows))
        for row in rows:
            self._row(criterion, row)

    def _row(self, criterion: Criterion, row: "_Row") -> None:
        base = self.y - PAD - SIZE + 1
        if row.code:
            self.page.texts.append(centred(BOLD, SIZE, X[0] + CODE / 2, base, row.code))
        for at, line in enumerate(row.lines):
            self.page.texts.append(Text(row.font, SIZE, X[1] + 3, base - at * LEADING, line))
        middle = self.y - row.height / 2
        if row.option:
            if row.option.stars:
                self.page.texts.append(
                    centred(BOLD, SIZE, X[2] + MARK / 2, base, f"{row.option.stars} sao")
                )
            self.page.texts.append(
                centred(REGULAR, SIZE, X[3] + POINTS / 2, base, str(row.option.points))
            )
            self._box(middle)
            key = (criterion.code, row.option.case, row.option.points)
            self.layout.levels.setdefault(key, self._spot((X[4] + X[5]) / 2, middle))
        elif row.finding:
            self._box(middle)
            self.layout.findings[criterion.code, row.finding] = self._spot(
                (X[4] + X[5]) / 2, middle
            )
        elif row.code and not criterion.is_group:
            self.layout.points[criterion.code] = self._spot(X[3] + POINTS / 2, base)
        self._frame(row.height, X)

    def _box(self, middle: float) -> None:
        self.page.boxes.append(((X[4] + X[5]) / 2, middle))

    # --- the end ----------------------------------------------------------------------------------
    def _end(self) -> None:
        self.y -= 10
        grounds = [
            line
            for one in self.card.disqualifications
            for line in simpleSplit(f"– {one}", REGULAR, SIZE, X[-1] - X[0])
        ]
        height = 34 + (len(grounds) + 2) * LEADING + (COMMENT_LINES + 1) * 18 + 95
        if self.y - height < BOTTOM:
            self._new_page()
        self._sums()
        title = "Đề nghị loại hồ sơ vì (ghi rõ một trong các lý do sau, nếu có)"
        self._line(BOLD, f"{title}{self.card.doubt_of_grounds}:")
        for ground in grounds:
            self._line(REGULAR, ground)
        self.layout.excluded = self._dotted()
        self._line(BOLD, "Nhận xét:")
        self.layout.comment = [self._dotted() for _ in range(COMMENT_LINES)]
        middle = X[-1] - 95
        self.y -= 8
        for font, size, text in (
            (ITALIC, 12, "…………, ngày …… tháng …… năm ……"),
            (BOLD, 12, "NGƯỜI CHẤM"),
            (ITALIC, 11, "(Ký, ghi rõ họ tên)"),
        ):
            self.page.texts.append(centred(font, size, middle, self.y - size, text))
            self.y -= size + 3
        self.layout.signature = self._spot(middle, self.y - 45)

    def _sums(self) -> None:
        """Points of the parts and their sum, side by side in one framed row."""
        cells = [*((part, f"Phần {part}") for part in PARTS), ("total", "Tổng điểm")]
        width, height = (X[-1] - X[0]) / len(cells), 34
        for at, (key, label) in enumerate(cells):
            middle = X[0] + width * (at + 0.5)
            self.page.texts.append(centred(BOLD, SIZE, middle, self.y - 13, label))
            self.layout.points[key] = self._spot(middle, self.y - 28)
        self._frame(height, [X[0] + width * at for at in range(len(cells) + 1)])
        self.y -= 8

    def _line(self, font: str, text: str) -> None:
        self.page.texts.append(Text(font, SIZE, X[0], self.y - SIZE, text))
        self.y -= LEADING

    def _dotted(self) -> Spot:
        spot = self._spot(X[0], self.y - 13)
        self.page.dotted.append((X[0], self.y - 15, X[-1], self.y - 15))
        self.y -= 18
        return spot


def _joined(lines: list[Line]) -> list[Line]:
    """The same lines, each once, and those of a column that continue each other as one: a page is
    drawn hundreds of times."""
    across = sorted({line for line in lines if line[0] != line[2]})
    down: list[Line] = []
    for x, top, _, below in sorted(
        {line for line in lines if line[0] == line[2]}, key=lambda line: (line[0], -line[1])
    ):
        if down and down[-1][0] == x and down[-1][3] == top:
            down[-1] = (x, down[-1][1], x, below)
        else:
            down.append((x, top, x, below))
    return across + down


@dataclass(frozen=True)
class _Row:
    lines: list[str]
    font: str = REGULAR
    code: str = ""
    option: Option | None = None
    finding: str = ""

    @property
    def height(self) -> float:
        return len(self.lines) * LEADING + 2 * PAD


def _wrapped(text: str, font: str = REGULAR) -> list[str]:
    return simpleSplit(text, font, SIZE, TEXT_WIDTH)


def _heading_row(criterion: Criterion) -> _Row:
    text = f"{criterion.name} ({criterion.max_points} điểm) {criterion.doubt}".rstrip()
    return _Row(_wrapped(text, BOLD), BOLD, criterion.code)


def _remark_rows(card: Scorecard, criterion: Criterion) -> Iterable[_Row]:
    """What the sheet says beside the levels; where it is a finding, with a box to tick."""
    if criterion.note:
        yield _Row(_wrapped(criterion.note, ITALIC), ITALIC)
    if criterion.applies_if:
        code, points = criterion.applies_if
        text = f"Chỉ chấm khi tiêu chí {code} được hơn {points} điểm; nếu không thì 0 điểm."
        yield _Row(_wrapped(text, ITALIC), ITALIC)
    findings = card.findings_of(criterion)
    for finding, word, text in (
        (STOP, "Dừng chấm", criterion.stops_scoring),
        (DISQUALIFY, "Đề nghị loại", criterion.disqualifies),
    ):
        if text:
            yield _Row(
                _wrapped(f"{word}: {text}", ITALIC),
                ITALIC,
                finding=finding if finding in findings else "",
            )


def _level_rows(criterion: Criterion) -> Iterable[_Row]:
    plain = [one for one in criterion.options if one.case is None]
    yield from (_Row(_wrapped(one.label), option=one) for one in plain)
    for case in criterion.cases:
        yield _Row(_wrapped(f"Trường hợp: {case.name}", ITALIC), ITALIC)
        yield from (
            _Row(_wrapped(one.label), option=one)
            for one in criterion.options
            if one.case == case.code
        )
