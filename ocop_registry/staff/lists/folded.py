"""Search in lists and autocompletes without diacritics, with what is typed understood: codes however
they are written, the same in other words, units of before, and, where nothing bears the words, what
they may be slips of."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from ocop_registry import uids
from ocop_registry.journal.models import typed_kept_uid
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold, loose_fold


@dataclass(frozen=True)
class Piece:
    """Words of a text, loosely folded, and `others` that mean the same, each as it stands in a
    name."""

    words: Sequence[str]
    others: Sequence[str] = ()


@dataclass(frozen=True)
class Understood:
    """What a text means. `pieces`: its words; `ways`: the same written together, apart or with other
    letters; `slips`: words that may have been meant, each with what to say of it; `codes`: keys of a
    code that it may be; `numbers`: how the number of a decision begins; `communes`: codes of today's
    units that took over one of before that it names, and `beside`: the words typed beside that
    name."""

    pieces: Sequence[Piece]
    ways: Sequence[Sequence[str]] = ()
    slips: Sequence[tuple[Sequence[str], str]] = ()
    codes: Sequence[str] = ()
    numbers: Sequence[str] = ()
    communes: Iterable[str] = ()
    beside: Sequence[str] = ()


MOST_EXACT = 5000  # rows that bear one code or number
MOST_READ = 5000  # rows of which the words are read
Names = Callable[[], Iterable[str]]
Reader = Callable[[str, str, Names | None], Understood]


def _plainly(text: str, kind: str, names: Names | None) -> Understood:
    return Understood([Piece(loose_fold(text).split())], codes=[text.strip()])


_readers: list[Reader] = [_plainly]


def read_by(reader: Reader) -> None:
    """Have texts understood by this from now on: it is asked with the text, the kind of what is
    looked for ("product", "producer") and, for short tables, all their names."""
    _readers.append(reader)


def understood(text: str, kind: str, names: Names | None = None) -> Understood:
    """What a text means."""
    return _readers[-1](text, kind, names)


class FoldedSearch:
    """Search on stored folded keys: "mien dong" finds "Miến dong". Mixed into model admins.

    `search_fields`: keys, of which each word of a text stands in one, or in the name of the place at
    `province_path` or above it. `search_kind`: whose words are known. What was taken for a slip is
    told as `request.read_as`.
    """

    search_fields: tuple[str, ...] = ("search_key",)
    exact_search: tuple[str, ...] = ()
    search_kind: ClassVar[str] = "product"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        found, told = self.found(queryset, search_term)
        if told:
            request.read_as = told  # type: ignore[attr-defined]
        return found, False

    def found(self, rows: QuerySet, text: str) -> tuple[QuerySet, str]:
        """Those of the rows that a text means, and what to say of it."""
        read = understood(text, self.search_kind)
        if exactly := self._exactly(rows, text, read):
            return rows.filter(pk__in=exactly), ""
        wanted = self._meant(read.pieces) | self._there(read)
        for words in (fold(text).split(), *read.ways):
            wanted |= self._bearing(words)
        found = rows.filter(wanted)
        if found.exists():
            return found, ""
        for slips in (read.slips, self._own_slips(rows, text)):
            for words, told in slips:
                near = rows.filter(self._bearing(words))
                if near.exists():
                    return near, told
        return found, ""

    def _own_slips(self, rows: QuerySet, text: str) -> Iterator[tuple[Sequence[str], str]]:
        """By the words of the rows themselves, which the public may not see yet; of many only of
        some, since they have to be read."""
        names = names_of(rows.order_by("-pk")[:MOST_READ], *self.search_fields)
        yield from understood(text, "", names.values).slips

    def _exactly(self, rows: QuerySet, text: str, read: Understood) -> list[int]:
        """Keys of rows that bear the code or number: each field asked by itself, by its index."""
        if not any(map(str.isdigit, text)) and uids.normalise(text) is None:
            return []
        codes = [text.strip(), *read.codes]
        found: dict[int, None] = {}
        for name in self.exact_search:
            condition = Q(**{f"{name}__in": codes})
            if name.endswith("number"):
                ways = [(f"{name}__istartswith", one) for one in read.numbers]
                condition = Q(*ways, _connector=Q.OR) if ways else Q(pk=None)
            elif name == "uid":
                kept = typed_kept_uid(rows.model.SUBJECT_KIND, text)
                typed = [uid for code in codes if (uid := uids.normalise(code))]
                condition = Q(uid__in=[*typed, *([kept] if kept else [])])
            bearing = rows.order_by().filter(condition).values_list("pk", flat=True)
            found |= dict.fromkeys(bearing[:MOST_EXACT])
        return list(found)

    def _meant(self, pieces: Sequence[Piece]) -> Q:
        """Every word of every piece somewhere, or one of what means the same."""
        wanted = Q()
        for piece in pieces:
            either = self._bearing(piece.words)
            for other in piece.others:
                for key in self.search_fields:
                    ways = ((f"{key}__contains", one) for one in _standing(other))
                    either |= Q(*ways, _connector=Q.OR)
            wanted &= either
        return wanted or Q(pk__in=[])

    def _bearing(self, words: Sequence[str]) -> Q:
        """Every word somewhere."""
        wanted, place = Q(), getattr(self, "province_path", "")
        for word in words:
            bears = Q(*((f"{key}__contains", word) for key in self.search_fields), _connector=Q.OR)
            wanted &= bears | Q(**{f"{place}__in": named(word)}) if place else bears
        return wanted or Q(pk__in=[])

    def _there(self, read: Understood) -> Q:
        """In the units of today that took over one of before."""
        place = getattr(self, "province_path", "")
        if not place or not read.communes:
            return Q(pk__in=[])
        today = {f"{place}__code__in": list(read.communes), f"{place}__valid_until__isnull": True}
        there = Q(**today)
        return there & self._bearing(read.beside) if read.beside else there


def _standing(phrase: str) -> list[str]:
    """How a phrase stands in a stored key, whose names have "|" between them: a single word as a
    whole one, so that what was not typed is no part of others."""
    if " " in phrase:
        return [phrase]
    return [f"{before}{phrase}{behind}" for before in " |" for behind in " |"]


def named(word: str) -> QuerySet:
    """Units in whose name the word stands, or in that of one above."""
    above = ("search_key", "parent__search_key", "parent__parent__search_key")
    keys = (*above, "province__search_key")
    found = Q(*((f"{key}__contains", word) for key in keys), _connector=Q.OR)
    return Place.objects.filter(found).order_by().values("pk")


class FoldedNames(FoldedSearch):
    """The same for short tables that store no folded key: the names are folded as they are read."""

    search_fields = ("name",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not fold(search_term):
            return queryset, False
        found, told = among(search_term, names_of(queryset, *self.search_fields))
        if told:
            request.read_as = told  # type: ignore[attr-defined]
        return queryset.filter(pk__in=found), False


def names_of(rows: QuerySet, *fields: str) -> dict[int, str]:
    """By key of each row its names as they are compared."""
    found = rows.values_list("pk", *fields)
    return {pk: f" {loose_fold(' '.join(name or '' for name in names))} " for pk, *names in found}


def among(text: str, names: Mapping[int, str]) -> tuple[list[int], str]:
    """The keys of the names that hold every word of a text, or other words for them; where none
    does, those that hold what they may be slips of, and what to say of it."""

    def bearing(words: Sequence[str]) -> list[int]:
        return [pk for pk, name in names.items() if words and all(word in name for word in words)]

    def means(name: str) -> bool:
        return all(
            all(word in name for word in piece.words)
            or any(f" {other} " in name for other in piece.others)
            for piece in read.pieces
        )

    read = understood(text, "", names.values)
    if found := [pk for pk, name in names.items() if means(name)]:
        return found, ""
    return next(
        ((found, told) for words, told in read.slips if (found := bearing(words))), ([], "")
    )
