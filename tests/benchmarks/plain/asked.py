"""What lists, counts and pages of the plain project ask of the tables."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import Exact

from certifications.law.numbers import EXPIRING_DAYS
from certifications.models import Certification
from ocop_registry import clock
from ocop_registry.places.text import loose_fold
from products.models import Product

PROVINCE = "producer__place__province__code"
FILTERS = {
    "province": PROVINCE,
    "stars": "certifications__stars",
    "set": "product_set__no",
    "producer_kind": "producer__kind",
}
# the columns of names without marks
SEARCHED = (
    "search_key",
    "producer__search_key",
    "producer__place__search_key",
    "producer__place__province__search_key",
)


def valid(params: Mapping[str, str], without: Collection[str] = ()) -> QuerySet[Product]:
    """Products whose stars count today, that the filters keep."""
    return Product.objects.filter(_counting("certifications__"), *_filters(params, without))


def ever(params: Mapping[str, str]) -> QuerySet[Product]:
    """Products that were ever recognised, whose stars count where stars are asked for."""
    if "stars" in params:
        return valid(params)
    recognised = Exists(Certification.objects.filter(product=OuterRef("pk")))
    return Product.objects.filter(recognised, *_filters(params))


def with_valid(products: QuerySet[Product]) -> QuerySet[Product]:
    """In the order of names, with what a row of a list shows, in two queries."""
    counting = Certification.objects.filter(_counting()).select_related("decision", "scheme")
    return (
        products.select_related("producer__place__province", "product_set")
        .prefetch_related(
            Prefetch("certifications", counting.defer("scheme__data"), to_attr="valid")
        )
        .order_by("sort_key", "uid")
    )


def whole() -> QuerySet[Product]:
    """Products with everything that was recognised of them."""
    certifications = Certification.objects.select_related("decision", "scheme")
    return Product.objects.select_related(
        "producer__place__province", "product_set"
    ).prefetch_related(Prefetch("certifications", certifications.defer("scheme__data")))


def _counting(of: str = "") -> Q:
    today = clock.today()
    running = Q(**{f"{of}ended_on__isnull": True}) | Q(**{f"{of}ended_on__gt": today})
    until = Q(**{f"{of}in_force_until__gte": today}) | Q(**{f"{of}extended_until__gte": today})
    return Q(running, until, **{f"{of}in_force_from__lte": today})


def _filters(params: Mapping[str, str], without: Collection[str] = ()) -> list[Q]:
    kept = [
        Q(**{column: params[name]})
        for name, column in FILTERS.items()
        if params.get(name) and name not in without
    ]
    for word in loose_fold(params.get("q", "")).split():
        found = Q()
        for column in SEARCHED:
            found |= Q(**{f"{column}__icontains": word})
        kept.append(found)
    return kept


def standing() -> Case:
    """The standing of a product today, as `law.rules.product_standing` says it."""
    today = clock.today()
    own = Certification.objects.filter(product=OuterRef("pk"))
    counting = own.filter(_counting())
    latest = own.filter(Q(in_force_from__lte=today) | Q(possible_from__lte=today)).order_by(
        "-in_force_from"
    )
    open_ = own.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today))
    return Case(
        When(
            Exists(counting.filter(in_force_until__gt=today + timedelta(days=EXPIRING_DAYS))),
            then=Value("in_force"),
        ),
        When(Exists(counting.filter(in_force_until__gte=today)), then=Value("expiring")),
        When(Exists(counting), then=Value("extended")),
        When(
            Exact(Subquery(latest.values("ended_by")[:1]), Value("revoked")), then=Value("revoked")
        ),
        When(
            Exists(open_.filter(possible_from__lte=today, possible_until__gte=today)),
            then=Value("unclear"),
        ),
        When(Exists(own.filter(in_force_from__isnull=True)), then=Value("unverified")),
        default=Value("expired"),
    )
