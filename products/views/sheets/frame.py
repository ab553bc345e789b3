"""Public pages put together from what differs by page and a frame that hardly does.

`public/base.html` is the only source of the frame. It is rendered once for each language with a hole
where a page says its own, and a page renders nothing but its blocks. What follows from the version
of the register alone is kept as a sheet: a page whose remaining holes are filled in for each reader.
"""

import copy
import functools
import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template, engines
from django.template.base import NodeList, TextNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ocop_registry import clock
from ocop_registry.context import site
from products.today.version import kept

BASE = "public/base.html"
MARKED = ("products", "check", "provinces", "about")  # pages that the header tells as the current
# drawn anew by each process, so that nothing that anybody wrote can be taken for a hole
_SECRET = secrets.token_hex(16)
_HOLE = re.compile(rf"\[{_SECRET}:(\w+)\]")
_BETWEEN = f"[{_SECRET}]"


def hole(name: str) -> SafeString:
    """What stands in a template's context for what is filled in later."""
    return mark_safe(f"[{_SECRET}:{name}]")  # noqa: S308 (of letters and digits)


class Sheet:
    """A page but for its holes."""

    def __init__(self, text: str) -> None:
        texts = _HOLE.split(text)
        self._texts = [one.encode() for one in texts[::2]]
        self._names = texts[1::2]

    def filled(self, values: Mapping[str, bytes]) -> bytes:
        """The page with markup in its holes."""
        parts = [self._texts[0]]
        for name, text in zip(self._names, self._texts[1:], strict=True):
            parts += (values[name], text)
        return b"".join(parts)


def page(
    request: HttpRequest, name: str, values: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """As `render` would answer a template that extends the frame."""
    return answer(request, sheet(name, values, request.path), status=status)


def kept_page(
    request: HttpRequest, name: str, values: Callable[[], Mapping[str, Any]], *, key: Hashable = ""
) -> HttpResponse:
    """The same of what follows from the version, the path and `key` alone."""
    path = request.path
    made = kept(("sheet", name, path, key), clock.today(), lambda: sheet(name, values(), path))
    return answer(request, made)


def answer(
    request: HttpRequest, of: Sheet, values: Mapping[str, bytes] | None = None, *, status: int = 200
) -> HttpResponse:
    """A sheet for this reader."""
    address = escape(request.get_full_path()).encode()
    return HttpResponse(of.filled({"address": address, **(values or {})}), status=status)


def sheet(name: str, values: Mapping[str, Any], path: str) -> Sheet:
    """A template that extends the frame, at that path, in the language spoken now."""
    language = get_language() or settings.LANGUAGE_CODE
    bare, names = _bare(name)
    context = Context({**site(None), "LANGUAGE_CODE": language, **values})
    found = dict(zip(names, bare.render(context).split(_BETWEEN), strict=True))
    canonical = values.get("canonical") or f"{settings.PUBLIC_URL}{path}"
    found["canonical"] = conditional_escape(canonical)
    found["address"] = hole("address")
    marked = path if path in _marked() else ""
    texts = _frame(language, marked, settings.DEMO, settings.PUBLIC_URL)
    return Sheet("".join(found[one] if at % 2 else one for at, one in enumerate(texts)))


# --- made once ------------------------------------------------------------------------------------
@functools.lru_cache(64)
def _frame(language: str, path: str, demo: bool, public_url: str) -> tuple[str, ...]:
    """The frame: texts, and between them names of what is filled in."""
    blocks = "".join(f"{{% block {one} %}}{hole(one)}{{% endblock %}}" for one in _blocks())
    frame = engines["django"].from_string(f'{{% extends "{BASE}" %}}{blocks}')
    request = SimpleNamespace(path=path, get_full_path=lambda: hole("address"))
    values = {"DEMO": demo, "PUBLIC_URL": public_url, "canonical": hole("canonical")}
    text = frame.template.render(Context({**values, "request": request}))
    return tuple(_HOLE.split(text))


@functools.cache
def _bare(name: str) -> tuple[Template, tuple[str, ...]]:
    """A template without the frame that it extends: its blocks one after the other, those of the
    frame where it has none of its own, and their names."""
    whole = get_template(name).template
    [extends] = whole.nodelist.get_nodes_by_type(ExtendsNode)
    blocks = {**_blocks(), **extends.blocks}
    bare = copy.copy(whole)
    between = TextNode(_BETWEEN)
    nodes = [one for block in blocks.values() for one in (between, block)]
    bare.nodelist = NodeList(nodes[1:])
    return bare, tuple(blocks)


@functools.cache
def _blocks() -> dict[str, BlockNode]:
    nodes = get_template(BASE).template.nodelist.get_nodes_by_type(BlockNode)
    return {one.name: one for one in nodes}


@functools.cache
def _marked() -> frozenset[str]:
    return frozenset(reverse(f"public:{name}") for name in MARKED)
