"""A job's own life: started once, ended with its outcome, stopped, kept 30 days, named by its
journal entry."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from ocop_registry import clock
from ocop_registry.database import triggers
from ocop_registry.jobs import upkeep
from ocop_registry.jobs.models import Job, JobStatus
from ocop_registry.jobs.running import BROKEN, run
from ocop_registry.jobs.starting import settled, start, stop
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.origin import Origin, done_for
from ocop_registry.journal.verification import Verification
from producers.models import Producer
from tests import factories as make
from tests.jobs.conftest import Queue
from tests.jobs.work import notes


# --- at once --------------------------------------------------------------------------------------
def test_an_act_names_the_job_that_did_it_and_the_chain_holds(db: None) -> None:
    make.producer("HTX Một")
    job = start("test.deed", "Lập", by=None, args={"name": "HTX Hai"})
    make.producer("HTX Ba")
    job.refresh_from_db()
    by_job = list(JournalEntry.objects.order_by("seq").values_list("job", flat=True))[-3:]
    assert by_job == ["", job.uid, ""]
    assert (job.status, job.said, job.where) == ("done", ["Đã lập HTX Hai."], "/quan-tri/")
    assert job.sealed_at is not None
    entries = JournalEntry.objects.order_by("-seq")
    assert [f'"job":"{job.uid}"' in entry.text for entry in entries[:3]] == [False, True, False]
    assert '"job"' not in entries[0].text, "other entries keep the text they always had"
    assert list(Verification().faults()) == []


def test_a_job_column_that_was_tampered_with_is_found(db: None) -> None:
    job = start("test.deed", "Lập", by=None, args={"name": "HTX Hai"})
    triggers.drop()
    JournalEntry.objects.filter(job=job.uid).update(job="f" * 32)
    assert "the column job is" in list(Verification().faults())[-1].what
    JournalEntry.objects.filter(job="f" * 32).update(job="")
    assert "the column job is empty" in list(Verification().faults())[-1].what


def test_no_second_act_of_one_job_is_ever_written(db: None) -> None:
    """The database itself refuses it, whatever the code above does."""
    job, home = start("test.deed", "Lập", by=None, args={"name": "HTX Hai"}), make.commune()
    again = Origin(job.uid, seal=lambda: None)
    with (
        pytest.raises(IntegrityError, match="job"),
        done_for(again),
        act("producer.create", by=None, province=home.province) as deed,
    ):
        deed.create(Producer(name="HTX Thêm", kind="cooperative", place=home))
    assert not Producer.objects.filter(name="HTX Thêm").exists()


def test_a_refusal_and_a_breakdown_are_told_in_sentences(db: None, caplog: Any) -> None:
    refused = start("test.refuse", "Từ chối", by=None)
    broken = start("test.break", "Hỏng", by=None)
    refused.refresh_from_db()
    broken.refresh_from_db()
    assert (refused.status, refused.said, refused.code) == (
        "failed",
        ["Không làm được việc này."],
        "no",
    )
    assert (broken.status, broken.said, broken.code) == ("failed", [BROKEN], "broken")
    assert "broken on purpose" in caplog.text


def test_what_the_journal_itself_stops_is_told_in_its_words(db: None, settings: Any) -> None:
    make.producer()
    settings.CLOCK_FORWARD_DAYS = -1  # any clock is ahead
    stopped = start("test.deed", "Thêm", by=None, args={"name": "HTX Thêm"})
    stopped.refresh_from_db()
    assert (stopped.status, stopped.code) == ("failed", "stopped")
    assert "confirm_clock" in stopped.said[0]
    assert not Producer.objects.filter(name="HTX Thêm").exists()


def test_an_undeclared_kind_is_not_started(db: None) -> None:
    with pytest.raises(KeyError):
        start("test.unknown", "Lạ", by=None)
    assert not Job.objects.exists()


def test_a_file_comes_with_the_job_and_goes_when_it_was_read(db: None) -> None:
    job = start("test.file", "Viết", by=None, file=b"abc")
    job.refresh_from_db()
    assert job.output.read() == b"ABC"
    assert job.output_name == "tep.csv"
    assert not job.input
    assert len(storages["private"].listdir("jobs")[1]) == 1, "only the output is kept"


def test_what_ended_thirty_days_ago_is_forgotten_with_its_file(db: None) -> None:
    old, young = (start("test.file", "Viết", by=None) for _ in range(2))
    Job.objects.filter(pk=old.pk).update(finished_at=clock.now() - timedelta(days=30, minutes=1))
    Job.objects.filter(pk=young.pk).update(finished_at=clock.now() - timedelta(days=29, hours=23))
    assert upkeep.purge() == 1
    assert list(Job.objects.values_list("uid", flat=True)) == [young.uid]
    assert len(storages["private"].listdir("jobs")[1]) == 1


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"status": "lạ"}, "job_(status_known|finished_with_its_time)"),
        ({"status": "done"}, "job_finished_with_its_time"),
        ({"status": "running", "finished_at": clock.now()}, "job_finished_with_its_time"),
        (
            {"status": "cancelled", "finished_at": clock.now(), "sealed_at": clock.now()},
            "job_sealed_is_not_cancelled",
        ),
    ],
)
def test_what_must_never_be_false_of_a_job(db: None, wrong: dict, name: str) -> None:
    job = Job.objects.create(kind="test.note", title="Sai")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**wrong)


# --- in the queue ---------------------------------------------------------------------------------
def test_a_double_click_starts_one_job(queue: Queue) -> None:
    first = start("test.note", "Một", by=None, args={"word": "một"}, key="k")
    second = start("test.note", "Một", by=None, args={"word": "một"}, key="k", file=b"x")
    assert second.uid == first.uid
    assert not storages["private"].listdir("jobs")[1], "the second file is not kept"
    run(first.uid)
    run(first.uid)
    assert notes() == ["một"]
    third = start("test.note", "Một", by=None, args={"word": "hai"}, key="k")
    assert third.uid != first.uid, "what has ended hinders nobody"


def test_a_waiting_job_is_stopped_at_once_and_never_done(queue: Queue) -> None:
    job = start("test.note", "Một", by=None, args={"word": "một"}, file=b"x")
    assert stop(job)
    assert job.status == JobStatus.CANCELLED
    run(job.uid)
    assert notes() == []
    assert not stop(job), "it has ended"
    assert not storages["private"].listdir("jobs")[1]


def test_without_a_worker_nobody_waits(queue: Queue) -> None:
    job = start("test.note", "Một", by=None, args={"word": "một"})
    began = clock.now()
    assert settled(job, seconds=30).status == JobStatus.WAITING
    assert (clock.now() - began).total_seconds() < 5


def test_an_act_found_done_is_told_and_not_done_again(queue: Queue) -> None:
    """A worker was killed after the act: the job goes back into the queue and only ends."""
    job = start("test.deed", "Lập", by=None, args={"name": "HTX Hai"})
    run(job.uid)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.WAITING, finished_at=None, said=[])
    run(job.uid)
    job.refresh_from_db()
    entry = JournalEntry.objects.get(job=job.uid)
    assert (job.status, job.said, job.attempt) == ("done", [f"mục {entry.seq}"], 2)
    assert Producer.objects.count() == 1


def test_whoever_lost_the_job_writes_nothing(queue: Queue, monkeypatch: Any) -> None:
    """Between its work and its act another worker took it up."""
    job = start("test.deed", "Lập", by=None, args={"name": "HTX Hai", "before": 0.01})
    taken = Job.objects.filter(pk=job.pk)
    monkeypatch.setattr(
        "tests.jobs.work.time.sleep", lambda seconds: taken.update(attempt=7) if seconds else None
    )
    run(job.uid)
    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.RUNNING, 7), "the other worker's, untouched"
    assert not Producer.objects.exists()
    assert not JournalEntry.objects.filter(job=job.uid).exists()
