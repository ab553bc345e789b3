"""Pages as a browser reads them: where a template's lines break is nothing a reader sees."""

import re
from collections.abc import Callable
from typing import Any

# Their content is kept as it is.
_RAW = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"""(<[/a-zA-Z!](?:[^<>"']|"[^"]*"|'[^']*')*>)""")
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# Blanks at the edge of these show nothing.
_BLOCKS = frozenset(
    [
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "noscript",
        "div",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "form",
        "fieldset",
        "legend",
        "select",
        "option",
        "optgroup",
        "details",
        "summary",
        "section",
        "article",
        "aside",
        "nav",
        "header",
        "footer",
        "main",
        "figure",
        "figcaption",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)


def as_read(html: str) -> str:
    """Runs of blanks as one, and none beside a block; what stands in quotes, <pre> and <textarea>
    stays."""
    pieces = _RAW.split(html)
    # every raw piece is followed by the name of its tag, which split() gives too
    return "".join(
        piece if at % 3 else _collapsed(piece) for at, piece in enumerate(pieces) if at % 3 != 2
    )


def _collapsed(html: str) -> str:
    pieces = _TAG.split(html)
    for at in range(0, len(pieces), 2):
        text = _BLANKS.sub(" ", pieces[at])
        if at and _is_block(pieces[at - 1]):
            text = text.lstrip(" ")
        if at + 1 < len(pieces) and _is_block(pieces[at + 1]):
            text = text.rstrip(" ")
        pieces[at] = text
    return "".join(piece if at % 2 == 0 else _one_line(piece) for at, piece in enumerate(pieces))


def _is_block(tag: str) -> bool:
    found = re.match(r"</?([a-z0-9]+)", tag.lower())
    return bool(found and found[1] in _BLOCKS)


def _one_line(tag: str) -> str:
    parts = _QUOTED.split(tag)
    parts[::2] = [_BLANKS.sub(" ", part) for part in parts[::2]]
    return re.sub(r" (/?>)$", r"\1", "".join(parts))


def reading(request: Callable[..., Any]) -> Callable[..., Any]:
    """A test client's `request` whose pages are given as a browser reads them."""

    def read(self: Any, **asked: Any) -> Any:
        answer = request(self, **asked)
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            answer.content = as_read(answer.content.decode(answer.charset)).encode(answer.charset)
        return answer

    return read
