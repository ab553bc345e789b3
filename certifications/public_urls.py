"""Public addresses that need to know of decisions and schemes."""

from django.urls import path, re_path

from certifications.decisions import public_pages
from certifications.schemes import public_pages as public_scorecards

urlpatterns = [
    path("quyet-dinh/<str:uid>/", public_pages.decision_page, name="decision_page"),
    path("quyet-dinh/<str:uid>/ban-ky.pdf", public_pages.decision_file, name="decision_file"),
    path("bo-tieu-chi/", public_scorecards.scheme_list, name="scheme_list"),
    path("bo-tieu-chi/<slug:slug>/", public_scorecards.scheme, name="scheme_page"),
    re_path(
        r"^bo-tieu-chi/(?P<slug>[-\w]+)/(?P<no>[1-9]\d{0,2})/$",
        public_scorecards.sheet,
        name="scheme_sheet",
    ),
]
