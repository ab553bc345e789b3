"""What was typed into a grid, saved sheet by sheet: as a plain form, or as JSON while somebody
types."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST

from certifications.council.sheets import cell_text
from certifications.council.sheets.access import card_of
from certifications.council.sheets.content import PARTS, BadContent, content_of
from certifications.council.sheets.drafts import SavedDraft, save_draft
from certifications.law.scorecards import Scorecard
from certifications.models import Application, CouncilMember, ScoreSheet, SheetMode
from certifications.rounds.access import Refused, may_in_round
from certifications.staff.council.sheet_grids.units import Board, Unit, fingerprint, stars_words
from certifications.staff.posted import read_json, whole_number
from certifications.staff.scoped import round_or_404

MOST_UNITS = 100  # of one request; the script sends fewer at a time
MOST_FORM_UNITS = 1000
_PREFIX = "u-"


# --- one sheet ------------------------------------------------------------------------------------
def save_unit(
    application: Application,
    member: CouncilMember,
    values: Mapping[str, str],
    version: int,
    mode: str,
    scoring: int,
    by: Any,
) -> tuple[SavedDraft, Scorecard | None]:
    """Save one sheet's cells. Raises Refused, BadContent and PermissionDenied as `save_draft`
    does."""
    card = card_of(application)
    stored = ScoreSheet.objects.filter(
        application=application, member=member, scoring=scoring
    ).first()
    remarks = {name: getattr(stored, name, "") for name in cell_text.REMARKS}
    if mode == SheetMode.TOTALS:
        known, data = {*PARTS, *cell_text.REMARKS}, cell_text.part_data(values, remarks)
    elif card is not None:
        known, data = (
            {*card.by_code, *cell_text.REMARKS},
            cell_text.content_data(values, card, remarks),
        )
    else:
        raise Refused("Chưa chọn bộ sản phẩm cho hồ sơ: chưa có phiếu để chấm.")
    if unknown := values.keys() - known:
        raise BadContent(
            f"Không nhập được trường {', '.join(sorted(unknown))}: hạng sao và tổng điểm do hệ"
            " thống tính."
        )
    return save_draft(application, member, data, version, by=by, scoring=scoring), card


# --- as JSON --------------------------------------------------------------------------------------
@require_POST
def save_json(request: HttpRequest, uid: str) -> JsonResponse:
    """Save {"by", "mode", "rows": [{"uid": "application-member", "version", "scoring", "values"}]};
    answers sheet by sheet.

    A sheet that cannot be saved is answered "refused" with its problems; the others are saved.
    """
    round_ = round_or_404(request.user, uid)
    if not may_in_round(request.user, "result.enter", round_):
        return _refusal(403, "Bạn không nhập được phiếu của đợt này.")
    try:
        sent = read_json(request.body)
        rows, by, mode = sent["rows"], str(sent["by"]), str(sent["mode"])
        typed = [
            (
                *_key(row["uid"]),
                whole_number(row["version"]),
                whole_number(row["scoring"]),
                _texts(row["values"]),
            )
            for row in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return _refusal(
            400,
            "Không đọc được các phiếu gửi lên: hãy tải lại trang; những gì đã gõ vẫn còn trên máy"
            " này.",
        )
    if not 1 <= len(typed) <= MOST_UNITS or mode not in SheetMode.values:
        return _refusal(400, f"Mỗi lần gửi từ 1 đến {MOST_UNITS} phiếu.")
    if by != request.user.get_username():
        return _refusal(
            409,
            f"Bạn đang đăng nhập là {request.user}, còn các phiếu này do {by} gõ. Hãy đăng nhập lại"
            f" bằng {by}.",
        )
    applications = {
        one.uid: one for one in round_.applications.select_related("round__place", "round__scheme")
    }
    members = {one.uid: one for one in round_.council.select_related("user")}
    answers = []
    for app_uid, member_uid, version, scoring, values in typed:
        application, member = applications.get(app_uid), members.get(member_uid)
        answers.append(
            _save_one(
                application,
                member,
                values,
                version,
                mode,
                scoring,
                request.user,
                f"{app_uid}-{member_uid}",
            )
        )
    return JsonResponse({"rows": answers, "saved_at": f"{timezone.localtime():%H:%M}"})


def _save_one(
    application: Any,
    member: Any,
    values: Mapping[str, str],
    version: int,
    mode: str,
    scoring: int,
    user: Any,
    key: str,
) -> dict[str, Any]:
    if application is None or member is None:
        return {
            "uid": key,
            "outcome": "refused",
            "problems": ["Hồ sơ hoặc thành viên này không còn trong đợt: tải lại trang."],
        }
    try:
        saved, card = save_unit(application, member, values, version, mode, scoring, user)
    except Refused as refused:
        return {"uid": key, "outcome": "refused", "problems": refused.reasons}
    except (BadContent, PermissionDenied) as problem:
        return {"uid": key, "outcome": "refused", "problems": [str(problem)]}
    return {"uid": key, **answer_of(saved, card, mode)}


def answer_of(saved: SavedDraft, card: Scorecard | None, mode: str) -> dict[str, Any]:
    """What became of a save, and what the rules say of the sheet as typed."""
    stale = saved.outcome == "stale"
    theirs = (
        cell_text.part_values(saved.stored)
        if mode == SheetMode.TOTALS
        else cell_text.values_of(saved.stored, card)
    )
    return {
        "outcome": saved.outcome,
        "version": saved.version,
        "errors": saved.check.faults,
        "missing": saved.check.missing,
        "complete": saved.check.complete,
        "stars": stars_words(saved.content, saved.check, card),
        "theirs": theirs if stale else None,
        "who": saved.sheet.keyed_by.get_full_name() if stale and saved.sheet else "",
    }


def _key(text: Any) -> tuple[str, str]:
    application, member = str(text).split("-")
    return application, member


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(text).strip() for name, text in values.items()}


def _refusal(status: int, *problems: str) -> JsonResponse:
    return JsonResponse({"problems": list(problems)}, status=status)


# --- as a plain form ------------------------------------------------------------------------------
def save_form(posted: QueryDict, board: Board, user: Any) -> tuple[dict[str, int], list[str]]:
    """Save the touched sheets of a posted grid: the version of each sheet as this person left it,
    and what could not be saved.

    Sheets that did not go through keep their typed cells (`unit.typed`), stale ones show the other
    version (`unit.theirs`).
    """
    units = {unit.key: unit for line in board.lines for unit in line.units}
    versions: dict[str, int] = {}
    problems: list[str] = []
    for key in posted.getlist("unit")[:MOST_FORM_UNITS]:
        prefix = f"{_PREFIX}{key}-"
        values = {
            name.removeprefix(prefix): str(posted[name]).strip()
            for name in posted
            if name.startswith(prefix)
        }
        version, shown = values.pop("version", "0"), values.pop("shown", "")
        seen = whole_number(version)
        if shown == fingerprint(values):
            versions[key] = seen
        elif key in units:
            versions[key] = _save_form_unit(units[key], values, seen, user, problems)
        else:
            problems.append("Có phiếu không còn trong đợt: tải lại trang.")
    return versions, problems


def _save_form_unit(
    unit: Unit, values: dict[str, str], version: int, user: Any, problems: list[str]
) -> int:
    """Save one; gives the version it has then, 0 when it did not go through (the reasons are added
    to `problems`)."""
    where = f"{unit.application}, {unit.member}"
    try:
        found, _ = save_unit(
            unit.application, unit.member, values, version, unit.mode, unit.scoring, user
        )
    except Refused as refused:
        unit.typed = values
        problems += [f"{where}: {reason}" for reason in refused.reasons]
        return 0
    except (BadContent, PermissionDenied) as problem:
        unit.typed = values
        problems.append(f"{where}: {problem}")
        return 0
    if found.outcome != "stale":
        return found.version
    unit.sheet, unit.content = found.sheet, content_of(found.sheet)
    unit.typed, unit.theirs = values, unit.stored
    problems.append(
        f"{where}: người khác vừa sửa phiếu này; bản của họ ở dưới từng ô khác nhau. Lưu lại để giữ"
        " bản của bạn."
    )
    return 0
