"""What stands on a paper, once, for Excel and for print. Blank where it is filled in by hand:
number, date.

Layout after Nghị định 30/2020/NĐ-CP (thể thức văn bản): quốc hiệu, tiêu ngữ, tên cơ quan, số, địa
danh và ngày, chữ ký.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from certifications.decisions.plan import DecisionData, plan
from certifications.law.points import format_points
from certifications.law.sentences import day
from certifications.models import Decision, Outcome, Result, Round
from certifications.papers.words import place_and_day
from certifications.rounds.access import Refused, undecided_results
from certifications.rounds.contents import Content, require_open
from ocop_registry import clock
from ocop_registry.accounts.models import Office

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
MINISTRY = "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"
TEXT, WHOLE, POINTS, DAY = "text", "whole", "points", "day"


@dataclass(frozen=True)
class Column:
    """`width`: in characters; `kind`: text, whole, points or day."""

    heading: str
    width: int
    kind: str = TEXT


@dataclass(frozen=True)
class Section:
    """Rows under one heading (none: the table has one part). Values are real numbers and dates,
    None for an empty cell."""

    heading: str
    rows: list[list[Any]]


@dataclass(frozen=True)
class Paper:
    """`name`: of the file and the sheet; `offices`: the lines above at the left, the last one in
    bold."""

    name: str
    offices: list[str]
    number: str
    place_and_day: str
    title: str
    subtitle: list[str]
    columns: list[Column]
    sections: list[Section]
    signatures: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not any(section.rows for section in self.sections)


# --- the results table ----------------------------------------------------------------------------
RESULT_COLUMNS = [
    Column("TT", 5, WHOLE), Column("Tên sản phẩm", 28), Column("Chủ thể", 28), Column("Địa bàn", 20), Column("Bộ sản phẩm", 22),
    Column("Loại hồ sơ", 11), Column("Phần A", 8, POINTS), Column("Phần B", 8, POINTS), Column("Phần C", 8, POINTS),
    Column("Tổng điểm TB", 9, POINTS), Column("Dấu sao đạt", 8, WHOLE), Column("Tiêu chí chưa đạt dấu", 14),
    Column("Hạng sao", 7, WHOLE), Column("Ghi chú", 24),
]  # fmt: skip


def results_table(round_: Round) -> Paper:
    """Every active application with what the council concluded. Raises Refused before the results
    are approved."""
    require_open(Content.PAPERS, round_)
    found = Result.objects.filter(
        application__round=round_, application__status="active"
    ).select_related("application__product__producer__place", "application__product_set")
    rows = [_result_row(result, round_) for result in found.order_by("application__position")]
    held = f"ngày {round_.evaluated_on:%d/%m/%Y}" if round_.evaluated_on else "ngày ……/……/……"
    return Paper(
        name=f"Bảng kết quả {round_.title}",
        offices=_offices(round_),
        number="",
        place_and_day=_place_and_day(round_),
        title="BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP",
        subtitle=[f"{round_.title}, hội đồng họp {held}, theo bộ tiêu chí {round_.scheme.code}"],
        columns=RESULT_COLUMNS,
        sections=[Section("", rows)],
        signatures=["NGƯỜI LẬP BẢNG", "THƯ KÝ HỘI ĐỒNG", "CHỦ TỊCH HỘI ĐỒNG"],
    )


def _result_row(result: Result, round_: Round) -> list[Any]:
    application = result.application
    producer = application.product.producer
    return [
        application.position,
        application.product.name,
        producer.name,
        producer.place.full_name,
        application.product_set.name if application.product_set else None,
        application.get_type_display(),
        result.part_a,
        result.part_b,
        result.part_c,
        result.total,
        result.marks_met,
        result.missed_criteria or None,
        result.final_stars,
        note_of(result, round_),
    ]


def note_of(result: Result, round_: Round) -> str | None:
    if result.disqualified:
        return f"Bị loại: {result.disqualified_reason}"
    stars = result.final_stars or 0
    if stars == 5 and not round_.is_central:
        return "Đề nghị trung ương công nhận 5 sao"
    return "Không cấp giấy chứng nhận" if stars < 3 else None


# --- the annex ------------------------------------------------------------------------------------
ANNEX_COLUMNS = [
    Column("TT", 5, WHOLE), Column("Tên sản phẩm", 32), Column("Chủ thể", 32), Column("Địa bàn", 24), Column("Bộ sản phẩm", 26),
    Column("Điểm", 9, POINTS), Column("Hạng sao", 8, WHOLE), Column("Mã sản phẩm", 20),
]  # fmt: skip
SECTIONS = {
    Outcome.CERTIFIED: "Sản phẩm được công nhận và cấp giấy chứng nhận",
    Outcome.PROPOSED: "Sản phẩm đề nghị trung ương đánh giá, công nhận 5 sao",
    Outcome.KEPT: "Sản phẩm giữ nguyên giấy chứng nhận đang có",
}


def annex_of_round(round_: Round) -> Paper:
    """The annex to be signed: what is still undecided, by what the decision will mean for it.
    Raises Refused when too early."""
    lines = undecided_lines(round_)
    letters = "QĐ-BNNMT" if round_.is_central else "QĐ-UBND"
    kind = f"Quyết định số: ……/{letters} ngày …… tháng …… năm ……"
    return _annex(round_, lines, f"Số: ……/{letters}", kind)


def undecided_lines(round_: Round) -> list[tuple[str, Result]]:
    """What a decision of today would mean for each result that is still undecided. Raises Refused
    when too early."""
    require_open(Content.PAPERS, round_)
    today = clock.today()
    results = sorted(
        undecided_results(round_).select_related(
            "application__product__producer__place", "certification__place"
        ),
        key=lambda result: result.application.position,
    )
    lines = plan(round_, DecisionData("", today, "", today), results)
    return [(line.outcome, line.result) for line in lines]


def annex_of_decision(decision: Decision) -> Paper:
    """The annex of a recorded decision. Raises Refused for a decision without a round (an old
    one)."""
    if decision.round is None or decision.signed_on is None:
        raise Refused("Quyết định ghi nhận từ trước không có phụ lục trong hệ thống.")
    items = decision.items.select_related(
        "result__application__product__producer__place",
        "result__application__product_set",
        "result__certification__place",
    ).order_by("result__application__position")
    signed = (
        f"Quyết định số: {decision.number} ngày {decision.signed_on:%d/%m/%Y} của {decision.issuer}"
    )
    return _annex(
        decision.round,
        [(item.outcome, item.result) for item in items],
        f"Số: {decision.number}",
        signed,
        decision,
    )


def _annex(
    round_: Round,
    lines: Sequence[tuple[str, Result]],
    number: str,
    attached_to: str,
    decision: Decision | None = None,
) -> Paper:
    sections = [Section(f"{heading} ({len(rows)})", rows) for heading, rows in _by_outcome(lines)]
    return Paper(
        name=f"Phụ lục {decision.number if decision else round_.title}",
        offices=[decision.issuer.upper() if decision and decision.issuer else _issuer(round_)],
        number=number,
        place_and_day=_place_and_day(round_, decision),
        title="PHỤ LỤC: DANH SÁCH SẢN PHẨM OCOP",
        subtitle=[f"(Kèm theo {attached_to})", f"{round_.title}, bộ tiêu chí {round_.scheme.code}"],
        columns=ANNEX_COLUMNS,
        sections=sections,
        signatures=["NGƯỜI LẬP", "THỦ TRƯỞNG CƠ QUAN"],
    )


def _by_outcome(lines: Sequence[tuple[str, Result]]) -> Iterable[tuple[str, list[list[Any]]]]:
    for outcome, heading in SECTIONS.items():
        chosen = [result for told, result in lines if told == outcome]
        if chosen:
            yield (
                heading,
                [_annex_row(number, result) for number, result in enumerate(chosen, start=1)],
            )


def _annex_row(number: int, result: Result) -> list[Any]:
    """Names as on the certificate once there is one, else as they are today."""
    application = result.application
    issued = getattr(result, "certification", None)
    product, producer = application.product, application.product.producer
    set_name = (
        issued.set_name
        if issued
        else application.product_set.name
        if application.product_set
        else None
    )
    return [
        number,
        issued.product_name if issued else product.name,
        issued.producer_name if issued else producer.name,
        (issued.place if issued else producer.place).full_name,
        set_name,
        result.total,
        result.final_stars,
        (issued.code if issued else application.product_code) or None,
    ]


# --- head and foot --------------------------------------------------------------------------------
def _offices(round_: Round) -> list[str]:
    """The office that makes the paper, under the body it belongs to."""
    if round_.place is None:
        return [MINISTRY]
    office = Office.objects.filter(place=round_.place).first()
    if office is None:
        return [f"UBND {round_.place.full_name}".upper()]
    return [line.upper() for line in (office.parent_body, office.name) if line]


def _issuer(round_: Round) -> str:
    """Who will sign the decision: the annex is the issuer's paper, not the office's."""
    return f"ỦY BAN NHÂN DÂN {round_.place.full_name}".upper() if round_.place else MINISTRY


def _place_and_day(round_: Round, decision: Decision | None = None) -> str:
    if decision is None:
        return place_and_day(round_.place, None)
    return place_and_day(decision.issuer_place, decision.signed_on)


# --- as printed -----------------------------------------------------------------------------------
def printed(columns: list[Column], row: list[Any]) -> list[tuple[str, str]]:
    """A paper's row as it is printed, (kind of the column, text) for every cell: points with a
    decimal comma, days as dd/mm/yyyy."""
    return [(column.kind, _text(column, value)) for column, value in zip(columns, row, strict=True)]


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == POINTS:
        return format_points(value)
    return day(value) if column.kind == DAY else str(value)
