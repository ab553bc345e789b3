"""Readers of filter values: from the text in an address to a value, or a sentence that says what
would be right."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from ocop_registry import clock, uids
from ocop_registry.clock import VIETNAM
from ocop_registry.lists.filtersets import Unreadable
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.resolve import resolve_ever
from ocop_registry.places.text import fold
from producers.models import ProducerKind
from products.models.taxonomy import ProductSet
from products.standings import VALID, Standing
from products.today.version import kept

LONGEST = 200
STARS = (3, 4, 5)
# A product holds no "superseded": the later recognition speaks for it.
STANDINGS = tuple(one for one in Standing if one is not Standing.SUPERSEDED)
_TRUE, _FALSE = frozenset({"true", "1"}), frozenset({"false", "0"})
_SLUG = re.compile(r"[A-Za-z0-9-]+")
_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")


def words(text: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable(_("Từ khóa dài quá %(most)d ký tự: hãy rút ngắn.") % {"most": LONGEST})
    if not fold(text):
        raise Unreadable(
            _("Từ khóa không có chữ hay số nào: hãy gõ tên sản phẩm, chủ thể hoặc địa danh.")
        )
    return text


def short_text(text: str) -> str:
    """A text as it is compared; longer ones are none of ours."""
    if len(text) > LONGEST:
        raise Unreadable(_("Giá trị dài quá %(most)d ký tự.") % {"most": LONGEST})
    return text


def scheme(text: str) -> str:
    if not _SLUG.fullmatch(short_text(text)):
        raise Unreadable(
            _("“%(text)s” không phải là mã bộ tiêu chí, ví dụ 26-2026.") % {"text": text}
        )
    return text


def day(text: str) -> date:
    """A day as 2026-12-01 or 01/12/2026."""
    for pattern in _DAY_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise _no_day(text)


def _no_day(text: str) -> Unreadable:
    return Unreadable(
        _("“%(text)s” không phải là ngày: hãy viết như 01/12/2026 hoặc 2026-12-01.")
        % {"text": text}
    )


def instant(text: str) -> datetime:
    """An instant in RFC 3339 (without offset: Việt Nam's), or a day: its beginning."""
    try:
        # an unescaped "+" of an offset arrives as a blank
        read = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        read = None
    if read is None:
        read = datetime.combine(day(text), datetime.min.time())
    if read.year in {date.min.year, date.max.year}:
        raise _no_day(text)  # in another zone it would fall off the calendar
    return read if read.tzinfo else read.replace(tzinfo=VIETNAM)


def yes_or_no(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise Unreadable(_("“%(text)s” không hợp lệ: hãy dùng true hoặc false.") % {"text": text})


def stars(text: str) -> list[int]:
    return sorted(int(one) for one in _each(text, [str(star) for star in STARS]))


def least_stars(text: str) -> int:
    return int(_one(text, [str(star) for star in STARS]))


def producer_kinds(text: str) -> list[str]:
    return _each(text, ProducerKind.values)


def standings(text: str) -> list[str]:
    """Words of standing, or `valid` (in force, expiring, extended), or `all`."""
    return _standings(text, STANDINGS)


def standings_ever(text: str) -> list[str]:
    """The same of a certification, which alone can be `superseded`."""
    return _standings(text, tuple(Standing))


def _standings(text: str, known: tuple[Standing, ...]) -> list[str]:
    chosen = _each(text, [*known, "valid", "all"])
    if "all" in chosen:
        return list(known)
    wanted = {*chosen, *(VALID if "valid" in chosen else ())}
    return [one for one in known if one in wanted]


def sets(text: str) -> list[int]:
    return sorted(int(one) for one in _each(text, _of_sets("no")))


def sector(text: str) -> str:
    return _one(text, _of_sets("sector"))


def group(text: str) -> str:
    return _one(text, _of_sets("group"))


def _of_sets(column: str) -> list[str]:
    """What the product sets have in a column, in order."""
    found = ProductSet.objects.order_by(column).values_list(column, flat=True).distinct()
    return kept(f"sets: {column}", clock.today(), lambda: [str(one) for one in found])


def uid(text: str) -> str:
    found = uids.normalise(text)
    if found is None:
        raise Unreadable(
            _("“%(text)s” không phải là mã định danh: mã gồm 7 ký tự, ví dụ 7K3QX9M.")
            % {"text": text}
        )
    return found


def province(text: str) -> str:
    """The code of one of today's provinces."""
    return _unit(
        text,
        PlaceLevel.PROVINCE,
        _("“%(text)s” không phải là mã của một tỉnh, thành phố hiện nay, ví dụ 19."),
    )


def commune(text: str) -> str:
    """The code of one of today's communes."""
    return _unit(
        text,
        PlaceLevel.COMMUNE,
        _("“%(text)s” không phải là mã của một xã, phường, đặc khu hiện nay, ví dụ 02155."),
    )


def place(text: str) -> tuple[Place, ...]:
    """The unit of any time that a code means (`19`, `19@2025-06-30`), or every one that bears or
    bore a name ("xã Kim Lư, huyện Na Rì"; "Na Rì": the commune of today and the district)."""
    if len(text) > LONGEST:
        raise Unreadable(_("Địa danh dài quá %(most)d ký tự: hãy rút ngắn.") % {"most": LONGEST})
    found, named = resolve_ever(text)
    if found.place is None:
        raise Unreadable(found.problem, found.candidates)
    return named


def _unit(text: str, level: str, sentence: str) -> str:
    codes = kept(f"codes of {level}", clock.today(), lambda: _codes_of(level))
    if text not in codes:
        raise Unreadable(sentence % {"text": text})
    return text


def _codes_of(level: str) -> frozenset[str]:
    units = Place.objects.current().filter(level=level)
    return frozenset(units.order_by().values_list("code", flat=True))


def one_of(known: Iterable[str]) -> Callable[[str], str]:
    """A reader of one of a few words."""
    words = tuple(known)
    return lambda text: _one(text, words)


def _each(text: str, known: Iterable[str]) -> list[str]:
    """The words between commas, each once."""
    known = list(known)
    return list(dict.fromkeys(_one(one.strip(), known) for one in text.split(",")))


def _one(text: str, known: Iterable[str]) -> str:
    known = list(known)
    if text not in known:
        message = _("“%(text)s” không có trong các giá trị được nhận: %(known)s.")
        raise Unreadable(message % {"text": text, "known": ", ".join(known)}, tuple(known))
    return text
