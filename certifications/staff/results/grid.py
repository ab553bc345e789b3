"""The results grid of a round: a plain form, and behind it the small endpoint that saves rows as
they are typed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from certifications.law.rules import SchemeRules
from certifications.models import Round, RoundStatus
from certifications.results import shapers
from certifications.results import typed as results
from certifications.results.typed import SavedRow
from certifications.results.typed_row import FIELDS, check_row
from certifications.rounds.access import Refused, may_in_round
from certifications.rounds.contents import Content, before, is_open
from certifications.staff.list_columns import HEADINGS, RESULTS
from certifications.staff.posted import read_json, whole_number
from certifications.staff.results import rows as grid_rows
from certifications.staff.scoped import round_or_404
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

MOST_ROWS = 1000  # of one request; a round has some tens


def urls() -> list:
    return [
        path("dot/<str:uid>/ket-qua/", results_page, name="round_results"),
        path("dot/<str:uid>/ket-qua/luu/", save_rows, name="round_results_save"),
    ]


# --- the page -------------------------------------------------------------------------------------
def results_page(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The grid while the round is being evaluated, a table to read at any other time."""
    round_ = round_or_404(request.user, uid)
    if request.method == "POST":
        return _save_form(request, round_)
    rows = grid_rows.rows_of(round_)
    return twin(request, f"Kết quả {round_}", RESULTS, rows) or _show(request, round_, rows)


