"""What a prepared decision says, line by line, to whoever confirms it against the signed paper."""

from typing import Any

from django.urls import reverse

from certifications.decisions import confirming, returned_proposals
from certifications.decisions.plan import PlannedLine, plan, recorded
from certifications.law.sentences import day
from certifications.models import (
    DecisionItem,
    Outcome,
    PreparedAct,
    PreparedKind,
    Result,
    Round,
)
from certifications.rounds.access import Refused
from certifications.staff.certificates.changes_told import NEXT, TOLD, Change

OUTCOMES = {
    Outcome.CERTIFIED: "Cấp giấy chứng nhận",
    Outcome.PROPOSED: "Đề nghị trung ương công nhận 5 sao",
    Outcome.KEPT: "Giữ nguyên giấy chứng nhận đang có",
}


def decided(round_: Round, values: dict[str, Any]) -> list[Change]:
    """The particulars copied from the paper, then every chosen product with what it gets, or got
    once the decision is confirmed."""
    data = confirming.data_of(values)
    found = [
        Change("Số quyết định", "", data.number),
        Change("Ngày ký", "", day(data.signed_on)),
        Change("Cơ quan ban hành", "", data.issuer),
        Change("Ngày cấp giấy chứng nhận", "", day(data.certificates_issued_on)),
    ]
    for label, words in (
        ("Quyết định ghi về ngày cấp", data.issue_words),
        ("Lý do cấp muộn", data.late_reason),
    ):
        found += [Change(label, "", words)] if words else []
    recorded_one = recorded(data)
    items = recorded_one.items.all() if recorded_one else DecisionItem.objects.none()
    uids = set(_uids(values))
    told = items.filter(result__application__uid__in=uids).select_related(*_BESIDE_ITEM)
    if told:
        return found + [_got(one) for one in told.order_by("result__application__position")]
    return found + [_line(line) for line in _lines(round_, values)]


_BESIDE_ITEM = ("result__application__product__producer", "result__certification")


def _uids(values: dict[str, Any]) -> list[str]:
    """The applications whose results the decision covers."""
    if "returned" not in values:
        return list(values["uids"])
    return [one.application.uid for one in confirming.proposals_of(values) if one.application]


def _got(item: DecisionItem) -> Change:
    result = item.result
    certification = getattr(result, "certification", None)
    period = (
        f", {day(certification.in_force_from)} – {day(certification.in_force_until)}"
        if certification
        else ""
    )
    return Change(OUTCOMES[Outcome(item.outcome)], "", f"{_named(result)}{period}")


def _lines(round_: Round, values: dict[str, Any]) -> list[PlannedLine]:
    data = confirming.data_of(values)
    if "returned" in values:
        try:
            return returned_proposals.plan(confirming.proposals_of(values), data)[0]
        except Refused:
            return []  # settled meanwhile: approving says why
    results = Result.objects.filter(application__uid__in=values["uids"]).select_related(
        "application__product__producer", "application__product_set"
    )
    return plan(round_, data, list(results.order_by("application__position")))


def _line(line: PlannedLine) -> Change:
    period = f", {day(line.period.start)} – {day(line.period.end)}" if line.period.start else ""
    ends = "".join(f"; thay thế {one.stars} sao" for one in line.ends)
    return Change(OUTCOMES[line.outcome], "", f"{_named(line.result)}{period}{ends}")


def _named(result: Result) -> str:
    product = result.application.product
    return f"{product.name} ({product.producer.name}): {result.final_stars} sao"


def afterwards(prepared: PreparedAct) -> list[tuple[str, str]]:
    """The decision that it became."""
    decision = confirming.decision_of(prepared)
    if decision is None:
        return []
    return [(f"Quyết định {decision}", reverse("admin:decision_page", args=[decision.uid]))]


def plug_in() -> None:
    TOLD[PreparedKind.DECIDE] = decided
    NEXT[PreparedKind.DECIDE] = afterwards
