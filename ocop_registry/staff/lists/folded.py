"""Search in lists and autocompletes without diacritics, with what is typed understood: codes however
they are written, the same in other words, units of before, and, where nothing bears the words, what
they may be slips of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from ocop_registry import uids
from ocop_registry.journal.models import typed_kept_uid
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold, loose_fold


@dataclass(frozen=True)
class Understood:
    """What a text means. `ways`: its words, and other words for them; `slips`: words that may have
    been meant, each with what to say of it; `codes`: keys of a code that it may be; `number`: of a
    decision, or its beginning; `communes`: codes of today's units that took over one of before that
    it names, and `beside`: the words typed beside that name."""

    ways: Sequence[Sequence[str]]
    slips: Sequence[tuple[Sequence[str], str]] = ()
    codes: Sequence[str] = ()
    number: str = ""
    communes: Iterable[str] = ()
    beside: Sequence[str] = ()


MOST_EXACT = 5000  # rows that bear one code or number
Names = Callable[[], Iterable[str]]
Reader = Callable[[str, str, Names | None], Understood]


def _plainly(text: str, kind: str, names: Names | None) -> Understood:
    return Understood([loose_fold(text).split()], codes=[text.strip()])


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
        wanted = self._bearing(fold(text).split()) | self._there(read)
        for words in read.ways:
            wanted |= self._bearing(words)
        found = rows.filter(wanted)
        if not read.slips or found.exists():
            return found, ""
        for words, told in read.slips:
            near = rows.filter(self._bearing(words))
            if near.exists():
                return near, told
        return found, ""

    def _exactly(self, rows: QuerySet, text: str, read: Understood) -> list[int]:
        """Keys of rows that bear the code or number: each field asked by itself, by its index."""
        if not any(map(str.isdigit, text)) and uids.normalise(text) is None:
            return []
        codes = [text.strip(), *read.codes]
        found: dict[int, None] = {}
        for name in self.exact_search:
            condition = Q(**{f"{name}__in": codes})
            if name.endswith("number"):
                condition = (
                    Q(**{f"{name}__istartswith": read.number}) if read.number else Q(pk=None)
                )
            elif name == "uid":
                kept = typed_kept_uid(rows.model.SUBJECT_KIND, text)
                typed = [uid for code in codes if (uid := uids.normalise(code))]
                condition = Q(uid__in=[*typed, *([kept] if kept else [])])
            bearing = rows.order_by().filter(condition).values_list("pk", flat=True)
            found |= dict.fromkeys(bearing[:MOST_EXACT])
        return list(found)

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
    found = rows.order_by().values_list("pk", *fields)
    return {pk: f" {loose_fold(' '.join(name or '' for name in names))} " for pk, *names in found}


def among(text: str, names: Mapping[int, str]) -> tuple[list[int], str]:
    """The keys of the names that hold every word of a text, or other words for them; where none
    does, those that hold what they may be slips of, and what to say of it."""

    def bearing(words: Sequence[str]) -> list[int]:
        return [pk for pk, name in names.items() if words and all(word in name for word in words)]

    read = understood(text, "", names.values)
    if found := [pk for words in read.ways for pk in bearing(words)]:
        return found, ""
    return next(
        ((found, told) for words, told in read.slips if (found := bearing(words))), ([], "")
    )
