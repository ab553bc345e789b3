"""Junk in every parameter and every field: never a server error, and looking never writes."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tests.support.forms import Form, Page
from tests.support.world import World, unknown_uid
from tests.test_authorisation import table, written

JUNK = (
    "", " ", "\x00", "a\x00b", "\ud7ff\ufffe", "-1", "0", "1e999999", "NaN", "Infinity", "９９", "²", "٣", "9" * 30, "9" * 5_000,
    "a" * 10_000, "[]", "{}", "null", "true", "' OR 1=1 --", "%", "_", "\\", "31/02/2026", "01/01/0001", "31/12/9999",
    "2026-13-45", "9999-12-31", "0001-01-01", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "../../etc/passwd",
    "\u202e\u0000\u200b", "🜁" * 50, unknown_uid(),
)  # fmt: skip
# What pages read without showing a field or a link for it.
PARAMETERS = ("q", "page", "id__exact", "_to_field", "password__startswith")
NOTES_OF_WORK = ("jobs_", "django_tasks_")
WHO = {"admin:accounts": "approver", "admin:office": "approver"}


def share(full: bool, at: int) -> tuple[str, ...]:
    """The junk for the field at that place: all of it, or one piece here and another one on the
    other database."""
    other = len(JUNK) // 2 if connection.vendor == "postgresql" else 0
    return JUNK if full else (JUNK[(at + other) % len(JUNK)],)


def client_for(made: World, name: str) -> Client:
    who = next((who for start, who in WHO.items() if name.startswith(start)), "staff")
    client = made.client("approver" if "user" in name or "account" in name else who)
    client.raise_request_exception = False
    return client


def addresses(made: World) -> Iterator[tuple[str, str]]:
    """Name and address of everything that exists, on one's own side."""
    for name, rule in table().items():
        arguments = rule.path(made.own) if rule.path else ()
        yield name, reverse(name, args=arguments)


def broken(client: Client, method: str, url: str, data: Any, **how: Any) -> str:
    """What went wrong with one request; "" when nothing did. Its effects are undone."""
    with transaction.atomic(), written() as statements:
        answer = getattr(client, method)(url, data, **how)
        status = answer.status_code
        if status < 500 and answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    if status >= 500:
        error = (
            client.exc_info[1]
            if getattr(client, "exc_info", None)
            else answer.exc_info[1]
            if answer.exc_info
            else ""
        )
        return f"{status} {type(error).__name__}: {str(error)[:90]}"
    # who asks for a large file has the asking noted; nothing of the register may change by looking
    wrote = [one for one in statements if not one.split('"')[1].startswith(NOTES_OF_WORK)]
    return f"wrote {wrote[0]}" if method == "get" and wrote else ""


def parameters_of(client: Client, url: str) -> list[str]:
    """Every parameter that the page's links to itself and its search forms name, and a few more."""
    answer = client.get(url)
    if (
        answer.status_code != 200
        or answer.streaming
        or "html" not in answer.headers["Content-Type"]
    ):
        return list(PARAMETERS)
    page = Page.of(answer.content.decode())
    linked = [name for link in page.links if link.startswith("?") for name in QueryDict(link[1:])]
    return sorted(
        {
            *linked,
            *(name for form in page.forms if form.method == "get" for name in form.names),
            *PARAMETERS,
        }
    )


def test_junk_in_every_parameter(registry: World, full: bool) -> None:
    wrong, asked = [], 0
    for name, url in addresses(registry):
        client = client_for(registry, name)
        for at, parameter in enumerate(parameters_of(client, url)):
            for junk in share(full, asked + at):
                asked += 1
                if problem := broken(client, "get", url, {parameter: junk}):
                    wrong.append(f"{name}?{parameter}={junk[:20]!r}: {problem}")
    assert wrong == [], "\n".join(wrong)
    assert asked >= 1_000  # on each database


def forms_of(client: Client, url: str) -> list[Form]:
    answer = client.get(url)
    if (
        answer.status_code != 200
        or answer.streaming
        or "html" not in answer.headers["Content-Type"]
    ):
        return []
    return [
        form
        for form in Page.of(answer.content.decode()).forms
        if form.method == "post" and "logout" not in form.action
    ]


def test_junk_in_every_field_of_every_form(registry: World, full: bool) -> None:
    wrong, asked = [], 0
    for name, url in addresses(registry):
        client = client_for(registry, name)
        for form in forms_of(client, url):
            names = sorted({one for one in form.names if one != "csrfmiddlewaretoken"})
            for at, target in enumerate(names):
                for junk in share(full, asked + at):
                    asked += 1
                    data = {**form.values, target: junk}
                    if problem := broken(client, "post", form.action or url, data):
                        wrong.append(f"{name} {target}={junk[:20]!r}: {problem}")
                left = {name: values for name, values in form.values.items() if name != target}
                if (full or at % 3 == 0) and (
                    problem := broken(client, "post", form.action or url, left)
                ):
                    wrong.append(f"{name} without {target}: {problem}")
    assert wrong == [], "\n".join(wrong)
    assert asked >= 500


