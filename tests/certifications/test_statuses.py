"""Each lifecycle is written by one module, and which statuses go together stands in one table."""

import ast
from collections.abc import Iterator

import pytest

from tests.test_structure import ROOT, sources

# Lifecycle → the only module that moves it.
WRITERS = {
    "certifications/workflow.py": "rounds",
    "certifications/applications/participation.py": "applications",
    "certifications/rounds/proposals.py": "proposals for five stars",
    "certifications/rounds/evaluation_orders.py": "the Ministry's orders",
    "certifications/certificates/prepared_acts.py": "prepared acts",
    "certifications/imports/lifecycle.py": "imports",
    "ocop_registry/accounts/two_people.py": "prepared acts about accounts",
}
JOBS = "ocop_registry/jobs/"  # a job is no subject of the law: its room counts its own states
# Where several statuses of a round may stand side by side: the table, and the moves.
TABLES = {"certifications/rounds/contents.py", "certifications/workflow.py"}
WRITING_CALLS = {"update", "create", "get_or_create", "update_or_create", "setattr", "bulk_update"}
MODELS = {"Round", "Application", "Proposal", "EvaluationOrder", "PreparedAct", "Import"}


def product_code() -> Iterator[tuple[str, ast.Module]]:
    for path in sources():
        name = str(path.relative_to(ROOT))
        if not name.startswith(("tests/", JOBS)):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def targets(node: ast.AST) -> Iterator[ast.AST]:
    """The single targets of an assignment, those of `a.b, c.d = …` too."""
    if isinstance(node, ast.Assign):
        found = list(node.targets)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr | ast.For):
        found = [node.target]
    else:
        return
    for target in found:
        yield from target.elts if isinstance(target, ast.Tuple | ast.List) else (target,)


def writes_status(tree: ast.AST) -> list[int]:
    """Lines that write a `status`: by assignment, by name, in a query, or for a new row."""
    found = []
    for node in ast.walk(tree):
        if any(isinstance(one, ast.Attribute) and one.attr == "status" for one in targets(node)):
            found.append(node.lineno)  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            named = any(one.arg == "status" for one in node.keywords)
            said = [one for one in ast.walk(node) if getattr(one, "value", None) == "status"]
            if name in WRITING_CALLS and (named or said) or name in MODELS and named:
                found.append(node.lineno)
    return found


def sets_of_statuses(tree: ast.AST) -> list[int]:
    """Lines where two or more statuses of a round stand in one set, list or tuple."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            named = [
                one
                for one in node.elts
                if isinstance(one, ast.Attribute) and getattr(one.value, "id", "") == "RoundStatus"
            ]
            if len(named) > 1:
                found.append(node.lineno)
    return found


def test_each_status_is_written_by_the_module_of_its_lifecycle():
    found = {name: lines for name, tree in product_code() if (lines := writes_status(tree))}
    assert {name: lines for name, lines in found.items() if name not in WRITERS} == {}
    assert found.keys() == WRITERS.keys(), "a named writer writes nothing"


def test_statuses_of_a_round_stand_together_only_in_the_table():
    found = {name: lines for name, tree in product_code() if (lines := sets_of_statuses(tree))}
    assert {name: lines for name, lines in found.items() if name not in TABLES} == {}


@pytest.mark.parametrize(
    "written",
    [
        "round_.status = 'open'",
        "a.status, b.done = S.DONE, True",
        "setattr(round_, 'status', 'open')",
        "rows.update(status='open')",
        "rows.update(**{'status': 'open'})",
        "Round.objects.bulk_update(rows, ['status'])",
        "Application(round=round_, status='held_back')",
        "Round.objects.create(status='open')",
    ],
)
def test_the_walk_sees_every_way_to_write_a_status(written):
    assert writes_status(ast.parse(written)) == [1]


@pytest.mark.parametrize(
    "read", ["rows.filter(status='open')", "status = 200", "if round_.status == 'open': pass"]
)
def test_reading_a_status_is_not_writing(read):
    assert writes_status(ast.parse(read)) == []


def test_the_walk_sees_sets_of_statuses():
    assert sets_of_statuses(ast.parse("x = {RoundStatus.OPEN, RoundStatus.DRAFT}")) == [1]
    assert sets_of_statuses(ast.parse("x = [RoundStatus.OPEN]")) == []
