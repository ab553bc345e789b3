"""Rows that an act locks come in an order of their own: PostgreSQL answers changed rows after the
others, and neither the lines of the journal nor the order of locks may depend on that."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.support.databases import ROOT

ROOMS = ("certifications", "ocop_registry", "producers", "products")
ONE_ROW = {"get", "first", "exists"}


def chains() -> Iterator[tuple[str, list[str]]]:
    """(where, names) of every chain that locks rows: ["Result", "objects", "filter", …]."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and id(node) not in inner:
                    names = names_of(node)
                    if "select_for_update" in names:
                        yield f"{file.relative_to(ROOT)}:{node.lineno}", names


def names_of(node: ast.expr) -> list[str]:
    """The names of a chain of calls and attributes, from its root on; a root that is none: []."""
    if isinstance(node, ast.Call):
        return names_of(node.func)
    if isinstance(node, ast.Attribute):
        return [*names_of(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


def unordered(names: list[str]) -> bool:
    if ONE_ROW & set(names) or "order_by" in names or names[1:2] != ["objects"]:
        return False
    models = {one.__name__: one for one in apps.get_models()}
    # of `type(subject)` nothing is known here
    return names[0] in models and not models[names[0]]._meta.ordering


def test_whatever_is_locked_in_numbers_comes_in_an_order() -> None:
    found = list(chains())
    assert len(found) > 20, "the chains are not found any more"
    assert [where for where, names in found if unordered(names)] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Result.objects.select_for_update().filter(pk=1)", True),
        ("Result.objects.select_for_update().filter(pk=1).order_by('pk')", False),
        ("Result.objects.select_for_update().get(pk=1)", False),
        ("Ground.objects.select_for_update().filter(pk=1)", False),  # its model has an order
    ],
)
def test_an_unordered_chain_is_seen(line: str, expected: bool) -> None:
    node = ast.parse(line, mode="eval").body
    assert unordered(names_of(node)) is expected
