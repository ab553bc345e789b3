"""Có thể trùng: the pairs that may be one and were entered twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from certifications.identity.name_answers import keep_apart
from certifications.merging.pairs import (
    Pairs,
    Suspicion,
    mentioning,
    not_yet_answered,
    producers_entered_twice,
    producers_in_two_provinces,
    products_entered_twice,
    products_in_two_provinces,
)
from ocop_registry.accounts.permissions import Scope, belongs_to, scope
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.export import Columns
from ocop_registry.staff.lists.filtersets import Choice, ListFilters, Words
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page
from producers.models import Producer
from products.models import Product

SHOWN = 200  # pairs on one page
BETWEEN = "Hai tỉnh khác nhau"


@dataclass(frozen=True)
class Kind:
    """What is merged: its model, where its place lies, and how its pairs are found within rows and
    between provinces."""

    word: str  # in the address
    model: Any
    place: str
    within: Callable[..., list[Suspicion]]
    between: Callable[[Scope], list[Suspicion]]

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    def pairs(self, found: Sequence[Suspicion]) -> Pairs:
        return Pairs(self.model, self.place, found)

    def of_province(self, province: Place) -> QuerySet:
        return self.model.objects.filter(belongs_to(self.place, [province.pk]))


KINDS = {
    kind.word: kind
    for kind in (
        Kind("chu-the", Producer, "place", producers_entered_twice, producers_in_two_provinces),
        Kind(
            *("san-pham", Product, "producer__place"),
            *(products_entered_twice, products_in_two_provinces),
        ),
    )
}
COLUMNS: Columns = [
    ("Loại", lambda pair: pair.one._meta.verbose_name.capitalize()),
    ("Bên thứ nhất", lambda pair: pair.one.name),
    ("Mã định danh thứ nhất", lambda pair: pair.one.uid),
    ("Chủ thể, địa bàn thứ nhất", lambda pair: about(pair.one)),
    ("Bên thứ hai", lambda pair: pair.other.name),
    ("Mã định danh thứ hai", lambda pair: pair.other.uid),
    ("Chủ thể, địa bàn thứ hai", lambda pair: about(pair.other)),
    ("Tên giống nhau (%)", lambda pair: pair.percent),
    ("Vì sao", lambda pair: "; ".join(pair.reasons)),
]


def urls() -> list:
    return [
        path("co-the-trung/", duplicates_page, name="duplicates"),
        path("co-the-trung/<str:word>/<str:uid>/<str:other>/khac/", apart_page, name="keep_apart"),
    ]


def about(subject: Any) -> str:
    """Where it belongs: a producer's place; a product's producer and place."""
    producer = subject if isinstance(subject, Producer) else subject.producer
    return (
        producer.place.path()
        if subject is producer
        else f"{producer.name}, {producer.place.path()}"
    )


class PairFilters(ListFilters):
    """Pairs of one kind, within a province or between two, that mention these words."""

    loai = Choice(
        label="Tìm trong",
        empty_label=None,
        choices=[(kind.word, kind.name.capitalize()) for kind in KINDS.values()],
        narrows=lambda rows, word: rows,
    )
    tinh = Choice(label="Địa bàn", empty_label=BETWEEN, narrows=lambda rows, code: rows)
    q = Words(lambda rows, text: rows, "Tên, địa bàn hoặc mã định danh")

    def offer(self) -> None:
        seen, provinces = scope(self.user, "view"), Place.objects.current().provinces()
        offered = list(provinces if seen.everywhere else provinces.filter(pk__in=seen.provinces))
        self.provinces = {place.code: place for place in offered}
        self.choices("tinh", [(place.code, place.full_name) for place in offered])
        if len(offered) == 1:
            del self.filters["tinh"]

    @property
    def kind(self) -> Kind:
        return KINDS[self.values.get("loai") or "chu-the"]

    @property
    def province(self) -> Place | None:
        """Within which; None: between two."""
        if len(self.provinces) == 1:
            return next(iter(self.provinces.values()))
        return self.provinces.get(self.values.get("tinh", ""))

    def found(self) -> Sequence[Suspicion]:
        if self.problems:
            return []
        province = self.province
        every = (
            self.kind.within(self.kind.of_province(province))
            if province
            else self.kind.between(scope(self.user, "view"))
        )
        left = not_yet_answered(every, self.kind.model.SUBJECT_KIND)
        return mentioning(left, self.values.get("q", ""))


def duplicates_page(request: HttpRequest) -> HttpResponseBase:
    """/quan-tri/co-the-trung/?loai=chu-the|san-pham&tinh=19&q=…: pairs that may be one; who sees
    more than one province looks at them one by one, or at the pairs between two."""
    if not scope(request.user, "view"):
        raise PermissionDenied
    asked = PairFilters(request, [])
    pairs = asked.kind.pairs(asked.found())
    name = f"{asked.kind.name} có thể trùng"
    if not asked.problems and (file := twin(request, name, COLUMNS, pairs)):
        return file
    page: Page = Paginator(pairs, SHOWN).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "kind": asked.kind,
        "page": page,
        "rows": [(pair, about(pair.one), about(pair.other)) for pair in page.object_list],
        "total": page.paginator.count,
        "between": asked.province is None,
        "may_merge": may_merge(request.user),
    }
    return staff_page(
        request,
        "certifications/merging/duplicates.html",
        context,
        title="Có thể trùng",
        status=asked.status,
    )


@require_POST
def apart_page(request: HttpRequest, word: str, uid: str, other: str) -> HttpResponseBase:
    """Say of a pair that it is two: it is not shown again, and not asked about."""
    kind = KINDS.get(word)
    rows = kind.model.objects.select_related(f"{kind.place}__province") if kind else None
    seen = scope(request.user, "view").limit_units(rows, kind.place) if kind else None
    found = [seen.filter(uid=one).first() if seen is not None else None for one in (uid, other)]
    if None in found:
        raise Http404
    first, second = found
    keep_apart(first, second, by=request.user)
    messages.success(request, f"Đã ghi: “{first}” và “{second}” là hai; không hỏi lại.")
    return redirect(f"{reverse('admin:duplicates')}?{request.GET.urlencode()}")


def may_merge(user: Any) -> bool:
    return bool(scope(user, "product.edit") or scope(user, "central"))
