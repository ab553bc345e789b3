"""Deleting from an admin page: asks for the reason, refuses what others refer to, and is one
act."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ocop_registry.journal.acts import act
from ocop_registry.staff.pages import staff_page


class DeletionForm(forms.Form):
    reason = forms.CharField(
        label="Lý do xóa",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "Hãy ghi lý do xóa: việc này phải giải thích được về sau."},
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"row_version": version}, **kwargs)
        self.version = version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "row_version" in cleaned and cleaned["row_version"] != self.version:
            self.data = {**self.data.dict(), "row_version": self.version}
            self.add_error(
                None,
                "Bản ghi này vừa được người khác sửa. Hãy xem lại nó, rồi bấm Xóa lần nữa nếu vẫn"
                " đúng.",
            )
        return cleaned


class DeletionView:
    """The delete page of `ActAdmin`."""

    def delete_view(
        self: Any, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        form = DeletionForm(request.POST or None, version=obj.version)
        kept_by: list = self.get_deleted_objects([obj], request)[3]
        if request.method == "POST" and not kept_by and form.is_valid():
            try:
                self.delete_act(request, obj, form.cleaned_data["reason"])
            except ProtectedError as error:
                kept_by = [str(item) for item in error.protected_objects]
            else:
                messages.success(request, f"Đã xóa {self.opts.verbose_name} “{obj}”.")
                return redirect(self._list_url())
        crumbs = (
            (str(self.opts.verbose_name_plural).capitalize(), self._list_url()),
            (str(obj), self._page_url(obj)),
        )
        context = {
            "form": form,
            "object": obj,
            "kept_by": kept_by,
            "back": self._page_url(obj),
            "opts": self.opts,
        }
        return staff_page(
            request,
            "staff/delete.html",
            context,
            title=f"Xóa {self.opts.verbose_name}",
            crumbs=crumbs,
        )

    def delete_act(self: Any, request: HttpRequest, obj: Any, reason: str) -> None:
        """Delete one row as one act."""
        with act(
            f"{self.act_prefix}.delete",
            by=request.user,
            reason=reason,
            province=self.province_of(obj),
        ) as deed:
            self.before_delete(obj)
            deed.delete(obj)

    def before_delete(self, obj: Any) -> None:
        """What else must go with the row, inside its act; nothing by default."""

    def _list_url(self: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _page_url(self: Any, obj: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
