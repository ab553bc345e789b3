"""The copy of the project in which guards are broken; the project itself is never touched."""

import shutil
import subprocess
from pathlib import Path

from tests.mutations import edits
from tests.mutations.guards import Guard, armed

ROOT = Path(__file__).resolve().parents[2]
CODE = ("ocop_registry", "producers", "products", "certifications")
# What reads files and names, asks nobody who he is, and has thousands of examples of its own.
LEFT_OUT = (
    *("ocop_registry/excel/", "ocop_registry/places/", "certifications/law/"),
    *("certifications/identity/", "certifications/schemes/", "certifications/historic/"),
    *("certifications/imports/kinds/register/", "certifications/papers/word/package.py"),
)


def armed_copy(to: Path) -> list[Guard]:
    """Copy the project's files (those git knows, and new ones) to a directory, with a switch on
    every guard. All guards, by file."""
    shutil.rmtree(to, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    guards: list[Guard] = []
    for name in sorted(filter(None, listed.stdout.split("\0"))):
        source, target = ROOT / name, to / name
        if not source.is_file():
            continue  # removed, not yet committed
        target.parent.mkdir(parents=True, exist_ok=True)
        if _holds_guards(name):
            text, found = _armed(source.read_text(encoding="utf-8"), name)
            target.write_text(text, encoding="utf-8")
            guards += found
        else:
            shutil.copy2(source, target)
    return guards


def _armed(source: str, path: str) -> tuple[str, list[Guard]]:
    source, by_hand = edits.apply(source, path)
    source, found = armed(source, path)
    return source, [*by_hand, *found]


def _holds_guards(name: str) -> bool:
    return (
        name.endswith(".py")
        and name.startswith(CODE)
        and "/migrations/" not in name
        and not name.startswith(LEFT_OUT)
    )
