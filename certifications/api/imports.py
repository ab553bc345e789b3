"""Excel files over the API: the same staged import as on the pages, by the same functions."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from certifications.imports import checking, jobs, staging
from certifications.imports.kinds import kind_of
from certifications.imports.preview import moved
from certifications.imports.stored import as_looked
from certifications.models import Import, ImportKind, ImportStatus, Round
from ocop_registry import uids
from ocop_registry.accounts.permissions import scope
from ocop_registry.api.document import in_path, query
from ocop_registry.api.errors import Fault, InvalidInput, problem
from ocop_registry.api.staff import StaffView
from ocop_registry.api.views import json_answer, json_text
from ocop_registry.excel.reading import MOST_BYTES
from ocop_registry.jobs.models import Job, JobStatus
from ocop_registry.jobs.starting import settled
from ocop_registry.places.models import Place, PlaceLevel

PATIENCE = 20.0  # seconds that a script waits for an answer
STILL_WORKED_ON = "Tệp đang được xử lý, chưa xong: gửi lại đúng yêu cầu này sau ít giây, việc không bị làm hai lần."
FIELDS = ("file", "kind", "province", "round")


class RowError(serializers.Serializer):
    sheet = serializers.CharField()
    cell = serializers.CharField(help_text="`B7`")
    code = serializers.CharField(help_text="For machines.")
    detail = serializers.CharField(help_text="What is wrong and what to do, in Vietnamese.")


class MovedRow(serializers.Serializer):
    """A row that would now do something else than the preview showed."""

    sheet = serializers.CharField()
    row = serializers.IntegerField()
    before = serializers.CharField(help_text="Its outcome as shown, in Vietnamese.")
    after = serializers.CharField(help_text="Its outcome now.")
    detail = serializers.CharField(help_text="Both with every change, as a sentence.")


class ImportUpload(serializers.Serializer):
    """A form (multipart/form-data)."""

    file = serializers.FileField(help_text="An .xlsx or .csv file of at most 10 MB.")
    kind = serializers.ChoiceField(choices=ImportKind.values)
    province = serializers.CharField(
        required=False,
        help_text="Code of today's province; may be left out where a round is given.",
    )
    round = serializers.CharField(
        required=False, help_text="Uid of the round, for `applications` and `results`."
    )


class StagedImport(serializers.Serializer):
    """read = created + changed + unchanged + refused, always."""

    uid = serializers.CharField()
    kind = serializers.ChoiceField(choices=ImportKind.values)
    province = serializers.CharField(allow_null=True)
    round = serializers.CharField(allow_null=True)
    file_name = serializers.CharField()
    status = serializers.ChoiceField(choices=ImportStatus.values)
    version = serializers.IntegerField(
        help_text="Rises with every mending; send it along to apply exactly what was seen."
    )
    read = serializers.IntegerField()
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    errors = RowError(many=True)
    changed_since = MovedRow(
        many=True,
        help_text="What the register changed since the preview; applying with `version` confirms it.",
    )
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What of the file was not read, and why."
    )


class Imports(StaffView):
    """Check an Excel file and keep it for applying. The same file still waiting is checked anew and
    answered: sending twice is harmless."""

    summary = "Stage an Excel file"
    http_method_names: ClassVar[list[str]] = ["post", "options"]
    parser_classes = (MultiPartParser,)
    accepts = ImportUpload
    answers = StagedImport
    by_job = True

    def post(self, request: Any) -> HttpResponse:
        word, province, round_ = _read_form(request)
        upload = request.FILES["file"]
        job = jobs.start_staging(
            upload.read(MOST_BYTES + 1),
            upload.name,
            word,
            by=request.user,
            province=province,
            round_=round_,
        )
        return _unfinished(request, job, at="#/file") or answer(jobs.staged_by(job))


class ImportOne(StaffView):
    """A staged or applied file with every row's errors."""

    summary = "One Excel file"
    path_parameters = (in_path("uid", "Uid of the import."),)
    answers = StagedImport

    def get(self, request: Any, uid: str) -> HttpResponse:
        return answer(_import_or_404(request, uid))


class ImportApply(StaffView):
    """Write the good rows in one act; refused rows stay behind. Applying an applied file again
    answers the same and does nothing."""

    summary = "Apply a staged Excel file"
    http_method_names: ClassVar[list[str]] = ["post", "options"]
    path_parameters = (in_path("uid", "Uid of the import."),)
    parameters = (
        query(
            "version",
            "The version that was seen: 409 when the file was mended or checked anew since. Needed"
            " where `changed_since` is not empty.",
            int,
        ),
    )
    answers = StagedImport
    by_job = True

    def post(self, request: Any, uid: str) -> HttpResponse:
        imported = _import_or_404(request, uid)
        if imported.status == ImportStatus.APPLIED and imported.applied_by_id == request.user.pk:
            return answer(imported)
        staging.require(request.user, kind_of(imported.kind).apply_permission, imported.province)
        job = jobs.start_applying(imported, by=request.user, version=_version(request))
        return _unfinished(request, job) or answer(_import_or_404(request, uid))


