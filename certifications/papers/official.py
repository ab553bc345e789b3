"""What the minutes, the proposal and the decision of a round say: values for their Word templates,
all from the data."""

from collections import Counter
from typing import Any

from certifications.council.attendance import has_answered, standing_of
from certifications.council.conflicts import lifted_conflicts
from certifications.council.members import Council
from certifications.council.sheets.access import SECOND
from certifications.law.points import format_points
from certifications.models import CouncilMember, Decision, Outcome, Result, RoundStatus
from certifications.papers.content import (
    Paper,
    annex_of_decision,
    annex_of_round,
    note_of,
    printed,
    undecided_lines,
)
from certifications.papers.facts import Facts, result_of
from certifications.papers.words import (
    DOTS,
    LONG_DOTS,
    committee,
    decision_letters,
    head_of,
    long_day,
    named,
    place_and_day,
    stars_of,
)
from certifications.rounds.contents import before

Values = dict[str, Any]
NO_MEMBERS = 7  # lines to fill in by hand where the council is not in the registry


# --- shared ---------------------------------------------------------------------------------------
def shared(facts: Facts) -> Values:
    """What every template may use: the round, its scheme, the office."""
    round_ = facts.round
    council = (
        f"Quyết định số {round_.council_decision or DOTS} {long_day(round_.council_decided_on)}"
    )
    return {
        "round": (
            round_.title[0].lower() + round_.title[1:]
            if round_.title.startswith("Đợt")
            else round_.title
        ),
        "scheme": round_.scheme.code,
        "scheme_decision": (
            f"Quyết định số {round_.scheme.code} {long_day(round_.scheme.issued_on)} của Thủ tướng"
            " Chính phủ"
        ),
        "council_decision": f"{council} thành lập Hội đồng đánh giá, phân hạng sản phẩm OCOP",
        "held_on": long_day(round_.evaluated_on),
        "office_name": facts.office.name if facts.office else LONG_DOTS,
        "count": len(facts.applications),
    }


def office_head(facts: Facts, letters: str) -> Values:
    """The head of a paper that the office itself makes; number and day are filled in when it is
    signed."""
    office, place = facts.office, facts.round.place
    if office:
        upper, name = office.parent_body.upper(), office.name.upper()
    else:
        upper, name = "", committee(place).upper()
    return {
        "upper_office": upper,
        "office": name,
        "number": f"Số: {DOTS}/{letters}-{DOTS}" if letters else f"Số: {DOTS}/{DOTS}",
        "place_and_day": place_and_day(place, None),
        "signer": "THỦ TRƯỞNG CƠ QUAN",
    }


def counts_of(results: list[Result]) -> list[tuple[str, int]]:
    """(stars or "Bị loại", how many), from the highest down."""
    found = Counter(
        (-1 if one.disqualified else one.final_stars or 0, stars_of(one)) for one in results
    )
    return [(label, number) for (_, label), number in sorted(found.items(), reverse=True)]


# --- minutes --------------------------------------------------------------------------------------
def minutes_values(facts: Facts) -> Values:
    """The minutes of the council's meeting; the day of the paper is the day of the meeting, which
    the round knows."""
    own = facts.round.place
    head = {
        "upper_office": committee(own).upper(),
        "office": "HỘI ĐỒNG ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP",
        "number": f"Số: {DOTS}/BB-{DOTS}",
        "place_and_day": place_and_day(own, facts.round.evaluated_on),
    }
    summary = "; ".join(
        f"{label.lower()}: {number} sản phẩm" for label, number in counts_of(facts.results)
    )
    return {
        **shared(facts),
        **head,
        "members": _members(facts),
        "quorum": (
            standing_of(facts.council) if facts.council.members else f"Điều kiện họp: {LONG_DOTS}"
        ),
        **_conflicts(facts),
        **_spread(facts),
        "summary": summary,
        "results": [_result_row(facts, result) for result in facts.results],
    }


def _members(facts: Facts) -> list[Values]:
    rows = [
        _member(number, one, facts.council)
        for number, one in enumerate(facts.council.members, start=1)
    ]
    blank = {"name": "", "agency": "", "role": "", "present": ""}
    return rows or [{"number": number, **blank} for number in range(1, NO_MEMBERS + 1)]


def _member(number: int, member: CouncilMember, council: Council) -> Values:
    told = {True: "Có mặt", False: "Vắng", None: DOTS}[member.present]
    if not council.written.meets and member in council.seats:
        told = "Trả lời bằng văn bản" if has_answered(council, member) else "Không trả lời"
    role = member.get_role_display()
    if member.substitute_for:
        role = f"{role} (thay {member.substitute_for.name})"
    return {
        "number": number,
        "name": member.name,
        "agency": member.agency,
        "role": role,
        "present": told,
    }


def _conflicts(facts: Facts) -> Values:
    rows = [
        {
            "member": one.member.name,
            "product": one.application.product.name,
            "kind": _lower(one.get_kind_display()),
        }
        for one in facts.conflicts
    ] + [
        {
            "member": one.member.name,
            "product": one.application.product.name,
            "kind": f"{_lower(one.kind)} (đã bỏ ngày {one.on:%d/%m/%Y}: {one.reason})",
        }
        for one in lifted_conflicts(facts.council.members, facts.applications)
    ]
    known = bool(facts.council.members)
    return {
        "conflicts": rows,
        "no_conflict": "Không có thành viên nào khai xung đột lợi ích." if known else LONG_DOTS * 2,
    }


