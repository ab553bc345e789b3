"""A product's public history: what happened, when (as exactly as known), in both languages."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from certifications.certificates.act_checks import CORRECTABLE
from certifications.law.sentences import day
from certifications.models import Certification, PreparedAct
from ocop_registry.clock import VIETNAM
from ocop_registry.known_days import read_iso
from producers.privacy import is_public

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
    "issued_year": "month, quarter or year of issue",
    "product_name": "product name",
    "producer_name": "producer name",
    "code": "product code",
    "decision.number": "decision number",
    "decision.signed_on": "decision day",
    "decision.issuer": "issuer",
    "decision.issue_words": "the decision's words on the day of issue",
    "decision.late_reason": "reason of the late issue",
}

_PARTICULARS = {
    ("product", "name"): ("tên sản phẩm", "the product's name"),
    ("product", "name_en"): ("tên tiếng Anh của sản phẩm", "the product's English name"),
    ("product", "producer"): ("chủ thể", "the producer"),
    ("product", "product_set"): ("bộ sản phẩm", "the product set"),
    ("producer", "name"): ("tên chủ thể", "the producer's name"),
    ("producer", "name_en"): ("tên tiếng Anh của chủ thể", "the producer's English name"),
    ("producer", "kind"): ("loại hình chủ thể", "the kind of producer"),
    ("producer", "tax_code"): ("mã số thuế của chủ thể", "the producer's tax code"),
    ("producer", "place"): ("nơi của chủ thể", "the producer's place"),
}


def timeline(
    certifications: list[Certification], changes: Sequence[PreparedAct] = ()
) -> list[dict[str, Any]]:
    """Events, newest first, each with its `precision`: the word for how exactly `on` is known. `changes`: those of the product and its producer that two people made."""
    events = [event for one in certifications for event in _events(one)]
    events += [event for one in changes for event in _changed(one)]
    return sorted(events, key=lambda event: _first_day(event["on"]), reverse=True)


def _first_day(on: str | None) -> date:
    """The first day that an event can have been on; what is not known comes last."""
    return read_iso(on or "").first or date.min


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


def corrected(notes: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """The events of these corrections, in their order."""
    return [_corrected(note) for note in notes]


def _changed(prepared: PreparedAct) -> Iterator[dict[str, Any]]:
    """What was changed, with the old value; of what is private, or was erased, only that it was."""
    subject, whose = prepared.subject, "producer" if prepared.producer_id else "product"
    assert prepared.settled_at is not None
    on = prepared.settled_at.astimezone(VIETNAM).date().isoformat()
    for name, value in sorted(prepared.values.items()):
        label, english = _PARTICULARS[whose, name]
        told = told_en = ""
        if whose == "product" or (is_public(subject, name) and value["was"] != value["now"]):
            told = f": “{value['was'] or 'để trống'}” thành “{value['now'] or 'để trống'}”"
            told_en = f": “{value['was'] or 'empty'}” to “{value['now'] or 'empty'}”"
        yield _event(
            on, "changed",
            f"Đổi {label}{told}. Lý do: {prepared.reason}",
            f"Changed {english}{told_en}. Reason: {prepared.reason}",
        )  # fmt: skip


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
    issued = one.issued
    return _event(issued.iso or None, "recognised", text, text_en, issued.precision)


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
