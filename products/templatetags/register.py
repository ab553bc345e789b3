"""How the register is told in templates: days, names in the reader's language, stars with their
standing."""

import functools
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from ocop_registry.known_days import read_iso
from ocop_registry.places.models import Place
from ocop_registry.places.slugs import slug
from products.views import days
from products.views.addresses import changed, place_path
from products.views.choices import Choices

register = template.Library()


@register.filter
def day(text: str | None) -> str:
    """ "2026-12-01" → "01/12/2026", "2020-12" → "tháng 12/2020", "2020-Q4" → "quý IV/2020", "2026" →
    "năm 2026"; nothing gives nothing."""
    return read_iso(text).named(get_language() or "vi") if text else ""


@register.filter
def issued_name(certificate: dict[str, Any]) -> str:
    """What is known of its day of issue: "01/12/2026", "tháng 12/2020", "" for nothing."""
    return days.issued(certificate).named(get_language() or "vi")


@register.filter
def named(item: dict[str, Any]) -> str:
    """The English name for an English reader, where there is one."""
    return (get_language() == "en" and item.get("name_en")) or item["name"]


@register.filter
def told(item: dict[str, Any]) -> str:
    """The text of an event in the reader's language."""
    return (get_language() == "en" and item.get("text_en")) or item["text"]


@register.filter
def path_of(place: Place | dict[str, str]) -> str:
    """The page of a place, given as a unit or as a card names it."""
    if isinstance(place, Place):
        return place_path(place)
    folder = "tinh" if len(place["code"]) == 2 else "dia-danh"
    return (
        f"/{folder}/{place['code']}-{slug(place['name'])}/"
        if folder == "tinh"
        else f"/{folder}/{place['code']}/"
    )


@register.filter
def inside(full_name: str) -> str:
    """A unit's full name within a sentence: "Tỉnh Thái Nguyên" → "tỉnh Thái Nguyên"."""
    return full_name[:1].lower() + full_name[1:]


@register.simple_tag
def options(choices: Choices, params: dict[str, str], name: str) -> SafeString:
    """The options of a form's choices, of which that of the address is selected."""
    return choices.chosen(params.get(name, ""))


@register.filter
def times(number: int) -> range:
    return range(number)


@register.filter
def is_link(url: str | None) -> bool:
    """Whether a typed address may become a link."""
    return bool(url) and str(url).startswith(("https://", "http://"))


@register.simple_tag
def query(**values: Any) -> str:
    """A query string: {% query province="19" standing="all" %} → "?province=19&standing=all"."""
    return changed({}, **{name: value for name, value in values.items() if value not in {None, ""}})


@register.simple_tag
def kept(params: dict[str, str], **changes: Any) -> str:
    """The query string of this page with some values changed: what was typed stays."""
    return changed(params, **changes)


@register.simple_tag
def stars(item: dict[str, Any]) -> SafeString:
    """The stars of a product or certification: filled when they count today, outlined with their
    standing when not."""
    told = item["held_stars"], item["counts"], item["label"], item["standing"]
    return _stars(*told, get_language() or "vi")


@functools.lru_cache(256)
def _stars(held: int, counts: bool, label: str, standing: str, language: str) -> SafeString:
    """There are few of them, made once in each language."""
    values = {"held": held, "counts": counts, "label": label, "standing": standing}
    with override(language):
        return render_to_string("public/_stars.html", values)