def _spread(facts: Facts) -> Values:
    """Products scored again, and a sentence about the others. Dotted where the registry holds no
    sheets."""
    limit = format_points(facts.council.rules.spread_limit)
    scored = [one for one in facts.standings.values() if one.counted]
    again = [
        {
            "product": one.application.product.name,
            "first": _gap(facts.totals(one.application, one.scoring - 1)),
            "second": _gap(facts.totals(one.application, one.scoring)),
        }
        for one in scored
        if one.scoring == SECOND
    ]
    if not scored:
        text = f"Mức chênh lệch phải chấm lại: quá {limit} điểm. Kết quả: {LONG_DOTS}"
    elif again:
        text = (
            f"Các sản phẩm sau có điểm chênh quá {limit} điểm, Hội đồng đã thảo luận và chấm lần"
            " hai:"
        )
    else:
        text = f"Không có sản phẩm nào có điểm chênh quá {limit} điểm giữa các thành viên."
    return {"spread": text, "scored_again": again}


def _gap(totals: list) -> str:
    return format_points(max(totals) - min(totals)) if totals else DOTS


def _result_row(facts: Facts, result: Result) -> Values:
    application = result.application
    notes = [f"Chưa đạt dấu: {result.missed_criteria}"] if result.missed_criteria else []
    return {
        "number": application.position,
        "product": application.product.name,
        "producer": application.product.producer.name,
        "total": format_points(result.total) if result.total is not None else "–",
        "stars": stars_of(result),
        "note": ". ".join([*notes, *([told] if (told := note_of(result, facts.round)) else [])]),
    }


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


# --- proposal -------------------------------------------------------------------------------------
def proposal_values(facts: Facts) -> Values:
    """From the office to whoever signs: the counts, and what is asked."""
    lines = [*_decided_lines(facts), *undecided_lines(facts.round)]
    return {
        **shared(facts),
        **office_head(facts, "TTr"),
        "addressee": head_of(facts.round.place),
        "counts": [{"stars": label, "count": number} for label, number in counts_of(facts.results)],
        "points": _points(lines, "có tên tại dự thảo Phụ lục") or [LONG_DOTS],
    }


# --- decision -------------------------------------------------------------------------------------
def decision_values(facts: Facts, decision: Decision | None) -> Values:
    """A recorded decision, or (None) the draft for what is still undecided: number and day
    blank."""
    place = facts.round.place
    annex = annex_of_decision(decision) if decision else annex_of_round(facts.round)
    letters = decision_letters(facts.round)
    return {
        **shared(facts),
        "upper_office": "",
        "office": committee(place).upper(),
        "number": f"Số: {decision.number}" if decision else f"Số: {DOTS}/{letters}",
        "place_and_day": place_and_day(place, decision.signed_on if decision else None),
        "authority": head_of(place).upper(),
        "signer": "CHỦ TỊCH" if place else "BỘ TRƯỞNG",
        "attached_to": (
            named(decision) if decision else f"Quyết định số {DOTS}/{letters} {long_day(None)}"
        ),
        "articles": _articles(facts, decision),
        "sections": [
            {"heading": one.heading, "rows": _annex_rows(annex, one.rows)} for one in annex.sections
        ],
    }


_ANNEX = ("number", "product", "producer", "place", "set", "total", "stars", "code")


def _annex_rows(annex: Paper, rows: list[list[Any]]) -> list[Values]:
    return [
        dict(zip(_ANNEX, (text for _, text in printed(annex.columns, row)), strict=True))
        for row in rows
    ]


def _articles(facts: Facts, decision: Decision | None) -> list[str]:
    """What is decided, and from when certificates count."""
    months = facts.round.scheme.validity_months
    begins = long_day(decision.certificates_issued_on) if decision else "ngày cấp"
    valid = f"Giấy chứng nhận có giá trị {months} tháng kể từ {begins}."
    lines = _decided_lines(facts, decision) if decision else undecided_lines(facts.round)
    return [*_points(lines, "có tên tại Phụ lục kèm theo Quyết định này"), valid]


def _decided_lines(facts: Facts, decision: Decision | None = None) -> list[tuple[str, Result]]:
    """(outcome, result) of one decision, or of all of the round."""
    items = ((getattr(one, "decision_item", None), one) for one in facts.results)
    return [
        (item.outcome, one) for item, one in items if item and decision in (None, item.decision)
    ]


MEANINGS = {
    Outcome.CERTIFIED: "Công nhận và cấp giấy chứng nhận cho",
    Outcome.PROPOSED: "Đề nghị trung ương đánh giá, công nhận 5 sao đối với",
    Outcome.KEPT: "Giữ nguyên giấy chứng nhận đang có của",
}


def _points(lines: list[tuple[str, Result]], where: str) -> list[str]:
    """One sentence for each outcome: how many products, with which stars."""
    found = []
    for outcome, meaning in MEANINGS.items():
        results = [result for told, result in lines if told == outcome]
        if results:
            stars = ", ".join(f"{number} sản phẩm {label}" for label, number in counts_of(results))
            found.append(f"{meaning} {len(results)} sản phẩm ({stars}) {where}.")
    return found


def finished(facts: Facts) -> bool:
    """Whether the council's work is done: results are in and the round has been put up for
    approval."""
    return facts.round.status not in before(RoundStatus.CONCLUDED) and all(
        result_of(one) for one in facts.applications
    )
