"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, re_path

from ocop_registry import views
from ocop_registry.api.views import nothing_here

api_v1 = [
    path("", include("products.api.urls")),
    path("", include("certifications.api.urls")),
    path("", include("ocop_registry.api.urls")),
]
urlpatterns = [
    path("quan-tri/", admin.site.urls),
    path("api/v1/", include(api_v1)),
    re_path(r"^api(/|$)", nothing_here),
    path("", include("products.public_urls")),
    path("", include("certifications.public_urls")),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.not_found
handler500 = views.server_error
