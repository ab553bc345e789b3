"""Kinds of jobs for tests, declared in the test's process and in its workers' alike."""

import time
from pathlib import Path

from django.conf import settings

from ocop_registry.jobs.kinds import JobFailed, JobKind, Outcome, declare
from ocop_registry.jobs.work import Work
from ocop_registry.journal.acts import act
from tests import factories as make


def notes() -> list[str]:
    """What jobs of the kind "test.note" wrote down, in order."""
    path = Path(settings.VAR_DIR) / "notes.txt"
    return path.read_text().split() if path.exists() else []


def note(work: Work) -> Outcome:
    """Write a word down, so that it can be counted how often it was done."""
    with (Path(settings.VAR_DIR) / "notes.txt").open("a") as file:
        file.write(f"{work.args['word']}\n")
    time.sleep(work.args.get("seconds", 0))
    return Outcome([work.args["word"]])


def deed(work: Work) -> Outcome:
    """One legal act, a producer, with time before, within and after it; it says how far it is."""
    for step in range(10):
        work.progress(step, 20)
        time.sleep(work.args.get("before", 0) / 10)
    home = make.commune()
    with act("producer.create", by=work.by, province=home.province) as open_act:
        open_act.create(make.Producer(name=work.args["name"], kind="cooperative", place=home))
        for step in range(10):
            work.progress(10 + step, 20)
            time.sleep(work.args.get("within", 0) / 10)
    time.sleep(work.args.get("after", 0))
    return Outcome([f"Đã lập {work.args['name']}."], where="/quan-tri/")


def refuse(work: Work) -> Outcome:
    raise JobFailed("Không làm được việc này.", code="no")


def break_down(work: Work) -> Outcome:
    raise RuntimeError("broken on purpose")


def write_file(work: Work) -> Outcome:
    content = work.input() if work.job.input else b"none"
    return Outcome(["Đã viết."], file=content.upper(), name="tep.csv")


declare(
    JobKind("test.note", "Ghi nhớ", note),
    JobKind("test.deed", "Lập chủ thể", deed, lambda job, entry: Outcome([f"mục {entry.seq}"])),
    JobKind("test.refuse", "Từ chối", refuse),
    JobKind("test.break", "Hỏng", break_down),
    JobKind("test.file", "Viết tệp", write_file),
)
