"""Addresses of the API that this app answers, under /api/v1/."""

from django.urls import path

from certifications.api.schemes import SchemeList

urlpatterns = [path("schemes/", SchemeList.as_view(), name="scheme-list")]
