"""The plugin of pytest that works in the armed copy: notes once which test asks which guard, then
breaks one guard after another and runs the tests that ask it, until one fails.

Every trial is a process of its own, forked from one that has collected all tests.
"""

import hashlib
import json
import logging
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mutations import stored, switch
from tests.mutations.children import in_a_child, lines_of
from tests.mutations.guards import Guard
from tests.support.databases import TEMPLATES, Run

MATRIX = "tests/mutations/matrix.py::test_the_matrix"
# Not asked: what starts servers, browsers and processes of its own; and what the matrix asks.
SLOW = {"live_site", "demo_site", "browser_page", "fresh_database", "demo_database"}
FIRST_SECONDS = 8  # of tests, before the policy of all addresses is asked
ADDRESSES = 4  # of those that ask a guard, the ones that ask little else
REFUSING = re.compile(  # names of tests, or of their modules, that are about being refused
    r"refus|may_|only|other|province|permi|cannot|not_|stranger|nobody|never|no_|stale|twice"
    r"|confirm|offer"
)
# Modules that ask nothing else, of many guards each.
ASKING = re.compile(
    r"test_(acts_(ask|stand)|refusals|home_by_role|what_pages_offer|rows_of_other_provinces"
    r"|shown_and_kept|privacy|permissions|written_late)\.py"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [
        item
        for item in items
        if SLOW.isdisjoint(getattr(item, "fixturenames", ()))
        and not item.get_closest_marker("full")
        and "test_the_policy_holds" not in item.nodeid
    ]


def pytest_configure(config: pytest.Config) -> None:
    config.workerinput = {}  # type: ignore[attr-defined]  # the databases stay for the next run
    logging.disable(logging.WARNING)  # thousands of refusals


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    Trials(session, Path(os.environ["OCOP_MUTATION_FOLDER"])).run()
    return True


class Trials:
    """All guards of one run, and the files in which it notes what it found: `reach.jsonl` (each
    test with the guards that it asks) and `results.jsonl`."""

    def __init__(self, session: pytest.Session, folder: Path) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self.folder, self.results = folder, folder / "results.jsonl"
        asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
        self.seconds, self.only = asked["seconds"], re.compile(asked["only"])
        self.every = [*(Guard(*one) for one in asked["guards"]), *stored.guards()]
        self.reach: dict[str, dict[str, Any]] = {}

    def run(self) -> None:
        for label in TEMPLATES:
            Run.current().template(label)
        self._note_reach()
        every = json.dumps([[one.name, one.kind, one.line] for one in self.every])
        (self.folder / "every.json").write_text(every, encoding="utf-8")
        for guard in self._wanted():
            self._try(guard, FIRST_SECONDS)
        self._ask_matrix(self._wanted())
        for guard in self._wanted():
            self._try(guard, self.seconds)

    def _wanted(self) -> list[Guard]:
        """The guards that nobody has noticed so far."""
        noticed = {one["guard"] for one in lines_of(self.results) if one["noticed"]}
        return [one for one in self.every if self.only.search(one.name) and one.name not in noticed]

    # --- which test asks which guard --------------------------------------------------------------
    def _note_reach(self) -> None:
        """Ask the tests that are new, changed, or failed when they were last asked."""
        noted = self.folder / "reach.jsonl"
        known = {one["test"]: one for one in lines_of(noted)}
        missing = [
            item
            for name, item in self.items.items()
            if name != MATRIX and not self._still(known.get(name), item)
        ]
        if not any(name.startswith("matrix ") for name in known) and MATRIX in self.items:
            print("Noting which guards each address asks …", flush=True)
            in_a_child(lambda: _noting([self.items[MATRIX]], noted), 3600)
        if missing:
            print(f"Noting which guards {len(missing)} tests ask …", flush=True)
            in_a_child(lambda: _noting(missing, noted), 7200)
        self.reach = {one["test"]: one for one in lines_of(noted)}

    @staticmethod
    def _still(known: dict[str, Any] | None, item: pytest.Item) -> bool:
        """Whether what is known of a test is known of this text of it."""
        return known is not None and known["passed"] and known["text"] == _text(item)

    def _ask_matrix(self, wanted: list[Guard]) -> None:
        """The policy of all addresses, for every guard that one of them asks."""
        asking: dict[str, list[str]] = defaultdict(list)
        for test, one in sorted(self.reach.items(), key=lambda pair: len(pair[1]["reached"])):
            if test.startswith("matrix ") and one["passed"]:
                for name in one["reached"]:
                    asking[name].append(test.removeprefix("matrix "))
        tried = {one["guard"] for one in lines_of(self.results) if one.get("matrix")}
        wanted = [one for one in wanted if one.name in asking and one.name not in tried]
        if wanted and MATRIX in self.items:
            print(f"Asking the policy of every address for {len(wanted)} guards …", flush=True)
            switch.matrix = {one.name: asking[one.name][:ADDRESSES] for one in wanted}
            in_a_child(lambda: _asking(self.items[MATRIX], self.results), 3600)

    # --- one guard --------------------------------------------------------------------------------
    def _try(self, guard: Guard, most: float) -> None:
        """The likeliest tests, up to so many seconds of them."""
        tests = self._tests_of(guard)
        chosen, seconds = [], 0.0
        for item in tests:
            if seconds < most:
                chosen.append(item)
                seconds += self.reach[item.nodeid]["seconds"]
        if chosen:
            ended = in_a_child(lambda: _trying(guard.name, chosen, self.results), 120 + 6 * seconds)
        found = [one for one in lines_of(self.results) if one["guard"] == guard.name]
        if chosen and found and found[-1]["noticed"]:
            return
        how = (
            f"{len(chosen)} of the {len(tests)} tests that ask it" if tests else "asked by no test"
        )
        if chosen and not ended:
            how += "; it did not end"
        _write(self.results, {"guard": guard.name, "noticed": "", "how": how, "seconds": seconds})

    def _tests_of(self, guard: Guard) -> list[pytest.Item]:
        """The tests that ask it and pass while nothing is broken, the likeliest and quickest
        first."""
        folders = stored.tests_of(guard.name)
        found = [
            item
            for name, item in self.items.items()
            if (one := self.reach.get(name))
            and one["passed"]
            and (guard.name in one["reached"] or (folders and name.startswith(folders)))
        ]
        return sorted(found, key=lambda item: self._cost(guard, item.nodeid))

    def _cost(self, guard: Guard, test: str) -> float:
        room = set(guard.name.split(":")[0].replace(".py", "").split("/"))
        near = len(room & set(re.split(r"[/.]", test.split("::")[0])))
        refusing = 0.2 if REFUSING.search(test.rsplit("/", 1)[-1]) else 1
        asking = 0.05 if ASKING.search(test) else 1
        return (self.reach[test]["seconds"] + 0.1) * refusing * asking / (1 + 2 * near)


# --- within the child -----------------------------------------------------------------------------
class _Outcome:
    """Listens to the reports of one test."""

    def __init__(self) -> None:
        self.failed, self.skipped, self.seconds = False, False, 0.0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed
        self.skipped |= report.skipped
        self.seconds += report.duration


def _run(item: pytest.Item, following: pytest.Item | None) -> _Outcome:
    outcome = _Outcome()
    item.config.pluginmanager.register(outcome)
    try:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    finally:
        item.config.pluginmanager.unregister(outcome)
    return outcome


def _text(item: pytest.Item) -> str:
    return hashlib.sha256(item.path.read_bytes()).hexdigest()[:12]


def _pairs(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


def _noting(items: list[pytest.Item], to: Path) -> None:
    stored.listen()
    switch.told.append(lambda one: _write(to, {"seconds": 0.0} | one))
    for item, following in _pairs(items):
        switch.reached.clear()
        outcome = _run(item, following)
        if item.nodeid != MATRIX:
            passed = not (outcome.failed or outcome.skipped)
            one = {"test": item.nodeid, "passed": passed, "seconds": round(outcome.seconds, 3)}
            one["text"] = _text(item)
            _write(to, one | {"reached": sorted(switch.reached)})


def _asking(item: pytest.Item, to: Path) -> None:
    began = time.monotonic()

    def told(one: dict) -> None:
        nonlocal began
        _write(to, one | {"matrix": True, "seconds": round(time.monotonic() - began, 2)})
        began = time.monotonic()

    switch.told.append(told)
    _run(item, None)


def _trying(name: str, items: list[pytest.Item], to: Path) -> None:
    switch.break_only(name)
    with pytest.MonkeyPatch.context() as patch:
        stored.break_before(name, patch)
        began = time.monotonic()
        for item, following in _pairs(items):
            if _run(item, following).failed:
                took = round(time.monotonic() - began, 2)
                one = {"guard": name, "noticed": item.nodeid, "how": "", "seconds": took}
                _write(to, one)
                return


def _write(to: Path, one: dict) -> None:
    with to.open("a", encoding="utf-8") as file:
        file.write(json.dumps(one, ensure_ascii=False) + "\n")
