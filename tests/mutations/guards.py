"""Finds the guards in a module and puts a switch on each: `may(…)` becomes
`(on("where:may") or may(…))`.

A guard is named after its place: file, function, what it asks; a number where that repeats.
"""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

SWITCH = "from tests.mutations import switch as _switch"

# Calls that answer yes or no, by name: broken, they always say yes.
ASKED = re.compile(
    r"_?may(_\w+)?|_?covers|permitted|own_seat|manages|sees|is_commune_officer|is_public"
    r"|has_(\w+_)?permission"
)
# Calls that raise unless …: broken, they are not made.
DEMANDED = re.compile(r"_?(require|refuse)(_\w+)?")
# An `if` whose body raises one of these guards what follows: broken, it never holds.
REFUSALS = frozenset({
    *("PermissionDenied", "Http404", "NotThere", "Refused", "ValidationError", "VersionConflict"),
    *("CodesRefused", "ChangedSincePreview", "SchemeInUse", "NotRevertible"),
})  # fmt: skip
LIMITS = frozenset({"limit", "limit_units"})
PERSON = re.compile(r"(?!ended_by).*_by(_id)?")
VERSION = re.compile(r"(row_)?version")
HIDING = frozenset({"Http404", "NotThere"})
# Where `belongs_to` limits what a person reaches; elsewhere it only tells namesakes apart.
REACHED_HERE = re.compile(r".*/staff/|.*/accounts/|certifications/imports/kinds/[a-z]+\.py")


@dataclass(frozen=True)
class Guard:
    """One guard that can be broken: its name, what it protects, and its line."""

    name: str
    kind: str  # permission, privacy, people, version, rule, database, request
    line: int


def armed(source: str, path: str) -> tuple[str, list[Guard]]:
    """The module with a switch on every guard (also where another table has put some already), and
    the guards."""
    tree = ast.parse(source)
    found = _Arming(path)
    tree = found.visit(tree)
    if not found.guards and "_switch." not in source:
        return source, []
    at = 1 if ast.get_docstring(tree) is not None else 0
    while isinstance(tree.body[at], ast.ImportFrom) and tree.body[at].module == "__future__":
        at += 1
    tree.body[at:at] = ast.parse(SWITCH).body
    return ast.unparse(ast.fix_missing_locations(tree)), found.guards


