"""The policy of every address (`tests/test_authorisation.py`) asked once for all guards: first which
address asks which guard, then each broken guard at its own addresses only, up to the first answer
that is not the policy's."""

from typing import Any

from django.urls import reverse

from tests import test_authorisation as authorisation
from tests.mutations import switch
from tests.support import world


class Noticed(Exception):
    """An answer that is not the policy's."""


class Impatient(authorisation.Asked):
    """Gives up at the first wrong answer."""

    def _once(self, *case: Any) -> Any:
        if self.wrong:
            raise Noticed
        return super()._once(*case)


def test_the_matrix(registry: world.World) -> None:
    if not switch.matrix:
        _note_what_each_asks(authorisation.Asked(registry))
        return
    asked, noticed = Impatient(registry), set()
    for guard, addresses in switch.matrix.items():
        noticed |= _try(guard, addresses, asked)
    switch.break_only("")
    for name in noticed:
        assert _wrong(name, asked) == [], f"{name}: a trial left something behind"


def _note_what_each_asks(asked: authorisation.Asked) -> None:
    for name in authorisation.table():
        switch.reached.clear()
        wrong = _wrong(name, asked)
        _tell({"test": f"matrix {name}", "passed": not wrong, "reached": sorted(switch.reached)})


def _try(guard: str, addresses: list[str], asked: authorisation.Asked) -> set[str]:
    """Break one guard; told and given is the first address that answers otherwise."""
    switch.break_only(guard)
    for name in addresses:
        if wrong := _wrong(name, asked):
            _tell({"guard": guard, "noticed": f"matrix {name}", "how": wrong[0]})
            return {name}
    _tell({"guard": guard, "noticed": "", "how": f"not by {len(addresses)} addresses"})
    return set()


def _wrong(name: str, asked: authorisation.Asked) -> list[str]:
    """What is wrong with the answers of one address; a page that fails is wrong as well."""
    rule = authorisation.table()[name]
    try:
        if rule.path is None:
            asked.ask(name, rule, reverse(name), "own", asked.world.own)
        else:
            authorisation._ask_about_objects(asked, name, rule)
    except Noticed:
        pass
    except Exception as error:  # noqa: BLE001 (whatever it is, somebody would see it)
        asked.wrong.append(f"{name}: {error!r}")
    wrong, asked.wrong = asked.wrong, []
    return wrong


def _tell(what: dict[str, Any]) -> None:
    for listener in switch.told:
        listener(what)
