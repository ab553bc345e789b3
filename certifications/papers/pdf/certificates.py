"""Certificates (*giấy chứng nhận*) as PDF, A4 landscape, to print, sign and seal; the QR code leads
to the public page.

Everything on it is what the certification bears since it was issued, whatever names and places
became later.
"""

from collections.abc import Sequence
from io import BytesIO
from math import cos, pi, sin

import segno
from django.conf import settings
from django.urls import reverse
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from certifications.law.sentences import day
from certifications.models import Certification, Decision, Round
from certifications.papers.content import COUNTRY, MOTTO
from certifications.papers.pdf.page import BOLD, ITALIC, REGULAR, register_fonts
from certifications.papers.words import committee, head_of, named, place_and_day, within
from ocop_registry.places.models import Place

WIDTH, HEIGHT = landscape(A4)
MIDDLE = WIDTH / 2
FRAME, GOLD = HexColor("#7a1f1f"), HexColor("#c8961e")
QR_SIZE = 27 * mm
TEXT_WIDTH = WIDTH - 70 * mm
BODY_TOP, BODY_END, LEADING = 112 * mm, 56 * mm, 1.4


def certificates_pdf(
    round_: Round, certifications: Sequence[tuple[Certification, Decision]], title: str
) -> bytes:
    """One page per certification."""
    register_fonts()
    content = BytesIO()
    canvas = Canvas(content, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, lang="vi")
    canvas.setTitle(title)
    canvas.beginForm("frame", 0, 0, WIDTH, HEIGHT)
    _frame(canvas, round_)
    canvas.endForm()
    for certification, decision in certifications:
        canvas.doForm("frame")
        _body(canvas, certification, decision)
        _foot(canvas, round_.place, certification)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def public_address(certification: Certification) -> str:
    """The page of the product, where anybody sees whether its stars are in force."""
    return settings.PUBLIC_URL + reverse("public:product", args=[certification.product.uid])


def _frame(canvas: Canvas, round_: Round) -> None:
    """What is the same on every certificate of a round."""
    canvas.setStrokeColor(FRAME)
    for inset, width in ((10 * mm, 2.4), (12 * mm, 0.7)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    canvas.setStrokeColor(black)
    canvas.setLineWidth(0.7)
    for font, size, y, text in (
        (BOLD, 13, 182, COUNTRY),
        (BOLD, 14, 176, MOTTO),
        (BOLD, 15, 162, committee(round_.place).upper()),
    ):
        canvas.setFont(font, size)
        canvas.drawCentredString(MIDDLE, y * mm, text)
    canvas.line(MIDDLE - 80, 174 * mm, MIDDLE + 80, 174 * mm)
    canvas.setFillColor(FRAME)
    canvas.setFont(BOLD, 32)
    canvas.drawCentredString(MIDDLE, 146 * mm, "GIẤY CHỨNG NHẬN")
    canvas.setFont(BOLD, 18)
    canvas.drawCentredString(MIDDLE, 136 * mm, "SẢN PHẨM OCOP")
    canvas.setFillColor(black)


def _body(canvas: Canvas, certification: Certification, decision: Decision) -> None:
    """What was recognised. Long names make all of it smaller, so that it never runs into the
    signature."""
    _stars(canvas, certification.stars, 126 * mm)
    words = _words(certification, decision)
    for scale in (1, 0.9, 0.8, 0.7, 0.6, 0.5):
        lines = [
            (font, size * scale, line)
            for font, size, text in words
            for line in simpleSplit(text, font, size * scale, TEXT_WIDTH)
        ]
        if sum(size * LEADING for _, size, _ in lines) <= BODY_TOP - BODY_END:
            break
    y = BODY_TOP
    for font, size, line in lines:
        canvas.setFont(font, size)
        canvas.drawCentredString(MIDDLE, y, line)
        y -= size * LEADING


def _words(certification: Certification, decision: Decision) -> list[tuple[str, float, str]]:
    """(typeface, size, text) from top to bottom; what is not known is left out."""
    where = certification.place.full_name
    if certification.place.parent:  # a commune, or a district of before
        where += f", {within(certification.place.parent)}"
    words = [
        (BOLD, 22, certification.product_name),
        (REGULAR, 15, f"Chủ thể: {certification.producer_name}"),
        (REGULAR, 14, f"Địa bàn: {where}"),
        (REGULAR, 14, f"Bộ sản phẩm: {certification.set_name}" if certification.set_name else ""),
        (REGULAR, 14, f"Mã sản phẩm: {certification.code}" if certification.code else ""),
        (BOLD, 16, f"Đạt hạng {certification.stars} sao"),
        (ITALIC, 13, f"(Theo {named(decision)})"),
    ]
    return [one for one in words if one[2]]


def _stars(canvas: Canvas, count: int, y: float) -> None:
    """Drawn, since no typeface of a paper has them."""
    canvas.setFillColor(GOLD)
    step = 13 * mm
    for number in range(count):
        x = MIDDLE + (number - (count - 1) / 2) * step
        path = canvas.beginPath()
        for point in range(10):
            radius = 5 * mm * (0.4 if point % 2 else 1)
            angle = pi / 2 + point * pi / 5
            (path.lineTo if point else path.moveTo)(
                x + radius * cos(angle), y + radius * sin(angle)
            )
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillColor(black)


def _foot(canvas: Canvas, place: Place | None, certification: Certification) -> None:
    """Left: the QR code with its address and the validity; right: place, day and who signs."""
    address = public_address(certification)
    left, bottom = 20 * mm, 19 * mm
    _qr(canvas, address, left, bottom)
    beside = left + QR_SIZE + 4 * mm
    for at, (font, text) in enumerate(
        (
            (REGULAR, "Số: ………………………"),
            (BOLD, f"Có giá trị đến hết ngày {day(certification.in_force_until)}"),
            (ITALIC, "Quét mã để biết hạng sao còn hiệu lực hay không:"),
            (REGULAR, address),
        )
    ):
        canvas.setFont(font, 11)
        canvas.drawString(beside, bottom + QR_SIZE - 12 - at * 17, text)
    right = WIDTH - 68 * mm
    canvas.setFont(ITALIC, 13)
    canvas.drawCentredString(right, 52 * mm, place_and_day(place, certification.issued_on))
    canvas.setFont(BOLD, 13)
    canvas.drawCentredString(
        right, 46 * mm, head_of(None).split()[0].upper() if place is None else "CHỦ TỊCH"
    )
    canvas.setFont(ITALIC, 11)
    canvas.drawCentredString(right, 41 * mm, "(Ký, đóng dấu)")


def _qr(canvas: Canvas, text: str, x: float, y: float) -> None:
    """Squares of the code as one path: sharp in print at any size. Quiet zone included."""
    code = segno.make(text, error="m", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=2)]
    unit = QR_SIZE / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                path.rect(
                    x + start * unit, y + QR_SIZE - (number + 1) * unit, (end - start) * unit, unit
                )
            start = max(end, start + 1)
    canvas.drawPath(path, stroke=0, fill=1)
