"""Codes as people write, paste and scan them: product codes, GTINs, numbers of decisions, tax codes,
uids, addresses of our own pages. What a text may mean is a few keys as `serving.code_key` makes them;
what is borne by anything is known by the register alone.
"""

import re
import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit

from ocop_registry import uids
from products.serving import code_key

LONGEST = 200  # characters of one code
MOST_AT_ONCE = 50  # codes in one text
_LABEL = re.compile(
    r"^(?:mã|ma)?\s*(?:số|so)?\s*(?:sản phẩm|san pham|sp|ocop|vạch|vach|định danh|dinh danh|thuế"
    r"|thue|hàng|hang|mst|gtin(?:-?\d\d?\b)?|ean(?:-?\d\d?\b)?|upc(?:-a)?|barcode|uid|code)+\s*[:=#.]*\s*",
    re.IGNORECASE,
)
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad\ufe58\ufe63\uff0d_]")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00]")
_BETWEEN = re.compile(r"[\s.\-/·,]+")
_ADDRESS = re.compile(r"^(?:https?:)?//|^www\.|^/|^[\w.-]+\.[a-z]{2,}(?::\d+)?/", re.IGNORECASE)
# GS1 element strings: scanned ("]C1010893…", "0108936012345674" and more), printed ("(01)0893…")
_PRINTED = re.compile(r"\((?:01|02)\)(\d{14}|\d{8,13})(?!\d)")
_SCANNED = re.compile(
    r"^(?:\][A-Za-z]\d)?\x1d?01(\d{14})(?=$|\x1d|1[0-7]|2[0-2]|30|37|9|4|3|24|25)"
)
_BEARERS = ("san-pham", "products", "certifications", "tra-cuu")  # in addresses of ours
_GTIN_LENGTHS = (8, 12, 13, 14)
_LIKE_DIGITS = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1"})
_PRODUCT_CODE = re.compile(r"^\d{2}(?:-\d{3})?-\d{1,5}-\d{1,5}-\d{4}$")
_TAX_CODE = re.compile(r"^(?:\d{10}|\d{12}|(\d{10})-?(\d{3}))$")
_BEFORE_NUMBER = re.compile(
    r"^(?:(?:theo|căn cứ|can cu)\s+)?(?:(?:quyết|quyet)\s+(?:định|dinh)|q\.?[đd]\.?)?"
    r"(?:-?\s*ubnd)?\s*(?:số|so|no\.?)?\s*[:.]?\s*(?=\d)",
    re.IGNORECASE,
)
_BEHIND_NUMBER = re.compile(
    r"[\s,;(]+(?:ngày|ngay|của|cua|do|ký|ky|ubnd (?:tỉnh|huyện|thành)|năm|nam)\b.*$", re.IGNORECASE
)
_OF_DECISION = re.compile(r"^(\d{1,6}[A-Z]?(?:/\d{4})?)[\s/-]*(QD)[\s/-]*([A-Z][A-Z-]*)?$")
_BELOW_TEN = re.compile(r"(?P<nought>0?)(?P<digit>[1-9])(?!\d)")
_SEVERAL, _BLANKS = re.compile(r"[\n\r\t;|]+|,\s+|,(?=[\d(])"), re.compile(r"\s+")


def bare_number(text: str) -> str:
    """A number of a decision without the words people put before and behind it: "QĐ số 386/QĐ-UBND
    ngày 12/3/2026" → "386/QĐ-UBND"; any other text stays as it is."""
    found = _BEFORE_NUMBER.match(text)
    bare = text[found.end() :] if found else text
    if not found or not (found[0].strip() or "/" in bare):
        return text
    return _BEHIND_NUMBER.sub("", bare)


def writings_of(number: str) -> tuple[str, ...]:
    """A number of a decision with and without the nought that numbers below ten bear on paper
    (decree 30/2020/NĐ-CP): "5/QĐ-UBND" and "05/QĐ-UBND", as it is written first."""
    found = _BELOW_TEN.match(number)
    if not found:
        return (number,)
    other = found["digit"] if found["nought"] else f"0{found['digit']}"
    return number, f"{other}{number[found.end() :]}"


def beginnings(text: str) -> tuple[str, ...]:
    """How the numbers of decisions begin that a text means: "386" is the beginning of 386/QĐ-UBND,
    not of 3861; () of a text that is no number."""
    number = bare_number(text.strip())
    if not number[:1].isdigit() or " " in number:
        return ()
    return writings_of(number if "/" in number else f"{number}/")


def keys_of(text: str) -> list[str]:
    """The keys that a text may mean, the likeliest first; none of a text that is no code."""
    typed = _plain(text)
    if not typed:
        return []
    if _ADDRESS.match(typed):
        return _of_address(typed)
    if scanned := _scanned(typed):
        return gtins(scanned[1])
    bare = _LABEL.sub("", typed, count=1).replace("\x1d", "")
    if _PRODUCT_CODE.match(bare):
        return [bare]
    found = [*_of_number(bare), *_of_digits(bare), code_key(bare_number(bare))]
    return [key for one in dict.fromkeys(found) if (key := one[:LONGEST].replace("|", ""))]


