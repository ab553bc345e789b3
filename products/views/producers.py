"""One producer with its products, whatever their standing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from ocop_registry import clock
from ocop_registry.journal.models import kept_uid
from products.caching import public
from products.queries.others import no_other_product, office_of
from products.serving import PRODUCER, PRODUCT, entries, states
from products.views.addresses import missing, moved_to, uid_of
from products.views.export import files_of
from products.views.sheets.frame import page
from products.views.shown import shown_all, shown_entry


@require_safe
@public(follows="seq")
def producer(request: HttpRequest, key: str) -> HttpResponse:
    uid = uid_of(key) or ""
    entry = entries(PRODUCER).filter(uid=uid).first() if uid else None
    if entry is None:
        kept = kept_uid(PRODUCER, uid)
        if kept and entries(PRODUCER).filter(uid=kept).exists():
            return redirect("public:producer", key=kept, permanent=True)
        raise missing()
    item = shown_entry(entry)
    if elsewhere := moved_to(request, item["url"]):
        return elsewhere
    today = clock.today()
    products = shown_all(
        states(PRODUCT, today)
        .filter(entry__producer_uid=uid)
        .order_by("-stars", "entry__sort_key", "entry__uid")
    )
    context = {
        "item": item,
        "valid": [one for one in products if one["counts"]],
        "others": [one for one in products if not one["counts"]],
        "files": (
            files_of({"producer": uid, "standing": "all", "ordering": "-stars"}, len(products))
            if products
            else {}
        ),
        "no_other": no_other_product(item["uid"], office_of(item["province"]["code"]), today),
        "canonical": f"{settings.PUBLIC_URL}{item['url']}",
    }
    return page(request, "public/producer.html", context)
