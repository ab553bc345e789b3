"""What is asked for: filters, uids, codes and words drawn from the products that are there, the same
on every run over the same products."""

import json
from dataclasses import dataclass
from random import Random

from django.db.models import QuerySet

from certifications.models import Certification
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold
from ocop_registry.uids import ALPHABET
from products.models import Product
from tests.benchmarks.filling import words
from tests.benchmarks.plain import asked

FILTERS, DETAILS, CODES, LISTS = 100, 400, 300, 8
MOST_CODES = 1000


@dataclass(frozen=True)
class Parameters:
    """`filters`: province and stars; `lists`: of a thousand codes each."""

    filters: list[tuple[str, int]]
    uids: list[str]
    codes: list[str]
    lists: list[list[str]]
    queries: list[str]


def drawn() -> Parameters:
    chance = Random(9)
    filters = list(_held().values_list(asked.PROVINCE, "certifications__stars"))
    chance.shuffle(filters)
    return Parameters(
        filters=filters[:FILTERS],
        uids=_uids(chance, DETAILS),
        codes=_codes(chance, CODES, one_by_one=True),
        lists=[_codes(chance, MOST_CODES) for _ in range(LISTS)],
        queries=_queries(chance),
    )


def _held() -> QuerySet:
    """Provinces and stars that some product holds."""
    pairs = asked.valid({}).order_by().values(asked.PROVINCE, "certifications__stars").distinct()
    return pairs.order_by(asked.PROVINCE, "certifications__stars")


def body(codes: list[str]) -> str:
    return json.dumps({"codes": codes}, ensure_ascii=False, separators=(",", ":"))


def _uids(chance: Random, count: int, together: int = 1) -> list[str]:
    """So many uids from all over, in runs of `together`."""
    found: list[str] = []
    while len(found) < count:
        beginning = "".join(chance.choices(ALPHABET, k=4))
        rows = Product.objects.filter(uid__gte=beginning).order_by("uid")
        found += rows.values_list("uid", flat=True)[:together]
    return found[:count]


def _codes(chance: Random, count: int, *, one_by_one: bool = False) -> list[str]:
    """Product codes, GTINs, uids and a few that nobody bears, as people and shops ask for them."""
    uids = _uids(chance, count, 1 if one_by_one else 50)
    bearing = Certification.objects.filter(product__uid__in=uids).exclude(code="")
    code_of = dict(bearing.values_list("product__uid", "code"))
    gtins = Product.objects.filter(uid__in=uids).exclude(gtin="")
    gtin_of = dict(gtins.values_list("uid", "gtin"))
    found = []
    for uid in uids:
        kind = chance.random()
        unknown = f"99-99999-{chance.randint(1, 999):03d}-2020"
        code = {0: unknown, 1: uid}.get(int(kind * 20), code_of.get(uid, uid))
        found.append(gtin_of.get(uid, code) if kind > 0.7 else code)
    return found


def _queries(chance: Random) -> list[str]:
    """A hundred, as people type them: without marks, from one common word to what nobody makes."""
    places = list(Place.objects.current().provinces().order_by("code"))
    communes = Place.objects.current().communes().order_by("code")[::97]
    common = ["tra", "che", "mat ong", "htx", "gao", "ruou", "ca phe", "ho kinh doanh"]
    made = [word for word, _, _ in words.PRODUCTS]
    rare = ["chim canh ba be", "so co la gia truyen", "quat canh tra my", "khong ai lam ra"]
    mixed = [f"{chance.choice(made)} {chance.choice(places).name}" for _ in range(20)]
    named = [f"{chance.choice(made)} {chance.choice(words.PLACE_LIKE)}" for _ in range(20)]
    typed = [*common, *rare, *made, *mixed, *named]
    typed += [one.name for one in places[::4]] + [one.name for one in communes]
    return list(dict.fromkeys(map(fold, typed)))[:100]
