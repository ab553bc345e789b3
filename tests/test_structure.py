"""The shape of the project itself: imports run one way, nothing lies about unused, nothing grows
out of hand."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.utils import get_app_template_dirs

ROOT = Path(__file__).resolve().parent.parent

# What may lie at the top: what is kept, and what machines and tools make there.
KEPT = {
    *(".ci", ".env.example", ".git", ".gitignore", "LICENSE", "README.md"),
    *("manage.py", "pyproject.toml", "requirements.txt", "run.py"),
    *("certifications", "ocop_registry", "producers", "products", "static", "templates", "tests"),
}
MADE = {".venv", ".env", "var", "staticfiles", "__pycache__", ".coverage", ".hypothesis"}
MADE |= {".mypy_cache", ".pytest_cache", ".ruff_cache"}

# Lowest first. Each may import itself and what stands before it.
LAYERS = [
    "ocop_registry",  # clock, uids, env, language: what everybody may use
    "ocop_registry.journal",
    "ocop_registry.places",
    "ocop_registry.excel",
    "ocop_registry.accounts",
    "ocop_registry.jobs",
    "ocop_registry.api",
    "ocop_registry.staff",
    "producers",
    "products",
    "certifications",
]
# puts everything together
TOP = {"ocop_registry.urls", "ocop_registry.views", "ocop_registry.settings", "ocop_registry.wsgi"}

# how scripts and styles ask for other static files
ASKED_FOR = re.compile(r"""(?:from|import)\s+["'](\.[^"']+)["']|url\(["']?([^)"':]+)["']?\)""")

LONGEST_FILE = 510
LONGEST_FUNCTION = 75


def sources() -> list[Path]:
    """Every Python file that people write."""
    folders = [ROOT / name for name in KEPT if (ROOT / name).is_dir() and not name.startswith(".")]
    found = [
        path
        for folder in folders
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts
    ]
    return sorted([*found, ROOT / "run.py", ROOT / "manage.py"])


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> int | None:
    """How high a module stands; None for what is not in the stack (libraries, tests, what puts it
    together)."""
    if module in TOP:
        return None
    holders = [
        index
        for index, layer in enumerate(LAYERS)
        if module == layer or module.startswith(layer + ".")
    ]
    return max(holders, default=None)


def imported(tree: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """Modules that a file imports anywhere in it, inside functions and type-checking blocks too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")
                kept = parents[: len(parents) - node.level + is_package]
                base = ".".join([*kept, *([node.module] if node.module else [])])
            yield base
            # `from ocop_registry import journal`
            yield from (f"{base}.{alias.name}" for alias in node.names)


def upward_imports(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Imports by `module` of something that stands above it."""
    own = layer_of(module)
    if own is None:
        return []
    names = imported(ast.parse(source), module, is_package)
    return sorted({name for name in names if (layer_of(name) or 0) > own or name in TOP})


def test_imports_run_one_way() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in sources()
        if (
            found := upward_imports(
                path.read_text(encoding="utf-8"),
                module_of(path),
                is_package=path.name == "__init__.py",
            )
        )
    }
    assert wrong == {}, "a lower app imports a higher one"


@pytest.mark.parametrize(
    ("source", "module", "found"),
    [
        (
            "from certifications.models import Round",
            "products.register",
            ["certifications.models", "certifications.models.Round"],
        ),
        ("def f():\n    import products", "producers.acts", ["products"]),
        (
            "from ocop_registry import accounts",
            "ocop_registry.places.acts",
            ["ocop_registry.accounts"],
        ),
        (
            "from ..staff import site",
            "ocop_registry.api.errors",
            ["ocop_registry.staff", "ocop_registry.staff.site"],
        ),
        ("from ocop_registry import settings", "producers.acts", ["ocop_registry.settings"]),
        ("from products.models import Product", "certifications.acts", []),
        ("import certifications.urls", "ocop_registry.urls", []),
    ],
)
def test_the_walk_sees_every_way_to_import(source: str, module: str, found: list[str]) -> None:
    assert upward_imports(source, module) == found


def test_nothing_strange_lies_at_the_top() -> None:
    assert {path.name for path in ROOT.iterdir()} - KEPT - MADE == set()


def project_templates() -> dict[str, Path]:
    """Every template of the project by the name that code calls it by."""
    folders = [
        ROOT / "templates",
        *(
            folder
            for name in KEPT
            for folder in (ROOT / name).rglob("templates")
            if folder.is_dir()
        ),
    ]
    folders = [
        folder for folder in folders if ".venv" not in folder.parts and "tests" not in folder.parts
    ]
    return {
        str(path.relative_to(folder)): path
        for folder in folders
        for path in folder.rglob("*.*")
        if path.is_file()
    }


def found_by_django(name: str) -> bool:
    """Templates nobody names: error pages, and those that take the place of a library's (also per
    app or model)."""
    if name in {"400.html", "403.html", "404.html", "500.html"}:
        return True
    first, *_, last = Path(name).parts
    libraries = [
        folder
        for folder in get_app_template_dirs("templates")
        if "site-packages" in Path(folder).parts
    ]
    return any(
        (Path(folder) / taken).is_file()
        for folder in libraries
        for taken in (name, f"{first}/{last}")
    )


def test_every_template_is_used() -> None:
    templates = project_templates()
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*sources(), *templates.values()])
    unused = [
        name
        for name in templates
        if f'"{name}"' not in code and f"'{name}'" not in code and not found_by_django(name)
    ]
    assert unused == []


def test_files_and_functions_stay_short() -> None:
    too_long = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > LONGEST_FILE:
            too_long.append(f"{path.relative_to(ROOT)}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long.append(
                        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines"
                    )
    assert too_long == []


def used_static_files() -> set[str]:
    """Static files that a page, a part of the code or a used static file asks for, by name."""
    static = ROOT / "static"
    pages = [*sources(), *project_templates().values()]
    code = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    names = {str(path.relative_to(static)) for path in static.rglob("*.*") if path.is_file()}
    used = {name for name in names if re.search(rf"""["'](/static/)?{re.escape(name)}["']""", code)}
    waiting = [name for name in used if name.endswith((".js", ".css"))]
    while waiting:
        asking = static / waiting.pop()
        for urls in ASKED_FOR.findall(asking.read_text(encoding="utf-8")):
            found = os.path.normpath(asking.parent / "".join(urls))
            name = os.path.relpath(found, static)
            if name in names - used:
                used.add(name)
                waiting.append(name)
    return used


def test_every_static_file_is_used() -> None:
    static = ROOT / "static"
    files = {str(path.relative_to(static)) for path in static.rglob("*") if path.is_file()}
    assert files - used_static_files() == set()