BODIES = (
    b"", b"null", b"[]", b"{}", b"[" * 100_000, b'{"rows": ' + b"[" * 50_000, b"\xff\xfe", b'{"rows": "a", "by": "lan"}',
    b'{"by": "lan", "rows": {"a": 1}}', b'{"by": "lan", "rows": [1]}', b'{"by": ["lan"], "rows": []}',
)  # fmt: skip
CELLS = (*JUNK, "\ud800", 1e400, float("nan"), -1, 10**400, True, None, [], {}, [[]], {"total": 1})


def test_junk_at_the_grid(registry: World) -> None:
    client, wrong = client_for(registry, "staff"), []
    url = reverse("admin:round_results_save", args=[registry.own.rounds["evaluating"]])
    uid = registry.own.applications["evaluating"]
    bodies = list(BODIES)
    for cell in CELLS:
        whole = {"by": "lan", "rows": [{"uid": uid, "version": 0, "values": {"total": "80"}}]}
        for name in (
            "total",
            "part_a",
            "marks_met",
            "missed_criteria",
            "disqualified",
            "disqualified_reason",
            "stars",
            "",
        ):
            row = {"uid": uid, "version": 0, "values": {"disqualified": "x", name: cell}}
            bodies.append(json.dumps({**whole, "rows": [row]}).encode())
        bodies += [
            json.dumps({**whole, "rows": [{**whole["rows"][0], key: cell}]}).encode()
            for key in ("uid", "version", "values")
        ]
        bodies += [json.dumps({**whole, key: cell}).encode() for key in ("by", "rows")]
    for body in bodies:
        if problem := broken(client, "post", url, body, content_type="application/json"):
            wrong.append(f"{body[:120]!r}: {problem}")
    assert wrong == [], "\n".join(wrong)


def test_junk_at_the_sheets(registry: World) -> None:
    client, wrong = client_for(registry, "staff"), []
    own = registry.own
    url = reverse("admin:round_sheets_save", args=[own.rounds["scoring"]])
    row = {
        "uid": f"{own.applications['scoring']}-{own.uid['member']}",
        "version": 1,
        "scoring": 1,
        "values": {"part_a": "30"},
    }
    whole = {"by": "lan", "mode": "totals", "rows": [row]}
    bodies = list(BODIES)
    for cell in CELLS:
        bodies += [json.dumps({**whole, "rows": [{**row, key: cell}]}).encode() for key in row]
        bodies += [
            json.dumps({**whole, "rows": [{**row, "values": {name: cell}}]}).encode()
            for name in ("part_a", "1.1", "comment")
        ]
        bodies += [json.dumps({**whole, key: cell}).encode() for key in whole]
    for body in bodies:
        if problem := broken(client, "post", url, body, content_type="application/json"):
            wrong.append(f"{body[:120]!r}: {problem}")
    assert wrong == [], "\n".join(wrong)


def test_other_peoples_keys_in_the_grid_and_the_forms(registry: World) -> None:
    """Keys of another province, put where one's own are asked for, do nothing."""
    client, other, own = registry.client("staff"), registry.other, registry.own
    url = reverse("admin:round_results_save", args=[own.rounds["evaluating"]])
    rows = [{"uid": other.applications["evaluating"], "version": 0, "values": {"total": "80"}}]
    with written() as statements:
        answer = client.post(
            url, json.dumps({"by": "lan", "rows": rows}), content_type="application/json"
        )
        tick = reverse("admin:application_tick", args=[own.rounds["open"]])
        ticked = client.post(
            tick, {"product": other.uid["product"], f"type-{other.uid['product']}": "first"}
        )
        crossed = client.post(
            reverse(
                "admin:application_move",
                args=[own.rounds["open"], other.applications["open"], "withdraw"],
            ),
            {"reason": "thử", "row_version": 1},
        )
    assert (answer.status_code, ticked.status_code, crossed.status_code) == (409, 409, 404)
    assert [one for one in statements if "django_session" not in one] == []


def test_rows_pasted_with_another_provinces_choices(registry: World) -> None:
    client, other, own = registry.client("staff"), registry.other, registry.own
    typed = {
        "action": "save", "rows": "1", "row-0-product": "Chè", "row-0-producer": "HTX Quyết 24", "row-0-kind": "Hợp tác xã",
        "row-0-place": "", "row-0-type": "Lần đầu", "row-0-producer_choice": other.uid["producer"],
        "row-0-product_choice": other.uid["product"], "row-0-place_choice": str(other.pk["place"]),
    }  # fmt: skip
    answer = client.post(reverse("admin:application_paste", args=[own.rounds["open"]]), typed)
    assert answer.status_code == 409
    assert "24</" not in answer.content.decode().replace("2024", "")
