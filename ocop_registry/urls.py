"""Every address of the site."""

from functools import partial

from django.contrib import admin
from django.urls import path
from django.views import defaults

urlpatterns = [path("quan-tri/", admin.site.urls)]

handler403 = partial(defaults.permission_denied, template_name="errors/403.html")
handler404 = partial(defaults.page_not_found, template_name="errors/404.html")
handler500 = partial(defaults.server_error, template_name="errors/500.html")
