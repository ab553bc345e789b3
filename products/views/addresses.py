"""Addresses of public pages, and how a page's own address changes with a choice."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ocop_registry import uids
from ocop_registry.places.models import Place
from ocop_registry.places.slugs import slug


def place_path(place: Place) -> str:
    """A province of today has its own page; every other unit, old or new, one under /dia-danh/."""
    if place.in_force and place.level == "province":
        return reverse("public:province", args=[f"{place.code}-{slug(place.name)}"])
    return reverse("public:place", args=[place.public_code])


def changed(params: Mapping[str, str], **changes: object) -> str:
    """A query string with these values changed (None: taken out) and back on the first page:
    "?q=mien&page=2"."""
    kept = {name: value for name, value in params.items() if value and name != "page"}
    kept |= {name: str(value) for name, value in changes.items() if value is not None}
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
    return f"?{urlencode(kept)}" if kept else ""


def uid_of(key: str) -> str | None:
    """The uid at the head of "7k3qx9m-mien-dong", however it was typed."""
    return uids.normalise(key.partition("-")[0])


def moved_to(request: HttpRequest, path: str) -> HttpResponse | None:
    """A redirect to the object's one address, or None when the request is already there."""
    if request.path == path:
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{path}?{query}" if query else path, permanent=True)


def missing() -> Http404:
    return Http404("not in the public register")
