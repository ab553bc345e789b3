"""The shape of the project itself: imports run one way, nothing lies about unused, nothing grows
out of hand."""

import ast
import importlib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from django.template.utils import get_app_template_dirs

from tests.mutations import edits

ROOT = Path(__file__).resolve().parent.parent

# What may lie at the top: what is kept, and what machines and tools make there.
KEPT = {
    *(".ci", ".env.example", ".git", ".gitignore", "LICENSE", "README.md"),
    *("manage.py", "pyproject.toml", "requirements.txt", "run.py"),
    *("certifications", "ocop_registry", "producers", "products", "static", "templates", "tests"),
}
MADE = {".venv", ".env", "var", "staticfiles", "__pycache__", ".coverage", ".hypothesis"}
MADE |= {".mypy_cache", ".pytest_cache", ".ruff_cache"}

# The rooms, lowest first. A module may import its own room and those above it in this list; rooms of one line
# stand side by side and do not know each other. Nothing else decides.
ROOMS = """
ocop_registry
ocop_registry.database
ocop_registry.journal
ocop_registry.places
ocop_registry.written
ocop_registry.excel  ocop_registry.accounts
ocop_registry.jobs
ocop_registry.api
ocop_registry.staff.jobs
ocop_registry.staff.lists
ocop_registry.staff.pages  ocop_registry.staff.days
ocop_registry.staff.acts
ocop_registry.staff.accounts
ocop_registry.staff

producers
products.models
products.today
products
products.queries
products.views
products.templatetags  products.api
products.admin  products.public_urls

certifications.law
certifications.models
certifications.schemes  certifications.identity
certifications.rounds
certifications.private_files
certifications.council
certifications.applications  certifications.certificates
certifications.results  certifications.merging  certifications.historic
certifications.workflow
certifications.register
certifications.imports
certifications.decisions
certifications.papers  certifications.figures
certifications.nobody_alone
certifications.acts  certifications.integrity  certifications.demo  certifications.who_may
certifications.guarding
certifications.maintenance  certifications.templatetags  certifications.public_urls  certifications.api

certifications.staff.scoped  certifications.staff.posted  certifications.staff.fields
certifications.staff.list_columns  certifications.staff.queue  certifications.staff.search
certifications.staff.rounds
certifications.staff.applications  certifications.staff.results  certifications.staff.council
certifications.staff.decisions  certifications.staff.certificates  certifications.staff.papers
certifications.staff.figures  certifications.staff.imports  certifications.staff.merging  certifications.staff.schemes
certifications.staff
certifications.admin  certifications.management
"""
# What puts everything together.
TOP = {"ocop_registry.urls", "ocop_registry.views", "ocop_registry.settings", "ocop_registry.wsgi"}

# how scripts and styles ask for other static files
ASKED_FOR = re.compile(r"""(?:from|import)\s+["'](\.[^"']+)["']|url\(["']?([^)"':]+)["']?\)""")

MOST_MODULES = 14  # of one folder, without its __init__
LONGEST_FILE, LONGEST_FUNCTION = 400, 57  # lines
LONGEST_TEST_FILE, LONGEST_TEST = 510, 75  # a walk through the site is told in one piece
LONGEST_TEMPLATE_LINE = 160  # for 99 of 100: a translated sentence cannot be broken


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


def code() -> list[Path]:
    """The project's own Python files, without its tests."""
    return [path for path in sources() if path.relative_to(ROOT).parts[0] != "tests"]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


STEPS = [line.split() for line in ROOMS.splitlines() if line.strip()]
FLOOR = {room: number for number, step in enumerate(STEPS) for room in step}
# Django's hooks: `ready()` of an AppConfig reads what its app declares; a package that is an app has no code of its own.
HOOKS = {"certifications", "certifications.apps"}


def room_of(module: str) -> str | None:
    """The room in which a module stands; None for what is in none (libraries, tests, what puts it together)."""
    parts = module.split(".")
    longer_first = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return None if module in TOP else next((name for name in longer_first if name in FLOOR), None)


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


