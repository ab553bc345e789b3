"""Pages of the site itself: errors, and the language switch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came back too late or from elsewhere: say so, and keep the person's way back."""
    return render(request, "errors/csrf.html", status=403)
