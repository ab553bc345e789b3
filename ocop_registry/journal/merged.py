"""Uids of subjects that were merged into others: they answer for ever, for the subject that was
kept."""

from collections.abc import Iterable

from ocop_registry import uids
from ocop_registry.journal.models import MergedSubject


def kept_uid(kind: str, uid: str | None) -> str | None:
    """The uid that answers for one that was merged away; None when it never was. One query."""
    return kept_uids([kind], [uid]).get(uid) if uid else None


def kept_uids(kinds: Iterable[str], old: Iterable[str]) -> dict[str, str]:
    """Merged uid → the uid that answers for it. One query, none when nothing is asked."""
    wanted = list(old)
    if not wanted:
        return {}
    return dict(
        MergedSubject.objects.filter(kind__in=list(kinds), old_uid__in=wanted).values_list(
            "old_uid", "uid"
        )
    )


def typed_kept_uid(kind: str, text: str) -> str | None:
    """The same for a uid as somebody typed it; None for what is none."""
    return kept_uid(kind, uids.normalise(text))
