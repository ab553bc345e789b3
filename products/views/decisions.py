"""One decision: number, day and issuer together, with its products, papers and later fate."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop_registry import clock
from products.caching import public
from products.queries import decisions
from products.standings import VALID, Standing
from products.today.texts import based
from products.views.addresses import missing, moved_to
from products.views.export import Columns, file_links, twin
from products.views.sheets.frame import page
from products.views.shown import Shown, shown_all


@require_safe
@public(follows="seq")
def decision(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The page of a decision. Any record of it by its uid leads to the one address."""
    found = decisions.decision(uid, clock.today())
    if found is None:
        raise missing()
    if elsewhere := moved_to(request, path_of(found.uid)):
        return elsewhere
    items = shown_all(found.rows, whole=True)
    if file := twin(request, _("Quyết định %(number)s") % found.ref, _columns(), items):
        return file
    context = {
        "decision": found.ref,
        "papers": [based(one) for one in found.files],
        "items": items,
        "fates": _fates(items),
        "corrected": decisions.corrected(found),
        "sources": sorted({one["source"] for one in items if one["source"]}),
        "others": [one for one in decisions.bearing(found.ref["number"]) if one.uid != found.uid],
        "files": file_links(request),
        "canonical": f"{settings.PUBLIC_URL}{path_of(found.uid)}",
    }
    return page(request, "public/decision.html", context)


def path_of(uid: str) -> str:
    return reverse("decision_page", args=[uid])


def _fates(items: list[Shown]) -> list[dict[str, Any]]:
    """How many of its recognitions stand how today: those that count first."""
    by_standing = Counter(one["standing"] for one in items)
    labels = {one["standing"]: one["label"] for one in items}
    order = [*VALID, *(word for word in Standing if word not in VALID)]
    return [
        {"label": labels[word], "count": by_standing[word], "counts": word in VALID}
        for word in order
        if by_standing[word]
    ]


def _columns() -> Columns:
    return [
        (_("Tên sản phẩm"), lambda one: one["product_name"]),
        (_("Chủ thể"), lambda one: one["producer_name"]),
        (_("Địa bàn khi cấp"), lambda one: one["place_as_issued"]),
        (_("Hạng sao"), lambda one: one["stars"]),
        (_("Mã sản phẩm"), lambda one: one["code"] or ""),
        (_("Tình trạng"), lambda one: one["label"]),
        (_("Tình trạng hôm nay"), lambda one: one["sentence"]),
    ]
