"""Schemes and their sheets as partners read them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certifications.schemes import loading

pytestmark = pytest.mark.django_db
RAW = {
    one["no"]: one
    for one in json.loads((loading.FOLDER / "26-2026.json").read_text(encoding="utf-8"))["sets"]
}
Ask = Callable[..., Any]


def test_the_list_has_every_scheme_the_latest_first(api: Ask) -> None:
    assert [one["id"] for one in api("schemes/")["results"]] == ["26-2026", "148-2023", "1048-2019"]


def test_one_scheme_with_its_sets_and_who_recognises_since_when(api: Ask) -> None:
    found = api("schemes/26-2026/")
    assert [one["no"] for one in found["sets"]] == list(range(1, 27))
    assert found["sets"][5]["url"].endswith("/api/v1/schemes/26-2026/sets/6/")
    assert {"stars": 5, "authority": "central", "since": None} in found["authorities"]
    assert [one["code"] for one in found["revocation_grounds"]] == ["a", "b", "c", "d", "đ", "e"]
    assert found["in_force"] is True
    earlier = api("schemes/148-2023/")
    assert (earlier["sets"], earlier["in_force"]) == ([], False)
    assert [one for one in earlier["authorities"] if one["stars"] == 3] == [
        {"stars": 3, "authority": "district", "since": None},
        {"stars": 3, "authority": "province", "since": "2025-07-06"},
    ]


@pytest.mark.parametrize("no", range(1, 27))
def test_every_sheet_is_told_whole_and_flat(api: Ask, no: int) -> None:
    found, raw = api(f"schemes/26-2026/sets/{no}/"), RAW[no]
    assert (found["scheme"], found["no"], found["name"]) == ("26-2026", no, raw["name"])
    assert [one["code"] for one in found["criteria"]] == [one["code"] for one in raw["criteria"]]
    for told, printed in zip(found["criteria"], raw["criteria"], strict=True):
        assert {key: told[key] for key in ("parent", "section", "name", "max_points")} == {
            key: printed[key] for key in ("parent", "section", "name", "max_points")
        }
        levels = [one for one in told["options"] if not one["implied"]]
        assert [(one["points"], one["stars"], one["label"], one["case"]) for one in levels] == [
            (one["points"], one["stars"], one["label"], one["case"]) for one in printed["options"]
        ]
        prints_zero = any(one["points"] == 0 for one in printed["options"])
        assert len(told["options"]) - len(levels) == (
            1 if printed["options"] and not prints_zero else 0
        )
    assert sum(one["max_points"] for one in found["criteria"] if one["options"]) == 100
    assert "flags" not in found


def test_groups_conditions_findings_and_cases_are_told(api: Ask) -> None:
    tea = {one["code"]: one for one in api("schemes/26-2026/sets/11/")["criteria"]}
    assert (tea["6.1"]["options"], tea["6.1"]["max_points"], tea["6.1.1"]["parent"]) == (
        [],
        4,
        "6.1",
    )
    assert tea["5.2"]["applies_if"] == {"criterion": "5.1", "more_than": 0}
    assert tea["6.1.1"]["stops_scoring"].startswith("Dừng chấm")
    assert tea["1.1"]["disqualifies"].startswith("Loại nếu")
    tourism = {one["code"]: one for one in api("schemes/26-2026/sets/26/")["criteria"]}
    assert [one["code"] for one in tourism["8"]["cases"]] == ["community", "site"]
    assert {one["case"] for one in tourism["8"]["options"]} == {None, "community", "site"}
    assert api("schemes/26-2026/sets/16/")["stop_at_zero"] == ["6.1", "6.2", "6.3", "6.4"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("schemes/99-2031/", "99-2031"),
        ("schemes/99-2031/sets/1/", "99-2031"),
        ("schemes/26-2026/sets/27/", "27"),
        ("schemes/26-2026/sets/0/", "0"),
        ("schemes/26-2026/sets/06/", "06"),
        ("schemes/26-2026/sets/x/", "x"),
        ("schemes/26-2026/sets/99999999999999999999/", "99999999999999999999"),
        ("schemes/148-2023/sets/1/", "148-2023"),
        ("schemes/%00/", ""),
    ],
)
def test_an_address_that_leads_nowhere_is_a_problem_that_says_so(
    api: Ask, path: str, told: str
) -> None:
    assert told in api(path, status=404)["detail"]


def test_an_unknown_parameter_is_refused(api: Ask) -> None:
    for path in ("schemes/26-2026/", "schemes/26-2026/sets/6/"):
        assert [one["pointer"] for one in api(path, status=400, fields="no")["errors"]] == [
            "?fields"
        ]


def test_an_unchanged_sheet_costs_one_query(client: Client) -> None:
    for path, most in (("/api/v1/schemes/26-2026/", 3), ("/api/v1/schemes/26-2026/sets/6/", 3)):
        with CaptureQueriesContext(
            connection,
        ) as first:
            answer = client.get(path)
        assert len(first) <= most
        with CaptureQueriesContext(connection) as again:
            unchanged = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (unchanged.status_code, len(again)) == (304, 1)
        assert "max-age" in unchanged.headers["Cache-Control"]
