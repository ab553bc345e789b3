"""How an endpoint describes itself in the OpenAPI document: parameters, answers and problems,
declared once on the view.

A view names `parameters` (what it accepts is exactly what is documented), `answers` (a serializer
class used as a shape only: answers are stored texts; of a `paged` view the shape of a row), and a
`summary`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from ocop_registry.lists.filtersets import StrictFilterSet

PROBLEM = "application/problem+json"
LANGUAGE = OpenApiParameter(
    "Accept-Language",
    str,
    OpenApiParameter.HEADER,
    description="Language of sentences and problems: `vi` (default) or `en`.",
)
CURSOR = OpenApiParameter(
    "cursor", str, description="Opaque position, taken from `next` or `previous` of an answer."
)
PAGE_SIZE = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 1, "maximum": 200},
    default=50,
    description="Rows of a page, at most 200.",
)


class Fault(serializers.Serializer):
    pointer = serializers.CharField(
        help_text="`?name` for a parameter of the address, `#/a/0` (JSON Pointer) in a body."
    )
    code = serializers.CharField(help_text="For machines.")
    detail = serializers.CharField(help_text="For people, in the language of `Accept-Language`.")


class Problem(serializers.Serializer):
    """RFC 9457 problem document."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = Fault(many=True, required=False)


def query(name: str, description: str, kind: Any = str, **options: Any) -> OpenApiParameter:
    """One parameter of the address."""
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description, **options)


def parameters_of(filters: type[StrictFilterSet]) -> tuple[OpenApiParameter, ...]:
    """What a FilterSet reads, as the document tells it."""
    return tuple(
        query(
            name,
            one.extra["help_text"],
            enum=list(one.choices) or None,
            **({"default": one.default} if one.default else {}),
        )
        for name, one in filters.base_filters.items()
    )


def in_path(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(
        name, str, OpenApiParameter.PATH, required=True, description=description
    )


class _UnitMeant(serializers.Serializer):
    """One of several units whose name `place` gives; the rows are those of all of them."""

    code = serializers.CharField(help_text="Asks, as `place`, for what is under this unit alone.")
    name = serializers.CharField(help_text="Its whole name, smallest unit first.")


@cache
def page_of(shape: type[serializers.Serializer], *, places: bool = False) -> serializers.Serializer:
    """The envelope of a list. `places`: whether it may be asked for a place by name."""
    address = {
        "allow_null": True,
        "help_text": "Address of the neighbouring page; null when there is none.",
    }
    return inline_serializer(
        f"{shape.__name__}Page",
        {
            "next": serializers.URLField(**address),
            "previous": serializers.URLField(**address),
            **({"places": _UnitMeant(many=True, required=False)} if places else {}),
            "results": shape(many=True),
        },
    )


class EndpointSchema(AutoSchema):
    """Reads the declarations of a view."""

    def get_operation_id(self) -> str:
        name = self.view.__class__.__name__
        return name[0].lower() + name[1:] + ("Post" if self.method == "POST" else "")

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def get_summary(self) -> str:
        return self.view.summary

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """Where an endpoint can be asked in two ways its parameters are those of GET: POST takes
        the same in its body."""
        asked = self.method == "GET" or "get" not in self.view.http_method_names
        declared: Sequence[OpenApiParameter] = self.view.parameters if asked else ()
        return [*self.view.path_parameters, *declared, LANGUAGE]

    def get_request_serializer(self) -> Any:
        return self.view.accepts if self.method == "POST" else None

    def get_response_serializers(self) -> Any:
        shape = self.view.answers
        places = any(one.name == "place" for one in self.view.parameters)
        found: dict[Any, Any] = {
            200: page_of(shape, places=places) if self.view.paged else force_instance(shape)
        }
        if getattr(self.view, "staff", False):
            return found | self._staff_problems()
        if self.method == "GET":
            found[304] = OpenApiResponse(
                description="Not modified since the ETag of `If-None-Match`."
            )
        found[400, PROBLEM] = OpenApiResponse(
            Problem, description="Not understood: all faults at once."
        )
        if self.view.path_parameters:
            found[404, PROBLEM] = OpenApiResponse(
                Problem, description="There is nothing public at this address."
            )
        return found

    def _staff_problems(self) -> dict[Any, Any]:
        said = {
            401: "Not signed in.",
            403: "Not allowed, or no CSRF token.",
            404: "Nothing that the caller may know of.",
        }
        if self.method == "POST":
            said |= {
                400: "Not understood: all faults at once.",
                409: "Refused: every reason.",
                422: "Understood, not accepted.",
            }
        if getattr(self.view, "by_job", False):
            said[503] = "Still being worked on: send the same again after `Retry-After`."
        return {
            (status, PROBLEM): OpenApiResponse(Problem, description=text)
            for status, text in sorted(said.items())
        }


def without_marks(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Postprocessing hook: the generator's own marks on choices are no part of the contract."""
    return _without(result, "x-spec-enum-id")


def _without(node: Any, name: str) -> Any:
    if isinstance(node, dict):
        return {key: _without(value, name) for key, value in node.items() if key != name}
    return [_without(one, name) for one in node] if isinstance(node, list) else node
