"""Columns that are fields of a subject: read, checked by the model's own validators, compared with
what the register holds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from certifications.certificates import held_back, prepared_acts
from certifications.imports.contract import Change, Context, Row
from certifications.models import PreparedAct, PreparedKind, PreparedStatus, RowOutcome
from certifications.rounds.access import Refused
from ocop_registry.excel import cells
from ocop_registry.journal.acts import Act, VersionConflict
from ocop_registry.journal.batches import batches
from ocop_registry.journal.models import Subject


def shown(value: Any) -> str:
    """A value as a person reads it in a list of changes."""
    if value is None or value == "":
        return ""
    return cells.text(value) if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Field:
    """A column of the same name as a field of the model. `read`: from the cell; `shown`: for the
    list of changes."""

    name: str
    read: Callable[[Any], Any] = cells.text
    shown: Callable[[Any], str] = shown


def fill(row: Row, subject: Subject, fields: Iterable[Field]) -> None:
    """Put what the cells say onto the subject. A blank cell leaves the field as it is, "(xóa)"
    empties it.

    What the model's validators refuse is a fault of the cell; every difference to a stored subject
    is a change of the row.
    """
    called = str(subject)
    for one in fields:
        if not row.has(one.name):
            continue
        field: Any = subject._meta.get_field(one.name)
        if row.erases(one.name):
            value = None if field.null else ""
        else:
            value = row.read(one.name, one.read)
            if value in (None, ""):
                continue
        try:
            value = field.clean(value, subject)
        except ValidationError as problem:
            said, label = " ".join(problem.messages), _sentence(field.verbose_name)
            row.fault(one.name, "invalid", said if said.startswith(label) else f"{label}: {said}")
        else:
            put(row, subject, one.name, value, one.shown, called)


def put(
    row: Row,
    subject: Subject,
    name: str,
    value: Any,
    say: Callable[[Any], str] = shown,
    called: str = "",
) -> None:
    """Give a field its value; on a stored subject a difference is a change of the row."""
    field: Any = subject._meta.get_field(name)
    before = getattr(subject, name)
    if before == value:
        return
    setattr(subject, name, value)
    if subject.pk:
        row.changes.append(
            Change(called or str(subject), _sentence(field.verbose_name), say(before), say(value))
        )


def choice_words(choices: Iterable[tuple[Any, Any]]) -> Callable[[Any], str]:
    """Says a stored choice by its label."""
    labels = {value: str(label) for value, label in choices}
    return lambda value: labels.get(value, shown(value))


def _sentence(text: Any) -> str:
    return f"{text}"[:1].upper() + f"{text}"[1:]


# --- what takes two people ------------------------------------------------------------------------
# Public in the product's history: the file's own name is the office's.
FROM_A_LIST = "Cập nhật theo danh sách của văn phòng tỉnh"
WAITS = " (chờ người khác duyệt)"


def hold_back(rows: Iterable[Row], model: type[Subject], columns: Mapping[str, str]) -> None:
    """What the rows would change of recognised subjects that takes two people is left out of their
    plans, and will wait for another person's approval once the file is applied.

    `columns`: field → its column, where they differ. A constant number of queries.
    """
    known = {row.plan.pk: row for row in rows if row.plan is not None and row.plan.pk}
    bearing = held_back.bearing(model.SUBJECT_KIND, {row.plan.uid for row in known.values()})
    if not bearing:
        return
    kept = [pk for pk, row in known.items() if row.plan.uid in bearing and row.changes]
    stored = _stored(model, kept)
    waiting = _waiting(model, kept)
    for pk, before in stored.items():
        _hold_back(known[pk], before, waiting.get(pk), columns)


def _hold_back(
    row: Row, stored: Subject, waiting: PreparedAct | None, columns: Mapping[str, str]
) -> None:
    names = held_back.HELD[stored.SUBJECT_KIND]
    typed = {name: getattr(row.plan, name) for name in names}
    row.held = held_back.differences(stored, typed)
    for name in row.held:
        setattr(row.plan, name, getattr(stored, name))
    fields: list[Any] = [stored._meta.get_field(name) for name in row.held]
    labels = {_sentence(one.verbose_name) for one in fields}
    if waiting is not None and row.held:
        column = next(columns.get(name, name) for name in row.held)
        if waiting.values == row.held:
            row.changes = [one for one in row.changes if one.label not in labels]
            row.notes.append(f"{', '.join(sorted(labels))}: đã chờ duyệt từ trước.")
            row.held = {}
        else:
            row.fault(
                column, "waiting", f"{prepared_acts.ONE_WAITS[stored.SUBJECT_KIND]}: duyệt hoặc bỏ"
                " việc đó trước, rồi kiểm tra lại tệp.",
            )  # fmt: skip
    row.changes = [
        replace(one, after=f"{one.after}{WAITS}") if one.label in labels else one
        for one in row.changes
    ]


def _stored(model: type[Subject], pks: Sequence[int]) -> dict[int, Any]:
    beside = [one.name for one in model._meta.concrete_fields if one.is_relation]
    beside += ["place__parent__parent"] if "place" in beside else []
    found: dict[int, Any] = {}
    for batch in batches(sorted(pks)):
        rows = model._base_manager.select_related(*beside).filter(pk__in=batch)
        found.update((one.pk, one) for one in rows)
    return found


def _waiting(model: type[Subject], pks: Sequence[int]) -> dict[int, PreparedAct]:
    kind = model.SUBJECT_KIND
    found: dict[int, PreparedAct] = {}
    for batch in batches(sorted(pks)):
        rows = PreparedAct.objects.filter(status=PreparedStatus.WAITING, **{f"{kind}__in": batch})
        found.update((getattr(one, f"{kind}_id"), one) for one in rows)
    return found


# --- many rows ------------------------------------------------------------------------------------
def refuse_taken(rows: Iterable[Row], model: type[Model], name: str, sentence: str) -> None:
    """A fault for each row whose subject would take a value that another subject has, in the
    register or in the file.

    One query. The register is read whole, also beyond the province: what is unique is unique in the
    country.
    """
    holders: dict[str, Any] = dict(
        model._default_manager.exclude(**{name: ""}).values_list(name, "pk")
    )
    wanted: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.plan is not None and row.has(name) and (value := getattr(row.plan, name)):
            wanted[value].append(row)
    for value, claiming in wanted.items():
        for row in claiming:
            if holders.get(value, row.plan.pk) != row.plan.pk:
                row.fault(name, "taken", sentence)
            elif row is not claiming[0]:
                row.fault(
                    name,
                    "duplicate",
                    f"Trùng với {called(claiming[0], row)}: mỗi mã chỉ thuộc về một dòng.",
                )


def called(row: Row, beside: Row | None = None) -> str:
    """How a sentence names a row: "dòng 5", with its sheet when it stands on another one than
    `beside`."""
    return (
        f"dòng {row.number}"
        if beside is None or row.sheet == beside.sheet
        else f"dòng {row.number} trang “{row.sheet}”"
    )


def settle(row: Row) -> None:
    """The outcome that follows from the plan: a new subject is created, a stored one changed or
    left as it is."""
    if row.plan is not None and row.plan.pk is None:
        row.settle(RowOutcome.CREATED)
    else:
        row.settle(RowOutcome.CHANGED if row.changes else RowOutcome.UNCHANGED)


def subject_name(subject: Subject) -> str:
    return f"{subject.SUBJECT_KIND}/{subject.uid}"


def write_all(deed: Act, rows: Sequence[Row], context: Context) -> None:
    """Create and save what the rows planned, prepare what takes two people, and note which subject
    each row became.

    Raises Refused when somebody saved one of them since the rows were checked.
    """
    try:
        deed.create_many([row.plan for row in rows if row.plan.pk is None])
        deed.save_many([row.plan for row in rows if row.outcome == RowOutcome.CHANGED])
    except VersionConflict as conflict:
        raise Refused(
            f"“{conflict.mine}” vừa được người khác sửa: hãy kiểm tra lại tệp rồi mới ghi."
        ) from conflict
    for row in rows:
        row.subject = subject_name(row.plan)
        if row.held:
            if context.by is None:
                raise Refused(
                    f"“{row.plan}”: điều này cần hai người, nên tệp phải do một người nạp (--by)."
                )
            prepared_acts.prepare_within(
                deed, row.plan, PreparedKind.CHANGE, row.held, by=context.by, reason=FROM_A_LIST
            )
