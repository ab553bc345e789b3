"""Static files as a real installation serves them: scripts ask each other by names with a hash."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage

from ocop_registry.static_files import HashedStaticFiles

STATIC = Path(settings.STATICFILES_DIRS[0])
IMPORT = re.compile(r"""^import\s(?:[^;]*?\sfrom\s)?["'](?P<url>[^"']+)["'];""", re.MULTILINE)
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture
def collected(tmp_path: Path, settings) -> tuple[Path, dict[str, str]]:
    """The project's own files as `collectstatic` leaves them, and the hashed name of each."""
    settings.DEBUG = False
    storage = HashedStaticFiles(location=str(tmp_path), base_url="/static/")
    sources, paths = FileSystemStorage(location=str(STATIC)), {}
    for path in sorted(STATIC.rglob("*.*")):
        name = str(path.relative_to(STATIC))
        with path.open("rb") as content:
            storage.save(name, File(content))
        paths[name] = (sources, name)
    processed = list(storage.post_process(paths))
    failed = [str(problem) for *_, problem in processed if isinstance(problem, Exception)]
    assert failed == []
    return tmp_path, dict(storage.hashed_files)


def imports_of(path: Path) -> list[str]:
    return [found["url"] for found in IMPORT.finditer(path.read_text(encoding="utf-8"))]


def test_scripts_ask_each_other_by_hashed_names_that_exist(collected):
    folder, names = collected
    scripts = [name for name in names if name.endswith(".js")]
    asked = []
    for script in scripts:
        hashed = folder / names[script]
        urls = imports_of(hashed)
        assert len(urls) == len(imports_of(STATIC / script)), script
        for url in urls:
            assert HASHED.search(url), f"{script}: {url}"
            assert (hashed.parent / url).is_file(), f"{script}: {url}"
        asked += urls
    assert len(asked) > 20


def test_a_changed_part_changes_the_name_of_every_script_that_leads_to_it(
    collected, tmp_path, settings
):
    _, before = collected
    changed = tmp_path / "changed"
    storage = HashedStaticFiles(location=str(changed), base_url="/static/")
    sources, paths = FileSystemStorage(location=str(changed)), {}
    for path in sorted(STATIC.rglob("*.js")):
        name = str(path.relative_to(STATIC))
        (changed / name).parent.mkdir(parents=True, exist_ok=True)
        more = "\n// later\n" if name == "staff/typing/movement.js" else ""
        (changed / name).write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        paths[name] = (sources, name)
    list(storage.post_process(paths))
    renamed = {name for name in paths if storage.hashed_files[name] != before[name]}
    assert renamed == {
        "staff/typing/movement.js",
        "staff/typing/cells.js",
        "staff/results/grid.js",
        "staff/council/sheets.js",
        "staff/council/onward.js",
    }
