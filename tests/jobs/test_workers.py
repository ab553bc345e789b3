"""Real workers, killed, stopped and racing: a job is never lost and never done twice."""

import os
import signal
import time
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from certifications.imports import jobs as import_jobs
from certifications.maintenance import VERIFY
from certifications.models import Import, ImportStatus
from ocop_registry.jobs.board import board
from ocop_registry.jobs.models import Job, JobStatus
from ocop_registry.jobs.starting import start, stop
from ocop_registry.jobs.upkeep import GIVEN_UP, MOST_ATTEMPTS
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.verification import Verification
from producers.models import Producer
from tests import factories as make
from tests.certifications.imports.files import staged, xlsx
from tests.jobs.conftest import Queue
from tests.jobs.work import notes


def deed(name: str, **seconds: float) -> Job:
    return start("test.deed", f"Lập {name}", by=None, args={"name": name, **seconds})


def test_a_job_whose_worker_is_killed_at_any_moment_is_done_once(queue: Queue, full: bool) -> None:
    """Killed before, within and after the act; the next worker takes the job up, and is the next
    victim."""
    worker, kills = queue.worker(), 40 if full else 6
    taken_up = already_done = 0
    for number in range(kills):
        job = deed(f"HTX {number}", before=0.4, within=0.4, after=1.0)
        queue.wait(job, lambda now: now.status == JobStatus.RUNNING)
        if number % 3 == 2:  # between the act and the end of its job, however slow the machine
            queue.wait(job, lambda now: now.sealed_at is not None)
        else:
            time.sleep(0.8 * (number % 6) / 5)
        worker.kill()
        worker.wait()
        job.refresh_from_db()
        was_done = JournalEntry.objects.filter(job=job.uid).exists()
        already_done += was_done and job.is_live
        worker = queue.worker()
        job = queue.ended(job)
        taken_up += job.attempt == 2
        assert (job.status, Producer.objects.filter(name=f"HTX {number}").count()) == ("done", 1)
        assert JournalEntry.objects.filter(job=job.uid).count() == 1
    assert Producer.objects.count() == kills
    assert taken_up >= kills / 2, f"only {taken_up} of {kills} kills hit a running job"
    assert already_done, "no kill came between the act and the end of its job"
    assert list(Verification().faults()) == []
    assert not DBTaskResult.objects.filter(status="RUNNING").exists()


def test_an_import_killed_while_it_is_written_is_written_once(queue: Queue) -> None:
    lan = make.staff()
    home = make.commune().full_name
    for number in range(3):
        rows = [(f"HTX {number}.{row}", "Hợp tác xã", home, "") for row in range(150)]
        headings = ("Tên chủ thể", "Loại hình", "Xã, phường", "Mã số thuế")
        imported = staged("producers", xlsx(headings, *rows), lan)
        wanted = imported.counts["created"]  # some names are too much alike: those are asked about
        before = Producer.objects.count()
        job = import_jobs.start_applying(imported, by=lan, version=imported.version)
        worker = queue.worker()
        queue.wait(job, lambda now: now.status != JobStatus.WAITING)
        time.sleep(0.25 * number)
        worker.kill()
        worker.wait()
        queue.worker()
        job = queue.ended(job)
        queue.workers[-1].send_signal(signal.SIGTERM)
        imported.refresh_from_db()
        assert (job.status, imported.status) == (JobStatus.DONE, ImportStatus.APPLIED), job.said
        assert job.said[0] == f"Đã ghi {wanted} dòng vào sổ đăng ký."
        assert JournalEntry.objects.get(act="import.apply", job=job.uid)
        assert Producer.objects.count() - before == wanted > 100
    assert JournalEntry.objects.filter(act="import.apply").count() == Import.objects.count() == 3
    assert list(Verification().faults()) == []


def test_two_workers_racing_over_fifty_jobs_do_each_once(queue: Queue) -> None:
    words = [f"w{number}" for number in range(50)]
    jobs = [
        start("test.note", word, by=None, args={"word": word, "seconds": 0.02}) for word in words
    ]
    both = [queue.worker("--batch", lease=60), queue.worker("--batch", lease=60)]
    for worker in both:
        assert worker.wait(timeout=120) == 0, queue.log
    assert sorted(notes()) == sorted(words)
    ended = Job.objects.filter(pk__in=[job.pk for job in jobs])
    assert set(ended.values_list("status", "attempt")) == {("done", 1)}
    assert len(set(ended.values_list("worker", flat=True))) == 2, "one worker did it all"


def test_a_job_that_kills_every_worker_is_said_to_have_failed(queue: Queue) -> None:
    job = start("test.note", "Chết", by=None, args={"word": "chết", "seconds": 60})
    for attempt in range(1, MOST_ATTEMPTS + 1):
        worker = queue.worker()
        queue.wait(job, lambda now, attempt=attempt: now.attempt == attempt)
        worker.kill()
        worker.wait()
    queue.worker()
    job = queue.ended(job)
    assert (job.status, job.said) == (JobStatus.FAILED, [GIVEN_UP])
    assert job.attempt == MOST_ATTEMPTS


