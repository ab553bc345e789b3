"""Which authority signs a decision of recognition: chosen from those of the level and the day, since
a name typed freely makes two issuers of one. Old lists keep what their papers say.

Source: 26/2026/QĐ-TTg: the chair of the provincial People's Committee recognises 3★ and 4★, the
Minister of Agriculture and Environment 5★.
"""

from datetime import date

from django.db.models import Q

from ocop_registry.places.models import Place, PlaceLevel

MINISTRY = "Bộ Nông nghiệp và Môi trường"
MINISTER = f"Bộ trưởng {MINISTRY}"


def authorities(place: Place | None, on: date | None = None) -> list[str]:
    """Who may sign for a province (None: the centre) on that day, the usual name first; without a
    day under every name that the province of today has borne. One query."""
    if place is None:
        return [MINISTRY, MINISTER]
    borne = Place.objects.filter(
        Q(pk=place.pk) | Q(province=place, level=PlaceLevel.PROVINCE),
        code=place.code,
        name=place.name,
    )
    units = [unit for unit in borne if on is None or unit.on(on)]
    units.sort(key=lambda unit: unit.valid_until or date.max, reverse=True)
    committees = dict.fromkeys(_committee(unit) for unit in units)
    return [name for one in committees for name in (one, f"Chủ tịch {one}")]


def issuer_problems(place: Place | None, issuer: str, on: date) -> list[str]:
    """Why that authority did not sign a decision of that place on that day."""
    if not issuer.strip():
        return ["Ghi cơ quan ban hành quyết định."]
    known = authorities(place, on)
    if issuer.strip() in known:
        return []
    return [
        f"“{issuer}” không phải cơ quan công nhận của cấp này ngày {on:%d/%m/%Y}: hãy chọn"
        f" {' hoặc '.join(known)}."
    ]


def _committee(unit: Place) -> str:
    """ "UBND tỉnh Thái Nguyên", "UBND thành phố Huế"."""
    return f"UBND {unit.full_name[0].lower()}{unit.full_name[1:]}"
