"""The form of every admin page that acts: its reason, and the version the person was looking at."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from ocop_registry.clock import VIETNAM
from ocop_registry.journal.models import JournalEntry

JOURNAL_FIELDS = ("reason", "row_version")
NOT_COMPARED = {*JOURNAL_FIELDS, "confirmed"}


@dataclass(frozen=True)
class Difference:
    """One field on which the stored row and the typed form differ."""

    label: str
    stored: str
    typed: str


@dataclass(frozen=True)
class Conflict:
    """Who saved in between, when, and what stands where the person typed something else."""

    who: str
    when: datetime | None
    differences: list[Difference]


class ActForm(forms.ModelForm):
    """Base form of `ActAdmin`, which fills in `act_admin`, `act_request` and `act_reason_required`
    per request."""

    act_admin: ClassVar[Any] = None
    act_request: ClassVar[HttpRequest | None] = None
    act_reason_required: ClassVar[bool] = False

    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Ghi vào nhật ký cùng việc này; công chúng không thấy.",
    )
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict: Conflict | None = None
        self.initial["row_version"] = self.instance.version
        self.fields["reason"].required = self.act_reason_required

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refused = getattr(self.act_request, "act_refused", None)
        if refused is not None:
            self.add_error(None, refused)
        if self.instance.pk and cleaned.get("row_version") != self.instance.version:
            self._report_conflict()
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and self.act_admin is not None:
            problem = self.act_admin.scope_problem(self.act_request, self.instance)
            if problem:
                self.add_error(None, ValidationError(problem, code="outside_scope"))

    def _report_conflict(self) -> None:
        last = last_entry_of(self.instance)
        self.conflict = Conflict(
            who=last.actor_name if last else "",
            when=last.at if last else None,
            differences=[
                Difference(
                    str(self.fields[name].label),
                    shown(_stored(self, name)),
                    shown(self.cleaned_data.get(name)),
                )
                for name in self.changed_data
                if name not in NOT_COMPARED
            ],
        )
        self.add_error(
            None,
            ValidationError(
                "Bản ghi này vừa được người khác sửa. Những gì bạn gõ vẫn còn nguyên bên dưới: "
                "hãy so với bản đang lưu, chỉnh nếu cần, rồi bấm Lưu lần nữa.",
                code="stale",
            ),
        )
        # The next save is made knowing the version that was just shown.
        self.data = self.data.copy()
        self.data[self.add_prefix("row_version")] = self.instance.version


def last_entry_of(subject: Any) -> JournalEntry | None:
    """The newest journal entry that touched the subject."""
    return (
        JournalEntry.objects.filter(
            lines__kind=subject.SUBJECT_KIND, lines__uid=subject.journal_key()
        )
        .order_by("-seq")
        .first()
    )


def _stored(form: forms.ModelForm, name: str) -> Any:
    display = getattr(form.instance, f"get_{name}_display", None)
    if display is not None:
        return display()
    value = getattr(form.instance, name, None)
    return list(value.all()) if isinstance(value, models.Manager) else value


def shown(value: Any) -> str:
    """A value as a person reads it: yes and no in words, dates day first, nothing as a dash."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, datetime):
        return f"{value.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, list | tuple | models.QuerySet):
        return "; ".join(shown(item) for item in value)
    return str(value)
