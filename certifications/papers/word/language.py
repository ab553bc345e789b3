"""What a Word template may say: values, conditions, loops over values, a few filters, and nothing
that runs or grows.

An office's template is a file from outside. It is compiled in Jinja's sandbox and, before that,
read as a tree: calls, assignments, macros, products and loops in loops in loops in loops are
refused, so that no template can run code, go on without end or fill the memory. A fault names the
tag that it stands in.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

FILTERS = (
    "capitalize",
    "default",
    "e",
    "first",
    "int",
    "join",
    "last",
    "length",
    "lower",
    "title",
    "trim",
    "upper",
)
TESTS = (
    "defined",
    "undefined",
    "none",
    "odd",
    "even",
    "divisibleby",
    "eq",
    "ne",
    "gt",
    "ge",
    "lt",
    "le",
    "in",
)
DEEPEST = 3  # loops within each other; the decision's annex has two
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.CondExpr, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.Const, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Add, nodes.Sub, nodes.Concat, nodes.Keyword,
)  # fmt: skip
LONGEST_TAG = 500  # characters
MOST_TAGS = 1_000  # in one part; the longest of the project's own has 40
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_BRACES = re.compile(r"{{|{%|{#|}}|%}|#}")
_MARKUP = re.compile(r"<[^>]*>")
_TAG = re.compile(r"{[{%#].*?[}%#]}", re.DOTALL)
# What Jinja says of a template that it cannot read → what an officer can do with.
_SAID = {
    "Unexpected end of template": "thiếu thẻ đóng (endif hoặc endfor)",
    "Encountered unknown tag": "không có lệnh này, hoặc thẻ đóng không khớp thẻ mở",
    "No filter named": "không có phép đổi này sau dấu |",
    "No test named": "không có phép so sánh này sau chữ is",
}
_TOO_DEEP = (
    "Các thẻ của mẫu lồng vào nhau quá sâu: bớt điều kiện trong điều kiện, dấu ngoặc trong dấu"
    " ngoặc."
)
_ANYTHING: Any = object()  # a value of which nothing is known


class BadTemplate(ValueError):
    """A Word template that cannot be filled in; each of `reasons` says where and what to do."""

    def __init__(self, *reasons: str):
        self.reasons = list(reasons)
        super().__init__(" ".join(reasons))


def environment() -> SandboxedEnvironment:
    """The sandbox, with nothing in reach but the values of a paper."""
    made = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


def tags_closed(part: str) -> list[str]:
    """A sentence for every tag of a part (as Word wrote it) that is opened and not closed, or
    beyond any reason.

    Asked before anything else reads the part: what reads tags further on takes time that grows fast
    with unclosed ones.
    """
    text = _MARKUP.sub("", part)
    unclosed: list[re.Match[str]] = []
    opened, count = None, 0
    for sign in _BRACES.finditer(text):
        closes = sign.group() in _CLOSING.values()
        if opened and (not closes or sign.end() - opened.start() > LONGEST_TAG):
            unclosed.append(opened)
        opened, count = (None if closes else sign), count + (not closes)
    if opened:
        unclosed.append(opened)
    if count > MOST_TAGS:
        return [f"Mẫu có {count} thẻ, nhiều hơn {MOST_TAGS}: bỏ bớt."]
    return [
        f"Thẻ “{text[one.start() : one.start() + 40]}” mở mà không đóng: thêm"
        f" {_CLOSING[one.group()]} vào cuối thẻ."
        for one in unclosed
    ]


def compiled(source: str, within: SandboxedEnvironment) -> Template:
    """The template of one part of a document. Raises BadTemplate with every fault that can be told
    at once."""
    try:
        tree, lines = _read(source, within)
        faults = list(dict.fromkeys(_forbidden(tree, lines)))
        if faults:
            raise BadTemplate(*faults)
        return within.from_string(source)
    except (
        RecursionError,
        SyntaxError,
    ) as problem:  # the limits of Python, into which Jinja compiles
        raise BadTemplate(_TOO_DEEP) from problem


def unknown_names(
    source: str, within: SandboxedEnvironment, values: Mapping[str, Any]
) -> list[str]:
    """A sentence for every tag that asks for what `values` (of the shape that the papers have) do
    not hold."""
    try:
        tree, lines = _read(source, within)
        return list(dict.fromkeys(_unknown(tree, lines, values)))
    except RecursionError as problem:
        raise BadTemplate(_TOO_DEEP) from problem


def _read(source: str, within: SandboxedEnvironment) -> tuple[nodes.Template, str]:
    """The template as a tree, its tags one a line: so the number of a line names a tag."""
    lines = _TAG.sub(
        lambda tag: "\n" + " ".join(tag.group().split()), " ".join(source.splitlines())
    )
    try:
        tree = within.parse(lines)
        within.from_string(lines)  # filters and tests that do not exist are found only here
    except TemplateSyntaxError as problem:
        why = next(
            (told for said, told in _SAID.items() if said in (problem.message or "")), "sai cú pháp"
        )
        raise BadTemplate(
            f"{_tag_on(lines, problem.lineno)}: {why}. Sửa thẻ đó trong Word rồi tải lại."
        ) from problem
    return tree, lines


def _tag_on(lines: str, number: int) -> str:
    """The tag on that line, as a reader of the document sees it."""
    tag = next((_TAG.match(line) for line in lines.splitlines()[number - 1 : number]), None)
    return f"Thẻ “{tag.group()}”" if tag else "Một thẻ của mẫu"


# --- what may be said -----------------------------------------------------------------------------
def _forbidden(node: nodes.Node, lines: str, depth: int = 0) -> Iterator[str]:
    """A sentence for everything that is more than filling in; `depth`: loops around the node."""
    tag = _tag_on(lines, node.lineno) if isinstance(node, nodes.Expr | nodes.Stmt) else ""
    if isinstance(node, nodes.For):
        depth += 1
        if depth > DEEPEST or node.recursive:
            yield f"{tag} lặp quá {DEEPEST} tầng hoặc gọi lại chính nó: bỏ bớt vòng lặp."
    elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        yield f"{tag} hỏi “{node.attr}”, không có trong dữ liệu: chỉ dùng các tên trong danh sách."
    elif not isinstance(node, ALLOWED):
        yield (
            f"{tag} dùng lệnh không được phép ({type(node).__name__}): mẫu chỉ điền, lặp và so sánh"
            " dữ liệu có sẵn."
        )
        return
    for child in node.iter_child_nodes():
        yield from _forbidden(child, lines, depth)


# --- what is there to be said ---------------------------------------------------------------------
def _unknown(node: nodes.Node, lines: str, known: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for every name that does not exist where it stands."""
    if isinstance(node, nodes.For):
        yield from _unknown(node.iter, lines, known)
        targets = [one.name for one in node.target.find_all(nodes.Name)] or [node.target.name]  # type: ignore[attr-defined]
        each = _first(_value(node.iter, known)) if len(targets) == 1 else _ANYTHING
        inside = {**known, **dict.fromkeys(targets, each), "loop": _ANYTHING}
        for child in (*([node.test] if node.test else []), *node.body, *node.else_):
            yield from _unknown(child, lines, inside)
        return
    if isinstance(node, nodes.Name) and node.name not in known:
        yield (
            f"{_tag_on(lines, node.lineno)} dùng tên “{node.name}” không có: xem danh sách tên của"
            " loại văn bản này."
        )
    elif isinstance(node, nodes.Getattr):
        holder = _value(node.node, known)
        if isinstance(holder, Mapping) and node.attr not in holder:
            there = ", ".join(holder)
            yield (
                f"{_tag_on(lines, node.lineno)} dùng tên “{node.attr}” không có: ở đây chỉ có"
                f" {there}."
            )
    for child in node.iter_child_nodes():
        yield from _unknown(child, lines, known)


def _value(node: nodes.Node, known: Mapping[str, Any]) -> Any:
    """The sample value that an expression of names gives; _ANYTHING for every other expression."""
    if isinstance(node, nodes.Name):
        return known.get(node.name, _ANYTHING)
    if isinstance(node, nodes.Getattr):
        holder = _value(node.node, known)
        return holder.get(node.attr, _ANYTHING) if isinstance(holder, Mapping) else _ANYTHING
    return _ANYTHING


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else _ANYTHING
