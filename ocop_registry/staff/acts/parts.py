"""The parts of an object that are saved with it, as its one line of the journal tells of them."""

from typing import Any

from django.db import models

from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import Subject
from ocop_registry.staff.acts.act_forms import ActForm


def parts(form: ActForm, formsets: list) -> dict[str, Any]:
    """The stored state of what belongs to the object but lies in other tables."""
    obj = form.instance
    state: dict[str, Any] = {}
    for formset in formsets:
        own = {formset.fk.name}
        rows = formset.model._base_manager.filter(**{formset.fk.name: obj}).order_by("pk")
        state[formset.prefix] = [
            {name: value for name, value in Subject.snapshot(row).items() if name not in own}
            for row in rows
        ]
    for name in form.cleaned_data:
        field = next((field for field in obj._meta.many_to_many if field.name == name), None)
        if field is not None:
            state[name] = sorted(_key(row) for row in getattr(obj, name).all())
    return state


def _key(row: models.Model) -> str:
    key = getattr(row, "journal_key", None)
    return key() if key else str(row.pk)


def record_parts(deed: Act, obj: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Put the parts that changed into the object's own line, or give it one."""
    changed = [name for name, value in after.items() if before.get(name, []) != value]
    if not changed:
        return
    line = next(
        (
            line
            for line in deed.lines
            if line.kind == obj.SUBJECT_KIND and line.uid == obj.journal_key()
        ),
        None,
    )
    if line is None:
        # Only parts changed: the whole has a new version all the same, so that a second editor
        # notices.
        obj.version += 1
        type(obj)._base_manager.filter(pk=obj.pk).update(version=obj.version)
        deed.line(  # parts are no fields of the whole, and so none of its private ones
            obj.SUBJECT_KIND,
            obj.journal_key(),
            {name: before.get(name, []) for name in changed},
            {name: after[name] for name in changed},
        )
        return
    if line.before is not None:
        line.before |= {name: before.get(name, []) for name in changed}
    if line.after is not None:
        line.after |= {name: after[name] for name in changed}
