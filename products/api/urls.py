"""Addresses of the public register's API, under /api/v1/."""

from django.urls import path

from products.api.certifications import CertificationList, CertificationOne
from products.api.decisions import DecisionList, DecisionOne
from products.api.journal import JournalHeads
from products.api.places import PlaceList, PlaceOne
from products.api.producers import ProducerList, ProducerOne
from products.api.products import ProductFacets, ProductList, ProductOne
from products.api.verify import Verify

urlpatterns = [
    path("products/", ProductList.as_view(), name="product-list"),
    path("products/facets/", ProductFacets.as_view(), name="product-facets"),
    path("products/<str:uid>/", ProductOne.as_view(), name="product-one"),
    path("producers/", ProducerList.as_view(), name="producer-list"),
    path("producers/<str:uid>/", ProducerOne.as_view(), name="producer-one"),
    path("certifications/", CertificationList.as_view(), name="certification-list"),
    path("certifications/<str:uid>/", CertificationOne.as_view(), name="certification-one"),
    path("decisions/", DecisionList.as_view(), name="decision-list"),
    path("decisions/<str:uid>/", DecisionOne.as_view(), name="decision-one"),
    path("verify/", Verify.as_view(), name="verify"),
    path("journal-heads/", JournalHeads.as_view(), name="journal-heads"),
    path("places/", PlaceList.as_view(), name="place-list"),
    path("places/<str:code>/", PlaceOne.as_view(), name="place-one"),
]