def wrong_imports(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Imports by `module` of something that stands above it or beside it."""
    own = room_of(module)
    if own is None:
        return []
    names = set(imported(ast.parse(source), module, is_package))
    rooms = {name: room_of(name) for name in names if module_or_part(name)}
    return sorted(
        name
        for name, room in rooms.items()
        if name in TOP or (room and room != own and FLOOR[room] >= FLOOR[own])
    )


def module_or_part(name: str) -> bool:
    """Whether a dotted name leads into the project and is more than a package that only holds rooms."""
    return name in TOP or room_of(name) is not None


def test_imports_run_one_way() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in code()
        if (
            found := wrong_imports(
                path.read_text(encoding="utf-8"),
                module_of(path),
                is_package=path.name == "__init__.py",
            )
        )
    }
    assert wrong == {}, "a room knows one above it or beside it"


def test_every_module_stands_in_a_room() -> None:
    modules = {module_of(path) for path in code()}
    assert {one for one in modules if room_of(one) is None} == TOP & modules | HOOKS | {
        "manage",
        "run",
    }
    assert {room for room in FLOOR if not any(room_of(one) == room for one in modules)} == set()


def test_no_circles() -> None:
    modules = {module_of(path): path for path in code()}
    known = {one: known_to(path, one, modules.keys()) - {one} for one, path in modules.items()}
    assert circles(known) == []


def known_to(path: Path, module: str, modules: Collection[str]) -> set[str]:
    """Modules of the project whose names a file takes; of a package's own module, that module alone."""
    tree, is_package = ast.parse(path.read_text(encoding="utf-8")), path.name == "__init__.py"
    names = set(imported(tree, module, is_package))
    return {
        name
        for name in names
        if name in modules
        and not any(other.startswith(f"{name}.") and other in modules for other in names)
    }


def circles(known: dict[str, set[str]]) -> list[list[str]]:
    """Modules left when those that know nobody, and those whom nobody knows, are taken away again and again."""
    left = dict(known)
    while True:
        asked = set().union(*left.values()) if left else set()
        free = {one for one, others in left.items() if not others & left.keys() or one not in asked}
        if not free:
            return [sorted(left)] if left else []
        left = {one: others - free for one, others in left.items() if one not in free}


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_nothing_is_imported_inside_a_function() -> None:
    found = []
    for path in code():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if not is_function or (path.name == "apps.py" and node.name == "ready"):
                continue
            inner = [one for one in ast.walk(node) if isinstance(one, ast.Import | ast.ImportFrom)]
            found += [f"{path.relative_to(ROOT)}:{one.lineno}" for one in inner]
    assert found == []


def test_no_folder_holds_too_much() -> None:
    folders = Counter(path.parent for path in code() if path.name != "__init__.py")
    full = {str(one.relative_to(ROOT)): n for one, n in folders.items() if n > MOST_MODULES}
    assert full == {}


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
    assert wrong_imports(source, module) == found


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
        tells = path.relative_to(ROOT).parts[0] == "tests"
        most = (LONGEST_TEST_FILE, LONGEST_TEST) if tells else (LONGEST_FILE, LONGEST_FUNCTION)
        if lines > most[0]:
            too_long.append(f"{path.relative_to(ROOT)}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > most[1]:
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


def test_template_lines_stay_short() -> None:
    lines = [
        (f"{name}:{number}", len(line))
        for name, path in project_templates().items()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]
    too_long = [where for where, length in lines if length > LONGEST_TEMPLATE_LINE]
    assert len(too_long) < len(lines) / 100, too_long


def test_a_label_and_its_field_do_not_touch() -> None:
    """Read aloud or copied they would be one word: "Vai trò:Người duyệt"."""
    touching = re.compile(r"(label_tag \}\}|</label>)(\{\{|<(input|select|textarea)\b)")
    found = [
        (name, met[0])
        for name, path in project_templates().items()
        if not name.startswith("public/")
        for met in touching.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["benchmarks", "mutations"])
def test_tools_that_are_run_by_hand_still_fit_the_code(folder: str) -> None:
    for path in sorted((ROOT / "tests" / folder).glob("*.py")):
        if path.stem != "__main__":
            importlib.import_module(f"tests.{folder}.{path.stem}".removesuffix(".__init__"))


def test_every_guard_named_by_its_text_is_still_in_the_code() -> None:
    for path in sorted({edit.path for edit in edits.EDITS}):
        armed, guards = edits.apply((ROOT / path).read_text(encoding="utf-8"), path)
        ast.parse(armed)
        assert guards
