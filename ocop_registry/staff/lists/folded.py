"""Search in lists and autocompletes without diacritics."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from ocop_registry.journal.models import typed_kept_uid
from ocop_registry.places.text import fold, loose_fold


class FoldedSearch:
    """Search on stored folded keys: "mien dong" finds "Miến dong". Mixed into model admins."""

    search_fields: tuple[str, ...] = ("search_key",)
    exact_search: tuple[str, ...] = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        wanted = Q()
        for key in self.search_fields:
            wanted |= _all_words(key, fold(search_term)) | _all_words(key, loose_fold(search_term))
        for name in self.exact_search:
            wanted |= Q(**{name: search_term.strip()})
        if "uid" in self.exact_search and (
            kept := typed_kept_uid(queryset.model.SUBJECT_KIND, search_term)
        ):
            wanted |= Q(uid=kept)
        return queryset.filter(wanted), False


def _all_words(key: str, folded: str) -> Q:
    wanted = Q()
    for word in folded.split():
        wanted &= Q(**{f"{key}__contains": word})
    return wanted


class FoldedNames(FoldedSearch):
    """The same for short tables that store no folded key: the names are folded as they are read."""

    search_fields = ("name",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        words = fold(search_term).split()
        if not words:
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        found = [pk for pk, *names in rows if all(word in fold(" ".join(names)) for word in words)]
        return queryset.filter(pk__in=found), False
