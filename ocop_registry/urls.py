"""Every address of the site."""

from functools import partial

from django.contrib import admin
from django.urls import include, path, re_path
from django.views import defaults

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

handler403 = partial(defaults.permission_denied, template_name="errors/403.html")
handler404 = partial(defaults.page_not_found, template_name="errors/404.html")
handler500 = partial(defaults.server_error, template_name="errors/500.html")
