"""Score slips (*phiếu chấm*) as PDF: one per member and product with what the closed sheet says, or
to score by hand.

Single members' slips are never public (26/2026/QĐ-TTg, quy chế hội đồng; Luật 91/2025/QH15): these
are for the office.
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from certifications.council.sheets.content import PARTS, Content, check, content_of
from certifications.law.points import format_points
from certifications.law.rules import SchemeRules
from certifications.law.scorecards import Scorecard as Card
from certifications.models import Scheme
from certifications.papers.facts import Facts, Slip
from certifications.papers.pdf.page import BOLD, ITALIC, LEFT, REGULAR, RIGHT, TOP, register_fonts
from certifications.papers.pdf.slip_layout import (
    HEIGHT,
    NAMES,
    SIZE,
    WIDTH,
    Layout,
    Spot,
    layout_of,
)

FIELD_WIDTH = WIDTH - RIGHT - LEFT - NAMES


def slips_pdf(
    facts: Facts, slips: Sequence[Slip], title: str, layouts: dict[int, Layout] | None = None
) -> bytes:
    """The slips one after another; each begins on a page of its own. Those without a sheet of their
    set are left out.

    `layouts`: by set number, kept by who makes several files so that a set is laid out once.
    """
    cards = {one.pk: facts.standings[one.pk].card for one in facts.applications}
    names = {
        one.product_set_id: one.product_set.name for one in facts.applications if one.product_set
    }
    document = _Document(
        facts.round.scheme, facts.scheme, title, {} if layouts is None else layouts
    )
    for slip in slips:
        card = cards[slip.application.pk]
        if card:
            document.add(
                card,
                names[slip.application.product_set_id],
                _fields(slip),
                content_of(slip.sheet),
                slip,
            )
    return document.finish()


def blank_slip(
    scheme: Scheme, card: Card, set_name: str, layouts: dict[int, Layout] | None = None
) -> bytes:
    """The slip of one set with nothing filled in, to score any product of the set by hand."""
    rules = SchemeRules.from_data(scheme.slug, scheme.data)
    document = _Document(
        scheme, rules, f"Phiếu đánh giá bộ {card.no}", {} if layouts is None else layouts
    )
    document.add(card, set_name, {}, Content())
    return document.finish()


def _fields(slip: Slip) -> dict[str, str]:
    application, member = slip.application, slip.member
    producer = application.product.producer
    code = f", mã sản phẩm {application.product_code}" if application.product_code else ""
    again = ", chấm lần 2" if slip.scoring == 2 else ""
    return {
        "Sản phẩm": application.product.name,
        "Chủ thể": f"{producer.name}, {producer.place.full_name}",
        "Hồ sơ": (
            f"số {application.position}, {application.get_type_display().lower()}{code}{again}"
        ),
        "Người chấm": f"{member.name}, {member.get_role_display().lower()}",
    }


class _Document:
    """One PDF of many slips: the printed pages of a set are kept once in it and shown under each of
    its slips."""

    def __init__(self, scheme: Scheme, rules: SchemeRules, title: str, layouts: dict[int, Layout]):
        register_fonts()
        self.scheme, self.rules = scheme, rules
        self.content = BytesIO()
        self.canvas = Canvas(self.content, pagesize=A4, invariant=1, pageCompression=1, lang="vi")
        self.canvas.setTitle(title)
        self.layouts = layouts
        self.printed: set[int] = set()  # sets whose pages are in this file already

    def finish(self) -> bytes:
        self.canvas.save()
        return self.content.getvalue()

    def add(
        self,
        card: Card,
        set_name: str,
        fields: Mapping[str, str],
        content: Content,
        slip: Slip | None = None,
    ) -> None:
        layout = self._layout(card, set_name)
        marks = _Marks(layout, fields)
        if slip and slip.sheet:
            marks.fill(content, card, self.rules)
            marks.at(layout.signature, slip.member.name, BOLD, 12, centred=True)
        foot = (
            f"{fields['Người chấm']} – hồ sơ {slip.application.position}"
            if slip
            else f"Bộ {card.no}"
        )
        for number in range(len(layout.pages)):
            self.canvas.doForm(f"set-{card.no}-{number}")
            marks.draw(self.canvas, number)
            self._foot(foot, number + 1, len(layout.pages))
            self.canvas.showPage()
        if marks.rest:
            self._comment_page(foot, marks.rest)

    def _layout(self, card: Card, set_name: str) -> Layout:
        if card.no not in self.layouts:
            self.layouts[card.no] = layout_of(card, self.scheme, set_name)
        if card.no not in self.printed:
            self.printed.add(card.no)
            for number, page in enumerate(self.layouts[card.no].pages):
                self.canvas.beginForm(f"set-{card.no}-{number}", 0, 0, WIDTH, HEIGHT)
                page.draw(self.canvas)
                self.canvas.endForm()
        return self.layouts[card.no]

    def _foot(self, text: str, number: int, of: int) -> None:
        self.canvas.setFont(ITALIC, 9)
        self.canvas.drawString(LEFT, 12 * mm, text[:110])
        self.canvas.drawRightString(WIDTH - RIGHT, 12 * mm, f"Trang {number}/{of}")

    def _comment_page(self, foot: str, lines: Sequence[str]) -> None:
        """What of a long comment does not fit in its lines on the slip."""
        per_page = int((HEIGHT - 2 * TOP) / 15) - 2
        for start in range(0, len(lines), per_page):
            self.canvas.setFont(BOLD, 12)
            self.canvas.drawString(LEFT, HEIGHT - TOP - 12, "Nhận xét (tiếp theo)")
            self.canvas.setFont(REGULAR, SIZE + 1)
            for at, line in enumerate(lines[start : start + per_page]):
                self.canvas.drawString(LEFT, HEIGHT - TOP - 32 - at * 15, line)
            self.canvas.setFont(ITALIC, 9)
            self.canvas.drawString(LEFT, 12 * mm, foot[:110])
            self.canvas.showPage()


class _Marks:
    """What one slip adds to the printed pages: by page, words and ticks at their spots. `rest`:
    comment lines left over."""

    def __init__(self, layout: Layout, fields: Mapping[str, str]):
        self.layout = layout
        self.words: list[tuple[Spot, str, str, float, bool]] = []
        self.ticks: list[Spot] = []
        self.rest: list[str] = []
        for name, text in fields.items():
            font = BOLD if name == "Sản phẩm" else REGULAR
            self.at(layout.fields[name], text, font, _fitting(text, font))

    def at(
        self,
        spot: Spot | None,
        text: str,
        font: str = BOLD,
        size: float = SIZE,
        *,
        centred: bool = False,
    ) -> None:
        if spot:
            self.words.append((spot, text, font, size, centred))

    def fill(self, content: Content, card: Card, rules: SchemeRules) -> None:
        """The levels chosen, what was found, the sums, the comment."""
        for code, one in content.choices.items():
            if "points" in one:
                self._choice(code, one["points"], one.get("case"))
        self.ticks += [
            self.layout.findings[key]
            for key in content.findings.items()
            if key in self.layout.findings
        ]
        found = check(content, card, rules)
        for part in PARTS.values():
            if part in found.parts:
                self.at(self.layout.points[part], format_points(found.parts[part]), centred=True)
        self.at(self.layout.points["total"], format_points(found.total), centred=True)
        self.at(
            self.layout.excluded,
            content.disqualified_reason,
            REGULAR,
            _fitting(content.disqualified_reason, REGULAR, X_WIDTH),
        )
        self._comment(content.comment)

    def _choice(self, code: str, points: int, case: str | None) -> None:
        self.at(self.layout.points.get(code), str(points), centred=True)
        spot = self.layout.levels.get((code, case, points)) or self.layout.levels.get(
            (code, None, points)
        )
        if spot:
            self.ticks.append(spot)

    def _comment(self, text: str) -> None:
        lines = list(_lines(text, SIZE + 1, X_WIDTH))
        spots = self.layout.comment
        for spot, line in zip(spots, lines, strict=False):
            self.at(spot, line, REGULAR, SIZE + 1)
        self.rest = lines[len(spots) :]

    def draw(self, canvas: Canvas, page: int) -> None:
        for spot, text, font, size, centred in self.words:
            if spot.page == page:
                canvas.setFont(font, size)
                (canvas.drawCentredString if centred else canvas.drawString)(spot.x, spot.y, text)
        canvas.setLineWidth(1.3)
        for spot in self.ticks:
            if spot.page == page:
                canvas.line(spot.x - 3, spot.y - 3, spot.x + 3, spot.y + 3)
                canvas.line(spot.x - 3, spot.y + 3, spot.x + 3, spot.y - 3)


X_WIDTH = WIDTH - LEFT - RIGHT


def _lines(text: str, size: float, width: float) -> Iterable[str]:
    return simpleSplit(text, REGULAR, size, width) if text else []


def _fitting(text: str, font: str, width: float = FIELD_WIDTH, largest: float = 12) -> float:
    """The size at which a text fits on its line."""
    wide = stringWidth(text, font, largest)
    return largest if wide <= width else largest * width / wide
