"""Endpoints for staff: signed in by their session, never cached, never open to other sites'
scripts."""

from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView

from ocop_registry.api.document import EndpointSchema
from ocop_registry.api.views import AlwaysJson


class StaffSession(SessionAuthentication):
    """The session of the staff site, with its CSRF token (`X-CSRFToken`). Nobody signed in: 401,
    not 403."""

    def authenticate_header(self, request: Any) -> str:
        return 'Session realm="/quan-tri/login/"'


class StaffView(APIView):
    """What a signed-in officer's script may call. Who may do what is asked by the acts themselves,
    as on the pages."""

    schema = EndpointSchema()
    content_negotiation_class = AlwaysJson
    authentication_classes = (StaffSession,)
    permission_classes = (IsAuthenticated,)
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    staff = True  # documented with the problems of staff endpoints
    parameters: ClassVar[tuple] = ()
    path_parameters: ClassVar[tuple] = ()
    paged = False
    accepts: Any = None

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(status=204)
        response.headers["Allow"] = ", ".join(self.allowed_methods)
        return response

    def finalize_response(
        self, request: Any, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


class StaffSessionScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names it."""

    target_class = StaffSession
    name = "staffSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
