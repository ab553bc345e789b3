"""Twelve kinds of tampering, and some more; the database's guards lifted, every one is found."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act
from ocop_registry.journal.canonical import chained
from ocop_registry.journal.models import (
    JournalEntry,
    JournalHead,
    JournalLine,
    PrivateChange,
    PublicChange,
)
from tests.journal.support import account, faults, lifted


@pytest.fixture
def seq(officer, projections) -> int:
    """The second of four entries on top of what is there; it has three lines and two public
    changes."""
    projections.append(
        lambda deed: [("product", "7K3QX9M", "updated"), ("producer", "7K3QX9M", "updated")]
    )
    for names in (["a"], ["b", "c", "d"], ["e"], ["f"]):
        with act("account.create", by=officer, reason="theo danh sách") as deed:
            deed.create(*(account(name, email=f"{name}@example.vn") for name in names))
    return deed.seq - 2


def entry(seq: int):
    return JournalEntry.objects.filter(seq=seq)


def lines(seq: int):
    return JournalLine.objects.filter(entry=seq)


def remove(seq: int) -> None:
    PrivateChange.objects.filter(line__entry=seq).delete()
    lines(seq).delete()
    PublicChange.objects.filter(entry=seq).delete()
    entry(seq)._raw_delete("default")


def change_reason(seq):
    entry(seq).update(reason="khác")


def change_line_text(seq):
    line = lines(seq)[1]
    lines(seq).filter(pk=line.pk).update(text=line.text.replace("Người c", "Người x"))


def remove_line(seq):
    line = lines(seq)[1]
    PrivateChange.objects.filter(line=line).delete()
    lines(seq).filter(pk=line.pk).delete()


def add_line(seq):
    line = lines(seq)[1]
    JournalLine.objects.create(entry_id=seq, kind=line.kind, uid=line.uid, text=line.text)


def swap_lines(seq):
    first, second, _ = lines(seq)
    for line, other in ((first, second), (second, first)):
        lines(seq).filter(pk=line.pk).update(kind=other.kind, uid=other.uid, text=other.text)


def remove_entry(seq):
    remove(seq)


def remove_last_entry(seq):
    remove(seq + 2)


def insert_entry(seq):
    last = JournalEntry.objects.get(seq=seq + 2)
    JournalEntry.objects.create(
        seq=seq + 3, at=last.at, act=last.act, actor_name=last.actor_name, text=last.text,
        previous_hash=last.hash, hash=chained(last.hash, last.text),
    )  # fmt: skip


def change_hash(seq):
    entry(seq).update(hash="0" * 64)


def change_actor(seq):
    other = User.objects.get(username="a")
    entry(seq).update(actor=other)


def change_public_change(seq):
    PublicChange.objects.filter(entry=seq, kind="product").update(op="removed")


def rewind_head(seq):
    last = JournalEntry.objects.get(seq=seq)
    JournalHead.objects.update(seq=seq, public_seq=seq, hash=last.hash, at=last.at)


def change_time(seq):
    entry(seq).update(at=JournalEntry.objects.get(seq=1).at.replace(year=2020))


def file_line_elsewhere(seq):
    lines(seq).filter(pk=lines(seq)[1].pk).update(uid="7K3QX9M")


def change_kept_private_value(seq):
    PrivateChange.objects.filter(line=lines(seq)[1], field="email").update(after="other@example.vn")


def rewrite_text_and_hash(seq):
    text = entry(seq).get().text.replace("theo danh sách", "khác")
    entry(seq).update(reason="khác", text=text, hash=chained(entry(seq).get().previous_hash, text))


def change_text_to_junk(seq):
    entry(seq).update(text="[")


TAMPERINGS = [
    (change_reason, 0, "the column reason is 'khác'"),
    (change_line_text, 0, "the text of 1 line(s) was changed: account"),
    (remove_line, 0, "1 of its lines are missing"),
    (add_line, 0, "it has 1 line(s) too many"),
    (swap_lines, 0, "its lines are in another order"),
    (remove_entry, 0, "the entry is missing"),
    (remove_last_entry, 2, "but the last entry is"),
    (insert_entry, 3, "but the head stands at"),
    (change_hash, 0, "its text does not give its hash"),
    (change_actor, 0, "the column actor is"),
    (change_public_change, 0, "its public changes are"),
    (rewind_head, 2, "but the head stands at"),
    (change_time, 0, "the column at is"),
    (file_line_elsewhere, 0, "a line is filed under account 7K3QX9M"),
    (change_kept_private_value, 0, "the kept private value of email does not match"),
    (rewrite_text_and_hash, 1, "it does not follow from the entry before"),
    (change_text_to_junk, 0, "its text is not JSON"),
]


@pytest.mark.parametrize(
    ("tamper", "offset", "what"), TAMPERINGS, ids=[row[0].__name__ for row in TAMPERINGS]
)
def test_tampering_is_found_at_its_entry(seq, tamper, offset, what):
    assert faults() == []
    with lifted():
        tamper(seq)
    assert any(number == seq + offset and what in said for number, said in faults()), faults()


def test_a_journal_cut_short_with_its_head_is_found_by_a_noted_hash(seq):
    noted = (seq + 2, JournalEntry.objects.get(seq=seq + 2).hash)
    with lifted():
        remove(seq + 2)
        rewind_head(seq + 1)
    assert faults() == []  # the chain alone cannot know
    assert faults(noted) == [
        (seq + 2, f"the expected entry is missing: the journal ends at {seq + 1}")
    ]


def test_a_journal_rewritten_to_its_end_is_found_by_a_noted_hash(seq):
    last = seq + 2
    noted = (last, JournalEntry.objects.get(seq=last).hash)
    with lifted():
        rewrite_text_and_hash(seq)
        for number in (seq + 1, last):
            previous = entry(number - 1).get().hash
            entry(number).update(
                previous_hash=previous, hash=chained(previous, entry(number).get().text)
            )
        JournalHead.objects.update(hash=entry(last).get().hash)
    assert faults() == []
    ((number, what),) = faults(noted)
    assert number == last
    assert "the journal was rewritten" in what


def test_a_missing_head_is_found(seq):
    with lifted():
        JournalHead.objects.all().delete()
    assert faults() == [(0, "the head row is missing")]


def test_the_command_says_what_it_checked_and_ends_with_1_on_a_fault(seq):
    said = StringIO()
    call_command("verify_journal", stdout=said)
    assert f"Checked {seq + 2} entries" in said.getvalue()
    assert "No faults." in said.getvalue()
    hash_ = JournalEntry.objects.get(seq=seq).hash
    call_command("verify_journal", expect_seq=seq, expect_hash=hash_, stdout=said)
    with lifted():
        change_reason(seq)
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_journal", stdout=said)
    assert ended.value.code == 1
    assert (
        f"entry {seq}: the column reason is 'khác', the text says 'theo danh sách'"
        in said.getvalue()
    )
    assert "1 fault(s) found." in said.getvalue()


@pytest.mark.django_db
def test_number_and_hash_are_expected_together():
    with pytest.raises(CommandError, match="together"):
        call_command("verify_journal", expect_seq=3)
