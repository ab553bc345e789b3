"""What the letters to producers say: the notice of results, and what is missing for more stars.

Only what concerns the producer's own products, and nothing of single members: means of the council,
never a member's points.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from certifications.council.sheets.content import content_of
from certifications.law.points import all_digits, format_points, shown_points
from certifications.law.rules import LOWEST_CERTIFIED, Conclusion, explain, renewal_window
from certifications.law.scorecards import UNVERIFIED, Criterion
from certifications.law.scoring import average
from certifications.law.sentences import day
from certifications.models import Application, Outcome, Result
from certifications.papers.facts import Facts, result_of
from certifications.papers.official import Values, office_head, shared
from certifications.papers.words import DOTS, stars_of
from producers.models import Producer

HIGHEST = 5


# --- the notice -----------------------------------------------------------------------------------
def producers_told(facts: Facts) -> list[tuple[Producer, list[Result]]]:
    """Producers all of whose results are settled: decided, or below what is decided about. In the
    order of the round."""
    by_producer: dict[int, tuple[Producer, list[Application]]] = {}
    for application in facts.applications:
        producer = application.product.producer
        by_producer.setdefault(producer.pk, (producer, []))[1].append(application)
    return [
        (producer, [result for one in own if (result := result_of(one))])
        for producer, own in by_producer.values()
        if not any(one.pk in facts.undecided for one in own)
    ]


def notice_values(facts: Facts, producer: Producer, results: list[Result]) -> Values:
    return {
        **shared(facts),
        **office_head(facts, "TB"),
        **_addressee(facts, producer),
        "rows": [
            {
                "number": number,
                "product": result.application.product.name,
                "total": format_points(result.total) if result.total is not None else "–",
                "stars": stars_of(result),
                "conclusion": _conclusion(facts, result),
            }
            for number, result in enumerate(results, start=1)
        ],
    }


def _addressee(facts: Facts, producer: Producer) -> Values:
    office = facts.office
    told = [office.name, office.address, office.phone, office.email] if office else []
    contact = ", ".join(one for one in told if one) if len([one for one in told if one]) > 1 else ""
    return {
        "producer": producer.name,
        "producer_place": producer.place.full_name,
        "contact": contact,
    }


def _conclusion(facts: Facts, result: Result) -> str:
    item = getattr(result, "decision_item", None)
    if item is None:
        return (
            f"Bị loại: {result.disqualified_reason}"
            if result.disqualified
            else "Không cấp giấy chứng nhận"
        )
    by = f"Quyết định số {item.decision.number} ngày {day(item.decision.signed_on)}"
    if item.outcome == Outcome.CERTIFIED:
        until = result.certification.in_force_until
        # a live certification always has its end (certification_live_is_complete)
        assert until is not None
        first, last = renewal_window(until)
        return (
            f"Công nhận {result.final_stars} sao theo {by}; giấy chứng nhận có giá trị đến hết ngày"
            f" {day(until)}; nộp hồ sơ đánh giá lại từ {day(first)} đến {day(last)}"
        )
    return f"{item.get_outcome_display()} ({by})"


# --- what is missing ------------------------------------------------------------------------------
def lacking(facts: Facts) -> list[Result]:
    """Results below a star: out, below the lowest that is recognised, or held down by missed
    marks."""
    return [
        one
        for one in facts.results
        if one.disqualified
        or (one.final_stars or 0) < LOWEST_CERTIFIED
        or (one.final_stars or 0) < (one.stars_by_total or 0)
    ]


def missing_values(facts: Facts, result: Result) -> Values:
    product = result.application.product
    return {
        **shared(facts),
        **office_head(facts, ""),
        **_addressee(facts, product.producer),
        "about": f"V/v nội dung còn thiếu của sản phẩm {product.name}",
        "product": product.name,
        "why": _why(result),
        "targets": (
            []
            if result.disqualified
            else [_target(facts, result, star) for star in _wanted(result)]
        ),
    }


def _why(result: Result) -> str:
    if result.disqualified or result.total is None:
        return f"Hồ sơ bị loại: {result.disqualified_reason}."
    conclusion = Conclusion(
        result.stars_by_total or 0, result.stars_by_marks or 0, result.final_stars or 0
    )
    return f"Kết quả: {explain(conclusion, result.total, result.missed_criteria)}"


def _wanted(result: Result) -> Iterable[int]:
    """The stars to aim at: the lowest that is recognised, or the next ones above what was
    reached."""
    return range(max(LOWEST_CERTIFIED, (result.final_stars or 0) + 1), HIGHEST + 1)


def _target(facts: Facts, result: Result, star: int) -> Values:
    """What one star asks beyond what was reached: points to its band, and the criteria whose mark
    was missed."""
    missed = facts.missed(result.application)
    criteria = [_missed(facts, result.application, code, star) for code in missed.get(star, [])]
    return {
        "stars": star,
        "points": _points(facts, result.total or Decimal(0), star),
        "criteria": criteria,
        "note": _note(result, star, missed),
    }


def _points(facts: Facts, total: Decimal, star: int) -> str:
    least = next(band.minimum for band in facts.scheme.bands if band.stars == star)
    told = f"Điểm trung bình cần từ {format_points(least)} điểm"
    if total >= least:
        return f"{told}: đã đủ ({format_points(total)})."
    lacking = least - shown_points(total)  # so that what is printed adds up
    return f"{told}; đạt {format_points(total)}, còn thiếu {all_digits(lacking)} điểm."


def _note(result: Result, star: int, missed: dict[int, list[str]]) -> str:
    """What is known of the marks where the registry holds no sheets with every criterion."""
    if missed:
        return "" if missed.get(star) else f"Không tiêu chí nào thiếu dấu {star} sao."
    if star == (result.marks_met or 0) + 1 and result.missed_criteria:
        return (
            f"Tiêu chí chưa đạt dấu {star} sao theo kết luận của Hội đồng:"
            f" {result.missed_criteria}."
        )
    if star <= (result.marks_met or 0):
        return f"Không tiêu chí nào thiếu dấu {star} sao."
    return f"Tiêu chí chưa đạt dấu {star} sao: {DOTS * 6}"


def _missed(facts: Facts, application: Application, code: str, star: int) -> dict[str, Any]:
    """One criterion with the least level that its mark asks for, and the council's mean."""
    standing = facts.standings[application.pk]
    criterion: Criterion = standing.card.by_code[code]  # type: ignore[union-attr]  # missed marks are known from the card
    least = criterion.marks()[star]
    level = next(
        (one.label for one in criterion.options if one.stars == star and one.points == least), ""
    )
    given = [content_of(sheet).sheet().choices.get(code) for sheet in standing.counted]
    mean = average([Decimal(one.points if one else 0) for one in given])
    return {
        "code": code,
        "name": criterion.name,
        "least": least,
        "level": f"{level} ({UNVERIFIED})" if criterion.unverified else level,
        "given": f"; Hội đồng chấm trung bình {format_points(mean, [Decimal(least)])}",
    }
