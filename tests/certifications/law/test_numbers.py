"""Numbers of the law stand once, and every sentence that names one is made from it."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from certifications.certificates import act_checks, corrections
from certifications.law import numbers, rules
from certifications.models import Scheme
from certifications.staff.certificates.forms import ExtendForm
from certifications.staff.decisions.forms import DecisionForm
from ocop_registry import clock
from ocop_registry.known_days import KnownDay
from products.models import ProductSet
from tests.test_structure import ROOT, sources

SCHEMES = sorted((ROOT / "certifications" / "data" / "schemes").glob("*.json"))
# A number of the law with its unit, in either language.
SAID = re.compile(r"\b(?:180|120|36|45|15)\s+(?:ngày|tháng|days|months)\b")
PUBLIC = ["public/home.html", "public/about.html"]


# --- they stand once ------------------------------------------------------------------------------
def texts(tree: ast.Module) -> Iterator[str]:
    """Texts of the code that somebody may read on a page: not the docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            for one in node.body:
                if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                    one.value.value = ""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(getattr(one, "value", "…")) for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def outside_the_law() -> Iterator[tuple[str, ast.Module]]:
    for path in sources():
        name = str(path.relative_to(ROOT))
        if not name.startswith(("tests/", "certifications/law/")):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def spans(tree: ast.Module) -> list[int]:
    """Lines where a span of days is written as a number, other than the step of one day."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "timedelta":
            values = [one.value for one in node.keywords if one.arg == "days"] + node.args
            if any(isinstance(one, ast.Constant) and one.value != 1 for one in values):
                found.append(node.lineno)
    return found


def law_numbers(tree: ast.Module) -> list[int]:
    """Lines where 180, 120 or 36 stands as the default or the choice of a span of time."""
    found = []
    for node in ast.walk(tree):
        taken: list[ast.expr | None] = []
        if isinstance(node, ast.IfExp | ast.BoolOp):
            taken = [*ast.iter_child_nodes(node)]  # type: ignore[list-item]
        elif isinstance(node, ast.arguments):
            taken = [*node.defaults, *node.kw_defaults]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            taken = [node.value]
        elif isinstance(node, ast.Compare):
            taken = list(node.comparators)
        if any(isinstance(one, ast.Constant) and one.value in (180, 120, 36) for one in taken):
            found.append(node.lineno if hasattr(node, "lineno") else 0)
    return found


# Not numbers of the law: how long a demonstration's invented round lasted, how long a job is kept.
OTHER_SPANS = {"certifications/demo.py", "ocop_registry/jobs/models.py"}


def test_no_sentence_of_the_code_spells_a_number_of_the_law():
    found = {
        name: said
        for name, tree in outside_the_law()
        if (said := [text for text in texts(tree) if SAID.search(text)])
    }
    assert found == {}


def test_no_template_spells_a_number_of_the_law():
    templates = [path for path in (ROOT / "templates").rglob("*.*") if path.is_file()]
    found = [
        str(path.relative_to(ROOT))
        for path in templates
        if SAID.search(path.read_text(encoding="utf-8"))
    ]
    assert len(templates) > 50
    assert found == []


def test_no_translation_spells_a_number_of_the_law():
    catalogue = ROOT / "ocop_registry" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    assert SAID.findall(catalogue.read_text(encoding="utf-8")) == []


def test_no_code_but_the_law_holds_its_numbers():
    found = {
        name: lines
        for name, tree in outside_the_law()
        if (lines := spans(tree) + law_numbers(tree)) and name not in OTHER_SPANS
    }
    assert found == {}


def test_no_code_names_a_scheme_as_the_one_of_today():
    slugs = {path.stem for path in SCHEMES}
    found = {
        name: sorted(slugs & {text.strip() for text in texts(tree)})
        for name, tree in outside_the_law()
    }
    assert {name: named for name, named in found.items() if named} == {}


@pytest.mark.parametrize(
    ("walk", "written"),
    [
        (spans, "end = day + timedelta(days=180)"),
        (spans, "end = day + timedelta(45)"),
        (law_numbers, "months = scheme.months if scheme else 36"),
        (law_numbers, "def period(day, months=36): pass"),
        (law_numbers, "LIMIT = 180"),
        (law_numbers, "late = left > 120"),
        (lambda tree: [t for t in texts(tree) if SAID.search(t)], "x = f'quá 180 ngày {y}'"),
    ],
)
def test_the_walks_see_a_number_that_is_written_out(walk, written):
    assert walk(ast.parse(written))


# --- they are those of the data ------------------------------------------------------------------
def data_of(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_each_scheme_says_the_same_numbers(path):
    data = data_of(path)
    assert data["validity_months"] == numbers.VALIDITY_MONTHS
    said = data["deadlines"]
    if said:
        assert said["re_evaluation_submit_earliest_days_before_expiry"] == numbers.EXPIRING_DAYS
        assert (
            said["re_evaluation_submit_latest_days_before_expiry"]
            == numbers.RE_EVALUATION_LATEST_DAYS
        )
        assert said["transition_extension_max_days_after_expiry"] == numbers.EXTENSION_MAX_DAYS


# --- a number changed changes what is said -------------------------------------------------------
END = date(2029, 12, 1)


class _Acts:
    """No rows: of the prepared acts of a certificate that was never extended, and of failed
    results."""

    def filter(self, **_: Any) -> "_Acts":
        return self

    def order_by(self, *_: str) -> "_Acts":
        return self

    def exists(self) -> bool:
        return False

    def first(self) -> None:
        return None


def certificate() -> Any:
    return SimpleNamespace(
        in_force_from=date(2026, 12, 1), in_force_until=END, issued_on=date(2026, 12, 1), scheme=None,
        extended_until=END + timedelta(days=500), prepared_acts=_Acts(), product=SimpleNamespace(certifications=_Acts()),
    )  # fmt: skip


def too_long() -> str:
    values = {"until": "2032-01-01", "basis": "căn cứ"}
    with patch.object(act_checks, "failed_since", return_value=_Acts()):
        return " ".join(act_checks._refuse_extension(certificate(), values))


def does_not_fit() -> str:
    return " ".join(corrections._refuse_extension(certificate(), KnownDay.of(date(2026, 12, 1))))


def page(name: str, language: str) -> Callable[[], str]:
    def rendered() -> str:
        words = [(word, word, True) for word in ("in_force", "expiring", "extended")]
        with translation.override(language):
            return render_to_string(name, {"words": words, "today": END})

    return rendered


@pytest.mark.parametrize(
    ("name", "unit", "say"),
    [
        ("EXTENSION_MAX_DAYS", "ngày", too_long),
        ("EXTENSION_MAX_DAYS", "ngày", does_not_fit),
        ("EXTENSION_MAX_DAYS", "ngày", lambda: str(ExtendForm.base_fields["until"].help_text)),
        (
            "VALIDITY_MONTHS", "tháng",
            lambda: str(DecisionForm.base_fields["certificates_issued_on"].help_text),
        ),
        ("VALIDITY_MONTHS", "tháng", page("public/home.html", "vi")),
        ("VALIDITY_MONTHS", "months", page("public/home.html", "en")),
        ("VALIDITY_MONTHS", "tháng", page("public/about.html", "vi")),
        ("VALIDITY_MONTHS", "months", page("public/about.html", "en")),
        ("EXPIRING_DAYS", "ngày: đang", page("public/about.html", "vi")),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_changed_number_changes_the_sentence(monkeypatch, name, unit, say):
    before, other = getattr(numbers, name), 77
    assert f"{before} {unit}" in say()
    monkeypatch.setattr(numbers, name, other)
    told = say()
    assert f"{other} {unit}" in told
    assert f"{before} {unit}" not in told


def test_a_changed_number_changes_what_holds(monkeypatch):
    assert rules.period_of(date(2026, 12, 1), None).end == END
    assert rules.renewal_window(END) == (date(2029, 6, 4), date(2029, 8, 3))
    monkeypatch.setattr(numbers, "VALIDITY_MONTHS", 24)
    monkeypatch.setattr(numbers, "EXPIRING_DAYS", 90)
    monkeypatch.setattr(numbers, "RE_EVALUATION_LATEST_DAYS", 60)
    assert rules.period_of(date(2026, 12, 1), None).end == date(2028, 12, 1)
    assert rules.renewal_window(END) == (date(2029, 9, 2), date(2029, 10, 2))


# --- the scheme of a day -------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "slug"),
    [
        (date(2019, 8, 20), None), (date(2019, 8, 21), "1048-2019"), (date(2023, 2, 23), "1048-2019"),
        (date(2023, 2, 24), "148-2023"), (date(2026, 5, 21), "148-2023"), (date(2026, 5, 22), "26-2026"),
        (date(2026, 7, 22), "26-2026"),
    ],
)  # fmt: skip
def test_the_scheme_of_a_day_is_the_newest_in_force(day, slug):
    found = Scheme.objects.current(day)
    assert (found.slug if found else None) == slug
    sets = Scheme.objects.sets_of_day(day)
    assert sets.count() == ProductSet.objects.filter(scheme=slug or "").count()


@pytest.mark.django_db
def test_a_scheme_of_tomorrow_takes_over_by_its_day_alone():
    old = Scheme.objects.current(clock.today())
    assert old is not None
    day = clock.today() + timedelta(days=30)
    new = Scheme.objects.create(
        slug="9-2030", code="9/2030/QĐ-TTg", issued_on=day, effective_from=day, validity_months=24,
        data=old.data, checksum="x",
    )  # fmt: skip
    assert Scheme.objects.current(day - timedelta(days=1)) == old
    assert Scheme.objects.current(day) == new
