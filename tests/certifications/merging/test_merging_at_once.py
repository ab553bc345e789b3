"""Merging beside others and under kills: each pair once, all or nothing."""

from certifications import integrity
from certifications.merging.prepared import prepare
from certifications.register import compare
from ocop_registry.journal.models import JournalEntry, MergedSubject
from ocop_registry.journal.verification import Verification
from producers.models import Producer
from products.models import Product
from tests import factories as make

MERGE = """
import sys
from certifications.certificates import prepared_acts
from certifications.models import PreparedAct
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.journal import writing
from ocop_registry.journal.acts import VersionConflict
sent = PreparedAct.objects.get(uid=sys.argv[1])
by = User.objects.get(username="minh")
if sys.argv[2] == "hang":
    import time
    def hang(*args, **kwargs):
        print("written", flush=True)
        time.sleep(600)
    writing.JournalHead.save = hang
print("ready", flush=True)
sys.stdin.readline()
try:
    prepared_acts.approve(sent, by=by)
    print("merged")
except (VersionConflict, Refused):
    print("conflict")
"""


def sound():
    return [list(Verification().faults()), list(integrity.faults()), list(compare())] == [
        [],
        [],
        [],
    ]


def prepared(one, other, lan):
    make.approver()
    return prepare(one, other, by=lan, reason="Ghi hai lần").uid


def two_with_products(lan):
    made = [make.producer("HTX A", by=lan), make.producer("HTX B", by=lan)]
    for one in made:
        make.product(of=one)
    return made


def test_approved_twice_at_once_it_merges_once(fresh_database):
    lan = make.staff()
    one, other = two_with_products(lan)
    uid = prepared(one, other, lan)
    both = [fresh_database.popen(MERGE, uid, "go", writes=True) for _ in range(2)]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    told = sorted(process.communicate(timeout=60)[0].strip() for process in both)
    assert told == ["conflict", "merged"]
    kept = Producer.objects.get()
    assert kept.products.count() == 2
    assert MergedSubject.objects.get().uid == kept.uid
    assert sound()


def test_killed_before_the_end_nothing_happened(fresh_database):
    lan = make.staff()
    one, other = two_with_products(lan)
    uid = prepared(one, other, lan)
    before = JournalEntry.objects.count()
    victim = fresh_database.popen(MERGE, uid, "hang", writes=True)
    victim.stdin.write("\n")
    victim.stdin.flush()
    assert [victim.stdout.readline() for _ in range(2)] == ["ready\n", "written\n"]
    victim.kill()
    victim.communicate()
    assert [
        one.products.count(),
        other.products.count(),
        Producer.objects.count(),
        Product.objects.count(),
    ] == [1, 1, 2, 2]
    assert (JournalEntry.objects.count(), MergedSubject.objects.count()) == (before, 0)
    assert sound()
