"""What every template may say about the site."""

from django.conf import settings


def site(request) -> dict:
    return {"DEMO": settings.DEMO, "PUBLIC_URL": settings.PUBLIC_URL, "RELEASE": settings.RELEASE}
