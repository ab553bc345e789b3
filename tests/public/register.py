"""Rows of the public register for the tests of what reads it: written as the writer would, with
only what a test names."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from ocop_registry.journal.acts import act
from ocop_registry.places.models import Place
from ocop_registry.places.slugs import slug
from ocop_registry.places.text import fold, loose_fold, sort_key
from ocop_registry.uids import check_character
from products.models.register import FIRST_DAY, LAST_DAY, PublicEntry, PublicPlace, PublicState
from products.serving import code_key
from products.standings import VALID, label
from products.today import reading, turning

AT = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SETS = {6: ("Chế biến từ gạo, ngũ cốc", "Thực phẩm chế biến", "Thực phẩm")}


def uid(number: int) -> str:
    """A well-formed uid that says which row it is."""
    body = f"{number:06d}"
    return body + check_character(body)


def province(code: str = "19") -> Place:
    return Place.objects.get(code=code, valid_until__isnull=True)


def ready() -> None:
    """Turned to today, as by any reader before."""
    turning.turn_to_today()


def of_day(kind: str, on: date) -> QuerySet[Any]:
    """The rows of a kind as lists read them, with that day as today."""
    turning.turn(on)
    return reading.rows(kind, on)


def names(found: QuerySet[Any]) -> list[str]:
    """What these rows are called, in their order."""
    return list(found.values_list("listed__entry__name", flat=True))


def acted() -> None:
    """Any act: the journal goes on, the public register stays."""
    with act("scheme.load", by=None) as deed:
        deed.line("scheme", "test", None, {"code": "test"})


def product(number: int = 1, name: str = "Miến dong", **given: Any) -> PublicEntry:
    """A product row. `standing`, `stars`, `until`: of every day; or `stretches`: [(first day,
    standing, held stars)]. `rests_on`: number of the certification that it is told to hold."""
    unit = given.pop("province", None) or province()
    maker = {
        "uid": given.pop("producer_uid", uid(900)),
        "name": given.pop("producer", "HTX Tài Hoan"),
        "kind": "cooperative",
    }
    maker["kind"] = given.get("producer_kind", maker["kind"])
    codes = given.pop("codes", [])
    places = given.pop("places", [])
    stretches = given.pop("stretches", None) or [
        (FIRST_DAY, given.pop("standing", "in_force"), given.pop("stars", 4))
    ]
    days = {
        key: given.pop(key)
        for key in ("recognised_on", "recognised_last", "expires_on", "expires_last", "ended_on")
        if key in given
    }
    decision = given.pop("decision", "386/QĐ-UBND")
    rests_on = given.pop("rests_on", 800)
    detail = {**DETAIL, **given.pop("detail", {}), "codes": codes}
    set_no = given.get("set_no", 6)
    entry = PublicEntry.objects.create(
        **{
            "kind": "product",
            "uid": uid(number),
            "name": name,
            "name_key": fold(name),
            "search_key": _search_key(
                name, maker["name"], *codes, *(place.full_name for place in [unit, *places])
            ),
            "sort_key": sort_key(name),
            "province_code": unit.code,
            "producer_uid": maker["uid"],
            "producer_kind": maker["kind"],
            "product_uid": uid(number),
            "set_no": set_no,
            "codes": f"|{'|'.join(code_key(code) for code in [*codes, decision])}|",
            "updated_at": AT + timedelta(days=number),
            "updated_seq": number,
            "card": _text(_card(number, name, maker, unit, set_no, given.get("is_demo", False))),
            "detail": _text(detail),
            **given,
        }
    )
    _write_states(entry, stretches, days, codes[-1] if codes else None, decision, rests_on)
    PublicPlace.objects.bulk_create(
        PublicPlace(entry=entry, place=place) for place in {unit, *places}
    )
    turning.forget()
    return entry


def certification(
    number: int,
    of: PublicEntry,
    standing: str,
    *,
    stars: int = 3,
    code: str = "",
    decision: str = "",
) -> PublicEntry:
    """A recognition of a product, with one standing on every day."""
    card = {
        "uid": uid(number),
        "product": {"uid": of.uid, "name": of.name, "url": "@base@/"},
        "stars": stars,
        "code": code or None,
        "level": "province",
        "issued_on": "2024-05-01",
        "issued_year": 2024,
        "issued_precision": "day",
        "expires_on": "2027-05-01",
        "extended_until": None,
        "ended_on": None,
        "ended_by": None,
        "scheme": "148-2023",
        "scheme_code": "148/QĐ-TTg",
    }
    entry = PublicEntry.objects.create(
        kind="certification",
        uid=uid(number),
        name=of.name,
        name_key=of.name_key,
        search_key=of.search_key,
        sort_key=of.sort_key,
        province_code=of.province_code,
        producer_uid=of.producer_uid,
        product_uid=of.uid,
        codes="".join(f"|{code_key(one)}" for one in (code, decision) if one) + "|",
        updated_at=AT,
        updated_seq=number,
        card=_text({**card, "decision": _decision(decision), "demo": False}),
        detail="{}",
    )
    _write_states(entry, [(FIRST_DAY, standing, stars)], {}, code, decision)
    turning.forget()
    return entry


def producer(number: int = 900, name: str = "HTX Tài Hoan", **detail: Any) -> PublicEntry:
    unit = province()
    card = {
        "uid": uid(number),
        "name": name,
        "name_en": None,
        "kind": "cooperative",
        "kind_name": "Hợp tác xã",
        "demo": False,
    }
    card |= {
        "url": f"@base@/chu-the/{uid(number)}-{slug(name)}/",
        "province": _place(unit),
        "commune": None,
    }
    entry = PublicEntry.objects.create(
        kind="producer",
        uid=uid(number),
        name=name,
        name_key=fold(name),
        search_key=_search_key(name, unit.full_name),
        sort_key=sort_key(name),
        province_code=unit.code,
        producer_uid=uid(number),
        producer_kind="cooperative",
        updated_at=AT,
        updated_seq=number,
        card=_text(card),
        detail=_text(detail),
    )
    PublicPlace.objects.create(entry=entry, place=unit)
    turning.forget()
    return entry


DETAIL: dict[str, Any] = {
    "description": "",
    "description_en": "",
    "story": "",
    "gtin": None,
    "images": [],
    "standards": [],
    "channels": [],
    "points_of_sale": [],
    "timeline": [],
}


def _write_states(
    entry: PublicEntry,
    stretches: list[Any],
    days: dict[str, date],
    code: str | None,
    decision: str,
    rests_on: int = 800,
) -> None:
    ends = [following[0] - timedelta(days=1) for _, following in pairwise(stretches)]
    for (first, standing, held), last in zip(stretches, [*ends, LAST_DAY], strict=True):
        counts = held if standing in VALID else 0
        issued = days.get("recognised_on", date(2024, 5, 1))
        certificate = {
            "uid": uid(rests_on),
            "stars": held,
            "level": "province",
            "decision": _decision(decision),
            "scheme": "148-2023",
            "scheme_code": "148/QĐ-TTg",
        }
        certificate |= {
            "issued_on": issued.isoformat(),
            "issued_year": issued.year,
            "issued_precision": "day",
            "extended_until": None,
            "ended_on": days["ended_on"].isoformat() if "ended_on" in days else None,
            "ended_by": "revoked" if "ended_on" in days else None,
        }
        certificate |= {"expires_on": days.get("expires_on", date(2027, 5, 1)).isoformat()}
        state = {
            "standing": standing,
            "next_standing": None,
            "next_standing_on": None,
            "stars": counts or None,
            "code": code,
        }
        state |= {"certification": certificate, "place_as_issued": "huyện Na Rì, tỉnh Bắc Kạn"}
        PublicState.objects.create(
            entry=entry,
            first_day=first,
            last_day=last,
            standing=standing,
            stars=counts,
            held_stars=held,
            recognised_on=issued,
            recognised_last=days.get("recognised_last", issued),
            expires_on=days.get("expires_on", date(2027, 5, 1)),
            expires_last=days.get("expires_last", days.get("expires_on", date(2027, 5, 1))),
            sentence=f"{label(standing)}: {held} sao.",
            sentence_en=f"{label(standing, 'en')}: {held} stars.",
            state=_text(state),
        )


def _card(
    number: int, name: str, maker: dict[str, str], unit: Place, set_no: int, demo: bool
) -> dict[str, Any]:
    set_name, group, sector = SETS.get(set_no, ("Bộ khác", "Nhóm khác", "Ngành khác"))
    return {
        "uid": uid(number),
        "name": name,
        "name_en": None,
        "url": f"@base@/san-pham/{uid(number)}-{slug(name)}/",
        "producer": maker,
        "province": _place(unit),
        "commune": None,
        "set": {
            "no": set_no,
            "scheme": "26-2026",
            "name": set_name,
            "name_en": "",
            "group": group,
            "sector": sector,
        },
        "image": None,
        "demo": demo,
    }


def _decision(number: str) -> dict[str, Any]:
    return {
        "uid": None,
        "url": None,
        "issue_words": None,
        "number": number or None,
        "issued_on": "2024-05-01",
        "issuer": "UBND tỉnh Bắc Kạn",
        "file": None,
    }


def _place(unit: Place) -> dict[str, str]:
    return {"code": unit.public_code, "name": unit.name, "full_name": unit.full_name}


def _search_key(*texts: str) -> str:
    return f" {' '.join(loose_fold(text) for text in texts)} "


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