class _Arming(ast.NodeTransformer):
    def __init__(self, path: str) -> None:
        self.path, self.guards = path, list[Guard]()
        self._inside: list[str] = []
        self._seen: Counter[str] = Counter()

    # --- naming -----------------------------------------------------------------------------------
    def _guard(self, what: str, kind: str, node: ast.AST) -> ast.expr:
        """A new guard; the name as an expression."""
        place = ".".join(self._inside) or "module"
        name = f"{self.path}:{place}:{what}"
        self._seen[name] += 1
        if self._seen[name] > 1:
            name += f"#{self._seen[name]}"
        self.guards.append(Guard(name, kind, getattr(node, "lineno", 0)))
        return ast.Constant(name)

    def _within(self, node: Any) -> Any:
        self._inside.append(node.name)
        try:
            return self.generic_visit(node)
        finally:
            self._inside.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _within  # noqa: N815

    # --- what is a guard --------------------------------------------------------------------------
    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        call = node.value
        if isinstance(call, ast.Call) and DEMANDED.fullmatch(_name(call.func)):
            self.generic_visit(node)
            kind = "permission" if _name(call.func) in {"require", "require_key"} else "rule"
            node.value = _or(self._on(_name(call.func), kind, node), node.value)
            return node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called, receiver = _name(node.func), getattr(node.func, "value", None)
        self.generic_visit(node)
        if called == "register_menu":
            _each_keyword(node, "allowed", lambda value: self._either("allowed", value, "anyone"))
        if called == "scope" and len(node.args) == 2:
            return _switch("everywhere", self._guard("scope", "permission", node), _later(node))
        if isinstance(receiver, ast.Call) and _name(receiver.func) in {"scope", "everywhere"}:
            return node  # the scope itself is broken
        if ASKED.fullmatch(called):
            kind = "privacy" if called == "is_public" else "permission"
            return _or(self._on(called, kind, node), node)
        if called in LIMITS and len(node.args) == 2:
            return _if(self._on(called, "permission", node), node.args[0], node)
        if called == "belongs_to" and REACHED_HERE.match(self.path):
            return _if(self._on(called, "permission", node), _all_rows(), node)
        if called in {"admin_view", "wrap"} and len(node.args) == 1:
            return self._chosen("admin_view", node, node.args[0])
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        asked = _asks(node.test)
        what = _refused_in(node.body)
        self.generic_visit(node)
        if what and not asked and not (what in HIDING and _only_finds(node.test)):
            kind = "permission" if what in {"PermissionDenied", *HIDING} else "rule"
            node.test = ast.BoolOp(
                ast.And(),
                [ast.UnaryOp(ast.Not(), self._on(f"if … raise {what}", kind, node)), node.test],
            )
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) != 1:
            return node
        names = [_name(side) for side in (node.left, node.comparators[0])]
        operator = node.ops[0]
        if isinstance(operator, ast.In) and names[1] == "consent":
            return _or(self._on("in consent", "privacy", node), node)
        person = any(PERSON.fullmatch(name) for name in names)
        if not person and not any(VERSION.fullmatch(name) for name in names):
            return node
        if not isinstance(operator, ast.Eq | ast.NotEq) or _is_constant(node):
            return node
        # the other person passes, and the version that is still the same
        passes = isinstance(operator, ast.NotEq) == person
        on = self._on(ast.unparse(node), "people" if person else "version", node)
        return _or(on, node) if passes else ast.BoolOp(ast.And(), [_not(on), node])

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr != "PRIVATE_FIELDS" or not isinstance(node.ctx, ast.Load):
            return node
        return _switch("private", self._guard("PRIVATE_FIELDS", "privacy", node), node)

    # --- building ---------------------------------------------------------------------------------
    def _on(self, what: str, kind: str, node: ast.AST) -> ast.expr:
        return _switch("on", self._guard(what, kind, node))

    def _either(self, what: str, guarded: ast.expr, bare: str) -> ast.expr:
        always = ast.Attribute(ast.Name("_switch", ast.Load()), bare, ast.Load())
        return self._chosen(what, guarded, always)

    def _chosen(self, what: str, guarded: ast.expr, bare: ast.expr) -> ast.expr:
        return _switch("either", self._guard(what, "permission", guarded), guarded, bare)


# --- reading expressions --------------------------------------------------------------------------
def _name(node: ast.AST | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _asks(test: ast.expr) -> bool:
    """Whether the condition contains a guard of its own."""
    for node in ast.walk(test):
        if isinstance(node, ast.Call):
            called = _name(node.func)
            if ASKED.fullmatch(called) or called in {"scope", *LIMITS}:
                return True
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            names = [_name(side) for side in (node.left, node.comparators[0])]
            if any(PERSON.fullmatch(name) or VERSION.fullmatch(name) for name in names):
                return isinstance(node.ops[0], ast.Eq | ast.NotEq) and not _is_constant(node)
    return False


def _refused_in(body: list[ast.stmt]) -> str:
    """The refusal that this block ends with, or nothing."""
    last = body[-1]
    if not isinstance(last, ast.Raise) or last.exc is None:
        return ""
    raised = _name(last.exc.func if isinstance(last.exc, ast.Call) else last.exc)
    return raised if raised in REFUSALS else ""


def _only_finds(test: ast.expr) -> bool:
    """Whether it asks no more than whether something is there."""
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    return all(
        isinstance(part, ast.UnaryOp)
        and isinstance(part.op, ast.Not)
        or isinstance(part, ast.Compare)
        and isinstance(part.ops[0], ast.Is | ast.IsNot | ast.NotIn)
        for part in parts
    )


def _is_constant(node: ast.Compare) -> bool:
    return any(isinstance(side, ast.Constant) for side in (node.left, *node.comparators))


def _each_keyword(node: ast.Call, name: str, change: Any) -> None:
    for keyword in node.keywords:
        if keyword.arg == name:
            keyword.value = change(keyword.value)


def _switch(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(
        ast.Attribute(ast.Name("_switch", ast.Load()), function, ast.Load()), list(arguments), []
    )


def _later(node: ast.expr) -> ast.expr:
    nothing = ast.arguments([], [], None, [], [], None, [])
    return ast.Lambda(nothing, node)


def _all_rows() -> ast.expr:
    return _switch("all_rows")


def _not(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), node)


def _or(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.BoolOp(ast.Or(), [left, right])


def _if(test: ast.expr, body: ast.expr, orelse: ast.expr) -> ast.expr:
    return ast.IfExp(test, body, orelse)
