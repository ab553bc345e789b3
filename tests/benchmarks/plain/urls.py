"""Addresses of the plain project."""

from django.urls import path

from tests.benchmarks.plain import api, pages, verify

urlpatterns = [
    path("", pages.home),
    path("products/", pages.product_list),
    path("api/products/", api.Products.as_view()),
    path("api/products/<str:uid>/", api.OneProduct.as_view()),
    path("api/facets/", api.Facets.as_view()),
    path("api/verify/", verify.Verify.as_view()),
]
