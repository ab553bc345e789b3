"""manage.py import_xlsx: what it answers, and what it leaves behind."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from certifications.models import Certification, Import, ImportStatus
from tests import factories as make
from tests.certifications.imports.registers import CHE, GAO, MIEN, layout22

pytestmark = pytest.mark.django_db
COUNTS = ("read", "created", "changed", "unchanged", "refused")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "so.xlsx"
    wrong = [
        4,
        "Mật ong",
        None,
        "HTX",
        "HTX Ong",
        "Xã Không Đâu",
        *[None] * 5,
        "7 sao",
        *[None] * 10,
    ]
    path.write_bytes(layout22(MIEN, CHE, GAO, wrong))
    return path


def run(capsys: pytest.CaptureFixture, *arguments: Any) -> dict[str, Any]:
    call_command("import_xlsx", *map(str, arguments), "--json")
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_tells_everything_and_keeps_nothing(
    file: Path, capsys: pytest.CaptureFixture
) -> None:
    told = run(capsys, file, "--kind", "register", "--province", "19", "--dry-run")
    assert [told[name] for name in COUNTS] == [4, 3, 0, 0, 1]
    assert {error["cell"] for error in told["errors"]} == {"F8", "L8"}
    assert all(error.keys() == {"sheet", "cell", "code", "detail"} for error in told["errors"])
    assert not Import.objects.exists()
    assert not Certification.objects.exists()


def test_applying_writes_the_good_rows_once(file: Path, capsys: pytest.CaptureFixture) -> None:
    first = run(capsys, file, "--kind", "register", "--apply")  # each row's own place decides
    assert [first[name] for name in COUNTS] == [4, 3, 0, 0, 1]
    assert Certification.objects.count() == 4
    second = run(capsys, file, "--kind", "register", "--apply")
    assert [second[name] for name in COUNTS] == [4, 0, 0, 3, 1]
    assert Certification.objects.count() == 4
    assert list(Import.objects.order_by("pk").values_list("status", flat=True)) == [
        ImportStatus.APPLIED,
        ImportStatus.DISCARDED,
    ]


def test_without_either_the_file_waits_for_a_colleague(
    file: Path, capsys: pytest.CaptureFixture
) -> None:
    lan, minh = make.staff(), make.approver()
    told = run(capsys, file, "--kind", "register", "--province", "19", "--by", "lan")
    imported = Import.objects.get()
    assert told["uid"] == imported.uid
    assert (imported.status, imported.staged_by) == (ImportStatus.STAGED, lan)
    with pytest.raises(CommandError, match="người khác"):
        call_command(
            "import_xlsx",
            str(file),
            "--kind",
            "register",
            "--province",
            "19",
            "--by",
            "minh",
            "--apply",
        )
    call_command(
        "import_xlsx",
        str(file),
        "--kind",
        "register",
        "--province",
        "19",
        "--by",
        "lan",
        "--approved-by",
        "minh",
        "--apply",
    )
    imported.refresh_from_db()
    assert (imported.status, imported.applied_by) == (ImportStatus.APPLIED, minh)


def test_what_cannot_be_read_is_said_in_the_same_shape(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = tmp_path / "cu.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(CommandError, match="Excel cũ"):
        call_command("import_xlsx", str(path), "--kind", "register", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [told[name] for name in COUNTS] == [0, 0, 0, 0, 0]
    assert told["errors"][0]["code"] == "old_excel"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--province", "98"], "98"),
        (["--round", "ZZZZZZZ"], "ZZZZZZZ"),
        (["--by", "khong-co"], "khong-co"),
    ],
)
def test_an_unknown_word_is_named(file: Path, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_xlsx", str(file), "--kind", "register", *arguments)


def test_somebody_without_the_right_is_told_in_one_sentence(file: Path, hoa: Any) -> None:
    """hoa holds roles in another province."""
    arguments = ("--kind", "register", "--province", "19", "--by", hoa.username)
    with pytest.raises(CommandError, match=f"Tài khoản {hoa.username} không có quyền nạp"):
        call_command("import_xlsx", str(file), *arguments)
    assert not Import.objects.exists()


def test_a_missing_file_is_a_sentence() -> None:
    with pytest.raises(CommandError, match="Không mở được"):
        call_command("import_xlsx", "khong-co.xlsx", "--kind", "register")
