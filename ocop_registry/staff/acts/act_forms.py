"""The form of every admin page that acts: its reason, and the version the person was looking at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from ocop_registry.clock import VIETNAM
from ocop_registry.journal.models import JournalEntry
from ocop_registry.staff.acts.held_back import Holder, holder_of

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
        # What was typed and needs another person's approval; the save leaves it out.
        self.held_back: dict[str, Any] = {}
        self.holder: Holder | None = holder_of(self.instance) if self.instance.pk else None
        if self.holder and (names := self.holder.names(self.instance)):
            self._tell_held_back(names)
        else:
            self.holder = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refused = getattr(self.act_request, "act_refused", None)
        if refused is not None:
            self.add_error(None, refused)
        if self.instance.pk and cleaned.get("row_version") != self.instance.version:
            self._report_conflict()
        elif self.holder:
            self._hold_back(self.holder, cleaned)
        return cleaned

    def _tell_held_back(self, names: tuple[str, ...]) -> None:
        labels = ", ".join(
            f"{label[:1].lower()}{label[1:]}"
            for label in (str(self.fields[name].label) for name in names if name in self.fields)
        )
        if self.holder and labels:
            self.fields["reason"].help_text = self.holder.told.format(labels)

    def all_held_back(self, formsets: Sequence[forms.BaseFormSet]) -> bool:
        """Whether all that was typed needs another person's approval, so that nothing is saved."""
        typed = set(self.changed_data) - NOT_COMPARED
        return (
            bool(self.held_back)
            and typed <= self.held_back.keys()
            and not any(formset.has_changed() for formset in formsets)
        )

    def _hold_back(self, holder: Holder, cleaned: dict[str, Any]) -> None:
        """What takes two people is asked for its reason now, and for what stands against it."""
        typed = {name: cleaned[name] for name in self.changed_data if name in cleaned}
        self.held_back = holder.differences(self.instance, typed)
        if not self.held_back or not self.act_request:
            return
        if not cleaned.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", ValidationError(holder.why, code="held_back"))
        for sentence in holder.refusals(self.instance, self.held_back, self.act_request.user):
            self.add_error(None, ValidationError(sentence, code="held_back"))

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
