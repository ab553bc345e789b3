"""The pages: the list with its form, and the home page with its figures."""

from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from certifications.models import Certification, Decision
from ocop_registry import clock
from ocop_registry.places.models import Place
from producers.models import ProducerKind
from products.models import Product, ProductSet
from tests.benchmarks.plain import asked

PAGE_SIZE = 24


def product_list(request: HttpRequest) -> HttpResponse:
    params = request.GET.dict()
    page = Paginator(asked.with_valid(asked.valid(params)), PAGE_SIZE).get_page(params.get("page"))
    context = {
        "params": params,
        "page": page,
        "provinces": Place.objects.current().provinces(),
        "sets": ProductSet.objects.order_by("no"),
        "kinds": ProducerKind.choices,
    }
    return render(request, "plain/product_list.html", context)


def home(request: HttpRequest) -> HttpResponse:
    counting = Certification.objects.counting(clock.today()).order_by()
    by_stars = dict(counting.values_list("stars").annotate(Count("pk")))
    place = F("product__producer__place__province__code")
    by_province = dict(counting.values_list(place).annotate(Count("pk")))
    valid = sum(by_stars.values())
    ever = Product.objects.filter(certifications__isnull=False).distinct().count()
    context = {
        "valid": valid,
        "others": ever - valid,
        "stars": [(stars, by_stars.get(stars, 0)) for stars in (5, 4, 3)],
        "provinces": [
            (place, by_province.get(place.code, 0)) for place in Place.objects.current().provinces()
        ],
        "decisions": Decision.objects.exclude(number="").exclude(signed_on=None)[:6],
    }
    return render(request, "plain/home.html", context)
