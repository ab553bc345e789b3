"""Ground of the PDF papers: the typeface, the head of Nghị định 30/2020, and a table paper on A4
landscape.

Liberation Serif has the measures of Times New Roman and every Vietnamese letter; its licence (SIL
OFL 1.1) is in `fonts/`.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from certifications.papers.content import COUNTRY, DAY, MOTTO, POINTS, TEXT, WHOLE, Paper, printed

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD, ITALIC = "Serif", "Serif-Bold", "Serif-Italic"
FACES = {REGULAR: "Regular", BOLD: "Bold", ITALIC: "Italic", "Serif-BoldItalic": "BoldItalic"}
# Source: Nghị định 30/2020/NĐ-CP, Phụ lục I: A4, 20–25 mm above and below, 30–35 mm left, 15–20 mm
# right.
TOP = BOTTOM = 20 * mm
LEFT, RIGHT = 30 * mm, 15 * mm


@cache
def register_fonts() -> None:
    """Make the typeface known to reportlab, once per process."""
    # binary streams: smaller and faster, as every reader has understood them since 1993
    rl_config.useA85 = 0
    for name, face in FACES.items():
        pdfmetrics.registerFont(TTFont(name, FONTS / f"LiberationSerif-{face}.ttf"))
    pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, ITALIC, "Serif-BoldItalic")


def style(size: float = 13, font: str = REGULAR, align: int = 0) -> ParagraphStyle:
    return ParagraphStyle("", fontName=font, fontSize=size, leading=size * 1.2, alignment=align)


def paragraph(text: object, look: ParagraphStyle) -> Paragraph:
    """Text as it is: nothing in a name is read as markup."""
    return Paragraph(escape(str(text)), look)


# --- the head -------------------------------------------------------------------------------------
class Head(Flowable):
    """Left: whose paper, and its number; right: country and motto, place and day. A rule under
    each, as the decree wants it."""

    def __init__(self, offices: list[str], number: str, place_and_day: str, size: float = 12):
        super().__init__()
        register_fonts()
        self.offices, self.number, self.place_and_day, self.size = (
            offices,
            number,
            place_and_day,
            size,
        )
        self.columns: tuple[list[Paragraph], list[Paragraph]] = ([], [])

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        bold, plain = style(self.size, BOLD, TA_CENTER), style(self.size, REGULAR, TA_CENTER)
        left = [
            paragraph(line, bold if line == self.offices[-1] else plain) for line in self.offices
        ]
        self.columns = (
            left,
            [paragraph(COUNTRY, bold), paragraph(MOTTO, style(self.size + 1, BOLD, TA_CENTER))],
        )
        self.width, self.split_at = width, width * 0.42
        self.after = [
            paragraph(self.number, plain),
            paragraph(self.place_and_day, style(self.size + 1, ITALIC, TA_CENTER)),
        ]
        widths = (self.split_at, width - self.split_at)
        tops = [
            sum(one.wrap(w, height)[1] for one in lines)
            for lines, w in zip(self.columns, widths, strict=True)
        ]
        last = max(one.wrap(w, height)[1] for one, w in zip(self.after, widths, strict=True))
        self.height = max(tops) + 10 + last
        return width, self.height

    def draw(self) -> None:
        for at, (lines, start, width) in enumerate(
            (
                (self.columns[0], 0, self.split_at),
                (self.columns[1], self.split_at, self.width - self.split_at),
            )
        ):
            y = self.height
            for one in lines:
                y -= one.height
                one.drawOn(self.canv, start, y)
            # Half as long as the office's line; exactly as long as the motto.
            rule = pdfmetrics.stringWidth(MOTTO, BOLD, self.size + 1) if at else width * 0.35
            self.canv.setLineWidth(0.7)
            self.canv.line(start + (width - rule) / 2, y - 2, start + (width + rule) / 2, y - 2)
            self.after[at].drawOn(self.canv, start, 0)


# --- a table paper --------------------------------------------------------------------------------
def paper_pdf(paper: Paper) -> bytes:
    """A table paper (results, annex) as A4 landscape: the heading row on every page, no row cut in
    two."""
    register_fonts()
    width = landscape(A4)[0] - 40 * mm
    story: list[Flowable] = [Head(paper.offices, paper.number, paper.place_and_day), Spacer(1, 12)]
    story.append(paragraph(paper.title, style(14, BOLD, TA_CENTER)))
    story += [paragraph(line, style(12, ITALIC, TA_CENTER)) for line in paper.subtitle]
    story += [Spacer(1, 10), _table(paper, width)]
    content = BytesIO()
    document = SimpleDocTemplate(
        content, pagesize=landscape(A4), leftMargin=20 * mm, rightMargin=20 * mm, topMargin=TOP, bottomMargin=15 * mm,
        title=paper.name, author=paper.offices[-1], lang="vi", invariant=1,
    )  # fmt: skip
    document.build(story, onLaterPages=number_page)
    return content.getvalue()


def number_page(canvas: Canvas, document: SimpleDocTemplate) -> None:
    """The number in the middle of the upper margin, from the second page on."""
    canvas.setFont(REGULAR, 13)
    canvas.drawCentredString(
        canvas._pagesize[0] / 2, canvas._pagesize[1] - 13 * mm, str(canvas.getPageNumber())
    )


# In the measure of Column.width: "Hạng" and "100,0000" stay on one line each.
NARROWEST = {TEXT: 8.5, WHOLE: 8.5, POINTS: 11, DAY: 13}
_ALIGN = {TEXT: 0, WHOLE: TA_CENTER, POINTS: TA_RIGHT}


def _table(paper: Paper, width: float) -> LongTable:
    shares = [max(column.width, NARROWEST[column.kind]) for column in paper.columns]
    heading = style(9.5, BOLD, TA_CENTER)
    looks = {kind: style(9.5, REGULAR, align) for kind, align in _ALIGN.items()}
    rows: list[list] = [[paragraph(column.heading, heading) for column in paper.columns]]
    dress = [
        ("GRID", (0, 0), (-1, -2), 0.5, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    for section in paper.sections:
        if section.heading:
            dress += [
                ("SPAN", (0, len(rows)), (-1, len(rows))),
                ("NOSPLIT", (0, len(rows)), (-1, len(rows) + 1)),
            ]
            rows.append(
                [paragraph(section.heading, style(10, BOLD)), *[""] * (len(paper.columns) - 1)]
            )
        for values in section.rows:
            rows.append(
                [
                    paragraph(text, looks.get(kind, looks[TEXT]))
                    for kind, text in printed(paper.columns, values)
                ]
            )
    # The signatures are the last row, not to be split from the one above: on a page that is full both
    # go to the next one, under the heading row.
    signed = len(rows)
    dress += [
        ("SPAN", (0, signed), (-1, signed)),
        ("NOSPLIT", (0, signed - 1), (-1, signed)),
        ("TOPPADDING", (0, signed), (-1, signed), 14),
    ]
    rows.append([_signatures(paper.signatures, width), *[""] * (len(paper.columns) - 1)])
    widths = [width * share / sum(shares) for share in shares]
    return LongTable(rows, colWidths=widths, repeatRows=1, splitByRow=1, style=TableStyle(dress))


def _signatures(names: list[str], width: float) -> list[Flowable]:
    """Side by side, with room to sign."""
    hint = style(11, ITALIC, TA_CENTER)
    cells = [
        [paragraph(name, style(12, BOLD, TA_CENTER)), paragraph("(Ký, ghi rõ họ tên)", hint)]
        for name in names
    ]
    return [Table([cells], colWidths=[width / len(names)] * len(names)), Spacer(1, 55)]
