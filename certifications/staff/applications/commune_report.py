"""The commune's report on an application, as the form Mẫu 03 has it. The only page of a round that
a commune officer sees."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from certifications.applications import dossier
from certifications.applications.dossier import NOTE_MAX, ReportData
from certifications.models import Application
from certifications.rounds.access import Refused
from certifications.staff.applications.dossier import crumbs_below, deadlines_of, report_of
from certifications.staff.rounds.forms import DayField
from certifications.staff.scoped import dossier_or_404
from ocop_registry.journal.acts import VersionConflict
from ocop_registry.staff.pages import staff_page

YES_NO = {"yes": True, "no": False, "": None}
WORDS = {True: "yes", False: "no", None: ""}


def urls() -> list:
    return [path("ho-so/<str:uid>/bao-cao-xa/", page, name="dossier_report")]


class ReportForm(forms.Form):
    """Days, number, one answer and note per topic, and whether the commune proposes the product."""

    received_on = DayField(label="Ngày cấp xã nhận hồ sơ")
    reported_on = DayField(
        label="Ngày báo cáo", help_text="Để trống khi chưa báo cáo: vẫn lưu được phần đã điền."
    )
    number = forms.CharField(
        label="Số văn bản", max_length=60, required=False, help_text="Ví dụ: 45/BC-UBND."
    )
    proposes = forms.ChoiceField(
        label="Cấp xã đề nghị",
        required=False,
        choices=[("", "chưa trả lời"), ("yes", "Đề nghị đánh giá"), ("no", "Không đề nghị")],
        widget=forms.RadioSelect,
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, topics: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        answers = [("", "chưa trả lời"), ("yes", "Đạt"), ("no", "Không đạt")]
        for topic in topics:
            code, label = topic["code"], topic["label"]
            self.fields[f"meets_{code}"] = forms.ChoiceField(
                label=label, required=False, choices=answers, widget=forms.RadioSelect
            )
            note = forms.TextInput(attrs={"class": "vTextField", "aria-label": f"Ghi chú: {label}"})
            self.fields[f"note_{code}"] = forms.CharField(
                label="Ghi chú", max_length=NOTE_MAX, required=False, widget=note
            )

    def topic_fields(self) -> list[tuple[str, Any, Any]]:
        return [
            (one["label"], self[f"meets_{one['code']}"], self[f"note_{one['code']}"])
            for one in self.topics
        ]

    def report(self) -> ReportData:
        typed = self.cleaned_data
        topics = {
            one["code"]: {
                "meets": YES_NO[typed[f"meets_{one['code']}"]],
                "note": typed[f"note_{one['code']}"].strip(),
            }
            for one in self.topics
        }
        return ReportData(
            typed["received_on"],
            typed["reported_on"],
            typed["number"],
            topics,
            YES_NO[typed["proposes"]],
        )


def page(request: HttpRequest, uid: str) -> HttpResponse:
    """The report: to be filled in by those who may, to be read by the others."""
    application = dossier_or_404(request.user, uid, report_only=True)
    closed, may = (
        dossier.closed_because(application),
        dossier.may_report(request.user, application),
    )
    if request.method == "POST" and not may:
        raise PermissionDenied("Bạn không có quyền ghi báo cáo của hồ sơ này.")
    form_data = dossier.report_form()
    form = ReportForm(
        request.POST or None, topics=form_data["topics"], initial=_initial(application)
    )
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        problems = _save(request, application, form)
        if not problems:
            messages.success(request, "Đã lưu báo cáo của cấp xã.")
            return redirect("admin:dossier_report", application.uid)
    if not may or closed:
        for field in form.fields.values():
            field.disabled = True
    context = {
        "application": application,
        "producer": application.product.producer,
        "form": form,
        "report_form": form_data,
        "closed": closed,
        "may_report": may and not closed,
        "problems": problems,
        "deadlines": [one for one in deadlines_of(application) if one.name == "Cấp xã báo cáo"],
    }
    return staff_page(
        request, "certifications/applications/dossier_report.html", context, title=f"Báo cáo của cấp xã: {application.product.name}",
        crumbs=crumbs_below(request.user, application), status=409 if problems else 200,
    )  # fmt: skip


def _initial(application: Application) -> dict[str, Any]:
    report = report_of(application)
    if report is None:
        return {"row_version": 0}
    values = {
        "received_on": report.received_on,
        "reported_on": report.reported_on,
        "number": report.number,
        "proposes": WORDS[report.proposes],
        "row_version": report.version,
    }
    for code, one in report.topics.items():
        values |= {f"meets_{code}": WORDS[one.get("meets")], f"note_{code}": one.get("note", "")}
    return values


def _save(request: HttpRequest, application: Application, form: ReportForm) -> list[str]:
    try:
        dossier.save_report(
            application, form.report(), by=request.user, seen=form.cleaned_data["row_version"]
        )
    except Refused as refused:
        return refused.reasons
    except VersionConflict as conflict:
        stored: Any = conflict.stored  # a report is never deleted
        form.data = {**form.data.dict(), "row_version": stored.version}
        return [*conflict.messages, f"Bản vừa lưu: {_told(stored, form.topics)}."]
    except ValidationError as problem:
        return problem.messages
    return []


def _told(report: Any, topics: list[dict[str, Any]]) -> str:
    """What stands in the stored report, in one line."""
    proposes = {True: "đề nghị đánh giá", False: "không đề nghị", None: "chưa đề nghị"}
    answers = {True: "đạt", False: "không đạt", None: "chưa trả lời"}
    days = [("nhận", report.received_on), ("báo cáo", report.reported_on)]
    parts = [f"{label} {day:%d/%m/%Y}" for label, day in days if day]
    parts += [f"số {report.number}"] if report.number else []
    parts.append(proposes[report.proposes])
    for topic in topics:
        one = report.topics.get(topic["code"], {})
        note = f" ({one['note']})" if one.get("note") else ""
        parts.append(f"{topic['label']}: {answers[one.get('meets')]}{note}")
    return "; ".join(parts)
