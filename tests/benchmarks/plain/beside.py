"""The plain list beside the registry's own addresses, for comparisons within one process."""

from django.urls import include, path

from tests.benchmarks.plain.api import Products

urlpatterns = [path("plain/", Products.as_view()), path("", include("ocop_registry.urls"))]
