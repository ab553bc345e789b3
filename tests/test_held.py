"""Things kept on disk come back in order, and refer to the very objects that they referred to."""

from dataclasses import dataclass

import pytest

from ocop_registry.held import Common, Held


@dataclass
class Unit:
    name: str


@dataclass(slots=True)
class Thing:
    number: int
    unit: Unit
    own: list[Unit]


def test_what_is_common_is_never_copied():
    shared, own = Unit("Văn Lang"), Unit("Côn Minh")
    held = Held(
        (Thing(n, shared, [own, shared]) for n in range(25)), most=3, common=Common([shared])
    )
    held = Held(held, most=3, chunk=4, common=Common([shared]))
    assert [one.number for one in held] == list(range(25))
    assert all(one.unit is shared and one.own[1] is shared for one in held)
    assert held[0].own == [own, shared]
    assert held[0].own[0] is not own, "what is not common is read back as a copy"
    assert [one.number for one in held[5:9]] == [5, 6, 7, 8]


def test_few_things_stay_the_very_objects():
    things = [Unit(str(number)) for number in range(3)]
    held = Held(things, most=3)
    assert all(one is other for one, other in zip(held, things, strict=True))
    with pytest.raises(IndexError):
        held[3]
