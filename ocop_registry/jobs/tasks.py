"""The one task of the queue: do that job. django-tasks finds it by this module's name."""

from django_tasks import task

from ocop_registry.jobs.running import run


@task()
def do_job(uid: str) -> None:
    """Done at most once, however often it stands in the queue."""
    run(uid)
