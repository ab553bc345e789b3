"""How texts of the time before Unicode stand in files of today: a table per way, and what they mean.

TCVN3 (fonts .VnTime …) and VNI (fonts VNI-Times …) drew Vietnamese letters in the places of Western
ones; the other ways come from programs that took one code page for another.
Source of the first two: TCVN 5712:1993 (VN3) and the tables that VNI published with its fonts.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

_TCVN3_SIGNS = (
    "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \xadư ®đ µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ Ìè Îẻ Ïẽ Ðé Ñẹ Òề Óể"
    " Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý"
    " þỵ"
)
_TCVN3 = {ord(pair[0]): pair[1] for pair in _TCVN3_SIGNS.split()}
_CAPITAL_INSIDE = re.compile(r"(?<=[^\s,.;:()/-])[A-Z]")

# VNI writes a letter and, after it, a sign for its mark and tone.
_HUYEN, _SAC, _HOI, _NGA, _NANG = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_HAT, _BREVE = "\u0302", "\u0306"
_VNI_TONES = {"ø": _HUYEN, "ù": _SAC, "û": _HOI, "õ": _NGA, "ï": _NANG}
_VNI_HAT = {
    "â": _HAT, "á": _HAT + _SAC, "à": _HAT + _HUYEN, "å": _HAT + _HOI, "ã": _HAT + _NGA,
    "ä": _HAT + _NANG,
}  # fmt: skip
_VNI_BREVE = {
    "ê": _BREVE, "é": _BREVE + _SAC, "è": _BREVE + _HUYEN, "ú": _BREVE + _HOI, "ü": _BREVE + _NGA,
    "ë": _BREVE + _NANG,
}  # fmt: skip
_VNI_AFTER: Mapping[str, Mapping[str, str]] = {
    "a": _VNI_TONES | _VNI_HAT | _VNI_BREVE,
    "e": _VNI_TONES | _VNI_HAT,
    "o": _VNI_TONES | _VNI_HAT,
    "u": _VNI_TONES,
    "y": _VNI_TONES,
    "ô": _VNI_TONES,
    "ö": _VNI_TONES,
}
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni() -> dict[str, str]:
    found = dict(_VNI_ALONE)
    for letter, after in _VNI_AFTER.items():
        for sign, marks in after.items():
            meant = _VNI_ALONE.get(letter, letter)
            found[letter + sign] = unicodedata.normalize("NFC", meant + marks)
    capitals = {}
    for written, meant in found.items():
        capitals[written.upper()] = meant.upper()
        if len(written) == 2:  # a capital followed by a small sign, as some typed
            capitals[written[0].upper() + written[1]] = meant.upper()
    return {**found, **capitals}


_VNI = _vni()
_VNI_PATTERN = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))

# A byte that the code page does not have: kept by some programs as the sign of its number, lost in
# others (U+FFFD); of the letters with such a byte Vietnamese has but one beginning with C4.
_LOST = "\ufffd"
_LOST_D = {"Ä" + _LOST: "Ä\x90"}


def from_tcvn3(text: str) -> str | None:
    """ "Tªn s¶n phÈm" → "Tên sản phẩm". Words in capitals were drawn by a font of capitals."""
    if any(ord(sign) > 0xFF for sign in text):
        return None
    return _capitals(text, lambda piece: piece.translate(_TCVN3))


def _capitals(text: str, mean: Callable[[str], str]) -> str:
    """The text as meant, in capitals where a font of capitals drew it: their marked letters are
    written small ("MµNG íT"). A text without any small letter is of such a font as a whole, one
    with some word by word ("HTX Sen Hång")."""
    if _is_capital(text):
        return mean(text).upper()
    pieces = re.split(r"([\s,.;:()/-]+)", text)
    return "".join(mean(one).upper() if _is_capital(one) else mean(one) for one in pieces)


def _is_capital(text: str) -> bool:
    """Whether every plain letter is a capital, and more than the first sign of a name is one."""
    letters = [sign for sign in text if sign.isascii() and sign.isalpha()]
    return bool(_CAPITAL_INSIDE.search(text)) and all(map(str.isupper, letters))


def as_capitals(text: str) -> str:
    """A text of a font that draws small letters as capitals (.VnTimeH), with its plain letters as
    they are seen: by them its marked ones are restored as capitals too."""
    if any(ord(sign) > 0xFF for sign in text):
        return text  # such a font draws no Unicode text
    return "".join(sign.upper() if sign.isascii() else sign for sign in text)


def from_vni(text: str) -> str | None:
    """ "Teân saûn phaåm" → "Tên sản phẩm"."""
    if any(ord(sign) > 0xFF for sign in text):
        return None
    return _capitals(text, lambda piece: _VNI_PATTERN.sub(lambda found: _VNI[found[0]], piece))


def _twice(page: str) -> Callable[[str], str | None]:
    """UTF-8 that was read as a Western code page and written as UTF-8 again."""

    def decode(text: str) -> str | None:
        for lost, byte in _LOST_D.items():
            text = text.replace(lost, byte)
        # a hard blank is often made a blank
        text = re.sub("(?<=[ÃĂ]) ", "\xa0", text)
        pieces = bytearray()
        for sign in text:
            code = _byte(sign, page)
            if code is None:
                return None
            pieces.append(code)
        try:
            return unicodedata.normalize("NFC", pieces.decode("utf-8"))
        except UnicodeDecodeError:
            return None

    return decode


def _byte(sign: str, page: str) -> int | None:
    try:
        return sign.encode(page)[0]
    except UnicodeEncodeError:
        return ord(sign) if ord(sign) < 0x100 else None


def from_cp1258(text: str) -> str | None:
    """Vietnamese Windows text that was read as Western: "saÒn phâÒm" → "sản phẩm"."""
    try:
        raw = text.encode("cp1252")
        return unicodedata.normalize("NFC", raw.decode("cp1258"))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


# How a way is called for people, and what a text written so means; None where it cannot be.
WAYS: Mapping[str, Callable[[str], str | None]] = {
    "TCVN3 (.VnTime)": from_tcvn3,
    "VNI": from_vni,
    "UTF-8 hai lần": _twice("cp1252"),
    "UTF-8 hai lần (1258)": _twice("cp1258"),
    "Windows-1258": from_cp1258,
}