def several(text: str) -> list[str]:
    """The codes of a text that holds several, one under or beside the other; [] where it is one or
    none."""
    for parting in (_SEVERAL, _BLANKS):
        pieces = [piece for one in parting.split(text) if (piece := one.strip(" ,.\x00"))]
        if len(pieces) > 1 and all(map(is_code, pieces)):
            return list(dict.fromkeys(pieces))[:MOST_AT_ONCE]
    return []


def is_code(text: str) -> bool:
    """Whether the text has the form of a code, borne or not."""
    typed = _plain(text)
    bare = _LABEL.sub("", typed, count=1)
    return (
        bool(_ADDRESS.match(typed) or _scanned(typed))
        or any(map(_PRODUCT_CODE.match, _of_digits(bare)))
        or _digits(bare) is not None
        or bool(tax_codes(text))
        or (any(map(str.isdigit, bare)) and uids.normalise(bare) is not None)
        or ("/" in bare and bool(_of_number(bare)))
    )


def _scanned(text: str) -> re.Match[str] | None:
    bare = text.replace(" ", "")
    return _PRINTED.search(bare) or _SCANNED.match(bare)


def gtins(digits: str) -> list[str]:
    """The writings of one GTIN, which leading zeros do not change: as typed first."""
    bare = digits.lstrip("0")
    padded = [bare.zfill(length) for length in _GTIN_LENGTHS if len(bare) <= length]
    return list(dict.fromkeys([digits, *padded]))


def tax_codes(text: str) -> list[str]:
    """The tax code that a text may be; a branch's with its dash."""
    typed = re.sub(r"\s*-\s*|\s+", lambda gap: "-" if "-" in gap[0] else "", _plain(text))
    found = _TAX_CODE.match(_LABEL.sub("", typed, count=1))
    if not found:
        return []
    return [f"{found[1]}-{found[2]}" if found[1] else found[0]]


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", _UNSEEN.sub("", _DASHES.sub("-", text)))
    return " ".join(composed.split(" ")).strip(" \t\r\n\"'“”‘’")


def _of_address(text: str) -> list[str]:
    """A page of ours, or a GS1 Digital Link."""
    try:
        address = urlsplit(text if "//" in text or text.startswith("/") else f"//{text}")
    except ValueError:
        return []
    parts = [unquote(one) for one in address.path.split("/") if one]
    asked = parse_qs(address.query)
    for at, part in enumerate(parts[:-1]):
        if part in {"01", "gtin"} and parts[at + 1].isascii() and parts[at + 1].isdigit():
            return gtins(parts[at + 1])
        if part in _BEARERS:
            key = parts[at + 1]
            return list(dict.fromkeys([code_key(key.partition("-")[0]), code_key(key)]))
    for name in ("01", "gtin", "code", "q"):
        if name in asked and not _ADDRESS.match(asked[name][0]):
            return keys_of(asked[name][0])
    return []


def _digits(text: str) -> str | None:
    """The digits of a GTIN, however they are parted."""
    bare = _BETWEEN.sub("", text)
    return bare if bare.isascii() and bare.isdigit() and len(bare) in _GTIN_LENGTHS else None


def _is_gtin(digits: str) -> bool:
    """Whether its check digit is right."""
    weighted = (int(one) * (3 if at % 2 else 1) for at, one in enumerate(reversed(digits)))
    return sum(weighted) % 10 == 0


def _of_digits(text: str) -> list[str]:
    """A GTIN, a tax code or a product code, whose parts may be written with anything between."""
    found: list[str] = []
    like = text.upper().translate(_LIKE_DIGITS)
    if not re.fullmatch(r"[\d\s.\-/·,]+", like):
        return found
    digits = _digits(like)
    if digits:
        found += gtins(digits)
    if not digits or not _is_gtin(digits):
        found += tax_codes(text)
    parts = [one for one in _BETWEEN.split(like.strip()) if one]
    if _PRODUCT_CODE.match(coded := "-".join(parts)):
        found.append(coded)
    if len(parts) == 1 and len(like) >= 14:
        cuts = ((2, 7), (2, 5, 10)) if len(like) > 14 else ((2, 7),)
        found += ["-".join(_cut(parts[0], *cut, len(like) - 4)) for cut in cuts]
    return found


def _cut(text: str, *at: int) -> list[str]:
    places = [0, *at, len(text)]
    return [text[one:other] for one, other in zip(places, places[1:], strict=False)]


def _of_number(text: str) -> list[str]:
    """The number of a decision, with the signs that it lacks."""
    bare = code_key(bare_number(text))
    found = _OF_DECISION.match(bare)
    if not found:
        return []
    number, of, issuer = found[1], found[2], (found[3] or "").strip("-")
    signed = f"{number}/{of}-{issuer}" if issuer else f"{number}/{of}"
    return [bare, *writings_of(signed)]
