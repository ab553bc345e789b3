"""Two hundred searches as people type them, of ten kinds, made from real recognised products
(`real_products.csv`, from public lists); and a register that holds these products.

Nothing is drawn by chance: of each kind every n-th product that allows it is taken.
"""

import csv
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ocop_registry.places.models import Place
from ocop_registry.places.text import fold
from tests.public import register

OF_EACH_KIND = 20
Real = dict[str, str]
_FIRST_PRODUCER = 5000
# Words of two regions, or two spellings, as people of either write them.
_REGIONAL = (
    ("trà", "chè"), ("chè", "trà"), ("heo", "lợn"), ("lợn", "heo"), ("lạc", "đậu phộng"),
    ("vừng", "mè"), ("mè", "vừng"), ("lạp sườn", "lạp xưởng"), ("ngô", "bắp"), ("giò", "chả"),
    ("miến", "bún tàu"), ("chả", "giò"),
)  # fmt: skip
_FORMS = (
    ("htx", "hợp tác xã"), ("công ty cp", "cty cổ phần"), ("công ty cổ phần", "cty cp"),
    ("công ty tnhh", "cty tnhh"), ("tổ hợp tác", "tht"), ("doanh nghiệp tư nhân", "dntn"),
    ("cơ sở sản xuất", "cssx"), ("công ty cổ phần", "ctcp"), ("tnhh mtv", "tnhh một thành viên"),
    ("xnk", "xuất nhập khẩu"),
)  # fmt: skip
_PROGRAMME = ("{} ocop {} sao", "sản phẩm ocop {}", "{} đạt {} sao", "ocop {}", "{} {}*")
_SPELT = {"Bắc Kạn": "bắc cạn", "Quảng Ninh": "quảng ninh", "Thái Nguyên": "thai nguyen"}


@dataclass(frozen=True)
class Query:
    """`fits`: whether a product (name, producer) is what was meant."""

    kind: str
    typed: str
    meant: str
    fits: Callable[[str, str], bool]


