"""Who sees a job, may stop it, fetch its file, or look after the register by one."""

from typing import Any

from django.db.models import Q, QuerySet

from ocop_registry.accounts.permissions import scope
from ocop_registry.jobs.models import Job


def jobs_seen(user: Any) -> QuerySet[Job]:
    """Jobs of the provinces that the person sees, and their own; those of the country by who sees
    it whole."""
    found = Job.objects.select_related("by", "province")
    seen = scope(user, "view")
    if seen.everywhere:
        return found
    own = Q(by=user, province=None)
    return found.filter(own | Q(province__in=seen.provinces))


def may_see_jobs(user: Any) -> bool:
    """Whether the person has a place on the page of jobs at all."""
    return bool(scope(user, "view"))


def may_maintain(user: Any) -> bool:
    """Whether the person may rebuild the register and have it verified: the ministry's office and
    administrators. Neither changes what the register says."""
    return bool(user.is_active and (user.is_superuser or scope(user, "central")))


def may_stop(user: Any, job: Job) -> bool:
    """Who asked for it; or who looks after the whole."""
    return job.by_id == user.pk or may_maintain(user)


def may_fetch(user: Any, job: Job) -> bool:
    """Its file was made with the rights of who asked for it, so it is theirs alone."""
    return bool(job.output) and job.by_id == user.pk
