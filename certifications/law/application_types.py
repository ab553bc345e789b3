"""Which type of application fits what a product holds on a day, and what an unusual one must
answer.

Source: 26/2026/QĐ-TTg: who holds stars comes for an upgrade or a re-evaluation, the latter handed
in 180 to 120 days before expiry; after a revocation a product begins anew. How long it must wait is
not confirmed: a setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from certifications.law import rules
from certifications.law.rules import Dates, Standing
from products.standings import VALID

HOLDS = VALID | {Standing.UNCLEAR}
FIRST, UPGRADE, AGAIN = "first", "upgrade", "re_evaluation"
_DATED = frozenset({Standing.IN_FORCE, Standing.EXPIRING, Standing.EXTENDED, Standing.EXPIRED})


class Held(Dates, Protocol):
    """A certification that a product holds or held."""

    stars: int
    issued_on: date | None
    revocation_ground: str


@dataclass
class Fit:
    """`refusals`: why that type may not come at all; `instead`: the types that may; `asks`: what
    the reason for taking it in must answer."""

    refusals: list[str] = field(default_factory=list)
    instead: tuple[str, ...] = ()
    asks: list[str] = field(default_factory=list)


def fit(type_: str, held: Sequence[Held], *, handed_in: date | None, today: date, wait: int) -> Fit:
    """How an application of that type stands to what the product holds today. `handed_in`: None
    while not recorded, then it counts as handed in today; `wait`: months after a revocation."""
    state, current = rules.product_standing(held, today)
    found = Fit()
    if current is None:
        return found
    if state == Standing.REVOKED:
        _after_revocation(found, type_, current, handed_in or today, wait)
    elif type_ == FIRST and state in HOLDS:
        found.instead = (AGAIN, UPGRADE)
        found.refusals.append(
            f"sản phẩm {'có thể còn' if state == Standing.UNCLEAR else 'đang'} giữ"
            f" {current.stars} sao nên không nhận là Lần đầu: đổi thành Đánh giá lại hoặc Nâng"
            " hạng."
        )
    elif type_ == AGAIN and state in _DATED and current.issued_on and current.in_force_until:
        _window(found, current.in_force_until, handed_in, today)
    return found


def _after_revocation(found: Fit, type_: str, current: Held, day: date, wait: int) -> None:
    assert current.ended_on is not None, "what is revoked has its day"
    if type_ != FIRST:
        found.instead = (FIRST,)
        found.refusals.append(
            f"lần công nhận trước đã bị thu hồi ngày {current.ended_on:%d/%m/%Y}: chỉ nhận hồ sơ"
            " Lần đầu."
        )
        return
    since = rules.add_months(current.ended_on, wait)
    if day < since:
        found.refusals.append(
            f"đã bị thu hồi ngày {current.ended_on:%d/%m/%Y}, {wait} tháng sau mới nhận lại: từ"
            f" {since:%d/%m/%Y}."
        )
    ground = f" (căn cứ {current.revocation_ground})" if current.revocation_ground else ""
    found.asks.append(
        f"đã bị thu hồi ngày {current.ended_on:%d/%m/%Y}{ground}: ghi căn cứ đó đã được khắc phục"
        " thế nào."
    )


def _window(found: Fit, until: date, handed_in: date | None, today: date) -> None:
    first, last = rules.renewal_window(until)
    day = handed_in or today
    if first <= day <= last:
        return
    when = f"nộp ngày {day:%d/%m/%Y}" if handed_in else f"chưa ghi ngày nộp, hôm nay {day:%d/%m/%Y}"
    found.asks.append(
        f"{when}, ngoài thời gian nộp hồ sơ đánh giá lại (từ {first:%d/%m/%Y} đến"
        f" {last:%d/%m/%Y}): ghi lý do vẫn nhận."
    )
