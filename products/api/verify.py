"""May these stars be trusted? One code, or up to a thousand, on any day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.api.document import query
from ocop_registry.api.errors import Fault
from ocop_registry.api.views import json_answer, json_text, refuse
from ocop_registry.lists.filtersets import Unreadable
from products.api import shapes
from products.api.base import PublicView
from products.queries import values
from products.queries.verify import Answer, Hit, check_codes
from products.today import version
from products.today.texts import based

MOST_CODES = 1000
LONGEST_CODE = 200


class Verify(PublicView):
    """Product codes, GTINs, decision numbers or uids. The answer never guesses.

    `ambiguous` lists the candidates, a decision number its products (`decision`), and `unknown`
    says which provinces' registers are complete and until when. `never_certified`: not recognised
    by that day.
    """

    summary = "May these stars be trusted?"
    http_method_names: ClassVar[list[str]] = ["get", "head", "options", "post"]
    parameters = (
        query("code", "Product code, GTIN, decision number or uid.", required=True),
        query("on", "Another day than today, YYYY-MM-DD."),
    )
    answers = shapes.VerifyAnswer
    accepts = shapes.VerifyQuestion
    follows = "seq"

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        faults = self.faults(request)
        code = request.GET.get("code", "").strip()
        if not code:
            faults.append(
                Fault(
                    "?code",
                    "required",
                    _("Hãy ghi mã sản phẩm, mã GTIN, số quyết định hoặc mã định danh."),
                )
            )
        elif len(code) > LONGEST_CODE:
            faults.append(Fault("?code", "too_long", _too_long()))
        on = _day(request.GET.get("on", "").strip(), "?on", faults)
        refuse(faults)
        return json_answer(verified([code], on))

    def post(self, request: Any) -> HttpResponseBase:
        """The same for up to 1,000 codes at once, answered in their order. Changes nothing."""
        faults = [_no_parameters(name) for name in request.GET]
        codes, on = _question(request.data, faults)
        refuse(faults)
        with version.at(version.version_now()):
            response = json_answer(verified(codes, on))
        response.headers["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Accept-Language"])
        return response


def verified(codes: Sequence[str], on: date) -> str:
    """The answer to several codes as JSON text, in a number of queries that does not grow with
    them."""
    current = version.current() or version.version_now()
    changed_at = current.at or clock.now()
    results = [
        _item(code, answer) for code, answer in zip(codes, check_codes(codes, on), strict=True)
    ]
    return based(
        json_text({"on": on.isoformat(), "as_of": changed_at.isoformat(), "results": results})
    )


def _item(code: str, answer: Answer) -> dict[str, Any]:
    one = answer.hits[0] if answer.kind == "one" else None
    return {
        **(_told(code, one) if one else _nothing_told(code)),
        "standing": answer.standing,
        "sentence": " ".join(answer.sentences),
        "decisions": [found.ref for found in answer.decisions],
        "candidates": [] if one else [_told(code, hit) for hit in answer.hits],
        "candidate_count": 0 if one else answer.total,
        "complete_registers": [
            _register(office) for office in answer.offices if office.complete_until
        ],
    }


def _told(code: str, hit: Hit) -> dict[str, Any]:
    """What is said of one product or of the certification asked about."""
    card, state = hit.product.card, hit.asked.state
    return {
        "code": code,
        "standing": hit.standing,
        "stars": hit.asked.stars or None,
        "sentence": hit.sentence,
        "product": {name: card[name] for name in ("uid", "name", "url")},
        "producer": card["producer"],
        "certification": (
            _certificate(hit.certification.card)
            if hit.certification
            else hit.product.state["certification"]
        ),
        "next_standing": state["next_standing"],
        "next_standing_on": state["next_standing_on"],
    }


_OF_CERTIFICATE = tuple(shapes.CertificateRef().fields)


def _certificate(card: dict[str, Any]) -> dict[str, Any]:
    return {name: card[name] for name in _OF_CERTIFICATE if name in card}


def _nothing_told(code: str) -> dict[str, Any]:
    empty = ("stars", "product", "producer", "certification", "next_standing", "next_standing_on")
    return {"code": code, **dict.fromkeys(empty)}


def _register(office: Office) -> dict[str, Any]:
    place = office.place
    return {
        "province": {"code": place.public_code, "name": place.name, "full_name": place.full_name},
        "office": office.name,
        "complete_until": office.complete_until.isoformat() if office.complete_until else None,
    }


# --- what is asked --------------------------------------------------------------------------------
def _question(body: Any, faults: list[Fault]) -> tuple[list[str], date]:
    """Codes and day of a body, with every fault of it."""
    if not isinstance(body, dict):
        sentence = _("Hãy gửi một đối tượng JSON, ví dụ {“codes”: [“19-02155-003-2026”]}.")
        faults.append(Fault("#", "invalid", sentence))
        return [], clock.today()
    for name in body.keys() - {"codes", "on"}:
        sentence = _("Không có trường “%(name)s”. Các trường: %(known)s.") % {
            "name": name,
            "known": "codes, on",
        }
        faults.append(Fault(f"#/{_escaped(name)}", "unknown_field", sentence))
    return _codes(body.get("codes"), faults), _day(body.get("on"), "#/on", faults)


def _codes(given: Any, faults: list[Fault]) -> list[str]:
    if not isinstance(given, list) or not given:
        faults.append(
            Fault("#/codes", "required", _("“codes” là một danh sách có ít nhất một mã."))
        )
        return []
    if len(given) > MOST_CODES:
        sentence = _(
            "Mỗi lần kiểm tra tối đa %(most)d mã, ở đây có %(count)d: hãy chia thành nhiều lần."
        )
        faults.append(
            Fault("#/codes", "too_many", sentence % {"most": MOST_CODES, "count": len(given)})
        )
        return []
    for index, code in enumerate(given):
        if not isinstance(code, str) or not code.strip():
            faults.append(
                Fault(f"#/codes/{index}", "invalid", _("Mỗi mã là một chuỗi ký tự không để trống."))
            )
        elif len(code) > LONGEST_CODE:
            faults.append(Fault(f"#/codes/{index}", "too_long", _too_long()))
    return given


def _day(given: Any, pointer: str, faults: list[Fault]) -> date:
    if given is None or given == "":
        return clock.today()
    try:
        return values.day(given if isinstance(given, str) else json_text(given))
    except Unreadable as problem:
        faults.append(Fault(pointer, "invalid", str(problem)))
        return clock.today()


def _too_long() -> str:
    return _("Mã dài quá %(most)d ký tự.") % {"most": LONGEST_CODE}


def _no_parameters(name: str) -> Fault:
    sentence = _("Với POST hãy ghi “%(name)s” trong nội dung JSON, không ghi trong địa chỉ.") % {
        "name": name
    }
    return Fault(f"?{name}", "unknown_parameter", sentence)


def _escaped(name: str) -> str:
    """A member's name in a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
