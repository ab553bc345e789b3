"""A product's public history: what happened, when (as exactly as known), in both languages."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import translation

from certifications.certificates.act_checks import CORRECTABLE, DAYS
from certifications.law.sentences import day
from certifications.models import Certification, Level, PreparedAct
from ocop_registry import known_days
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

_ENGLISH_LEVELS = {
    Level.DISTRICT: "district level (formerly)",
    Level.PROVINCE: "province level",
    Level.CENTRAL: "central level",
    Level.UNKNOWN: "level not known",
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
                f"Hết thời hạn, được gia hạn đến khi có kết quả mới, chậm nhất hết ngày {day(one.extended_until)}. Căn cứ: {one.extension_basis}.",
                f"Own term ended, extended until the new result, through {day(one.extended_until)} at the latest. Basis: {one.extension_basis}.",
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
            was, now = value["was"], value["now"]
            told = f": “{was or 'để trống'}” thành “{now or 'để trống'}”"
            was, now = (_english_value(name, text) for text in (was, now))
            told_en = f": “{was or 'empty'}” to “{now or 'empty'}”"
        yield _event(
            on, "changed",
            f"Đổi {label}{told}. Lý do: {prepared.reason}",
            f"Changed {english}{told_en}. Reason: {prepared.reason}",
        )  # fmt: skip


def _english_value(name: str, text: str) -> str:
    """A changed particular for an English reader: a kind of producer has its word, the rest are
    names."""
    if name != "kind":
        return text
    with translation.override("en"):
        return translation.gettext(text) if text else text


def _recognised(one: Certification) -> dict[str, Any]:
    """Of what only a source tells, no more than that it does."""
    issued = one.issued
    text, text_en = _recognition_told(one) if issued else _reported(one)
    return _event(issued.iso or None, "recognised", text, text_en, issued.precision)


def _reported(one: Certification) -> tuple[str, str]:
    issuer, number = one.decision.issuer, one.decision.number
    by, by_en = (f" do {issuer} công nhận", f" given by {issuer}") if issuer else ("", "")
    rests, rests_en = (
        (f" theo Quyết định {number}", f", decision {number}")
        if number
        else (" (chưa rõ số quyết định)", " (decision number not known)")
    )
    return (
        f"Nguồn {one.source} ghi {one.stars} sao{by}{rests}; chưa xác minh.",
        f"{one.source} tells of {one.stars} stars{by_en}{rests_en}; not verified.",
    )


def _recognition_told(one: Certification) -> tuple[str, str]:
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
    return (
        f"{by} {one.stars} sao{number}.{source}",
        f"{by_en} with {one.stars} stars{number_en}.{source_en}",
    )


def _corrected(note: dict[str, str]) -> dict[str, Any]:
    name, reason = note["field"], note["reason"]
    field, field_en = _FIELDS[name], _ENGLISH_FIELDS[name]
    old, new = (_value(name, note[one], "vi") for one in ("old", "new"))
    old_en, new_en = (_value(name, note[one], "en") for one in ("old", "new"))
    if not old:
        return _event(
            note["on"], "corrected",
            f"Bổ sung {field}: “{new}”. Lý do: {reason}",
            f"Completed {field_en}: “{new_en}”. Reason: {reason}",
        )  # fmt: skip
    return _event(
        note["on"], "corrected",
        f"Đính chính {field}: “{old}” thành “{new}”. Lý do: {reason}",
        f"Corrected {field_en}: “{old_en}” to “{new_en}”. Reason: {reason}",
    )  # fmt: skip


def _value(field: str, text: str, language: str) -> str:
    """What a note of correction keeps for programs, as people read it: days as offices write them,
    a month or year by its name, a level in words."""
    if field in DAYS:
        return read_iso(text).written
    if field == "issued_year":
        known = known_days.read(text)
        return known.named(language) if known else text
    if field == "level" and text in Level.values:
        return _ENGLISH_LEVELS[Level(text)] if language == "en" else str(Level(text).label)
    return text


def _event(
    on: str | None, event: str, text: str, text_en: str, precision: str = "day"
) -> dict[str, Any]:
    return {"on": on, "precision": precision, "event": event, "text": text, "text_en": text_en}
