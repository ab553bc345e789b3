"""Why a row was found: which of what it tells bears the words, and which of them stand for what was
typed. Follows from the card that is shown, so the sentence never speaks of what is not public."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop_registry.places.text import loose_fold
from products.queries.search.writings import How, Instead, Reading, Writing

NAME, PRODUCER, PLACE, CODE = FIELDS = ("name", "producer", "place", "code")
_MOST_KEPT = 8192


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
        self._wanted = [(one, frozenset(one.words)) for one in reading.writings]

    def of(self, card: str) -> Why | None:
        """Of a row by the JSON text of its card; None: every row is listed, nothing was looked
        for."""
        if self._reading.codes:
            return _why(((CODE, ""),), (), self._language)
        if not self._wanted:
            return None
        told = _told(card)
        if self._wanted[0][1] <= told[0].words:
            return _why(((NAME, ""),), (), self._language)
        writing, bearing = self._closest(told)
        instead = tuple(_as_told(one, bearing) for one in writing.instead)
        key = tuple(
            (one.field, one.text) if one.field == PLACE else (one.field, "") for one in bearing
        )
        slips = tuple(_slips(one, instead) for one in bearing)
        return _why(key or ((PLACE, ""),), instead, self._language, slips)

    def _closest(self, told: Sequence[_Told]) -> tuple[Writing, list[_Told]]:
        """The first writing of which all words are borne, else the one of which fewest are not."""
        found: list[tuple[int, Writing, list[_Told]]] = []
        for writing, wanted in self._wanted:
            bearing, left = _bearing(told, writing, wanted)
            found.append((len(left), writing, bearing))
            if not left:
                break
        _left, writing, bearing = min(found, key=lambda one: one[0])
        return writing, bearing


def _bearing(
    told: Sequence[_Told], writing: Writing, wanted: frozenset[str]
) -> tuple[list[_Told], frozenset[str]]:
    """The texts that bear the words, as few as do, and the words that none bears."""
    for one in told:
        if wanted <= one.words or (writing.begun and _begun(wanted, writing.last, one)):
            return [one], frozenset()
    bearing, left = [], wanted
    for name in FIELDS:
        of_field = [one for one in told if one.field == name and left & one.words]
        if of_field:
            bearing.append(max(of_field, key=lambda one: len(left & one.words)))
            left -= bearing[-1].words
    if writing.begun and left == {writing.last}:
        for one in told:
            if _begun(left, writing.last, one):
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


def _as_told(instead: Instead, bearing: Iterable[_Told]) -> Instead:
    """A slip with the words as the row writes them, their marks too."""
    if instead.how not in {How.SLIP, How.JOINED, How.PLACE}:
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
