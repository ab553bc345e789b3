"""Which imports a person may see, and with which rights."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from certifications.imports.applying import brought_by
from certifications.imports.contract import Column, Context, Kind
from certifications.imports.kinds import KINDS, kind_of
from certifications.imports.staging import only_reads
from certifications.models import Import, ImportKind, ImportStatus, Round
from ocop_registry import clock, uids
from ocop_registry.accounts.hands import Hands, same_person
from ocop_registry.accounts.permissions import may, scope
from ocop_registry.places.models import Place, PlaceLevel


def imports_seen(user: Any) -> QuerySet[Import]:
    """Files of the provinces that the person sees; those for the whole country only by who sees it
    whole."""
    found = Import.objects.select_related(
        "province", "round", "staged_by", "applied_by", "undo_asked_by", "undone_by"
    )
    return scope(user, "view").limit(found, "province")


def import_or_404(user: Any, uid: str) -> Import:
    return get_object_or_404(imports_seen(user), uid=uids.normalise(uid) or "")


def context_for(user: Any, province: Place | None, round_: Round | None) -> Context:
    return Context(province, round_, user, clock.today())


def columns_of(kind: Kind, imported: Import) -> dict[str, Column]:
    """The columns that a file of this kind may have, by name."""
    context = context_for(None, imported.province, imported.round)
    return {column.name: column for column in kind.columns_for(context)}


def kinds_for(user: Any) -> list[Kind]:
    """Kinds of files that the person may send for some province."""
    return [kind for kind in KINDS.values() if scope(user, kind.permission)]


def provinces_for(user: Any, permission: str) -> QuerySet[Place]:
    """Provinces of today for which the person has that right."""
    provinces = Place.objects.filter(level=PlaceLevel.PROVINCE, valid_until=None)
    return scope(user, permission).limit(provinces, "pk")


def kind_or_404(user: Any, word: str) -> Kind:
    if word not in ImportKind.values:
        raise Http404
    if not scope(user, kind_of(word).permission):
        raise PermissionDenied
    return kind_of(word)


def rights(user: Any, imported: Import) -> dict[str, bool]:
    """What the person may do with a file as it stands."""
    kind = kind_of(imported.kind)
    edits = may(user, kind.permission, imported.province)
    applies = may(user, kind.apply_permission, imported.province)
    asked = imported.undo_asked_by
    people = brought_by(imported) if kind.two_people else []
    hands = Hands([user, *people], since=imported.staged_at) if people else None
    other = not any(hands.same(user, one) for one in people) if hands else True
    other_undo = not kind.two_people or (asked is not None and not same_person(user, asked))
    waiting, applied = (
        imported.status == ImportStatus.STAGED,
        imported.status == ImportStatus.APPLIED,
    )
    return {
        "edit": waiting and edits and not only_reads(user, imported),
        "discard": waiting and edits,
        "apply": waiting and applies and other,
        "apply_by_other": waiting and kind.two_people and not (applies and other),
        # whoever cannot take it back may ask in place of the one who asked, who may be the only one
        # with the right to do it
        "ask_undo": (
            applied
            and kind.two_people
            and edits
            and imported.undo_asked_by_id != user.pk
            and not (applies and other_undo)
        ),
        "undo": applied and applies and other_undo,
        "undo_by_other": (
            applied
            and kind.two_people
            and imported.undo_asked_by_id is not None
            and not (applies and other_undo)
        ),
    }


def version_in(data: Any) -> int | None:
    """The version that the person saw, as the page sends it back; None when it sends none that is a
    number."""
    told = data.get("version", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None
