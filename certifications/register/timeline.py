"""A product's public history: what happened, when (as exactly as known), in both languages."""

from typing import Any

from certifications.certificates.act_checks import CORRECTABLE
from certifications.law.sentences import day
from certifications.models import Certification

# What a list of before may tell otherwise, besides what an act of correction changes.
_FIELDS = CORRECTABLE | {
    "stars": "hạng sao",
    "level": "cấp công nhận",
    "scheme": "bộ tiêu chí",
    "place": "địa bàn khi cấp",
    "source": "nguồn",
}
_ENGLISH_FIELDS = {
    "stars": "stars",
    "level": "level",
    "scheme": "criteria scheme",
    "place": "place as issued",
    "source": "source",
    "issued_on": "day of issue",
    "issued_year": "year of issue",
    "product_name": "product name",
    "producer_name": "producer name",
    "code": "product code",
    "decision.number": "decision number",
    "decision.signed_on": "decision day",
    "decision.issuer": "issuer",
}


def timeline(certifications: list[Certification]) -> list[dict[str, Any]]:
    """Events, newest first; an event of a known year only has `precision` "year", of nothing known
    "none"."""
    events = [event for one in certifications for event in _events(one)]
    return sorted(events, key=lambda event: event["on"] or "", reverse=True)


def _events(one: Certification) -> list[dict[str, Any]]:
    events = [_recognised(one)]
    if one.extended_until and one.in_force_until:
        events.append(
            _event(
                one.in_force_until.isoformat(), "extended",
                f"Gia hạn đến khi có kết quả mới, chậm nhất {day(one.extended_until)}. Căn cứ: {one.extension_basis}.",
                f"Extended until the new result, {day(one.extended_until)} at the latest. Basis: {one.extension_basis}.",
            )
        )  # fmt: skip
    if one.ended_by == "revoked" and one.ended_on:
        events.append(
            _event(
                one.ended_on.isoformat(), "revoked",
                f"Thu hồi hạng {one.stars} sao theo {one.revocation_decision}: {one.revocation_reason}",
                f"{one.stars} stars revoked by {one.revocation_decision}: {one.revocation_reason}",
            )
        )  # fmt: skip
    return events + [_corrected(note) for note in one.corrections]


def _recognised(one: Certification) -> dict[str, Any]:
    decision = one.decision
    by = f"{decision.issuer} công nhận" if decision.issuer else "Công nhận"
    by_en = f"Recognised by {decision.issuer}" if decision.issuer else "Recognised"
    number = (
        f" theo Quyết định {decision.number}" if decision.number else " (chưa rõ số quyết định)"
    )
    number_en = (
        f", decision {decision.number}" if decision.number else " (decision number not known)"
    )
    source, source_en = (
        (f" Nguồn: {one.source}.", f" Source: {one.source}.") if one.source else ("", "")
    )
    text = f"{by} {one.stars} sao{number}.{source}"
    text_en = f"{by_en} with {one.stars} stars{number_en}.{source_en}"
    on, precision = _when(one)
    return _event(on, "recognised", text, text_en, precision)


def _when(one: Certification) -> tuple[str | None, str]:
    if one.issued_on:
        return one.issued_on.isoformat(), "day"
    return (str(one.issued_year), "year") if one.issued_year else (None, "none")


def _corrected(note: dict[str, str]) -> dict[str, Any]:
    field, old = _FIELDS[note["field"]], note["old"]
    if not old:
        return _event(
            note["on"], "corrected",
            f"Bổ sung {field}: “{note['new']}”. Lý do: {note['reason']}",
            f"Completed {_ENGLISH_FIELDS[note['field']]}: “{note['new']}”. Reason: {note['reason']}",
        )  # fmt: skip
    return _event(
        note["on"], "corrected",
        f"Đính chính {field}: “{old}” thành “{note['new']}”. Lý do: {note['reason']}",
        f"Corrected {_ENGLISH_FIELDS[note['field']]}: “{note['old']}” to “{note['new']}”. Reason: {note['reason']}",
    )  # fmt: skip


def _event(
    on: str | None, event: str, text: str, text_en: str, precision: str = "day"
) -> dict[str, Any]:
    return {"on": on, "precision": precision, "event": event, "text": text, "text_en": text_en}
