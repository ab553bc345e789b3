"""Pages of the staff site that are not a model's admin: the same frame, title and way back."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ocop_registry.staff.lists.twins import twin_links


def staff_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    title: str,
    crumbs: tuple = (),
    status: int = 200,
) -> HttpResponse:
    """Render a page of the staff site; `template` extends "staff/base.html".

    `crumbs`: the way down from home as (label, url) pairs, without the page itself.
    """
    frame = {
        **admin.site.each_context(request),
        "title": title,
        "crumbs": crumbs,
        "twins": twin_links(request),
    }
    return render(request, template, {**frame, **context}, status=status)
