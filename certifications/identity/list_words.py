"""The words that offices write in their lists for kinds of producers, types of applications and
product sets."""

import re
from collections.abc import Iterable

from certifications.models import ApplicationType
from ocop_registry.places.text import fold, has_marks, marked_key
from producers.models import ProducerKind
from products.models import ProductSet

_PRIVATE = ("doanh nghiep tu nhan", "dn tu nhan", "dntn")
_KIND_WORDS = {
    ProducerKind.COOPERATIVE: ("htx", "hop tac xa", "lien hiep hop tac xa", "lien hiep htx"),
    ProducerKind.COOPERATIVE_GROUP: ("tht", "to hop tac"),
    ProducerKind.SME: (
        "doanh nghiep",
        "dn",
        "dnnvv",
        "cong ty",
        "cty",
        "doanh nghiep nho va vua",
        "doanh nghiep vua va nho",
        *_PRIVATE,
    ),
    ProducerKind.FARM: ("trang trai",),
    ProducerKind.HOUSEHOLD: ("ho", "ho san xuat", "ho gia dinh", "ho sx"),
    ProducerKind.REGISTERED_HOUSEHOLD: (
        "ho kinh doanh",
        "hkd",
        "ho dang ky kinh doanh",
        "ho gia dinh co dang ky kinh doanh",
    ),
    ProducerKind.SOCIETY: ("hoi",),
    ProducerKind.ASSOCIATION: ("hiep hoi",),
    ProducerKind.OPERATOR: ("trung tam dieu hanh", "trung tam dieu hanh hoac to chuc tuong duong"),
}
_TYPE_WORDS = {
    ApplicationType.FIRST: ("lan dau", "danh gia lan dau", "moi", "dang ky moi"),
    ApplicationType.UPGRADE: ("nang hang", "nang sao"),
    ApplicationType.RE_EVALUATION: ("danh gia lai", "danh gia phan hang lai", "cong nhan lai"),
}
# "Công ty TNHH", "HTX nông nghiệp": with these the beginning tells the kind, whatever follows. Of
# enterprises only small and medium ones are admitted, so that every company of a register is one.
_BEGINNINGS = (
    "htx",
    "hop tac xa",
    "tht",
    "to hop tac",
    "cong ty",
    "cty",
    "trang trai",
    "ho kinh doanh",
    "hkd",
)
_KINDS = {word: kind for kind, words in _KIND_WORDS.items() for word in words}
_TYPES = {word: type_ for type_, words in _TYPE_WORDS.items() for word in words}
_SET_NUMBER = re.compile(r"^(?:bộ )?(?:số )?(\d{1,2})(?:[.:)\s-].*)?$", re.IGNORECASE)


def read_kind(text: str) -> ProducerKind | None:
    """The kind that a text names by its label or a usual word; never "unknown", which is for old
    records only."""
    wanted = fold(text)
    labels = {fold(str(kind.label)): kind for kind in ProducerKind if kind != ProducerKind.UNKNOWN}
    return _KINDS.get(wanted) or labels.get(wanted) or _begun(wanted)


def _begun(wanted: str) -> ProducerKind | None:
    beginning = next((words for words in _BEGINNINGS if wanted.startswith(f"{words} ")), "")
    return _KINDS.get(beginning)


def read_type(text: str) -> ApplicationType | None:
    """The type that a text names by its label or a usual word."""
    wanted = fold(text)
    return _TYPES.get(wanted) or {fold(str(one.label)): one for one in ApplicationType}.get(wanted)


def read_set(text: str, sets: Iterable[ProductSet]) -> ProductSet | None:
    """The set that a text names by its number ("6", "Bộ 6. …") or by its name, whole or in part;
    None when none or several fit. A text without any mark may leave them out; marks that a name
    does not bear name another one."""
    number = _SET_NUMBER.match(text)
    if number:
        return next((one for one in sets if one.no == int(number[1])), None)
    key = marked_key if has_marks(text) else fold
    wanted, names = key(text), [(key(one.name), one) for one in sets]
    named = [one for name, one in names if name == wanted] or [
        one for name, one in names if wanted in name
    ]
    return named[0] if wanted and len(named) == 1 else None
