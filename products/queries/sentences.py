"""What is read out of a product or certification on a day: the stored sentence, and how far the
register knows what came after.

That stars have ended is a fact of one recognition. That the product holds none follows only where
the register of its province is declared complete, and "today" is said of today alone.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import get_language

from ocop_registry import clock
from ocop_registry.accounts.models import Office
from products.models.register import PublicState
from products.queries.bearers import OfDay
from products.serving import PRODUCT
from products.standings import Standing
from products.today.version import kept
from products.today.whole import Whole

# Standings after which another recognition may have come that the register does not know.
ENDED = frozenset({Standing.EXPIRED, Standing.REVOKED})
# Those of a product of which a register that is not complete may not know all.
DOUBTED = ENDED | {Standing.PARTICIPATING}

Complete = Mapping[str, date]  # code of a province of today → its register is complete until then


def complete_registers() -> dict[str, date]:
    """Until when each province has declared its register complete. One query, or none."""
    return kept("complete registers", clock.today(), _complete_registers)


def _complete_registers() -> dict[str, date]:
    offices = Office.objects.select_related("place")
    return complete_of(offices.filter(complete_until__isnull=False))


def complete_of(offices: Iterable[Office]) -> dict[str, date]:
    """The same from offices read already, each with its place."""
    return {
        office.place.code: office.complete_until
        for office in offices
        if office.complete_until and office.place.in_force
    }


def said_of(product: Whole, on: date) -> str:
    """The sentence of a product. At most one query, none where the standing says all itself."""
    until = None
    if product.standing in DOUBTED:
        until = complete_registers().get(product.province_code)
    language = get_language() or "vi"
    sentence = product.sentence_en if language == "en" else product.sentence
    return completed(sentence, product.standing, product.first_day, on, until, language)


def said(state: PublicState, on: date, complete: Complete, language: str = "") -> str:
    """The sentence of a row of the register for a day, in the reader's language."""
    entry = state.entry
    return _said(state, entry.kind, entry.province_code, on, complete, language)


def told(one: OfDay, on: date, complete: Complete) -> str:
    """The same of what bears a code."""
    return _said(one, one.kind, one.province_code, on, complete)


def _said(
    state: PublicState | OfDay,
    kind: str,
    province_code: str,
    on: date,
    complete: Complete,
    language: str = "",
) -> str:
    language = language or get_language() or "vi"
    sentence = state.sentence_en if language == "en" else state.sentence
    if kind != PRODUCT:
        return sentence
    until = complete.get(province_code)
    return completed(sentence, state.standing, state.first_day, on, until, language)


def completed(
    sentence: str,
    standing: str,
    since: date,
    on: date,
    complete_until: date | None,
    language: str = "vi",
) -> str:
    """A product's sentence with what the register knows beyond it. `since`: the first day of its
    standing; `complete_until`: the last day for which its province's register is complete."""
    more = beyond(standing, since, on, clock.today(), complete_until, language)
    return f"{sentence.removesuffix('.')}; {more}." if more else sentence


def beyond(
    standing: str,
    since: date,
    on: date,
    today: date,
    complete_until: date | None,
    language: str = "vi",
) -> str:
    """The clause that tells how far a standing without stars can be relied on; "" for those that
    need none."""
    covered = complete_until is not None and complete_until >= on
    if standing == Standing.PARTICIPATING:
        pair = _BEFORE[covered]
    elif standing in ENDED and covered:
        pair = _NONE_TODAY if on == today else _NONE_THEN
    elif standing in ENDED:
        partly = complete_until is not None and complete_until >= since
        pair = (_PARTLY if partly else _NOT_KNOWN)[on == today]
    else:
        return ""
    return pair[language == "en"].format(
        on=f"{on:%d/%m/%Y}", until=f"{complete_until:%d/%m/%Y}" if complete_until else ""
    )


_BEFORE = {
    True: ("ngày {on} chưa có hạng sao", "it held no stars on {on}"),
    False: ("chưa có dữ liệu cho ngày {on}", "no data for {on}"),
}
_NONE_TODAY = ("nay không còn hạng sao", "it holds no stars today")
_NONE_THEN = ("ngày {on} không còn hạng sao", "it held no stars on {on}")
_PARTLY = {
    True: (
        "sổ đăng ký của tỉnh, đủ các quyết định đến hết ngày {until}, không có lần công nhận nào"
        " sau đó",
        "the province's register, complete through {until}, holds no later recognition",
    ),
    False: (
        "sổ đăng ký của tỉnh, đủ các quyết định đến hết ngày {until}, không có lần công nhận nào"
        " khác cho ngày {on}",
        "the province's register, complete through {until}, holds no other recognition for {on}",
    ),
}
_NOT_KNOWN = {
    True: (
        "sổ này chưa biết lần công nhận nào sau đó",
        "this register knows of no later recognition",
    ),
    False: (
        "sổ này chưa biết lần công nhận nào khác cho ngày {on}",
        "this register knows of no other recognition for {on}",
    ),
}
