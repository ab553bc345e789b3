"""`python -m tests.mutations`: break every guard once and say which test noticed.

It works in a copy of the project under `--folder`, where it also keeps what it has found: a second
run goes on where the first one stopped, and asks again only what no test has noticed yet. `--fresh`
forgets all of it. Exit code 1 when a guard survives that `redundant.py` does not explain.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import run
from tests.mutations import report
from tests.mutations.tree import armed_copy
from tests.support.databases import RUN_VARIABLE

# Rooms whose tests ask no guard, or only while they do much else.
NOT_ASKED = (
    *("tests/benchmarks", "tests/browser", "tests/excel", "tests/places", "tests/scripts"),
    *("tests/certifications/law", "tests/certifications/historic", "tests/certifications/identity"),
    *("tests/certifications/test_state_machine.py", "tests/security/test_fuzz.py"),
    *("tests/certifications/schemes", "tests/test_run.py", "tests/test_live_site.py"),
    *("tests/certifications/papers", "tests/test_twins.py", "tests/test_databases.py"),
    *("tests/test_static_files.py", "tests/test_structure.py", "tests/public/test_filters.py"),
)
# The old lists of a province, row by row: long, and about reading.
NOT_ASKED_LIKE = "tests/certifications/imports/test_register*"
MAKES_DATABASES = re.compile(r"/(migrations|data)/|^tests/(support/|factories)|triggers\.py")


def main() -> int:
    options = _options()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    if options.fresh:
        for name in ("reach.jsonl", "results.jsonl"):
            (folder / name).unlink(missing_ok=True)
    guards = armed_copy(folder / "tree")
    asked = {
        "guards": [[one.name, one.kind, one.line] for one in guards],
        "only": options.only,
        "seconds": options.seconds,
    }
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    if options.list:
        print("\n".join(f"{one.kind:11} {one.name}" for one in guards))
        return 0
    if not options.report:
        _try_all(folder, options.tests)
    return report.show(folder, options.only)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("tests", nargs="*", default=["tests"], help="only tests from these paths")
    parser.add_argument("--only", default="", help="only guards whose name matches this pattern")
    parser.add_argument("--list", action="store_true", help="name the guards in the code, and end")
    parser.add_argument("--report", action="store_true", help="show what was found so far, and end")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs found")
    parser.add_argument(
        "--seconds", type=float, default=60, help="tests per guard, by the time they once took"
    )
    kept = Path(tempfile.gettempdir()) / "ocop-mutations"
    parser.add_argument("--folder", type=Path, default=kept, help=f"where it works ({kept})")
    return parser.parse_args()


def _try_all(folder: Path, tests: list[str]) -> None:
    environment = {
        **os.environ,
        **run.TEST_SETTINGS,
        "VAR_DIR": str(folder / "var"),
        "OCOP_MUTATION": "",
        "OCOP_MUTATION_FOLDER": str(folder),
        "OCOP_MUTATION_LOG": str(folder / "log.txt"),
        RUN_VARIABLE: _databases(folder),
    }
    command = [sys.executable, "-m", "pytest", "-p", "tests.mutations.trial", "-s", "-q"]
    command += ["-p", "no:cacheprovider", *(f"--ignore={path}" for path in NOT_ASKED)]
    command += ["-o", "python_files=test_*.py matrix.py", f"--ignore-glob={NOT_ASKED_LIKE}"]
    command += [*tests, "tests/mutations/matrix.py"]
    subprocess.run(command, cwd=folder / "tree", env=environment, check=False)


def _databases(folder: Path) -> str:
    """The key of the databases that all runs in this folder share while nothing changes of what
    goes into them; those of its earlier states go away, those of other folders may be in use."""
    tree, own = folder / "tree", hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:4]
    made_of = hashlib.sha256(os.environ.get("DATABASE_URL", "").encode())
    for path in sorted(tree.rglob("*")):
        if path.is_file() and MAKES_DATABASES.search(str(path.relative_to(tree))):
            made_of.update(path.read_bytes())
    key = f"mutations{own}{made_of.hexdigest()[:8]}"
    for old in Path(tempfile.gettempdir()).glob(f"ocop-test-mutations{own}*"):
        if old.name != f"ocop-test-{key}":
            shutil.rmtree(old, ignore_errors=True)
    return key


if __name__ == "__main__":
    os.nice(10)
    sys.exit(main())
