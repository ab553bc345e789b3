"""A register is written whole or not at all, also when its process is killed at any moment, and
once, whoever else applies it."""

import time
from datetime import date

import pytest
from django.db import transaction

from certifications.imports import applying, staging
from certifications.integrity import faults
from certifications.models import Certification, Decision, Import
from certifications.register import compare
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.verification import Verification
from products.models import Product, PublicEntry
from tests import factories as make
from tests.benchmarks.vietnamese import PRODUCT_WORDS, producer_name
from tests.certifications.imports.registers import KIND, simple

APPLY = """
from certifications.imports import applying
from certifications.models import Import
from ocop_registry.accounts.models import User
imported, minh = Import.objects.exclude(status="undone").get(), User.objects.get(username="minh")
print("begin", flush=True)
applying.apply(imported, by=minh)
print("done", flush=True)
"""
HEADINGS = (
    "Tên sản phẩm",
    "Chủ thể",
    "Xã",
    "Huyện",
    "Hạng sao",
    "Ngày cấp",
    "Số quyết định",
    "Cơ quan ban hành",
)


def _file(count: int) -> bytes:
    rows = (
        [PRODUCT_WORDS[number % 5], producer_name(number // 5)[0], "Xã Côn Minh", "Huyện Na Rì", 3 + number % 2, date(2021, 3, 19),
         f"{number // 20 + 1}/QĐ-UBND", "UBND tỉnh Bắc Kạn"]
        for number in range(count)
    )  # fmt: skip
    return simple(HEADINGS, *rows)


def _facts() -> tuple[int, ...]:
    """What stands: products, certifications, public certifications, files applied and not taken
    back."""
    entries = PublicEntry.objects.filter(kind="certification").count()
    return (
        Product.objects.count(),
        Certification.objects.count(),
        entries,
        Import.objects.filter(status="applied").count(),
    )


def _sound() -> bool:
    return list(Verification().faults()) == [] and list(faults()) == [] and list(compare()) == []


def test_a_file_killed_at_any_moment_is_written_whole_or_not_at_all(fresh_database, full):
    lan, minh = make.staff(), make.approver()
    content = _file(5000 if full else 300)
    staged = staging.stage(content, "so.xlsx", KIND, province=make.province(), by=lan)
    good = staged.counts["created"]
    nothing, everything = (0, 0, 0, 0), (good, good, good, 1)
    takes = _rehearsed(staged, minh)
    late, kills = 0, 100 if full else 5
    for number in range(kills):
        victim = fresh_database.popen(APPLY)
        assert victim.stdout.readline().strip() == "begin"
        time.sleep(takes * (number % 8) / 9)
        victim.kill()
        said, _ = victim.communicate()
        assert _facts() in (nothing, everything), f"half a file after kill {number}"
        assert _facts() == everything or "done" not in said, "an acknowledged file was lost"
        if _facts() == everything:  # it was through before the kill: take it back and go on
            late, takes = late + 1, takes / 2  # the machine has grown quicker
            staged = _again(content, lan, minh)
    assert late < number / 2, f"{late} of {kills} kills came too late"
    applying.apply(staged, by=minh)
    assert _facts() == everything
    assert JournalEntry.objects.filter(act="import.apply").count() == late + 1
    assert _sound()


def _rehearsed(staged: Import, minh: User) -> float:
    """How long applying takes here and now, in seconds; nothing stays."""
    started = time.monotonic()
    with transaction.atomic():
        applying.apply(staged, by=minh)
        takes = time.monotonic() - started
        transaction.set_rollback(True)
    return takes


def _again(content: bytes, lan: User, minh: User) -> Import:
    written = Import.objects.get(status="applied")
    applying.ask_undo(written, by=lan, reason="thử lại")
    applying.undo(written, by=minh)
    return staging.stage(content, "so.xlsx", KIND, province=make.province(), by=lan)


def test_of_many_who_apply_one_file_at_once_one_does(fresh_database, full):
    staging.stage(_file(40), "so.xlsx", KIND, province=make.province(), by=make.staff())
    make.approver()
    many = [fresh_database.popen(APPLY) for _ in range(20 if full else 4)]
    ends = [(one.communicate(), one.returncode) for one in many]
    assert sorted(code for _, code in ends) == [0] + [1] * (len(many) - 1), ends
    assert all("Refused" in err for (_, err), code in ends if code)
    assert _facts() == (40, 40, 40, 1)
    assert Decision.objects.count() == 2
    assert _sound()


def test_of_two_files_with_the_same_rows_the_second_has_nothing_left_to_write(fresh_database):
    """Staged side by side, when neither product was in the register: the second is looked at again
    when it is applied."""
    lan, minh = make.staff(), make.approver()
    content = _file(10)
    first, second = (
        staging.stage(content, name, KIND, province=make.province(), by=lan)
        for name in ("a.xlsx", "b.xlsx")
    )
    assert first.pk == second.pk, "the same file waiting is given back"
    other = staging.stage(_file(11), "c.xlsx", KIND, province=make.province(), by=lan)
    applying.apply(first, by=minh)
    with pytest.raises(Refused, match="thay đổi từ lúc xem trước"):
        applying.apply(other, by=minh)
    staging.recheck(other, by=lan)
    other.refresh_from_db()
    assert other.counts == {"read": 11, "created": 1, "changed": 0, "unchanged": 10, "refused": 0}
    assert Product.objects.count() == 10
