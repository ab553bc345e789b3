"""The policy of every address (`tests/test_authorisation.py`) asked once for all guards: first which
address asks which guard, then each broken guard at its own addresses only."""

from django.urls import reverse

from tests import test_authorisation as authorisation
from tests.mutations import switch
from tests.support import world


def test_the_matrix(registry: world.World) -> None:
    asked = authorisation.Asked(registry)
    if switch.matrix:
        for guard, addresses in switch.matrix.items():
            _try(guard, addresses, asked)
        return
    for name in authorisation.table():
        switch.reached.clear()
        _ask(name, asked)
        _tell(
            {"test": f"matrix {name}", "passed": not asked.wrong, "reached": sorted(switch.reached)}
        )
        asked.wrong.clear()


def _try(guard: str, addresses: list[str], asked: authorisation.Asked) -> None:
    """Break one guard; told is the first address that answers otherwise than the policy says."""
    switch.break_only(guard)
    for name in addresses:
        failed = None
        try:
            _ask(name, asked)
        except Exception as error:  # noqa: BLE001 (a page that fails has noticed as well)
            failed = repr(error)
        wrong, asked.wrong = asked.wrong, []
        if wrong or failed:
            switch.break_only("")
            _ask(name, asked)
            assert asked.wrong == [], f"{guard} left something behind: {asked.wrong[:3]}"
            _tell({"guard": guard, "noticed": f"matrix {name}", "how": (wrong or [failed])[0]})
            return
    switch.break_only("")


def _ask(name: str, asked: authorisation.Asked) -> None:
    rule = authorisation.table()[name]
    if rule.path is None:
        asked.ask(name, rule, reverse(name), "own", asked.world.own)
    else:
        authorisation._ask_about_objects(asked, name, rule)


def _tell(what: dict) -> None:
    for listener in switch.told:
        listener(what)
