"""Addresses of the API that this app answers, under /api/v1/."""

from django.urls import path

from certifications.api.imports import ImportApply, ImportOne, Imports
from certifications.api.schemes import SchemeList, SchemeOne
from certifications.api.sheets import SheetOne

urlpatterns = [
    path("schemes/", SchemeList.as_view(), name="scheme-list"),
    path("schemes/<str:id>/", SchemeOne.as_view(), name="scheme-one"),
    path("schemes/<str:id>/sets/<str:no>/", SheetOne.as_view(), name="sheet-one"),
    path("imports/", Imports.as_view(), name="imports"),
    path("imports/<str:uid>/", ImportOne.as_view(), name="import-one"),
    path("imports/<str:uid>/apply/", ImportApply.as_view(), name="import-apply"),
]