def test_a_task_claimed_by_a_worker_that_was_killed_at_once_is_not_lost(queue: Queue) -> None:
    job = start("test.note", "Bỏ quên", by=None, args={"word": "bỏ-quên"})
    old = Job.objects.filter(pk=job.pk)
    old.update(asked_at=job.asked_at.replace(year=2025))
    claimed = {"status": "RUNNING", "started_at": job.asked_at.replace(year=2025)}
    DBTaskResult.objects.update(**claimed)
    queue.worker()
    assert queue.ended(job).status == JobStatus.DONE
    assert notes() == ["bỏ-quên"]


def test_a_silent_worker_that_comes_back_does_not_write(queue: Queue) -> None:
    """Stopped like a machine that sleeps, taken for dead, and woken after another did its job."""
    job = deed("HTX Ngủ", before=1.0)
    sleeper = queue.worker()
    queue.wait(job, lambda now: now.status == JobStatus.RUNNING)
    sleeper.send_signal(signal.SIGSTOP)
    other = queue.worker()
    job = queue.wait(job, lambda now: now.status == JobStatus.DONE)
    other.send_signal(signal.SIGTERM)
    sleeper.send_signal(signal.SIGCONT)
    sleeper.send_signal(signal.SIGTERM)
    assert sleeper.wait(timeout=60) == 0, queue.log
    assert Producer.objects.filter(name="HTX Ngủ").count() == 1
    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.DONE, 2)
    assert JournalEntry.objects.filter(job=job.uid).count() == 1


@pytest.mark.parametrize("seconds", [{"before": 6.0}, {"within": 6.0}])
def test_a_job_is_stopped_before_its_point_of_no_return(queue: Queue, seconds: dict) -> None:
    queue.worker()
    job = deed("HTX Dừng", **seconds)
    queue.wait(job, lambda now: now.status == JobStatus.RUNNING)
    time.sleep(0.3)
    assert stop(job)
    job = queue.ended(job)
    assert (job.status, job.sealed_at) == (JobStatus.CANCELLED, None)
    assert not Producer.objects.exists()
    assert not JournalEntry.objects.filter(job=job.uid).exists()


def test_after_its_point_of_no_return_a_job_runs_to_its_end(queue: Queue) -> None:
    queue.worker()
    job = deed("HTX Muộn", after=2.0)
    queue.wait(job, lambda now: now.sealed_at is not None)
    assert not stop(job)
    job = queue.ended(job)
    assert (job.status, job.said) == (JobStatus.DONE, ["Đã lập HTX Muộn."])
    assert Producer.objects.count() == 1


def test_how_far_a_job_is_is_told_while_its_act_is_still_open(queue: Queue) -> None:
    """On SQLite nobody can write meanwhile, so this is what the board is for."""
    queue.worker()
    job = deed("HTX Lâu", within=4.0)
    seen = set()
    end = time.monotonic() + 60
    while job.is_live and time.monotonic() < end:
        job.refresh_from_db()
        if job.status == JobStatus.RUNNING:
            seen.add(board().of_jobs([job])[job.pk].done)
        time.sleep(0.05)
    assert len({step for step in seen if 10 < step < 20}) >= 2, seen
    assert (job.status, job.done, job.total) == (JobStatus.DONE, 19, 20)


def test_a_worker_that_is_told_to_stop_finishes_its_job(queue: Queue) -> None:
    worker = queue.worker()
    job = deed("HTX Xong", before=1.0)
    queue.wait(job, lambda now: now.status == JobStatus.RUNNING)
    assert board().workers() == 1
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0, queue.log
    job.refresh_from_db()
    assert job.status == JobStatus.DONE
    assert board().workers() == 0, "a worker that ended takes its leave"


SERVER = "import time, run; run.start_worker(); print('ready', flush=True); time.sleep(600)"


def test_a_worker_is_kept_running_while_the_server_lives(queue: Queue, alive: Any) -> None:
    """What `run.py` starts beside the server: restarted when it dies, gone when the server is."""

    def done_by() -> int:
        """The process that does a job now."""
        job = queue.ended(start(VERIFY, "Kiểm tra", by=None))
        assert job.worker, job.said
        return int(job.worker.split("-")[-2])

    server = queue.database.popen_anew(SERVER, env=queue.env)
    queue.workers.append(server)
    assert server.stdout.readline().strip() == "ready"
    first = done_by()
    os.kill(first, signal.SIGKILL)
    second = done_by()
    assert second != first
    server.kill()
    server.wait()
    end = time.monotonic() + 30
    while alive(second) and time.monotonic() < end:
        time.sleep(0.1)
    assert not alive(second)
