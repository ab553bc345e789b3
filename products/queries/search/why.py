"""Why a row was found: which of what it tells bears the words, and which of them stand for what was
typed. Follows from the name and the card that are shown, so the sentence never speaks of what is
not public; the card is read only where the name does not bear the words."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop_registry.places.text import loose_fold
from products.queries.search.closeness import BEGUN, NAMED, PLACED, rank_of, read_rank
from products.queries.search.writings import How, Instead, Reading, Writing

NAME, PRODUCER, PLACE, CODE = FIELDS = ("name", "producer", "place", "code")
_AS_TOLD = frozenset({How.SLIP, How.JOINED, How.PLACE})  # told as the row writes them
_MOST_KEPT, _PLACED = 8192, rank_of(PLACED, 0)


class _Told(NamedTuple):
    """A text of a card, and its words loosely folded."""

    field: str
    text: str
    words: frozenset[str]


@dataclass(frozen=True)
class Why:
    """`fields`: what bears the words, the name first; `instead`: words that stand for those typed;
    `sentence`: both in words."""

    fields: tuple[str, ...]
    sentence: str
    instead: tuple[Instead, ...] = ()
    is_placed: bool = False  # only found by where it is

    @property
    def is_near(self) -> bool:
        """Whether it was taken for a slip."""
        return any(one.how == How.SLIP for one in self.instead)

    @cached_property
    def text(self) -> str:
        """As the API tells it: JSON."""
        instead = [{"typed": one.typed, "meant": one.told, "how": one.how} for one in self.instead]
        told = {"fields": list(self.fields), "sentence": self.sentence, "instead": instead}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


class Reasons:
    """Why rows of a search were found, in the reader's language."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._language = reading, get_language() or ""
        self._wanted = [_Wanted(one) for one in reading.writings]
        self._by_name: dict[int, Why] = {}
        self._ranks: dict[int, tuple[int, bool, bool]] = {}

    def of(self, card: str, row: Any = None) -> Why | None:
        """Of a row by the JSON text of its card; None: every row is listed, nothing was looked for.
        `row`: what it was found with, if it tells `rank` (see `closeness`) and `called`."""
        if self._reading.codes:
            return _why(((CODE, ""),), (), self._language)
        if not self._wanted:
            return None
        called = getattr(row, "called", None)
        if called is None:
            return self._by_card(card)
        if row.rank >= _PLACED:
            return self._placed(card)
        number, named, begun = self._ranks.get(row.rank) or self._ranked(row.rank)
        wanted = self._wanted[number]
        if named or wanted.in_name(called):
            return self._by_name.get(number) or self._named(number, card)
        bearing, _left = _bearing(_told(card), wanted, begun=begun)
        return self._told_by(wanted.writing, bearing)

    def _ranked(self, rank: int) -> tuple[int, bool, bool]:
        """Number of the writing of a rank, whether the name begins with it, and whether its last
        word may be half typed."""
        level, number = read_rank(rank)
        self._ranks[rank] = number, level in NAMED, level == BEGUN
        return self._ranks[rank]

    def _named(self, number: int, card: str) -> Why:
        """Of a row whose name bears the words: the same for all, unless it tells how the row
        writes them."""
        writing = self._wanted[number].writing
        if any(one.how in _AS_TOLD for one in writing.instead):
            return self._told_by(writing, _told(card)[:1])
        made = self._by_name[number] = _why(((NAME, ""),), writing.instead, self._language)
        return made

    def _by_card(self, card: str) -> Why:
        told = _told(card)
        if self._wanted[0].words <= told[0].words:
            return _why(((NAME, ""),), (), self._language)
        writing, bearing, left = self._closest(told)
        if left and self._reading.former:
            return self._placed(card)
        return self._told_by(writing, bearing)

    def _placed(self, card: str) -> Why:
        """Of what is made where the unit of before was."""
        commune: Mapping[str, str] = json.loads(card).get("commune") or {}
        former = self._reading.former.names if self._reading.former else {}
        name = former.get(commune.get("code", ""), "")
        return _there(name, commune.get("full_name", ""), self._language)

    def _told_by(self, writing: Writing, bearing: Sequence[_Told]) -> Why:
        instead = tuple(_as_told(one, bearing) for one in writing.instead)
        key = tuple(
            (one.field, one.text) if one.field == PLACE else (one.field, "") for one in bearing
        )
        slips = tuple(_slips(one, instead) for one in bearing) if instead else ()
        return _why(key or ((PLACE, ""),), instead, self._language, slips)

    def _closest(self, told: Sequence[_Told]) -> tuple[Writing, list[_Told], int]:
        """The first writing of which all words are borne, else the one of which fewest are not, and
        how many those are."""
        found: list[tuple[int, Writing, list[_Told]]] = []
        for wanted in self._wanted:
            bearing, left = _bearing(told, wanted, begun=wanted.writing.begun)
            found.append((len(left), wanted.writing, bearing))
            if not left:
                break
        lacking, writing, bearing = min(found, key=lambda one: one[0])
        return writing, bearing, lacking


