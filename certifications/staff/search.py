"""Products and decisions for the one search box: what to read out on the phone, on the day that is
asked for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from certifications.models import Application, ApplicationStatus, Certification, Decision
from certifications.register import stretches
from certifications.rounds.contents import UNFINISHED
from certifications.staff.scoped import certifications_seen
from ocop_registry import clock, uids
from ocop_registry.accounts.permissions import scope
from ocop_registry.journal.models import kept_uid
from ocop_registry.places.resolve import find
from ocop_registry.places.text import fold, loose_fold
from ocop_registry.staff.lists.folded import named as units_named
from ocop_registry.staff.search import HITS_PER_GROUP, SearchHit
from producers.models import Producer
from products import codes
from products.models import Product
from products.queries import sentences
from products.queries.search.reading import read
from products.queries.sentences import Complete
from products.serving import PRODUCT

PLACES = 20  # units that a text may mean; more than that is no place name


def find_products(user: Any, q: str, on: date | None) -> list[SearchHit]:
    """Products within the user's scope by name, producer, place old or new, code, GTIN, uid or
    decision number."""
    seen = scope(user, "view")
    if not seen or not fold(q):
        return []
    found, closeness = _found(q, seen.limit_units(Product.objects.all(), "producer__place"))
    complete = sentences.complete_registers()
    products = list(
        found.annotate(closeness=closeness)
        .select_related("producer__place__parent__parent", "producer__place__province")
        .prefetch_related("certifications__decision")
        .order_by("closeness", "sort_key", "uid")[: HITS_PER_GROUP + 1]
    )
    rounds = _rounds_of(products)
    day = on or clock.today()
    return [_hit(product, day, rounds.get(product.pk, ""), complete) for product in products]


def _product_page(product: Product) -> str:
    return reverse("admin:products_product_change", args=[product.pk])


def find_decisions(user: Any, q: str, on: date | None) -> list[SearchHit]:
    """Decisions that the person may open, by their number or its beginning: "386" and "386/QĐ" find
    386/QĐ-UBND."""
    seen = scope(user, "view")
    if not seen or not codes.beginnings(q):
        return []
    held = certifications_seen(seen).filter(_numbered(q, "decision__number"))
    own = seen.limit(Decision.objects.all(), "round__place").filter(_numbered(q, "number"))
    wanted = Q(pk__in=held.order_by().values("decision")) | Q(pk__in=own.order_by().values("pk"))
    found = (
        Decision.objects.filter(wanted)
        .annotate(count=Count("certifications"))
        .order_by(F("signed_on").desc(nulls_last=True), "pk")
    )
    return [_decision_hit(decision) for decision in found[: HITS_PER_GROUP + 1]]


def _decision_hit(decision: Any) -> SearchHit:
    signed = f" ngày {decision.signed_on:%d/%m/%Y}" if decision.signed_on else ""
    issuer = f" của {decision.issuer}" if decision.issuer else ""
    return SearchHit(
        title=f"Quyết định {decision.number}{signed}",
        sentence=f"{decision.count} chứng nhận theo quyết định{issuer}.",
        url=reverse("admin:decision_page", args=[decision.uid]),
        group="Quyết định",
    )


def _found(q: str, products: QuerySet) -> tuple[QuerySet, Any]:
    """Those that match, and how close they are. Beside what bears an exact code nothing else is
    found; words are read as the public search reads them."""
    if any(map(str.isdigit, q)) or uids.normalise(q):
        keys = [key for one in codes.several(q) or [q] for key in codes.keys_of(one)]
        exact = products.filter(_by_code(keys))
        if keys and exact.exists():
            return exact, Value(0, IntegerField())
    read_as = read(PRODUCT, q)
    texts = [one.phrase for one in read_as.writings]
    wanted = _by_number(q.strip()) | _by_place(q)
    for text in texts:
        wanted |= _bearing(text)
    if read_as.stars:
        starred = Q(pk__in=_certified(stars__in=read_as.stars))
        wanted = starred if not texts else wanted & starred
    return products.filter(wanted), _closeness([loose_fold(q), *texts])


def _certified(*wanted: Q, **named: Any) -> QuerySet:
    """Keys of products with such a certification: asked by itself, since a join would multiply the
    products before they are found."""
    return Certification.objects.filter(*wanted, **named).order_by().values("product")


def _applied(**named: Any) -> QuerySet:
    return Application.objects.filter(**named).order_by().values("product")


def _bearing(text: str) -> Q:
    """Every word somewhere: of a product that the public does not see yet parts of words, too."""
    wanted = Q()
    for word in text.split():
        wanted &= _anywhere(word)
    return wanted


def _closeness(texts: list[str]) -> Case:
    """Names that begin with the text come first, then those that bear it, then all others."""
    begins = Q(*(Q(search_key__contains=f"|{text}") for text in texts), _connector=Q.OR)
    bears = Q(*(Q(search_key__contains=text) for text in texts), _connector=Q.OR)
    return Case(When(begins, then=0), When(bears, then=1), default=2, output_field=IntegerField())


def _by_code(keys: Sequence[str]) -> Q:
    """A product code, a GTIN, a tax code or a uid, however it was written."""
    found = [uid for key in keys if (uid := uids.normalise(key))]
    return (
        Q(pk__in=_certified(Q(code__in=keys) | Q(uid__in=found)))
        | Q(pk__in=_applied(product_code__in=keys))
        | Q(gtin__in=keys)
        | Q(producer__in=Producer.objects.filter(tax_code__in=keys).values("pk"))
        | Q(uid__in=found)
    )


def _anywhere(word: str) -> Q:
    """A word of the product's, its producer's or its unit's name; also of names that certificates
    bear."""
    return (
        Q(search_key__contains=word)
        | Q(producer__search_key__contains=word)
        | Q(producer__place__in=units_named(word))
    )


def _numbered(typed: str, field: str) -> Q:
    """Decisions whose number (in this field) begins as typed; none of what is no number."""
    ways = [(f"{field}__istartswith", one) for one in codes.beginnings(typed)]
    return Q(*ways, _connector=Q.OR) if ways else Q(pk__in=[])


def _by_number(typed: str) -> Q:
    """A product code, a GTIN, a uid, or the number of a decision or of its beginning ("386" finds
    386/QĐ-UBND)."""
    uid = uids.normalise(typed)
    if uid is None and not any(map(str.isdigit, typed)):
        return Q(pk__in=[])
    certified = Q(code__iexact=typed) | _numbered(typed, "decision__number")
    kept, twin = Q(), Q()
    if uid is not None:
        kept = Q(uid__in=[uid, *filter(None, [kept_uid(Product.SUBJECT_KIND, uid)])])
        twin = Q(uid=kept_uid(Certification.SUBJECT_KIND, uid) or "")
    return (
        Q(pk__in=_certified(certified | twin if twin else certified))
        | Q(pk__in=_applied(product_code__iexact=typed))
        | Q(gtin=typed)
        | kept
    )


def _by_place(q: str) -> Q:
    """Products whose producer sits, or whose certificate says it sat, in a unit of that name, old
    or new."""
    named = find(q, PLACES)
    units = {place.pk for place in named} | {
        unit.pk for place in named for unit in place.today_units
    }
    if not units:
        return Q(pk__in=[])
    then = _certified(place__in={place.pk for place in named})
    return Q(producer__place__in=units) | Q(pk__in=then)


def _rounds_of(products: list[Product]) -> dict[int, str]:
    """Unfinished rounds that the products are in: worth saying to whoever asks on the phone's other
    end, in the office."""
    found = Application.objects.filter(
        product__in=products, round__status__in=UNFINISHED, status=ApplicationStatus.ACTIVE
    )
    return {
        one.product_id: f"Đang ở {one.round} ({one.round.get_status_display().lower()})."
        for one in found.select_related("round__place")
    }


def _hit(product: Product, day: date, round_: str, complete: Complete) -> SearchHit:
    told = next(
        one
        for one in stretches.of_product(list(product.certifications.all()))
        if one.first <= day <= one.last
    )
    when = "" if day == clock.today() else f"Vào ngày {day:%d/%m/%Y}: "
    # who asks about stars wants the certificate; its page leads on to the product
    held, said = told.certification, told.sentence("vi")
    if held:
        until = complete.get(product.province.code)
        said = sentences.completed(said, told.standing, told.first, day, until)
    return SearchHit(
        title=f"{product.name} – {product.producer.name}, {product.producer.place.path()}",
        sentence=" ".join(part for part in (f"{when}{said}", round_) if part),
        url=reverse("admin:certificate_page", args=[held.uid]) if held else _product_page(product),
        group="Sản phẩm",
    )
