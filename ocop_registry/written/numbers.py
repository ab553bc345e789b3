"""Numbers of decisions within a text: "386/QĐ-UBND", however it is typed.

A number is the running number, sometimes with the year, and the sign of the paper: its kind (QĐ:
quyết định) and who made it (UBND, BNN-VPĐP, TTg). Source: decree 30/2020/NĐ-CP, how papers are
numbered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ocop_registry.places.text import fold

# The signs of papers that officers type without marks or in small letters → as they are written.
_SIGNS = {
    "QD": "QĐ", "NQ": "NQ", "TB": "TB", "KH": "KH", "CV": "CV", "TTR": "TTr", "BC": "BC", "NĐ": "NĐ", "ND": "NĐ", "TTG": "TTg",
    "UBND": "UBND", "UB": "UB", "CTUBND": "CTUBND", "CT": "CT", "HĐND": "HĐND", "HDND": "HĐND", "HD": "HĐ", "BCD": "BCĐ", "VPDP": "VPĐP",
    "HĐTW": "HĐTW", "HDTW": "HĐTW", "HĐ": "HĐ", "BCĐ": "BCĐ", "VPĐP": "VPĐP",
}  # fmt: skip
_QD = r"(?:Q\.?[ ]?[ĐD]\.?)"
_KIND = rf"(?:{_QD}|TB|NQ|KH|CV|TTr)"
_ORGANS = r"(?:CT[ .-]?UBND|UBND|U\.B\.N\.D|UB|TTg|BNNPTNT|BNNMT|BNN|SNN|HĐND|HDND|CT|HĐOCOP|HĐ)"
_NUMBER = r"(?P<number>\d{1,5}[a-zA-Z]?)"
_YEAR = r"(?P<within>[ ]*/[ ]*(?:19|20)\d\d)?"
_BEHIND = r"(?:[ ]*/[ ]*(?P<behind>(?:19|20)\d\d))?"
_MORE = r"(?P<more>(?:[-&.]?[A-Za-zĐđ&]{1,10})*?(?:-[A-Za-zĐđ&]{1,12})*)"
_WORDS = r"(?:(?:theo|căn cứ|tại|kèm theo|như)[ ]+)?"
_DECISION = rf"(?:quyết[ ]*định|quyết[ ]*đinh|quyet[ ]*dinh|{_QD})"
_CALLED = rf"(?:{_DECISION}[ ]*(?:(?:công nhận|phê duyệt|ban hành)[ ]*)?[:.]?[ ]*(?:số|so)?[ ]*[:.]?[ ]*|(?:số|so)(?: hiệu)?[ ]*[:.]?[ ]*)"
_END = r"(?![\w&])"


_NOUGHTS = re.compile(r"^0+(?=\d)")


@dataclass(frozen=True)
class FoundNumber:
    """One number of a text and where it stands. `number`: as papers write it; `year`: told by the
    number itself; `bare`: without its sign ("386")."""

    start: int
    end: int
    number: str
    year: int | None = None
    bare: bool = False
    note: str = ""


def number_key(text: str) -> str:
    """The number of a decision without case, blanks, signs and leading noughts: 386/QĐ-UBND is also
    typed 386/QD-UBND, 05/QĐ-UBND (decree 30/2020/NĐ-CP) also 5/QĐ-UBND, and no two decisions differ
    in those alone."""
    return _NOUGHTS.sub("", fold(text))


def find(text: str) -> list[FoundNumber]:
    """Every number of a decision in a tidy text, in its order."""
    found: list[FoundNumber] = []
    rest = text
    for form in _FORMS:
        for match in form.finditer(rest):
            found.append(_found(match))
            rest = rest[: match.start()] + "\x00" * len(match[0]) + rest[match.end() :]
    return sorted(found, key=lambda one: one.start)


def _found(match: re.Match[str]) -> FoundNumber:
    parts = match.groupdict()
    within = re.sub(r"\D", "", parts.get("within") or "")
    behind = parts.get("behind")
    sign = _sign(parts.get("kind") or "", parts.get("organ") or "", parts.get("more") or "")
    number = "/".join(part for part in (parts["number"], within, sign) if part)
    year = int(within or behind or 0) or None
    note = ""
    if not sign:
        note = f"Số quyết định chỉ ghi “{number}”, không có ký hiệu (như /QĐ-UBND)."
    return FoundNumber(*match.span(), number, year, not sign, note)


def _sign(kind: str, organ: str, more: str) -> str:
    behind = re.split("-", f"{organ}{more}".strip("-. "))
    return "-".join(part for part in (_letters(kind), *map(_letters, behind)) if part)


def _letters(text: str) -> str:
    """One part of a sign as papers write it; what nobody knows is left as it is, in capitals when
    it has none."""
    bare = re.sub(r"[ .]", "", text)
    known = _SIGNS.get(bare.upper())
    return known or (bare.upper() if bare == bare.lower() else bare)


def _forms() -> Iterator[re.Pattern[str]]:
    glue, any_glue = r"[ ]*[-/.][ ]*", r"[ ]*[-/._]?[ ]*"
    organ = r"(?P<organ>[A-Za-zĐđ&]{2,12})"
    for form in (
        # 386/QĐ-UBND, 01/2021/QĐ-UBND, QĐ số 386 QĐ-UBND, 386-QĐ/UBND, 386/QĐUBND, 386/QĐ-BNN-VPĐP
        rf"{_WORDS}{_CALLED}?{_NUMBER}{_YEAR}[ ]*[-/._]?[ ]*(?P<kind>{_KIND}){any_glue}(?P<organ>{_ORGANS}){_MORE}{_BEHIND}{_END}",
        rf"{_WORDS}{_CALLED}?{_NUMBER}{_YEAR}[ ]*[-/._][ ]*(?P<kind>{_KIND}){glue}{organ}{_MORE}{_BEHIND}{_END}",
        # QĐ-UBND số 386, QĐUBND 386
        rf"{_WORDS}(?P<kind>{_QD}){any_glue}(?P<organ>{_ORGANS})[ ]*(?:số|so)?[ ]*[:.]?[ ]*{_NUMBER}(?![\w/]){_BEHIND}",
        # 386/QĐ
        rf"{_WORDS}{_CALLED}?{_NUMBER}{_YEAR}[ ]*[/][ ]*(?P<kind>{_KIND}){_BEHIND}{_END}",
        # 386/UBND-NN, 12/SNN-PTNT
        rf"{_WORDS}{_CALLED}?{_NUMBER}{_YEAR}[ ]*/[ ]*(?P<organ>{_ORGANS}){_MORE}{_BEHIND}{_END}",
        # QĐ 386, Quyết định số 386, số 386
        rf"{_WORDS}{_CALLED}{_NUMBER}(?:[ ]*/[ ]*(?P<behind>(?:19|20)\d\d))?(?![\w/]|[.-]\d)",
    ):  # fmt: skip
        yield re.compile(r"(?<![\w/])" + form, re.IGNORECASE)


_FORMS = tuple(_forms())
