"""Whether a producer holds stars for anything else: said only where the province has declared its
register complete."""

from datetime import date

from django.utils.translation import gettext as _

from ocop_registry import clock
from ocop_registry.accounts.models import Office
from products.serving import PRODUCT
from products.standings import VALID, Standing
from products.today import reading
from products.today.version import kept

# What may hold stars on the day, as far as the register knows: then nothing is said.
_PERHAPS = frozenset({*VALID, Standing.UNCLEAR, Standing.UNVERIFIED})


def office_of(province_code: str) -> Office | None:
    """The office of a province of today. One query, or none."""
    return kept("offices", clock.today(), _offices).get(province_code)


def _offices() -> dict[str, Office]:
    of_today = Office.objects.select_related("place").filter(place__valid_until=None)
    return {office.place.code: office for office in of_today}


def no_other_product(producer: str, office: Office | None, on: date, besides: str = "") -> str:
    """The sentence that this producer (its uid) holds stars for no other product on that day; ""
    where that is not certain.

    `besides`: uid of the product that the reader looks at; without it, those that count on the day,
    which he sees listed. One query, none where nothing is declared complete.
    """
    if office is None or office.complete_until is None:
        return ""
    others = reading.rows(PRODUCT, on).filter(producer_uid=producer)
    others = (
        others.exclude(uid=besides).filter(standing__in=_PERHAPS)
        if besides
        else others.filter(standing__in=_PERHAPS - VALID)
    )
    if others.exists():
        return ""
    sentence = _(
        "Theo sổ đăng ký của %(place)s, đã đủ các quyết định đến hết ngày %(day)s, chủ thể này"
        " không có sản phẩm nào khác đang giữ sao."
    )
    return sentence % {
        "place": office.place.full_name,
        "day": office.complete_until.strftime("%d/%m/%Y"),
    }
