"""Public addresses that need to know of decisions."""

from django.urls import path

from certifications import public

urlpatterns = [path("quyet-dinh/<str:uid>/", public.decision_file, name="decision_file")]
