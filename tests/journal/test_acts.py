"""What an act writes, and everything that it refuses without leaving a trace."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction

from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import VersionConflict, act, retried
from ocop_registry.journal.kinds import ActKind, declare, label_of
from ocop_registry.journal.models import (
    JournalEntry,
    JournalHead,
    JournalLine,
    MergedSubject,
    PublicChange,
)
from tests.journal.support import account, faults, last_seq


def lines_of(seq: int) -> list[dict]:
    return [json.loads(line.text) for line in JournalLine.objects.filter(entry=seq)]


def test_an_act_writes_one_entry_with_a_line_per_subject(officer):
    before = last_seq()
    with act("account.create", by=officer, reason=" theo danh sách ") as deed:
        deed.create(account("a"), account("b"))
    entry = JournalEntry.objects.get(seq=before + 1)
    assert (deed.seq, deed.at) == (entry.seq, entry.at)
    assert (entry.act, entry.actor, entry.actor_name, entry.reason) == (
        "account.create", officer, "Người officer", "theo danh sách",
    )  # fmt: skip
    assert [(line["before"], line["after"]["username"]) for line in lines_of(entry.seq)] == [
        (None, "a"),
        (None, "b"),
    ]
    assert last_seq() == before + 1
    assert faults() == []


def test_a_save_keeps_only_what_changed_and_raises_the_version(officer):
    officer.full_name = "Lan Mới"
    with act("account.edit", by=officer) as deed:
        deed.save(officer)
    (line,) = lines_of(deed.seq)
    assert (line["before"], line["after"]) == (
        {"full_name": "Người officer"},
        {"full_name": "Lan Mới"},
    )
    stored = User.objects.get(pk=officer.pk)
    assert (stored.version, stored.full_name, officer.version) == (2, "Lan Mới", 2)


def test_a_save_without_change_writes_nothing(officer):
    before = last_seq()
    with act("account.edit", by=officer) as deed:
        deed.save(officer)
    assert (last_seq(), User.objects.get(pk=officer.pk).version) == (before, 1)


def test_a_hidden_change_is_saved_and_leaves_an_empty_line(officer):
    officer.set_password("một mật khẩu dài")
    with act("account.password", by=officer) as deed:
        deed.save(officer)
    assert User.objects.get(pk=officer.pk).check_password("một mật khẩu dài")
    assert lines_of(deed.seq) == [
        {"kind": "account", "uid": officer.uid, "before": {}, "after": {}}
    ]


def test_a_deletion_keeps_the_last_state(officer):
    with act("account.create", by=officer) as deed:
        gone = account("gone")
        deed.create(gone)
    uid = gone.uid
    with act("account.edit", by=officer) as deed:
        deed.delete(gone)
    (line,) = lines_of(deed.seq)
    assert (line["uid"], line["before"]["username"], line["after"]) == (uid, "gone", None)
    assert not User.objects.filter(username="gone").exists()


def test_an_act_without_lines_writes_nothing(officer):
    head = JournalHead.objects.values().get()
    with act("account.edit", by=officer):
        pass
    assert JournalHead.objects.values().get() == head


def test_a_missing_reason_is_refused_before_anything_happens(officer):
    with pytest.raises(ValidationError) as refusal, act("account.close", by=officer, reason="  "):
        pytest.fail("the block must not run")
    assert refusal.value.error_dict["reason"][0].code == "reason_required"


def test_an_undeclared_act_is_refused(officer):
    with pytest.raises(KeyError, match="account.bribe"), act("account.bribe", by=officer):
        pytest.fail("the block must not run")


def test_an_act_inside_an_act_is_a_programming_error(officer):
    def nested():
        with act("account.create", by=officer) as deed:
            deed.create(account("outer"))
            with act("account.edit", by=officer):
                pytest.fail("the block must not run")

    before = last_seq()
    with pytest.raises(RuntimeError, match="'account.edit' was opened inside act 'account.create'"):
        nested()
    assert (last_seq(), User.objects.filter(username="outer").count()) == (before, 0)
    with act("account.create", by=officer) as deed:  # and the next act is free again
        deed.create(account("next"))
    assert last_seq() == before + 1


def test_an_act_belongs_to_a_province_not_to_a_commune(officer):
    class Commune:
        code = "02155"

    with (
        pytest.raises(ValueError, match="belongs to a province"),
        act("account.edit", by=officer, province=Commune()),
    ):
        pytest.fail("the block must not run")


def test_a_failing_projection_rolls_everything_back(officer, projections):
    def failing(deed):
        raise RuntimeError("register full")

    projections.append(failing)
    before, officer.full_name = last_seq(), "Không lưu"
    new = account("new")

    def edit():
        with act("account.edit", by=officer) as deed:
            deed.save(officer)
            deed.create(new)

    with pytest.raises(RuntimeError, match="register full"):
        edit()
    stored = User.objects.get(pk=officer.pk)
    assert (stored.full_name, stored.version, last_seq()) == ("Người officer", 1, before)
    assert not User.objects.filter(username="new").exists()
    # In memory too: what was typed stays, versions and keys are as before, so the same form can be
    # sent again.
    assert (officer.full_name, officer.version, new.pk, new._state.adding) == (
        "Không lưu",
        1,
        None,
        True,
    )


def test_projections_see_the_numbered_act_and_their_changes_are_journalled(officer, projections):
    seen = []

    def project(deed):
        seen.append((deed.seq, deed.at, deed.touched("account")))
        return [("product", "7K3QX9M", "created")]

    projections.append(project)
    with act("account.create", by=officer) as deed:
        new = account("new")
        deed.create(new)
    assert seen == [(deed.seq, deed.at, {new.uid})]
    assert list(PublicChange.objects.filter(entry=deed.seq).values_list("kind", "uid", "op")) == [
        ("product", "7K3QX9M", "created")
    ]
    head = JournalHead.objects.get(pk=1)
    assert head.public_seq == head.seq == deed.seq
    assert faults() == []


def test_the_second_of_two_editors_sees_both_versions(officer):
    first, second = User.objects.get(pk=officer.pk), User.objects.get(pk=officer.pk)
    first.full_name, second.full_name = "Người thứ nhất", "Người thứ hai"
    with act("account.edit", by=officer) as deed:
        deed.save(first)
    before = last_seq()
    with pytest.raises(VersionConflict) as conflict, act("account.edit", by=officer) as deed:
        deed.save(second)
    assert (conflict.value.mine.full_name, conflict.value.stored.full_name) == (
        "Người thứ hai",
        "Người thứ nhất",
    )
    assert User.objects.get(pk=officer.pk).full_name == "Người thứ nhất"
    assert last_seq() == before


def test_saving_what_somebody_deleted_is_a_conflict(officer):
    with act("account.create", by=officer) as deed:
        gone = account("gone")
        deed.create(gone)
    User.objects.filter(pk=gone.pk).delete()
    with (
        pytest.raises(VersionConflict, match="xóa") as conflict,
        act("account.edit", by=officer) as deed,
    ):
        deed.save(gone)
    assert conflict.value.stored is None


def test_many_are_created_and_saved_with_a_line_each(officer, django_assert_max_num_queries):
    users = [account(f"u{number}", email=f"u{number}@example.vn") for number in range(120)]
    with act("account.create", by=officer) as deed:
        deed.create_many(users)
    assert [line["after"]["username"] for line in lines_of(deed.seq)] == [
        user.username for user in users
    ]
    for user in users[10:]:
        user.full_name = f"Mới {user.username}"
    with django_assert_max_num_queries(20), act("account.edit", by=officer) as deed:
        deed.save_many(users)
    lines = lines_of(deed.seq)
    assert [line["after"] for line in lines] == [
        {"full_name": user.full_name} for user in users[10:]
    ]
    stored = User.objects.in_bulk([user.pk for user in users])
    assert [stored[user.pk].version for user in users] == [1] * 10 + [2] * 110
    assert [stored[user.pk].full_name for user in users] == [user.full_name for user in users]
    assert faults() == []


def test_among_many_new_ones_a_uid_that_is_taken_is_drawn_anew(officer):
    merged = account("merged").uid
    MergedSubject.objects.create(kind="account", old_uid=merged, uid=officer.uid)
    twin = account("a")
    users = [
        twin,
        account("b", uid=officer.uid),
        account("c", uid=merged),
        account("d", uid=twin.uid),
    ]
    kept = twin.uid
    with act("account.create", by=officer) as deed:
        deed.create_many(users)
    assert twin.uid == kept
    assert len({officer.uid, merged, *(user.uid for user in users)}) == 6
    assert [line["uid"] for line in lines_of(deed.seq)] == [user.uid for user in users]


def test_one_stale_row_among_many_refuses_all(officer):
    users = [account(f"u{number}") for number in range(3)]
    with act("account.create", by=officer) as deed:
        deed.create_many(users)
    User.objects.filter(pk=users[2].pk).update(version=9)
    for user in users:
        user.full_name = "Đổi"
    with pytest.raises(VersionConflict), act("account.edit", by=officer) as deed:
        deed.save_many(users)
    assert not User.objects.filter(full_name="Đổi").exists()


def test_an_act_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        declare(ActKind("account.edit", "Khác", "Other"))
    assert label_of("account.edit", "en") == "Account edited"
    assert label_of("of.an.older.release") == "of.an.older.release"


@pytest.fixture
def pauses(monkeypatch) -> list:
    """Instead of waiting between attempts."""
    taken: list = []
    monkeypatch.setattr("ocop_registry.journal.acts.time.sleep", taken.append)
    return taken


class Failing:
    """An act that fails with these codes, one per call, and then succeeds."""

    def __init__(self, *codes: str):
        self.codes, self.calls = list(codes), 0

    def __call__(self) -> str:
        self.calls += 1
        if not self.codes:
            return "done"
        cause = Exception()
        cause.pgcode = self.codes.pop(0)
        raise OperationalError("refused by the database") from cause


def test_a_deadlock_victim_starts_again_twice(fresh_database, pauses):
    work = Failing("40P01", "40001")
    assert retried(work.__call__)() == "done"
    assert (work.calls, len(pauses)) == (3, 2)


@pytest.mark.parametrize(("codes", "calls"), [(["40P01"] * 3, 3), (["55P03"], 1)])
def test_a_third_deadlock_or_another_error_is_raised(fresh_database, pauses, codes, calls):
    work = Failing(*codes)
    with pytest.raises(OperationalError):
        retried(work.__call__)()
    assert work.calls == calls


def test_within_a_foreign_transaction_nothing_is_retried(officer, pauses):
    work = Failing("40P01")
    with pytest.raises(OperationalError), transaction.atomic():
        retried(work.__call__)()
    assert (work.calls, pauses) == (1, [])
