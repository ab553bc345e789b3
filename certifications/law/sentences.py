"""Each standing as one sentence to read out, in Vietnamese and English. Pure text: no database, no
clock.

A stretch of days has one sentence (the standing does not change within it), so the sentence names
dates, never
"in n days".
"""

from dataclasses import dataclass
from datetime import date

from products.standings import Standing


@dataclass(frozen=True)
class Facts:
    """What a sentence may need: stars held, the days of the certification, and the source of an
    unverified one."""

    stars: int = 0
    starts: date | None = None
    until: date | None = None
    extended_until: date | None = None
    ended_on: date | None = None
    year: int | None = None
    early: bool = False  # these days lie before the first on which the recognition certainly counts
    source: str = ""


def sentence(standing: str, facts: Facts, language: str = "vi") -> str:
    """The sentence that answers "may I trust these stars?"."""
    words = _ENGLISH if language == "en" else _VIETNAMESE
    return words[Standing(standing)](facts)


def day(value: date | None) -> str:
    """dd/mm/yyyy, as offices write it; "?" never occurs for a standing that needs the day."""
    return value.strftime("%d/%m/%Y") if value else "?"


def _participating(facts: Facts) -> str:
    if facts.year:
        return (
            f"Chưa có hạng sao trong những ngày này; được công nhận {facts.stars} sao năm"
            f" {facts.year} (chưa rõ ngày cấp)."
        )
    if facts.starts:
        return (
            f"Chưa có hạng sao còn hiệu lực: giấy chứng nhận {facts.stars} sao có hiệu lực từ ngày"
            f" {day(facts.starts)}."
        )
    return "Sản phẩm đang tham gia Chương trình, chưa được công nhận hạng sao."


def _participating_en(facts: Facts) -> str:
    if facts.year:
        return (
            f"No stars in these days; recognised with {facts.stars} stars in {facts.year} (day not"
            " known)."
        )
    if facts.starts:
        return (
            f"No stars in force: the certificate of {facts.stars} stars takes effect on"
            f" {day(facts.starts)}."
        )
    return "The product takes part in the Programme and holds no stars."


def _in_force(facts: Facts) -> str:
    if facts.year:
        return (
            f"Được công nhận {facts.stars} sao năm {facts.year} (chưa rõ ngày cấp), chắc chắn còn"
            f" hiệu lực đến hết ngày {day(facts.until)}."
        )
    return f"Được công nhận {facts.stars} sao, còn hiệu lực đến hết ngày {day(facts.until)}."


def _in_force_en(facts: Facts) -> str:
    if facts.year:
        return (
            f"Recognised with {facts.stars} stars in {facts.year} (day not known), certainly in"
            f" force through {day(facts.until)}."
        )
    return f"Recognised with {facts.stars} stars, in force through {day(facts.until)}."


def _expiring(facts: Facts) -> str:
    if facts.year:
        return _in_force(facts)[:-1] + "; sau ngày đó có thể đã hết hạn."
    return (
        f"Được công nhận {facts.stars} sao, còn hiệu lực nhưng sắp hết hạn: đến hết ngày"
        f" {day(facts.until)}."
    )


def _expiring_en(facts: Facts) -> str:
    if facts.year:
        return _in_force_en(facts)[:-1] + "; it may expire after that day."
    return (
        f"Recognised with {facts.stars} stars, in force but expiring: through {day(facts.until)}."
    )


def _unclear(facts: Facts) -> str:
    doubt = (
        "có thể chưa được công nhận trong những ngày này" if facts.early else "có thể đã hết hạn"
    )
    return f"Được công nhận {facts.stars} sao năm {facts.year}; chưa rõ ngày cấp, {doubt}."


def _unclear_en(facts: Facts) -> str:
    doubt = (
        "it may not have been recognised yet in these days"
        if facts.early
        else "it may have expired"
    )
    return (
        f"Recognised with {facts.stars} stars in {facts.year}; the day of issue is not known,"
        f" {doubt}."
    )


def _expired(facts: Facts) -> str:
    last = day(facts.extended_until or facts.until)
    when = (
        f"chậm nhất sau ngày {last} (chỉ biết năm cấp {facts.year})"
        if facts.year
        else f"sau ngày {last}"
    )
    return f"Từng được công nhận {facts.stars} sao; đã hết hiệu lực {when}: nay không còn hạng sao."


def _expired_en(facts: Facts) -> str:
    last = day(facts.extended_until or facts.until)
    when = (
        f"after {last} at the latest (only the year of issue, {facts.year}, is known)"
        if facts.year
        else f"after {last}"
    )
    return f"Once recognised with {facts.stars} stars; expired {when}: it holds no stars today."


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
    Standing.REVOKED: lambda f: (
        f"Hạng {f.stars} sao đã bị thu hồi từ ngày {day(f.ended_on)}: nay không còn hạng sao."
    ),
    Standing.SUPERSEDED: lambda f: (
        f"Giấy chứng nhận {f.stars} sao này đã được thay thế từ ngày {day(f.ended_on)} bằng lần"
        " công nhận sau."
    ),
}

_ENGLISH = {
    Standing.PARTICIPATING: _participating_en,
    Standing.IN_FORCE: _in_force_en,
    Standing.EXPIRING: _expiring_en,
    Standing.EXTENDED: lambda f: (
        f"Recognised with {f.stars} stars; expired on {day(f.until)} but extended, "
        f"in force until the new result, through {day(f.extended_until)} at the latest."
    ),
    Standing.UNCLEAR: _unclear_en,
    Standing.UNVERIFIED: lambda f: (
        f"{f.stars} stars according to {f.source}, not verified: not to be taken as in force."
    ),
    Standing.EXPIRED: _expired_en,
    Standing.REVOKED: lambda f: (
        f"The {f.stars} stars were revoked as of {day(f.ended_on)}: it holds no stars today."
    ),
    Standing.SUPERSEDED: lambda f: (
        f"This {f.stars}-star certificate was superseded on {day(f.ended_on)} by a later"
        " recognition."
    ),
}
