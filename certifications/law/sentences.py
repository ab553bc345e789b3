"""Each standing as one sentence to read out, in Vietnamese and English. Pure text: no database, no
clock.

A stretch of days has one sentence (the standing does not change within it), so the sentence names
dates, never "in n days" nor "today". Of one recognition it says what became of that recognition;
of a product, what it rests on. Whether a product whose stars have ended holds others by now follows
from how far its province's register is complete: `products.queries.sentences` adds that.
"""

from dataclasses import dataclass
from datetime import date

from ocop_registry.known_days import NOTHING, KnownDay
from products.standings import Standing


@dataclass(frozen=True)
class Facts:
    """What a sentence may need: stars held, the days of the certification, and the source of an
    unverified one. `own`: the sentence speaks of this one recognition, not of its product."""

    stars: int = 0
    starts: date | None = None
    until: date | None = None
    extended_until: date | None = None
    ended_on: date | None = None
    issued: KnownDay = NOTHING  # of the recognition; told where the day is not known
    early: bool = False  # these days lie before the first on which the recognition certainly counts
    source: str = ""
    own: bool = False
    ended: KnownDay = NOTHING  # what is known of `ended_on`

    @property
    def vague(self) -> bool:
        """Whether a month, quarter or year of issue is known, but no day."""
        return bool(self.issued) and not self.issued.exact


def sentence(standing: str, facts: Facts, language: str = "vi") -> str:
    """The sentence that answers "may I trust these stars?"."""
    words = _ENGLISH if language == "en" else _VIETNAMESE
    return words[Standing(standing)](facts)


def day(value: date | None) -> str:
    """dd/mm/yyyy, as offices write it; "?" never occurs for a standing that needs the day."""
    return value.strftime("%d/%m/%Y") if value else "?"


def _participating(facts: Facts) -> str:
    """Days before the first known recognition: nothing is said of what may have been before."""
    if not facts.vague and not facts.starts:
        return "Sản phẩm đang tham gia Chương trình; sổ này chưa ghi lần công nhận hạng sao nào."
    when = (
        f"được cấp {facts.issued.told()} (chưa rõ ngày cấp)"
        if facts.vague
        else f"có hiệu lực từ ngày {day(facts.starts)}"
    )
    if facts.own:
        return f"Lần công nhận {facts.stars} sao này {when}; trước đó chưa có hiệu lực."
    return f"Lần công nhận sớm nhất trong sổ này, {facts.stars} sao, {when}."


def _participating_en(facts: Facts) -> str:
    if not facts.vague and not facts.starts:
        return (
            "The product takes part in the Programme; this register holds no recognition of it yet."
        )
    when = (
        f"was made {facts.issued.told('en')} (day not known)"
        if facts.vague
        else f"takes effect on {day(facts.starts)}"
    )
    if facts.own:
        return f"This recognition with {facts.stars} stars {when}; before that it does not count."
    return f"The earliest recognition in this register, with {facts.stars} stars, {when}."


def _in_force(facts: Facts) -> str:
    if facts.vague:
        return (
            f"Được công nhận {facts.stars} sao {facts.issued.told()} (chưa rõ ngày cấp), chắc chắn"
            f" còn hiệu lực đến hết ngày {day(facts.until)}."
        )
    return f"Được công nhận {facts.stars} sao, còn hiệu lực đến hết ngày {day(facts.until)}."


def _in_force_en(facts: Facts) -> str:
    if facts.vague:
        return (
            f"Recognised with {facts.stars} stars {facts.issued.told('en')} (day not known),"
            f" certainly in force through {day(facts.until)}."
        )
    return f"Recognised with {facts.stars} stars, in force through {day(facts.until)}."


def _expiring(facts: Facts) -> str:
    if facts.vague:
        return _in_force(facts)[:-1] + "; sau ngày đó có thể đã hết hạn."
    return (
        f"Được công nhận {facts.stars} sao, còn hiệu lực nhưng sắp hết hạn: đến hết ngày"
        f" {day(facts.until)}."
    )


def _expiring_en(facts: Facts) -> str:
    if facts.vague:
        return _in_force_en(facts)[:-1] + "; it may expire after that day."
    return (
        f"Recognised with {facts.stars} stars, in force but expiring: through {day(facts.until)}."
    )