def products() -> list[Real]:
    path = Path(__file__).with_name("real_products.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill() -> None:
    """Write the products into an empty public register, under the places that are known of each."""
    makers: dict[str, str] = {}
    for number, row in enumerate(products(), 1):
        maker = row["producer"] or "Hộ sản xuất"
        uid = makers.setdefault(maker, register.uid(_FIRST_PRODUCER + len(makers)))
        register.product(
            number,
            row["product"],
            producer=maker,
            producer_uid=uid,
            province=register.province(row["new_province_code"]),
            places=_units(row),
            stars=int(row["stars"] or 3),
        )
    register.ready()


def _units(row: Real) -> list[Place]:
    units = Place.objects.filter(valid_until__isnull=False)
    old = (row[f"old_{level}_code"] for level in ("commune", "district", "province"))
    found = [units.filter(code=code).order_by("-valid_until").first() for code in old if code]
    today = Place.objects.current().filter(code=row["new_commune_code"] or "?").first()
    return list(dict.fromkeys(unit for unit in (*found, today) if unit))


def queries() -> list[Query]:
    made: list[Query] = []
    for kind, of in KINDS.items():
        found = [
            Query(kind, typed, _told(row), fits) for row in products() for typed, fits in of(row)
        ]
        distinct = list({one.typed.lower(): one for one in found}.values())
        step = max(1, len(distinct) // OF_EACH_KIND)
        made += distinct[::step][:OF_EACH_KIND]
    return made


def _told(row: Real) -> str:
    return f"{row['product']} – {row['producer']}"


# --- kinds ----------------------------------------------------------------------------------------
Made = Iterator[tuple[str, Callable[[str, str], bool]]]


def _same(row: Real) -> Callable[[str, str], bool]:
    """The product, or another of that very name."""
    return lambda name, _: fold(name) == fold(row["product"])


def _maker(row: Real) -> Callable[[str, str], bool]:
    return lambda _, producer: fold(producer) == fold(row["producer"])


def exact(row: Real) -> Made:
    yield row["product"], _same(row)


def without_marks(row: Real) -> Made:
    yield fold(row["product"]), _same(row)


def one_slip(row: Real) -> Made:
    words = fold(row["product"]).split()
    at = _longest(words)
    word, place = words[at], 1 + _drawn(row["product"]) % (len(words[at]) - 1)
    ways = (
        word[:place] + word[place + 1 :],
        word[:place] + word[place] + word[place:],
        word[:place] + _beside(word[place]) + word[place + 1 :],
    )
    if len(word) > 3:
        words[at] = ways[_drawn(row["product"]) % 3]
        yield " ".join(words), _same(row)


def swapped(row: Real) -> Made:
    words = fold(row["product"]).split()
    at = _longest(words)
    word = words[at]
    places = [one for one in range(len(word) - 1) if word[one] != word[one + 1]]
    if len(word) > 2 and places:
        place = places[_drawn(row["product"]) % len(places)]
        words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        yield " ".join(words), _same(row)


def together_or_apart(row: Real) -> Made:
    words = fold(row["product"]).split()
    if len(words) == 2:
        yield "".join(words), _same(row)
    elif len(words) > 2:
        at = _drawn(row["product"]) % (len(words) - 1)
        yield " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]]), _same(row)


def regional(row: Real) -> Made:
    name = f" {row['product'].lower()} "
    for one, other in _REGIONAL:
        if f" {one} " in name and "trà" not in other + one or f" {one} " in name and _odd(row):
            yield name.replace(f" {one} ", f" {other} ", 1).strip(), _same(row)


def producer(row: Real) -> Made:
    name = row["producer"].lower()
    for one, other in _FORMS:
        if name.startswith(f"{one} ") or (f" {one} " in name and one in {"tnhh mtv", "xnk"}):
            typed = name.replace(one, other, 1)
            yield (fold(typed) if _odd(row) else typed), _maker(row)


def with_place(row: Real) -> Made:
    commune = row["commune"] if row["old_commune_code"] else ""
    if commune or row["district"]:
        unit = row["district"] if _odd(row) and row["district"] else commune
        place = re.sub(r"^(?:Xã|Huyện|Thành phố|Thị trấn) ", "", unit or row["district"])
    else:
        place = row["province"]
    words = fold(row["product"]).split()[:3]
    place = _SPELT.get(place, place)
    if place:
        yield f"{' '.join(words)} {fold(place) if _odd(row) else place}", _begins(words, row)


def _begins(words: list[str], row: Real) -> Callable[[str, str], bool]:
    """A product of that beginning from there: the one meant, or another that answers as well."""
    alike = {
        fold(one["product"])
        for one in products()
        if fold(one["product"]).split()[:3] == words
        and any(
            one[part] and one[part] == row[part] for part in ("commune", "district", "province")
        )
    }
    return lambda name, _: fold(name) in alike


def programme(row: Real) -> Made:
    if row["stars"]:
        form = _PROGRAMME[_drawn(row["product"]) % len(_PROGRAMME)]
        typed = form.format(row["product"].lower(), row["stars"])
        yield (fold(typed) if _odd(row) and "*" not in form else typed), _same(row)


def parts(row: Real) -> Made:
    words = fold(row["product"]).split()
    if len(words) > 3:
        turned = [*words[2:], *words[:2]] if _odd(row) else words[1:]
        yield " ".join(turned), _same(row)


KINDS: dict[str, Callable[[Real], Made]] = {
    "exact name": exact,
    "without marks": without_marks,
    "one slip": one_slip,
    "two letters swapped": swapped,
    "together or apart": together_or_apart,
    "regional word": regional,
    "producer by legal form": producer,
    "name and place": with_place,
    "words about the programme": programme,
    "parts and order": parts,
}


def _drawn(text: str) -> int:
    return zlib.crc32(text.encode())


def _odd(row: Real) -> bool:
    return _drawn(row["product"] + row["producer"]) % 2 == 1


def _longest(words: list[str]) -> int:
    return max(range(len(words)), key=lambda at: (words[at].isalpha(), len(words[at]), at))


def _beside(letter: str) -> str:
    """The key beside it."""
    for keys in ("qwertyuiop", "asdfghjkl", "zxcvbnm"):
        if letter in keys:
            at = keys.index(letter)
            return keys[at - 1] if at else keys[1]
    return letter
