"""Why a row was found: which of what it tells bears the words, and which of them stand for what was
typed. Follows from the card that is shown, so the sentence never speaks of what is not public."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

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
    instead: tuple[Instead, ...] = field(default=())

    @property
    def is_near(self) -> bool:
        """Whether it was taken for a slip."""
        return any(one.how == How.SLIP for one in self.instead)

    def told(self) -> dict[str, Any]:
        """As the API tells it."""
        instead = [{"typed": one.typed, "meant": one.told, "how": one.how} for one in self.instead]
        return {"fields": list(self.fields), "sentence": self.sentence, "instead": instead}


def why(reading: Reading, card: str) -> Why | None:
    """Of a row by the JSON text of its card; None: every row is listed, nothing was looked for."""
    if reading.codes:
        return Why((CODE,), _("khớp: mã hoặc số"))
    if not reading.writings:
        return None
    told = _told(card)
    found = [(writing, _bearing(told, writing)) for writing in reading.writings]
    writing, (bearing, left) = min(found, key=lambda one: len(one[1][1]))
    instead = tuple(_as_told(one, bearing) for one in writing.instead)
    names = tuple(dict.fromkeys(one.field for one in bearing))
    return Why(names or (PLACE,), _sentence(bearing, instead), instead)


def _bearing(told: Sequence[_Told], writing: Writing) -> tuple[list[_Told], set[str]]:
    """The texts that bear the words, as few as do, and the words that none bears."""
    wanted = set(writing.words)
    for one in told:
        if wanted <= one.words or (writing.begun and _begun(wanted, writing, one)):
            return [one], set()
    bearing, left = [], set(wanted)
    for name in FIELDS:
        of_field = [one for one in told if one.field == name]
        best = max(of_field, key=lambda one: len(left & one.words), default=None)
        if best and left & best.words:
            bearing.append(best)
            left -= best.words
    if writing.begun and left == {writing.last}:
        begun = (one for one in told if _begun(left, writing, one))
        if one := next(begun, None):
            return [*bearing, one], set()
    return bearing, left


def _begun(wanted: set[str], writing: Writing, one: _Told) -> bool:
    """Whether it bears the words, of the last one the beginning."""
    return wanted - {writing.last} <= one.words and any(
        word.startswith(writing.last) for word in one.words
    )


def _sentence(bearing: Sequence[_Told], instead: Sequence[Instead]) -> str:
    names = {NAME: _("tên"), PRODUCER: _("chủ thể"), CODE: _("mã hoặc số")}
    parts = []
    for one in bearing:
        place = _("địa bàn %(place)s") % {"place": one.text}
        part = place if one.field == PLACE else names[one.field]
        near = [
            word.told
            for word in instead
            if word.how == How.SLIP and set(word.meant.split()) <= one.words
        ]
        if near:
            part = _("%(part)s gần giống “%(text)s”") % {"part": part, "text": " … ".join(near)}
        parts.append(part)
    same = [f"{one.typed} = {one.told}" for one in instead if one.how != How.SLIP]
    sentence = _("khớp: %(parts)s") % {"parts": ", ".join(parts) or _("địa bàn")}
    return f"{sentence} ({', '.join(same)})" if same else sentence


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
    texts += ((PLACE, (item.get(level) or {}).get("full_name")) for level in ("commune", "province"))
    certification = item.get("certification") or {}
    texts.append((CODE, item.get("code")))
    texts.append((CODE, (certification.get("decision") or {}).get("number")))
    return tuple(_Told(name, text, frozenset(loose_fold(text).split())) for name, text in texts if text)
