"""The form of a new subject that may be in the register already, under much the same name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from ocop_registry.journal.models import Subject
from ocop_registry.staff.acts.act_forms import ActForm


class LookalikeForm(ActForm):
    """Warns of look-alikes once; a second press of Save with the box ticked adds the subject all
    the same. Whoever inherits says which they are (`similar_to`), and in which words."""

    # label of the box; what is told while it is not ticked; where a subject is, in the list
    another: str
    warning: str
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookalikes: list[tuple[str, str]] = []
        if "confirmed" in self.fields:  # not on the page of a stored subject
            self.fields["confirmed"].label = self.another

    def similar_to(self, cleaned: dict[str, Any]) -> Sequence[Subject]:
        """Subjects of the register that the new one may be; none where the person may not look."""
        raise NotImplementedError

    def described(self, subject: Any) -> str:
        """A look-alike in the list above the form."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk is None and not cleaned.get("confirmed"):
            found = self.similar_to(cleaned)
            if found:
                self._ask(found)
        return cleaned

    def _ask(self, found: Sequence[Subject]) -> None:
        change = f"admin:{self._meta.model._meta.label_lower.replace('.', '_')}_change"
        self.lookalikes = [(self.described(one), reverse(change, args=[one.pk])) for one in found]
        self.fields["confirmed"].widget = forms.CheckboxInput()
        self.add_error("confirmed", ValidationError(self.warning, code="lookalike"))
