"""Hostile files are refused with a sentence or read completely, within the memory and time that a
request may take."""

import json
import random
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from ocop_registry.excel.headings import Column, find
from ocop_registry.excel.reading import Cell, Unreadable, read
from tests.excel import evil
from tests.test_structure import ROOT

MOST_MEMORY = 300 * 1024**2
# Each bomb is read under a limit of processor time (5 s: a million cells, which a register of 60,000
# rows has, take 3 s), all of them in one process that may not grow beyond the memory limit.
_UNDER_LIMITS = f"""
import json, pathlib, resource, signal, sys
from ocop_registry.excel.reading import Unreadable, read
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))
found = {{}}
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    signal.setitimer(signal.ITIMER_PROF, 5)
    try:
        read(path.read_bytes(), "a.xlsx")
        found[path.name] = ""
    except Unreadable as refused:
        found[path.name] = refused.code
    signal.setitimer(signal.ITIMER_PROF, 0)
sys.stdout.write(json.dumps(found))
"""


def test_there_are_forty_evil_workbooks_at_least() -> None:
    assert len(evil.EVIL) >= 40


@pytest.mark.parametrize("name", [name for name, one in evil.REFUSED.items() if not one.bomb])
def test_a_file_is_refused_with_a_sentence(name: str) -> None:
    one = evil.REFUSED[name]
    with pytest.raises(Unreadable) as refused:
        read(one.build(), one.name)
    assert refused.value.code == one.code
    assert refused.value.sentence.startswith(("Tệp", "Trang", "Một ô", "Bảng mã"))
    assert ":" in refused.value.sentence, "what to do about it"


@pytest.mark.parametrize("name", evil.READ)
def test_a_file_is_read_completely(name: str) -> None:
    one = evil.READ[name]
    book = read(BytesIO(one.build()), one.name)
    found = {cell.reference: cell.value for cell in book.sheets[0].cells()}
    assert found == one.cells
    assert {key: type(value) for key, value in found.items()} == {
        key: type(value) for key, value in one.cells.items()
    }
    assert find(book.sheets[0], [Column("a", "Không có cột này")]) is None


def test_whatever_is_spoiled_is_refused_or_read() -> None:
    """Bytes of good and evil workbooks changed by chance (a fixed chance): no other error ever
    comes out."""
    chance, outcomes = random.Random(4), {"read": 0, "refused": 0}
    files = [(one, one.build()) for one in evil.EVIL.values() if not one.bomb]
    for _ in range(600):
        one, content = chance.choice(files)
        if content[:2] == b"PK" and chance.random() < 0.7:
            content = _spoiled_inside(chance, content)
        else:
            content = _spoiled(chance, content)
        try:
            read(content, one.name)
            outcomes["read"] += 1
        except Unreadable:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 10


def _spoiled(chance: random.Random, content: bytes) -> bytes:
    spoiled = bytearray(content or b" ")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(spoiled))
        spoiled[at : at + chance.choice((0, 1, 1, 9))] = (
            spoiled[chance.randrange(len(spoiled)) :][: chance.choice((0, 1, 1, 30))] or b"x"
        )
    return bytes(spoiled)


def _spoiled_inside(chance: random.Random, content: bytes) -> bytes:
    """A sound package with one spoiled member."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            members = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, RuntimeError):
        return content
    name = chance.choice(list(members))
    return evil.zipped({**members, name: _spoiled(chance, members[name])})


def test_bombs_burst_no_memory_and_no_patience(tmp_path) -> None:
    bombs = {name: one for name, one in evil.EVIL.items() if one.bomb}
    for number, one in enumerate(bombs.values()):
        (tmp_path / f"{number:02}").write_bytes(one.build())
    done = subprocess.run(
        [sys.executable, "-c", _UNDER_LIMITS, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    codes = dict(zip(bombs, json.loads(done.stdout).values(), strict=True))
    assert codes == {name: one.code for name, one in bombs.items()}


def test_what_is_hidden_is_read_and_told() -> None:
    book = Workbook()
    page, secret = book.active, book.create_sheet("Kho")
    page.append(["Tên"])
    page.append(["Mật ong"])
    page["C2"] = date(2021, 3, 19)
    page.row_dimensions[2].hidden = True
    page.column_dimensions["C"].hidden = True
    page.column_dimensions["A"].width = 30
    page.merge_cells("A1:B1")
    secret.append([1])
    secret.sheet_state = "veryHidden"
    content = BytesIO()
    book.save(content)
    sheet, other = read(content.getvalue(), "a.xlsx").sheets
    assert sheet.rows == [(1, ["Tên"]), (2, ["Mật ong", None, date(2021, 3, 19)])]
    assert (sheet.hidden, sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == (
        False,
        {2},
        {3},
        [(1, 1, 1, 2)],
    )
    assert sheet.widths[1] == 30
    assert (other.name, other.hidden, other.rows) == ("Kho", True, [(1, [1])])


def test_a_cell_knows_its_place() -> None:
    assert [Cell(7, column, None).reference for column in (1, 26, 27, 702, 703, 16384)] == [
        "A7",
        "Z7",
        "AA7",
        "ZZ7",
        "AAA7",
        "XFD7",
    ]
