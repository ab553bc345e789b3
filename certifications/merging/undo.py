"""Taking a merge back, exactly, while nothing builds on it: the dropped one comes back under its own
key and uid, and everything that followed returns to it."""

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core import serializers

from certifications.merging import merge
from certifications.merging.footprint import Row, footprint
from certifications.merging.relations import parts_of
from certifications.models import Certification, PreparedAct, PreparedStatus
from ocop_registry.journal.acts import Act
from ocop_registry.journal.canonical import is_digest
from ocop_registry.journal.models import (
    JournalLine,
    MergedSubject,
    PrivateChange,
    Subject,
    from_plain,
)
from products.models import PointOfSale

NAMED = 10  # rows named in a refusal


def refusals(subject: Any, merged: PreparedAct) -> list[str]:
    """Why the merge may not be taken back now; empty when it may."""
    if merged.status != PreparedStatus.DONE or merged.record is None:
        return ["Việc gộp này chưa được duyệt, hoặc đã được hoàn tác."]
    now, after = footprint(subject), merged.record["after"]
    differing = sorted(key for key in now.keys() | after.keys() if now.get(key) != after.get(key))
    found = [f"{_told(key)}: đã được ghi hoặc sửa sau khi gộp." for key in differing[:NAMED]]
    if len(differing) > NAMED:
        found.append(f"và {len(differing) - NAMED} mục khác.")
    return [*found, *_erased(subject, merged)]


def _told(key: str) -> str:
    model, _, pk = key.partition(":")
    found = apps.get_model(model)
    row = found._base_manager.filter(pk=pk).first()
    return f"{str(found._meta.verbose_name).capitalize()} “{row or pk}”"


def _erased(subject: Any, merged: PreparedAct) -> list[str]:
    """Former private values that were erased since cannot come back."""
    lines = _lines(subject, merged)
    missing = [
        line
        for line in lines
        if "hmac:" in line.text and not PrivateChange.objects.filter(line=line).exists()
    ]
    return ["Dữ liệu cá nhân cũ đã được xóa theo yêu cầu: không hoàn tác được."] if missing else []


def _lines(subject: Any, merged: PreparedAct) -> list[JournalLine]:
    """The lines of the two in the entry of the merge."""
    entry = (
        JournalLine.objects.filter(
            kind=merged.SUBJECT_KIND, uid=merged.uid, entry__act=f"{subject.SUBJECT_KIND}.merge"
        )
        .order_by("-pk")
        .values("entry")[:1]
    )
    uids = [subject.uid, merged.values["drop"]]
    return list(
        JournalLine.objects.filter(entry__in=entry, kind=subject.SUBJECT_KIND, uid__in=uids)
    )


# --- carrying it out ------------------------------------------------------------------------------
def carry_out(deed: Act, subject: Any, merged: PreparedAct) -> None:
    """Write every row as it stood before the merge. The kept one first, whose numbers the other may
    claim; then what was dropped; then what moved, before what it may have crowded."""
    assert merged.record is not None
    before, after = merged.record["before"], merged.record["after"]
    private = _private(subject, merged)
    parts = parts_of(subject)
    _forget_answers(before, after)
    own = f"{type(subject)._meta.label_lower}:{subject.pk}"
    _restore(deed, [before[own]], private)
    gone = [before[key] for key in before if key not in after]
    gone.sort(key=lambda row: row["model"] != type(subject)._meta.label_lower)
    for row in gone:
        _insert(deed, row, private)
    changed = [
        row for key, row in before.items() if key in after and key != own and row != after[key]
    ]
    changed.sort(key=lambda row: (row["model"], not _moves(row, after), row["pk"]))
    for _, rows in groupby(changed, key=lambda row: (row["model"], _moves(row, after))):
        _restore(deed, list(rows), private)
    subject.refresh_from_db()
    merge.tell(
        deed,
        subject,
        {**parts, "merged": [f"{merged.values['name']} ({merged.values['drop']})"]},
        {**parts_of(subject), "merged": []},
    )
    merged.record = None
    type(merged)._base_manager.filter(pk=merged.pk).update(record=None)


def _moves(row: Row, after: dict[str, Row]) -> bool:
    """Whether a recognition goes back to the other product."""
    stands = after[f"{row['model']}:{row['pk']}"]["fields"]
    return bool(row["fields"].get("product") != stands.get("product"))


def _forget_answers(before: dict[str, Row], after: dict[str, Row]) -> None:
    """The dropped uids answer for themselves again."""
    label = MergedSubject._meta.label_lower
    for key, row in after.items():
        if row["model"] != label:
            continue
        found = MergedSubject.objects.filter(pk=row["pk"])
        if key in before:
            found.update(uid=before[key]["fields"]["uid"])
        else:
            found.delete()


def _insert(deed: Act, row: Row, private: dict[tuple[str, str], Any]) -> None:
    """A row that the merge deleted, under its own key."""
    [made] = serializers.deserialize("python", [row])
    one = made.object
    if isinstance(one, Subject):
        _fill_private(one, private)
        one.version += 1
    type(one)._base_manager.bulk_create([one])
    if isinstance(one, Subject):
        deed.line(one.SUBJECT_KIND, one.uid, None, one.snapshot(), one.PRIVATE_FIELDS)


def _restore(deed: Act, rows: Iterable[Row], private: dict[tuple[str, str], Any]) -> None:
    """Rows of one model that the merge changed, with their former values."""
    subjects = []
    for row in rows:
        if row["model"] == MergedSubject._meta.label_lower:
            continue
        [made] = serializers.deserialize("python", [row])
        former, model = made.object, type(made.object)
        if isinstance(former, PointOfSale):
            _restore_shop(deed, former, row["fields"]["products"])
            continue
        stored = model._base_manager.get(pk=former.pk)
        for field in model._meta.concrete_fields:
            if field.name in row["fields"] and field.name != "version":
                setattr(stored, field.attname, getattr(former, field.attname))
        if isinstance(stored, Subject):
            _fill_private(stored, private)
            subjects.append(stored)
        else:
            stored.save(force_update=True)
    if subjects:
        deed.save_many(subjects)


def _restore_shop(deed: Act, shop: PointOfSale, products: list[int]) -> None:
    stored = PointOfSale.objects.select_for_update().get(pk=shop.pk)
    before = sorted(stored.products.values_list("uid", flat=True))
    stored.products.set(products)
    PointOfSale.objects.filter(pk=shop.pk).update(version=stored.version + 1)
    after = sorted(stored.products.values_list("uid", flat=True))
    deed.line(shop.SUBJECT_KIND, shop.uid, {"products": before}, {"products": after})


def _private(subject: Any, merged: PreparedAct) -> dict[tuple[str, str], Any]:
    """(uid, field) → the private value before the merge, as the journal's side table keeps it."""
    lines, found = _lines(subject, merged), {}
    for line in lines:
        # what had no class yet when the merge was journalled stands plainly in its line
        before = json.loads(line.text)["before"] or {}
        for name in subject.PRIVATE_FIELDS & before.keys():
            if not is_digest(before[name]):
                found[line.uid, name] = before[name]
    for change in PrivateChange.objects.filter(line__in=lines).select_related("line"):
        value = from_plain(type(subject), change.field, change.before)
        found[change.line.uid, change.field] = value
    return found


def _fill_private(one: Subject, private: dict[tuple[str, str], Any]) -> None:
    if isinstance(one, Certification | PreparedAct):
        return
    for name in one.PRIVATE_FIELDS:
        if (one.uid, name) in private:
            setattr(one, name, private[one.uid, name])
