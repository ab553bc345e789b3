"""What is done with one sheet or one application's scoring, each confirmed on a page: reopening,
keying again, a second scoring."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from certifications.council.sheets import cell_text, closing, second_keying
from certifications.council.sheets.access import card_of, require_key
from certifications.council.sheets.content import PARTS, BadContent
from certifications.models import Round, ScoreSheet, SheetMode
from certifications.results import from_sheets
from certifications.results.outcome import Typed
from certifications.results.second_scoring import open_second_scoring
from certifications.rounds.access import Refused
from certifications.staff.council.sheet_grids.pages import application_or_404, crumbs_below
from certifications.staff.council.sheet_grids.tables import hint_of
from certifications.staff.posted import whole_number
from certifications.staff.scoped import round_or_404
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [
        path("dot/<str:uid>/phieu/tong-hop/", conclude_all, name="round_sheets_conclude"),
        path(
            "dot/<str:uid>/phieu/ho-so/<str:application>/tong-hop/",
            conclude_one,
            name="application_conclude",
        ),
        path(
            "dot/<str:uid>/phieu/ho-so/<str:application>/cham-lan-hai/",
            second_scoring,
            name="application_second",
        ),
        path("dot/<str:uid>/phieu/<str:sheet>/mo-lai/", reopen, name="sheet_reopen"),
        path("dot/<str:uid>/phieu/<str:sheet>/nhap-lan-hai/", key_again, name="sheet_key_again"),
    ]


# --- concluding -----------------------------------------------------------------------------------
@require_POST
def conclude_all(request: HttpRequest, uid: str) -> HttpResponse:
    """Conclude every application that can be, and say why of the others."""
    round_ = round_or_404(request.user, uid)
    typed = {
        one.uid: found
        for one in round_.applications.all()
        if (found := _typed(request, f"-{one.uid}"))
    }
    try:
        told = from_sheets.conclude_all(round_, by=request.user, typed=typed)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("admin:round_sheets", uid)
    done = [one for one in told if one.outcome == "concluded"]
    kept, refused = (
        sum(one.outcome == "unchanged" for one in told),
        sum(one.outcome == "refused" for one in told),
    )
    messages.success(request, f"Đã tổng hợp {len(done)} hồ sơ; {kept} hồ sơ không đổi.")
    if refused:
        messages.warning(request, f"{refused} hồ sơ chưa tổng hợp được: lý do ở cột “Kết luận”.")
    return redirect("admin:round_sheets", uid)


@require_POST
def conclude_one(request: HttpRequest, uid: str, application: str) -> HttpResponse:
    round_ = round_or_404(request.user, uid)
    found = application_or_404(round_, application)
    try:
        told = from_sheets.conclude_application(found, by=request.user, typed=_typed(request))
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        messages.success(request, f"{found}: {told.why}")
    return redirect("admin:application_sheets", uid, application)


def _typed(request: HttpRequest, suffix: str = "") -> Typed | None:
    """What was typed beside the sheets; None where the form has no such fields or they are left
    empty."""
    marks = request.POST.get(f"marks{suffix}", "").strip()
    missed = request.POST.get(f"missed{suffix}", "").strip()[:300]
    ground = request.POST.get(f"ground{suffix}", "").strip()[:1000]
    cleared = request.POST.get(f"no-ground{suffix}")
    if not (marks or missed or ground or cleared):
        return None
    return Typed(whole_number(marks) or None, missed, (ground,) if ground else ())


# --- a second scoring, reopening ------------------------------------------------------------------
def second_scoring(request: HttpRequest, uid: str, application: str) -> HttpResponse:
    round_ = round_or_404(request.user, uid)
    found = application_or_404(round_, application)
    consequence = (
        "Phiếu lần đầu được giữ nguyên và vẫn xem được; mỗi thành viên có một phiếu mới cho lần hai,"
        " điểm lần đầu hiện bên từng ô và lấy lại được. Kết quả được tính từ phiếu lần hai."
    )

    def do(reason: str) -> None:
        open_second_scoring(found, by=request.user, reason=reason)

    back = ("admin:application_sheets", uid, application)
    return _with_reason(request, round_, f"Mở chấm lần hai: {found}", consequence, do, back)


def reopen(request: HttpRequest, uid: str, sheet: str) -> HttpResponse:
    round_, found = _sheet_or_404(request, uid, sheet)
    consequence = (
        "Phiếu sửa được trở lại. Nếu hồ sơ đã tổng hợp thì kết quả bị rút, tổng hợp lại sau khi"
        " khóa phiếu."
    )

    def do(reason: str) -> None:
        closing.reopen_sheet(found, by=request.user, reason=reason)

    back = ("admin:application_sheets", uid, found.application.uid)
    return _with_reason(
        request,
        round_,
        f"Mở lại phiếu của {found.member}: {found.application}",
        consequence,
        do,
        back,
    )


def _with_reason(
    request: HttpRequest, round_: Round, title: str, consequence: str, do: Any, back: tuple
) -> HttpResponse:
    """A page that says what follows, asks for a reason, and does it."""
    problems: list[str] = []
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        try:
            do(reason)
        except Refused as refused:
            problems = refused.reasons
        except ValidationError as problem:
            problems = problem.messages
        else:
            messages.success(request, f"Đã xong: {title}.")
            return redirect(*back)
    context = {
        "round": round_,
        "consequence": consequence,
        "problems": problems,
        "reason": reason,
        "back_url": reverse(back[0], args=back[1:]),
    }
    return staff_page(
        request, "certifications/council/sheet_reason.html", context, title=title, crumbs=crumbs_below(round_),
        status=409 if problems else 200,
    )  # fmt: skip


def _sheet_or_404(request: HttpRequest, uid: str, sheet: str) -> tuple[Round, ScoreSheet]:
    round_ = round_or_404(request.user, uid)
    rows = ScoreSheet.objects.select_related(
        "application__product",
        "application__round__place",
        "application__round__scheme",
        "member",
        "keyed_by",
    )
    found = rows.filter(uid=sheet, application__round=round_).first()
    if found is None:
        raise Http404
    return round_, found


# --- keying again ---------------------------------------------------------------------------------
def key_again(request: HttpRequest, uid: str, sheet: str) -> HttpResponse:
    """The same paper by another person, without seeing the first keying; then every difference."""
    round_, found = _sheet_or_404(request, uid, sheet)
    if not second_keying.wants_second_keying(found, round_):
        raise Http404
    require_key(request.user, found.member, round_)
    fields = _fields(found)
    values = {name: request.POST.get(f"c-{name}", "").strip()[:40] for name, _, _ in fields}
    problems: list[str] = []
    differences = second_keying.differences(found)
    if request.method == "POST":
        try:
            differences = second_keying.key_again(found, _content(found, values), by=request.user)
        except Refused as refused:
            problems = refused.reasons
        except (BadContent, PermissionDenied) as problem:
            problems = [str(problem)]
        else:
            if not differences:
                messages.success(request, "Hai lần nhập khớp nhau: khóa được phiếu.")
                return redirect("admin:application_sheets", uid, found.application.uid)
    context = {
        "round": round_,
        "sheet": found,
        "rows": [(name, label, hint, values[name]) for name, label, hint in fields],
        "differences": differences,
        "problems": problems,
    }
    return staff_page(
        request, "certifications/council/sheet_key_again.html", context, title=f"Nhập lần hai: {found.member}, {found.application}",
        crumbs=crumbs_below(round_), status=409 if problems else 200,
    )  # fmt: skip


def _fields(sheet: ScoreSheet) -> list[tuple[str, str, str]]:
    """(field, label, hint) of what is keyed: the criteria, or the parts where the first keying gave
    only these."""
    card = card_of(sheet.application)
    if sheet.mode == SheetMode.TOTALS or card is None:
        return [(name, f"Phần {part}", "") for name, part in PARTS.items()]
    return [(one.code, f"{one.code} {one.name}", hint_of(one)) for one in card.scored]


def _content(sheet: ScoreSheet, values: dict[str, str]) -> dict[str, Any]:
    card, remarks = card_of(sheet.application), dict.fromkeys(cell_text.REMARKS, "")
    if sheet.mode == SheetMode.TOTALS or card is None:
        return cell_text.part_data(values, remarks)
    return cell_text.content_data(values, card, remarks)
