"""What the API answers itself; the apps add their own addresses (see `ocop_registry.urls`)."""

from django.urls import path

from ocop_registry.api.docs import Docs, Schema

urlpatterns = [
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
]