def _unclear(facts: Facts) -> str:
    doubt = (
        "có thể chưa được công nhận trong những ngày này" if facts.early else "có thể đã hết hạn"
    )
    return f"Được công nhận {facts.stars} sao {facts.issued.told()}; chưa rõ ngày cấp, {doubt}."


def _unclear_en(facts: Facts) -> str:
    doubt = (
        "it may not have been recognised yet in these days"
        if facts.early
        else "it may have expired"
    )
    return (
        f"Recognised with {facts.stars} stars {facts.issued.told('en')}; the day of issue is not"
        f" known, {doubt}."
    )


def _expired(facts: Facts) -> str:
    last = day(facts.extended_until or facts.until)
    when = (
        f", chậm nhất là sau ngày {last} (cấp {facts.issued.told()}, chưa rõ ngày)"
        if facts.vague
        else f" sau ngày {last}"
    )
    of = "; lần công nhận này" if facts.own else ","
    return f"Được công nhận {facts.stars} sao{of} hết hiệu lực{when}."


def _expired_en(facts: Facts) -> str:
    last = day(facts.extended_until or facts.until)
    when = (
        f"on {last} at the latest (issued {facts.issued.told('en')}, day not known)"
        if facts.vague
        else f"on {last}"
    )
    of = "; this recognition was" if facts.own else ","
    return f"Recognised with {facts.stars} stars{of} last in force {when}."


def _revoked(facts: Facts) -> str:
    of = " của lần công nhận này" if facts.own else ""
    return f"Hạng {facts.stars} sao{of} đã bị thu hồi từ ngày {day(facts.ended_on)}."


def _revoked_en(facts: Facts) -> str:
    of = " of this recognition" if facts.own else ""
    return f"The {facts.stars} stars{of} were revoked as of {day(facts.ended_on)}."


def _superseded(facts: Facts) -> str:
    by = (
        f"bằng lần công nhận {facts.ended.told()} (chưa rõ ngày)"
        if facts.ended and not facts.ended.exact
        else f"từ ngày {day(facts.ended_on)} bằng lần công nhận sau"
    )
    return f"Giấy chứng nhận {facts.stars} sao này đã được thay thế {by}."


def _superseded_en(facts: Facts) -> str:
    by = (
        f"by a recognition of {facts.ended.named('en')} (day not known)"
        if facts.ended and not facts.ended.exact
        else f"on {day(facts.ended_on)} by a later recognition"
    )
    return f"This {facts.stars}-star certificate was superseded {by}."


_VIETNAMESE = {
    Standing.PARTICIPATING: _participating,
    Standing.IN_FORCE: _in_force,
    Standing.EXPIRING: _expiring,
    Standing.EXTENDED: lambda f: (
        f"Được công nhận {f.stars} sao; đã quá hạn ngày {day(f.until)} nhưng được gia hạn, "
        f"còn hiệu lực đến khi có kết quả mới, chậm nhất hết ngày {day(f.extended_until)}."
    ),
    Standing.UNCLEAR: _unclear,
    Standing.UNVERIFIED: lambda f: (
        f"{f.stars} sao theo nguồn {f.source}, chưa xác minh: không được coi là còn hiệu lực."
    ),
    Standing.EXPIRED: _expired,
    Standing.REVOKED: _revoked,
    Standing.SUPERSEDED: _superseded,
}

_ENGLISH = {
    Standing.PARTICIPATING: _participating_en,
    Standing.IN_FORCE: _in_force_en,
    Standing.EXPIRING: _expiring_en,
    Standing.EXTENDED: lambda f: (
        f"Recognised with {f.stars} stars; its own term ran through {day(f.until)} and is extended: "
        f"in force until the new result, through {day(f.extended_until)} at the latest."
    ),
    Standing.UNCLEAR: _unclear_en,
    Standing.UNVERIFIED: lambda f: (
        f"{f.stars} stars according to {f.source}, not verified: not to be taken as in force."
    ),
    Standing.EXPIRED: _expired_en,
    Standing.REVOKED: _revoked_en,
    Standing.SUPERSEDED: _superseded_en,
}
