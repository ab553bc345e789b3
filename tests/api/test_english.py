"""Every sentence that the API can say has its English."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = [
    "ocop_registry/api",
    "products/api",
    "certifications/api",
    "products/queries",
    "ocop_registry/places",
]
MARKS = {"_", "gettext", "gettext_noop", "ngettext"}


def sentences(folder: str) -> set[str]:
    """The marked texts of a folder's code."""
    calls = (
        node
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS
    )
    return {one.value for call in calls for one in call.args[:1] if isinstance(one, ast.Constant)}


@pytest.mark.parametrize("folder", SPOKEN)
def test_every_sentence_has_its_english(folder: str) -> None:
    with translation.override("en"):
        left = sorted(text for text in sentences(folder) if translation.gettext(text) == text)
    assert left == []


def test_the_walk_finds_sentences() -> None:
    assert "Lỗi của máy chủ" in sentences("ocop_registry/api")
    assert len(sentences("products/api")) > 10
