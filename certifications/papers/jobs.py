"""The archive of a round's papers as a job: a round of several hundred products has thousands of
pages."""

from certifications.models import Round
from certifications.papers.archive import archive
from certifications.papers.facts import facts_of
from certifications.papers.word.language import BadTemplate
from ocop_registry.accounts.models import User
from ocop_registry.jobs.kinds import JobFailed, JobKind, Outcome, declare
from ocop_registry.jobs.models import Job
from ocop_registry.jobs.starting import start
from ocop_registry.jobs.work import Work
from ocop_registry.places.slugs import file_name

ARCHIVE = "papers.archive"


def start_archive(round_: Round, *, by: User, page: str) -> Job:
    """Have the archive made; for one person once at a time."""
    return start(
        ARCHIVE,
        f"Gói giấy tờ: {round_}",
        by=by,
        province=round_.place,
        args={"round": round_.uid},
        key=f"{ARCHIVE}:{round_.uid}:{by.pk}",
        page=page,
    )


def _archive(work: Work) -> Outcome:
    round_ = Round.objects.select_related("place", "scheme").get(uid=work.args["round"])
    try:
        content = archive(facts_of(round_, work.by), work.progress)
    except BadTemplate as problem:
        raise JobFailed(*problem.reasons) from problem
    name = f"{file_name('giay-to', str(round_))}.zip"
    return Outcome([f"Đã gói giấy tờ vào tệp {name}."], file=content, name=name)


declare(JobKind(ARCHIVE, "Gói giấy tờ của một đợt", _archive))
