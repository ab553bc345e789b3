"""What every endpoint shares: JSON in and out, known parameters only, CORS, and what leads
nowhere."""

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.views import APIView

from ocop_registry.api.document import EndpointSchema
from ocop_registry.api.errors import Fault, InvalidInput, problem

ALLOWED_HEADERS = "Accept, Accept-Language, Content-Type, If-None-Match"


class AlwaysJson(BaseContentNegotiation):
    """The API speaks JSON whatever is asked for (RFC 9110, 12.5.1 allows it); `?format=` is a
    parameter like any unknown one."""

    def select_parser(self, request: Any, parsers: Sequence[Any]) -> Any:
        media_type = request.content_type.split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media_type), None)

    def select_renderer(
        self, request: Any, renderers: Sequence[Any], format_suffix: str | None = None
    ) -> Any:
        return renderers[0], renderers[0].media_type


class StrictJson(JSONParser):
    """JSON in UTF-8 whatever charset is announced (RFC 8259), and no depth that would break the
    parser."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            value = super().parse(
                stream, media_type, {**(parser_context or {}), "encoding": "utf-8"}
            )
            # a lone surrogate ("\\ud800") is text to Python, but to nobody else
            json_text(value).encode()
        except (ParseError, RecursionError, UnicodeEncodeError) as error:
            raise ParseError(
                _(
                    "Nội dung không phải JSON đúng (UTF-8): hãy kiểm tra dấu ngoặc, dấu phẩy, dấu"
                    " nháy."
                )
            ) from error
        return value


class ApiView(APIView):
    """An endpoint anybody's script may call: JSON, sane HEAD and OPTIONS, open to other sites."""

    schema = EndpointSchema()
    content_negotiation_class = AlwaysJson
    parser_classes = (StrictJson,)
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The methods, for people and for a browser's preflight request."""
        response = HttpResponse(status=204)
        response.headers["Allow"] = ", ".join(self.allowed_methods)
        response.headers["Access-Control-Allow-Methods"] = ", ".join(self.allowed_methods)
        response.headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
        response.headers["Access-Control-Max-Age"] = "86400"
        return response

    def finalize_response(
        self, request: Any, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        open_to_all(response)
        if request.method == "HEAD" and not response.streaming and not hasattr(response, "render"):
            length = len(response.content)
            response.content = b""
            response.headers["Content-Length"] = str(length)
        return response


def open_to_all(response: HttpResponseBase) -> None:
    """Any site's script may read the public API: it holds only what everybody may see, and no
    answer depends on cookies.

    Credentials are not allowed along (no Access-Control-Allow-Credentials), so a signed-in
    officer's session is never used.
    """
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Content-Language"


def unknown_parameters(request: HttpRequest, known: Sequence[str]) -> list[Fault]:
    """One fault per parameter that is not known (naming those that are) or given twice."""
    faults = []
    for name, values in request.GET.lists():
        if name not in known:
            faults.append(Fault(f"?{name}", "unknown_parameter", _unknown(name, known)))
        elif len(values) > 1:
            faults.append(
                Fault(
                    f"?{name}",
                    "repeated_parameter",
                    _("Tham số “%(name)s” chỉ được ghi một lần.") % {"name": name},
                )
            )
        elif "\x00" in values[0]:
            # PostgreSQL cannot hold it and nobody types it.
            faults.append(
                Fault(
                    f"?{name}",
                    "invalid",
                    _("Giá trị của “%(name)s” có ký tự không hợp lệ.") % {"name": name},
                )
            )
    return faults


def _unknown(name: str, known: Sequence[str]) -> str:
    if not known:
        return _("Tham số “%(name)s” không có ở đây: địa chỉ này không nhận tham số nào.") % {
            "name": name
        }
    return _("Không có tham số “%(name)s”. Các tham số được dùng: %(known)s.") % {
        "name": name,
        "known": ", ".join(known),
    }


def unknown_field(name: str, known: Sequence[str]) -> Fault:
    sentence = _("Không có trường “%(name)s”. Các trường: %(known)s.") % {
        "name": name,
        "known": ", ".join(known),
    }
    return Fault("?fields", "unknown_field", sentence)


def refuse(faults: Sequence[Fault]) -> None:
    """Raise InvalidInput when there is any fault."""
    if faults:
        raise InvalidInput(faults)


def json_answer(text: str) -> HttpResponse:
    """Ready JSON text as an answer."""
    return HttpResponse(text, content_type="application/json")


def json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@csrf_exempt
def nothing_here(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Every path under /api/ that leads nowhere: a problem document; a forgotten last slash is put
    right."""
    if (
        request.method in {"GET", "HEAD"}
        and not request.path.endswith("/")
        and _leads_somewhere(f"{request.path}/")
    ):
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponseRedirect(f"{request.path}/{'?' if query else ''}{query}", status=308)
    else:
        response = problem(request, 404)
    open_to_all(response)
    return response


def _leads_somewhere(path: str) -> bool:
    try:
        return resolve(path).func is not nothing_here
    except Resolver404:
        return False
