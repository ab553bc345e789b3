"""How a page hands work over and answers: with what came of it when that took but a moment, else
with a page that shows the bar."""

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from ocop_registry.excel.writing import CONTENT_TYPE
from ocop_registry.jobs.models import Job, JobStatus
from ocop_registry.jobs.starting import settled

TYPES = {"xlsx": CONTENT_TYPE, "csv": "text/csv; charset=utf-8", "zip": "application/zip"}


def answer_job(
    request: HttpRequest,
    job: Job,
    *,
    refused: Callable[[list[str]], HttpResponseBase],
    meanwhile: str = "",
) -> HttpResponseBase:
    """Wait a moment for the job. `refused`: the page that tells why it could not be done;
    `meanwhile`: the address that shows the bar (left out: the job's own page)."""
    job = settled(job)
    if job.is_live:
        return redirect(meanwhile) if meanwhile else redirect("admin:job_page", job.uid)
    # told here and now: the page that it was started from has nothing left to tell
    Job.objects.filter(pk=job.pk).update(page="")
    if job.status == JobStatus.FAILED:
        return refused(job.said)
    if job.output and job.by_id == request.user.pk:
        return job_file(job)
    # with a code, what was done found something to look at
    tell = messages.warning if job.code else messages.success
    tell(request, " ".join(job.said))
    return redirect(job.where) if job.where else redirect("admin:job_page", job.uid)


def job_file(job: Job) -> FileResponse:
    """The file that a job made, to be saved, never shown by the browser."""
    response = FileResponse(
        job.output.open("rb"),
        as_attachment=True,
        filename=job.output_name,
        content_type=TYPES.get(job.output_name.rpartition(".")[2], "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
