"""The page of a subject that may be in the register twice: looked for when it is added, merged when
it is found."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.acts.act_admin import ActAdmin


class LookalikeAdmin(ActAdmin):
    """With a form of the kind `LookalikeForm`. `merged_as`: the word of the address under which two
    of them are merged."""

    merged_as: str
    readonly_fields = ("uid",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        """A new one asks whether it is another one than its look-alikes; a stored one has a uid."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        title, options = fieldsets[0]
        named = [name for name in options["fields"] if name != "confirmed"]
        return [(title, {**options, "fields": ["uid", *named]}), *fieldsets[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple:
        return self.readonly_fields if obj else ()

    def page_actions(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        if not (self.has_change_permission(request, obj) or scope(request.user, "central")):
            return []
        return [("Gộp với…", reverse("admin:merge_choose", args=[self.merged_as, obj.uid]))]