def _unfinished(request: HttpRequest, job: Job, at: str = "") -> HttpResponse | None:
    """Why the job came to nothing, as a problem: 503 while it is still worked on; None when it is
    done. `at`: what of the request a refusal is about."""
    job = settled(job, PATIENCE)
    if job.is_live:
        waits = problem(request, 503, STILL_WORKED_ON)
        waits["Retry-After"] = "10"
        return waits
    if job.status == JobStatus.DONE:
        return None
    status = {"refused": 409, "broken": 500}.get(job.code, 422)
    if job.status == JobStatus.CANCELLED:
        status = 409
    faults = [Fault(at if status == 422 else "", job.code or "stopped", one) for one in job.said]
    return problem(request, status, " ".join(job.said), faults=faults)


def answer(imported: Import) -> HttpResponse:
    document = {
        "uid": imported.uid,
        "kind": imported.kind,
        "province": imported.province.code if imported.province else None,
        "round": imported.round.uid if imported.round else None,
        "file_name": imported.file_name,
        "status": imported.status,
        "version": imported.version,
        **imported.counts,
        "errors": checking.errors(as_looked(row) for row in imported.rows.exclude(faults=[])),
        "changed_since": [
            {
                "sheet": one.sheet,
                "row": one.number,
                "before": one.before,
                "after": one.after,
                "detail": one.sentence,
            }
            for one in (moved(imported) if imported.status == ImportStatus.STAGED else [])
        ],
        "notes": imported.faults,
    }
    return json_answer(json_text(document))


# --- what was sent --------------------------------------------------------------------------------
def _read_form(request: Any) -> tuple[str, Place | None, Round | None]:
    """The kind, province and round of an upload. Raises InvalidInput with every fault,
    PermissionDenied outside the province."""
    faults = [
        Fault(f"#/{name}", "unknown_field", _("Không có trường “%(name)s”.") % {"name": name})
        for name in _unknown(request)
    ]
    word = request.POST.get("kind", "")
    if word not in ImportKind.values:
        faults.append(
            Fault(
                "#/kind",
                "invalid",
                _("Ghi loại tệp: %(words)s.") % {"words": ", ".join(ImportKind.values)},
            )
        )
    if "file" not in request.FILES:
        faults.append(
            Fault("#/file", "required", _("Gửi kèm tệp .xlsx hoặc .csv trong trường “file”."))
        )
    province, round_ = _province(request.POST.get("province", "")), _round(request)
    if request.POST.get("round") and round_ is None:
        faults.append(Fault("#/round", "unknown", _("Không có đợt đánh giá này.")))
    if round_ is not None:
        province = province or round_.place
    elif request.POST.get("province") and province is None:
        faults.append(
            Fault("#/province", "unknown", _("Không có tỉnh, thành phố hiện nay nào có mã này."))
        )
    elif province is None:
        faults.append(
            Fault("#/province", "required", _("Ghi mã tỉnh, thành phố hiện nay của tệp."))
        )
    if faults:
        raise InvalidInput(faults)
    if not scope(request.user, kind_of(word).permission).covers(province):
        raise PermissionDenied
    return word, province, round_


def _version(request: Any) -> int | None:
    told = request.GET.get("version")
    if told is None:
        return None
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise InvalidInput(
            [Fault("?version", "invalid", _("Ghi một số nguyên, như câu trả lời trước đã cho."))]
        )
    return int(told)


def _unknown(request: Any) -> list[str]:
    return sorted((set(request.POST) | set(request.FILES)) - {*FIELDS, "csrfmiddlewaretoken"})


def _province(code: str) -> Place | None:
    return (
        Place.objects.filter(level=PlaceLevel.PROVINCE, valid_until=None, code=code).first()
        if code.isalnum()
        else None
    )


def _round(request: Any) -> Round | None:
    rounds = scope(request.user, "view").limit(
        Round.objects.select_related("place", "scheme"), "place"
    )
    return rounds.filter(uid=uids.normalise(request.POST.get("round", "")) or None).first()


def _import_or_404(request: Any, uid: str) -> Import:
    found = (
        Import.objects.select_related("province", "round")
        .filter(uid=uids.normalise(uid) or "")
        .first()
    )
    if found is None or not scope(request.user, "view").covers(found.province):
        raise Http404
    return found