def _show(
    request: HttpRequest,
    round_: Round,
    rows: list,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    editable = is_open(Content.RESULTS, round_) and may_in_round(
        request.user, "result.enter", round_
    )
    context = {
        "round": round_,
        "rows": rows,
        "headings": HEADINGS,
        "marks": grid_rows.MARKS,
        "summary": grid_rows.summary_of(round_),
        "problems": problems or [],
        "with_errors": sum(row.state == "draft" for row in rows),
        "editable": editable,
        "too_early": round_.status in before(RoundStatus.EVALUATING),
        "approver_warning": shapers.warning(round_, request.user) if editable else "",
    }
    template = (
        "certifications/results/results_grid.html"
        if editable
        else "certifications/results/results_table.html"
    )
    return staff_page(
        request,
        template,
        context,
        title="Kết quả đánh giá",
        crumbs=crumbs_of(round_),
        status=status,
    )


def crumbs_of(round_: Round) -> tuple:
    return ((str(round_), reverse("admin:round_page", args=[round_.uid])),)


def _save_form(request: HttpRequest, round_: Round) -> HttpResponse:
    """The whole grid as a plain form: touched rows are saved, faulty ones kept as typed, stale ones
    shown beside the other's."""
    typed, versions = _read_form(request.POST)
    try:
        _refuse_unknown_fields(typed, round_)
        saved = results.enter(round_, typed, versions, by=request.user)
    except Refused as refused:
        round_.refresh_from_db()
        rows = grid_rows.rows_of(round_)
        grid_rows.put_back(rows, typed, round_)
        return _show(request, round_, rows, problems=refused.reasons, status=409)
    stale = {row.uid: row for row in saved if row.outcome == "stale"}
    if stale:
        return _show_stale(request, round_, typed, stale)
    _tell(request, saved)
    return redirect("admin:round_results", round_.uid)


def _read_form(posted: QueryDict) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """Typed rows by application uid, and the versions their typist saw. Rows left as they were, or
    given up, are not sent on."""
    typed, versions = {}, {}
    for uid in posted.getlist("row")[:MOST_ROWS]:
        prefix = f"r-{uid}-"
        raw = {
            name.removeprefix(prefix): str(posted[name]).strip()
            for name in posted
            if name.startswith(prefix)
        }
        version, shown, given_up = (
            raw.pop("version", ""),
            raw.pop("shown", ""),
            raw.pop("theirs", ""),
        )
        if given_up or shown == grid_rows.fingerprint(raw) and raw.keys() <= set(FIELDS):
            continue
        typed[uid], versions[uid] = raw, whole_number(version)
    return typed, versions


def _refuse_unknown_fields(typed: Mapping[str, Mapping[str, str]], round_: Round) -> None:
    """Stars are computed: whoever sends them, or any other field of their own, gets nothing saved.
    Raises Refused."""
    scheme = SchemeRules.from_data(round_.scheme.slug, round_.scheme.data)
    found = {
        name: check_row(raw, scheme).errors[name]
        for raw in typed.values()
        for name in raw.keys() - set(FIELDS)
    }
    if found:
        raise Refused(*(f"{name}: {sentence}" for name, sentence in sorted(found.items())))


def _show_stale(
    request: HttpRequest, round_: Round, typed: dict, stale: dict[str, SavedRow]
) -> HttpResponse:
    rows = grid_rows.rows_of(round_)
    grid_rows.put_back(rows, typed, round_)
    for row in rows:
        if row.uid in stale:
            row.theirs = row.stored
    names = ", ".join(str(row.application) for row in rows if row.theirs is not None)
    problem = (
        f"Người khác vừa sửa {len(stale)} dòng mà bạn cũng sửa: {names}. Những dòng khác đã lưu. "
        "Dưới mỗi dòng đó là bản của họ: lưu lại để giữ bản của bạn, hoặc đánh dấu “lấy của họ”."
    )
    return _show(request, round_, rows, problems=[problem], status=409)


def _tell(request: HttpRequest, saved: list[SavedRow]) -> None:
    """One sentence on what became of the rows."""
    done = sum(row.outcome in {"saved", "cleared"} for row in saved)
    drafts = sum(
        row.outcome == "draft" or (row.outcome == "unchanged" and not row.row.complete)
        for row in saved
    )
    if done:
        messages.success(request, f"Đã lưu {done} dòng.")
    if drafts:
        messages.warning(
            request, f"{drafts} dòng còn lỗi: đã giữ nguyên những gì bạn gõ, xem chữ đỏ ở từng ô."
        )
    if not saved:
        messages.info(request, "Không có dòng nào thay đổi.")


# --- saved as you type ----------------------------------------------------------------------------
@require_POST
def save_rows(request: HttpRequest, uid: str) -> JsonResponse:
    """Save the rows of a JSON body {"by": sign-in name, "rows": [{"uid", "version", "values"}]};
    answers what became of each.

    409 with "problems" when nothing could be saved; the rows stay in the browser.
    """
    round_ = round_or_404(request.user, uid)
    try:
        typed, versions, by = _read_json(request.body)
    except BadBody as problem:
        return _refusal(400, str(problem))
    if by != request.user.get_username():
        return _refusal(
            409,
            f"Bạn đang đăng nhập là {request.user}, còn các dòng này do {by} gõ. Hãy đăng nhập lại"
            f" bằng {by}.",
        )
    try:
        _refuse_unknown_fields(typed, round_)
        saved = results.enter(round_, typed, versions, by=request.user)
    except Refused as refused:
        return _refusal(409, *refused.reasons)
    except PermissionDenied as denied:
        return _refusal(403, str(denied))
    who = _who_saved(round_, saved)
    return JsonResponse(
        {
            "rows": [{**_answer(row), "who": who.get(row.uid, "")} for row in saved],
            "summary": grid_rows.summary_of(round_).sentence,
            "saved_at": f"{timezone.localtime():%H:%M}",
        }
    )


class BadBody(ValueError):
    """A body that is not what the grid's script sends."""


def _read_json(body: bytes) -> tuple[dict[str, dict[str, str]], dict[str, int], str]:
    """Rows and versions by application uid, and who typed them. Raises BadBody."""
    try:
        sent = read_json(body)
        rows, by = sent["rows"], sent["by"]
        typed = {
            str(row["uid"]): {str(name): str(value) for name, value in row["values"].items()}
            for row in rows
        }
        versions = {str(row["uid"]): whole_number(row["version"]) for row in rows}
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadBody(
            "Không đọc được các dòng gửi lên: hãy tải lại trang; những gì đã gõ vẫn còn trên máy"
            " này."
        ) from problem
    if not 1 <= len(rows) <= MOST_ROWS:
        raise BadBody(f"Mỗi lần gửi từ 1 đến {MOST_ROWS} dòng.")
    return typed, versions, str(by)


def _answer(saved: SavedRow) -> dict[str, Any]:
    row = saved.row
    return {
        "uid": saved.uid,
        "outcome": saved.outcome,
        "version": saved.version,
        "errors": {} if row.empty else row.errors,
        "stars": row.conclusion.final if row.conclusion else None,
        "disqualified": bool(row.values.get("disqualified")) and row.complete,
        "why": row.why,
        "theirs": saved.theirs,
    }


def _who_saved(round_: Round, saved: list[SavedRow]) -> dict[str, str]:
    """Who stands behind the stored version of the stale rows, by application uid."""
    stale = {row.uid for row in saved if row.outcome == "stale"}
    return (
        {row.uid: row.who for row in grid_rows.rows_of(round_) if row.uid in stale} if stale else {}
    )


def _refusal(status: int, *problems: str) -> JsonResponse:
    return JsonResponse({"problems": list(problems)}, status=status)
