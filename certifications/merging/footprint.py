"""What a merge changes, as the rows stood before and after it, so that it can be taken back exactly
while nothing builds on it.

Everything that refers to one of the two is looked at, through the same relations by which it
follows (`relations`). Private fields are left out: of those the journal's erasable side
table tells the former values.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core import serializers
from django.db.models import Model, Q

from certifications.merging.relations import relations
from certifications.models import Certification, PreparedAct, PreparedKind
from ocop_registry.journal.models import MergedSubject
from products.models import Product

Row = dict[str, Any]  # {"model", "pk", "fields"}, as Django serializes it
# The acts of merging and of taking back themselves are no part of what they changed.
_NOT_PART = Q(kind__in=[PreparedKind.MERGE, PreparedKind.UNMERGE])


def footprint(*subjects: Any) -> dict[str, Row]:
    """Every row of these subjects (producers, or products) and of what refers to them, by model and
    key."""
    rows: dict[str, Row] = {}
    for row in _rows(subjects):
        [told] = json.loads(serializers.serialize("json", [row]))
        for name in getattr(row, "PRIVATE_FIELDS", ()):
            told["fields"].pop(name, None)
        rows[f"{told['model']}:{told['pk']}"] = told
    return rows


def _rows(subjects: Iterable[Any]) -> Iterator[Model]:
    model, pks = type(next(iter(subjects))), [one.pk for one in subjects]
    yield from model._base_manager.filter(pk__in=pks).order_by("pk")
    yield from _referring(model, pks)
    uids = list(model._base_manager.filter(pk__in=pks).values_list("uid", flat=True))
    if model is Product:
        held = Certification.objects.filter(product__in=pks)
        yield from _referring(Certification, list(held.values_list("pk", flat=True)))
        uids += held.values_list("uid", flat=True)
    answering = Q(uid__in=uids) | Q(old_uid__in=uids)
    yield from MergedSubject.objects.filter(answering).order_by("pk")


def _referring(model: type[Model], pks: list[int]) -> Iterator[Model]:
    for relation in relations(model).values():
        found = relation.related_model._base_manager.filter(
            **{f"{relation.field.name}__in": pks}
        ).order_by("pk")
        if relation.related_model is PreparedAct:
            found = found.exclude(_NOT_PART)
        yield from found.distinct()
