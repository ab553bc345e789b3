"""Legal forms (*loại hình*) at the beginning of a producer's name, however they are written: "HKD",
"Hộ KD" and "Hộ kinh doanh" are one, "CTCP" is "Công ty cổ phần".

A table that people can read, and a small grammar: a name begins with words of form and of trade,
written out, shortened or run together ("HTXDVNN"); what follows is the proper name. Source: Luật
Doanh nghiệp 2020, Luật Hợp tác xã 2023, Nghị định 168/2025/NĐ-CP (forms and their names); the
abbreviations are those of lists kept by offices.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ocop_registry.places.text import fold, has_marks, loose_fold, marked_key
from producers.models import ProducerKind

# One word for each form → how it is written. The longest way to write that fits is read first.
FORMS: Mapping[str, tuple[str, ...]] = {
    "hkd": (
        *("hộ kinh doanh", "hộ kinh doanh cá thể", "hkd", "hkdct", "hộ kd", "hộ kd cá thể"),
        *(
            "hộ đăng ký kinh doanh",
            "hộ đkkd",
            "hộ sản xuất kinh doanh",
            "hộ sản xuất và kinh doanh",
        ),
        *("hộ sxkd", "hộ sx kd", "hsxkd", "hộ kinh doanh gia đình", "hkdgđ", "hộ cá thể"),
        *("hộ gia đình kinh doanh", "hộ gia đình có đăng ký kinh doanh"),
    ),
    "ho": ("hộ", "hộ gia đình", "hộ gđ", "hộ sản xuất", "hộ sx", "hộ nông dân", "hộ dân"),
    "co so": ("cơ sở", "cơ sỡ", "cs"),
    "htx": ("hợp tác xã", "htx", "htxkm", "hợp tác xã kiểu mới", "htx kiểu mới"),
    "lien hiep htx": (
        *("liên hiệp hợp tác xã", "liên hiệp htx", "lh htx", "lhhtx", "liên hiệp các htx"),
        *("liên hiệp các hợp tác xã", "lh hợp tác xã"),
    ),
    "tht": ("tổ hợp tác", "tht", "tổ ht"),
    "cong ty": ("công ty", "cty", "c.ty", "công ti", "cti"),
    "dntn": ("doanh nghiệp tư nhân", "dntn", "dn tư nhân", "dn tn"),
    "dn": ("doanh nghiệp", "dn"),
    "trang trai": ("trang trại", "tr trại", "nông trại"),
    "hiep hoi": ("hiệp hội",),
}
# What says of a company who owns it; always behind "công ty".
OWNERSHIP: Mapping[str, tuple[str, ...]] = {
    "tnhh": ("trách nhiệm hữu hạn", "tnhh", "trách nhiệm hh", "tnhh hai thành viên trở lên"),
    "mtv": ("một thành viên", "1 thành viên", "mtv", "1tv", "1 tv", "01 thành viên", "một tv"),
    "cp": ("cổ phần", "cp", "c.p"),
}
# Words of trade that are usually shortened; "và" and signs between them say nothing.
TRADES: Mapping[str, tuple[str, ...]] = {
    "nn": ("nông nghiệp", "nn"),
    "ln": ("lâm nghiệp", "ln"),
    "nln": ("nông lâm nghiệp", "nông - lâm nghiệp", "nln"),
    "dv": ("dịch vụ", "dv"),
    "sx": ("sản xuất", "sx"),
    "tm": ("thương mại", "tm"),
    "kd": ("kinh doanh", "kd"),
    "cb": ("chế biến", "cb"),
    "th": ("tổng hợp", "th"),
    "xnk": ("xuất nhập khẩu", "xuất khẩu nhập khẩu", "xnk"),
    "dt": ("đầu tư", "đt"),
    "pt": ("phát triển", "pt"),
    "xd": ("xây dựng", "xd"),
    "dl": ("du lịch", "dl"),
    "cnc": ("công nghệ cao", "cnc"),
    "cnsh": ("công nghệ sinh học", "cnsh"),
    "ts": ("thủy sản", "ts"),
    "cn": ("chăn nuôi", "cn"),
    "tt": ("trồng trọt",),
}
# Written as one: the beginning, with the words of trade that follow it.
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "ctcp": ("cong ty", "cp"),
    "ctytnhh": ("cong ty", "tnhh"),
    "ctycp": ("cong ty", "cp"),
    "cttnhh": ("cong ty", "tnhh"),
    "tnhhmtv": ("tnhh", "mtv"),
    "cssx": ("co so", "sx"),
    "cskd": ("co so", "kd"),
    "cscb": ("co so", "cb"),
    "cssxkd": ("co so", "sx", "kd"),
    "csxkd": ("co so", "sx", "kd"),
    "sxkd": ("sx", "kd"),
    "sxtm": ("sx", "tm"),
    "tmdv": ("tm", "dv"),
    "dvnn": ("dv", "nn"),
    "dvth": ("dv", "th"),
    "sxtmdv": ("sx", "tm", "dv"),
}
_RUN_TOGETHER = re.compile(r"(htx|tht)((?:nln|xnk|nn|ln|dv|sx|tm|kd|cb|th|ts|cn|dl|xd)+)")
_TRADE = re.compile(r"nln|xnk|nn|ln|dv|sx|tm|kd|cb|th|ts|cn|dl|xd")
_KINDS: Mapping[str, ProducerKind] = {
    "htx": ProducerKind.COOPERATIVE,
    "lien hiep htx": ProducerKind.COOPERATIVE,
    "tht": ProducerKind.COOPERATIVE_GROUP,
    "cong ty": ProducerKind.SME,
    "dntn": ProducerKind.SME,
    "dn": ProducerKind.SME,
    "trang trai": ProducerKind.FARM,
    "hkd": ProducerKind.REGISTERED_HOUSEHOLD,
    "hiep hoi": ProducerKind.ASSOCIATION,
}
_NOTHING = frozenset({"va", marked_key("và")})  # between words of trade


@dataclass(frozen=True, slots=True)
class Called:
    """A producer's name taken apart. `form`: the form, "" when the name begins with none ("co so"
    is one, but tells no kind); `ownership`: of a company, "tnhh mtv"; `trades`: words of trade in
    their order; `proper`: what is left, with its marks, as it is
    compared; "" of "Hợp tác xã nông nghiệp"."""

    form: str
    ownership: str
    trades: str
    proper: str

    @property
    def key(self) -> str:
        """Two ways to write one name are equal by this."""
        return " ".join(filter(None, (self.form, self.ownership, self.trades, self.proper)))

    @property
    def kind(self) -> ProducerKind | None:
        """The kind that the form leaves no doubt about."""
        return _KINDS.get(self.form)

    def can_be(self, other: "Called") -> bool:
        """Whether both name one company, told more or less fully: "Công ty A", "Công ty TNHH A",
        "Công ty TNHH MTV A"; a joint-stock company is another one."""
        alike = (self.form, self.trades, self.proper) == (other.form, other.trades, other.proper)
        ours, theirs = _owners(self.ownership), _owners(other.ownership)
        return alike and (not ours or not theirs or ours == theirs)


def _owners(ownership: str) -> str:
    """Of limited companies it is often left out how many members they have."""
    return " ".join(word for word in ownership.split() if word != "mtv")


@lru_cache(16_384)
def called(name: str) -> Called:
    """A producer's name taken apart. A text without any mark leaves open which are meant, so its
    words are those of the tables without their marks."""
    return _taken_apart((marked_key if has_marks(name) else fold)(name), has_marks(name))


def without_form(folded: str) -> str:
    """A loosely folded name without the words of form and trade that it begins with; whole when it
    is made of these only."""
    return _taken_apart(folded, None).proper or folded


def _taken_apart(name: str, marked: bool | None) -> Called:
    words, table, at = name.split(), _table(marked), 0
    found: dict[str, list[str]] = {"form": [], "ownership": [], "trade": []}
    while at < len(words):
        if words[at] in _NOTHING and at:
            at += 1
            continue
        length, meant = _longest(table, words, at, formed=bool(found["form"]))
        if not meant:
            break
        for what, word in meant:
            if word not in found[what]:
                found[what].append(word)
        at += length
    if not found["form"]:
        return Called("", "", "", name)
    return Called(
        found["form"][0],
        " ".join(sorted(found["ownership"], reverse=True)),
        " ".join(found["trade"]),
        " ".join(words[at:]),
    )


def same_producer_name(one: str, other: str) -> bool:
    """Whether two names are equal as written, whatever words of form and trade are shortened."""
    return one == other or called(one).key == called(other).key


Meaning = tuple[tuple[str, str], ...]  # ("form", "htx"), ("trade", "nn")


def _longest(table: "_Table", words: list[str], at: int, *, formed: bool) -> tuple[int, Meaning]:
    """(how many words, what they mean) of the longest phrase of the table here; a name begins with
    its form, and has one."""
    most = table.longest.get(words[at], 0)
    for length in range(min(most, len(words) - at), 0, -1):
        meant = table.phrases.get(" ".join(words[at : at + length]))
        if meant and (meant[0][0] == "form") != formed:
            return length, meant
    together = () if formed else _run_together(words[at])
    return (1, together) if together else (0, ())


def _run_together(word: str) -> Meaning:
    whole = _RUN_TOGETHER.fullmatch(word)
    if not whole:
        return ()
    return (("form", whole[1]), *(("trade", trade) for trade in _TRADE.findall(whole[2])))


@dataclass(frozen=True)
class _Table:
    """Phrase as it is compared → what it means; its first word → the most words of such a
    phrase."""

    phrases: Mapping[str, Meaning]
    longest: Mapping[str, int]


@lru_cache(3)
def _table(marked: bool | None) -> _Table:
    """Phrases with their marks, without them, or (None) folded loosely."""
    key = loose_fold if marked is None else marked_key if marked else fold
    found = {key(written): meaning for written, meaning in _phrases()}
    found.update((key(word), _together(parts)) for word, parts in _TOGETHER.items())
    longest: dict[str, int] = {}
    for phrase in found:
        first, *others = phrase.split()
        longest[first] = max(longest.get(first, 0), 1 + len(others))
    return _Table(found, longest)


def _phrases() -> Iterator[tuple[str, Meaning]]:
    for what, words in (("form", FORMS), ("ownership", OWNERSHIP), ("trade", TRADES)):
        for word, ways in words.items():
            yield from ((written, ((what, word),)) for written in ways)


def _together(parts: tuple[str, ...]) -> Meaning:
    what = {**dict.fromkeys(FORMS, "form"), **dict.fromkeys(OWNERSHIP, "ownership")}
    return tuple((what.get(part, "trade"), part) for part in parts)
