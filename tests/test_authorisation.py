"""Every address × method × role × object against the policy of `tests/support/policy.py`.

An address that the policy does not name fails. What lies in another province answers exactly as
what does not exist, and a refused request writes nothing: no statement that writes reaches the
database, and no table has another number of rows.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import factories
from tests.support import policy, policy_open, world
from tests.support.cast import signed_in
from tests.support.headers import faults
from tests.support.policy import ROLES, Rule, expected

METHODS = ("GET", "POST")
SIDES = ("own", "other", "draft", "missing")
REFUSALS = {"login", "refused", "hidden", "method"}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)", re.IGNORECASE)
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


# --- the addresses --------------------------------------------------------------------------------
def addresses() -> dict[str, str]:
    """Name (with its namespace) → pattern of every address of the site; the pattern itself names
    what has no name."""
    return dict(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, route: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        full = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(
                pattern,
                full,
                f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace,
            )
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}" if pattern.name else full, full


def table() -> dict[str, Rule]:
    """Every rule by the name of its address."""
    staff = {f"admin:{name}": rule for name, rule in (policy.PAGES | policy.MODELS).items()}
    return staff | policy_open.OPEN


def redirecting(pattern: str) -> bool:
    """Django's own short form of a model's page, which only leads to the page itself."""
    return pattern.endswith("<path:object_id>/") and "content_type_id" not in pattern


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    found = {name: pattern for name, pattern in addresses().items() if not redirecting(pattern)}
    known = table().keys() | policy_open.UNNAMED.keys()
    assert sorted(found.keys() - known) == [], "addresses without a rule"
    assert sorted(known - found.keys()) == [], "rules without an address"


# --- asking ---------------------------------------------------------------------------------------
class Asked:
    """One client for every role, and what each answer wrote."""

    def __init__(self, made: world.World) -> None:
        self.world = made
        self.clients = {who: made.client(who) for who in ROLES}
        self.cases = 0
        self.wrong: list[str] = []

    def ask(
        self, name: str, rule: Rule, url: str, where: str, side: world.Side | None
    ) -> dict[tuple[str, str], bytes]:
        """All roles and methods at one address; the bodies of refusals by (method, role)."""
        refused = {}
        for method in METHODS:
            for who in ROLES:
                answer, wrote = self._once(method, who, url, rule, side)
                self.cases += 1
                got, wanted = said(answer), expected(rule, method, who, where)
                if got != wanted:
                    self.wrong.append(
                        f"{method} {name} as {who}, {where}: {got} ({answer.status_code}), not"
                        f" {wanted}"
                    )
                if wanted in REFUSALS and wrote:
                    self.wrong.append(f"{method} {name} as {who}, {where}: wrote {wrote[:2]}")
                if got in REFUSALS:
                    refused[method, who] = answer.content
        return refused

    def _once(
        self, method: str, who: str, url: str, rule: Rule, side: world.Side | None
    ) -> tuple[Any, list[str]]:
        client: Client = self.clients[who]
        session = client.cookies.copy()
        with transaction.atomic(), written() as statements:
            if method == "GET":
                answer = client.get(url + rule.query)
            elif url.endswith(("/ket-qua/luu/", "/phieu/luu/")):
                answer = client.post(
                    url, self._rows(url, who, side), content_type="application/json"
                )
            else:
                answer = client.post(url, rule.body(side) if rule.body and side else {})
            _ = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        self.wrong += faults(answer, f"{method} {url} as {who}")
        client.cookies = session  # signing out is undone with everything else
        return answer, statements

    def _rows(self, url: str, who: str, side: world.Side | None) -> str:
        """What the grid's script would send: of results, or of score sheets."""
        by = self.world.people[who].username if who in self.world.people else ""
        if side is None or "/ket-qua/" in url:
            row = {
                "uid": side.applications["evaluating"] if side else "",
                "version": 0,
                "values": {"total": "80"},
            }
            return json.dumps({"by": by, "rows": [row]})
        uid = f"{side.applications['scoring']}-{side.uid['member']}"
        row = {
            "uid": uid,
            "version": 1,
            "scoring": 1,
            "values": {"part_a": "31", "part_b": "20", "part_c": "25"},
        }
        return json.dumps({"by": by, "mode": "totals", "rows": [row]})


def said(answer: Any) -> str:
    if answer.status_code == 302 and answer.headers["Location"].startswith("/quan-tri/login/"):
        return "login"
    return {401: "login", 403: "refused", 404: "hidden", 405: "method"}.get(
        answer.status_code, "ok" if answer.status_code < 500 else "failed"
    )


@contextmanager
def written() -> Iterator[list[str]]:
    """The writing statements that reach the database within the block."""
    statements: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql):
            statements.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield statements


def row_counts() -> dict[str, int]:
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
    }


# --- the matrix -----------------------------------------------------------------------------------
GROUPS = {
    "staff pages": {f"admin:{name}" for name in policy.PAGES},
    "staff lists": {f"admin:{name}" for name in policy.MODELS},
    "public": set(policy_open.OPEN),
}
LEAST = {"staff pages": 2_000, "staff lists": 2_000, "public": 800}  # cases


@pytest.mark.parametrize("group", GROUPS)
def test_the_policy_holds(
    group: str, caplog: pytest.LogCaptureFixture, registry: world.World
) -> None:
    # thousands of refusals, each worth a line elsewhere
    caplog.set_level("CRITICAL", "django.request")
    asked = Asked(registry)
    before = row_counts()
    for name, rule in table().items():
        if name in GROUPS[group]:
            if rule.path is None:
                asked.ask(name, rule, reverse(name), "own", asked.world.own)
            else:
                _ask_about_objects(asked, name, rule)
    assert asked.wrong == [], "\n".join(asked.wrong[:200])
    assert row_counts() == before
    assert asked.cases >= LEAST[group], asked.cases


def _ask_about_objects(asked: Asked, name: str, rule: Rule) -> None:
    refusals: dict[str, dict] = {}
    for where in SIDES:
        side = getattr(asked.world, where)
        arguments = rule.path(side) if rule.path else None
        if arguments is not None:
            url = reverse(name, args=arguments)
            answers = asked.ask(name, rule, url, where, side)
            refusals[where] = {key: _bare(content, url) for key, content in answers.items()}
    for (method, who), content in refusals.get("missing", {}).items():
        if (
            not policy.sees(who, "other")
            and refusals.get("other", {}).get((method, who), content) != content
        ):
            asked.wrong.append(
                f"{method} {name} as {who}: another province does not answer as what is missing"
            )


def _bare(content: bytes, url: str) -> bytes:
    """A page without the address that it repeats (as such, or as where to go after signing in), and
    without its token."""
    return CSRF.sub(b"", content.replace(url.encode(), b"*"))


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", policy_open.UNNAMED)
def test_addresses_that_lead_nowhere(pattern: str) -> None:
    url, rule = policy_open.UNNAMED[pattern]
    for who, client in {"anonymous": Client(), "staff": signed_in(factories.staff())}.items():
        for method in METHODS:
            answer = client.generic(method, url)
            wanted = "hidden" if rule.kind == policy_open.PUBLIC or who == "staff" else "login"
            assert said(answer) == wanted, (who, method)


def test_the_short_form_of_a_models_page_only_redirects(client: Client, db: None) -> None:
    short = [pattern for pattern in addresses().values() if redirecting(pattern)]
    assert len(short) == 13
    for pattern in short:
        answer = client.get("/" + pattern.replace("<path:object_id>", "1"))
        assert said(answer) == "login", pattern
