"""Many processes writing at once: numbers without gaps, in commit order; a killed writer leaves
nothing."""

import time

from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry, JournalLine
from tests.journal.support import account, faults, last_seq

WRITERS = 8

WRITER = """
import sys
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act
name, count = sys.argv[1], int(sys.argv[2])
for number in range(count):
    with act("account.create", by=None) as deed:
        deed.create(User(username=f"{name}-{number}", full_name="Người ghi", password="!"))
    print(deed.seq)
"""

# Dies while it holds the head: number taken, rows written, nothing committed.
VICTIM = """
import time
from ocop_registry.accounts.models import User
from ocop_registry.journal import writing
from ocop_registry.journal.acts import act
def hang(*args, **kwargs):
    print("holding the head", flush=True)
    time.sleep(600)
writing.JournalHead.save = hang
with act("account.create", by=None) as deed:
    deed.create(User(username="victim", full_name="Người ghi", password="!"))
"""


def test_eight_writers_number_their_acts_without_gaps_in_commit_order(fresh_database, full):
    count, start = (100 if full else 25), last_seq()
    writers = [fresh_database.popen(WRITER, f"w{number}", count) for number in range(WRITERS)]
    while any(writer.poll() is None for writer in writers):
        # Whoever looks in between sees a beginning of the journal, never a later entry before an
        # earlier one.
        seen = list(JournalEntry.objects.order_by("seq").values_list("seq", flat=True))
        assert seen == list(range(1, len(seen) + 1))
        time.sleep(0.02)
    numbers = []
    for writer in writers:
        out, err = writer.communicate()
        assert writer.returncode == 0, err
        own = [int(line) for line in out.split()]
        assert own == sorted(own)
        numbers += own
    assert sorted(numbers) == list(range(start + 1, start + 1 + WRITERS * count))
    assert User.objects.filter(username__startswith="w").count() == WRITERS * count
    assert list(JournalEntry.objects.order_by("seq").values_list("at", flat=True)) == sorted(
        JournalEntry.objects.values_list("at", flat=True)
    )
    assert faults() == []


def test_a_killed_writer_leaves_nothing_and_holds_nobody_up(fresh_database):
    before, lines = last_seq(), JournalLine.objects.count()
    victim = fresh_database.popen(VICTIM)
    assert victim.stdout.readline().strip() == "holding the head"
    victim.kill()
    victim.communicate()
    started = time.monotonic()
    with act("account.create", by=None) as deed:
        deed.create(account("survivor"))
    assert time.monotonic() - started < 10
    assert (deed.seq, last_seq(), JournalLine.objects.count()) == (
        before + 1,
        before + 1,
        lines + 1,
    )
    assert list(
        User.objects.filter(username__in=["victim", "survivor"]).values_list("username", flat=True)
    ) == ["survivor"]
    assert faults() == []


def test_of_two_editors_at_once_one_wins(fresh_database):
    with act("account.create", by=None) as deed:
        deed.create(account("shared"))
    code = """
    import sys
    from ocop_registry.accounts.models import User
    from ocop_registry.journal.acts import VersionConflict, act
    user = User.objects.get(username="shared")
    print("read", flush=True)
    sys.stdin.readline()
    user.full_name = sys.argv[1]
    try:
        with act("account.edit", by=None) as deed:
            deed.save(user)
    except VersionConflict:
        print("conflict")
    else:
        print("saved")
    """
    editors = [fresh_database.popen(code, f"Người {number}", writes=True) for number in range(4)]
    for editor in editors:
        assert editor.stdout.readline().strip() == "read"
    for editor in editors:
        editor.stdin.write("go\n")
        editor.stdin.flush()
    answers = sorted(editor.communicate()[0].strip() for editor in editors)
    assert answers == ["conflict", "conflict", "conflict", "saved"]
    assert User.objects.get(username="shared").version == 2
    assert faults() == []
