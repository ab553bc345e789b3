"""The comparison of what two databases answered: it counts, and names the first difference."""

from pathlib import Path

import pytest

from tests import equal_engines


@pytest.fixture
def recorded(tmp_path: Path) -> tuple[Path, Path]:
    """Two scenarios, the same on both sides."""
    for engine in equal_engines.ENGINES:
        (tmp_path / engine).mkdir()
        for name in ("0000.txt", "0001.txt"):
            text = "══ acts\n2026-10-20 open: done\n══ journal\n1 round.open\n"
            (tmp_path / engine / name).write_text(text, encoding="utf-8")
    return tmp_path / "sqlite", tmp_path / "postgresql"


def test_what_is_equal_is_counted(recorded, capsys):
    assert equal_engines.compared(*recorded, 2) == 0
    assert capsys.readouterr().out == "2 of 2 scenarios equal on both databases\n"


def test_the_first_difference_is_named_with_its_part(recorded, capsys):
    other = recorded[1] / "0001.txt"
    other.write_text(other.read_text().replace("1 round.open", "1 round.start"), encoding="utf-8")
    assert equal_engines.compared(*recorded, 2) == 1
    assert capsys.readouterr().out.splitlines() == [
        "1 of 2 scenarios equal on both databases",
        "first difference, in 0001.txt:",
        "  ══ journal, line 4",
        "  sqlite: 1 round.open",
        "  postgresql: 1 round.start",
    ]


def test_a_scenario_that_one_side_lacks_is_a_difference(recorded, capsys):
    (recorded[0] / "0000.txt").unlink()
    assert equal_engines.compared(*recorded, 2) == 1
    assert "postgresql: ══ acts" in capsys.readouterr().out
    assert equal_engines.compared(*recorded, 3) == 1, "one that neither side played"
