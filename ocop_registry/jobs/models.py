"""What a job is for people: what, who, how far, since when, with which result."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from ocop_registry.places.models import Place

KEPT = timedelta(days=30)  # how long what a job left can be seen and fetched


def private_storage() -> Any:
    """Outside the web root; looked up late, so that migrations do not freeze a folder."""
    return storages["private"]


def new_job_uid() -> str:
    """Never drawn twice, not even of jobs long forgotten: the journal names jobs for ever."""
    return uuid.uuid4().hex


class JobStatus(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không làm được"
    CANCELLED = "cancelled", "Đã dừng"


LIVE = (JobStatus.WAITING, JobStatus.RUNNING)


class Job(models.Model):
    """One piece of long work, from asking for it to 30 days after its end.

    `key` names what must not run twice at once ("" : nothing). `args` is what its kind needs, ready
    for JSON. `attempt` counts how often a worker took it up; together with `status` it is the right
    to write: whoever lost it writes nothing any more. `sealed_at`: the point of no return was
    passed, in the same transaction as the act. `page`: the address that it was started from.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_job_uid, editable=False)
    kind = models.CharField("loại việc", max_length=40)
    title = models.CharField("việc", max_length=300)
    key = models.CharField(max_length=200, blank=True, default="")
    args: Any = models.JSONField(default=dict)
    input: Any = models.FileField(storage=private_storage, upload_to="jobs/", blank=True)
    page = models.CharField(max_length=1000, blank=True, default="")
    province = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tỉnh, thành phố",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name="người giao",
    )
    status = models.CharField(
        "trạng thái", max_length=10, choices=JobStatus.choices, default=JobStatus.WAITING
    )
    asked_at = models.DateTimeField("giao lúc", auto_now_add=True)
    started_at = models.DateTimeField("bắt đầu lúc", null=True)
    finished_at = models.DateTimeField("xong lúc", null=True, db_index=True)
    sealed_at = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    task = models.CharField(max_length=40, blank=True, default="")  # its latest place in the queue
    worker = models.CharField(max_length=64, blank=True, default="")
    beat_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop_asked_at = models.DateTimeField(null=True)
    said: Any = models.JSONField("kết quả", default=list)  # sentences for people
    code = models.CharField(max_length=40, blank=True, default="")  # of a failure, for machines
    where = models.CharField(max_length=1000, blank=True, default="")  # the way on
    output: Any = models.FileField(storage=private_storage, upload_to="jobs/", blank=True)
    output_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=JobStatus.values), name="job_status_known"
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(status__in=("waiting", "running")) & ~Q(key=""),
                name="job_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("waiting", "running"), finished_at__isnull=True)
                | Q(status__in=("done", "failed", "cancelled"), finished_at__isnull=False),
                name="job_finished_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | ~Q(status="cancelled"),
                name="job_sealed_is_not_cancelled",
            ),
        ]
        indexes = [models.Index(fields=["status", "asked_at"], name="job_by_status")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        """Whether it still waits or runs."""
        return self.status in LIVE

    @property
    def kept_until(self) -> Any:
        """When it will be forgotten, with its files; None while it lives."""
        return self.finished_at + KEPT if self.finished_at else None


class JobWorker(models.Model):
    """A process that does jobs, as its beats tell. Rows of workers that ended go at the next
    tidying."""

    name = models.CharField(max_length=64, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
