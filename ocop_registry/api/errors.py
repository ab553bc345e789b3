"""RFC 9457 problem documents: every refusal of the API, in the reader's language, with all faults
at once.

A fault's `pointer` says where it is: `?stars` for a parameter of the address, `#/items/3` (a JSON
Pointer) in a body.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as InvalidModel
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework import exceptions
from rest_framework.views import set_rollback

logger = logging.getLogger("ocop_registry.api")

CONTENT_TYPE = "application/problem+json"
INVALID_INPUT = "urn:problem-type:ocop:invalid-input"
PLAIN = "about:blank"  # the status says it all (RFC 9457, 4.2.1)

TITLES = {
    400: gettext_noop("Yêu cầu không hợp lệ"),
    401: gettext_noop("Chưa đăng nhập"),
    403: gettext_noop("Không được phép"),
    404: gettext_noop("Không tìm thấy"),
    405: gettext_noop("Phương thức không được hỗ trợ"),
    406: gettext_noop("Không có định dạng được yêu cầu"),
    409: gettext_noop("Xung đột với trạng thái hiện tại"),
    412: gettext_noop("Bản ghi đã thay đổi"),
    413: gettext_noop("Nội dung quá lớn"),
    415: gettext_noop("Định dạng nội dung không được hỗ trợ"),
    422: gettext_noop("Nội dung không được chấp nhận"),
    428: gettext_noop("Thiếu điều kiện phiên bản"),
    429: gettext_noop("Quá nhiều yêu cầu"),
    500: gettext_noop("Lỗi của máy chủ"),
    503: gettext_noop("Chưa làm xong"),
}
DETAILS = {
    400: gettext_noop("Không đọc được yêu cầu: hãy so với tài liệu tại /api/v1/docs/."),
    401: gettext_noop("Hãy đăng nhập hoặc gửi khóa API."),
    403: gettext_noop("Bạn không có quyền làm việc này."),
    404: gettext_noop(
        "Không có gì ở địa chỉ này: hãy kiểm tra đường dẫn và mã; các đường dẫn có ở /api/v1/docs/."
    ),
    405: gettext_noop("Phương thức %(method)s không dùng được ở đây; được dùng: %(allowed)s."),
    413: gettext_noop("Nội dung gửi lên vượt quá giới hạn: hãy chia thành nhiều lần."),
    415: gettext_noop("Hãy gửi nội dung JSON với Content-Type: application/json."),
    500: gettext_noop("Máy chủ gặp lỗi khi xử lý yêu cầu; lỗi đã được ghi lại. Hãy thử lại sau."),
}


@dataclass(frozen=True)
class Fault:
    """One fault of the input: where, a stable code for machines, a sentence for people."""

    pointer: str
    code: str
    detail: str


class InvalidInput(Exception):
    """The request cannot be understood: every fault of it, answered as one 400."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = list(faults)
        super().__init__("; ".join(f"{fault.pointer}: {fault.detail}" for fault in self.faults))


def problem(
    request: HttpRequest,
    status: int,
    detail: str = "",
    *,
    faults: Sequence[Fault] = (),
    **values: Any,
) -> HttpResponse:
    """A problem document. Without a `detail` the status's own sentence, filled with `values`."""
    document: dict[str, Any] = {
        "type": INVALID_INPUT if faults else PLAIN,
        "title": _(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": detail or _(DETAILS.get(status, DETAILS[400])) % values,
        "instance": request.get_full_path(),
    }
    if faults:
        document["errors"] = [asdict(fault) for fault in faults]
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, status=status, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's exception handler: whatever a view raised, as a problem document. Nothing of a
    traceback gets out."""
    set_rollback()
    request: HttpRequest = context["request"]
    if isinstance(error, InvalidInput):
        return problem(request, 400, _summary(error.faults), faults=error.faults)
    if isinstance(error, InvalidModel):
        return _invalid_model(request, error)
    if isinstance(error, exceptions.APIException):
        return _api_exception(request, error, context)
    if isinstance(error, Http404):
        return problem(request, 404, _sentence(error))
    if isinstance(error, PermissionDenied):
        return problem(request, 403, _sentence(error))
    if isinstance(error, RequestDataTooBig):
        return problem(request, 413)
    if isinstance(error, SuspiciousOperation):
        return problem(request, 400)
    return _server_error(request, error)


def _server_error(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    # as Django does: tests and error reporters hear of it
    got_request_exception.send(sender=None, request=request)
    return problem(request, 500)


def _api_exception(
    request: HttpRequest, error: exceptions.APIException, context: dict[str, Any]
) -> HttpResponse:
    if isinstance(error, exceptions.ValidationError):
        faults = list(_faults(error.detail, "#"))
        return problem(request, 400, _summary(faults), faults=faults)
    if isinstance(error, exceptions.MethodNotAllowed):
        allowed = context["view"].allowed_methods if context.get("view") else []
        response = problem(request, 405, method=request.method, allowed=", ".join(allowed))
        response.headers["Allow"] = ", ".join(allowed)
        return response
    told = (
        isinstance(error, exceptions.ParseError | exceptions.Throttled)
        or error.status_code not in DETAILS
    )
    response = problem(request, error.status_code, str(error.detail) if told else "")
    if challenge := getattr(error, "auth_header", None):
        response.headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        response.headers["Retry-After"] = str(int(wait) + 1)
    return response


def _invalid_model(request: HttpRequest, error: InvalidModel) -> HttpResponse:
    """What the acts refuse: understood, but not to be done; a stale version is a failed
    precondition."""
    if getattr(error, "code", None) == "stale":
        return problem(request, 412, " ".join(error.messages))
    fields = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    faults = [
        Fault(
            f"#/{field}" if field not in {"", "__all__"} else "#",
            one.code or "invalid",
            " ".join(one.messages),
        )
        for field, errors in fields.items()
        for one in errors
    ]
    return problem(request, 422, _summary(faults), faults=faults)


def _faults(detail: Any, pointer: str) -> Iterator[Fault]:
    """DRF's nested details as a flat list."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _faults(
                inner, pointer if name == "non_field_errors" else f"{pointer}/{name}"
            )
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _faults(
                inner, f"{pointer}/{index}" if isinstance(inner, dict | list) else pointer
            )
    else:
        yield Fault(pointer, getattr(detail, "code", "invalid"), str(detail))


def _summary(faults: Sequence[Fault]) -> str:
    if len(faults) == 1:
        return faults[0].detail
    return _("Có %(count)d chỗ sai trong yêu cầu, xem “errors”.") % {"count": len(faults)}


def _sentence(error: Exception) -> str:
    """What the view said of it; Django's own 404s speak of models and patterns, which concern
    nobody outside."""
    return getattr(error, "told", "")


class NotThere(Http404):
    """A 404 with a sentence for the reader."""

    def __init__(self, told: str):
        self.told = told
        super().__init__(told)
