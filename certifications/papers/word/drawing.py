"""Drawing Word templates in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I, with python-docx.
Used by `templates_built`.

A4; 20 mm above and below, 30 mm left, 15 mm right; Times New Roman 13–14; page number in the middle
of the upper margin from the second page on; tables repeat their heading row and cut no row in two.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from certifications.papers.content import COUNTRY, MOTTO

FONT = "Times New Roman"
CENTER, JUSTIFY, LEFT = ALIGN.CENTER, ALIGN.JUSTIFY, ALIGN.LEFT
PAGE_WIDTH = 165  # mm between the margins


class Drawing:
    """One template being drawn, from top to bottom."""

    def __init__(self, title: str):
        self.document = Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = ""
        self.document.core_properties.comments = ""
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(14)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        normal.paragraph_format.space_after = Pt(0)
        _language(normal)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.header_distance = Mm(10)
        section.different_first_page_header_footer = True
        _page_number(section.header.paragraphs[0])

    # --- words ------------------------------------------------------------------------------------
    def line(self, text: str, *, into: Any = None, bold: bool = False, italic: bool = False, size: float = 14,
             align: Any = CENTER, before: float = 0, after: float = 0, indent: float = 0, keep: bool = False) -> Any:  # fmt: skip
        """One paragraph; `indent` of its first line in mm, `before` and `after` in points."""
        paragraph = (into or self.document).add_paragraph()
        paragraph.alignment = align
        layout = paragraph.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.first_line_indent = Mm(indent) if indent else None
        layout.keep_with_next = keep or None
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
        return paragraph

    def text(self, text: str, **look: Any) -> Any:
        """A paragraph of running text."""
        return self.line(
            text, **{"align": JUSTIFY, "indent": 12.7, "before": 3, "after": 3, **look}
        )

    def tag(self, text: str, into: Any = None) -> None:
        """A line that only steers: docxtpl takes it away."""
        self.line(text, into=into, size=2, align=LEFT)

    def heading(self, text: str) -> None:
        self.line(text, bold=True, align=JUSTIFY, indent=12.7, before=6, after=3, keep=True)

    def rule(self, into: Any, inset: float) -> None:
        """The short line under a line of the head; `inset` in mm from both sides of its cell."""
        paragraph = self.line("", into=into, size=3)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(inset)
        borders = OxmlElement("w:pBdr")
        border = OxmlElement("w:top")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(
            borders,
            "w:shd",
            "w:tabs",
            "w:suppressAutoHyphens",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:rPr",
        )

    # --- the head and the foot --------------------------------------------------------------------
    def head(self, *, number: bool = True, about: bool = False) -> None:
        """Left: the office under the body it belongs to, the number; right: country, motto, place
        and day."""
        left, right = self._columns((65, 100))
        self.tag("{%p if upper_office %}", left)
        self.line("{{ upper_office }}", into=left, size=12)
        self.tag("{%p endif %}", left)
        self.line("{{ office }}", into=left, size=12, bold=True)
        self.rule(left, 21)
        if number:
            self.line("{{ number }}", into=left, size=13, before=3)
        if about:
            self.line("{{ about }}", into=left, size=12, before=3)
        self.line(COUNTRY, into=right, size=12, bold=True)
        self.line(MOTTO, into=right, size=13, bold=True)
        self.rule(right, 22)
        self.line("{{ place_and_day }}", into=right, size=13, italic=True, before=3)

    def foot(self, *, signer: str = "{{ signer }}", extra: Sequence[str] = ("- ……;",)) -> None:
        """Left: recipients; right: who signs, with room for the signature; never on a page without
        the last paragraph."""
        self._hold_last()
        self.line("", size=8, keep=True)
        left, right = self._columns((80, 85))
        self.line("Nơi nhận:", into=left, bold=True, italic=True, size=12, align=LEFT)
        for text in (*extra, "- Lưu: VT, ……"):
            self.line(text, into=left, size=11, align=LEFT)
        self.line(signer, into=right, bold=True)
        for _ in range(4):
            self.line("", into=right)
        self.line("…………………………", into=right)

    def two_signatures(self, first: str, second: str) -> None:
        self._hold_last()
        self.line("", size=8, keep=True)
        for cell, name in zip(self._columns((82.5, 82.5)), (first, second), strict=True):
            self.line(name, into=cell, bold=True)
            self.line("(Ký, ghi rõ họ tên)", into=cell, italic=True, size=12)
            for _ in range(4):
                self.line("", into=cell)

    def _hold_last(self) -> None:
        """Keep the last paragraph of words with what follows: a signature never stands alone on a
        page. It must be there in every paper: what only steers, or may be left out, holds
        nothing."""
        last = self.document.element.body[-2]  # before the properties of the section
        if last.tag != qn("w:p") or "{%" in "".join(
            text.text or "" for text in last.iter(qn("w:t"))
        ):
            raise ValueError("a signature follows a paragraph of words, not a table or a tag")
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _columns(self, widths: Sequence[float]) -> list[Any]:
        """A table without lines, to set things side by side; the cells come empty."""
        table = self.document.add_table(1, len(widths))
        table.autofit = False
        _keep_rows_whole(table)
        for cell, width in zip(table.rows[0].cells, widths, strict=True):
            _widen(table, cell, width)
            cell._tc.remove(cell.paragraphs[0]._p)
        return list(table.rows[0].cells)

    # --- tables -----------------------------------------------------------------------------------
    def table(
        self,
        columns: Sequence[tuple[str, float, str, Any]],
        loop: str,
        *,
        group: str = "",
        size: float = 12,
    ) -> None:
        """A table with a row for each element. `columns`: (heading, width in mm, tag, alignment);
        `loop`: "row in rows".

        `group`: ("section in sections", "{{ section.heading }}") puts rows under headings over the
        whole width.
        """
        rows = 6 if group else 4
        table = self.document.add_table(rows + bool(group), len(columns))
        table.style, table.autofit = "Table Grid", False
        for number, (heading, width, tag, align) in enumerate(columns):
            self._cell(table.cell(0, number), heading, CENTER, size, bold=True)
            self._cell(table.cell(rows - 2 if not group else 4, number), tag, align, size)
            for row in table.rows:
                _widen(table, row.cells[number], width)
        steering = {1: f"{{%tr for {loop} %}}", 3: "{%tr endfor %}"}
        if group:
            outer, _, heading = group.partition("|")
            steering = {
                1: f"{{%tr for {outer} %}}",
                3: f"{{%tr for {loop} %}}",
                5: "{%tr endfor %}",
                6: "{%tr endfor %}",
            }
            merged = table.cell(2, 0).merge(table.cell(2, len(columns) - 1))
            self._cell(merged, heading, LEFT, size, bold=True)
        for number, text in steering.items():
            table.cell(number, 0).paragraphs[0].add_run(text)
        _keep_rows_whole(table)
        _repeat(table.rows[0])

    def _cell(self, cell: Any, text: str, align: Any, size: float, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        for extra in cell.paragraphs[1:]:
            cell._tc.remove(extra._p)
        paragraph.alignment = align
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold or None, Pt(size)

    # --- the whole --------------------------------------------------------------------------------
    def landscape(self) -> None:
        """What follows stands on landscape pages of its own."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(20)
        section.different_first_page_header_footer = False

    def content(self) -> bytes:
        relations = self.document.part.package.rels
        for name in [name for name, one in relations.items() if one.reltype.endswith("/thumbnail")]:
            del relations[name]  # a picture of another document, from the library's own template
        content = BytesIO()
        self.document.save(content)
        return content.getvalue()


def _language(style: Any) -> None:
    """Vietnamese, so that Word does not underline every word."""
    language = OxmlElement("w:lang")
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), "vi-VN")
    for old in style.element.rPr.findall(qn("w:lang")):
        style.element.rPr.remove(old)
    style.element.rPr.append(language)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "2"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _widen(table: Any, cell: Any, width: float) -> None:
    """Both where Word looks (the cell) and where others do (the table's grid)."""
    cell.width = Mm(width)
    table.columns[cell._tc.grid_offset].width = Mm(width)


def _keep_rows_whole(table: Any) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat(row: Any) -> None:
    """On every page, and never alone at the foot of one."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