class _Wanted:
    """A writing, and its words to be compared."""

    def __init__(self, writing: Writing) -> None:
        self.writing, self.words = writing, frozenset(writing.words)
        self._bytes = [f" {word} ".encode() for word in writing.words]

    def in_name(self, called: bytes | memoryview) -> bool:
        """Whether a name, loosely folded, bears them all."""
        name = b" " + bytes(called) + b" "
        return all([word in name for word in self._bytes])  # noqa: C419 (no generator: asked of every row)


def _bearing(
    told: Sequence[_Told], wanted: _Wanted, *, begun: bool
) -> tuple[list[_Told], frozenset[str]]:
    """The texts that bear the words, as few as do, and the words that none bears. `begun`: the last
    word may be half typed."""
    last, left = wanted.writing.last, wanted.words
    for one in told:
        if left <= one.words or (begun and _begun(left, last, one)):
            return [one], frozenset()
    bearing = []
    for name in FIELDS:
        of_field = [one for one in told if one.field == name and left & one.words]
        if of_field:
            bearing.append(max(of_field, key=lambda one: len(left & one.words)))
            left -= bearing[-1].words
    if begun and left == {last}:
        for one in told:
            if _begun(left, last, one):
                return [*bearing, one], frozenset()
    return bearing, left


def _begun(wanted: frozenset[str], last: str, one: _Told) -> bool:
    """Whether it bears the words, of the last one the beginning."""
    return wanted - {last} <= one.words and any(word.startswith(last) for word in one.words)


def _slips(one: _Told, instead: Sequence[Instead]) -> str:
    """The words of a text that others were taken for."""
    near = (
        word.told
        for word in instead
        if word.how == How.SLIP and one.words.issuperset(word.meant.split())
    )
    return " … ".join(near)


@lru_cache(_MOST_KEPT)
def _why(
    bearing: tuple[tuple[str, str], ...],
    instead: tuple[Instead, ...],
    language: str,
    slips: tuple[str, ...] = (),
) -> Why:
    """`bearing`: fields, of a place with its name; `slips`: of each the words taken for others."""
    names = {NAME: _("tên"), PRODUCER: _("chủ thể"), CODE: _("mã hoặc số"), PLACE: _("địa bàn")}
    parts = []
    for (name, place), near in zip_longest(bearing, slips or [""] * len(bearing)):
        part = _("địa bàn %(place)s") % {"place": place} if place else names[name]
        if near:
            part = _("%(part)s gần giống “%(text)s”") % {"part": part, "text": near}
        parts.append(part)
    sentence = _("khớp: %(parts)s") % {"parts": ", ".join(parts)}
    same = [f"{one.typed} = {one.told}" for one in instead if one.how != How.SLIP]
    told = f"{sentence} ({', '.join(same)})" if same else sentence
    return Why(tuple(dict.fromkeys(name for name, _place in bearing)), told, instead)


@lru_cache(_MOST_KEPT)
def _there(former: str, today: str, language: str) -> Why:
    told = {"former": _small(former), "today": _small(today)}
    sentence = _("khớp: địa bàn %(former)s, nay thuộc %(today)s") % told
    return Why((PLACE,), sentence, is_placed=True)


def _small(name: str) -> str:
    """A unit's name within a sentence: xã Hồng Thái."""
    return name[:1].lower() + name[1:]


def _as_told(instead: Instead, bearing: Iterable[_Told]) -> Instead:
    """A slip with the words as the row writes them, their marks too."""
    if instead.how not in _AS_TOLD:
        return instead
    meant = instead.meant.split()
    for one in bearing:
        words = one.text.split()
        folded = [loose_fold(word) for word in words]
        for at in range(len(words) - len(meant) + 1):
            if folded[at : at + len(meant)] == meant:
                return instead._replace(told=" ".join(words[at : at + len(meant)]))
    return instead


@lru_cache(_MOST_KEPT)
def _told(card: str) -> tuple[_Told, ...]:
    item: Mapping[str, Any] = json.loads(card)
    texts = [(NAME, item["name"]), (NAME, item.get("name_en"))]
    texts.append((PRODUCER, (item.get("producer") or {}).get("name")))
    texts += ((PLACE, one) for one in (item.get("place_as_issued") or "").split(", "))
    texts += (
        (PLACE, (item.get(level) or {}).get("full_name")) for level in ("commune", "province")
    )
    certification = item.get("certification") or {}
    texts.append((CODE, item.get("code")))
    texts.append((CODE, (certification.get("decision") or {}).get("number")))
    return tuple(
        _Told(name, text, frozenset(loose_fold(text).split())) for name, text in texts if text
    )
